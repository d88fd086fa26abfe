"""The mutations of référents (guide §6.2)."""

from __future__ import annotations

import strawberry

from resolvers.workflows import referents
from schema.operations import entree, mutation

LE_REFERENT = "La mission du référent."
VERSION = "La version que vous avez lue, pour ne rien écraser."
QUI = (
    "Le collaborateur, actif ; pour un référent d'étape, de la structure de l'étape ou du rattachement ; pour un "
    "référent de parcours, un référent, un responsable, un agent de SDI ou du Département."
)
TYPE = "De parcours (référent unique), d'étape (opérateur) ou hors accompagnement, selon sa fonction."
DEBUT = "Date de début de l'accompagnement par ce référent."
FIN = (
    "Dernier jour de la mission, compris ; vide tant qu'elle dure ; au plus tard celui de l'étape suivie, si elle est "
    "close."
)
ETAPE = (
    "L'étape suivie, pour un référent d'étape. Sans elle, c'est la seule étape ouverte de sa structure ; avant toute "
    "étape, la mission y sera liée à sa création."
)

entree(
    referents.NommerReferent,
    "Un référent à nommer (guide §6.2). À retenir : chaque allocataire doit avoir un référent de parcours (RU) et un "
    "référent d'étape (OC).",
    beneficiaire="Le dossier.",
    collaborateur=QUI,
    type=TYPE,
    debut=DEBUT,
    fin=FIN,
    etape=ETAPE,
)
entree(
    referents.ModifierReferent,
    "Ce qui change dans la mission d'un référent ; ce qui n'est pas donné reste tel quel, `null` efface.",
    referent=LE_REFERENT,
    version=VERSION,
    collaborateur=QUI,
    type=TYPE,
    debut=DEBUT,
    fin=FIN,
    etape=ETAPE,
)
entree(
    referents.SupprimerReferent,
    "Un référent nommé par erreur.",
    referent=LE_REFERENT,
    version=VERSION,
)


@strawberry.type
class Referents:
    """The mutations of référents."""

    nommer_referent = mutation(
        referents.nommer_referent,
        "Nomme un référent (guide §6.2). Il n'y a qu'un référent de parcours à la fois : celui qui l'était cesse de "
        "l'être la veille. Il peut y avoir plusieurs référents d'étape.",
        argument="Le référent.",
        succes="Le référent est nommé.",
        referent="La mission du référent nommé.",
        referent_clos="La mission du référent de parcours qui prend fin la veille, s'il y en avait un.",
    )
    modifier_referent = mutation(
        referents.modifier_referent,
        "Modifie la mission d'un référent, à tout moment (guide §6.2) ; une date de fin y met un terme.",
        argument="Les changements.",
        succes="La mission est modifiée.",
        referent="La mission modifiée.",
    )
    supprimer_referent = mutation(
        referents.supprimer_referent,
        "Supprime un référent nommé par erreur (guide §6.2) ; le journal en garde trace. Une mission achevée, ou dont "
        "l'étape est close, reste au dossier : pour mettre fin à une mission, modifiez-la. Votre mission de référent "
        "de parcours ne se supprime pas si le dossier n'est plus de votre ressort sans elle.",
        argument="Le référent à supprimer.",
        succes="Le référent est supprimé.",
        beneficiaire="Le dossier, s'il est encore de votre ressort.",
        avertissements="Ce que cette suppression laisse à faire.",
    )
