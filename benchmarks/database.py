"""The databases of the measurements: one private PostgreSQL, a database for each size, loaded once."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import hashlib
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from auth.caller import Tails
from db.demo import charger_demo
from db.lifecycle import prepare
from db.private_postgres import PrivateServer, private_postgres, running
from db.roles import API

COMPTE, MOT_DE_PASSE = "referent@demo.example", "viesion-demo"
DB = Path(__file__).parent.parent / "db"
LOADED = "Base des mesures, complète."

VISIBLE = """
SELECT DISTINCT a.beneficiaire_id
FROM acces_structure a
  JOIN collaborateur_structure l ON l.structure_id = a.structure_id
  JOIN collaborateur c ON c.id = l.collaborateur_id
WHERE c.email = $1 AND (a.etape > $2 OR a.entree > $3)
ORDER BY 1
"""


@dataclass(frozen=True)
class Database:
    """A loaded database: its SQLAlchemy URL for its owner and for our API, the folder of its socket, the process that
    serves it."""

    url: str
    api_url: str
    socket: Path
    name: str
    postmaster: int

    def connection(self) -> dict[str, str]:
        """The parameters of a client of PostgreSQL; node-postgres wants a password, whatever it is."""
        return {"host": str(self.socket), "user": "postgres", "password": "-", "database": self.name}


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[PrivateServer]:
    """The private PostgreSQL kept in `folder`, shared when another process of ours runs it."""
    folder.mkdir(parents=True, exist_ok=True)
    data = folder / "postgres"
    found = running(data)
    if found is not None:
        yield found
        return
    with private_postgres(data) as server:
        yield server


def people(server: PrivateServer, folder: Path, size: int) -> Database:
    """The database of `size` people: found, or loaded now. One made for other migrations or roles is replaced.

    Errors: those of `db.demo.charger_demo`; OSError when the disk is too small for it.
    """
    return asyncio.run(_people(server, folder, size))


async def _people(server: PrivateServer, folder: Path, size: int) -> Database:
    sources = [*sorted((DB / "migrations" / "versions").glob("*.py")), DB / "roles.py"]
    stamp = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:8]
    name = f"personnes_{size}_{stamp}"
    admin = await asyncpg.connect(_plain(server.url()))
    try:
        known = {
            row[0]: row[1]
            for row in await admin.fetch(
                "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database WHERE datname LIKE $1",
                f"personnes\\_{size}\\_%",
            )
        }
        if known.get(name) != LOADED:
            for stale in known:
                await admin.execute(f"DROP DATABASE {stale}")
            _check_space(folder, size)
            print(f"Chargement de {size} personnes…", flush=True)
            await admin.execute(f"CREATE DATABASE {name}")
            await prepare(server.url(name))
            await charger_demo(server.url(name), beneficiaires=size)
            await admin.execute(f"COMMENT ON DATABASE {name} IS '{LOADED}'")
        # A checkpoint in the middle of a round would be paid by the peer that happens to run.
        await admin.execute("CHECKPOINT")
        postmaster = _parent(await admin.fetchval("SELECT pg_backend_pid()"))
    finally:
        await admin.close()
    return Database(server.url(name), server.url(name, user=API), server.socket, name, postmaster)


def visible_ids(database: Database, limit: int, seed: int = 1) -> list[int]:
    """At most `limit` files that the référent of the demo may open, drawn at random, always the same."""
    return asyncio.run(_visible(database, limit, seed))


async def _visible(database: Database, limit: int, seed: int) -> list[int]:
    today, tails = dt.date.today(), Tails()
    connection = await asyncpg.connect(_plain(database.url))
    try:
        since = (today - dt.timedelta(days=tails.etape), today - dt.timedelta(days=tails.entree))
        ids = [row[0] for row in await connection.fetch(VISIBLE, COMPTE, *since)]
    finally:
        await connection.close()
    random.Random(seed).shuffle(ids)
    return ids[:limit]


def _plain(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _check_space(folder: Path, size: int) -> None:
    needed = size * 60_000
    if shutil.disk_usage(folder).free < needed:
        raise OSError(f"{folder}: il faut {needed // 10**9 + 1} Go libres pour {size} personnes.")
