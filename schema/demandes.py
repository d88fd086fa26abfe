"""Requests for a new collaborateur (guide §11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import strawberry

import db
from resolvers.workflows import demandes
from schema.journal import Historise
from schema.operations import entree, mutation
from schema.reading import field, reads

if TYPE_CHECKING:
    from schema.structures import Collaborateur, Structure


@reads(
    db.DemandeCollaborateur,
    "Demande de compte pour un nouveau collaborateur (guide §11). Son auteur la lit, ainsi que le responsable de la "
    "structure, les pilotes et l'assistance.",
    filters="id statut structure demandeur email cree_le",
    sorts="cree_le modifie_le statut",
    natural="cree_le",
)
class DemandeCollaborateur(Historise):
    demandeur: Collaborateur = field("Qui a fait la demande.")
    structure: Structure = field("Structure où la personne doit travailler.")
    nom: str = field("Nom de famille de la personne.")
    prenom: str = field("Prénom de la personne.")
    email: str = field("Adresse e-mail professionnelle de la personne.")
    telephone: str | None = field("Téléphone professionnel, au format international : +33467000000.")
    fonction: str | None = field("Intitulé du poste, en clair.")
    profil: db.Profil | None = field("Profil demandé, s'il a été donné.")
    statut: db.StatutDemande = field("Où en est la demande.")
    motif: str | None = field("Pourquoi elle a été refusée.")
    traitee_par: Collaborateur | None = field("Qui l'a acceptée ou refusée.")
    collaborateur: Collaborateur | None = field("Le collaborateur invité, si elle a été acceptée.")


entree(
    demandes.DemanderCollaborateur,
    "Un compte à demander pour un nouveau collaborateur.",
    structure="Structure où la personne travaillera : l'une des vôtres.",
    nom="Nom de famille.",
    prenom="Prénom.",
    email="Adresse e-mail professionnelle.",
    telephone="Téléphone professionnel, au format international : +33467000000.",
    fonction="Intitulé du poste, en clair.",
    profil="Profil souhaité.",
)
entree(
    demandes.TraiterDemandeCollaborateur,
    "La suite donnée à une demande.",
    demande="La demande.",
    decision="Accepter ou refuser.",
    version="La version que vous avez lue, pour ne rien écraser.",
    motif="Pourquoi elle est refusée ; son auteur le lira.",
    profil="Profil donné ; à défaut, celui qui était demandé.",
    territoires="Territoires donnés, par un pilote.",
)


@strawberry.type
class Demandes:
    """The mutations of requests."""

    demander_collaborateur = mutation(
        demandes.demander_collaborateur,
        "Demande un compte pour un nouveau collaborateur de votre structure (guide §11).",
        argument="Le compte demandé.",
        succes="La demande est déposée.",
        demande="La demande.",
    )
    traiter_demande_collaborateur = mutation(
        demandes.traiter_demande_collaborateur,
        "Accepte une demande, ce qui invite la personne, ou la refuse avec un motif (guide §11). Permis au "
        "responsable, pour sa structure, et au pilote ; l'assistance peut refuser.",
        argument="La suite donnée.",
        succes="La demande est traitée ; son auteur en est averti par e-mail.",
        demande="La demande.",
    )
