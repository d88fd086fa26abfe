"""The mutations of who a person is and where they live: creating a file, identity, address, entry in a dispositif."""

from __future__ import annotations

import strawberry

from resolvers.workflows import adresses, beneficiaires, dispositifs
from schema.errors import ErreurHomonymes
from schema.operations import entree, mutation

LE_DOSSIER = "Le dossier."
VERSION = "La version du dossier que vous avez lue, pour ne rien écraser."
CIVILITE = "Civilité à employer dans les courriers."
NOM = "Nom d'usage."
NOM_NAISSANCE = "Nom de naissance, s'il diffère du nom d'usage."
PRENOM = "Premier prénom ou prénom usuel."
DATE_NAISSANCE = "Date de naissance, de 16 à 120 ans avant ce jour."
ORGANISME = "Caisse qui verse le RSA (code de la liste ORGANISME_PAYEUR). Réservé au SDI et aux pilotes."
NUMERO = (
    "Matricule de la CAF, 15 chiffres au plus ; pour la MSA, numéro de sécurité sociale avec sa clé, gardé chiffré. "
    "Réservé au SDI et aux pilotes."
)
NUMERO_DEMANDE = "Numéro de la demande de RSA. Réservé au SDI et aux pilotes."
ROLE = "Allocataire ou conjoint : un même matricule sert à tout le foyer. Réservé au SDI et aux pilotes."
COORDONNEES = {
    "adresse": "Numéro et voie.",
    "code_postal": "Code postal, 5 chiffres.",
    "commune": "Commune de résidence.",
    "telephone": "Téléphone, sous toute forme en usage en France (06 12 34 56 78) ou international.",
    "email": "Adresse électronique personnelle.",
}

entree(beneficiaires.CoordonneesSaisies, "Où et comment joindre la personne.", **COORDONNEES)
entree(
    beneficiaires.CreerBeneficiaire,
    "Une personne qui n'a pas encore de dossier. Cherchez-la d'abord (guide §5).",
    civilite=CIVILITE,
    nom=NOM,
    nom_naissance=NOM_NAISSANCE,
    prenom=PRENOM,
    date_naissance=DATE_NAISSANCE,
    coordonnees="Où et comment joindre la personne.",
    organisme_payeur=ORGANISME,
    numero_allocataire=NUMERO,
    numero_demande_rsa=NUMERO_DEMANDE,
    role_foyer=ROLE,
    secteur="Secteur de SDI dont dépend la personne ; obligatoire pour un SDI, de son territoire.",
    offre_de_service="Offre vers laquelle la personne est orientée, et à la structure de laquelle le dossier s'ouvre ; "
    "obligatoire pour un opérateur, de sa structure.",
    date_reception_fio="Jour où la fiche individuelle d'orientation a été reçue, avec l'offre.",
    confirmer="Vrai quand les homonymes probables ont été vus et que c'est quelqu'un d'autre.",
)
entree(
    beneficiaires.ModifierIdentite,
    "Ce qui change dans l'identité ; ce qui n'est pas donné reste tel quel, `null` efface.",
    beneficiaire=LE_DOSSIER,
    version=VERSION,
    civilite=CIVILITE,
    nom=NOM,
    nom_naissance=NOM_NAISSANCE,
    prenom=PRENOM,
    date_naissance=DATE_NAISSANCE,
    organisme_payeur=ORGANISME,
    numero_allocataire=NUMERO,
    numero_demande_rsa=NUMERO_DEMANDE,
    role_foyer=ROLE,
)
entree(
    adresses.SaisirChangementAdresse,
    "Nouvelle adresse, nouveau téléphone… ; ce qui n'est pas donné reste tel quel, `null` efface.",
    beneficiaire=LE_DOSSIER,
    version=VERSION,
    **COORDONNEES,
    secteur="Secteur de SDI de la nouvelle adresse, s'il change.",
    depuis="Premier jour à la nouvelle adresse ; aujourd'hui s'il n'est pas donné, jamais à venir.",
    correction="Vrai quand la personne n'a pas déménagé : l'adresse actuelle était mal écrite, et n'est pas gardée "
    "parmi les anciennes ; `depuis`, s'il est donné, corrige le jour où elle y est arrivée.",
)
entree(
    dispositifs.EntrerDispositif,
    "Le dispositif dans lequel entre la personne (guide §2), ou une entrée passée qui n'a pas été saisie.",
    beneficiaire=LE_DOSSIER,
    dispositif="Le dispositif, par exemple « Accomp RSA ».",
    entree="Premier jour dans le dispositif, jamais à venir.",
    sortie="Dernier jour, pour une entrée passée et terminée seulement ; jamais à venir. Aucune étape n'est close. La "
    "sortie d'une personne présente se saisit par `sortirDispositif`.",
    motif="Motif de cette sortie (`MOTIF_SORTIE_DISPOSITIF`) ; va avec elle.",
)
entree(
    dispositifs.ModifierAccompagnement,
    "Ce qui est à corriger dans une entrée dans un dispositif (guide §2) ; ce qui n'est pas donné reste tel quel.",
    accompagnement="L'entrée dans le dispositif.",
    version="La version que vous avez lue, pour ne rien écraser.",
    entree="Premier jour dans le dispositif, jamais à venir, au plus tard le jour de la sortie.",
    sortie="Dernier jour d'une entrée terminée, jamais à venir. La sortie d'une personne présente se saisit par "
    "`sortirDispositif`, et s'annule par `annulerSortie`.",
    motif="Motif de la sortie d'une entrée terminée (`MOTIF_SORTIE_DISPOSITIF`).",
)


@strawberry.type
class Identites:
    """The mutations of who a person is and where they live."""

    creer_beneficiaire = mutation(
        beneficiaires.creer_beneficiaire,
        "Ouvre un dossier. Si la personne a peut-être déjà le sien, rien n'est fait et les homonymes probables sont "
        "rendus. L'opérateur y est rattaché par son offre ; le référent unique qui l'ouvre en devient le référent de "
        "parcours.",
        argument="La personne.",
        succes="Le dossier est ouvert.",
        essais="creation",
        erreurs=(ErreurHomonymes,),
        beneficiaire="Le dossier ouvert.",
        rattachement="Le rattachement à l'offre, en attente d'une étape pendant 60 jours.",
        referent="La mission du référent de parcours qui a ouvert le dossier.",
        avertissements="Ce qui reste à faire : donner un secteur au dossier, s'il n'en a pas.",
    )
    modifier_identite = mutation(
        beneficiaires.modifier_identite,
        "« Modifier l'identité » (guide §10.2).",
        argument="Les changements.",
        succes="L'identité est modifiée.",
        beneficiaire=LE_DOSSIER,
        avertissements="Les homonymes probables de votre ressort : le dossier est peut-être un doublon.",
    )
    saisir_changement_adresse = mutation(
        adresses.saisir_changement_adresse,
        "« Saisir un changement d'adresse » (guide §10.2) : l'ancienne est gardée, avec son dernier jour. Sert aussi à "
        "changer de téléphone ou d'adresse électronique.",
        argument="Les changements.",
        succes="Les coordonnées sont changées.",
        beneficiaire=LE_DOSSIER,
        avertissements="Ce que le déménagement change au suivi par le SDI.",
    )
    entrer_dispositif = mutation(
        dispositifs.entrer_dispositif,
        "Fait entrer la personne dans un dispositif (guide §2) ; on n'y est qu'une fois à la fois. Les contrats, "
        "étapes et entretiens de sa période s'y rattachent d'eux-mêmes, ceux qui ont été saisis avant elle compris. "
        "Une entrée passée se saisit avec sa sortie.",
        argument="L'entrée.",
        succes="L'entrée dans le dispositif est saisie.",
        accompagnement="L'entrée dans le dispositif.",
    )
    modifier_accompagnement = mutation(
        dispositifs.modifier_accompagnement,
        "Corrige une entrée dans un dispositif (guide §2) : son premier jour, et la sortie de celle qui est terminée. "
        "Les contrats, étapes et entretiens qui y tombent désormais et n'en ont pas s'y rattachent, ceux qui n'y "
        "tombent plus la quittent ; aucune étape n'est close ni rouverte.",
        argument="La correction.",
        succes="L'entrée est corrigée.",
        accompagnement="L'entrée corrigée.",
    )
