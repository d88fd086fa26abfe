"""The entry in a dispositif that things belong to: it is set by itself (guide §7.1, §8.2)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import or_, select

import db
from resolvers.workflows.unit import UniteDeTravail


async def accompagnement_du(unite: UniteDeTravail, beneficiaire: int, jour: dt.date) -> int | None:
    """The id of the accompagnement that covers a day, else of the open one, else None."""
    entree = db.Accompagnement
    requete = (
        select(entree.id)
        .where(entree.beneficiaire_id == beneficiaire, or_(entree.sortie.is_(None), entree.sortie >= jour))
        .order_by((entree.entree <= jour).desc(), entree.sortie.is_(None).desc(), entree.entree.desc())
        .limit(1)
    )
    found: int | None = await unite.session.scalar(requete)
    return found
