"""The person: identity, contact details, entries in a dispositif, links to operators, characteristics."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import strawberry

import db
from schema.journal import LigneHistorisee
from schema.reading import Connection, Entite, connection, field, listing, reads

if TYPE_CHECKING:
    from schema.bilans import Bilan
    from schema.documents import Document
    from schema.employabilite import Competence, Difficulte, Souhait
    from schema.entretiens import Entretien
    from schema.parcours import Contrat, Etape, Objectif, Referent
    from schema.referentiels import DefinitionCaracteristique, Dispositif, Territoire, ValeurReferentiel
    from schema.structures import Collaborateur, OffreDeService, Structure


@reads(db.AdresseAnterieure, "Ancienne adresse, gardée par « Saisir un changement d'adresse ».")
class AdresseAnterieure(Entite):
    adresse: str | None = field("Numéro et voie.")
    code_postal: str | None = field("Code postal, 5 chiffres.")
    commune: str | None = field("Commune de résidence d'alors.")
    du: dt.date | None = field("Premier jour à cette adresse ; vide s'il n'est pas connu.")
    au: dt.date = field("Dernier jour à cette adresse, compris.")


@reads(db.Beneficiaire, "Où et comment joindre la personne.")
class Coordonnees:
    adresse: str | None = field("Numéro et voie de l'adresse actuelle.")
    code_postal: str | None = field("Code postal, 5 chiffres.")
    commune: str | None = field("Commune de résidence, montrée aussi dans les recherches.")
    telephone: str | None = field("Téléphone au format international : +33612345678.")
    email: str | None = field("Adresse électronique personnelle.")
    historique: list[AdresseAnterieure] | None = listing(
        "Anciennes adresses, de la plus récente à la plus ancienne.", attribute="adresses_anterieures"
    )


@reads(
    db.Accompagnement,
    "Entrée d'une personne dans un dispositif, jusqu'à sa sortie (guide §2) : « Accomp RSA - Entrée - 11 mois ».",
    filters="id dispositif entree sortie motif_sortie duree_mois beneficiaire",
    sorts="entree sortie",
    natural="entree",
)
class Accompagnement(LigneHistorisee):
    beneficiaire: Beneficiaire | None = field("Personne entrée dans le dispositif.")
    dispositif: Dispositif = field(
        "Dispositif concerné ; deux accompagnements d'un même dispositif ne se chevauchent pas."
    )
    entree: dt.date = field("Premier jour dans le dispositif.")
    sortie: dt.date | None = field("Dernier jour dans le dispositif, compris ; vide tant que la personne y est.")
    motif_sortie: ValeurReferentiel | None = field("Motif de sortie du dispositif, donné avec la date de sortie.")
    duree_mois: float = field(
        "Durée en mois, à une décimale : nombre de jours / 30, jusqu'à aujourd'hui tant que la sortie est vide."
    )


@reads(
    db.Rattachement,
    "Ouverture d'un dossier à une structure qui n'y a pas encore d'étape ; caduque 60 jours après sa création.",
    filters="id offre_de_service structure date_reception_fio debut fin statut beneficiaire",
    sorts="debut date_reception_fio",
    natural="debut",
)
class Rattachement(LigneHistorisee):
    beneficiaire: Beneficiaire | None = field("Personne dont le dossier est ouvert.")
    offre_de_service: OffreDeService | None = field("Offre pour laquelle la personne a été orientée.")
    structure: Structure | None = field("Structure à laquelle le dossier est ouvert : celle de l'offre.")
    date_reception_fio: dt.date = field("Jour où la structure a reçu la fiche individuelle d'orientation (FIO).")
    debut: dt.date = field("Premier jour du rattachement.")
    fin: dt.date | None = field("Dernier jour du rattachement, compris ; vide tant qu'il court.")
    statut: db.StatutRattachement = field("En attente d'étape, suivi d'une étape, ou annulé.")


@reads(
    db.Positionnement,
    "Proposition faite à une structure d'accueillir la personne sur une offre, et sa réponse (guide §10.6) ; "
    "caduque 60 jours après sa création.",
    filters="id offre_de_service structure date prescripteur origine statut beneficiaire",
    sorts="date statut",
    natural="date",
)
class Positionnement(LigneHistorisee):
    beneficiaire: Beneficiaire | None = field("Personne proposée.")
    offre_de_service: OffreDeService | None = field("Offre proposée.")
    structure: Structure | None = field("Structure sollicitée : celle de l'offre.")
    date: dt.date = field("Jour de la proposition.")
    prescripteur: Collaborateur | None = field("Qui a proposé la personne ; vide pour une orientation extérieure.")
    origine: ValeurReferentiel | None = field(
        "D'où vient l'orientation (liste ORIGINE_ORIENTATION) : référent unique, plate-forme CAF, SDI…"
    )
    statut: db.StatutPositionnement = field("Réponse de la structure.")
    motif: str | None = field("Raison d'un refus ou d'une annulation.")


@reads(
    db.Caracteristique,
    "Caractéristique d'une personne, avec sa fraîcheur (guide §10.3). Un dossier les porte toutes dès sa création.",
    filters="definition etat valeur depuis verifiee_le",
    sorts="depuis verifiee_le",
    natural="definition_id",
)
class Caracteristique(LigneHistorisee):
    definition: DefinitionCaracteristique = field("Ce que la caractéristique décrit, et son délai de rafraîchissement.")
    valeur: str | None = field(
        "Valeur en texte, dans la forme que dit la définition ; vide si elle n'est pas connue. Le numéro d'allocataire "
        "et le numéro de demande RSA viennent de la fiche de la personne."
    )
    depuis: dt.date | None = field("Jour depuis lequel la valeur est vraie : « Depuis le 07/09/2021 ».")
    verifiee_le: dt.date | None = field("Jour de la dernière vérification, d'où part le délai de rafraîchissement.")
    etat: db.EtatCaracteristique = field("Flèche verte, flèche bleue, ou valeur manquante.")


@reads(db.Beneficiaire, "Ce que votre profil vous permet sur un dossier, d'après la table des droits.")
class MesDroits:
    lire: list[str] = field(
        "Ce que vous lisez : un type, ou un groupe de ses champs, par exemple « Contrat » ou « Contrat.commentaire ». "
        "Certaines lignes peuvent rester masquées ; un groupe lu avec son type n'est pas nommé à part.",
        attribute="droits_lecture",
    )
    ecrire: list[str] = field("Ce que vous pouvez créer et modifier, de la même façon.", attribute="droits_ecriture")


@reads(
    db.Beneficiaire,
    "Personne qui perçoit le RSA, allocataire ou conjoint (guide §2), et tout son dossier. Attention aux homonymes : "
    "vérifiez la date de naissance, la commune et le numéro masqué.",
    filters="id texte numero_dossier nom prenom date_naissance age tranche_age commune secteur numero_allocataire "
    "role_foyer "
    "etapes referents contrats accompagnements rattachements positionnements entretiens bilans difficultes "
    "caracteristiques cree_le modifie_le",
    sorts="nom=cle_tri numero_dossier=numero date_naissance commune cree_le modifie_le",
    natural="cle_tri",
)
class Beneficiaire(LigneHistorisee):
    mes_droits: MesDroits = field("Ce que vous pouvez lire et écrire sur ce dossier.")
    acces: db.Acces = field("COMPLET si rien du dossier ne vous est masqué, RESTREINT sinon.")
    numero_dossier: str | None = field("Numéro du dossier dans VieSION, dièse compris : « #13024 ».")
    civilite: db.Civilite | None = field("Civilité à employer dans les courriers.")
    nom: str | None = field("Nom d'usage ; le tri par nom ignore accents et casse, puis suit le prénom.")
    nom_naissance: str | None = field("Nom de naissance, s'il diffère du nom d'usage.")
    prenom: str | None = field("Premier prénom ou prénom usuel.")
    date_naissance: dt.date | None = field("Date de naissance, à vérifier pour écarter un homonyme.")
    age: int | None = field("Âge en années révolues, à ce jour.")
    tranche_age: db.TrancheAge = field(
        "Tranche de cinq ans de l'âge atteint dans l'année civile : elle ne change qu'au 1er janvier."
    )
    commune: str | None = field("Commune de résidence.")
    secteur: Territoire | None = field(
        "Secteur de SDI dont dépend la personne ; sans secteur, seuls les pilotes ont tout le dossier."
    )
    numero_allocataire_masque: str | None = field(
        "Numéro d'allocataire dont seuls les derniers chiffres se lisent, pour écarter un homonyme."
    )
    numero_allocataire: str | None = field(
        "Matricule de la CAF, commun à tout le foyer. Un numéro de la MSA est un numéro de sécurité sociale : il reste "
        "masqué ici."
    )
    organisme_payeur: ValeurReferentiel | None = field("Caisse qui verse le RSA : CAF, MSA ou autre.")
    numero_demande_rsa: str | None = field("Numéro de la demande de RSA (« numéro demande API RSA »).")
    role_foyer: db.RoleFoyer | None = field("Allocataire ou conjoint de l'allocataire.")
    coordonnees: Coordonnees | None = field("Adresse, téléphone, courriel et anciennes adresses.")
    accompagnements: list[Accompagnement] | None = listing(
        "Entrées dans un dispositif et sorties, de la plus récente à la plus ancienne."
    )
    rattachements: list[Rattachement] | None = listing(
        "Ouvertures du dossier à une structure avant toute étape, les plus récentes d'abord."
    )
    caracteristiques: list[Caracteristique] | None = listing(
        "Logement, permis, situation RSA… et leur fraîcheur (guide §10.3). RQTH et AAH sont masquées à l'accueil."
    )
    contrats: list[Contrat] | None = listing("Contrats RSA, du plus récent au plus ancien (guide §6.1).")
    referents: list[Referent] | None = listing(
        "Référents de parcours et d'étape, passés et présents, les plus récents d'abord (guide §6.2). "
        "Ceux d'une étape masquée le sont aussi."
    )
    referent_parcours: Referent | None = field(
        "Dernier référent de parcours (référent unique) nommé, même si sa mission a pris fin."
    )
    etapes: list[Etape] | None = listing(
        "Étapes, de la plus récente à la plus ancienne (guide §7). Le détail de celles des autres "
        "structures est masqué."
    )
    positionnements: list[Positionnement] | None = listing(
        "Propositions faites aux structures, les plus récentes d'abord (guide §10.6)."
    )
    entretiens: Connection[Entretien] | None = connection(
        "Entretiens et rendez-vous, du plus récent au plus ancien (guide §8). Réservé à la structure de chacun, au "
        "référent de parcours, au SDI du territoire et aux pilotes."
    )
    dernier_entretien: Entretien | None = field(
        "Dernier entretien dont l'heure est passée, absences comprises, annulations exclues. Réservé à la structure de "
        "l'entretien, au référent de parcours, au SDI du territoire et aux pilotes."
    )
    prochain_entretien: Entretien | None = field(
        "Premier rendez-vous prévu à venir. Réservé à la structure de l'entretien, au référent de parcours, au SDI du "
        "territoire et aux pilotes."
    )
    bilans: list[Bilan] | None = listing(
        "Bilans, du plus récent au plus ancien (guide §8.4). Réservé à la structure qui les remplit, hors accueil, et "
        "au référent de parcours ; aux autres une fois transmis."
    )
    competences: list[Competence] | None = listing("Compétences acquises ou en cours d'acquisition (guide §8.6).")
    souhaits: list[Souhait] | None = listing("Souhaits de métier et de secteur, par rang.")
    difficultes: list[Difficulte] | None = listing(
        "Difficultés sans date de fin, quelle que soit la structure qui les a saisies (guide §8.7). "
        "Masqué à l'accueil ; la nature Santé l'est aussi aux autres structures et aux pilotes.",
        historique=("fin", "« Afficher aussi l'historique » : vrai pour avoir aussi celles qui ont pris fin."),
    )
    homonymes_probables: list[Beneficiaire] | None = listing(
        "Les autres personnes de votre ressort qui ont presque le même nom et la même date de naissance : le dossier "
        "est peut-être un doublon (guide §5.3)."
    )
    objectifs: list[Objectif] | None = listing("Objectifs de la personne, par échéance (guide §7.2).")
    documents: Connection[Document] | None = connection(
        "Documents produits ou déclarés, du plus récent au plus ancien (guide §9.3 et §9.4). Réservé à la structure "
        "qui les produit et au référent de parcours ; aux autres une fois transmis."
    )


@strawberry.type(description="Une page de bénéficiaires.")
class BeneficiaireConnection(Connection[Beneficiaire]):
    """A page of people, which says when a search found only names near the text."""

    approchant: bool = strawberry.field(
        description="Vrai si la recherche n'a trouvé personne : la liste propose alors les noms approchants."
    )
