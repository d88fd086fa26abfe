"""The rights of a write (permissions.md, rule 7): the profil's first, then the row's, as it is and as it becomes."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import aliased

import db
from auth.policy import TABLE
from auth.rules import ecriture
from resolvers.workflows.errors import Interdit, Introuvable
from resolvers.workflows.unit import UniteDeTravail


def exiger_profil(unite: UniteDeTravail, modele: type[db.Entite], groupe: str = "ligne") -> None:
    """Errors: Interdit when the group is refused to the caller's whole profil."""
    profil = unite.caller.profil
    if profil is None or not TABLE[modele].groupes[groupe][profil].ecriture:
        raise Interdit


async def exiger_ligne(unite: UniteDeTravail, modele: type[db.Entite], id_: int, groupe: str = "ligne") -> None:
    """Errors: Introuvable when the caller may not write this group of this row, as the transaction sees it now."""
    exiger_profil(unite, modele, groupe)
    assert unite.caller.profil is not None
    await unite.session.flush()
    ligne = aliased(modele)
    condition = ecriture(modele, groupe, unite.caller.profil, ligne)
    found = await unite.session.scalar(
        select(ligne.id).where(ligne.id == id_, condition), params=unite.viewpoint.binds()
    )
    if found is None:
        raise Introuvable
