"""Two databases shared by the reading tests of a worker: the demo, never written to, and a small world of one's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import make_url, select
from sqlalchemy.ext.asyncio import AsyncSession

import db
from auth.accounts import load_caller
from auth.caller import Caller
from db.demo import charger_demo
from db.demo.structures import COMPTES, DOMAINE
from db.private_postgres import PrivateServer
from server.app import Application
from server.limits import Limits
from server.settings import Settings
from tests.conftest import TEMPLATE, cloner, en_api
from tests.reading.ecrits import ecrire_demo
from tests.reading.lecteur import JOUR, MAINTENANT, Lecteur
from tests.reading.monde import Monde

PERSONNES = 200


@asynccontextmanager
async def ouvrir(url: str) -> AsyncIterator[Lecteur]:
    """A reader over the parts of a server on `url`, its clock stopped at `MAINTENANT`."""
    application = Application(Settings(database_url=en_api(url), secret="s" * 32), Limits(), clock=lambda: MAINTENANT)
    await application.start()
    try:
        yield Lecteur(application)
    finally:
        await application.stop()


@pytest.fixture(scope="session")
def modele_demo(serveur_postgres: PrivateServer) -> Iterator[str]:
    """The name of a database that holds the demo of `JOUR`, to be cloned: nobody connects to it."""
    for url in cloner(serveur_postgres, TEMPLATE):
        asyncio.run(charger_demo(url, beneficiaires=PERSONNES, jour=JOUR))
        asyncio.run(ecrire_demo(url))
        nom = make_url(url).database
        assert nom is not None
        yield nom


@pytest.fixture(scope="session")
def base_demo(serveur_postgres: PrivateServer, modele_demo: str) -> Iterator[str]:
    """The URL of a database that holds the demo of `JOUR`. It is read, never changed."""
    yield from cloner(serveur_postgres, modele_demo)


@pytest.fixture(scope="session")
def base_monde(serveur_postgres: PrivateServer) -> Iterator[str]:
    """The URL of an empty database, for `monde`."""
    yield from cloner(serveur_postgres, TEMPLATE)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo(base_demo: str) -> AsyncIterator[Lecteur]:
    """Reads the demo."""
    async with ouvrir(base_demo) as lecteur:
        yield lecteur


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def comptes(demo: Lecteur) -> dict[str, Caller]:
    """The callers of the demo accounts, by the name before their @."""
    async with AsyncSession(demo.application.writes) as session:
        found = {}
        for compte in COMPTES:
            email = f"{compte}@{DOMAINE}"
            collaborateur = (
                await session.scalars(select(db.Collaborateur).where(db.Collaborateur.email == email))
            ).one()
            found[compte] = await load_caller(session, collaborateur)
        return found


@pytest.fixture
def referent(comptes: dict[str, Caller]) -> Caller:
    """The référent of the demo."""
    return comptes["referent"]


@pytest.fixture
def pilote(comptes: dict[str, Caller]) -> Caller:
    """The pilote of the demo: every file."""
    return comptes["pilote"]


@pytest_asyncio.fixture(loop_scope="session")
async def fiche(demo: Lecteur, referent: Caller) -> dict[str, Any]:
    """A file of the référent's, with an étape of another structure."""
    data = await demo.data(
        referent, "{ beneficiaires(first: 100) { nodes { id nom prenom numeroDossier etapes { id acces } } } }"
    )
    return next(
        node
        for node in data["beneficiaires"]["nodes"]
        if {etape["acces"] for etape in node["etapes"]} == {"COMPLET", "RESTREINT"}
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def monde(base_monde: str) -> AsyncIterator[Monde]:
    """A world of three structures where each test writes the files it needs."""
    async with ouvrir(base_monde) as lecteur:
        yield await Monde.creer(lecteur)


@pytest.fixture(autouse=True)
def _journal_vide(request: pytest.FixtureRequest) -> None:
    """Each test counts its own statements."""
    for name in ("demo", "monde"):
        if name in request.fixturenames:
            found = request.getfixturevalue(name)
            (found if isinstance(found, Lecteur) else found.lire).oublier()
