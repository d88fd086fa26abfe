"""The mutations of contracts (guide §6.1)."""

from __future__ import annotations

import strawberry

from resolvers.workflows import contrats
from schema.operations import entree, mutation

LE_CONTRAT = "Le contrat."
VERSION = "La version que vous avez lue, pour ne rien écraser."
FIN = "Dernier jour, compris. Ou bien `dureeMois`, ou ni l'un ni l'autre pour un contrat sans terme."
DUREE = "Durée en mois, de 1 à 120, au lieu de la fin ; elle s'achève en 2100 au plus tard."
NUMERO = "Numéro du contrat chez le Département, s'il en a un."
SIGNATURE = "Jour de la signature par la personne ; jamais à venir."
COMMENTAIRE = "Précisions libres, sans donnée de santé (guide §12)."

entree(
    contrats.CreerContratRsa,
    "Un contrat RSA à ajouter (guide §6.1).",
    beneficiaire="Le dossier.",
    type="CER, contrat d'orientation ou contrat d'engagement.",
    debut="Premier jour du contrat.",
    fin=FIN,
    duree_mois=DUREE,
    numero=NUMERO,
    date_signature=SIGNATURE,
    commentaire=COMMENTAIRE,
)
entree(
    contrats.ModifierContratRsa,
    "Ce qui change dans un contrat ; ce qui n'est pas donné reste tel quel, `null` efface.",
    contrat=LE_CONTRAT,
    version=VERSION,
    type="CER, contrat d'orientation ou contrat d'engagement.",
    debut="Premier jour du contrat.",
    fin=FIN,
    duree_mois=DUREE,
    numero=NUMERO,
    date_signature=SIGNATURE,
    commentaire=COMMENTAIRE,
)
entree(contrats.AnnulerContratRsa, "Un contrat à annuler.", contrat=LE_CONTRAT, version=VERSION)


@strawberry.type
class Contrats:
    """The mutations of contracts."""

    creer_contrat_rsa = mutation(
        contrats.creer_contrat_rsa,
        "Ajoute un contrat RSA au dossier (guide §6.1). L'entrée dans le dispositif se met d'elle-même ; un contrat du "
        "même type resté sans terme prend fin la veille.",
        argument="Le contrat.",
        succes="Le contrat est ajouté.",
        contrat="Le contrat ajouté.",
        contrat_clos="Le contrat sans terme qui prend fin la veille, s'il y en avait un.",
    )
    modifier_contrat_rsa = mutation(
        contrats.modifier_contrat_rsa,
        "Modifie un contrat RSA qui n'est pas annulé (guide §6.1).",
        argument="Les changements.",
        succes="Le contrat est modifié.",
        contrat="Le contrat modifié.",
    )
    annuler_contrat_rsa = mutation(
        contrats.annuler_contrat_rsa,
        "Annule un contrat RSA : il reste lisible, et sa période redevient libre.",
        argument="Le contrat à annuler.",
        succes="Le contrat est annulé.",
        contrat="Le contrat annulé.",
        avertissements="Le contrat sans terme qu'il avait clos, et qui le reste.",
    )
