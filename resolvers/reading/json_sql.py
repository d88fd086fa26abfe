"""The shapes of SQL that make JSON cheapest in PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float, Numeric, Text, func, literal_column, select
from sqlalchemy import cast as sql_cast

EMPTY_LIST: Any = literal_column("'[]'::json")
LIGNE = "ligne$"
"""Names a row whole. PostgreSQL would read a column of that name instead: no response key holds a dollar."""


def row_json(inner: Any) -> Any:
    """`(SELECT row_to_json(x) FROM (inner) x)`: an object whose keys are the columns, in their order."""
    rows = inner.subquery(LIGNE)
    return select(func.row_to_json(rows.table_valued())).select_from(rows).scalar_subquery()


def list_json(inner: Any) -> Any:
    """The list of such objects, in the order of `inner`; `[]` when there is none."""
    rows = inner.subquery(LIGNE)
    return select(func.coalesce(func.json_agg(rows.table_valued()), EMPTY_LIST)).select_from(rows).scalar_subquery()


def json_form(value: Any) -> Any:
    """A number with decimals is a Float of GraphQL; other types already have the JSON form that it asks for."""
    return sql_cast(value, Float) if isinstance(value.type, Numeric) and not isinstance(value.type, Float) else value


def constant(text: str) -> Any:
    """A constant of the schema, never of a request."""
    return literal_column("'" + text.replace("'", "''") + "'", Text)
