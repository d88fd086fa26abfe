"""One world for the workflows of a worker: each test writes the files it acts upon."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from db.engine import write_engine
from db.private_postgres import PrivateServer
from db.referentiels import charger
from server.app import Application
from server.limits import Limits
from server.settings import Settings
from tests.conftest import TEMPLATE, cloner, en_api
from tests.reading.lecteur import MAINTENANT, Lecteur
from tests.workflows.atelier import Atelier


async def referentiels(url: str) -> None:
    """Loads the reference data that the product ships."""
    engine = write_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(charger)
    await engine.dispose()


@pytest.fixture(scope="session")
def base_atelier(serveur_postgres: PrivateServer) -> Iterator[str]:
    """The URL of a database that holds the reference data."""
    for url in cloner(serveur_postgres, TEMPLATE):
        asyncio.run(referentiels(url))
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def atelier(base_atelier: str) -> AsyncIterator[Atelier]:
    """The world of the workflows, its clock stopped at `MAINTENANT`, Friday 28 March 2025, 14:30."""
    settings = Settings(
        database_url=en_api(base_atelier), secret="s" * 32, tentatives_par_compte=10**6, tentatives_par_adresse=10**6
    )
    application = Application(settings, Limits(), clock=lambda: MAINTENANT)
    await application.start()
    try:
        found = await Atelier.creer(Lecteur(application))
        assert isinstance(found, Atelier)
        yield found
    finally:
        await application.stop()
