"""Bilans, their answers, and the transmissions that open them to somebody else.

Answers and transmissions are reached through their bilan or document alone, whose rights decide: they are no `Node`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import db
from schema.journal import LigneHistorisee
from schema.reading import field, listing, reads

if TYPE_CHECKING:
    from schema.beneficiaires import Beneficiaire
    from schema.parcours import Etape
    from schema.referentiels import ModeleBilan, Question
    from schema.structures import Collaborateur, Structure


@reads(
    db.Reponse,
    "Réponse à une question de bilan (guide §8.5) : un seul des champs texte, nombre, date ou choix est rempli.",
)
class Reponse:
    question: Question = field("Question à laquelle elle répond ; son type dit quel champ est rempli.")
    rang: int = field("Numéro de la réponse quand la question en accepte plusieurs (« + Ajouter une réponse »).")
    texte: str | None = field("Réponse libre, pour le type TEXTE.")
    nombre: float | None = field("Réponse chiffrée, à quatre décimales au plus, pour le type NOMBRE.")
    date: dt.date | None = field("Réponse datée, pour le type DATE.")
    choix: str | None = field("Choix retenu, pour les types OUI_NC_NON, CHOIX et CHOIX_MULTIPLE.")


@reads(
    db.Transmission,
    "Envoi d'un bilan ou d'un document : c'est lui qui l'ouvre en dehors de la structure qui l'a produit.",
    filters="destinataire structure date par",
)
class Transmission:
    destinataire: db.Destinataire = field("À qui l'envoi est fait : SDI, référent unique ou structure.")
    structure: Structure | None = field("Structure destinataire ; vide pour un envoi au SDI ou au référent unique.")
    date: dt.date = field("Jour de l'envoi.")
    par: Collaborateur = field("Qui a transmis.")


@reads(
    db.Bilan,
    "Questionnaire rempli au fur et à mesure de l'accompagnement, puis à la sortie (guide §8.4 et §8.5). Réservé à sa "
    "structure, hors accueil, et au référent de parcours ; une fois transmis, aux structures destinataires, au SDI du "
    "territoire et aux pilotes.",
    filters="id modele nature date_bilan date_mise_a_jour date_signature complet nombre_reponses etape structure "
    "auteur transmissions beneficiaire cree_le modifie_le",
    sorts="date_bilan date_mise_a_jour date_signature nombre_reponses complet cree_le modifie_le",
    natural="-date_bilan",
)
class Bilan(LigneHistorisee):
    beneficiaire: Beneficiaire | None = field("Personne dont on fait le bilan.")
    structure: Structure = field("Structure qui le remplit, fixée à sa création.")
    modele: ModeleBilan = field("Questionnaire suivi, dans la version où le bilan a été commencé.")
    nature: db.NatureBilan = field("En cours d'accompagnement, ou final pour la sortie d'une étape (guide §9.1).")
    etape: Etape | None = field("Étape dont il fait le point ; toujours présente pour un bilan final.")
    auteur: Collaborateur | None = field("Qui a commencé le bilan.")
    date_bilan: dt.date = field("« Date du bilan », obligatoire (guide §8.5).")
    date_mise_a_jour: dt.date = field(
        "« Date de mise à jour du bilan » : chaque enregistrement la déplace ; jamais avant la date du bilan."
    )
    date_signature: dt.date | None = field("« Date de signature de l'allocataire » ; vide tant qu'il n'a pas signé.")
    reponses: list[Reponse] | None = listing("Réponses, dans l'ordre des questions puis de leur rang.")
    nombre_questions: int = field("« Nombre de questions » du questionnaire, obligatoires ou non (guide §8.4).")
    nombre_reponses: int = field(
        "« Nombre de réponses » : chaque valeur compte, aussi peut-il dépasser le nombre de questions (guide §8.4)."
    )
    complet: bool = field("Vrai si chaque question obligatoire a une réponse : condition d'une sortie normale (§9.2).")
    questions_manquantes: list[Question] | None = listing(
        "Questions obligatoires encore sans réponse : ce qu'il reste à saisir pour que le bilan soit complet."
    )
    transmissions: list[Transmission] | None = listing("Envois du bilan, du plus récent au plus ancien.")
