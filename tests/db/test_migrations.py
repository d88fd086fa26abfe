"""The migrations bring an empty database to exactly the tables of the models."""

from sqlalchemy.ext.asyncio import AsyncConnection

from db import migrations


async def test_les_migrations_menent_aux_modeles(connexion_asynchrone: AsyncConnection) -> None:
    assert await connexion_asynchrone.run_sync(migrations.differences) is None
