"""Who may read and write what: permissions.md as one table. What it does not name is refused.

The group `ligne` of a model says which of its rows exist at all for the caller; the others hide fields. Columns:
ACCUEIL, REFERENT, RESPONSABLE, REFERENT_PARCOURS, SDI, PILOTE, INFOCENTRE, SUPPORT. The grammar of a cell, and what
each scope and qualifier means in SQL, are in `auth/rules.py` and `auth/scopes.py`.

INFOCENTRE reads files under a pseudonym (scope `m`): what names, numbers, dates to the second or tells in free text is
a group of its own, which it is refused. What it may filter and sort on is in `auth/dimensions.py`.
"""

import db
from auth.rules import TABLE, droits, groupe

__all__ = ["TABLE"]

# fmt: off
SAUF_INFOCENTRE = ("=", "=", "=", "=", "=", "=", "-", "=")
TRACE = groupe("trace", "cree_le modifie_le version", *SAUF_INFOCENTRE)
"""When a row was written, to the second, and how often: enough to find a person whom one saw being written."""

droits(db.Beneficiaire, dossier="id", groupes=[
    groupe("ligne", "secteur tranche_age",
           "R s", "RW s", "RW s", "R *, W a", "R *, W t", "RW *", "R m", "-"),
    TRACE,
    groupe("carte", "numero numero_dossier civilite nom nom_naissance prenom date_naissance age"
                    " numero_allocataire_masque cle_tri recherche homonymes_probables",
           "R s", "RW s", "RW s", "R *, W a", "R *, W t", "RW *", "-", "-"),
    # Read with the card, written with the address that it ends.
    groupe("commune", "commune",
           "RW s", "RW s", "RW s", "R *, W a", "R *, W t", "RW *", "-", "-"),
    groupe("coordonnees", "adresse code_postal telephone email adresses_anterieures",
           "RW s", "RW s", "RW s", "RW a", "RW t", "RW *", "-", "-"),
    groupe("numeros", "numero_caf nir_masque numero_allocataire numero_demande_rsa organisme_payeur role_foyer",
           "R s", "R s", "R s", "R a", "RW t", "RW *", "-", "-"),
    # fusionnerDoublons, on both files.
    groupe("fusion", "", "-", "-", "-", "-", "RW t", "RW *", "-", "-"),
    # creerBeneficiaire: the file must be one's own once it is there.
    groupe("creation", "", "-", "W s", "W s", "W a", "W t", "W *", "-", "-"),
])
droits(db.AdresseAnterieure, dossier="beneficiaire_id", groupes=[
    groupe("ligne", "*", "RW s", "RW s", "RW s", "RW a", "RW t", "RW *", "-", "-"),
])
droits(db.Accompagnement, dossier="beneficiaire_id", groupes=[
    groupe("ligne", "*", "R s", "RW s", "RW s", "RW a", "RW t", "RW *", "R m", "-"),
    TRACE,
])
# Tied to an étape that is masked for other structures, they follow its mask (rule 3).
SUIT_L_ETAPE = groupe("ligne", "*",
                      "R s+visible", "R s+visible, W s", "R s+visible, W s", "RW a", "RW t", "RW *", "R m", "-")
# Of another structure, the reception reads dates alone, as of its étapes.
DESTINATION = ("R s+propre", "RW s", "RW s", "RW a", "RW t", "RW *")
droits(db.Positionnement, dossier="beneficiaire_id", groupes=[
    SUIT_L_ETAPE,
    TRACE,
    groupe("destination", "offre_de_service structure", *DESTINATION, "R m", "-"),
    groupe("motif", "motif", *DESTINATION, "-", "-"),
    groupe("prescripteur", "prescripteur",
           "R s+prescripteur_collegue", "R s+prescripteur_collegue, W s", "R s+prescripteur_collegue, W s",
           "RW a", "RW t", "RW *", "-", "-"),
])
droits(db.Rattachement, dossier="beneficiaire_id", groupes=[
    SUIT_L_ETAPE,
    TRACE,
    groupe("destination", "offre_de_service structure", *DESTINATION, "R m", "-"),
    # rattacherBeneficiaire: to an offer of one's own structure, on a file that is not yet one's own.
    groupe("creation", "", "-", "W +propre", "W +propre", "-", "W t", "W *", "-", "-"),
])
droits(db.Caracteristique, dossier="beneficiaire_id", groupes=[
    groupe("ligne", "*",
           "R s+definition_hors_sante", "RW s", "R s, W s+definition_hors_sante", "RW a", "RW t",
           "R *, W *+definition_hors_sante", "R m+definition_hors_sante", "-"),
    TRACE,
    groupe("valeur", "valeur", "=", "=", "=", "=", "=", "=", "R m+codee", "-"),
])
droits(db.Contrat, dossier="beneficiaire_id", groupes=[
    groupe("ligne", "*", "R s", "RW s", "RW s", "RW a", "RW t", "RW *", "R m", "-"),
    TRACE,
    groupe("numero", "numero", *SAUF_INFOCENTRE),
    groupe("commentaire", "commentaire",
           "-", "R s, W s+auteur", "R s, W s+auteur", "RW a", "RW t", "R *", "-", "-"),
    # Naming somebody of another structure would tell that it follows the person (rule 3).
    groupe("auteur", "auteur",
           "R s+auteur_collegue", "R s+auteur_collegue, W s", "R s+auteur_collegue, W s", "RW a", "RW t", "RW *",
           "-", "-"),
])
droits(db.Referent, dossier="beneficiaire_id", groupes=[
    groupe("ligne", "*",
           "R s+referent", "R s+referent, W s", "R s+referent, W s", "RW a", "RW t", "RW *", "R m", "-"),
    TRACE,
])
droits(db.Etape, dossier="beneficiaire_id", masques={"intitule": "Autre accompagnement"}, groupes=[
    groupe("ligne", "debut_reel fin_reelle debut_prevu fin_prevue duree_mois beneficiaire",
           "R s", "R s, W s+propre", "R s, W s+propre", "R a", "RW t", "R *", "R m", "-"),
    TRACE,
    groupe("classement", "thematique structure",
           "R s+ouverte_a_tous", "R s+visible, W s+propre", "R s+visible, W s+propre",
           "R a", "RW t", "R *", "R m", "-"),
    groupe("detail", "intitule offre_de_service accompagnement referent_initiateur validee objectifs"
                     " jours_realises jours_prevus total_heures presences heures_mensuelles passages_convention"
                     " offres_compatibles",
           "R s+propre", "RW s+propre", "RW s+propre", "R a", "RW t", "R *", "R m", "-"),
    groupe("sortie", "motif_fin caracteristiques",
           "R s+propre", "RW s+propre", "RW s+propre", "R a", "RW t", "R *", "R m", "-"),
    groupe("saisie", "commentaire close_le",
           "R s+propre", "RW s+propre", "RW s+propre", "R a", "RW t", "R *", "-", "-"),
])
droits(db.Objectif, dossier="beneficiaire_id", groupes=[
    groupe("ligne", "*",
           "R s+objectif_propre", "RW s+objectif_visible", "RW s+objectif_visible", "R a", "RW t", "R *", "R m", "-"),
    TRACE,
    groupe("libelle", "libelle", *SAUF_INFOCENTRE),
])
# Reached through their étape alone, whose group decides.
droits(db.Presence, db.HeuresMensuelles, groupes=[
    groupe("ligne", "*", "R", "RW", "RW", "R", "RW", "R", "R m", "-"),
])
droits(db.PassageConvention, groupes=[
    groupe("ligne", "*", "R", "RW", "RW", "R", "RW", "R", "R m", "-"),
    groupe("libelle", "libelle", *SAUF_INFOCENTRE),
])
droits(db.CaracteristiqueEtape, groupes=[
    groupe("ligne", "*", "R", "RW", "RW", "R", "RW", "R", "R m", "-"),
    groupe("valeur", "valeur", "=", "=", "=", "=", "=", "=", "R m+codee", "-"),
])
droits(db.Entretien, dossier="beneficiaire_id", groupes=[
    groupe("ligne", "*",
           "RW s+propre", "RW s+propre", "RW s+propre", "R a, W a+collaborateur", "R t", "R *", "R m", "-"),
    TRACE,
    groupe("annulation", "motif_annulation", *SAUF_INFOCENTRE),
    groupe("contenu", "synthese",
           "-", "RW s+propre", "RW s+propre", "R a, W a+collaborateur", "-", "-", "-", "-"),
    # « Agenda »: whose agenda a new slot goes into. Reception keeps those of its colleagues, others their own.
    groupe("agenda", "",
           "W s+propre", "W s+propre+collaborateur", "W s+propre+collaborateur", "W a+collaborateur",
           "-", "-", "-", "-"),
    groupe("themes", "themes",
           "-", "RW s+propre", "RW s+propre", "R a, W a+collaborateur", "-", "-", "R m", "-"),
    # Whoever was a référent before being an analyst would know whom their own notes are about.
    groupe("notes", "notes_privees", *SAUF_INFOCENTRE),
])
droits(db.ThemeEntretien, groupes=[
    groupe("ligne", "*", "-", "RW", "RW", "RW", "-", "-", "R m", "-"),
    groupe("commentaire", "commentaire", *SAUF_INFOCENTRE),
])
droits(db.Seance, groupes=[
    # A séance is of no file: it is read through those of its participants.
    groupe("ligne", "*",
           "RW +propre", "RW +propre", "RW +propre", "R +participant_a", "R +participant_t", "R", "R m", "-"),
    TRACE,
    groupe("intitule", "intitule", *SAUF_INFOCENTRE),
])
droits(db.NotePrivee, groupes=[
    groupe("ligne", "*", *["RW +auteur"] * 8),
])
droits(db.Bilan, dossier="beneficiaire_id", groupes=[
    groupe("ligne", "*",
           "-", "R s+propre | +transmis, W s+propre", "R s+propre | +transmis, W s+propre", "R a",
           "R t+transmis_sdi", "R *+transmis_tous", "R m", "-"),
    TRACE,
    groupe("auteur", "auteur", *SAUF_INFOCENTRE),
])
droits(db.Reponse, groupes=[
    groupe("ligne", "*", "-", "RW", "RW", "R", "R", "R", "R m+fermee", "-"),
    groupe("ouverte", "texte nombre date", *SAUF_INFOCENTRE),
])
droits(db.Transmission, groupes=[
    groupe("ligne", "*", "-", "RW", "RW", "R", "R", "R", "-", "-"),
])
droits(db.Difficulte, dossier="beneficiaire_id", groupes=[
    groupe("ligne", "*",
           "-", "RW s+hors_sante", "RW s+hors_sante", "R a, W a+sans_sante", "R t", "R *+sans_sante",
           "R m+sans_sante", "-"),
    TRACE,
    groupe("commentaire", "commentaire", "-", "RW s+propre", "RW s+propre", "R a", "R t", "-", "-", "-"),
    groupe("saisie", "structure auteur", "-", "RW s+propre", "RW s+propre", "RW a", "R t", "R *", "-", "-"),
])
droits(db.Competence, dossier="beneficiaire_id", groupes=[
    groupe("ligne", "*", "R s", "RW s", "RW s", "RW a", "R t", "R *", "R m", "-"),
    TRACE,
    groupe("commentaire", "commentaire", *SAUF_INFOCENTRE),
])
droits(db.Souhait, dossier="beneficiaire_id", groupes=[
    groupe("ligne", "*", "R s", "RW s", "RW s", "RW a", "R t", "R *", "R m", "-"),
    TRACE,
    groupe("libelle", "libelle", *SAUF_INFOCENTRE),
])
droits(db.Document, dossier="beneficiaire_id", groupes=[
    groupe("ligne", "*",
           "R s+propre", "R s+propre | +transmis, W s+propre", "R s+propre | +transmis, W s+propre", "R a",
           "R t+transmis_sdi", "R *+transmis_tous", "-", "-"),
])
droits(db.Widget, db.AlerteFavorite, db.GroupeSauvegarde, groupes=[
    groupe("ligne", "*", *["RW +collaborateur"] * 8),
])
# They link a name that one knows to a file: its pseudonym would be told.
droits(db.Note, db.Consultation, groupes=[
    groupe("ligne", "*", *["RW +collaborateur"] * 8),
    groupe("dossier", "beneficiaire", *SAUF_INFOCENTRE),
])
# One's own actions; the head of a structure sees those on its files, an SDI agent those on its territory's. Attempts
# that were refused are told to the SDI and to pilots, of others: to whoever made them they would tell what exists.
JOURNAL = ("R +collaborateur+acte", "R +collaborateur+acte", "R s+acte | +collaborateur+acte", "R +collaborateur+acte",
           "R t+acte | t+d_autrui | +collaborateur+acte", "R *+acte | *+d_autrui", "-", "R +collaborateur+acte")
HISTORIQUE = ("R +collaborateur", "R +collaborateur", "R s | +collaborateur", "R +collaborateur",
              "R t | +collaborateur", "R *", "-", "R +collaborateur")


def au_responsable(qualificatif: str) -> list[str]:
    """The cells of what others did, that the head of a structure reads only under a qualifier."""
    return [*HISTORIQUE[:2], f"R +{qualificatif} | +collaborateur", *HISTORIQUE[3:]]


droits(db.Journal, dossier="beneficiaire_id", groupes=[
    groupe("ligne", "quand action type profil requete beneficiaire", *JOURNAL),
    groupe("objet", "objet", *au_responsable("objet_nommable")),
    groupe("structure", "structure", *au_responsable("structure_nommable")),
    groupe("collaborateur", "collaborateur", *au_responsable("collaborateur_nommable")),
])
droits(db.Modification, dossier="beneficiaire_id", groupes=[
    groupe("ligne", "quand action profil requete changements", *HISTORIQUE),
    groupe("structure", "structure", *au_responsable("structure_nommable")),
    groupe("collaborateur", "collaborateur", *au_responsable("collaborateur_nommable")),
])
# Each follows, besides, the group that its field belongs to on the object (auth/history.py).
droits(db.Changement, groupes=[
    groupe("ligne", "*", "R", "R", "R", "R", "R", "R", "-", "R"),
])
droits(
    db.Structure, db.OffreDeService, db.Territoire, db.Thematique, db.Dispositif, db.Valeur, db.MotifFinEtape,
    db.DefinitionCaracteristique, db.DefinitionCaracteristiqueEtape, db.ModeleBilan, db.Question, db.NatureDifficulte,
    db.DifficulteReference, db.GroupeFiliere, db.Filiere, db.CompetenceReference, db.ModeleDocument, db.Aide,
    groupes=[groupe("ligne", "*", "R *", "R *", "R *", "R *", "R *", "RW *", "R *", "R *")],
)
droits(db.Collaborateur, groupes=[
    groupe("ligne", "nom prenom email telephone fonction profil structures territoires actif cle_tri",
           "R *", "R *", "R *", "R *", "R *", "RW *", "R *", "R *"),
    groupe("export", "export_autorise", *["R +soi"] * 5, "RW *", "R +soi", "R *"),
])
droits(db.DemandeCollaborateur, groupes=[
    groupe("ligne", "*",
           "RW +auteur", "RW +auteur", "RW +auteur | +propre", "RW +auteur", "RW +auteur", "RW *", "RW +auteur",
           "RW *"),
])
# fmt: on
