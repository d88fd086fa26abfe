"""Who accompanies: structures, their offers, their collaborateurs. Read by all."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import db
from schema.journal import Historise
from schema.reading import Entite, field, listing, reads

if TYPE_CHECKING:
    from schema.referentiels import Territoire, Thematique


@reads(
    db.Structure,
    "Organisme conventionné, service départemental d'insertion ou service du Département (guide §2). "
    "Les écrans l'appellent « accompagnateur » quand elle conduit une étape.",
    filters="id raison_sociale siret type commune sensible offres collaborateurs",
    sorts="raison_sociale=cle_tri commune type",
    natural="cle_tri",
)
class Structure(Entite):
    raison_sociale: str = field("Nom officiel de la structure.")
    siret: str | None = field("Numéro SIRET, 14 chiffres sans espace.")
    type: db.TypeStructure = field("Organisme conventionné, SDI ou Département.")
    adresse: str | None = field("Numéro et voie.")
    code_postal: str | None = field("Code postal, 5 chiffres.")
    commune: str | None = field("Commune du siège ou de l'antenne.")
    telephone: str | None = field("Téléphone professionnel, au format international : +33467000000.")
    email: str | None = field("Adresse électronique de contact.")
    sensible: bool = field(
        "Vrai si le seul nom de la structure en dit trop sur une personne : ses étapes sont masquées aux autres."
    )
    offres: list[OffreDeService] = listing("Offres de service qu'elle propose, ouvertes ou non.")
    collaborateurs: list[Collaborateur] = listing("Personnes qui y travaillent, par ordre alphabétique.")


@reads(
    db.OffreDeService,
    "Une thématique d'accompagnement, sur un territoire, au sein d'un organisme conventionné (guide §2).",
    filters="id libelle thematique territoire structure ouverte debut fin",
    sorts="libelle=cle_tri debut fin",
    natural="cle_tri",
)
class OffreDeService(Entite):
    libelle: str = field("Nom de l'offre, par exemple « MOC - Montpelliérain » ; il devient l'intitulé de l'étape.")
    thematique: Thematique = field("Thématique de l'offre : elle décide des bilans et des caractéristiques d'étape.")
    territoire: Territoire = field("Territoire que l'offre couvre.")
    structure: Structure = field("Organisme conventionné qui la porte.")
    ouverte: bool = field("Vrai si de nouvelles étapes peuvent y être créées.")
    debut: dt.date | None = field("Premier jour de la convention ; vide s'il n'est pas fixé.")
    fin: dt.date | None = field("Dernier jour de la convention, compris ; vide tant qu'elle n'a pas de terme.")


@reads(
    db.Collaborateur,
    "Personne qui travaille dans une structure et intervient dans VieSION, quel que soit son profil (guide §2).",
    filters="id nom prenom email fonction profil actif structures territoires",
    sorts="nom=cle_tri profil",
    natural="cle_tri",
)
class Collaborateur(Historise):
    nom: str = field("Nom d'usage.")
    prenom: str = field("Prénom usuel.")
    email: str = field("Adresse électronique professionnelle, en minuscules : c'est aussi l'identifiant de connexion.")
    telephone: str | None = field("Téléphone professionnel, au format international : +33467000000.")
    fonction: str | None = field("Intitulé du poste, en clair.")
    profil: db.Profil = field("Ce que le collaborateur peut lire et modifier.")
    actif: bool = field("Faux dès que son compte est désactivé : il ne peut plus être nommé référent.")
    export_autorise: bool | None = field("Vrai s'il peut exporter des listes de personnes ; un pilote en décide.")
    structures: list[Structure] = listing("Structures où il travaille : elles délimitent les dossiers qu'il lit.")
    territoires: list[Territoire] = listing("Territoires dont il a la charge, pour un agent de SDI.")
