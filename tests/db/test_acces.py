"""acces_structure always says what its view computes, whatever is written to étapes, rattachements, positionnements."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

D = dt.date
INFINI = dt.date.max
PREPARER = """
    INSERT INTO structure (raison_sociale, type) SELECT 'S' || i, 'ORGANISME_CONVENTIONNE' FROM generate_series(1, 3) i;
    INSERT INTO territoire (code, libelle) VALUES ('T', 'T');
    INSERT INTO thematique (code, libelle) VALUES ('T', 'T');
    INSERT INTO motif_fin_etape (code, libelle, nature, exige_bilan_final, exige_fnea, alerte_sdi)
    VALUES (1, 'Fin', 'NORMALE', false, false, false);
    INSERT INTO offre_de_service (thematique_id, libelle, territoire_id, structure_id)
    SELECT 1, 'O', 1, i FROM generate_series(1, 3) i;
    INSERT INTO beneficiaire (civilite, nom, prenom, date_naissance)
    SELECT 'M', 'N', 'P' || i, '1980-01-01' FROM generate_series(1, 4) i;
"""
"""Three structures with an offer of the same number each, four people."""

ETAPE = (
    "INSERT INTO etape (beneficiaire_id, offre_de_service_id, structure_id, debut_reel, fin_reelle, motif_fin_id) "
    "VALUES ($1, $2, $2, '2024-01-01', $3, CASE WHEN $3::date IS NULL THEN NULL ELSE 1 END) RETURNING id"
)
RATTACHEMENT = (
    "INSERT INTO rattachement (beneficiaire_id, offre_de_service_id, structure_id, date_reception_fio, debut, statut, "
    "cree_le) VALUES ($1, $2, $2, '2024-01-01', '2024-01-01', $3, $4) RETURNING id"
)
POSITIONNEMENT = (
    "INSERT INTO positionnement (beneficiaire_id, offre_de_service_id, structure_id, date, statut, cree_le) "
    "VALUES ($1, $2, $2, '2024-01-01', $3, $4) RETURNING id"
)
STATUTS = {
    "rattachement": ("EN_ATTENTE", "SUIVI", "ANNULE"),
    "positionnement": ("PROPOSE", "ACCEPTE", "REFUSE", "ANNULE"),
}


@pytest.fixture
async def pg(connexion_asynchrone: AsyncConnection) -> Any:
    """An asyncpg connection to a database that holds `PREPARER`."""
    driver: Any = (await connexion_asynchrone.get_raw_connection()).driver_connection
    await driver.execute(PREPARER)
    return driver


async def acces(
    pg: Any, table: str = "acces_structure"
) -> dict[tuple[int, int], tuple[dt.date | None, dt.date | None]]:
    """(structure, person) → (last day of the étapes, latest entry that waits)."""
    rows = await pg.fetch(f"SELECT structure_id, beneficiaire_id, etape, entree FROM {table}")
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}


def instant(jour: dt.date, heure: int = 12) -> dt.datetime:
    return dt.datetime.combine(jour, dt.time(heure), dt.UTC)


async def test_une_etape_ouverte_ouvre_le_dossier_sans_terme(pg: Any) -> None:
    await pg.execute(ETAPE, 1, 2, None)
    assert await acces(pg) == {(2, 1): (INFINI, None)}


async def test_la_fin_d_une_etape_donne_le_dernier_jour(pg: Any) -> None:
    etape = await pg.fetchval(ETAPE, 1, 2, None)
    await pg.execute("UPDATE etape SET fin_reelle = '2024-05-01', motif_fin_id = 1 WHERE id = $1", etape)
    assert await acces(pg) == {(2, 1): (D(2024, 5, 1), None)}


@pytest.mark.parametrize(
    ("saisie", "dernier"),
    [(instant(D(2024, 7, 3)), D(2024, 7, 3)), (instant(D(2024, 7, 3), 23), D(2024, 7, 4))],
)
async def test_une_fin_saisie_tard_compte_du_jour_de_sa_saisie(pg: Any, saisie: dt.datetime, dernier: dt.date) -> None:
    etape = await pg.fetchval(ETAPE, 1, 2, D(2024, 5, 1))
    await pg.execute("UPDATE etape SET close_le = $2 WHERE id = $1", etape, saisie)
    assert await acces(pg) == {(2, 1): (dernier, None)}


async def test_rouvrir_une_etape_rouvre_le_dossier_sans_terme(pg: Any) -> None:
    etape = await pg.fetchval(ETAPE, 1, 2, D(2024, 5, 1))
    await pg.execute("UPDATE etape SET close_le = $2 WHERE id = $1", etape, instant(D(2024, 7, 3)))
    await pg.execute("UPDATE etape SET fin_reelle = NULL, motif_fin_id = NULL, close_le = NULL WHERE id = $1", etape)
    assert await acces(pg) == {(2, 1): (INFINI, None)}


async def test_de_deux_etapes_la_derniere_fin_compte(pg: Any) -> None:
    await pg.execute(ETAPE, 1, 2, D(2024, 5, 1))
    await pg.execute(ETAPE, 1, 2, D(2024, 3, 1))
    assert await acces(pg) == {(2, 1): (D(2024, 5, 1), None)}


async def test_supprimer_la_seule_etape_ferme_le_dossier(pg: Any) -> None:
    etape = await pg.fetchval(ETAPE, 1, 2, None)
    await pg.execute("DELETE FROM etape WHERE id = $1", etape)
    assert await acces(pg) == {}


async def test_changer_d_offre_deplace_l_acces_vers_l_autre_structure(pg: Any) -> None:
    etape = await pg.fetchval(ETAPE, 1, 2, None)
    await pg.execute("UPDATE etape SET offre_de_service_id = 3, structure_id = 3 WHERE id = $1", etape)
    assert await acces(pg) == {(3, 1): (INFINI, None)}


async def test_fusionner_deux_dossiers_deplace_l_acces_vers_l_autre_personne(pg: Any) -> None:
    etape = await pg.fetchval(ETAPE, 1, 2, None)
    await pg.execute("UPDATE etape SET beneficiaire_id = 4 WHERE id = $1", etape)
    assert await acces(pg) == {(2, 4): (INFINI, None)}


async def test_un_rattachement_en_attente_ouvre_le_dossier_du_jour_de_sa_creation(pg: Any) -> None:
    await pg.execute(RATTACHEMENT, 1, 1, "EN_ATTENTE", instant(D(2024, 2, 3)))
    assert await acces(pg) == {(1, 1): (None, D(2024, 2, 3))}


async def test_le_jour_de_creation_est_celui_de_paris(pg: Any) -> None:
    await pg.execute(RATTACHEMENT, 1, 1, "EN_ATTENTE", instant(D(2024, 7, 3), 23))
    assert await acces(pg) == {(1, 1): (None, D(2024, 7, 4))}


async def test_un_rattachement_annule_n_ouvre_rien(pg: Any) -> None:
    rattachement = await pg.fetchval(RATTACHEMENT, 1, 1, "EN_ATTENTE", instant(D(2024, 2, 3)))
    await pg.execute("UPDATE rattachement SET statut = 'ANNULE' WHERE id = $1", rattachement)
    assert await acces(pg) == {}


@pytest.mark.parametrize(
    ("statut", "ouvre"), [("PROPOSE", True), ("ACCEPTE", True), ("REFUSE", False), ("ANNULE", False)]
)
async def test_un_positionnement_ouvre_le_dossier_sauf_refuse_ou_annule(pg: Any, statut: str, ouvre: bool) -> None:
    await pg.execute(POSITIONNEMENT, 1, 1, statut, instant(D(2024, 2, 3)))
    assert await acces(pg) == ({(1, 1): (None, D(2024, 2, 3))} if ouvre else {})


async def test_une_etape_supprimee_laisse_l_acces_du_rattachement(pg: Any) -> None:
    await pg.execute(RATTACHEMENT, 1, 1, "EN_ATTENTE", instant(D(2024, 2, 3)))
    etape = await pg.fetchval(ETAPE, 1, 1, None)
    await pg.execute("DELETE FROM etape WHERE id = $1", etape)
    assert await acces(pg) == {(1, 1): (None, D(2024, 2, 3))}


async def test_modifier_plusieurs_etapes_d_un_coup_suit_chacune(pg: Any) -> None:
    for beneficiaire in (1, 2, 3):
        await pg.execute(ETAPE, beneficiaire, 2, None)
    await pg.execute("UPDATE etape SET fin_reelle = '2024-04-01', motif_fin_id = 1 WHERE beneficiaire_id < 3")
    assert await acces(pg) == {
        (2, 1): (D(2024, 4, 1), None),
        (2, 2): (D(2024, 4, 1), None),
        (2, 3): (INFINI, None),
    }


@pytest.mark.parametrize("graine", range(8))
async def test_apres_des_operations_au_hasard_la_table_est_egale_a_la_vue(pg: Any, graine: int) -> None:
    hasard = random.Random(graine)
    for pas in range(120):
        await _operation(pg, hasard)
        if pas % 10 == 9:
            assert await acces(pg) == await acces(pg, "acces_calcule"), f"après {pas + 1} opérations"
    assert await acces(pg) != {}


async def _operation(pg: Any, hasard: random.Random) -> None:
    """One insert, update or delete drawn at random among the three sources."""
    personne, structure = hasard.randint(1, 4), hasard.randint(1, 3)
    table = hasard.choice(["etape", "rattachement", "positionnement"])
    fin = hasard.choice([None, D(2024, 1, 1) + dt.timedelta(hasard.randint(0, 500))])
    genre = hasard.random()
    cible = await pg.fetchval(f"SELECT id FROM {table} ORDER BY (id * $1) % 97, id LIMIT 1", hasard.randint(1, 96))
    if cible is None or genre < 0.45:
        if table == "etape":
            await pg.execute(ETAPE, personne, structure, fin)
            return
        ordre = RATTACHEMENT if table == "rattachement" else POSITIONNEMENT
        quand = instant(D(2024, 1, 1) + dt.timedelta(hasard.randint(0, 500)), hasard.randint(0, 23))
        await pg.execute(ordre, personne, structure, hasard.choice(STATUTS[table]), quand)
    elif genre < 0.65:
        await pg.execute(f"DELETE FROM {table} WHERE id = $1", cible)
    elif genre < 0.85:
        ordre = f"UPDATE {table} SET beneficiaire_id = $2, offre_de_service_id = $3, structure_id = $3 WHERE id = $1"
        await pg.execute(ordre, cible, personne, structure)
    elif table == "etape":
        await pg.execute(
            "UPDATE etape SET fin_reelle = $2, motif_fin_id = CASE WHEN $2::date IS NULL THEN NULL ELSE 1 END "
            "WHERE id = $1",
            cible,
            fin,
        )
    else:
        await pg.execute(f"UPDATE {table} SET statut = $2 WHERE id = $1", cible, hasard.choice(STATUTS[table]))
