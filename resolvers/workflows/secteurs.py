"""The secteur of a file decides which SDI follows it: without one, none does (permissions: scope « t »)."""

from __future__ import annotations

from sqlalchemy import select

import db
from resolvers.writing.commandes import Avertissement
from resolvers.writing.unit import UniteDeTravail


async def sans_secteur(unite: UniteDeTravail, dossier: int) -> tuple[Avertissement, ...]:
    """A warning when the file has no secteur."""
    secteur = select(db.Beneficiaire.secteur_id).where(db.Beneficiaire.id == dossier)
    return () if await unite.session.scalar(secteur) is not None else (SANS_SECTEUR,)


SANS_SECTEUR = Avertissement(
    "SANS_SECTEUR",
    "Ce dossier n'a pas de secteur : aucun SDI ne le voit ni n'en reçoit les alertes. Donnez-lui celui de son adresse "
    "(saisirChangementAdresse).",
)
