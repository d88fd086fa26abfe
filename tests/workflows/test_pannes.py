"""The database goes away in the middle of each workflow: nothing is half-done, and the same key succeeds once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from tests.rights.ecritures import CAS
from tests.rights.ecritures.cas import FAIT
from tests.workflows.atelier import COMPTES, Atelier

pytestmark = pytest.mark.asyncio(loop_scope="session")

AVEC_CLE = sorted(CAS)
HORS_ETAT = ("journal", "consultation", "tentative", "cle_idempotence", "alembic_version")
TUER = "SELECT pg_terminate_backend(pg_backend_pid())"


async def etat(atelier: Atelier) -> dict[str, str]:
    """A hash of the rows of each table, and of what the journal tells of writes."""
    tables = await atelier.sql("SELECT tablename AS nom FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    noms = [table.nom for table in tables if table.nom not in HORS_ETAT]
    hachage = "coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '')"
    parts = " UNION ALL ".join(f"SELECT '{nom}', {hachage} FROM {nom} t" for nom in noms)
    ecrits = "SELECT 'ecrits', count(*)::text FROM journal WHERE action IN ('CREATION', 'MODIFICATION', 'SUPPRESSION')"
    return dict(await atelier.sql(f"{parts} UNION ALL {ecrits}"))


@contextmanager
def panne(atelier: Atelier, ordre: int | None) -> Iterator[list[str]]:
    """Kills the connection before its n-th statement, or before its commit, once; lists the statements it ran."""
    moteur = atelier.lire.application.writes.sync_engine
    vus: list[str] = []

    def avant(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement == TUER or "INTO consultation" in statement:
            return
        vus.append(statement)
        if ordre is not None and len(vus) == ordre:
            connection.execute(text(TUER))

    def valider(connection: Any) -> None:
        if ordre is None:
            connection.execute(text(TUER))

    event.listen(moteur, "before_cursor_execute", avant)
    event.listen(moteur, "commit", valider)
    try:
        yield vus
    finally:
        event.remove(moteur, "before_cursor_execute", avant)
        event.remove(moteur, "commit", valider)


@pytest.mark.parametrize("mutation", AVEC_CLE)
async def test_une_panne_ne_laisse_rien_a_moitie_et_la_meme_cle_reussit_une_fois(
    atelier: Atelier, mutation: str
) -> None:
    compte = COMPTES[CAS[mutation].sien.index(FAIT)]
    variables = await CAS[mutation].donner(atelier, compte, atelier.structures["A"].id, sienne=True)
    if "cle" in atelier.arguments(mutation):
        variables["cle"] = f"panne-{mutation}"
    avant = await etat(atelier)
    for ordre in (None, 4):
        with panne(atelier, ordre), pytest.raises(DBAPIError):
            await atelier.appeler(compte, mutation, variables)
        assert await etat(atelier) == avant
    fait = await atelier.appeler(compte, mutation, variables)
    assert fait["__typename"].endswith(FAIT)
    apres = await etat(atelier)
    assert apres != avant
    if "cle" in variables:
        assert await atelier.appeler(compte, mutation, variables) == fait
        assert await etat(atelier) == apres
