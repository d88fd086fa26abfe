"""The engine of transactions: workflows, migrations, loads. Reads have pools of their own (`db/pools.py`)."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

BORNES = {"lock_timeout": "10s", "statement_timeout": "30s", "idle_in_transaction_session_timeout": "60s"}
"""What bounds the transactions that people wait for: nobody's lock holds up the others for long."""
SETTINGS = {"timezone": "Europe/Paris", "jit": "off", "application_name": "viesion"}


def write_engine(url: str, *, pool: int = 5, bornes: bool = False) -> AsyncEngine:
    """`pool` connections at most, in Europe/Paris, whose prepared statements are kept for good.

    With `bornes`, none of their statements waits without end.
    """
    settings = SETTINGS | (BORNES if bornes else {})
    kept = {"statement_cache_size": 500, "max_cached_statement_lifetime": 0}
    return create_async_engine(url, pool_size=pool, max_overflow=0, connect_args={"server_settings": settings, **kept})
