"""The closed sets of the domain as GraphQL enums: each of them, and each of their values, is described in French."""

from __future__ import annotations

from enum import StrEnum

import strawberry
from strawberry.types.enum import has_enum_definition

import db


def described(enumeration: type[StrEnum], description: str, values: dict[str, str]) -> None:
    """Makes a GraphQL enum of `enumeration`, with the description of each member by name.

    Errors: ValueError when a member has no description, or a description no member.
    """
    if list(values) != [member.name for member in enumeration]:
        raise ValueError(f"{enumeration.__name__}: describe each value, in the order of the enum")
    strawberry.enum(enumeration, description=description)
    if not has_enum_definition(enumeration):
        raise TypeError(enumeration.__name__)
    for value in enumeration.__strawberry_definition__.values:
        value.description = values[value.name]


described(
    db.Acces,
    "Ce que votre profil vous montre d'une ligne.",
    {
        "COMPLET": "Rien n'est masqué.",
        "RESTREINT": "Certains champs de cette ligne sont masqués : un champ vide peut cacher une valeur.",
    },
)
described(
    db.ActionJournal,
    "Ce que le journal retient.",
    {
        "CONNEXION": "Ouverture d'une session.",
        "CONNEXION_REFUSEE": "Connexion refusée.",
        "LECTURE": "Ouverture d'un dossier, ou de l'une de ses pièces.",
        "ACCES_REFUSE": "Tentative d'ouvrir ce qui n'est pas du ressort de la personne.",
        "CREATION": "Création.",
        "MODIFICATION": "Modification.",
        "SUPPRESSION": "Suppression.",
        "EXPORT": "Export de données.",
    },
)
described(
    db.Profil,
    "Fonction d'un collaborateur dans VieSION : elle fixe ce qu'il lit et ce qu'il modifie.",
    {
        "ACCUEIL": "Accueil d'un organisme conventionné : agenda et coordonnées, sans le contenu des entretiens.",
        "REFERENT": "Référent d'étape : accompagne les personnes au sein d'un organisme conventionné.",
        "RESPONSABLE": "Responsable d'un organisme conventionné : dossiers et comptes de sa structure.",
        "REFERENT_PARCOURS": "Référent de parcours (référent unique) : lit en entier les dossiers qu'il suit.",
        "SDI": "Agent d'un service départemental d'insertion : agit sur les dossiers de son territoire.",
        "PILOTE": "Pilote du Département : lit tous les dossiers et tient les référentiels.",
        "INFOCENTRE": "Analyste : ne lit que des chiffres et des lignes sans identité.",
        "SUPPORT": "Assistance technique : n'ouvre aucun dossier.",
    },
)
described(
    db.TypeStructure,
    "Nature d'une structure.",
    {
        "ORGANISME_CONVENTIONNE": "Organisme que le Département conventionne pour accompagner (opérateur).",
        "SDI": "Service départemental d'insertion.",
        "DEPARTEMENT": "Services centraux du Département.",
    },
)
described(db.Civilite, "Civilité d'une personne.", {"MME": "Madame.", "M": "Monsieur."})
described(
    db.TrancheAge,
    "Âge par tranches de cinq ans ; les moins de 25 ans et les plus de 64 ans sont regroupés.",
    {
        "MOINS_DE_25": "Moins de 25 ans.",
        "DE_25_A_29": "De 25 à 29 ans.",
        "DE_30_A_34": "De 30 à 34 ans.",
        "DE_35_A_39": "De 35 à 39 ans.",
        "DE_40_A_44": "De 40 à 44 ans.",
        "DE_45_A_49": "De 45 à 49 ans.",
        "DE_50_A_54": "De 50 à 54 ans.",
        "DE_55_A_59": "De 55 à 59 ans.",
        "DE_60_A_64": "De 60 à 64 ans.",
        "PLUS_DE_64": "65 ans et plus.",
    },
)
described(
    db.RoleFoyer,
    "Place de la personne dans le foyer qui perçoit le RSA : un numéro de CAF désigne le foyer entier.",
    {"ALLOCATAIRE": "Titulaire du dossier RSA.", "CONJOINT": "Conjoint, concubin ou partenaire de l'allocataire."},
)
described(
    db.StatutRattachement,
    "Où en est le rattachement d'un dossier à une structure.",
    {
        "EN_ATTENTE": "Le dossier est ouvert à la structure, aucune étape n'est encore créée ; caduc après 60 jours.",
        "SUIVI": "Une étape a suivi.",
        "ANNULE": "Rattachement annulé : il n'ouvre plus le dossier.",
    },
)
described(
    db.StatutPositionnement,
    "Réponse donnée à un positionnement.",
    {
        "PROPOSE": "En attente de réponse ; caduc après 60 jours.",
        "ACCEPTE": "La structure accueille la personne.",
        "REFUSE": "Refusé : le motif dit pourquoi.",
        "ANNULE": "Retiré par le prescripteur.",
    },
)
described(
    db.TypeCaracteristique,
    "Forme de la valeur d'une caractéristique.",
    {
        "TEXTE": "Texte libre.",
        "DATE": "Date, écrite AAAA-MM-JJ.",
        "NOMBRE": "Nombre, le point sépare les décimales.",
        "OUI_NON": "« oui » ou « non ».",
        "CHOIX": "Une valeur parmi les choix proposés.",
    },
)
described(
    db.FormeCaracteristique,
    "Ce que la valeur d'une caractéristique d'étape doit être, en plus de son type.",
    {
        "SIRET": "Numéro SIRET : 14 chiffres, dont la clé est vérifiée ; les espaces sont retirés.",
        "DATE_PASSEE": "Date d'aujourd'hui ou d'avant.",
    },
)
described(
    db.EtatCaracteristique,
    "Fraîcheur d'une caractéristique (flèches du guide §10.3).",
    {
        "A_JOUR": "Flèche verte : renseignée et vérifiée depuis moins longtemps que son délai.",
        "A_ACTUALISER": "Flèche bleue : son délai de rafraîchissement est passé, il faut la vérifier.",
        "MANQUANTE": "Aucune valeur n'est encore connue.",
    },
)
described(
    db.TypeContrat,
    "Nature du contrat RSA.",
    {
        "CER": "Contrat d'engagements réciproques.",
        "CO": "Contrat d'orientation.",
        "CE": "Contrat d'engagement, qui remplace les précédents depuis 2025 (loi « plein emploi »).",
    },
)
described(
    db.EtatContrat,
    "Situation d'un contrat à ce jour, déduite de ses dates.",
    {
        "EN_PREPARATION": "Son début est à venir.",
        "EN_COURS": "Commencé, sans terme ou à 30 jours au moins de sa fin.",
        "A_RENOUVELER": "En cours, à moins de 30 jours de sa fin.",
        "ECHU": "Sa date de fin est passée.",
        "ANNULE": "Annulé : il ne compte plus.",
    },
)
described(
    db.TypeReferent,
    "Rôle d'un référent auprès de la personne (guide §6.2).",
    {
        "PARCOURS": "Référent de parcours (référent unique) : un seul à la fois.",
        "ETAPE": "Référent d'étape, chez un organisme conventionné : il peut y en avoir plusieurs à la fois.",
        "HORS_ACCOMPAGNEMENT": "Référent nommé en dehors de tout accompagnement.",
    },
)
described(
    db.StatutObjectif,
    "Où en est un objectif.",
    {"EN_COURS": "La personne y travaille.", "ATTEINT": "Atteint.", "ABANDONNE": "Abandonné."},
)
described(
    db.NatureMotifFin,
    "Famille d'un motif de fin d'étape (guide §9.2).",
    {
        "NORMALE": "Sortie classique, au terme prévu (motif 1) : elle demande un bilan final complet.",
        "NON_ENTREE": "La personne n'est pas entrée dans l'action (motifs 2, 3 et 8).",
        "ANTICIPEE": "Sortie avant le terme (motifs 4 à 7 et 9).",
    },
)
described(
    db.Realisation,
    "Ce qu'il est advenu d'un rendez-vous (guide §8.3) ; les trois premiers choix ne comptent pas comme une présence.",
    {
        "ABSENCE_NON_EXCUSEE": "La personne n'est pas venue et n'a pas prévenu.",
        "ABSENCE_EXCUSEE": "La personne n'est pas venue, avec une excuse.",
        "ANNULE": "Rendez-vous annulé ; possible à tout moment.",
        "PRESENCE": "La personne était présente.",
        "PREVU": "Rendez-vous à venir, ou dont la réalisation reste à saisir.",
    },
)
described(
    db.TypeQuestion,
    "Forme de la réponse attendue à une question de bilan.",
    {
        "TEXTE": "Texte libre, dans le champ « texte » de la réponse.",
        "DATE": "Date, dans le champ « date ».",
        "NOMBRE": "Nombre, dans le champ « nombre ».",
        "OUI_NC_NON": "« Oui », « NC » ou « Non », dans le champ « choix ».",
        "CHOIX": "Un seul des choix proposés, dans le champ « choix ».",
        "CHOIX_MULTIPLE": "Plusieurs des choix proposés, une réponse pour chacun.",
    },
)
described(
    db.NatureBilan,
    "Moment d'un bilan.",
    {
        "EN_COURS": "Rempli pendant l'accompagnement.",
        "FINAL": "Rempli pour la sortie d'une étape, à laquelle il est toujours lié.",
    },
)
described(
    db.StatutDemande,
    "Où en est une demande.",
    {
        "DEPOSEE": "Déposée : personne ne s'en est encore occupé.",
        "EN_COURS": "Quelqu'un s'en occupe.",
        "ACCEPTEE": "Acceptée.",
        "REFUSEE": "Refusée, avec un motif.",
        "CLOSE": "Close : une réponse a été donnée.",
    },
)
described(
    db.Destinataire,
    "À qui un bilan ou un document est transmis.",
    {
        "SDI": "Au service départemental d'insertion du territoire de la personne.",
        "RU": "Au référent unique de la personne.",
        "STRUCTURE": "À une structure nommément désignée.",
    },
)
described(
    db.NatureSouhait,
    "Sur quoi porte un souhait.",
    {"METIER": "Sur un métier.", "SECTEUR": "Sur un secteur d'activité."},
)
described(
    db.FormatDocument,
    "Format du fichier d'un document.",
    {"DOCX": "Microsoft Word (.docx), modifiable.", "PDF": "PDF, non modifiable."},
)
described(
    db.Decision,
    "Ce qui est décidé d'une demande.",
    {
        "ACCEPTER": "La personne est invitée.",
        "REFUSER": "Le compte n'est pas ouvert ; le motif est obligatoire.",
    },
)
