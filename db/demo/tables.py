"""What the demo writes: the columns of each table, the ids it gives out, the rows waiting to be copied."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import db
from db.demo.bulk import Connection

Row = tuple[Any, ...]

COLUMNS: dict[str, str] = {
    "structure": "id raison_sociale siret type adresse code_postal commune telephone email sensible cree_le",
    "offre_de_service": "id thematique_id libelle territoire_id structure_id ouverte debut fin cree_le",
    "collaborateur": "id nom prenom email telephone fonction profil actif export_autorise cree_le",
    "collaborateur_structure": "collaborateur_id structure_id",
    "collaborateur_territoire": "collaborateur_id territoire_id",
    "compte": "collaborateur_id mot_de_passe",
    "beneficiaire": "id numero civilite nom nom_naissance prenom date_naissance adresse code_postal commune telephone "
    "email numero_caf nir_masque organisme_payeur_id numero_demande_rsa role_foyer secteur_id cree_le",
    "adresse_anterieure": "id beneficiaire_id adresse code_postal commune du au cree_le",
    "accompagnement": "id beneficiaire_id dispositif_id entree sortie motif_sortie_id cree_le",
    "caracteristique": "id beneficiaire_id definition_id champ valeur_saisie depuis verifiee_le cree_le",
    "contrat": "id beneficiaire_id accompagnement_id auteur_id numero type debut fin date_signature commentaire "
    "annule_le cree_le",
    "referent": "id beneficiaire_id collaborateur_id etape_id type debut fin cree_le",
    "rattachement": "id beneficiaire_id offre_de_service_id structure_id date_reception_fio debut fin statut cree_le",
    "positionnement": "id beneficiaire_id offre_de_service_id structure_id date prescripteur_id origine_id statut "
    "motif cree_le",
    "etape": "id beneficiaire_id offre_de_service_id structure_id accompagnement_id referent_initiateur_id debut_reel "
    "fin_reelle motif_fin_id commentaire validee cree_le",
    "caracteristique_etape": "id etape_id definition_id valeur cree_le",
    "presence": "etape_id jour",
    "heures_mensuelles": "etape_id mois heures",
    "passage_convention": "id etape_id libelle debut fin cree_le",
    "objectif": "id beneficiaire_id libelle echeance statut cree_le",
    "objectif_etape": "objectif_id etape_id",
    "seance": "id intitule structure_id collaborateur_id date_heure duree_minutes lieu_id cree_le",
    "entretien": "id beneficiaire_id structure_id accompagnement_id collaborateur_id seance_id prochain_entretien_id "
    "date_heure duree_minutes type_id lieu_id vecteur_id realisation convocation_date convocation_vecteur_id synthese "
    "cree_le",
    "entretien_etape": "entretien_id etape_id beneficiaire_id",
    "theme_entretien": "id entretien_id theme_id commentaire rang cree_le",
    "note_privee": "id entretien_id auteur_id texte cree_le",
    "bilan": "id beneficiaire_id structure_id modele_id etape_id auteur_id nature date_bilan date_mise_a_jour "
    "date_signature cree_le",
    "reponse": "id bilan_id question_id modele_id rang texte nombre date choix cree_le",
    "transmission": "id bilan_id document_id destinataire structure_id date par_id cree_le",
    "document": "id beneficiaire_id structure_id modele_id etape_id bilan_id cree_par_id edite_le cree_le",
    "difficulte": "id beneficiaire_id difficulte_id structure_id auteur_id debut fin realisation_id commentaire sante "
    "cree_le",
    "competence": "id beneficiaire_id competence_id niveau_id debut fin commentaire cree_le",
    "souhait": "id beneficiaire_id nature libelle rang en_cours cree_le",
    "note": "id collaborateur_id beneficiaire_id texte faite cree_le",
    "widget": "id collaborateur_id type rang parametres cree_le",
    "alerte_favorite": "id collaborateur_id code parametres cree_le",
    "consultation": "collaborateur_id beneficiaire_id quand",
    "groupe_sauvegarde": "id collaborateur_id nom cree_le",
    "groupe_beneficiaire": "groupe_id beneficiaire_id",
    "demande_collaborateur": "id demandeur_id structure_id nom prenom email fonction statut motif traitee_par_id "
    "cree_le",
    "demande_assistance": "id demandeur_id objet contenu statut reponse cree_le",
}
"""The columns given, by table. One that ends in cree_le is given the same instant as modifie_le."""

REFERENCE = {
    "aide",
    "competence_reference",
    "definition_caracteristique",
    "definition_caracteristique_etape",
    "difficulte_reference",
    "dispositif",
    "filiere",
    "groupe_filiere",
    "modele_bilan",
    "modele_document",
    "motif_fin_etape",
    "nature_difficulte",
    "question",
    "territoire",
    "thematique",
    "valeur",
}
"""The reference data: loaded from their own files, never emptied here."""

LOADED = sorted(set(db.Base.metadata.tables) - REFERENCE)
"""Every other table, written by the demo or not: empty before, stripped of its indexes during the load."""


class Ids:
    """The next id of each table, from 1."""

    def __init__(self) -> None:
        self._counts: dict[str, Iterator[int]] = {table: itertools.count(1) for table in COLUMNS}

    def __call__(self, table: str) -> int:
        return next(self._counts[table])


class Rows(dict[str, list[Row]]):
    """Rows waiting to be copied, by table."""

    def __init__(self) -> None:
        super().__init__({table: [] for table in COLUMNS})

    async def flush(self, connection: Connection) -> int:
        """Copies what waits and forgets it. Returns the number of rows."""
        total = 0
        for table, waiting in self.items():
            if not waiting:
                continue
            columns, records = COLUMNS[table].split(), iter(waiting)
            if columns[-1] == "cree_le":
                columns.append("modifie_le")
                records = (row + row[-1:] for row in waiting)
            await connection.copy_records_to_table(table, records=records, columns=columns)
            total += len(waiting)
            waiting.clear()
        return total
