"""A change of rights holds from the next request, whatever the life left to the token (permissions.md, rule 10)."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.auth.conftest import Site

READS = [
    '{ beneficiaire(id: "Beneficiaire:1") { nom } }',
    "{ beneficiaires { nodes { nom } } }",
    '{ referentiels(liste: "TYPE_ENTRETIEN") { code } }',
    "{ moi { nom } }",
    '{ nodes(ids: ["Beneficiaire:1", "Etape:1"]) { id } }',
]


@pytest.mark.parametrize("read", READS)
async def test_un_jeton_d_avant_le_changement_ne_lit_plus_rien(site: Site, read: str) -> None:
    token = (await site.connexion("pilote@demo.example"))["jetonAcces"]
    assert (await site.post(read, token)).status_code == 200
    async with site.application.writes.begin() as connection:
        await connection.execute(
            text(
                "UPDATE compte SET version_droits = version_droits + 1 FROM collaborateur c"
                " WHERE c.id = collaborateur_id AND c.email = 'pilote@demo.example'"
            )
        )
    answer = await site.post(read, token)
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "NON_AUTHENTIFIE"
    assert "data" not in answer.json()
    again = (await site.connexion("pilote@demo.example"))["jetonAcces"]
    assert (await site.post(read, again)).status_code == 200
