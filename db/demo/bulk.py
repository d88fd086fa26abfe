"""Loading in bulk: tables stripped of what slows a COPY down, then dressed again from their own catalog."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import asyncpg

Connection: TypeAlias = "asyncpg.Connection[Any]"

_CONSTRAINTS = """
    SELECT contype::text AS type, conrelid::regclass::text AS relation, quote_ident(conname) AS name,
           pg_get_constraintdef(oid) AS definition
    FROM pg_constraint
    WHERE conrelid = ANY ($1::regclass[]) AND contype IN ('p', 'u', 'x', 'f')
    ORDER BY array_position(ARRAY['p', 'u', 'x', 'f'], contype::text), relation, name
"""
_INDEXES = """
    SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
    FROM pg_index
    WHERE indrelid = ANY ($1::regclass[])
      AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND conrelid = indrelid)
    ORDER BY name
"""
_TRIGGERS = """
    SELECT tgrelid::regclass::text AS relation, quote_ident(tgname) AS name
    FROM pg_trigger WHERE tgrelid = ANY ($1::regclass[]) AND NOT tgisinternal AND tgenabled = 'O'
    ORDER BY relation, name
"""
_SEQUENCES = """
    SELECT attrelid::regclass::text AS relation, quote_ident(attname) AS name,
           pg_get_serial_sequence(attrelid::regclass::text, attname) AS sequence
    FROM pg_attribute WHERE attrelid = ANY ($1::regclass[]) AND attidentity <> ''
"""


@asynccontextmanager
async def stripped(
    connection: Connection, tables: list[str], progress: Callable[[int, int], None]
) -> AsyncIterator[None]:
    """Empties `tables`; for the block, takes off their keys, constraints (checks aside), indexes and triggers.

    All of it belongs to the caller's transaction: a load that fails leaves the database as it was. `tables` must hold
    every table that refers to one of them. `progress(done, total)` follows what is put back.
    """
    constraints = await connection.fetch(_CONSTRAINTS, tables)
    indexes = await connection.fetch(_INDEXES, tables)
    triggers = await connection.fetch(_TRIGGERS, tables)
    await connection.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY")
    for row in triggers:
        await connection.execute(f"ALTER TABLE {row['relation']} DISABLE TRIGGER {row['name']}")
    for row in reversed(constraints):
        await connection.execute(f"ALTER TABLE {row['relation']} DROP CONSTRAINT {row['name']}")
    for row in indexes:
        await connection.execute(f"DROP INDEX {row['name']}")

    yield

    await connection.execute("SET LOCAL maintenance_work_mem = '256MB'")
    keys = [row for row in constraints if row["type"] in "pu"]
    others = [row for row in constraints if row["type"] in "xf"]
    statements = [
        *(_add_constraint(row) for row in keys),
        *(row["definition"] for row in indexes),
        *(_add_constraint(row) for row in others),
        *(f"ALTER TABLE {row['relation']} ENABLE TRIGGER {row['name']}" for row in triggers),
    ]
    for done, statement in enumerate(statements, 1):
        await connection.execute(statement)
        progress(done, len(statements))
    for row in await connection.fetch(_SEQUENCES, tables):
        await connection.execute(
            f"SELECT setval('{row['sequence']}', max({row['name']})) FROM {row['relation']}"  # noqa: S608
        )


async def first_filled(connection: Connection, tables: list[str]) -> str | None:
    """The first of `tables` that holds a row."""
    for table in tables:
        if await connection.fetchval(f"SELECT EXISTS (SELECT FROM {table})"):  # noqa: S608
            return table
    return None


def _add_constraint(row: asyncpg.Record) -> str:
    return f"ALTER TABLE {row['relation']} ADD CONSTRAINT {row['name']} {row['definition']}"
