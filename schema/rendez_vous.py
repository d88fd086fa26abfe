"""The mutations of entretiens (guide §8.1 to §8.3)."""

from __future__ import annotations

import strawberry

from resolvers.workflows import entretiens
from schema.operations import entree, mutation

AVERTISSEMENTS = (
    "Ce que le rendez-vous chevauche, dans l'agenda du collaborateur ou dans la journée de la personne : il est "
    "enregistré quand même."
)
RENDEZ_VOUS = {
    "date_heure": "Date et heure du rendez-vous (guide §8.2) ; un rendez-vous passé se saisit aussi.",
    "duree_minutes": "Durée en minutes, de 1 à 1440.",
    "type": "Type d'entretien qui correspond à la phase d'accompagnement (code de la liste TYPE_ENTRETIEN).",
    "collaborateur": "Qui reçoit la personne : vous, par défaut. L'accueil peut nommer un collègue en activité dans la "
    "structure de l'étape ; les autres ne prennent de rendez-vous que dans leur agenda.",
    "lieu": "Lieu de l'entretien (code de la liste LIEU_ENTRETIEN).",
    "vecteur": "Forme de l'échange (code de la liste VECTEUR_ENTRETIEN) : présentiel, téléphone, visio…",
    "convocation_date": "Jour d'envoi de la convocation ; au plus tard le jour du rendez-vous.",
    "convocation_vecteur": "Moyen d'envoi de la convocation (code de la liste VECTEUR_CONVOCATION).",
    "realisation": "Prévu, puis à modifier une fois le rendez-vous passé (guide §8.2). Les trois premiers choix "
    "tracent les absences ; seul ANNULE se saisit avant l'heure.",
}
ETAPES = "Étapes concernées, au moins une : la sélection de l'étape est indispensable (guide §8.2)."

entree(entretiens.RendezVous, "Un rendez-vous à prendre, ou qui a eu lieu (guide §8.2).", **RENDEZ_VOUS)
entree(
    entretiens.PrendreRendezVous,
    "Un rendez-vous avec une personne (guide §8.1, §8.2). L'accompagnement se met de lui-même.",
    **RENDEZ_VOUS,
    beneficiaire="Le dossier.",
    etapes=ETAPES,
)


@strawberry.type
class Entretiens:
    """The mutations of entretiens."""

    prendre_rendez_vous = mutation(
        entretiens.prendre_rendez_vous,
        "« Prendre un rendez-vous » (guide §8.1) : il entre dans l'agenda du collaborateur. L'accompagnement se met de "
        "lui-même ; un créneau déjà pris est signalé sans être refusé.",
        argument="Le rendez-vous.",
        succes="Le rendez-vous est pris.",
        entretien="Le rendez-vous.",
        avertissements=AVERTISSEMENTS,
    )
