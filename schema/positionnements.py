"""The mutations of positionnements (guide §10.6)."""

from __future__ import annotations

import strawberry

from resolvers.workflows import positionnements
from schema.operations import entree, mutation

entree(
    positionnements.Positionner,
    "L'offre de service à laquelle une personne est proposée (guide §10.6).",
    beneficiaire="Le dossier.",
    offre_de_service="L'offre proposée, ouverte, de toute structure.",
    date="Jour de la proposition ; aujourd'hui si elle n'est pas donnée, jamais à venir.",
    origine="D'où vient l'orientation (liste ORIGINE_ORIENTATION) : référent unique, plate-forme CAF, SDI…",
)
entree(
    positionnements.RepondrePositionnement,
    "La réponse à un positionnement, ou son annulation.",
    positionnement="Le positionnement.",
    version="La version que vous avez lue, pour ne rien écraser.",
    reponse="ACCEPTE ou REFUSE par la structure de l'offre, ANNULE par qui l'a proposé ; le SDI et les pilotes les "
    "trois.",
    motif="Raison d'un refus, obligatoire, ou d'une annulation ; sans donnée de santé (guide §12).",
)


@strawberry.type
class Positionnements:
    """The mutations of positionnements."""

    positionner = mutation(
        positionnements.positionner,
        "Propose une personne à une structure, sur l'une de ses offres (guide §10.6) : le dossier s'ouvre à cette "
        "structure, pendant 60 jours ou jusqu'à ce qu'elle refuse.",
        argument="L'offre.",
        succes="La personne est proposée.",
        positionnement="Le positionnement ; vide s'il vous est masqué, sur une offre de santé d'une autre structure.",
        beneficiaire="Le dossier.",
    )
    repondre_positionnement = mutation(
        positionnements.repondre_positionnement,
        "Accepte, refuse ou annule un positionnement. Un refus ou une annulation ferme le dossier à la structure qui "
        "n'y a rien d'autre.",
        argument="La réponse.",
        succes="La réponse est enregistrée.",
        positionnement="Le positionnement ; vide si le dossier n'est plus de votre ressort.",
        avertissements="Un rappel du RGPD si le motif semble parler de santé (guide §12).",
    )
