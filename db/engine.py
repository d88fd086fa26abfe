"""The engine of transactions: workflows, migrations, loads. Reads have pools of their own (`db/pools.py`)."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

SETTINGS = {"timezone": "Europe/Paris", "jit": "off", "application_name": "viesion"}


def write_engine(url: str, *, pool: int = 5) -> AsyncEngine:
    """`pool` connections at most, in Europe/Paris, whose prepared statements are kept for good."""
    kept = {"statement_cache_size": 500, "max_cached_statement_lifetime": 0}
    return create_async_engine(url, pool_size=pool, max_overflow=0, connect_args={"server_settings": SETTINGS, **kept})
