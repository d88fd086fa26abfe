"""Rows of reference data that a command names, by id or by code."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

from sqlalchemy import or_, select

import db
from resolvers.writing.unit import UniteDeTravail

E = TypeVar("E", bound=db.Entite)


async def references(unite: UniteDeTravail, modele: type[E], nommees: Collection[int | str]) -> dict[int | str, E]:
    """The rows of `modele` under what names each of them; what names none is left out."""
    table: Any = modele
    codes = [nom for nom in nommees if isinstance(nom, str)]
    ids = [nom for nom in nommees if isinstance(nom, int)]
    found = (await unite.session.scalars(select(modele).where(or_(table.id.in_(ids), table.code.in_(codes))))).all()
    lignes: dict[int | str, Any] = {ligne.id: ligne for ligne in found}
    lignes |= {ligne.code: ligne for ligne in lignes.values()}
    return {nom: lignes[nom] for nom in nommees if nom in lignes}
