"""Positionnements (guide §10.6): proposing a person to an offer, and the answer.

A proposal opens the file to the structure of the offer, until it is refused or cancelled.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, literal_column, or_, select, true

import db
from auth.rules import lecture
from auth.scopes import collegue, de_mes_structures
from db.enums import Profil, StatutPositionnement
from resolvers.workflows.sante import rappels
from resolvers.writing.commandes import (
    Avertissement,
    Fautes,
    IdBeneficiaire,
    IdOffreDeService,
    IdPositionnement,
    Liste,
    TexteLong,
    commande,
    resultat,
)
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import creer, enregistrer, ouvrir, reprendre, verifier_listes
from resolvers.writing.rights import lisible
from resolvers.writing.unit import UniteDeTravail

DEPARTEMENT = frozenset({Profil.SDI, Profil.PILOTE})
"""Who answers in the place of any structure, on the files of their scope."""
DITS = {
    StatutPositionnement.PROPOSE: "attend une réponse",
    StatutPositionnement.ACCEPTE: "est accepté",
    StatutPositionnement.REFUSE: "est refusé",
    StatutPositionnement.ANNULE: "est annulé",
}
SUITES = {
    StatutPositionnement.PROPOSE: frozenset(
        {StatutPositionnement.ACCEPTE, StatutPositionnement.REFUSE, StatutPositionnement.ANNULE}
    ),
    StatutPositionnement.ACCEPTE: frozenset({StatutPositionnement.REFUSE, StatutPositionnement.ANNULE}),
}


@commande
class Positionner:
    """An offer to which a person is proposed."""

    beneficiaire: IdBeneficiaire
    offre_de_service: IdOffreDeService
    date: dt.date | None = None
    origine: Annotated[str, Liste("ORIGINE_ORIENTATION")] | None = None


@commande
class RepondrePositionnement:
    """The answer to a proposal, or its withdrawal."""

    positionnement: IdPositionnement
    version: int
    reponse: StatutPositionnement
    motif: TexteLong | None = None


@resultat
class Positionne:
    """The proposal, when the caller sees it: that to an offer of health is its structure's alone."""

    positionnement: IdPositionnement | None
    beneficiaire: IdBeneficiaire


@resultat
class PositionnementRepondu:
    """The proposal, unless the answer closed the file to the caller."""

    positionnement: IdPositionnement | None
    avertissements: tuple[Avertissement, ...]


async def positionner(unite: UniteDeTravail, commande: Positionner) -> Positionne:
    """Proposes a person to an offer: the file opens to its structure for 60 days.

    Errors: Interdit, Introuvable; Validation; RegleMetier DEJA_POSITIONNE.
    """
    await ouvrir(unite, commande.beneficiaire, db.Positionnement)
    date = commande.date or unite.aujourdhui
    fautes = Fautes()
    fautes.si(date > unite.aujourdhui, "date", "La date de la proposition ne peut pas être à venir.", "A_VENIR")
    offre = await unite.session.get(db.OffreDeService, commande.offre_de_service)
    if offre is None:
        fautes.ajouter("offre_de_service", "Cette offre de service n'existe pas.", "INCONNU")
    else:
        fautes.si(not offre.ouverte, "offre_de_service", "Cette offre de service est fermée.", "FERMEE")
    await verifier_listes(unite, commande, fautes)
    fautes.lever()
    assert offre is not None
    deja = await unite.session.scalar(_en_attente(unite, commande.beneficiaire, offre.id), unite.viewpoint.binds())
    if deja is not None:
        raise RegleMetier(
            "DEJA_POSITIONNE",
            f"Cette personne est positionnée sur cette offre depuis le {deja.date:%d/%m/%Y}, et ce positionnement "
            f"{DITS[deja.statut]}{await _possible(unite, deja)}.",
        )
    positionnement = db.Positionnement(
        beneficiaire_id=commande.beneficiaire,
        offre_de_service_id=offre.id,
        structure_id=offre.structure_id,
        date=date,
        prescripteur_id=unite.moi,
        origine_id=commande.origine,
        statut=StatutPositionnement.PROPOSE,
    )
    await creer(unite, positionnement)
    vu = await lisible(unite, positionnement)
    return Positionne(positionnement=positionnement.id if vu else None, beneficiaire=commande.beneficiaire)


async def repondre_positionnement(unite: UniteDeTravail, commande: RepondrePositionnement) -> PositionnementRepondu:
    """Accepts, refuses or cancels a proposal.

    The structure of the offer accepts or refuses; the side that proposed cancels; SDI and PILOTE do either.
    Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier POSITIONNEMENT_CLOS, REPONSE_RESERVEE.
    """
    ligne = await reprendre(
        unite, db.Positionnement, commande.positionnement, commande.version, quoi="Ce positionnement"
    )
    fautes = Fautes()
    message = "Répondez ACCEPTE, REFUSE ou ANNULE."
    fautes.si(commande.reponse is StatutPositionnement.PROPOSE, "reponse", message, "INCONNU")
    sans_motif = commande.reponse is StatutPositionnement.REFUSE and commande.motif is None
    fautes.si(sans_motif, "motif", "Dites pourquoi la personne n'est pas accueillie.", "REQUIS")
    fautes.lever()
    if commande.reponse not in SUITES.get(ligne.statut, ()):
        suite = "proposez de nouveau la personne" if ligne.statut not in SUITES else "refusez-le ou annulez-le"
        raise RegleMetier("POSITIONNEMENT_CLOS", f"Ce positionnement {DITS[ligne.statut]} : {suite}.")
    if not await _repond(unite, ligne.id, commande.reponse):
        retrait = commande.reponse is StatutPositionnement.ANNULE
        qui = "celui qui l'a proposé, sa structure" if retrait else "la structure de l'offre"
        quoi = "annuler" if retrait else "accepter ou refuser"
        raise RegleMetier("REPONSE_RESERVEE", f"Seuls {qui}, le SDI ou un pilote peuvent {quoi} ce positionnement.")
    ligne.statut, ligne.motif = commande.reponse, commande.motif
    await enregistrer(unite, ligne, cede=True)
    vu = await lisible(unite, ligne)
    return PositionnementRepondu(
        positionnement=ligne.id if vu else None, avertissements=rappels({"motif": commande.motif})
    )


def _en_attente(unite: UniteDeTravail, dossier: int, offre: int) -> Select[Any]:
    """A proposal to the same offer that the caller sees and that has not lapsed: another's is not told."""
    profil = unite.caller.profil
    assert profil is not None
    ligne = db.Positionnement
    return select(ligne).where(
        ligne.beneficiaire_id == dossier,
        ligne.offre_de_service_id == offre,
        ligne.statut.in_(tuple(SUITES)),
        ligne.cree_le > unite.maintenant - dt.timedelta(days=unite.viewpoint.tails.entree),
        lecture(ligne, "ligne", profil, ligne, None),
    )


async def _possible(unite: UniteDeTravail, ligne: db.Positionnement) -> str:
    """What the caller may do of a proposal that is there already: « : répondez-y », or nothing."""
    suites = {StatutPositionnement.REFUSE: "répondez-y", StatutPositionnement.ANNULE: "annulez-le pour le refaire"}
    if ligne.statut is not StatutPositionnement.PROPOSE:
        del suites[StatutPositionnement.REFUSE]
    permises = [dit for reponse, dit in suites.items() if await _repond(unite, ligne.id, reponse)]
    return f" : {' ou '.join(permises)}" if permises else ""


async def _repond(unite: UniteDeTravail, id_: int, reponse: StatutPositionnement) -> bool:
    """Whether the caller may give this answer."""
    ligne, profil = db.Positionnement, unite.caller.profil
    cote: ColumnElement[bool]
    if profil in DEPARTEMENT:
        cote = true()
    elif reponse is not StatutPositionnement.ANNULE:
        cote = de_mes_structures(ligne.structure_id) if profil is not Profil.REFERENT_PARCOURS else false()
    elif profil is Profil.REFERENT_PARCOURS:
        cote = true()
    else:
        cote = or_(ligne.prescripteur_id == unite.moi, collegue(ligne.prescripteur_id))
    requete = select(exists(select(literal_column("1")).where(and_(ligne.id == id_, cote))))
    return bool(await unite.session.scalar(requete, unite.viewpoint.binds()))
