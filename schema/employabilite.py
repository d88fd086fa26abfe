"""Competences, wishes and difficulties of the person."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import db
from schema.journal import LigneHistorisee
from schema.reading import field, reads

if TYPE_CHECKING:
    from schema.beneficiaires import Beneficiaire
    from schema.referentiels import CompetenceReference, DifficulteReference, ValeurReferentiel
    from schema.structures import Collaborateur, Structure


@reads(
    db.Competence,
    "Compétence d'une personne et son niveau (« Employabilité » > « Compétences », guide §8.6) ; saisie facultative.",
    filters="id competence niveau debut fin beneficiaire",
    sorts="debut fin",
    natural="debut",
)
class Competence(LigneHistorisee):
    beneficiaire: Beneficiaire | None = field("Personne qui a la compétence ou l'acquiert.")
    competence: CompetenceReference = field("Compétence du référentiel : groupe de filières, filière, compétence.")
    niveau: ValeurReferentiel | None = field(
        "Niveau (liste NIVEAU_COMPETENCE), par exemple « En cours d'acquisition »."
    )
    debut: dt.date = field("Jour depuis lequel le niveau est constaté.")
    fin: dt.date | None = field("Dernier jour où il l'a été, compris ; vide s'il l'est toujours.")
    commentaire: str | None = field("Précisions libres : employeur, durée, outils utilisés…")


@reads(
    db.Souhait,
    "Métier ou secteur que la personne souhaite (« Souhaits métier / secteur en cours » de la fiche, guide §10.2).",
    filters="id nature libelle rang en_cours beneficiaire",
    sorts="rang libelle",
    natural="rang",
)
class Souhait(LigneHistorisee):
    beneficiaire: Beneficiaire | None = field("Personne qui exprime le souhait.")
    nature: db.NatureSouhait = field("Souhait d'un métier ou d'un secteur.")
    libelle: str | None = field("Métier ou secteur souhaité, en clair.")
    rang: int = field("Ordre de préférence parmi les souhaits de même nature : 1 pour le premier.")
    en_cours: bool = field("Faux quand la personne y a renoncé ou l'a réalisé.")


@reads(
    db.Difficulte,
    "Difficulté que rencontre une personne (guide §8.7), rattachée à elle quelle que soit la structure qui la saisit. "
    "Masquée à l'accueil.",
    filters="id difficulte realisation debut fin sante structure auteur beneficiaire cree_le",
    sorts="debut fin",
    natural="debut",
)
class Difficulte(LigneHistorisee):
    beneficiaire: Beneficiaire | None = field("Personne qui rencontre la difficulté.")
    difficulte: DifficulteReference = field("Difficulté du référentiel, choisie après sa nature.")
    structure: Structure | None = field("Structure qui l'a saisie.")
    auteur: Collaborateur | None = field("Qui l'a saisie.")
    debut: dt.date = field("« Depuis le » : premier jour de la difficulté.")
    fin: dt.date | None = field("« Jusqu'au » : jour où elle a été traitée ; l'écran la range alors dans l'historique.")
    realisation: ValeurReferentiel | None = field(
        "Avancement (liste REALISATION_DIFFICULTE), à actualiser au fil du suivi : repérée, orientée, résolue…"
    )
    commentaire: str | None = field(
        "Précisions libres, sans diagnostic (guide §12). Réservé à la structure qui l'a saisie, hors accueil, "
        "au référent de parcours et au SDI du territoire."
    )
    sante: bool = field(
        "Vrai pour la nature Santé : la ligne entière est alors masquée aux autres structures et aux pilotes."
    )
