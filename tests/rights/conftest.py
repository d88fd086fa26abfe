"""The world of `population.py`, written once for each worker, and a reader of it without bounds on documents."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from db.private_postgres import PrivateServer
from server.app import Application
from server.limits import Limits
from server.settings import Settings
from tests.conftest import TEMPLATE, cloner, en_api
from tests.reading.lecteur import MAINTENANT, Lecteur
from tests.reading.monde import Monde
from tests.rights.peuplement import peupler
from tests.rights.population import Population

SANS_BORNE = Limits(
    max_tokens=10**6,
    max_aliases=10**5,
    max_selections=10**5,
    max_width=10**5,
    max_depth=50,
    max_cost=10**12,
    timeout=60,
)
"""One document reads every path: bounds on documents are tested elsewhere."""


@pytest.fixture(scope="session")
def base_droits(serveur_postgres: PrivateServer) -> Iterator[str]:
    """The URL of a database for the population."""
    yield from cloner(serveur_postgres, TEMPLATE)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def population(base_droits: str) -> AsyncIterator[Population]:
    """Every kind of file, with a reader whose clock is stopped at `MAINTENANT`. It is read, never changed."""
    settings = Settings(database_url=en_api(base_droits), secret="s" * 32)
    application = Application(settings, SANS_BORNE, clock=lambda: MAINTENANT)
    await application.start()
    try:
        yield await peupler(await Monde.creer(Lecteur(application)))
    finally:
        await application.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These tests are `long`: they run by `make test-long`."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.long)
