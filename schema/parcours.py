"""The path: contracts, référents, étapes and what hangs on them.

What is reached through its étape alone, whose rights decide, is no `Node`: an id would open it without that étape.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import strawberry

import db
from schema.journal import LigneHistorisee
from schema.reading import Connection, connection, field, listing, reads

if TYPE_CHECKING:
    from schema.beneficiaires import Accompagnement, Beneficiaire
    from schema.bilans import Bilan
    from schema.documents import Document
    from schema.entretiens import Entretien
    from schema.referentiels import DefinitionCaracteristiqueEtape, MotifFinEtape, Thematique
    from schema.structures import Collaborateur, OffreDeService, Structure


@reads(
    db.Contrat,
    "Contrat RSA de la personne (guide §6.1). Deux contrats d'un même type ne se chevauchent pas, sauf annulation.",
    filters="id numero type debut fin date_signature etat plus_recent dernier_contrat annule_le accompagnement "
    "beneficiaire",
    sorts="debut fin date_signature",
    natural="debut",
)
class Contrat(LigneHistorisee):
    beneficiaire: Beneficiaire | None = field("Personne engagée par le contrat.")
    accompagnement: Accompagnement | None = field("Entrée dans le dispositif pendant laquelle le contrat est conclu.")
    auteur: Collaborateur | None = field("Qui a saisi le contrat ; vide s'il vient de Solis.")
    numero: str | None = field("Numéro du contrat chez le Département, s'il en a un.")
    type: db.TypeContrat = field("CER, contrat d'orientation ou contrat d'engagement.")
    debut: dt.date = field("Premier jour du contrat.")
    fin: dt.date | None = field("Dernier jour du contrat, compris ; vide pour un contrat sans terme.")
    date_signature: dt.date | None = field("Jour de la signature par la personne ; vide tant qu'il n'est pas signé.")
    commentaire: str | None = field(
        "Précisions libres, sans donnée de santé. Masqué à l'accueil ; réservé aux structures qui suivent le dossier, "
        "au référent de parcours, au SDI du territoire et aux pilotes."
    )
    dernier_contrat: bool = field("Case « Dernier contrat » : le guide (§6.1) demande de ne pas la cocher.")
    plus_recent: bool = field("Vrai si aucun contrat non annulé de la personne ne commence après lui.")
    etat: db.EtatContrat = field("Situation à ce jour, déduite des dates ; à renouveler à moins de 30 jours de la fin.")
    annule_le: dt.date | None = field("Jour de l'annulation ; vide s'il n'est pas annulé.")


@reads(
    db.Referent,
    "Mission d'un collaborateur auprès d'une personne (guide §6.2). Chaque dossier devrait avoir un référent de "
    "parcours (RU) et un référent d'étape (OC).",
    filters="id type debut fin actif collaborateur etape beneficiaire",
    sorts="debut fin type",
    natural="debut",
)
class Referent(LigneHistorisee):
    beneficiaire: Beneficiaire | None = field("Personne suivie.")
    collaborateur: Collaborateur = field("Qui suit la personne.")
    type: db.TypeReferent = field("De parcours (un seul à la fois), d'étape (plusieurs), ou hors accompagnement.")
    debut: dt.date = field("Premier jour de la mission.")
    fin: dt.date | None = field("Dernier jour de la mission, compris ; vide tant qu'elle dure.")
    actif: bool = field("Vrai si la mission couvre le jour présent.")
    etape: Etape | None = field("Étape suivie, pour un référent d'étape seulement.")


@reads(db.Presence, "Jour de présence dans une étape (« Saisir la présence », guide §7.2).")
class Presence:
    jour: dt.date = field("Jour où la personne était présente.")


@reads(db.HeuresMensuelles, "Heures faites dans un mois (« Saisie mensuelle des heures », guide §7.2).")
class HeuresMensuelles:
    mois: dt.date = field("Premier jour du mois concerné.")
    heures: float = field("Nombre d'heures dans le mois, de 0 à 744, à deux décimales.")


@reads(db.Etape, "Présence de la personne dans une étape, en jours et en heures (guide §7.2).")
class PresenceEtape:
    jours_realises: int | None = field("Nombre de jours de présence saisis : le « 0 » de « 0 / 66 j ».")
    jours_prevus: int | None = field("Nombre de jours que prévoit la thématique : le « 66 » de « 0 / 66 j ».")
    total_heures: float | None = field("« Nombre total d'heures » : somme des heures mensuelles, 0 par défaut.")
    heures_mensuelles: list[HeuresMensuelles] | None = listing("Heures de chaque mois, dans l'ordre.")
    jours: list[Presence] | None = listing("Jours de présence, du premier au dernier.", attribute="presences")


@reads(
    db.CaracteristiqueEtape,
    "Valeur d'une caractéristique d'étape (guide §7.2), saisie au fil de l'accompagnement.",
)
class CaracteristiqueEtape:
    definition: DefinitionCaracteristiqueEtape = field("Ce que la caractéristique décrit.")
    valeur: str | None = field("Valeur en texte, dans la forme que dit la définition ; pour un choix, son code.")


@reads(db.PassageConvention, "« Passage sur convention » d'une étape, montré par la frise (guide §7.2 et §10.4).")
class PassageConvention:
    id: strawberry.ID = field(
        "Identifiant, pour modifier ou supprimer le passage ; il se lit par son étape seulement.", node=True
    )
    libelle: str | None = field("Convention concernée.")
    debut: dt.date = field("Premier jour du passage.")
    fin: dt.date | None = field("Dernier jour du passage, compris ; vide tant qu'il dure.")


@reads(
    db.Objectif,
    "Objectif de la personne, auquel les étapes peuvent être liées (« Lier à un objectif », guide §7.2). Celui des "
    "seules étapes masquées d'autres structures l'est aussi.",
    filters="id libelle echeance statut etapes beneficiaire",
    sorts="echeance statut",
    natural="echeance",
)
class Objectif(LigneHistorisee):
    beneficiaire: Beneficiaire | None = field("Personne qui poursuit l'objectif.")
    libelle: str | None = field("Ce que la personne veut atteindre.")
    echeance: dt.date | None = field("Jour visé ; vide si l'objectif n'est pas daté.")
    statut: db.StatutObjectif = field("En cours, atteint ou abandonné.")
    etapes: list[Etape] | None = listing(
        "Étapes qui y concourent, de la plus ancienne à la plus récente. Celles des autres structures sont masquées."
    )


@reads(
    db.Etape,
    "Accompagnement d'une personne par un opérateur sur une offre de service (guide §7).",
    filters="id offre_de_service thematique structure debut_reel fin_reelle duree_mois motif_fin validee "
    "referent_initiateur accompagnement beneficiaire referents objectifs entretiens bilans documents cree_le "
    "modifie_le jours_realises total_heures",
    sorts="debut_reel fin_reelle duree_mois jours_realises total_heures cree_le modifie_le",
    natural="-debut_reel",
)
class Etape(LigneHistorisee):
    acces: db.Acces = field("COMPLET si rien de l'étape ne vous est masqué, RESTREINT sinon (autre structure).")
    beneficiaire: Beneficiaire | None = field("Personne accompagnée.")
    intitule: str | None = field(
        "Nom de l'offre de service : « MOC - Montpelliérain ». Masqué pour les autres structures, qui lisent "
        "« Autre accompagnement »."
    )
    offre_de_service: OffreDeService | None = field("Offre sur laquelle porte l'étape.")
    thematique: Thematique | None = field("Thématique de l'offre : elle décide des caractéristiques.")
    structure: Structure | None = field("Structure qui conduit l'étape, fixée à sa création.")
    accompagnateur: Structure | None = field(
        "La même structure, sous le nom que lui donnent les écrans (guide §9.2).", attribute="structure"
    )
    debut_prevu: dt.date | None = field("Début prévu : le guide (§7.1) demande de ne pas le remplir.")
    fin_prevue: dt.date | None = field("Fin prévue : le guide (§7.1) demande de ne pas la remplir.")
    debut_reel: dt.date = field("Date de la convocation au premier entretien (guide §7.1).")
    fin_reelle: dt.date | None = field(
        "Jour où la personne quitte définitivement l'accompagnement, compris (guide §7.1) ; vide tant qu'elle est en "
        "cours."
    )
    duree_mois: float = field(
        "Durée en mois, à une décimale : nombre de jours / 30 (93 jours font 3,1), jusqu'à aujourd'hui tant que "
        "l'étape est ouverte, 0 tant qu'elle n'a pas commencé (guide §7.2)."
    )
    motif_fin: MotifFinEtape | None = field("Motif de fin, donné avec la fin réelle (guide §9.2).")
    close_le: dt.datetime | None = field(
        "Date et heure où la sortie a été saisie, peut-être bien après la fin réelle ; vide tant que l'étape est "
        "ouverte. La sortie peut être annulée pendant 30 jours à compter de là."
    )
    commentaire: str | None = field("Précisions libres, sans diagnostic (guide §12).")
    accompagnement: Accompagnement | None = field(
        "Entrée dans le dispositif, déduite de l'offre à la création de l'étape (guide §7.1)."
    )
    referent_initiateur: Collaborateur | None = field("« Référent ayant initié l'étape » (guide §7.2).")
    validee: bool | None = field("Vrai une fois l'étape validée par sa structure (« Valider », guide §7.2).")
    offres_compatibles: list[OffreDeService] | None = listing(
        "Offres vers lesquelles « Changer d'offre de service » (guide §7.2) peut mener : celles, ouvertes, de la même "
        "structure. Une autre thématique n'est acceptée que si rien de propre à la première n'est encore saisi. Vide "
        "pour une étape close."
    )
    presence: PresenceEtape | None = field("Jours de présence faits et prévus, et heures (guide §7.2).")
    referents: list[Referent] | None = listing(
        "Référents de cette étape, les plus récents d'abord (guide §6.2). Masqués avec la structure de l'étape."
    )
    objectifs: list[Objectif] | None = listing("Objectifs auxquels l'étape est liée (guide §7.2).")
    caracteristiques: list[CaracteristiqueEtape] | None = listing(
        "Caractéristiques déjà saisies, communes ou propres à la thématique (guide §7.2)."
    )
    passages_convention: list[PassageConvention] | None = listing(
        "Passages sur convention, du premier au dernier (guide §10.4)."
    )
    entretiens: Connection[Entretien] | None = connection(
        "Entretiens tenus pour cette étape, du plus récent au plus ancien (guide §8)."
    )
    bilans: list[Bilan] | None = listing(
        "Bilans de l'étape, du plus récent au plus ancien (guide §8.4). Réservé à sa structure, hors accueil, et au "
        "référent de parcours ; aux autres une fois transmis."
    )
    documents: Connection[Document] | None = connection(
        "Documents de l'étape, du plus récent au plus ancien (guide §9.4). Réservé à sa structure et au référent de "
        "parcours ; aux autres une fois transmis."
    )
