"""Hand-written SQL behind bare Starlette: `uvicorn --factory benchmarks.peers.sql_app:application`."""

from __future__ import annotations

import datetime as dt
import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
from sqlalchemy.engine import make_url
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from db.pools import KEYED

SHEET = (Path(__file__).parent / "sheet.sql").read_text(encoding="utf-8")
PARIS = ZoneInfo("Europe/Paris")
# The planner is set as our own server sets it for look-ups by key: the best found for this statement too.
SETTINGS = {"timezone": "Europe/Paris", "jit": "off", **KEYED}


class Connection(asyncpg.Connection):
    """Nothing to reset after a read."""

    def get_reset_query(self) -> str:
        """No round trip when a connection is given back."""
        return ""


async def _bytes(connection: Any) -> None:
    await connection.set_type_codec("json", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary")


def application() -> Starlette:
    """The ASGI application: one route, one prepared statement."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        dsn = make_url(os.environ["BENCH_DATABASE_URL"]).set(drivername="postgresql")
        pool = await asyncpg.create_pool(
            dsn.render_as_string(hide_password=False),
            min_size=8,
            max_size=8,
            connection_class=Connection,
            init=_bytes,
            server_settings=SETTINGS,
            max_cacheable_statement_size=0,
            max_cached_statement_lifetime=0,
        )
        app.state.pool = pool
        gc.collect()
        gc.freeze()
        yield
        await pool.close()

    async def sheet(request: Request) -> Response:
        now = dt.datetime.now(PARIS)
        found = await request.app.state.pool.fetchval(SHEET, request.path_params["id"], now.date(), now)
        content = b'{"data":{"beneficiaire":' + (found or b"null") + b"}}"
        return Response(content, media_type="application/json")

    return Starlette(routes=[Route("/fiche/{id:int}", sheet)], lifespan=lifespan)
