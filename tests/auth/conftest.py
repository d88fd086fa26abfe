"""A whole server over HTTP on a small demo of the test's own, with a clock that tests move."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from db.demo import charger_demo
from server.app import create_app
from server.settings import Settings
from tests.conftest import en_api

CONNEXION = """
mutation Connexion($identifiant: String!, $motDePasse: String!) {
  connexion(identifiant: $identifiant, motDePasse: $motDePasse) {
    __typename
    ... on ConnexionSucces { jetonAcces jetonRafraichissement expireDans moi { nom profil } }
    ... on Erreur { code message }
  }
}
"""


@dataclass
class Site:
    """A server, its clock, and a client of it."""

    client: httpx.AsyncClient
    application: Any
    base: str
    now: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))

    async def post(self, query: str, token: str | None = None, **variables: Any) -> httpx.Response:
        """POSTs an operation, with a token if one is given."""
        headers = {"authorization": f"Bearer {token}"} if token else {}
        return await self.client.post("/graphql", json={"query": query, "variables": variables}, headers=headers)

    async def connexion(self, identifiant: str, mot_de_passe: str = "viesion-demo") -> dict[str, Any]:
        """The result of a sign-in."""
        answer = await self.post(CONNEXION, identifiant=identifiant, motDePasse=mot_de_passe)
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()["data"]["connexion"]
        return result


@pytest.fixture
async def site(base_vierge: str) -> AsyncIterator[Site]:
    """A server of the test's own, on 30 people."""
    await charger_demo(base_vierge, beneficiaires=30)
    clock = dt.datetime.now(dt.UTC)
    settings = Settings(database_url=en_api(base_vierge), secret="s" * 40, demo=True, journal_requetes=False)
    app = create_app(settings, clock=lambda: opened.now)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://viesion.test") as client,
    ):
        opened = Site(client, app.state.application, base_vierge, clock)
        yield opened
