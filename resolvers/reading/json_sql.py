"""The shapes of SQL that make JSON cheapest in PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Float, Numeric, Text, func, literal_column, select
from sqlalchemy import cast as sql_cast

EMPTY_LIST: Any = literal_column("'[]'::json")
EMPTY_OBJECT: Any = literal_column("'{}'::json")
VIDE = "vide$"
"""The column of a selection of no field: a select of the ORM cannot be empty."""
LIGNE = "ligne$"
"""Names a row whole. PostgreSQL would read a column of that name instead: no response key holds a dollar."""


def selecting(columns: list[Any]) -> Any:
    """A select of these columns, or of `VIDE` when there is none."""
    return select(*(columns or [literal_column("1").label(VIDE)]))


def row_json(inner: Any) -> Any:
    """`(SELECT row_to_json(x) FROM (inner) x)`: an object whose keys are the columns, in their order."""
    rows = inner.subquery(LIGNE)
    whole = EMPTY_OBJECT if _empty(rows) else func.row_to_json(rows.table_valued())
    return select(whole).select_from(rows).scalar_subquery()


def list_json(inner: Any) -> Any:
    """The list of such objects, in the order of `inner`; `[]` when there is none."""
    rows = inner.subquery(LIGNE)
    whole = EMPTY_OBJECT if _empty(rows) else rows.table_valued()
    return select(func.coalesce(func.json_agg(whole), EMPTY_LIST)).select_from(rows).scalar_subquery()


def _empty(rows: Any) -> bool:
    """Whether `@skip` and `@include` have left nothing of the selection."""
    return bool(rows.c.keys() == [VIDE])


def json_form(value: Any) -> Any:
    """A number with decimals is a Float of GraphQL; other types already have the JSON form that it asks for."""
    return sql_cast(value, Float) if isinstance(value.type, Numeric) and not isinstance(value.type, Float) else value


def constant(text: str) -> Any:
    """A constant of the schema, never of a request."""
    return literal_column("'" + text.replace("'", "''") + "'", Text)
