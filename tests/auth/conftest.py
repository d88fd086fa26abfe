"""A whole server over HTTP on a small demo of the test's own, with a clock that tests move."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from sqlalchemy import make_url

from db.demo import charger_demo
from db.private_postgres import PrivateServer
from server.app import create_app
from server.settings import Settings
from tests.conftest import TEMPLATE, cloner, en_api

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


@asynccontextmanager
async def open_site(base: str, **settings: Any) -> AsyncIterator[Site]:
    """A server on the database `base`, connected as the role of the API."""
    clock = dt.datetime.now(dt.UTC)
    chosen: dict[str, Any] = {"secret": "s" * 40, "journal_requetes": False, **settings}
    app = create_app(Settings(database_url=en_api(base), **chosen), clock=lambda: opened.now)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://viesion.test") as client,
    ):
        opened = Site(client, app.state.application, base, clock)
        yield opened


@pytest.fixture(scope="session")
def modele_demo(serveur_postgres: PrivateServer) -> Iterator[str]:
    """The URL of a database that holds a demo of 30 people, to be cloned."""
    for url in cloner(serveur_postgres, TEMPLATE):
        asyncio.run(charger_demo(url, beneficiaires=30))
        yield url


@pytest.fixture
def base(serveur_postgres: PrivateServer, modele_demo: str) -> Iterator[str]:
    """The URL of a demo of the test's own."""
    name = make_url(modele_demo).database
    assert name is not None
    yield from cloner(serveur_postgres, name)


@pytest.fixture
async def site(base: str) -> AsyncIterator[Site]:
    """A server of the test's own, on 30 people."""
    async with open_site(base, demo=True) as opened:
        yield opened
