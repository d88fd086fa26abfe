"""Loading the demo: the same for the same seed, whole or not at all, without leaving a trace in the catalog."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from db import migrations
from db.demo import BaseNonVide, charger_demo
from db.demo.tables import COLUMNS, LOADED
from db.engine import write_engine
from tests.db.conftest import JOUR

PETITE = 150

EMPREINTES = " UNION ALL ".join(
    f"SELECT '{table}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t" for table in LOADED
)
CATALOGUE = """
    SELECT conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated::text AS objet
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT pg_get_indexdef(indexrelid) || indisvalid::text FROM pg_index
    WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    UNION ALL SELECT pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT attrelid::regclass::text || attname || attnotnull::text || attidentity::text || attgenerated::text
    FROM pg_attribute WHERE attnum > 0 AND attrelid IN (
        SELECT oid FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace = 'public'::regnamespace)
    ORDER BY objet
"""


async def _lire(url: str, ordre: str) -> list[Any]:
    engine = write_engine(url)
    async with engine.connect() as connection:
        rows = (await connection.execute(text(ordre))).all()
    await engine.dispose()
    return [tuple(row) for row in rows]


async def _vider(url: str) -> None:
    engine = write_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text(f"TRUNCATE {', '.join(LOADED)}"))
    await engine.dispose()


async def test_la_meme_graine_donne_les_memes_lignes(base_vierge: str) -> None:
    await charger_demo(base_vierge, beneficiaires=PETITE, jour=JOUR)
    premieres = await _lire(base_vierge, EMPREINTES)
    await _vider(base_vierge)
    await charger_demo(base_vierge, beneficiaires=PETITE, jour=JOUR)
    assert await _lire(base_vierge, EMPREINTES) == premieres
    assert {table for table, empreinte in premieres if empreinte} >= set(COLUMNS)


async def test_une_autre_graine_donne_d_autres_personnes(base_vierge: str) -> None:
    noms = "SELECT nom, prenom, date_naissance FROM beneficiaire ORDER BY id"
    await charger_demo(base_vierge, beneficiaires=40, jour=JOUR)
    premieres = await _lire(base_vierge, noms)
    await _vider(base_vierge)
    await charger_demo(base_vierge, beneficiaires=40, jour=JOUR, graine=35)
    assert not set(await _lire(base_vierge, noms)) & set(premieres)


async def test_le_catalogue_est_le_meme_apres_le_chargement(base_vierge: str) -> None:
    avant = await _lire(base_vierge, CATALOGUE)
    await charger_demo(base_vierge, beneficiaires=PETITE, jour=JOUR)
    assert await _lire(base_vierge, CATALOGUE) == avant
    engine = write_engine(base_vierge)
    async with engine.connect() as connection:
        assert await connection.run_sync(migrations.differences) is None
    await engine.dispose()


async def test_une_base_qui_contient_des_donnees_est_refusee_et_reste_telle_quelle(base_vierge: str) -> None:
    await charger_demo(base_vierge, beneficiaires=30, jour=JOUR)
    avant = await _lire(base_vierge, EMPREINTES)
    with pytest.raises(BaseNonVide, match="contient déjà des données"):
        await charger_demo(base_vierge, beneficiaires=30, jour=JOUR)
    assert await _lire(base_vierge, EMPREINTES) == avant


@pytest.mark.parametrize("moment", ["Dossiers", "Index et contraintes"])
async def test_un_chargement_interrompu_ne_laisse_rien_et_se_recommence(base_vierge: str, moment: str) -> None:
    class Coupure(Exception):
        pass

    def couper(etape: str, fait: int, total: int) -> None:
        if etape == moment:
            raise Coupure

    catalogue = await _lire(base_vierge, CATALOGUE)
    with pytest.raises(Coupure):
        await charger_demo(base_vierge, beneficiaires=30, jour=JOUR, progres=couper)
    assert await _lire(base_vierge, CATALOGUE) == catalogue
    assert await _lire(base_vierge, "SELECT count(*) FROM beneficiaire") == [(0,)]
    await charger_demo(base_vierge, beneficiaires=30, jour=JOUR)
    assert await _lire(base_vierge, "SELECT count(*) FROM beneficiaire") == [(30,)]


@pytest.mark.parametrize("taille", [1, 2])
async def test_une_demo_minuscule_se_charge(base_vierge: str, taille: int) -> None:
    await charger_demo(base_vierge, beneficiaires=taille, jour=JOUR)
    assert await _lire(base_vierge, "SELECT count(*) FROM beneficiaire") == [(taille,)]


async def test_une_demo_sans_personne_est_refusee(base_vierge: str) -> None:
    with pytest.raises(ValueError, match="au moins un bénéficiaire"):
        await charger_demo(base_vierge, beneficiaires=0)


async def test_la_progression_avance_jusqu_au_bout(base_vierge: str) -> None:
    suivi: dict[str, list[tuple[int, int]]] = {}
    await charger_demo(
        base_vierge, beneficiaires=30, jour=JOUR, progres=lambda e, f, t: suivi.setdefault(e, []).append((f, t))
    )
    assert list(suivi) == ["Dossiers", "Index et contraintes", "Statistiques"]
    for pas in suivi.values():
        assert pas == sorted(pas)
        assert pas[-1][0] == pas[-1][1]


async def test_une_ligne_ajoutee_apres_le_chargement_prend_le_numero_suivant(demo: Any) -> None:
    dernier = await demo.fetchrow("SELECT max(id) AS id, max(numero) AS numero FROM beneficiaire")
    suivant = await demo.fetchrow(
        "INSERT INTO beneficiaire (civilite, nom, prenom, date_naissance) VALUES ('M', 'N', 'P', '1980-01-01') "
        "RETURNING id, numero"
    )
    assert (suivant["id"], suivant["numero"]) == (dernier["id"] + 1, dernier["numero"] + 1)


async def test_une_etape_fermee_apres_le_chargement_change_l_acces(demo: Any) -> None:
    etape = await demo.fetchrow(
        "SELECT id, structure_id, beneficiaire_id FROM etape e WHERE fin_reelle IS NULL AND (SELECT count(*) FROM "
        "etape a "
        "WHERE a.structure_id = e.structure_id AND a.beneficiaire_id = e.beneficiaire_id) = 1 LIMIT 1"
    )
    await demo.execute("UPDATE etape SET fin_reelle = $2, motif_fin_id = 1 WHERE id = $1", etape["id"], JOUR)
    acces = await demo.fetchval(
        "SELECT etape FROM acces_structure WHERE structure_id = $1 AND beneficiaire_id = $2",
        etape["structure_id"],
        etape["beneficiaire_id"],
    )
    assert acces == JOUR
