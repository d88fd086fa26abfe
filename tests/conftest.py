"""One private PostgreSQL per test process; a migrated template, cloned in milliseconds for whoever changes rows."""

from __future__ import annotations

import asyncio
import itertools
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db import migrations
from db.engine import write_engine
from db.private_postgres import PrivateServer, passing_folder, private_postgres
from db.roles import API

TEMPLATE = "modele"


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--golden` writes the reference files of `tests/reading/golden/` anew."""
    parser.addoption("--golden", action="store_true", help="écrire à nouveau les fichiers de référence")


@pytest.fixture(scope="session")
def serveur_postgres() -> Iterator[PrivateServer]:
    """A private server with the migrated, empty database `modele`."""
    with passing_folder() as folder, private_postgres(folder / "data", fast=True) as server:
        asyncio.run(_executer(server.url(), f"CREATE DATABASE {TEMPLATE}"))
        asyncio.run(_sur(server.url(TEMPLATE), lambda connection: connection.run_sync(migrations.migrate)))
        yield server


_NUMEROS = itertools.count(1)


@pytest.fixture
def base_vierge(serveur_postgres: PrivateServer) -> Iterator[str]:
    """The URL of a migrated, empty database of the test's own."""
    yield from cloner(serveur_postgres, TEMPLATE)


@pytest.fixture
async def connexion_asynchrone(base_vierge: str) -> AsyncIterator[AsyncConnection]:
    """A connection to a database of the test's own."""
    engine = write_engine(base_vierge)
    async with engine.connect() as connection:
        yield connection
    await engine.dispose()


def en_api(url: str) -> str:
    """The same database, as the role that the API connects as."""
    return url.replace("://postgres@", f"://{API}@")


def cloner(server: PrivateServer, modele: str) -> Iterator[str]:
    """The URL of a copy of the database `modele`, dropped afterwards."""
    nom = f"{modele}_{next(_NUMEROS)}"
    asyncio.run(_executer(server.url(), f"CREATE DATABASE {nom} TEMPLATE {modele} STRATEGY FILE_COPY"))
    yield server.url(nom)
    asyncio.run(_executer(server.url(), f"DROP DATABASE {nom} WITH (FORCE)"))


@pytest.fixture(scope="session")
def demo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running `viesion demo`, as its user starts it."""
    command = [sys.executable, "-m", "server.cli", "demo", "--port", "0"]
    donnees = tmp_path_factory.mktemp("demo")
    with subprocess.Popen([*command, "--donnees", str(donnees)], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("PRET http://"), line
            yield line.removeprefix("PRET ").strip()
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


async def _executer(url: str, ordre: str) -> None:
    engine = write_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(ordre))
    await engine.dispose()


async def _sur(url: str, action: Callable[[AsyncConnection], Awaitable[object]]) -> None:
    engine = write_engine(url)
    async with engine.begin() as connection:
        await action(connection)
    await engine.dispose()
