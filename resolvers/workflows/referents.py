"""Référents (guide §6.2): naming, changing, taking back. One référent de parcours at a time, several référents d'étape.

A référent d'étape works in the structure of the étape; before it exists, in one that the file is open to
(rattachement, positionnement).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Sequence
from typing import TypeVar

from sqlalchemy import or_, select

import db
from auth.rules import cellule, lecture
from auth.scopes import SEUIL_ENTREE
from db.enums import TypeReferent
from resolvers.workflows.formes import verifier_periode
from resolvers.writing.commandes import (
    ABSENT,
    Absent,
    Avertissement,
    Fautes,
    IdBeneficiaire,
    IdCollaborateur,
    IdEtape,
    IdReferent,
    commande,
    donnes,
    resultat,
)
from resolvers.writing.errors import Introuvable, RegleMetier
from resolvers.writing.lignes import creer, enregistrer, ouvrir, reprendre, supprimer
from resolvers.writing.rights import lisible
from resolvers.writing.unit import UniteDeTravail

T = TypeVar("T")
NOMS = {
    TypeReferent.PARCOURS: "référent de parcours",
    TypeReferent.ETAPE: "référent d'étape",
    TypeReferent.HORS_ACCOMPAGNEMENT: "référent hors accompagnement",
}


@commande
class NommerReferent:
    """Who follows the person, from when, as what."""

    beneficiaire: IdBeneficiaire
    collaborateur: IdCollaborateur
    type: TypeReferent
    debut: dt.date
    fin: dt.date | None = None
    etape: IdEtape | None = None


@commande
class ModifierReferent:
    """Other values for a mission."""

    referent: IdReferent
    version: int
    collaborateur: IdCollaborateur | Absent = ABSENT
    type: TypeReferent | Absent = ABSENT
    debut: dt.date | Absent = ABSENT
    fin: dt.date | Absent | None = ABSENT
    etape: IdEtape | Absent | None = ABSENT


@commande
class SupprimerReferent:
    """A mission that was entered by mistake."""

    referent: IdReferent
    version: int


@resultat
class ReferentNomme:
    """The mission, and that of the référent de parcours whom it follows."""

    referent: IdReferent
    referent_clos: IdReferent | None


@resultat
class ReferentEcrit:
    """The mission."""

    referent: IdReferent


@resultat
class ReferentSupprime:
    """The file that it was of."""

    beneficiaire: IdBeneficiaire
    avertissements: tuple[Avertissement, ...]


async def nommer_referent(unite: UniteDeTravail, commande: NommerReferent) -> ReferentNomme:
    """Names a référent; the référent de parcours in charge ends the day before a new one begins.

    A référent d'étape is linked to the one open étape of their structure when none is named.
    Errors: Interdit, Introuvable; Validation; RegleMetier DEJA_REFERENT, REFERENT_CHEVAUCHANT, DOSSIER_PERDU.
    """
    await ouvrir(unite, commande.beneficiaire, db.Referent)
    referent = db.Referent(
        beneficiaire_id=commande.beneficiaire,
        collaborateur_id=commande.collaborateur,
        etape_id=commande.etape,
        type=commande.type,
        debut=commande.debut,
        fin=commande.fin,
    )
    fautes = Fautes()
    verifier_periode(fautes, referent.debut, referent.fin)
    await _verifier_affectation(unite, referent, fautes)
    fautes.lever()
    clos = await _faire_place(unite, referent)
    await _garder(creer(unite, referent))
    await _lisible(unite, referent)
    return ReferentNomme(referent=referent.id, referent_clos=clos)


async def modifier_referent(unite: UniteDeTravail, commande: ModifierReferent) -> ReferentEcrit:
    """Changes a mission. Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier when it would overlap another
    référent de parcours, or take the file away from the caller today."""
    referent = await reprendre(unite, db.Referent, commande.referent, commande.version, quoi="Ce référent")
    for nom, valeur in donnes(commande, "type", "debut", "fin").items():
        setattr(referent, nom, valeur)
    for nom, valeur in donnes(commande, "collaborateur", "etape").items():
        setattr(referent, f"{nom}_id", valeur)
    fautes = Fautes()
    verifier_periode(fautes, referent.debut, referent.fin)
    # The dates of somebody who has left since can still be set right.
    if donnes(commande, "collaborateur", "type", "etape"):
        await _verifier_affectation(unite, referent, fautes)
    fautes.lever()
    await _refuser(unite, await _en_meme_temps(unite, referent))
    await _garder(enregistrer(unite, referent))
    await _lisible(unite, referent)
    return ReferentEcrit(referent=referent.id)


async def supprimer_referent(unite: UniteDeTravail, commande: SupprimerReferent) -> ReferentSupprime:
    """Takes back a mission entered by mistake; the journal keeps it.

    One that is over, or whose étape is closed, belongs to the history of the file. Errors: Interdit, Introuvable,
    Conflit; RegleMetier REFERENT_HISTORIQUE.
    """
    referent = await reprendre(unite, db.Referent, commande.referent, commande.version, quoi="Ce référent")
    etape = await unite.session.get(db.Etape, referent.etape_id) if referent.etape_id else None
    if etape is not None and etape.fin_reelle is not None:
        message = f"L'étape qu'il suit est close depuis le {etape.fin_reelle:%d/%m/%Y} : sa mission fait partie de"
        raise RegleMetier("REFERENT_HISTORIQUE", f"{message} l'histoire du dossier.")
    if referent.fin is not None and referent.fin < unite.aujourdhui:
        message = f"Sa mission a pris fin le {referent.fin:%d/%m/%Y} : elle fait partie de l'histoire du dossier."
        raise RegleMetier("REFERENT_HISTORIQUE", f"{message} Corrigez ses dates si elles sont fausses.")
    sans = referent.type is TypeReferent.PARCOURS and referent.debut <= unite.aujourdhui
    dossier = referent.beneficiaire_id
    await supprimer(unite, referent)
    message = "Ce dossier n'a plus de référent de parcours : nommez-en un."
    return ReferentSupprime(
        beneficiaire=dossier,
        avertissements=(Avertissement("SANS_REFERENT_PARCOURS", message),) if sans else (),
    )


async def _verifier_affectation(unite: UniteDeTravail, referent: db.Referent, fautes: Fautes) -> None:
    """Notes what is wrong with who follows what, and links a mission to the étape that goes without saying."""
    qui = await unite.session.get(db.Collaborateur, referent.collaborateur_id)
    if qui is None:
        fautes.ajouter("collaborateur", "Ce collaborateur n'existe pas.", "INCONNU")
    elif not qui.actif:
        fautes.ajouter("collaborateur", "Ce collaborateur n'est plus actif : choisissez-en un autre.", "INACTIF")
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
        if not siennes and not await _entree_ouverte(unite, referent.beneficiaire_id, structures):
            fautes.ajouter(*_HORS_STRUCTURE)
        return
    suivie = next((etape for etape in etapes if etape.id == referent.etape_id), None)
    if suivie is None:
        fautes.ajouter("etape", "Cette étape n'est pas de ce dossier, ou n'est pas de votre ressort.", "INCONNU")
        return
    fautes.si(suivie.structure_id not in structures, *_HORS_STRUCTURE)
    if suivie.fin_reelle is not None:
        message = f"Cette étape est close depuis le {suivie.fin_reelle:%d/%m/%Y} : choisissez une étape ouverte."
        fautes.si(referent.fin is None or referent.fin > suivie.fin_reelle, "etape", message, "CLOSE")


_HORS_STRUCTURE = (
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


async def _faire_place(unite: UniteDeTravail, referent: db.Referent) -> int | None:
    """Ends the référent de parcours whom a new one follows. Returns the id of that mission. Errors: RegleMetier."""
    autres = await _en_meme_temps(unite, referent)
    if referent.type is not TypeReferent.PARCOURS or len(autres) != 1 or autres[0].debut >= referent.debut:
        await _refuser(unite, autres)
        return None
    [en_charge] = autres
    if en_charge.collaborateur_id == referent.collaborateur_id:
        await _refuser(unite, autres)
    en_charge.fin = referent.debut - dt.timedelta(days=1)
    await _garder(enregistrer(unite, en_charge))
    return en_charge.id


async def _en_meme_temps(unite: UniteDeTravail, referent: db.Referent) -> Sequence[db.Referent]:
    """The missions that this one may not run beside: any of parcours, or the very same one."""
    autre = db.Referent
    requete = select(autre).where(
        autre.beneficiaire_id == referent.beneficiaire_id,
        autre.type == referent.type,
        or_(autre.fin.is_(None), autre.fin >= referent.debut),
    )
    if referent.type is not TypeReferent.PARCOURS:
        requete = requete.where(
            autre.collaborateur_id == referent.collaborateur_id, autre.etape_id.is_not_distinct_from(referent.etape_id)
        )
    if referent.fin is not None:
        requete = requete.where(autre.debut <= referent.fin)
    if referent.id is not None:
        requete = requete.where(autre.id != referent.id)
    return (await unite.session.scalars(requete.order_by(autre.debut))).all()


async def _refuser(unite: UniteDeTravail, autres: Sequence[db.Referent]) -> None:
    if not autres:
        return
    autre = autres[0]
    qui = await unite.session.get_one(db.Collaborateur, autre.collaborateur_id)
    jusqu_au = f"au {autre.fin:%d/%m/%Y}" if autre.fin else "sans terme"
    periode = f"du {autre.debut:%d/%m/%Y} {jusqu_au}"
    if autre.type is TypeReferent.PARCOURS:
        message = (
            f"{qui.prenom} {qui.nom} est référent de parcours {periode}, et il n'y en a qu'un à la fois : commencez "
            f"après le {autre.debut:%d/%m/%Y}, ou modifiez sa mission (Referent:{autre.id})."
        )
        raise RegleMetier("REFERENT_CHEVAUCHANT", message)
    raise RegleMetier("DEJA_REFERENT", f"{qui.prenom} {qui.nom} est déjà {NOMS[autre.type]} {periode}.")


async def _lisible(unite: UniteDeTravail, referent: db.Referent) -> None:
    """Errors: Validation when the caller could not see the référent d'étape they name: another operator's."""
    if referent.type is TypeReferent.ETAPE and not await lisible(unite, referent):
        fautes = Fautes()
        fautes.ajouter(*_HORS_STRUCTURE)
        fautes.lever()


async def _garder(ecriture: Awaitable[T]) -> T:
    """Writes, unless it takes the file away from the caller. Errors: RegleMetier DOSSIER_PERDU."""
    try:
        return await ecriture
    except Introuvable:
        raise RegleMetier(
            "DOSSIER_PERDU",
            "Ce dossier ne serait plus de votre ressort dès aujourd'hui : gardez votre mission jusqu'à ce soir "
            "(une relève commence demain au plus tôt).",
        ) from None
