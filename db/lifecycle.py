"""Bringing a database to life: migrations, reference data, and the private server of the demo."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import exists, select

import db
from db import migrations, roles
from db.engine import write_engine
from db.private_postgres import private_postgres, running
from db.referentiels import charger


async def prepare(url: str, api_password: str = "") -> None:
    """Migrates a database as its owner and loads the reference data, in one transaction.

    `api_password`, if given, becomes that of the role that the API connects as (`db.roles.API`).
    """
    engine = write_engine(url)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(migrations.migrate)
            await connection.run_sync(charger)
            if api_password:
                await connection.run_sync(roles.set_password, api_password)
    finally:
        await engine.dispose()


async def has_accounts(url: str) -> bool:
    """Whether the database holds accounts: a demo is loaded once."""
    engine = write_engine(url)
    try:
        async with engine.connect() as connection:
            return bool(await connection.scalar(select(exists().where(db.Compte.collaborateur_id.is_not(None)))))
    finally:
        await engine.dispose()


@contextmanager
def private_url(donnees: Path) -> Iterator[str]:
    """The private database kept in `donnees`: of the demo that runs there, else started for the while."""
    cluster = donnees / "postgres"
    found = running(cluster)
    if found is not None:
        yield found.url()
        return
    with private_postgres(cluster) as server:
        yield server.url()
