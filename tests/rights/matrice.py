"""permissions.md by hand, for the tests: who reads which fields of which rows. Nothing here comes from `auth/`.

A cell says when a row, or a group of its fields, is read, in words that `oracle.py` gives a meaning to:
`suivi` (my structure follows the file), `parcours` (I am its référent de parcours today), `territoire`, `tous`,
`auteur` (the row is mine), `propre` (it is my structure's), `montrable` (neither health nor a sensible structure, or
my structure's), `hors_sante` (no health, or my structure's), `sans_sante`, `collegue` (the row names
somebody of my structure: another's name would tell who follows the person, rule 3), `transmis` (to my structure),
`transmis_sdi`, `transmis_tous`, `departement` (done for no operator), `fiche` (about the file itself), `etape_propre`
and `etape_montrable` (tied to no étape, or to one that is). `+` means and, `/` means or, `-` refused to the whole
profil, `oui` says that only the row above counts.

Where permissions.md leaves room, decision 0007 is followed: the mask of étapes holds for positionnements, rattachements
and référents d'étape (`montrable`); an operator reads what is transmitted to their structure, documents included; a
PILOTE what is transmitted to anybody. INFOCENTRE reads every file under a pseudonym: opaque ids, no name, number,
exact age, free text nor instant of writing; `codee` is a value that its definition offers, `fermee` an answer that its
question offers.
"""

from __future__ import annotations

PROFILS = (
    "ACCUEIL",
    "REFERENT",
    "RESPONSABLE",
    "REFERENT_PARCOURS",
    "SDI",
    "PILOTE",
    "INFOCENTRE",
    "SUPPORT",
)

# fmt: off
SAUF_INFOCENTRE = "oui | oui | oui | oui | oui | oui | - | oui"
CODEES = "oui | oui | oui | oui | oui | oui | codee | oui"
MONTRABLE = "suivi+montrable | suivi+montrable | suivi+montrable | parcours | territoire | tous | tous | -"
LIGNES = {
    # type                  ACCUEIL, REFERENT, RESPONSABLE, REFERENT_PARCOURS, SDI, PILOTE, INFOCENTRE, SUPPORT
    "Beneficiaire":         "suivi | suivi | suivi | tous | tous | tous | tous | -",
    "AdresseAnterieure":    "suivi | suivi | suivi | parcours | territoire | tous | - | -",
    "Accompagnement":       "suivi | suivi | suivi | parcours | territoire | tous | tous | -",
    "Rattachement":         MONTRABLE,
    "Positionnement":       MONTRABLE,
    "Caracteristique":      "suivi+sans_sante | suivi | suivi | parcours | territoire | tous | sans_sante | -",
    "Contrat":              "suivi | suivi | suivi | parcours | territoire | tous | tous | -",
    "Referent":             MONTRABLE,
    "Etape":                "suivi | suivi | suivi | parcours | territoire | tous | tous | -",
    "Objectif":             "suivi+etape_propre | suivi+etape_montrable | suivi+etape_montrable | parcours"
                            " | territoire | tous | tous | -",
    "PassageConvention":    "oui | oui | oui | oui | oui | oui | oui | -",
    "CaracteristiqueEtape": "oui | oui | oui | oui | oui | oui | oui | -",
    "HeuresMensuelles":     "oui | oui | oui | oui | oui | oui | oui | -",
    "Presence":             "oui | oui | oui | oui | oui | oui | oui | -",
    "Entretien":            "suivi+propre | suivi+propre | suivi+propre | parcours | territoire | tous | tous | -",
    "ThemeEntretien":       "- | oui | oui | oui | - | - | oui | -",
    "Seance":               "propre | propre | propre | parcours | territoire | tous | tous | -",
    "NotePrivee":           "auteur | auteur | auteur | auteur | auteur | auteur | auteur | auteur",
    "Note":                 "auteur | auteur | auteur | auteur | auteur | auteur | auteur | auteur",
    "Consultation":         "auteur | auteur | auteur | auteur | auteur | auteur | auteur | auteur",
    "Bilan":                "- | suivi+propre / transmis | suivi+propre / transmis | parcours"
                            " | territoire+transmis_sdi | transmis_tous | tous | -",
    "Reponse":              "- | oui | oui | oui | oui | oui | fermee | -",
    "Transmission":         "- | oui | oui | oui | oui | oui | - | -",
    "Difficulte":           "- | suivi+hors_sante | suivi+hors_sante | parcours | territoire | sans_sante"
                            " | sans_sante | -",
    "Competence":           "suivi | suivi | suivi | parcours | territoire | tous | tous | -",
    "Souhait":              "suivi | suivi | suivi | parcours | territoire | tous | tous | -",
    "Document":             "suivi+propre | suivi+propre / transmis | suivi+propre / transmis | parcours"
                            " | territoire+transmis_sdi | transmis_tous | - | -",
    "Journal":              "auteur | auteur | suivi / auteur | auteur | territoire / auteur | tous | - | auteur",
    "Modification":         "auteur | auteur | suivi / auteur | auteur | territoire / auteur | tous | - | auteur",
    "Changement":           "oui | oui | oui | oui | oui | oui | - | oui",
    "DemandeCollaborateur": "auteur | auteur | auteur / propre | auteur | auteur | tous | auteur | tous",
}
"""When a row of that type exists for each of the `PROFILS`; a row that does not is absent, and says nothing."""

CHAMPS = {
    "Beneficiaire.coordonnees": (
        "adresse codePostal telephone email adressesAnterieures",
        "suivi | suivi | suivi | parcours | territoire | tous | - | -"),
    "Beneficiaire.numeros": (
        "numeroAllocataire numeroDemandeRsa organismePayeur roleFoyer",
        "suivi | suivi | suivi | parcours | territoire | tous | - | -"),
    "Contrat.commentaire": (
        "commentaire",
        "- | suivi | suivi | parcours | territoire | tous | - | -"),
    "Etape.classement": (
        "thematique structure accompagnateur",
        "suivi+propre | suivi+montrable | suivi+montrable | parcours | territoire | tous | tous | -"),
    "Etape.detail": (
        "intitule offreDeService accompagnement referentInitiateur validee objectifs joursRealises joursPrevus"
        " totalHeures heuresMensuelles jours passagesConvention motifFin caracteristiques"
        " offresCompatibles",
        "suivi+propre | suivi+propre | suivi+propre | parcours | territoire | tous | tous | -"),
    "Contrat.auteur": (
        "auteur",
        "suivi+collegue | suivi+collegue | suivi+collegue | parcours | territoire | tous | - | -"),
    "Positionnement.prescripteur": (
        "prescripteur",
        "suivi+collegue | suivi+collegue | suivi+collegue | parcours | territoire | tous | - | -"),
    "Rattachement.destination": (
        "offreDeService structure",
        "suivi+propre | suivi | suivi | parcours | territoire | tous | tous | -"),
    "Positionnement.destination": (
        "offreDeService structure",
        "suivi+propre | suivi | suivi | parcours | territoire | tous | tous | -"),
    "Positionnement.motif": (
        "motif",
        "suivi+propre | suivi | suivi | parcours | territoire | tous | - | -"),
    "Difficulte.saisie": (
        "structure auteur",
        "- | suivi+propre | suivi+propre | parcours | territoire | tous | - | -"),
    "Etape.saisie": (
        "commentaire closeLe",
        "suivi+propre | suivi+propre | suivi+propre | parcours | territoire | tous | - | -"),
    "Entretien.contenu": (
        "synthese",
        "- | suivi+propre | suivi+propre | parcours | - | - | - | -"),
    "Entretien.themes": (
        "themes",
        "- | suivi+propre | suivi+propre | parcours | - | - | tous | -"),
    "Caracteristique.valeur": ("valeur", CODEES),
    "CaracteristiqueEtape.valeur": ("valeur", CODEES),
    "Beneficiaire.carte": (
        "numeroDossier civilite nom nomNaissance prenom dateNaissance age commune numeroAllocataireMasque"
        " homonymesProbables",
        SAUF_INFOCENTRE),
    "Contrat.numero": ("numero", SAUF_INFOCENTRE),
    "Objectif.libelle": ("libelle", SAUF_INFOCENTRE),
    "PassageConvention.libelle": ("libelle", SAUF_INFOCENTRE),
    "Entretien.annulation": ("motifAnnulation", SAUF_INFOCENTRE),
    "Entretien.notesPrivees": ("notesPrivees", SAUF_INFOCENTRE),
    "ThemeEntretien.commentaire": ("commentaire", SAUF_INFOCENTRE),
    "Seance.intitule": ("intitule", SAUF_INFOCENTRE),
    "Bilan.auteur": ("auteur", SAUF_INFOCENTRE),
    "Reponse.ouverte": ("texte nombre date", SAUF_INFOCENTRE),
    "Competence.commentaire": ("commentaire", SAUF_INFOCENTRE),
    "Souhait.libelle": ("libelle", SAUF_INFOCENTRE),
    "Note.beneficiaire": ("beneficiaire", SAUF_INFOCENTRE),
    "Consultation.beneficiaire": ("beneficiaire", SAUF_INFOCENTRE),
    **{f"{type_}.trace": ("creeLe modifieLe version", SAUF_INFOCENTRE) for type_ in (
        "Beneficiaire", "Accompagnement", "Rattachement", "Positionnement", "Caracteristique", "Contrat", "Referent",
        "Etape", "Objectif", "Entretien", "Seance", "Bilan", "Difficulte", "Competence", "Souhait")},
    "Difficulte.commentaire": (
        "commentaire",
        "- | suivi+propre | suivi+propre | parcours | territoire | - | - | -"),
    "Journal.acteur": (
        "collaborateur structure",
        "oui | oui | auteur / propre / departement | oui | oui | oui | - | oui"),
    "Journal.objet": (
        "objet",
        "oui | oui | auteur / propre / fiche | oui | oui | oui | - | oui"),
    "Modification.acteur": (
        "collaborateur structure",
        "oui | oui | auteur / propre / departement | oui | oui | oui | - | oui"),
}
"""The groups of fields that are narrower than their row; every other field is read with its row."""
# fmt: on

HISTORIQUES = {
    "Bilan": "- | suivi+propre | suivi+propre | parcours | - | - | - | -",
}
"""What is narrower in the history of an object: what was transmitted is read as it is."""

SUIVEURS = "- | suivi | suivi | parcours | territoire | tous | - | -"
OPERATEURS_ET_SDI = "- | suivi | suivi | - | territoire | - | - | -"
ACCOMPAGNANTS = "- | suivi | suivi | parcours | - | - | - | -"
STRUCTURE = "- | suivi | suivi | - | - | - | - | -"
ECRITURE = {
    "Beneficiaire": SUIVEURS,
    "Beneficiaire.coordonnees": "suivi | suivi | suivi | parcours | territoire | tous | - | -",
    "Beneficiaire.numeros": "- | - | - | - | territoire | tous | - | -",
    "AdresseAnterieure": "suivi | suivi | suivi | parcours | territoire | tous | - | -",
    "Accompagnement": SUIVEURS,
    "Rattachement": SUIVEURS,
    "Positionnement": SUIVEURS,
    "Caracteristique": SUIVEURS,
    "Contrat": SUIVEURS,
    "Contrat.commentaire": "- | suivi | suivi | parcours | territoire | - | - | -",
    "Referent": SUIVEURS,
    "Etape": OPERATEURS_ET_SDI,
    "Etape.detail": OPERATEURS_ET_SDI,
    "Objectif": OPERATEURS_ET_SDI,
    "Entretien": "suivi | suivi | suivi | parcours | - | - | - | -",
    "Entretien.contenu": ACCOMPAGNANTS,
    "Bilan": STRUCTURE,
    "Difficulte": ACCOMPAGNANTS,
    "Difficulte.commentaire": STRUCTURE,
    "Competence": ACCOMPAGNANTS,
    "Souhait": ACCOMPAGNANTS,
    "Document": STRUCTURE,
}
"""Who may write what of a file, by the words that speak of the file: what `mesDroits` says."""

MASQUES = {"Etape.intitule": "Autre accompagnement"}
"""What is shown instead of a field that is hidden for this row only."""

OUVERTS = frozenset(
    {
        "Aide",
        "Collaborateur",
        "CompetenceReference",
        "DefinitionCaracteristique",
        "DefinitionCaracteristiqueEtape",
        "DifficulteReference",
        "Dispositif",
        "Filiere",
        "GestionnaireAdministratif",
        "GroupeFiliere",
        "ModeleBilan",
        "ModeleDocument",
        "MotifFinEtape",
        "NatureDifficulte",
        "OffreDeService",
        "Question",
        "Structure",
        "Territoire",
        "Thematique",
        "ValeurReferentiel",
        "Moi",
    }
)
"""What every profil reads: referentials, structures, collaborateurs, oneself."""

PARTIES = {
    "Coordonnees": "Beneficiaire",
    "MesDroits": "Beneficiaire",
    "Convocation": "Entretien",
    "PresenceEtape": "Etape",
}
"""Objects that are a part of a row, and the type of that row."""

HOMONYMES = {"Coordonnees.historique": "adressesAnterieures"}
"""Fields of a part that bear the name of another field of its row, and what they are called here."""

SOUS_PSEUDONYME = frozenset(nom for nom, table in LIGNES.items() if table.split("|")[6].strip() not in ("-", "auteur"))
"""The types whose rows INFOCENTRE knows by opaque ids alone."""

RETOURS = {"Objectif.etapes": "objectifs", "Seance.entretiens": "seance"}
"""Relations read backwards: the field that leads back, which the row reached must show (rule 3)."""


def cellule(table: str, profil: str) -> str:
    """The cell of a row of a table for one profil."""
    cellules = [cellule.strip() for cellule in table.split("|")]
    assert len(cellules) == len(PROFILS), table
    return cellules[PROFILS.index(profil)]


GROUPES = {(nom.partition(".")[0], champ): table for nom, (champs, table) in CHAMPS.items() for champ in champs.split()}
"""The table of each narrower field, by type and name."""


def regle_ligne(type_: str, profil: str) -> str:
    """When a row of that type is read by that profil."""
    return cellule(LIGNES[type_], profil)


def regle_champ(type_: str, champ: str, profil: str) -> str:
    """When a field is read, on a row that is: `oui` when nothing more is asked."""
    table = GROUPES.get((type_, champ))
    return "oui" if table is None else cellule(table, profil)


PUBLIQUES = frozenset(
    {
        "connexion",
        "rafraichirJeton",
        "deconnexion",
        "activerCompte",
        "demanderReinitialisation",
        "definirMotDePasse",
    }
)
"""The mutations open to whoever holds a secret, whatever the profil."""
