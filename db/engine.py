"""Engines and pools. Everything the product asks of a connection (time zone, plans, timeouts) is set here."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

COMMUN = {"timezone": "Europe/Paris", "jit": "off", "application_name": "viesion"}


def write_engine(url: str, *, pool: int = 5) -> AsyncEngine:
    """The engine of transactions: workflows, migrations, loads."""
    return create_async_engine(url, pool_size=pool, max_overflow=0, connect_args={"server_settings": COMMUN})


def read_engine(url: str, *, pool: int = 10, generic: bool, statements: int = 1000) -> AsyncEngine:
    """The engine of reads: autocommit, prepared statements kept for good.

    `generic`: look-ups by key keep one plan for any key; filtered lists are planned for their values.
    """
    settings = {
        **COMMUN,
        "plan_cache_mode": "force_generic_plan" if generic else "force_custom_plan",
        "default_transaction_read_only": "on",
        "statement_timeout": "15s",
    }
    arguments: dict[str, Any] = {
        "server_settings": settings,
        "statement_cache_size": statements,
        "max_cached_statement_lifetime": 0,
        "max_cacheable_statement_size": 0,
    }
    return create_async_engine(
        url,
        pool_size=pool,
        max_overflow=0,
        pool_timeout=5,
        isolation_level="AUTOCOMMIT",
        pool_reset_on_return=None,
        connect_args=arguments,
    )
