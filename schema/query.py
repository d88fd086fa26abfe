"""The root of reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import strawberry

from schema.beneficiaires import BeneficiaireConnection
from schema.reading import Connection, Node, by_key, by_node, by_nodes, connection, of_list

if TYPE_CHECKING:
    from schema.beneficiaires import Beneficiaire
    from schema.bilans import Bilan
    from schema.demandes import DemandeCollaborateur
    from schema.entretiens import Entretien
    from schema.journal import Journal
    from schema.moi import Moi
    from schema.parcours import Etape
    from schema.referentiels import (
        DefinitionCaracteristique,
        DefinitionCaracteristiqueEtape,
        Dispositif,
        GroupeFiliere,
        ModeleDocument,
        MotifFinEtape,
        NatureDifficulte,
        Territoire,
        Thematique,
        ValeurReferentiel,
    )
    from schema.structures import Collaborateur, OffreDeService, Structure


@strawberry.type(description="Ce qui se lit.")
class Query:
    """Root fields, named as in domain.md; each is nullable, since each may be refused."""

    moi: Moi | None = strawberry.field(description="La personne connectée (guide §10.1).", metadata={"read": "me"})
    beneficiaire: Beneficiaire | None = by_key(
        "Le dossier d'une personne, par son identifiant ou son numéro de dossier ; rien s'il n'existe pas ou n'est pas "
        "de votre ressort.",
        id="Identifiant du bénéficiaire.",
        numero_dossier="Numéro de dossier, par exemple « #13024 ».",
    )
    beneficiaires: BeneficiaireConnection | None = connection(
        "Les personnes de votre ressort, par nom et prénom, à chercher et à filtrer (guide §5)."
    )
    etape: Etape | None = by_key("Une étape.", id="Identifiant de l'étape.")
    etapes: Connection[Etape] | None = connection(
        "Les étapes des dossiers de votre ressort, les plus récentes d'abord. Celles des autres structures y sont "
        "masquées."
    )
    entretien: Entretien | None = by_key("Un entretien.", id="Identifiant de l'entretien.")
    entretiens: Connection[Entretien] | None = connection(
        "Les entretiens de votre ressort, du plus récent au plus ancien."
    )
    bilan: Bilan | None = by_key("Un bilan.", id="Identifiant du bilan.")
    bilans: Connection[Bilan] | None = connection("Les bilans de votre ressort, du plus récent au plus ancien.")
    structure: Structure | None = by_key("Une structure.", id="Identifiant de la structure.")
    structures: Connection[Structure] | None = connection("Les structures, par raison sociale.")
    collaborateur: Collaborateur | None = by_key("Un collaborateur.", id="Identifiant du collaborateur.")
    collaborateurs: Connection[Collaborateur] | None = connection("Les collaborateurs, par nom et prénom.")
    demandes_collaborateur: Connection[DemandeCollaborateur] | None = connection(
        "Les demandes de compte que vous avez faites ou que vous pouvez traiter (guide §11), par date."
    )
    offres_de_service: Connection[OffreDeService] | None = connection("Les offres de service (guide §2), par libellé.")
    thematiques: list[Thematique] | None = of_list("Les thématiques d'accompagnement.")
    territoires: list[Territoire] | None = of_list("Les SDI et leurs secteurs.")
    referentiels: list[ValeurReferentiel] | None = of_list(
        "Les valeurs d'une liste du référentiel, dans leur ordre.",
        liste=("str", "Nom de la liste, par exemple « TYPE_ENTRETIEN » ou « LIEU_ENTRETIEN »."),
    )
    dispositifs: list[Dispositif] | None = of_list("Les dispositifs où une personne entre (guide §2).")
    motifs_fin_etape: list[MotifFinEtape] | None = of_list(
        "Les motifs de fin d'étape, et ce que chacun exige à la sortie (guide §9.2)."
    )
    definitions_caracteristique: list[DefinitionCaracteristique] | None = of_list(
        "Les caractéristiques que tout dossier porte, dans l'ordre de l'écran (guide §10.3)."
    )
    definitions_caracteristique_etape: list[DefinitionCaracteristiqueEtape] | None = of_list(
        "Les caractéristiques d'étape (guide §7.2) : celles communes à toutes, sans thématique, et celles de chacune."
    )
    natures_difficulte: list[NatureDifficulte] | None = of_list(
        "Les natures de difficulté, chacune avec ses difficultés (guide §8.7)."
    )
    groupes_filiere: list[GroupeFiliere] | None = of_list(
        "Le référentiel des compétences (guide §8.6) : groupes de filières, filières, compétences."
    )
    modeles_document: list[ModeleDocument] | None = of_list(
        "Les modèles de fusion, et les formulaires qui se déclarent (guide §9.3 et §9.4)."
    )
    journal: Connection[Journal] | None = connection(
        "Qui a lu ou fait quoi, le plus récent d'abord : vos propres actions, et celles que votre profil vous ouvre."
    )
    node: Node | None = by_node("N'importe quel objet, par son identifiant global.")
    nodes: list[Node | None] | None = by_nodes(
        "Plusieurs objets, par leurs identifiants globaux, dans l'ordre demandé."
    )
