"""Sub-selects of derived figures and rules: they read the tables they name, and take everything else from outside."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Exists, ScalarSelect, select, text
from sqlalchemy import exists as sql_exists


def scalar(value: Any, *tables: Any, where: ColumnElement[bool]) -> ScalarSelect[Any]:
    """One value read from `tables`."""
    return select(value).select_from(*tables).where(where).correlate_except(*tables).scalar_subquery()


def exists(*tables: Any, where: ColumnElement[bool]) -> Exists:
    """Whether `tables` hold such a row."""
    return sql_exists(select(text("1")).select_from(*tables).where(where).correlate_except(*tables))
