"""The mutations of exits, and of the documents that they ask for (guide §9)."""

from __future__ import annotations

import strawberry

import schema.etapes  # noqa: F401  the part CaracteristiqueEtapeSaisie is described before a command that holds it
from resolvers.workflows import annulations, documents, sorties
from schema.operations import entree, mutation

VERSION = "La version que vous avez lue, pour ne rien écraser."
RENDEZ_VOUS = "Les rendez-vous à venir, annulés parce qu'aucune de leurs étapes n'est plus ouverte."
ATTENTION = "Ce qui reste à faire ou à vérifier."
MISSIONS = "Les référents de ces étapes, dont la mission prend fin avec elles."

entree(
    documents.DeclarerDocument,
    "Un formulaire édité ailleurs (RSActus, guide §9.3).",
    etape="L'étape, ouverte ou close.",
    modele="Le modèle du formulaire, commun ou de la thématique de l'étape : son code (« FNEA »), ou son identifiant.",
    edite_le="Jour où il a été édité, depuis le début de l'étape et jamais à venir.",
)
entree(
    documents.RetirerDocument,
    "Un document déclaré par erreur.",
    document="Le document déclaré, de votre structure.",
    version=VERSION,
)
entree(
    sorties.SortirEtape,
    "La sortie d'une étape : la fin réelle et le motif, ensemble (guide §9.2).",
    etape="L'étape.",
    version=VERSION,
    fin_reelle="Jour où la personne quitte définitivement l'accompagnement, compris ; jamais à venir.",
    motif="Numéro du motif de fin d'étape, de 1 à 9 : 1 est la sortie classique, 2 à 9 sont anticipées ou sans entrée. "
    "Chacun dit ce qu'il exige (exigeBilanFinal, exigeFnea).",
    commentaire="Précisions libres, sans diagnostic (guide §12).",
    caracteristiques="Les dernières informations connues (guide §9.1). L'alerte SDI et le bilan final effectué se "
    "mettent d'eux-mêmes.",
)
entree(
    sorties.SortirDispositif,
    "La sortie d'une personne du dispositif.",
    accompagnement="L'entrée dans le dispositif.",
    version=VERSION,
    sortie="Dernier jour dans le dispositif, compris ; jamais à venir.",
    motif="Motif de la sortie (code de la liste MOTIF_SORTIE_DISPOSITIF).",
)
entree(
    annulations.AnnulerSortie,
    "La sortie à annuler : celle d'une étape, ou celle du dispositif.",
    etape="L'étape close.",
    accompagnement="Ou l'entrée dans le dispositif, avec toutes les étapes que sa sortie a closes.",
    version="La version de l'étape ou de l'entrée que vous avez lue.",
)


@strawberry.type
class Sorties:
    """The mutations of exits."""

    declarer_document = mutation(
        documents.declarer_document,
        "Déclare un formulaire édité ailleurs (RSActus, guide §9.3) : il compte comme un document produit ici.",
        argument="Le formulaire.",
        succes="Le document est déclaré.",
        document="Le document, sans contenu.",
    )
    retirer_document = mutation(
        documents.retirer_document,
        "Retire un document déclaré par erreur (guide §9.3), tant que son étape est ouverte et qu'il n'a pas été "
        "transmis ; le journal le garde.",
        argument="Le document.",
        succes="Le document est retiré.",
        beneficiaire="Le dossier.",
        etape="L'étape dont il était.",
    )
    sortir_etape = mutation(
        sorties.sortir_etape,
        "Saisit la sortie d'une étape (guide §9) : d'abord le bilan, puis les documents, puis la date et le motif. Ce "
        "qui manque est refusé sous le motif : BILAN_MANQUANT, DOCUMENT_MANQUANT. Peut être annulée pendant 30 jours.",
        argument="La sortie.",
        succes="La sortie est enregistrée, avec ce qu'elle entraîne.",
        etape="L'étape, close ; ses passages sur convention qui duraient prennent fin avec elle.",
        rendez_vous_annules=RENDEZ_VOUS,
        referents_termines=MISSIONS,
        alerte_sdi="Vrai si le motif alerte le service départemental d'insertion.",
        consequence="Ce que le motif déclenche : préavis de suspension, élaboration d'un nouveau contrat (guide §9.3).",
        avertissements=ATTENTION,
    )
    sortir_dispositif = mutation(
        sorties.sortir_dispositif,
        "Fait sortir une personne du dispositif : l'entrée se ferme, et chaque étape ouverte avec elle, y compris chez "
        "les autres structures, au motif 7 (Fin des droits RSA). Peut être annulée pendant 30 jours.",
        argument="La sortie.",
        succes="La sortie est enregistrée, avec ce qu'elle entraîne et que vous voyez.",
        accompagnement="L'entrée, close.",
        etapes_closes="Les étapes closes avec elle.",
        rendez_vous_annules=RENDEZ_VOUS,
        referents_termines=MISSIONS,
        avertissements=ATTENTION,
    )
    annuler_sortie = mutation(
        annulations.annuler_sortie,
        "Annule une sortie dans les 30 jours qui suivent sa saisie : ce qu'elle a fait est défait, et ce que quelqu'un "
        "a modifié depuis reste tel quel, ce qu'un avertissement dit.",
        argument="La sortie à annuler.",
        succes="La sortie est annulée.",
        accompagnement="L'entrée dans le dispositif, si c'est sa sortie qui est annulée.",
        etapes="Les étapes rouvertes.",
        rendez_vous_retablis="Les rendez-vous de nouveau prévus.",
        referents_retablis="Les référents dont la mission reprend.",
        avertissements="Ce qui a été modifié depuis, et reste tel quel.",
    )
