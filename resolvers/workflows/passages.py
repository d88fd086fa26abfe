"""Passages sur convention of an étape (guide §7.2, §10.4): each within it, without end while it lasts.

They are parts of the étape: its version is the one that is read, and its history tells them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import select

import db
from resolvers.workflows.bornes import apres_le_debut, avant_la_fin
from resolvers.workflows.formes import verifier_periode
from resolvers.writing.commandes import (
    ABSENT,
    Absent,
    Fautes,
    IdEtape,
    IdPassageConvention,
    commande,
    donnes,
    resultat,
)
from resolvers.writing.errors import Introuvable
from resolvers.writing.lignes import enregistrer, reprendre
from resolvers.writing.unit import UniteDeTravail

DATES = frozenset({"debut", "fin"})
QUOI = "Ce passage sur convention"


@commande
class AjouterPassageConvention:
    """A passage sur convention."""

    etape: IdEtape
    libelle: str
    debut: dt.date
    fin: dt.date | None = None


@commande
class ModifierPassageConvention:
    """Other values for a passage: its end, most often. `version` is that of the étape."""

    passage: IdPassageConvention
    version: int
    libelle: str | Absent = ABSENT
    debut: dt.date | Absent = ABSENT
    fin: dt.date | Absent | None = ABSENT


@commande
class SupprimerPassageConvention:
    """A passage that was entered by mistake. `version` is that of the étape."""

    passage: IdPassageConvention
    version: int


@resultat
class PassageEcrit:
    """The étape."""

    etape: IdEtape


async def ajouter_passage_convention(unite: UniteDeTravail, commande: AjouterPassageConvention) -> PassageEcrit:
    """Adds a passage sur convention within an étape.

    Errors: Interdit, Introuvable; Validation.
    """
    etape = await reprendre(unite, db.Etape, commande.etape, None, quoi="Cette étape")
    passage = db.PassageConvention(
        etape_id=etape.id, libelle=commande.libelle, debut=commande.debut, fin=commande.fin, version=1
    )
    passage.cree_le = passage.modifie_le = unite.maintenant
    _verifier(unite, etape, passage, DATES)
    unite.session.add(passage)
    await unite.session.flush()
    await enregistrer(unite, etape, passages_convention=([], [dit(passage)]))
    return PassageEcrit(etape=etape.id)


async def modifier_passage_convention(unite: UniteDeTravail, commande: ModifierPassageConvention) -> PassageEcrit:
    """Ends a passage, or sets it right. Errors: Interdit, Introuvable, Conflit; Validation."""
    etape, passage = await _reprendre(unite, commande.passage, commande.version)
    avant = dit(passage)
    dits = donnes(commande, "libelle", "debut", "fin")
    changees = {nom for nom, valeur in dits.items() if nom in DATES and valeur != getattr(passage, nom)}
    for nom, valeur in dits.items():
        setattr(passage, nom, valeur)
    _verifier(unite, etape, passage, changees)
    apres = dit(passage)
    if apres != avant:
        passage.version, passage.modifie_le = passage.version + 1, unite.maintenant
        await unite.session.flush()
    await enregistrer(unite, etape, passages_convention=([avant], [apres]))
    return PassageEcrit(etape=etape.id)


async def supprimer_passage_convention(unite: UniteDeTravail, commande: SupprimerPassageConvention) -> PassageEcrit:
    """Takes back a passage entered by mistake; the journal keeps it. Errors: Interdit, Introuvable, Conflit."""
    etape, passage = await _reprendre(unite, commande.passage, commande.version)
    await unite.session.delete(passage)
    await unite.session.flush()
    await enregistrer(unite, etape, passages_convention=([dit(passage)], []))
    return PassageEcrit(etape=etape.id)


async def _reprendre(unite: UniteDeTravail, id_: int, version: int) -> tuple[db.Etape, db.PassageConvention]:
    """A passage and its étape, the file locked. Errors: Interdit, Introuvable, Conflit, as for the étape."""
    passage = db.PassageConvention
    porteuse = await unite.session.scalar(select(passage.etape_id).where(passage.id == id_))
    etape = await reprendre(unite, db.Etape, porteuse or 0, version, quoi=QUOI)
    # Looked for once the file is locked: it may have been deleted meanwhile.
    found = await unite.session.scalar(select(passage).where(passage.id == id_))
    if found is None:
        raise Introuvable(QUOI)
    return etape, found


def _verifier(unite: UniteDeTravail, etape: db.Etape, passage: db.PassageConvention, changees: Collection[str]) -> None:
    """Looks at the dates that were changed: the others may be those of an étape that has ended since.

    Errors: Validation when the passage has not begun, or is not within the étape, which it ends with at the latest.
    """
    fautes = Fautes()
    if "debut" in changees:
        apres_le_debut(fautes, etape, passage.debut, "debut")
        message = "Un passage se saisit une fois commencé : au plus tard aujourd'hui."
        fautes.si(passage.debut > unite.aujourdhui, "debut", message, "A_VENIR")
        avant_la_fin(fautes, etape, passage.debut, "debut")
    if changees:
        verifier_periode(fautes, passage.debut, passage.fin)
    if "fin" in changees:
        avant_la_fin(fautes, etape, passage.fin, "fin")
    fautes.lever()


def dit(passage: db.PassageConvention) -> dict[str, str | None]:
    """A passage as the journal tells it."""
    fin = passage.fin.isoformat() if passage.fin else None
    return {"libelle": passage.libelle, "debut": passage.debut.isoformat(), "fin": fin}
