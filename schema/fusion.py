"""The mutation that merges two files of one person."""

from __future__ import annotations

import strawberry

from resolvers.workflows import fusions
from schema.operations import entree, mutation

entree(
    fusions.FusionnerDoublons,
    "Deux dossiers d'une même personne.",
    garde="Le dossier qui reste.",
    version_garde="Sa version, que vous avez lue, pour ne rien écraser.",
    absorbe="Le dossier qui disparaît : tout ce qu'il contient passe au dossier gardé.",
    version_absorbe="Sa version, que vous avez lue.",
    confirmer="Vrai si c'est bien la même personne, malgré des noms, des dates de naissance et des numéros différents.",
)


@strawberry.type
class Fusions:
    """The mutation that merges two files."""

    fusionner_doublons = mutation(
        fusions.fusionner_doublons,
        "Fusionne deux dossiers d'une même personne ; réservé au SDI, pour deux dossiers de son territoire, et aux "
        "pilotes. Tout ce que contient le second passe au premier, et son numéro y mène ; l'identité du premier "
        "l'emporte. Les contrats d'un même type et les référents de parcours qui se chevauchent sont à régler d'abord. "
        "Une fusion ne se défait pas.",
        argument="Les deux dossiers.",
        succes="Les dossiers sont fusionnés.",
        beneficiaire="Le dossier gardé.",
        avertissements="Ce sur quoi les deux dossiers différaient.",
    )
