"""A demo that is read and never changed; the reference files, to be read, spoilt and loaded."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from db.demo import charger_demo
from db.engine import write_engine
from db.private_postgres import PrivateServer
from db.referentiels import DOSSIER, Referentiels, lire
from tests.db.chargements import Modifier, load

JOUR = dt.date(2026, 3, 10)


@pytest.fixture(scope="session")
def base_demo(serveur_postgres: PrivateServer) -> Iterator[str]:
    """A database with the demo at its default size."""
    nom = "essai_demo"
    asyncio.run(_administrer(serveur_postgres, f"CREATE DATABASE {nom} TEMPLATE modele"))
    asyncio.run(charger_demo(serveur_postgres.url(nom), jour=JOUR))
    yield serveur_postgres.url(nom)
    asyncio.run(_administrer(serveur_postgres, f"DROP DATABASE {nom} WITH (FORCE)"))


async def _administrer(server: PrivateServer, ordre: str) -> None:
    engine = write_engine(server.url()).execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(ordre))
    await engine.dispose()


@pytest.fixture
async def demo(base_demo: str) -> AsyncIterator[Any]:
    """An asyncpg connection to the demo, in a transaction that is rolled back."""
    engine = write_engine(base_demo)
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        transaction = driver.transaction()
        await transaction.start()
        yield driver
        await transaction.rollback()
    await engine.dispose()


@pytest.fixture(scope="module")
def lus() -> Referentiels:
    """What the reference files hold."""
    return lire()


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A copy of the reference files, for a test to spoil."""
    copie = tmp_path / "referentiels"
    shutil.copytree(DOSSIER, copie, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copie


@pytest.fixture
def modifier(dossier: Path) -> Modifier:
    """Replaces a passage of one file of the copy; the passage must be there once."""

    def remplacer(fichier: str, ancien: str, nouveau: str) -> None:
        chemin = dossier / fichier
        contenu = chemin.read_text(encoding="utf-8")
        assert contenu.count(ancien) == 1, f"{ancien!r} stands {contenu.count(ancien)} times in {fichier}"
        chemin.write_text(contenu.replace(ancien, nouveau), encoding="utf-8")

    return remplacer


@pytest.fixture
async def connexion(connexion_asynchrone: AsyncConnection) -> AsyncConnection:
    """A database that holds the reference data."""
    await load(connexion_asynchrone)
    return connexion_asynchrone
