"""The migrations bring an empty database to exactly the tables of the models."""

import re

from sqlalchemy.ext.asyncio import AsyncConnection

from db import migrations
from db.migrations import HERE


async def test_les_migrations_menent_aux_modeles(connexion_asynchrone: AsyncConnection) -> None:
    assert await connexion_asynchrone.run_sync(migrations.differences) is None


def test_les_versions_se_suivent_une_a_une() -> None:
    """Two files of one number would have only one of them applied."""
    noms = sorted(fichier.stem for fichier in (HERE / "versions").glob("[0-9]*.py"))
    textes = [(HERE / "versions" / f"{nom}.py").read_text(encoding="utf-8") for nom in noms]
    assert [nom[:4] for nom in noms] == [f"{rang:04d}" for rang in range(1, len(noms) + 1)]
    assert [re.findall(r'^(?:down_)?revision = "?(\w+)"?$', texte, re.M) for texte in textes] == [
        [f"{rang:04d}", f"{rang - 1:04d}" if rang > 1 else "None"] for rang in range(1, len(noms) + 1)
    ]
