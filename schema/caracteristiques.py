"""The mutation of characteristics (guide §10.3)."""

from __future__ import annotations

import strawberry

from resolvers.workflows import caracteristiques
from schema.operations import entree, mutation

entree(
    caracteristiques.CaracteristiqueActualisee,
    "Une caractéristique : sa nouvelle valeur, ou la confirmation de celle qui est connue.",
    definition="Code de la caractéristique, par exemple « PERMIS_B », ou id de sa définition.",
    version="La version de la caractéristique que vous avez lue, pour ne rien écraser : attendue dès qu'une autre "
    "valeur est connue.",
    valeur="Valeur dans la forme que dit la définition : texte, AAAA-MM-JJ, nombre, « oui » ou « non », ou l'un de ses "
    "choix ; `null` l'efface.",
    depuis="Jour depuis lequel la valeur est vraie ; par défaut celui qui est connu si elle ne change pas, sinon "
    "aujourd'hui.",
    verifiee="Vrai pour dire que la valeur connue tient toujours : la flèche redevient verte (guide §10.3).",
)
entree(
    caracteristiques.ActualiserCaracteristiques,
    "Les caractéristiques à compléter ou à actualiser (guide §10.2, §10.3).",
    beneficiaire="Le dossier.",
    caracteristiques="Une ou plusieurs caractéristiques, chacune une fois.",
)


@strawberry.type
class Caracteristiques:
    """The mutation of characteristics."""

    actualiser_caracteristiques = mutation(
        caracteristiques.actualiser_caracteristiques,
        "« Compléter les caractéristiques manquantes », « Actualiser les caractéristiques » (guide §10.2) : plusieurs "
        "à la fois, toutes ou aucune. Chacune est vérifiée d'aujourd'hui. Les numéros se modifient avec l'identité.",
        argument="Les caractéristiques.",
        succes="Les caractéristiques sont à jour.",
        caracteristiques="Celles qui ont été données, dans leur ordre.",
        beneficiaire="Le dossier.",
    )
