"""An offer is masked for other structures exactly when its thématique is of health or its structure sensible."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

PREPARER = """
    INSERT INTO structure (raison_sociale, type, sensible)
    VALUES ('Ordinaire', 'ORGANISME_CONVENTIONNE', false), ('Sensible', 'ORGANISME_CONVENTIONNE', true);
    INSERT INTO territoire (code, libelle) VALUES ('T', 'T');
    INSERT INTO thematique (code, libelle, sante) VALUES ('MOC', 'MOC', false), ('PSME', 'PSME', true);
    INSERT INTO offre_de_service (thematique_id, libelle, territoire_id, structure_id)
    SELECT t, 'O', 1, s FROM generate_series(1, 2) t, generate_series(1, 2) s;
"""


@pytest.fixture
async def pg(connexion_asynchrone: AsyncConnection) -> Any:
    """An asyncpg connection to a database that holds an offer of each kind."""
    driver: Any = (await connexion_asynchrone.get_raw_connection()).driver_connection
    await driver.execute(PREPARER)
    return driver


async def ouvertes(pg: Any) -> set[tuple[int, int]]:
    """(thématique, structure) of the offers that are not masked."""
    rows = await pg.fetch("SELECT thematique_id, structure_id FROM offre_de_service WHERE NOT masquee")
    return {tuple(row) for row in rows}


async def test_seule_une_offre_ni_de_sante_ni_sensible_se_dit(pg: Any) -> None:
    assert await ouvertes(pg) == {(1, 1)}


@pytest.mark.parametrize(
    ("ordre", "attendues"),
    [
        ("UPDATE thematique SET sante = true WHERE id = 1", set()),
        ("UPDATE thematique SET sante = false WHERE id = 2", {(1, 1), (2, 1)}),
        ("UPDATE structure SET sensible = true WHERE id = 1", set()),
        ("UPDATE structure SET sensible = false WHERE id = 2", {(1, 1), (1, 2)}),
        ("UPDATE offre_de_service SET masquee = false", {(1, 1)}),
        ("UPDATE offre_de_service SET thematique_id = 2, libelle = 'P' WHERE thematique_id = 1", set()),
    ],
)
async def test_elle_suit_sa_thematique_et_sa_structure(pg: Any, ordre: str, attendues: set[tuple[int, int]]) -> None:
    await pg.execute(ordre)
    assert await ouvertes(pg) == attendues
