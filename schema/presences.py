"""The mutations of presence, hours and passages sur convention (guide §7.2)."""

from __future__ import annotations

import strawberry

from resolvers.workflows import passages, presences
from schema.operations import entree, mutation

L_ETAPE = "L'étape."
PASSAGE = "Le passage, par l'identifiant que montre son étape."
VERSION = "La version que vous avez lue, pour ne rien écraser."
VERSION_ETAPE = "La version de l'étape que vous avez lue, pour ne rien écraser."
ATTENTION = "Ce qui a été fait mais mérite attention."

entree(
    presences.SaisirPresence,
    "Des jours de présence (« Saisir la présence », guide §7.2).",
    etape=L_ETAPE,
    version="La version que vous avez lue, si rien ne doit avoir changé depuis ; deux saisies sans version s'ajoutent.",
    ajouter="Jours de présence à ajouter, pendant l'étape et jamais à venir ; un jour déjà saisi reste saisi une fois.",
    retirer="Jours saisis par erreur, à retirer.",
)
entree(
    presences.HeuresDuMois,
    "Les heures d'un mois (« Saisie mensuelle des heures », guide §7.2).",
    mois="Premier jour du mois.",
    heures="Nombre d'heures, de 0 à 744, à deux décimales ; vide pour retirer le mois.",
)
entree(
    presences.SaisirHeuresMensuelles,
    "Les heures de plusieurs mois (guide §7.2).",
    etape=L_ETAPE,
    version=VERSION,
    mois="Les mois à écrire ; ceux qui ne sont pas nommés restent tels quels.",
)
entree(
    passages.AjouterPassageConvention,
    "Un passage sur convention (guide §7.2, §10.4).",
    etape=L_ETAPE,
    libelle="Convention concernée.",
    debut="Premier jour du passage, pendant l'étape et jamais à venir.",
    fin="Dernier jour, compris ; vide tant que le passage dure.",
)
entree(
    passages.ModifierPassageConvention,
    "Les changements d'un passage sur convention : le plus souvent, sa fin.",
    passage=PASSAGE,
    version=VERSION_ETAPE,
    libelle="Convention concernée.",
    debut="Premier jour du passage, pendant l'étape et jamais à venir.",
    fin="Dernier jour, compris ; vide tant que le passage dure.",
)
entree(
    passages.SupprimerPassageConvention,
    "Le passage sur convention à supprimer.",
    passage=PASSAGE,
    version=VERSION_ETAPE,
)


@strawberry.type
class Presences:
    """The mutations of what is done within an étape."""

    saisir_presence = mutation(
        presences.saisir_presence,
        "Ajoute et retire des jours de présence (guide §7.2). Sur une étape close, ceux de sa période.",
        argument="Les jours.",
        succes="La présence est enregistrée.",
        etape="L'étape.",
        avertissements=ATTENTION,
    )
    saisir_heures_mensuelles = mutation(
        presences.saisir_heures_mensuelles,
        "Écrit les heures de plusieurs mois (guide §7.2). Sur une étape close, ceux de sa période.",
        argument="Les mois et leurs heures.",
        succes="Les heures sont enregistrées.",
        etape="L'étape.",
    )
    ajouter_passage_convention = mutation(
        passages.ajouter_passage_convention,
        "Ajoute un passage sur convention à une étape (guide §7.2) ; la frise le montre (§10.4).",
        argument="Le passage.",
        succes="Le passage est ajouté.",
        etape="L'étape.",
    )
    modifier_passage_convention = mutation(
        passages.modifier_passage_convention,
        "Modifie un passage sur convention, ou lui donne sa fin (guide §7.2).",
        argument="Les changements.",
        succes="Le passage est modifié.",
        etape="L'étape.",
    )
    supprimer_passage_convention = mutation(
        passages.supprimer_passage_convention,
        "Supprime un passage sur convention saisi par erreur ; l'historique de l'étape le garde.",
        argument="Le passage.",
        succes="Le passage est supprimé.",
        etape="L'étape.",
    )
