"""The entry in a dispositif that things belong to: it is set by itself (guide §7.1, §8.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import distinct_on

import db
from resolvers.writing.unit import UniteDeTravail


async def accompagnement_du(unite: UniteDeTravail, beneficiaire: int, jour: dt.date) -> int | None:
    """The id of the accompagnement that covers a day, else of the open one, else None."""
    return (await accompagnements_du(unite, [beneficiaire], jour)).get(beneficiaire)


async def accompagnements_du(unite: UniteDeTravail, beneficiaires: Sequence[int], jour: dt.date) -> dict[int, int]:
    """By person, the id of the accompagnement that covers a day, else of the open one."""
    entree = db.Accompagnement
    requete = (
        select(entree.beneficiaire_id, entree.id)
        .ext(distinct_on(entree.beneficiaire_id))
        .where(entree.beneficiaire_id.in_(beneficiaires), or_(entree.sortie.is_(None), entree.sortie >= jour))
        .order_by(
            entree.beneficiaire_id, (entree.entree <= jour).desc(), entree.sortie.is_(None).desc(), entree.entree.desc()
        )
    )
    return {ligne.beneficiaire_id: ligne.id for ligne in await unite.session.execute(requete)}
