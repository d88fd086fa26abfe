"""The mutations of entretiens (guide §8.1 to §8.3)."""

from __future__ import annotations

import strawberry

from resolvers.workflows import entretiens, modifications, participants, seances, syntheses
from schema.operations import entree, mutation

AVERTISSEMENTS = (
    "Ce que le rendez-vous chevauche, dans l'agenda du collaborateur ou dans la journée de la personne, et une date "
    "d'avant le début de l'étape : il est enregistré quand même."
)
VERSION = "La version que vous avez lue, pour ne rien écraser."
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
    version=VERSION,
    realisation=RENDEZ_VOUS["realisation"],
    themes="Tous les thèmes abordés, autant que souhaité : ils remplacent ceux qui étaient notés.",
    synthese="Ce qui s'est dit et décidé. Un mot de santé y vaut un rappel, sans être refusé (guide §12).",
    note_privee="Votre note sur cet entretien : vous seul la lisez.",
    prochain_entretien="« Prochain entretien » (guide §8.2) : un rendez-vous à prendre pour les mêmes étapes, dans le "
    "même enregistrement.",
)
entree(
    modifications.ModifierEntretien,
    "Ce qui change dans un entretien ; ce qui n'est pas donné reste tel quel, `null` efface.",
    entretien="L'entretien.",
    version=VERSION,
    **{nom: dit for nom, dit in RENDEZ_VOUS.items() if nom != "realisation"},
    realisation=RENDEZ_VOUS["realisation"],
    etapes=ETAPES + " Elles remplacent celles qui étaient choisies.",
)
entree(
    modifications.AnnulerEntretien,
    "Un rendez-vous à annuler.",
    entretien="L'entretien.",
    version=VERSION,
    motif="Pourquoi (code de la liste MOTIF_ANNULATION).",
)
entree(
    participants.Participant,
    "Une personne attendue à une rencontre collective.",
    beneficiaire="Son dossier.",
    etapes=ETAPES,
)
entree(
    participants.AjouterParticipants,
    "Des personnes qui rejoignent une séance (guide §8.1).",
    seance="La séance, où aucune présence n'est notée.",
    version=VERSION,
    participants="Les personnes à ajouter : toutes ont rendez-vous, ou aucune. Qui s'est décommandé ne s'ajoute pas : "
    "son rendez-vous se rétablit.",
)
entree(
    seances.PrendreRendezVousCollectif,
    "Une rencontre collective ou un atelier (guide §8.1, §8.2) : un créneau, un entretien par participant.",
    intitule="Sujet de la rencontre.",
    date_heure="Date et heure de la rencontre.",
    duree_minutes="Durée en minutes, de 1 à 1440.",
    type="Type d'entretien (code de la liste TYPE_ENTRETIEN) : « Rencontre collective / atelier », par défaut.",
    participants="Les personnes attendues : toutes ont rendez-vous, ou aucune.",
    collaborateur=RENDEZ_VOUS["collaborateur"],
    lieu=RENDEZ_VOUS["lieu"],
    vecteur=RENDEZ_VOUS["vecteur"],
    convocation_date=RENDEZ_VOUS["convocation_date"],
    convocation_vecteur=RENDEZ_VOUS["convocation_vecteur"],
)
entree(
    seances.ModifierSeance,
    "Ce qui change dans une séance, pour tous ceux qui y sont encore attendus ; le lieu, une fois des présences "
    "notées, pour tous ses participants.",
    seance="La séance.",
    version=VERSION,
    intitule="Sujet de la rencontre.",
    date_heure="Date et heure de la rencontre, le jour des convocations au plus tôt ; elle ne se déplace plus une fois "
    "des présences notées.",
    duree_minutes="Durée en minutes, de 1 à 1440.",
    collaborateur=RENDEZ_VOUS["collaborateur"],
    lieu=RENDEZ_VOUS["lieu"],
)
entree(
    seances.RealisationSaisie,
    "Ce qu'il en est d'un participant.",
    entretien="Son entretien dans la séance.",
    version=VERSION,
    realisation="Présence, absence ou annulation.",
)
entree(
    seances.SaisirRealisations,
    "La feuille de présence d'une séance : une réalisation par participant (guide §8.2).",
    seance="La séance.",
    realisations="Ce qu'il en est de chacun ; ceux qui ne sont pas donnés restent tels quels.",
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
        avertissements=AVERTISSEMENTS + " Un prochain entretien qui était déjà prévu. Le rappel du RGPD quand un texte "
        "semble parler de santé.",
    )
    modifier_entretien = mutation(
        modifications.modifier_entretien,
        "Modifie un entretien (guide §8.2, §8.3). Le créneau d'une rencontre collective se modifie par sa séance, et "
        "qui s'était décommandé le retrouve en revenant.",
        argument="Les changements.",
        succes="L'entretien est modifié.",
        entretien="L'entretien.",
        avertissements=AVERTISSEMENTS,
    )
    annuler_entretien = mutation(
        modifications.annuler_entretien,
        "Annule un rendez-vous prévu : il reste lisible, et son créneau redevient libre.",
        argument="Le rendez-vous à annuler.",
        succes="Le rendez-vous est annulé.",
        entretien="L'entretien.",
    )
    prendre_rendez_vous_collectif = mutation(
        seances.prendre_rendez_vous_collectif,
        "Prend un rendez-vous collectif (guide §8.1) : une séance, et un entretien par participant, qui a sa propre "
        "réalisation.",
        argument="La rencontre.",
        succes="La rencontre est prévue pour tous.",
        seance="La séance.",
        entretiens="Un entretien par participant, dans l'ordre où ils sont donnés.",
        avertissements=AVERTISSEMENTS,
    )
    modifier_seance = mutation(
        seances.modifier_seance,
        "Modifie une séance et les rendez-vous de ceux qui y sont encore attendus.",
        argument="Les changements.",
        succes="La séance est modifiée.",
        seance="La séance.",
        entretiens="Les rendez-vous qui changent avec elle.",
        avertissements=AVERTISSEMENTS,
    )
    ajouter_participants = mutation(
        participants.ajouter_participants,
        "Ajoute des participants à une séance (guide §8.1), avec le créneau, le lieu, le type et la forme de ceux qui "
        "y sont ; la convocation de chacun se note ensuite (modifierEntretien).",
        argument="Les participants.",
        succes="Ils ont rendez-vous.",
        seance="La séance.",
        entretiens="Un entretien par personne ajoutée, dans l'ordre où elles sont données.",
        avertissements=AVERTISSEMENTS,
    )
    saisir_realisations = mutation(
        seances.saisir_realisations,
        "Note qui est venu à une séance, en un seul enregistrement (guide §8.2). Qui s'était décommandé et revient en "
        "prend le créneau.",
        argument="La feuille de présence.",
        succes="Les réalisations sont enregistrées.",
        entretiens="Les entretiens modifiés.",
    )
