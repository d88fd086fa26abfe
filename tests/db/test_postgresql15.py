"""Production may run any PostgreSQL from 15 on: migrations, data and reads on the oldest."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.demo import charger_demo
from db.lifecycle import prepare
from db.private_postgres import passing_folder, private_postgres
from server.app import Application
from server.execution import execute_document
from server.limits import Limits
from server.settings import Settings

BINARIES = Path("/usr/lib/postgresql/15/bin")


@pytest.mark.skipif(not BINARIES.exists(), reason="PostgreSQL 15 n'est pas installé : essai NON FAIT")
async def test_migrations_donnees_et_lectures_sur_postgresql_15() -> None:
    with passing_folder() as folder, private_postgres(folder / "data", fast=True, folder=BINARIES) as server:
        await prepare(server.url())
        await charger_demo(server.url(), beneficiaires=30)
        application = Application(Settings(database_url=server.url(), secret="s" * 40), Limits())
        await application.start()
        try:
            query = (
                "{ beneficiaires { totalCount nodes { nom etapes { intitule entretiens(first: 1) { totalCount } } } } }"
            )
            pilote = await application.accounts.find("pilote@demo.example")
            assert pilote is not None
            answer = await execute_document(application, query, {}, pilote)
        finally:
            await application.stop()
    assert "errors" not in answer
    assert answer["data"]["beneficiaires"]["totalCount"] == 30
    assert any(person["etapes"] for person in answer["data"]["beneficiaires"]["nodes"])
