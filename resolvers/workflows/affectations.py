"""Who may follow what (guide §6.2): the collaborateur, the étape of a référent d'étape, the dates of the mission.

A référent d'étape works in the structure of the étape; before it exists, in one that the file is open to
(rattachement, positionnement).
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

import db
from auth.rules import cellule, lecture
from auth.scopes import SEUIL_ENTREE
from db.enums import Profil, TypeReferent
from resolvers.writing.commandes import Fautes
from resolvers.writing.unit import UniteDeTravail

SANS_SUIVI = frozenset({Profil.ACCUEIL, Profil.INFOCENTRE, Profil.SUPPORT})
"""The profils that change nothing of a person's parcours: such a référent de parcours could not follow the file."""


async def verifier_affectation(unite: UniteDeTravail, referent: db.Referent, fautes: Fautes) -> None:
    """Notes what is wrong with who follows what, and links a mission to the étape that goes without saying."""
    qui = await unite.session.get(db.Collaborateur, referent.collaborateur_id)
    if qui is None:
        fautes.ajouter("collaborateur", "Ce collaborateur n'existe pas.", "INCONNU")
    elif not qui.actif:
        fautes.ajouter("collaborateur", "Ce collaborateur n'est plus actif : choisissez-en un autre.", "INACTIF")
    if qui is not None and referent.type is TypeReferent.PARCOURS:
        message = (
            "Son profil ne suit pas de dossier : un référent de parcours est un référent, un responsable, un agent de "
            "SDI ou du Département."
        )
        fautes.si(qui.profil in SANS_SUIVI, "collaborateur", message, "PROFIL_INADAPTE")
    if referent.type is TypeReferent.ETAPE:
        await _verifier_etape(unite, referent, fautes)
    elif referent.etape_id is not None:
        fautes.ajouter("etape", "Seul un référent d'étape suit une étape : ne la donnez pas.", "SANS_OBJET")


async def _verifier_etape(unite: UniteDeTravail, referent: db.Referent, fautes: Fautes) -> None:
    lien = db.collaborateur_structure.c
    travaille = select(lien.structure_id).where(lien.collaborateur_id == referent.collaborateur_id)
    structures = set(await unite.session.scalars(travaille))
    if _masque(unite):
        structures &= set(unite.caller.structures)
    etapes = await _etapes(unite, referent.beneficiaire_id)
    if referent.etape_id is None:
        siennes = [etape for etape in etapes if etape.structure_id in structures and etape.fin_reelle is None]
        message = "Plusieurs étapes de sa structure sont ouvertes : dites laquelle."
        fautes.si(len(siennes) > 1, "etape", message, "PLUSIEURS_ETAPES")
        if len(siennes) == 1:
            referent.etape_id = siennes[0].id
            _verifier_debut(referent, siennes[0], fautes)
        if not siennes and not await _entree_ouverte(unite, referent.beneficiaire_id, structures):
            fautes.ajouter(*HORS_STRUCTURE)
        return
    suivie = next((etape for etape in etapes if etape.id == referent.etape_id), None)
    if suivie is None:
        fautes.ajouter("etape", "Cette étape n'est pas de ce dossier, ou n'est pas de votre ressort.", "INCONNU")
        return
    fautes.si(suivie.structure_id not in structures, *HORS_STRUCTURE)
    _verifier_debut(referent, suivie, fautes)
    if suivie.fin_reelle is not None:
        message = f"Cette étape est close depuis le {suivie.fin_reelle:%d/%m/%Y} : choisissez une étape ouverte."
        fautes.si(referent.fin is None or referent.fin > suivie.fin_reelle, "etape", message, "CLOSE")


async def verifier_dates(unite: UniteDeTravail, referent: db.Referent, fautes: Fautes) -> None:
    """Notes the dates of a mission that leave its étape: it ends with it at the latest, and not before it begins."""
    etape = await unite.session.get(db.Etape, referent.etape_id) if referent.etape_id else None
    if etape is None:
        return
    _verifier_debut(referent, etape, fautes)
    if etape.fin_reelle is not None and (referent.fin is None or referent.fin > etape.fin_reelle):
        message = (
            f"L'étape qu'il suit est close depuis le {etape.fin_reelle:%d/%m/%Y} : sa mission prend fin ce jour-là"
        )
        fautes.ajouter("fin", f"{message} au plus tard.", "CLOSE")


def _verifier_debut(referent: db.Referent, etape: db.Etape, fautes: Fautes) -> None:
    """A mission may begin before its étape, which it waited for; it does not end before it."""
    message = (
        f"L'étape commence le {etape.debut_reel:%d/%m/%Y} : la mission de qui la suit prend fin ce jour-là ou après."
    )
    fautes.si(referent.fin is not None and referent.fin < etape.debut_reel, "fin", message, "HORS_ETAPE")


HORS_STRUCTURE = (
    "collaborateur",
    "Un référent d'étape travaille dans la structure de l'étape ou, avant qu'elle existe, dans celle du rattachement.",
    "HORS_STRUCTURE",
)


async def _etapes(unite: UniteDeTravail, dossier: int) -> Sequence[db.Etape]:
    """The étapes of a file of which the caller reads the structure and all else: those of others are as absent."""
    profil = unite.caller.profil
    assert profil is not None
    etape = db.Etape
    requete = select(etape).where(etape.beneficiaire_id == dossier, lecture(etape, "detail", profil, etape, None))
    return (await unite.session.scalars(requete, unite.viewpoint.binds())).all()


def _masque(unite: UniteDeTravail) -> bool:
    """Whether the caller sees no référent d'étape of other operators, nor then whether these have opened the file."""
    assert unite.caller.profil is not None
    return all(
        "referent" in portee.qualificatifs for portee in cellule(db.Referent, "ligne", unite.caller.profil).lecture
    )


async def _entree_ouverte(unite: UniteDeTravail, dossier: int, structures: set[int]) -> bool:
    """Whether one of these structures has an open entry on the file."""
    acces = db.AccesStructure
    requete = select(acces.structure_id).where(
        acces.beneficiaire_id == dossier, acces.structure_id.in_(structures), acces.entree > SEUIL_ENTREE
    )
    return (await unite.session.scalars(requete, unite.viewpoint.binds())).first() is not None
