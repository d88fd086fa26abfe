"""Requests for a new collaborateur's account (guide §11): asked by anybody, accepted or refused by those in charge."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import select

import db
from auth.gestion import Acte
from db.enums import ActionJournal, Decision, ModeleCourriel, Profil, StatutDemande
from resolvers.courrier.envoi import deposit
from resolvers.workflows.collaborateurs import Adresse, InviterCollaborateur, ouvrir
from resolvers.workflows.ressort import exiger, fautes_identite, identite
from resolvers.writing.commandes import (
    IdDemandeCollaborateur,
    IdStructure,
    IdTerritoire,
    Longueur,
    commande,
    resultat,
)
from resolvers.writing.errors import ChampInvalide, Conflit, Introuvable, RegleMetier, Validation
from resolvers.writing.journal import journaliser
from resolvers.writing.unit import UniteDeTravail

OUVERTES = (StatutDemande.DEPOSEE, StatutDemande.EN_COURS)


@commande
class DemanderCollaborateur:
    """An account wanted for somebody, in a structure."""

    structure: IdStructure
    nom: str
    prenom: str
    email: Adresse
    telephone: str | None = None
    fonction: str | None = None
    profil: Profil | None = None


@commande
class TraiterDemandeCollaborateur:
    """What is decided of a request. Accepting gives a profil, a refusal says why."""

    demande: IdDemandeCollaborateur
    decision: Decision
    version: int | None = None
    motif: Annotated[str, Longueur(2000)] | None = None
    profil: Profil | None = None
    territoires: tuple[IdTerritoire, ...] = ()


@resultat
class DemandeEcrite:
    """The request."""

    demande: IdDemandeCollaborateur


async def demander_collaborateur(unite: UniteDeTravail, commande: DemanderCollaborateur) -> DemandeEcrite:
    """Leaves a request to those who may treat it.

    Errors: Interdit, Validation, RegleMetier when the same is asked already.
    """
    marge = exiger(unite.caller, Acte.DEMANDER)
    session, who = unite.session, identite(commande).propre()
    faults = await fautes_identite(unite, who)
    structure = await session.scalar(
        select(db.Structure.id).where(db.Structure.id == commande.structure).with_for_update()
    )
    if structure is None or (marge.sa_structure and structure not in unite.caller.structures):
        message = "Cette structure n'existe pas, ou n'est pas la vôtre."
        faults.append(ChampInvalide("commande.structure", message, "INCONNU"))
    if faults:
        raise Validation(*faults)
    asked = db.DemandeCollaborateur
    same = select(asked.id).where(asked.structure_id == structure, asked.email == who.email, asked.statut.in_(OUVERTES))
    if await session.scalar(same):
        raise RegleMetier("DEMANDE_EN_COURS", "Ce compte est déjà demandé pour cette structure.")
    demande = db.DemandeCollaborateur(
        demandeur_id=unite.caller.collaborateur,
        structure_id=structure,
        nom=who.nom,
        prenom=who.prenom,
        email=who.email,
        telephone=who.telephone,
        fonction=who.fonction,
        profil=commande.profil,
    )
    session.add(demande)
    await session.flush()
    journaliser(unite, ActionJournal.CREATION, "DemandeCollaborateur", demande.id)
    return DemandeEcrite(demande=demande.id)


async def traiter_demande_collaborateur(unite: UniteDeTravail, commande: TraiterDemandeCollaborateur) -> DemandeEcrite:
    """Accepts a request, which invites the person, or refuses it with a reason; its author is told.

    Errors: Interdit, Introuvable, Conflit, RegleMetier when it is treated already, Validation.
    """
    marge = exiger(unite.caller, Acte.ACCEPTER if commande.decision is Decision.ACCEPTER else Acte.REFUSER)
    demande = await unite.session.scalar(
        select(db.DemandeCollaborateur).where(db.DemandeCollaborateur.id == commande.demande).with_for_update()
    )
    if demande is None or (marge.sa_structure and demande.structure_id not in unite.caller.structures):
        raise Introuvable("Cette demande")
    if commande.version is not None and demande.version != commande.version:
        raise Conflit("VERSION_PERIMEE", "Cette demande a été modifiée entre-temps : relisez-la.")
    if demande.statut not in OUVERTES:
        raise RegleMetier("DEMANDE_DEJA_TRAITEE", "Cette demande est déjà traitée.")
    avant = demande.statut
    donnees = {"personne": f"{demande.prenom} {demande.nom}"}
    if commande.decision is Decision.ACCEPTER:
        profil = commande.profil or demande.profil
        if profil is None:
            raise Validation(ChampInvalide("commande.profil", "Donnez le profil du nouveau collaborateur.", "REQUIS"))
        invited = InviterCollaborateur(
            nom=demande.nom,
            prenom=demande.prenom,
            email=demande.email,
            telephone=demande.telephone,
            fonction=demande.fonction,
            profil=profil,
            structures=(demande.structure_id,),
            territoires=commande.territoires,
        )
        demande.collaborateur_id = await ouvrir(unite, marge, invited)
        demande.statut, modele = StatutDemande.ACCEPTEE, ModeleCourriel.DEMANDE_ACCEPTEE
    else:
        if commande.motif is None:
            raise Validation(ChampInvalide("commande.motif", "Dites pourquoi la demande est refusée.", "REQUIS"))
        demande.motif = donnees["motif"] = commande.motif
        demande.statut, modele = StatutDemande.REFUSEE, ModeleCourriel.DEMANDE_REFUSEE
    demande.traitee_par_id = unite.caller.collaborateur
    demande.version += 1
    demande.modifie_le = unite.maintenant
    deposit(unite.session, modele, demande.demandeur_id, unite.maintenant, **donnees)
    details = {"statut": {"avant": avant, "apres": demande.statut}}
    journaliser(unite, ActionJournal.MODIFICATION, "DemandeCollaborateur", demande.id, details)
    return DemandeEcrite(demande=demande.id)
