"""The second wall: what PostgreSQL refuses to the roles of the API, whatever the code asks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from db.pools import ReadPools
from db.roles import LECTURE
from tests.conftest import en_api


@pytest.fixture
async def api(base_vierge: str) -> AsyncIterator[Any]:
    """A connection as the API's role."""
    connection = await asyncpg.connect(en_api(base_vierge).replace("+asyncpg", ""))
    yield connection
    await connection.close()


@pytest.fixture
async def lecture(base_vierge: str) -> AsyncIterator[Any]:
    """The pool that sheets are read through."""
    pools = await ReadPools.open(en_api(base_vierge), 2)
    yield pools.keyed
    await pools.close()


@pytest.mark.parametrize(
    "ordre",
    [
        "DELETE FROM journal",
        "UPDATE journal SET action = 'LECTURE'",
        "TRUNCATE journal",
        "DROP TABLE journal",
        "CREATE TABLE ailleurs (id int)",
        "ALTER TABLE etape ADD COLUMN ailleurs int",
        "ALTER TABLE etape DISABLE TRIGGER ALL",
        "CREATE FUNCTION ailleurs() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "INSERT INTO acces_structure (structure_id, beneficiaire_id, etape) VALUES (1, 1, 'infinity')",
        "UPDATE acces_structure SET etape = 'infinity'",
        "UPDATE alembic_version SET version_num = 'x'",
        "SET ROLE postgres",
    ],
)
async def test_l_api_ne_peut_pas(api: Any, ordre: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await api.execute(ordre)


async def test_l_api_ne_possede_rien(api: Any) -> None:
    owned = "SELECT count(*) FROM pg_class WHERE relowner = (SELECT oid FROM pg_roles WHERE rolname = current_user)"
    assert await api.fetchval(owned) == 0
    role = await api.fetchrow("SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user")
    assert tuple(role) == (False, False, False)


async def test_l_api_ecrit_au_journal(api: Any) -> None:
    await api.execute("INSERT INTO journal (quand, action) VALUES (now(), 'CONNEXION')")
    assert await api.fetchval("SELECT count(*) FROM journal") == 1


@pytest.mark.parametrize("table", ["session_ouverte", "alembic_version"])
async def test_une_lecture_ne_voit_pas_les_secrets(lecture: Any, table: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await lecture.fetch(f"SELECT * FROM {table}")


async def test_une_lecture_ne_voit_d_un_compte_que_la_version_de_ses_droits(lecture: Any) -> None:
    assert await lecture.fetchval("SELECT current_user") == LECTURE
    assert await lecture.fetch("SELECT collaborateur_id, version_droits FROM compte") == []
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await lecture.fetch("SELECT mot_de_passe FROM compte")


async def test_une_lecture_n_ecrit_pas(lecture: Any) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        await lecture.execute("INSERT INTO dispositif (code, libelle) VALUES ('A', 'A')")
