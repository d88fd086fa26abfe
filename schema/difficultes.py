"""The mutations of difficulties (guide §8.7)."""

from __future__ import annotations

import strawberry

from resolvers.workflows import difficultes
from schema.contrats import VERSION
from schema.operations import entree, mutation

FIN = "« Fin » : jour où la difficulté est traitée, jamais à venir ; elle passe alors dans l'historique."
REALISATION = (
    "Code de la liste REALISATION_DIFFICULTE. Ne pas oublier de l'actualiser au fur et à mesure de l'avancement."
)
COMMENTAIRE = "Précisions libres ; jamais de diagnostic, même pour la nature Santé (guide §12)."
RAPPEL = "RAPPEL_SANTE pour la nature Santé, et pour un commentaire qui parle de santé (guide §12)."

entree(
    difficultes.NouvelleDifficulte,
    "Une difficulté à ajouter.",
    difficulte="Difficulté du référentiel, choisie après sa nature : son identifiant ou son code (« ENDETTEMENT »).",
    debut="« Début » : premier jour de la difficulté, jamais à venir.",
    fin=FIN,
    realisation=REALISATION,
    commentaire=COMMENTAIRE,
)
entree(
    difficultes.AjouterDifficultes,
    "Les difficultés que rencontre une personne (guide §8.7).",
    beneficiaire="Le dossier.",
    difficultes="Autant de difficultés que nécessaire, chacune une seule fois tant qu'elle est en cours.",
)
entree(
    difficultes.ModifierDifficulte,
    "Ce qui change dans une difficulté ; ce qui n'est pas donné reste tel quel, `null` efface.",
    difficulte="La difficulté.",
    version=VERSION,
    debut="« Début », s'il est à corriger : premier jour de la difficulté, jamais à venir.",
    fin=FIN,
    realisation=REALISATION,
    commentaire=COMMENTAIRE + " Seule la structure qui a saisi la difficulté le modifie.",
)


@strawberry.type
class Difficultes:
    """The mutations of difficulties."""

    ajouter_difficultes = mutation(
        difficultes.ajouter_difficultes,
        "« + Ajouter une difficulté » (guide §8.7) : une ou plusieurs, à tout moment de l'accompagnement. Elles "
        "restent rattachées à la personne ; votre structure est celle qui les saisit.",
        argument="Les difficultés.",
        succes="Les difficultés sont ajoutées.",
        difficultes="Les difficultés ajoutées, dans l'ordre donné.",
        avertissements=RAPPEL,
    )
    modifier_difficulte = mutation(
        difficultes.modifier_difficulte,
        "Revient sur une difficulté pour y ajouter une fin, actualiser sa réalisation ou corriger son début (§8.7).",
        argument="Les changements.",
        succes="La difficulté est modifiée.",
        difficulte="La difficulté modifiée.",
        avertissements=RAPPEL,
    )
