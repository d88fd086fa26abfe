"""Référents (guide §6.2): naming, changing, taking back; one référent de parcours at a time, several of étapes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Sequence
from typing import TypeVar

from sqlalchemy import or_, select

import db
from db.enums import TypeReferent
from resolvers.workflows.affectations import HORS_STRUCTURE, verifier_affectation, verifier_dates
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
from resolvers.writing.rights import dossiers_permis, lisible
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
    await verifier_affectation(unite, referent, fautes)
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
        await verifier_affectation(unite, referent, fautes)
    elif donnes(commande, "debut", "fin"):
        await verifier_dates(unite, referent, fautes)
    fautes.lever()
    await _refuser(unite, await _en_meme_temps(unite, referent))
    await _garder(enregistrer(unite, referent))
    await _lisible(unite, referent)
    return ReferentEcrit(referent=referent.id)


async def supprimer_referent(unite: UniteDeTravail, commande: SupprimerReferent) -> ReferentSupprime:
    """Takes back a mission entered by mistake; the journal keeps it.

    One that is over, or whose étape is closed, belongs to the history of the file. Errors: Interdit, Introuvable,
    Conflit; RegleMetier REFERENT_HISTORIQUE, DOSSIER_PERDU.
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
    dossier, qui = referent.beneficiaire_id, referent.collaborateur_id
    await supprimer(unite, referent)
    if sans and qui == unite.moi and not await dossiers_permis(unite, db.Referent, [dossier]):
        raise _perdu()
    message = "Ce dossier n'a plus de référent de parcours : nommez-en un."
    return ReferentSupprime(
        beneficiaire=dossier,
        avertissements=(Avertissement("SANS_REFERENT_PARCOURS", message),) if sans else (),
    )


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
        fautes.ajouter(*HORS_STRUCTURE)
        fautes.lever()


async def _garder(ecriture: Awaitable[T]) -> T:
    """Writes, unless it takes the file away from the caller. Errors: RegleMetier DOSSIER_PERDU."""
    try:
        return await ecriture
    except Introuvable:
        raise _perdu() from None


def _perdu() -> RegleMetier:
    """What the caller asks would take the file away from them."""
    return RegleMetier(
        "DOSSIER_PERDU",
        "Ce dossier ne serait plus de votre ressort dès aujourd'hui : gardez votre mission jusqu'à ce soir (une relève "
        "commence demain au plus tôt).",
    )
