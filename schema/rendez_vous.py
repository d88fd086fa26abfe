"""The mutations of entretiens (guide §8.1 to §8.3)."""

from __future__ import annotations

import strawberry

from resolvers.workflows import entretiens, syntheses
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
entree(
    syntheses.ThemeAborde,
    "Un thème abordé (« + Ajouter un thème », guide §8.3).",
    theme="Thème (code de la liste THEME_ENTRETIEN).",
    commentaire="Ce qui s'est dit sur ce thème, dans le respect du RGPD : jamais de diagnostic (guide §12).",
)
entree(
    syntheses.SaisirSynthese,
    "La synthèse d'un entretien (guide §8.3) ; ce qui n'est pas donné reste tel quel, `null` efface.",
    entretien="L'entretien.",
    version="La version que vous avez lue, pour ne rien écraser.",
    realisation=RENDEZ_VOUS["realisation"],
    themes="Tous les thèmes abordés, autant que souhaité : ils remplacent ceux qui étaient notés.",
    synthese="Ce qui s'est dit et décidé. Un mot de santé y vaut un rappel, sans être refusé (guide §12).",
    note_privee="Votre note sur cet entretien : vous seul la lisez.",
    prochain_entretien="« Prochain entretien » (guide §8.2) : un rendez-vous à prendre pour les mêmes étapes, dans le "
    "même enregistrement.",
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
    saisir_synthese = mutation(
        syntheses.saisir_synthese,
        "« Saisir la synthèse » d'un entretien (guide §8.3) : réalisation, thèmes abordés, synthèse, note privée, et "
        "le prochain rendez-vous s'il y en a un.",
        argument="La synthèse.",
        succes="La synthèse est enregistrée.",
        entretien="L'entretien.",
        prochain_entretien="Le rendez-vous qui le suit, s'il vient d'être pris.",
        avertissements=AVERTISSEMENTS + " Le rappel du RGPD quand un texte semble parler de santé.",
    )
