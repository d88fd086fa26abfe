"""Reference data: versioned lists, thématiques, territories, bilan models, difficulties, competences. Read by all."""

from __future__ import annotations

import db
from schema.reading import Entite, field, listing, reads


@reads(
    db.Valeur,
    "Valeur d'une liste de référence : type d'entretien, lieu, vecteur, thème, organisme payeur…",
    filters="liste code libelle actif",
    sorts="liste libelle rang",
    natural="rang",
)
class ValeurReferentiel:
    liste: str = field("Nom de la liste, par exemple TYPE_ENTRETIEN.")
    code: str = field("Code stable de la valeur dans sa liste : c'est lui que les saisies attendent.")
    libelle: str = field("Texte à afficher.")
    rang: int = field("Place dans la liste déroulante.")
    actif: bool = field("Faux quand la valeur n'est plus proposée ; les saisies anciennes la gardent.")


@reads(
    db.Dispositif,
    "Ce dans quoi une personne entre à l'ouverture de ses droits au RSA (guide §2), par exemple « Accomp RSA ».",
    filters="id code libelle",
    sorts="code libelle",
    natural="libelle",
)
class Dispositif(Entite):
    code: str = field("Code stable, propre au Département.")
    libelle: str = field("Nom du dispositif tel que les écrans l'affichent.")


@reads(db.Territoire, "Gestionnaire administratif d'un SDI ou d'un secteur, tel que la FNEA le nomme (guide §9.3).")
class GestionnaireAdministratif:
    nom: str | None = field(
        "Nom du gestionnaire, à reporter dans le bloc « Secteur de SDI » de la FNEA.", attribute="gestionnaire_nom"
    )
    code: str | None = field(
        "Code du gestionnaire administratif, demandé par la fiche bilan MOS (guide §9.3).",
        attribute="gestionnaire_code",
    )


@reads(
    db.Territoire,
    "Service départemental d'insertion (SDI) ou l'un de ses secteurs, avec les coordonnées que reprend la FNEA "
    "(guide §9.3).",
    filters="id code libelle parent",
    sorts="code libelle",
    natural="libelle",
)
class Territoire(Entite):
    code: str = field("Code stable du territoire.")
    libelle: str = field("Nom du SDI ou du secteur.")
    parent: Territoire | None = field("SDI dont dépend ce secteur ; vide pour un SDI.")
    secteurs: list[Territoire] = listing("Secteurs de ce SDI ; aucun pour un secteur.")
    gestionnaire_administratif: GestionnaireAdministratif = field("Qui gère les dossiers RSA du territoire.")
    conseiller_rsa: str | None = field("Conseiller RSA chargé des dossiers du territoire (guide §9.3).")
    adresse: str | None = field("Adresse postale du service, sur une ligne.")
    telephone: str | None = field("Téléphone du service, au format international : +33467000000.")
    email: str | None = field("Adresse électronique du service, où envoyer la FNEA.")


@reads(
    db.Thematique,
    "Thématique d'accompagnement : MOS, MOC, PSME, C-PARTI, AI, IAE, TEST (guide §2 et §8.4).",
    filters="id code libelle sante",
    sorts="code libelle",
    natural="libelle",
)
class Thematique(Entite):
    code: str = field("Code stable : MOS, MOC, PSME, C_PARTI, AI, IAE, TEST…")
    libelle: str = field("Nom en clair, que le Département peut modifier.")
    sante: bool = field("Vrai pour la santé (MOS, PSME) : ses étapes sont masquées aux autres structures.")
    jours_presence: int = field("Jours de présence prévus dans une étape : le « 66 » de « 0 / 66 j » (guide §7.2).")
    modeles_bilan: list[ModeleBilan] = listing("Modèles de bilan propres à la thématique (guide §8.4).")
    caracteristiques_etape: list[DefinitionCaracteristiqueEtape] = listing(
        "Caractéristiques d'étape propres à la thématique ; celles communes à toutes n'y sont pas (guide §7.2)."
    )


@reads(
    db.MotifFinEtape,
    "Motif de fin d'étape, et ce qu'il exige à la sortie (guide §9.2).",
    filters="id code libelle nature exige_bilan_final exige_fnea alerte_sdi",
    sorts="code libelle",
    natural="code",
)
class MotifFinEtape(Entite):
    code: int = field("Numéro du motif, de 1 à 9 : 1 est la sortie classique, 2 à 9 sont anticipées ou sans entrée.")
    libelle: str = field("Intitulé du motif, sans son numéro.")
    nature: db.NatureMotifFin = field("Sortie normale, anticipée, ou non-entrée dans l'action.")
    exige_bilan_final: bool = field("Vrai si la sortie est refusée tant que l'étape n'a pas de bilan final complet.")
    exige_fnea: bool = field(
        "Vrai si la sortie demande une fiche de signalement de non-entrée dans l'action (FNEA, guide §9.3)."
    )
    alerte_sdi: bool = field("Vrai si la sortie alerte le service départemental d'insertion.")
    consequence: str | None = field(
        "Ce que le motif déclenche au SDI : préavis de suspension, élaboration d'un nouveau contrat (guide §9.3)."
    )


@reads(
    db.DefinitionCaracteristique,
    "Caractéristique que tout dossier porte : logement, permis, RQTH, numéro d'allocataire… (guide §10.3).",
    filters="id code rubrique libelle type sante",
    sorts="rubrique libelle rang",
    natural="rang",
)
class DefinitionCaracteristique(Entite):
    code: str = field("Code stable, attendu par l'actualisation des caractéristiques.")
    rubrique: str = field("Rubrique de l'écran, par exemple « Situation CDAPH ».")
    libelle: str = field("Intitulé de la caractéristique.")
    type: db.TypeCaracteristique = field("Forme attendue de la valeur.")
    choix: list[str] | None = field("Valeurs proposées, pour le type CHOIX seulement.")
    delai_rafraichissement: int | None = field(
        "Jours après lesquels la valeur est à vérifier (flèche bleue, guide §10.3) ; vide si elle ne vieillit pas."
    )
    sante: bool = field("Vrai pour la santé et le handicap (RQTH, AAH) : lecture restreinte, jamais de diagnostic.")
    rang: int = field("Place à l'écran.")


@reads(
    db.DefinitionCaracteristiqueEtape,
    "Caractéristique d'une étape (guide §7.2), commune à toutes ou propre à une thématique.",
    filters="id code rubrique libelle type forme thematique alerte_sdi",
    sorts="rubrique libelle rang",
    natural="rang",
)
class DefinitionCaracteristiqueEtape(Entite):
    code: str = field("Code stable dans sa thématique, par exemple ORIGINE_ORIENTATION.")
    thematique: Thematique | None = field("Thématique à laquelle elle est propre ; vide si elle vaut pour toutes.")
    rubrique: str = field("Rubrique de l'écran, par exemple « Sortie anticipée ».")
    libelle: str = field("Intitulé de la caractéristique.")
    type: db.TypeCaracteristique = field("Forme attendue de la valeur.")
    forme: db.FormeCaracteristique | None = field(
        "Ce que la valeur doit être, en plus de son type ; vide pour la plupart."
    )
    liste: str | None = field("Nom de la liste de référence où choisir, pour le type CHOIX seulement.")
    alerte_sdi: bool = field("Vrai si répondre « oui » signale l'étape au SDI.")
    rang: int = field("Place à l'écran.")


@reads(
    db.ModeleBilan,
    "Questionnaire d'une thématique (guide §8.4). Une version déjà utilisée ne change plus : une nouvelle la remplace.",
    filters="id code libelle thematique numero_version final actif",
    sorts="code libelle numero_version",
    natural="libelle",
)
class ModeleBilan(Entite):
    code: str = field("Code stable, commun à toutes les versions du questionnaire.")
    libelle: str = field("Titre du bilan, par exemple « PSME - Bilan flash ».")
    thematique: Thematique = field("Thématique dont les étapes utilisent ce questionnaire.")
    numero_version: int = field("Numéro de version du questionnaire, à partir de 1.")
    final: bool = field(
        "Vrai si un bilan de ce questionnaire peut être le bilan final d'une étape (guide §9.1) ; un accueil ou un "
        "bilan flash ne le peut pas."
    )
    actif: bool = field("Vrai si de nouveaux bilans peuvent encore l'utiliser.")
    questions: list[Question] = listing("Questions, section par section, dans l'ordre de l'écran.")


@reads(
    db.Question,
    "Question d'un modèle de bilan (guide §8.5).",
    filters="id code section libelle type obligatoire repetable modele",
    sorts="rang section",
    natural="rang",
)
class Question(Entite):
    modele: ModeleBilan = field("Questionnaire auquel elle appartient, dans sa version.")
    section: str = field("Section qui la regroupe à l'écran, par exemple « Dates ».")
    code: str = field("Code stable dans le questionnaire.")
    libelle: str = field("Question posée.")
    type: db.TypeQuestion = field("Forme de la réponse attendue.")
    obligatoire: bool = field("Vrai (astérisque) si le bilan n'est complet qu'avec une réponse.")
    repetable: bool = field("Vrai si « + Ajouter une réponse » en accepte plusieurs (guide §8.5).")
    choix: list[str] | None = field("Réponses proposées, pour les types CHOIX et CHOIX_MULTIPLE seulement.")
    rang: int = field("Place dans le questionnaire.")


@reads(
    db.NatureDifficulte,
    "Nature de difficulté, premier choix de la saisie (guide §8.7) : Administrative, Logement, Mobilité…",
    filters="id code libelle sante",
    sorts="libelle rang",
    natural="rang",
)
class NatureDifficulte(Entite):
    code: str = field("Code stable de la nature.")
    libelle: str = field("Nom de la nature.")
    sante: bool = field("Vrai pour la nature Santé, réservée à la structure qui la saisit et jamais un diagnostic.")
    rang: int = field("Place dans la liste.")
    difficultes: list[DifficulteReference] = listing("Difficultés de cette nature.")


@reads(
    db.DifficulteReference,
    "Difficulté du référentiel, second choix de la saisie (guide §8.7).",
    filters="id code libelle nature actif",
    sorts="libelle rang",
    natural="rang",
)
class DifficulteReference(Entite):
    nature: NatureDifficulte = field("Nature à laquelle elle appartient.")
    code: str = field("Code stable, unique toutes natures confondues.")
    libelle: str = field("Intitulé de la difficulté.")
    rang: int = field("Place dans sa nature.")
    actif: bool = field("Faux quand elle n'est plus proposée ; les dossiers anciens la gardent.")


@reads(
    db.GroupeFiliere,
    "Groupe de filières : premier niveau du référentiel des compétences (guide §8.6).",
    filters="id code libelle",
    sorts="code libelle",
    natural="libelle",
)
class GroupeFiliere(Entite):
    code: str = field("Code stable du groupe.")
    libelle: str = field("Nom du groupe.")
    filieres: list[Filiere] = listing("Filières du groupe, par ordre alphabétique.")


@reads(
    db.Filiere,
    "Filière : deuxième niveau du référentiel des compétences (guide §8.6).",
    filters="id code libelle groupe",
    sorts="code libelle",
    natural="libelle",
)
class Filiere(Entite):
    groupe: GroupeFiliere = field("Groupe de filières auquel elle appartient.")
    code: str = field("Code stable de la filière.")
    libelle: str = field("Nom de la filière.")
    competences: list[CompetenceReference] = listing("Compétences de la filière, par ordre alphabétique.")


@reads(
    db.CompetenceReference,
    "Compétence du référentiel : troisième niveau, celui qui est rattaché aux personnes (guide §8.6).",
    filters="id code libelle filiere actif",
    sorts="code libelle",
    natural="libelle",
)
class CompetenceReference(Entite):
    filiere: Filiere = field("Filière à laquelle elle appartient.")
    code: str = field("Code stable, unique toutes filières confondues.")
    libelle: str = field("Intitulé de la compétence.")
    actif: bool = field("Faux quand elle n'est plus proposée ; les dossiers anciens la gardent.")


@reads(
    db.ModeleDocument,
    "Modèle de fusion Word, ou formulaire rempli ailleurs et seulement déclaré (guide §9.3 et §9.4).",
    filters="id code libelle thematique fnea actif",
    sorts="code libelle",
    natural="libelle",
)
class ModeleDocument(Entite):
    code: str = field("Code stable, par exemple FNEA ou FICHE_BILAN_MOS.")
    libelle: str = field("Nom du modèle dans la liste « Modèle… ».")
    thematique: Thematique | None = field("Thématique dont les étapes le proposent ; vide s'il vaut pour toutes.")
    fnea: bool = field("Vrai si le document compte comme fiche de signalement de non-entrée dans l'action.")
    actif: bool = field("Vrai si de nouveaux documents peuvent l'utiliser.")


@reads(
    db.Aide,
    "Texte d'aide à la saisie que le « ? » fait apparaître (guide §10.2).",
    filters="id ecran champ",
    sorts="ecran champ",
    natural="ecran",
)
class Aide(Entite):
    ecran: str = field("Code de l'écran, par exemple BENEFICIAIRE.")
    champ: str | None = field("Champ expliqué, sous son nom dans l'API ; vide quand l'aide porte sur tout l'écran.")
    texte: str = field("Texte à montrer.")
