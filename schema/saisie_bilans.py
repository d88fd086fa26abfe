"""The mutations of bilans, and their transmission (guide §8.4, §8.5, §9.3)."""

from __future__ import annotations

import strawberry

from resolvers.workflows import bilans, reponses, transmissions
from schema.contrats import VERSION
from schema.operations import entree, mutation

NATURE = (
    "En cours d'accompagnement, ou final : le bilan de la sortie d'une étape, un seul par étape (guide §9.1), d'un "
    "questionnaire qui peut l'être (`final`)."
)
ETAPE = "Étape dont on fait le point, de la thématique du questionnaire ; nécessaire pour un bilan final."
DATE_BILAN = "« Date du bilan », obligatoire ; jamais à venir, ni avant le début de l'étape."
SIGNATURE = "« Date de signature de l'allocataire » ; jamais à venir."
INCOMPLET = (
    "BILAN_INCOMPLET quand il manque des réponses obligatoires à un bilan final ; RAPPEL_SANTE quand un texte parle de "
    "santé (guide §12)."
)

entree(
    reponses.ReponseDonnee,
    "Réponse à une question : le champ du type de la question est rempli. Sans aucun champ (`null` ou liste vide), la "
    "question perd ses réponses.",
    question="Code de la question dans le questionnaire du bilan.",
    texte="Pour le type TEXTE.",
    nombre="Pour le type NOMBRE : quatre décimales au plus.",
    date="Pour le type DATE.",
    choix="Pour les types CHOIX (l'un des choix de la question) et OUI_NC_NON (OUI, NC ou NON).",
    choix_multiple="Pour le type CHOIX_MULTIPLE : un ou plusieurs choix de la question.",
)
entree(
    bilans.AjouterBilan,
    "Un bilan à commencer (guide §8.4) ; il garde la version du questionnaire où il est commencé.",
    beneficiaire="Le dossier.",
    modele="Le questionnaire : son code (« MOS_BILAN »), pour sa version en vigueur, ou son identifiant.",
    nature=NATURE,
    etape=ETAPE,
    date_bilan=DATE_BILAN,
    date_mise_a_jour="« Date de mise à jour du bilan », obligatoire ; jamais à venir, ni avant la date du bilan.",
    date_signature=SIGNATURE,
    reponses="Les premières réponses. « + Ajouter une réponse » : plusieurs éléments pour une même question répétable.",
)
entree(
    bilans.ModifierBilan,
    "Ce qui change dans un bilan ; ce qui n'est pas donné reste tel quel, `null` efface.",
    bilan="Le bilan.",
    version=VERSION,
    nature=NATURE,
    etape=ETAPE,
    date_bilan=DATE_BILAN,
    date_mise_a_jour="« Date de mise à jour du bilan » : aujourd'hui si elle n'est pas donnée ; jamais à venir, ni "
    "avant la date du bilan.",
    date_signature=SIGNATURE,
    reponses="Les questions dont les réponses changent, chacune avec toutes ses réponses ; les autres les gardent.",
)
entree(
    transmissions.Transmettre,
    "Un bilan ou un document à transmettre : l'un des deux.",
    bilan="Le bilan, de votre structure.",
    document="Le document, de votre structure.",
    destinataire="Le SDI du secteur de la personne, son référent unique, ou une autre structure.",
    structure="La structure destinataire, organisme conventionné ; pour STRUCTURE seulement.",
    date="Jour de la transmission : aujourd'hui si elle n'est pas donnée ; jamais à venir.",
)


@strawberry.type
class Bilans:
    """The mutations of bilans."""

    ajouter_bilan = mutation(
        bilans.ajouter_bilan,
        "« + Ajouter un bilan » (guide §8.4) : le questionnaire d'une thématique, à remplir au fur et à mesure.",
        argument="Le bilan.",
        succes="Le bilan est commencé.",
        bilan="Le bilan.",
        avertissements=INCOMPLET,
    )
    modifier_bilan = mutation(
        bilans.modifier_bilan,
        "Complète un bilan au fur et à mesure de l'accompagnement (guide §8.5), même après la sortie (§9.1) : seules "
        "les questions données changent, et la date de mise à jour avance. Complet, un bilan final dit « Bilan final "
        "effectué » sur son étape, qui change de version ; celui que demande le motif de la sortie reste complet.",
        argument="Les changements.",
        succes="Le bilan est enregistré.",
        bilan="Le bilan.",
        avertissements=INCOMPLET,
    )
    transmettre = mutation(
        transmissions.transmettre,
        "Transmet un bilan ou un document, et l'ouvre ainsi à son destinataire (guide §9.3). Au même destinataire, une "
        "seule fois.",
        argument="Ce qui est transmis, et à qui.",
        succes="Le destinataire y a accès.",
        bilan="Le bilan transmis.",
        document="Le document transmis.",
        avertissements="DEJA_TRANSMIS ; BILAN_INCOMPLET quand il manque des réponses obligatoires.",
    )
