"""The mutations of étapes (guide §7)."""

from __future__ import annotations

import strawberry

import schema.rendez_vous  # noqa: F401  the part RendezVous is described before a command that holds it
from resolvers.workflows import caracteristiques_etape, etapes, menu_etape, objectifs, suppression
from schema.operations import entree, mutation

L_ETAPE = "L'étape."
VERSION = "La version que vous avez lue, pour ne rien écraser."
DEBUT_REEL = (
    "Date de la convocation au premier entretien (guide §7.1). À venir si la convocation l'est, d'un an au plus."
)
DEBUT_PREVU = "Début prévu : le guide (§7.1) demande de ne pas l'indiquer."
FIN_PREVUE = "Fin prévue : le guide (§7.1) demande de ne pas l'indiquer."
COMMENTAIRE = "Précisions libres, sans diagnostic (guide §12)."
CARACTERISTIQUES = (
    "Caractéristiques communes ou propres à la thématique (guide §7.2), chacune par son code ; celles qui ne sont pas "
    "nommées restent telles quelles."
)
ENTRETIEN = "Le premier rendez-vous, s'il a été demandé."
ATTENTION = "Ce qui a été fait mais mérite attention."

entree(
    caracteristiques_etape.CaracteristiqueEtapeSaisie,
    "La valeur d'une caractéristique d'étape (guide §7.2).",
    code="Code de la caractéristique, par exemple ORIGINE_ORIENTATION.",
    valeur="Valeur dans la forme que dit la définition : « oui » ou « non », AAAA-MM-JJ, un nombre, le code d'un "
    "choix, un texte. Vide pour effacer.",
)
entree(
    etapes.CreerEtape,
    "Une étape à créer (guide §7.1). La fin réelle et le motif de fin ne se donnent qu'à la sortie (sortirEtape).",
    beneficiaire="Le dossier.",
    offre_de_service="L'offre de service, ouverte ; celle de votre structure, sauf pour un SDI.",
    debut_reel=DEBUT_REEL,
    debut_prevu=DEBUT_PREVU,
    fin_prevue=FIN_PREVUE,
    commentaire=COMMENTAIRE,
    caracteristiques=CARACTERISTIQUES,
    entretien="« Créer un entretien » : le premier rendez-vous, pris en même temps que l'étape (guide §7.1).",
)
entree(
    etapes.DupliquerEtape,
    "Une étape à dupliquer (guide §7.2).",
    etape="L'étape dont reprendre l'offre et les caractéristiques.",
    debut_reel=DEBUT_REEL,
)
entree(
    menu_etape.ModifierEtape,
    "Les changements d'une étape (guide §7.3) ; d'une étape close, le commentaire seulement. La fin réelle et le motif "
    "se saisissent par sortirEtape.",
    etape=L_ETAPE,
    version=VERSION,
    debut_reel=DEBUT_REEL,
    debut_prevu=DEBUT_PREVU,
    fin_prevue=FIN_PREVUE,
    referent_initiateur="« Référent ayant initié l'étape » (guide §7.2) : un collaborateur actif de sa structure.",
    commentaire=COMMENTAIRE,
)
entree(
    menu_etape.ChangerOffreDeService,
    "L'autre offre d'une étape (guide §7.2).",
    etape=L_ETAPE,
    version=VERSION,
    offre_de_service="L'une des offresCompatibles de l'étape.",
)
entree(
    menu_etape.ValiderEtape,
    "L'étape à valider (guide §7.2).",
    etape=L_ETAPE,
    version=VERSION,
    validee="Faux pour retirer la validation.",
)
entree(
    suppression.SupprimerEtape,
    "L'étape à supprimer (guide §7.2).",
    etape=L_ETAPE,
    version=VERSION,
)
entree(
    objectifs.NouvelObjectif,
    "Un objectif que la personne n'avait pas encore.",
    libelle="Ce que la personne veut atteindre.",
    echeance="Jour visé, si l'objectif est daté ; aujourd'hui au plus tôt.",
)
entree(
    objectifs.LierObjectif,
    "L'objectif auquel lier une étape (guide §7.2) : un objectif de la personne, ou un nouveau.",
    etape=L_ETAPE,
    version=VERSION,
    objectif="Un objectif de la personne.",
    nouveau="Ou un nouvel objectif.",
)
entree(
    objectifs.DelierObjectif,
    "L'objectif dont délier une étape.",
    etape=L_ETAPE,
    version=VERSION,
    objectif="L'objectif ; la personne le garde.",
)
entree(
    objectifs.ModifierObjectif,
    "Ce qui change dans un objectif ; ce qui n'est pas donné reste tel quel, `null` efface.",
    objectif="L'objectif.",
    version="La version de l'objectif que vous avez lue, pour ne rien écraser.",
    libelle="Ce que la personne veut atteindre.",
    echeance="Jour visé, même passé ; `null` si l'objectif n'est plus daté.",
    statut="En cours, atteint ou abandonné.",
)
entree(
    caracteristiques_etape.SaisirCaracteristiquesEtape,
    "Des caractéristiques d'une étape, ouverte ou close (guide §7.2, §9.1).",
    etape=L_ETAPE,
    version=VERSION,
    caracteristiques=CARACTERISTIQUES,
)


@strawberry.type
class Etapes:
    """The mutations of étapes."""

    creer_etape = mutation(
        etapes.creer_etape,
        "Crée une étape (guide §7.1). L'entrée dans le dispositif se met d'elle-même ; le rattachement et le "
        "positionnement qui attendaient cette offre sont suivis d'effet, et les référents d'étape nommés avant elle "
        "lui sont liés. La date de réception de la FIO est celle du rattachement, si elle n'est pas donnée.",
        argument="L'étape.",
        succes="L'étape est créée.",
        etape="L'étape créée.",
        referents_lies="Les référents d'étape nommés avant elle, qui lui sont maintenant liés.",
        entretien=ENTRETIEN,
        avertissements=ATTENTION,
    )
    dupliquer_etape = mutation(
        etapes.dupliquer_etape,
        "Crée une étape sur la même offre, avec les mêmes caractéristiques, celles de la sortie mises à part (guide "
        "§7.2, « Dupliquer l'étape »).",
        argument="L'étape et le début de la nouvelle.",
        succes="La nouvelle étape est créée.",
        etape="La nouvelle étape.",
        referents_lies="Les référents d'étape nommés avant elle, qui lui sont maintenant liés.",
        avertissements=ATTENTION,
    )
    modifier_etape = mutation(
        menu_etape.modifier_etape,
        "Modifie une étape (guide §7.3). Pour la sortie, voir sortirEtape.",
        argument="Les changements.",
        succes="L'étape est modifiée.",
        etape="L'étape modifiée.",
        avertissements=ATTENTION,
    )
    changer_offre_de_service = mutation(
        menu_etape.changer_offre_de_service,
        "Change l'offre de service d'une étape ouverte, parmi les offres compatibles (guide §7.2).",
        argument="L'étape et sa nouvelle offre.",
        succes="L'offre est changée.",
        etape="L'étape, sur sa nouvelle offre.",
    )
    valider_etape = mutation(
        menu_etape.valider_etape,
        "Valide une étape, ou retire sa validation (guide §7.2, « Valider »).",
        argument="L'étape.",
        succes="La validation est enregistrée.",
        etape="L'étape.",
    )
    supprimer_etape = mutation(
        suppression.supprimer_etape,
        "Supprime une étape saisie par erreur, si rien n'y est attaché (guide §7.2). Ses rendez-vous annulés au motif "
        "ERREUR_SAISIE et vides partent avec elle ; le rattachement, le positionnement et les référents d'étape que sa "
        "création avait repris attendent de nouveau.",
        argument="L'étape à supprimer.",
        succes="L'étape est supprimée.",
        beneficiaire="Le dossier ; vide si plus rien ne vous l'ouvre.",
        avertissements=ATTENTION,
    )
    lier_objectif = mutation(
        objectifs.lier_objectif,
        "Lie une étape à un objectif de la personne, ou à un nouveau (guide §7.2).",
        argument="L'étape et l'objectif.",
        succes="L'étape est liée à l'objectif.",
        etape="L'étape.",
        objectif="L'objectif.",
    )
    delier_objectif = mutation(
        objectifs.delier_objectif,
        "Délie une étape d'un objectif, que la personne garde.",
        argument="L'étape et l'objectif.",
        succes="L'étape n'est plus liée à l'objectif.",
        etape="L'étape.",
        objectif="L'objectif.",
    )
    modifier_objectif = mutation(
        objectifs.modifier_objectif,
        "Suit un objectif de la personne (guide §7.2) : atteint ou abandonné, autrement dit, ou pour un autre jour.",
        argument="Les changements.",
        succes="L'objectif est modifié.",
        objectif="L'objectif.",
    )
    saisir_caracteristiques_etape = mutation(
        caracteristiques_etape.saisir_caracteristiques_etape,
        "Écrit des caractéristiques d'une étape, communes ou propres à sa thématique (guide §7.2).",
        argument="Les caractéristiques.",
        succes="Les caractéristiques sont enregistrées.",
        etape="L'étape.",
    )
