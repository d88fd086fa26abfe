"""A database that goes away: the API says so without a secret, and recovers by itself when it is back."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from db.demo import charger_demo
from db.lifecycle import prepare
from db.private_postgres import passing_folder, private_postgres
from server.app import create_app
from server.settings import Settings


@pytest.fixture
def folders() -> Iterator[tuple[Path, Path]]:
    """The folders of a cluster and of its socket, which outlive a stop of the server."""
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as socket, passing_folder() as folder:
        yield folder / "postgres", Path(socket)


async def test_la_base_s_arrete_puis_revient(folders: tuple[Path, Path]) -> None:
    data, socket = folders
    with private_postgres(data, fast=True, socket=socket) as server:
        url = server.url()
        await prepare(url)
        await charger_demo(url, beneficiaires=5)
        app = create_app(Settings(database_url=url, secret="s" * 40, journal_requetes=False))
        lifespan = app.router.lifespan_context(app)
        await lifespan.__aenter__()
        pilote = await app.state.application.accounts.find("pilote@demo.example")
        token = app.state.application.tokens.make(pilote, dt.datetime.now(dt.UTC))
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://viesion.test",
            headers={"authorization": f"Bearer {token}"},
        )
        assert await _names(client) == (200, 1, None)
        assert (await client.get("/pret")).status_code == 200
    try:
        status, people, code = await _names(client)
        assert (status, people, code) == (200, None, "INTERNE")
        assert (await client.get("/pret")).status_code == 503
        assert (await client.get("/sante")).status_code == 200
        with private_postgres(data, fast=True, socket=socket):
            assert (await client.get("/pret")).status_code == 200
            assert await _names(client) == (200, 1, None)
            await lifespan.__aexit__(None, None, None)
    finally:
        await client.aclose()


async def _names(client: httpx.AsyncClient) -> tuple[int, int | None, str | None]:
    """(status, number of people read, error code), after checking that an error tells nothing but its reference."""
    query = "{ beneficiaires(first: 1) { nodes { nom } } }"
    answer = await client.post("/graphql", json={"query": query}, headers={"accept": "application/json"})
    content = answer.json()
    if "errors" not in content:
        return answer.status_code, len(content["data"]["beneficiaires"]["nodes"]), None
    [error] = content["errors"]
    assert error["message"] == f"Une erreur interne est survenue. Référence : {error['extensions']['reference']}"
    return answer.status_code, None, error["extensions"]["code"]
