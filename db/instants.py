"""« Today » and « now », given to each statement (Europe/Paris), never the database's clock: tests move them."""

from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, Float, bindparam, func, text

from db.base import Moment

AUJOURDHUI: BindParameter[object] = bindparam("aujourdhui", type_=Date())
MAINTENANT: BindParameter[object] = bindparam("maintenant", type_=Moment)


def mois(debut: Any, fin: Any) -> ColumnElement[float]:
    """The guide's months (§7.2): days / 30 to one decimal (93 days = 3,1); an open period runs to the day given, and
    lasts nothing until it begins."""
    return func.round(func.greatest(func.coalesce(fin, AUJOURDHUI) - debut, text("0")) / text("30.0"), 1, type_=Float)
