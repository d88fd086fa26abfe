"""The connections that reads go through: asyncpg's own pools, prepared statements kept for good.

Look-ups by key keep one generic plan for any key; filtered lists are planned for their values (a prefix LIKE under a
generic plan costs eighty times more).
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from db.roles import LECTURE

SETTINGS = {
    "role": LECTURE,
    "timezone": "Europe/Paris",
    "jit": "off",
    "application_name": "viesion",
    "default_transaction_read_only": "on",
    "statement_timeout": "15000",
}


KEYED = {
    "plan_cache_mode": "force_generic_plan",
    # A sheet is a hundred look-ups by key: hashing or scanning a whole reference table in each of them, and setting up
    # memory for rows that are few, cost a fifth of it.
    **dict.fromkeys(
        (
            "enable_hashjoin",
            "enable_mergejoin",
            "enable_seqscan",
            "enable_memoize",
            "enable_material",
            "enable_bitmapscan",
        ),
        "off",
    ),
}
FILTERED = {"plan_cache_mode": "force_custom_plan"}


class _Connection(asyncpg.Connection):
    """Reads in autocommit leave nothing behind: giving a connection back costs no round trip."""

    def get_reset_query(self) -> str:
        return ""


async def _json_as_bytes(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("json", schema="pg_catalog", encoder=bytes, decoder=bytes, format="binary")


async def _pool(url: str, size: int, planner: dict[str, str]) -> asyncpg.Pool:
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    settings: dict[str, Any] = {**SETTINGS, **planner}
    return await asyncpg.create_pool(
        dsn,
        min_size=min(2, size),
        max_size=size,
        connection_class=_Connection,
        init=_json_as_bytes,
        server_settings=settings,
        statement_cache_size=1000,
        max_cached_statement_lifetime=0,
        max_cacheable_statement_size=0,
        max_inactive_connection_lifetime=0,
        timeout=5,
    )


@dataclass(frozen=True, slots=True)
class ReadPools:
    """`keyed`: generic plans; `filtered`: plans made for the values."""

    keyed: asyncpg.Pool
    filtered: asyncpg.Pool
    _releases: set[asyncio.Task[None]] = field(default_factory=set)

    @classmethod
    async def open(cls, url: str, size: int = 8) -> ReadPools:
        """Opens both pools on a SQLAlchemy URL; `size` connections each at most."""
        return cls(
            await _pool(url, size, KEYED),
            await _pool(url, size, FILTERED),
        )

    async def by_key(self, sql: str, arguments: list[Any], seconds: float) -> list[Any]:
        """The rows of a look-up by key; at most `seconds` long."""
        return await self._fetch(self.keyed, sql, arguments, seconds)

    async def by_filter(self, sql: str, arguments: list[Any], seconds: float) -> list[Any]:
        """The rows of a filtered list; at most `seconds` long."""
        return await self._fetch(self.filtered, sql, arguments, seconds)

    async def _fetch(self, pool: asyncpg.Pool, sql: str, arguments: list[Any], seconds: float) -> list[Any]:
        connection = await pool.acquire(timeout=seconds)
        try:
            rows: list[Any] = await connection.fetch(sql, *arguments, timeout=seconds)
            return rows
        finally:
            # The answer does not wait for its connection to be given back.
            release = asyncio.ensure_future(pool.release(connection))
            self._releases.add(release)
            release.add_done_callback(self._releases.discard)

    async def close(self) -> None:
        """Waits for running reads, then closes."""
        await asyncio.gather(*self._releases, return_exceptions=True)
        await self.keyed.close()
        await self.filtered.close()
