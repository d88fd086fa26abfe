"""Wrong data are impossible: each constraint of the models refuses what it must, and lets the valid row in."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Enum, text

import db
from db import referentiels
from db.demo.tables import LOADED
from db.engine import write_engine
from db.private_postgres import PrivateServer

Row = dict[str, Any]
D = dt.date
MIDI = dt.datetime(2024, 3, 1, 12, tzinfo=dt.UTC)
OCTETS = b"empreinte"

BASE: list[tuple[str, Row]] = [
    ("structure", {"id": 1, "raison_sociale": "A", "type": "ORGANISME_CONVENTIONNE", "siret": "00000074500018"}),
    ("structure", {"id": 2, "raison_sociale": "B", "type": "ORGANISME_CONVENTIONNE"}),
    ("offre_de_service", {"id": 1, "thematique_id": 1, "libelle": "O", "territoire_id": 1, "structure_id": 1}),
    ("collaborateur", {"id": 1, "nom": "N", "prenom": "P", "email": "n@a.example", "profil": "REFERENT"}),
    *(
        (
            "beneficiaire",
            {"id": i, "numero": i, "civilite": "M", "nom": "N", "prenom": "P", "date_naissance": D(1980, 1, 1)},
        )
        for i in (1, 2)
    ),
    *(("accompagnement", {"id": i, "beneficiaire_id": i, "dispositif_id": 1, "entree": D(2024, 1, 1)}) for i in (1, 2)),
    *(
        (
            "etape",
            {"id": i, "beneficiaire_id": i, "offre_de_service_id": 1, "structure_id": 1, "debut_reel": D(2024, 2, 1)},
        )
        for i in (1, 2)
    ),
    (
        "seance",
        {"id": 1, "intitule": "S", "structure_id": 1, "collaborateur_id": 1, "date_heure": MIDI, "duree_minutes": 60},
    ),
    (
        "entretien",
        {"id": 1, "beneficiaire_id": 1, "structure_id": 1, "collaborateur_id": 1, "date_heure": MIDI, "seance_id": 1}
        | {"type_id": "TYPE_ENTRETIEN:ACCUEIL"},
    ),
    (
        "bilan",
        {"id": 1, "beneficiaire_id": 1, "structure_id": 1, "modele_id": 1, "nature": "EN_COURS"}
        | {"date_bilan": D(2024, 3, 1), "date_mise_a_jour": D(2024, 3, 1)},
    ),
]
"""What the rows below refer to: two people, with a stay and an étape each."""

VALID: dict[str, Row] = {
    "structure": {"raison_sociale": "C", "type": "SDI", "siret": "00000111500013", "code_postal": "34000"},
    "offre_de_service": {"thematique_id": 1, "libelle": "P", "territoire_id": 1, "structure_id": 1},
    "collaborateur": {"nom": "M", "prenom": "P", "email": "m@a.example", "profil": "REFERENT"},
    "beneficiaire": {"civilite": "MME", "nom": "M", "prenom": "P", "date_naissance": D(1990, 1, 1), "numero": 9},
    "adresse_anterieure": {"beneficiaire_id": 1, "du": D(2024, 1, 1), "au": D(2024, 1, 1)},
    "accompagnement": {"beneficiaire_id": 1, "dispositif_id": 1, "entree": D(2023, 1, 1), "sortie": D(2023, 1, 1)}
    | {"motif_sortie_id": "MOTIF_SORTIE_DISPOSITIF:RADIATION"},
    "caracteristique": {"beneficiaire_id": 1, "definition_id": 1},
    "contrat": {"beneficiaire_id": 1, "type": "CER", "debut": D(2024, 1, 1), "fin": D(2024, 6, 30)},
    "referent": {"beneficiaire_id": 1, "collaborateur_id": 1, "type": "PARCOURS", "debut": D(2024, 1, 1)}
    | {"fin": D(2024, 6, 30)},
    "rattachement": {"beneficiaire_id": 1, "offre_de_service_id": 1, "structure_id": 1}
    | {"date_reception_fio": D(2024, 1, 1), "debut": D(2024, 1, 1)},
    "positionnement": {"beneficiaire_id": 1, "offre_de_service_id": 1, "structure_id": 1, "date": D(2024, 1, 1)},
    "etape": {"beneficiaire_id": 1, "offre_de_service_id": 1, "structure_id": 1, "debut_reel": D(2024, 1, 1)},
    "caracteristique_etape": {"etape_id": 1, "definition_id": 1, "valeur": "oui"},
    "heures_mensuelles": {"etape_id": 1, "mois": D(2024, 2, 1), "heures": 744},
    "passage_convention": {"etape_id": 1, "libelle": "P", "debut": D(2024, 1, 1), "fin": D(2024, 1, 1)},
    "objectif": {"beneficiaire_id": 1, "libelle": "O"},
    "seance": {"intitule": "T", "structure_id": 1, "collaborateur_id": 1, "date_heure": MIDI, "duree_minutes": 1440},
    "entretien": {"beneficiaire_id": 1, "structure_id": 1, "collaborateur_id": 1, "date_heure": MIDI}
    | {"type_id": "TYPE_ENTRETIEN:SUIVI", "duree_minutes": 1},
    "entretien_etape": {"entretien_id": 1, "etape_id": 1, "beneficiaire_id": 1},
    "theme_entretien": {"entretien_id": 1, "theme_id": "THEME_ENTRETIEN:LOGEMENT"},
    "bilan": {"beneficiaire_id": 1, "structure_id": 1, "modele_id": 1, "nature": "FINAL", "etape_id": 1}
    | {"date_bilan": D(2024, 3, 1), "date_mise_a_jour": D(2024, 3, 1)},
    "reponse": {"bilan_id": 1, "question_id": 1, "modele_id": 1, "texte": "Oui"},
    "transmission": {"bilan_id": 1, "destinataire": "SDI", "date": D(2024, 3, 1), "par_id": 1},
    "document": {"beneficiaire_id": 1, "structure_id": 1, "modele_id": 1, "etape_id": 1, "cree_par_id": 1}
    | {"edite_le": D(2024, 3, 1), "nom_fichier": "b.docx", "format": "DOCX", "taille": 3, "contenu": b"abc"},
    "difficulte": {"beneficiaire_id": 1, "difficulte_id": 1, "structure_id": 1, "debut": D(2024, 1, 1)},
    "competence": {"beneficiaire_id": 1, "competence_id": 1, "debut": D(2024, 1, 1)},
    "souhait": {"beneficiaire_id": 1, "nature": "METIER", "libelle": "Vendeur", "rang": 1},
    "widget": {"collaborateur_id": 1, "type": "NOTES", "rang": 1},
    "alerte_favorite": {"collaborateur_id": 1, "code": "A"},
    "groupe_sauvegarde": {"collaborateur_id": 1, "nom": "G"},
    "demande_collaborateur": {"demandeur_id": 1, "structure_id": 1, "nom": "N", "prenom": "P", "email": "x@a.example"},
    "demande_assistance": {"demandeur_id": 1, "objet": "O", "contenu": "C"},
    "session_ouverte": {"collaborateur_id": 1, "famille": uuid.UUID(int=1), "empreinte": OCTETS, "expire_le": MIDI},
    "lien_compte": {"collaborateur_id": 1, "usage": "ACTIVATION", "empreinte": OCTETS, "expire_le": MIDI},
    "courriel": {"collaborateur_id": 1, "modele": "INVITATION", "cree_le": MIDI},
    "accueil": {"etape_id": 1, "effets": "{}"},
    "sortie": {"etape_id": 1, "par_id": 1, "effets": "{}"},
    "journal": {"quand": MIDI, "action": "LECTURE", "profil": "REFERENT"},
}
"""A row of each table that PostgreSQL accepts."""

AVANT = D(2023, 12, 31)

CASES: list[tuple[str, str, Row, bool]] = [
    # table, constraint, what makes the valid row wrong, whether the valid row is there already
    ("structure", "ck_structure_siret", {"siret": "123"}, False),
    ("structure", "uq_structure_siret", {}, True),
    ("structure", "ck_structure_code_postal", {"code_postal": "3400"}, False),
    ("offre_de_service", "ck_offre_de_service_fin_apres_debut", {"debut": D(2024, 1, 2), "fin": D(2024, 1, 1)}, False),
    ("offre_de_service", "uq_offre_de_service_thematique_id_territoire_id_structu_266e", {}, True),
    ("collaborateur", "ck_collaborateur_email_minuscules", {"email": "M@a.example"}, False),
    ("collaborateur", "uq_collaborateur_email", {}, True),
    ("beneficiaire", "uq_beneficiaire_numero", {}, True),
    ("beneficiaire", "ck_beneficiaire_code_postal", {"code_postal": "34 000"}, False),
    ("beneficiaire", "ck_beneficiaire_telephone", {"telephone": "0639980000"}, False),
    ("beneficiaire", "ck_beneficiaire_numero_caf", {"numero_caf": "12A"}, False),
    ("beneficiaire", "ck_beneficiaire_fusionne_dans", {"id": 900, "fusionne_dans_id": 900}, False),
    ("beneficiaire", "ck_beneficiaire_un_seul_numero", {"numero_caf": "1200000", "nir_chiffre": OCTETS}, False),
    ("adresse_anterieure", "ck_adresse_anterieure_au_apres_du", {"au": AVANT}, False),
    ("accompagnement", "ck_accompagnement_sortie_apres_entree", {"sortie": D(2022, 12, 31)}, False),
    ("accompagnement", "ck_accompagnement_motif_sortie", {"motif_sortie_id": None}, False),
    ("accompagnement", "ex_accompagnement_periode", {"sortie": D(2024, 1, 1)}, False),
    ("caracteristique", "ck_caracteristique_champ", {"champ": "nom"}, False),
    (
        "caracteristique",
        "ck_caracteristique_valeur",
        {"champ": "numero_allocataire", "valeur_saisie": "1", "depuis": AVANT, "verifiee_le": AVANT},
        False,
    ),
    ("caracteristique", "ck_caracteristique_verifiee", {"valeur_saisie": "oui"}, False),
    ("caracteristique", "uq_caracteristique_beneficiaire_id_definition_id", {}, True),
    ("contrat", "ck_contrat_fin_apres_debut", {"fin": AVANT}, False),
    ("contrat", "ex_contrat_periode", {"debut": D(2024, 6, 30), "fin": None}, True),
    ("contrat", "fk_contrat_accompagnement_beneficiaire", {"accompagnement_id": 2}, False),
    ("referent", "ck_referent_fin_apres_debut", {"fin": AVANT}, False),
    ("referent", "ex_referent_parcours", {"debut": D(2024, 6, 30), "fin": None}, True),
    ("referent", "ck_referent_etape", {"etape_id": 1}, False),
    ("referent", "fk_referent_etape_beneficiaire", {"etape_id": 2, "type": "ETAPE"}, False),
    ("rattachement", "ck_rattachement_fin_apres_debut", {"fin": AVANT}, False),
    ("rattachement", "fk_rattachement_offre_structure", {"structure_id": 2}, False),
    ("positionnement", "fk_positionnement_offre_structure", {"structure_id": 2}, False),
    ("etape", "ck_etape_fin_reelle_apres_debut_reel", {"fin_reelle": AVANT, "motif_fin_id": 1}, False),
    ("etape", "ck_etape_fin_prevue_apres_debut_prevu", {"debut_prevu": D(2024, 1, 1), "fin_prevue": AVANT}, False),
    ("etape", "ck_etape_motif_fin", {"fin_reelle": D(2024, 2, 1)}, False),
    ("etape", "ck_etape_close_le", {"close_le": MIDI}, False),
    ("etape", "fk_etape_offre_structure", {"structure_id": 2}, False),
    ("etape", "fk_etape_accompagnement_beneficiaire", {"accompagnement_id": 2}, False),
    ("caracteristique_etape", "uq_caracteristique_etape_etape_id_definition_id", {}, True),
    ("heures_mensuelles", "ck_heures_mensuelles_mois", {"mois": D(2024, 2, 2)}, False),
    ("heures_mensuelles", "ck_heures_mensuelles_heures", {"heures": 745}, False),
    ("passage_convention", "ck_passage_convention_fin_apres_debut", {"fin": AVANT}, False),
    ("seance", "ck_seance_duree", {"duree_minutes": 1441}, False),
    ("entretien", "ck_entretien_duree", {"duree_minutes": 0}, False),
    ("entretien", "ck_entretien_realisation_du_motif", {"motif_annulation_id": "MOTIF_ANNULATION:REPORT"}, False),
    ("entretien", "uq_entretien_seance_id_beneficiaire_id", {"seance_id": 1}, False),
    ("entretien", "fk_entretien_accompagnement_beneficiaire", {"accompagnement_id": 2}, False),
    ("entretien", "fk_entretien_prochain_beneficiaire", {"prochain_entretien_id": 1, "beneficiaire_id": 2}, False),
    ("entretien_etape", "fk_entretien_etape_etape", {"etape_id": 2}, False),
    ("entretien_etape", "fk_entretien_etape_entretien", {"etape_id": 2, "beneficiaire_id": 2}, False),
    ("bilan", "ck_bilan_final_etape", {"etape_id": None}, False),
    ("bilan", "ck_bilan_mise_a_jour", {"date_mise_a_jour": D(2024, 2, 29)}, False),
    ("bilan", "fk_bilan_etape_beneficiaire", {"etape_id": 2}, False),
    ("bilan", "uq_bilan_final", {}, True),
    ("reponse", "ck_reponse_une_valeur", {"choix": "Oui"}, False),
    ("reponse", "uq_reponse_bilan_id_question_id_rang", {}, True),
    ("reponse", "fk_reponse_bilan_modele", {"modele_id": 2}, False),
    ("reponse", "fk_reponse_question_modele", {"question_id": 100}, False),
    ("transmission", "uq_transmission_destinataire", {}, True),
    ("transmission", "ck_transmission_objet", {"bilan_id": None}, False),
    ("transmission", "ck_transmission_structure", {"destinataire": "STRUCTURE"}, False),
    ("document", "ck_document_contenu", {"nom_fichier": None}, False),
    ("document", "fk_document_etape_beneficiaire", {"etape_id": 2}, False),
    ("document", "fk_document_bilan_beneficiaire", {"bilan_id": 1, "beneficiaire_id": 2, "etape_id": 2}, False),
    ("difficulte", "ck_difficulte_fin_apres_debut", {"fin": AVANT}, False),
    ("competence", "ck_competence_fin_apres_debut", {"fin": AVANT}, False),
    ("souhait", "uq_souhait_beneficiaire_id_nature_rang", {}, True),
    ("widget", "uq_widget_collaborateur_id_rang", {}, True),
    ("alerte_favorite", "uq_alerte_favorite_collaborateur_id_code_parametres", {}, True),
    ("session_ouverte", "uq_session_ouverte_empreinte", {}, True),
    ("lien_compte", "uq_lien_compte_empreinte", {}, True),
    ("accueil", "uq_accueil_etape_id", {}, True),
    ("sortie", "ck_sortie_objet", {"accompagnement_id": 1}, False),
    ("sortie", "uq_sortie_etape", {}, True),
    ("groupe_sauvegarde", "uq_groupe_sauvegarde_collaborateur_id_nom", {}, True),
]

LISTS = sorted(
    (table, str(check.name), str(check.name).removeprefix(f"ck_{table}_").removesuffix("_liste"))
    for table in LOADED
    for check in db.Base.metadata.tables[table].constraints
    if str(check.name).endswith("_liste")
)
CLOSED = [
    (table, f"ck_{table}_{column.type.name}", column.name)
    for table in LOADED
    for column in db.Base.metadata.tables[table].columns
    if isinstance(column.type, Enum)
]


@pytest.fixture(scope="module")
def base_minimale(serveur_postgres: PrivateServer) -> Iterator[str]:
    """A database with the reference data and `BASE`."""
    nom = "contraintes"
    asyncio.run(_administrer(serveur_postgres, f"CREATE DATABASE {nom} TEMPLATE modele"))
    asyncio.run(_preparer(serveur_postgres.url(nom)))
    yield serveur_postgres.url(nom)
    asyncio.run(_administrer(serveur_postgres, f"DROP DATABASE {nom} WITH (FORCE)"))


async def _administrer(server: PrivateServer, ordre: str) -> None:
    engine = write_engine(server.url()).execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(ordre))
    await engine.dispose()


async def _preparer(url: str) -> None:
    engine = write_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(referentiels.charger)
        driver: Any = (await connection.get_raw_connection()).driver_connection
        for table, row in BASE:
            await _inserer(driver, table, row)
        for table in dict.fromkeys(table for table, row in BASE if "id" in row):
            await driver.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 100)")
    await engine.dispose()


@pytest.fixture
async def pg(base_minimale: str) -> AsyncIterator[Any]:
    """An asyncpg connection in a transaction that is rolled back."""
    engine = write_engine(base_minimale)
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        transaction = driver.transaction()
        await transaction.start()
        await driver.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield driver
        await transaction.rollback()
    await engine.dispose()


async def _inserer(pg: Any, table: str, row: Row) -> None:
    columns, places = ", ".join(row), ", ".join(f"${rang}" for rang in range(1, len(row) + 1))
    await pg.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", *row.values())


@pytest.mark.parametrize("table", VALID)
async def test_une_ligne_valide_est_acceptee(pg: Any, table: str) -> None:
    await _inserer(pg, table, VALID[table])


@pytest.mark.parametrize(("table", "constraint", "faute", "deja"), CASES, ids=[case[1] for case in CASES])
async def test_une_ligne_fausse_est_refusee(pg: Any, table: str, constraint: str, faute: Row, deja: bool) -> None:
    if deja:
        await _inserer(pg, table, VALID[table])
    with pytest.raises(asyncpg.IntegrityConstraintViolationError) as refus:
        await _inserer(pg, table, VALID[table] | faute)
    assert refus.value.constraint_name == constraint


@pytest.mark.parametrize(("table", "constraint", "column"), LISTS, ids=[case[1] for case in LISTS])
async def test_une_valeur_d_une_autre_liste_est_refusee(pg: Any, table: str, constraint: str, column: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError) as refus:
        await _inserer(pg, table, VALID[table] | {column: "FONCTION:DIRECTEUR"})
    assert refus.value.constraint_name == constraint


@pytest.mark.parametrize(("table", "constraint", "column"), CLOSED, ids=[case[1] for case in CLOSED])
async def test_un_membre_inconnu_d_un_ensemble_ferme_est_refuse(
    pg: Any, table: str, constraint: str, column: str
) -> None:
    with pytest.raises(asyncpg.CheckViolationError) as refus:
        await _inserer(pg, table, VALID[table] | {column: "INCONNU"})
    assert refus.value.constraint_name == constraint


async def test_chaque_contrainte_a_son_cas(pg: Any) -> None:
    rows = await pg.fetch(
        "SELECT conname FROM pg_constraint WHERE conrelid = ANY ($1::regclass[]) "
        "AND (contype IN ('c', 'u', 'x') OR contype = 'f' AND array_length(conkey, 1) > 1)",
        LOADED,
    )
    # Unique because their id is: these keys only serve the foreign keys that compare two columns.
    cibles = {f"uq_{table}_id_beneficiaire_id" for table in ("accompagnement", "bilan", "entretien", "etape")} | {
        "uq_offre_de_service_id_structure_id",
        "uq_bilan_id_modele_id",
        "uq_question_id_modele_id",
    }
    attendues = {row["conname"] for row in rows} - cibles
    couvertes = {case[1] for case in [*CASES, *LISTS, *CLOSED]}
    assert attendues - couvertes == set()


async def test_un_contrat_annule_ne_gene_pas_les_autres(pg: Any) -> None:
    await _inserer(pg, "contrat", VALID["contrat"] | {"annule_le": D(2024, 1, 5)})
    await _inserer(pg, "contrat", VALID["contrat"])


async def test_un_contrat_sans_fin_empeche_le_suivant_du_meme_type(pg: Any) -> None:
    await _inserer(pg, "contrat", VALID["contrat"] | {"fin": None})
    with pytest.raises(asyncpg.ExclusionViolationError):
        await _inserer(pg, "contrat", VALID["contrat"] | {"debut": D(2030, 1, 1), "fin": None})


async def test_deux_contrats_de_types_differents_peuvent_se_chevaucher(pg: Any) -> None:
    await _inserer(pg, "contrat", VALID["contrat"])
    await _inserer(pg, "contrat", VALID["contrat"] | {"type": "CO"})


async def test_un_referent_de_parcours_commence_le_lendemain_de_la_fin_du_precedent(pg: Any) -> None:
    await _inserer(pg, "referent", VALID["referent"])
    await _inserer(pg, "referent", VALID["referent"] | {"debut": D(2024, 7, 1), "fin": None})


async def test_plusieurs_referents_d_etape_peuvent_etre_actifs(pg: Any) -> None:
    for _ in range(2):
        await _inserer(pg, "referent", VALID["referent"] | {"type": "ETAPE", "etape_id": 1, "fin": None})


async def test_une_sortie_du_dispositif_n_est_en_vigueur_qu_une_fois(pg: Any) -> None:
    sortie = VALID["sortie"] | {"etape_id": None, "accompagnement_id": 1}
    await _inserer(pg, "sortie", sortie | {"annulee_le": MIDI})
    await _inserer(pg, "sortie", sortie)
    with pytest.raises(asyncpg.UniqueViolationError):
        await _inserer(pg, "sortie", sortie)


async def test_un_meme_nir_n_est_donne_qu_une_fois_dans_un_role(pg: Any) -> None:
    numero = {"numero_empreinte": OCTETS, "role_foyer": "ALLOCATAIRE"}
    await _inserer(pg, "beneficiaire", VALID["beneficiaire"] | numero)
    await _inserer(pg, "beneficiaire", VALID["beneficiaire"] | numero | {"numero": 10, "role_foyer": "CONJOINT"})
    with pytest.raises(asyncpg.UniqueViolationError) as refus:
        await _inserer(pg, "beneficiaire", VALID["beneficiaire"] | numero | {"numero": 11})
    assert refus.value.constraint_name == "uq_beneficiaire_numero_role"


async def test_un_dossier_fusionne_garde_son_numero_que_l_autre_prend(pg: Any) -> None:
    numero = {"numero_caf": "1200000", "role_foyer": "ALLOCATAIRE"}
    await _inserer(pg, "beneficiaire", VALID["beneficiaire"] | numero | {"fusionne_dans_id": 1})
    await _inserer(pg, "beneficiaire", VALID["beneficiaire"] | numero | {"numero": 10})


async def test_une_reference_inconnue_est_refusee(pg: Any) -> None:
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await _inserer(pg, "entretien", VALID["entretien"] | {"type_id": "TYPE_ENTRETIEN:INCONNU"})
