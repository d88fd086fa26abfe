"""Health, readiness, measures, and JSON where Starlette would answer in plain text."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import Any

import httpx
import pytest
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from structlog.testing import capture_logs

from server import health
from server.health import alive, exception_handlers, readiness
from server.logs import describe_exception
from server.metrics import Metrics


async def _nothing() -> None:
    return None


async def _down() -> None:
    raise ConnectionRefusedError("connect to 10.0.0.1:5432 as 'viesion'")


async def _hangs() -> None:
    await asyncio.sleep(60)


async def _breaks(request: Request) -> Response:
    raise RuntimeError("SELECT mot_de_passe")


async def ask(ready: Any, method: str, path: str) -> httpx.Response:
    app = Starlette(
        routes=[
            Route("/sante", alive),
            Route("/pret", readiness(ready)),
            Route("/metrics", Metrics(CollectorRegistry()).handler),
            Route("/panne", _breaks),
        ],
        exception_handlers=exception_handlers(),
    )
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://serveur") as client:
        return await client.request(method, path)


async def test_the_process_says_it_lives_even_without_a_database() -> None:
    assert (await ask(_down, "GET", "/sante")).status_code == 200


async def test_a_server_that_can_serve_is_ready() -> None:
    response = await ask(_nothing, "GET", "/pret")
    assert (response.status_code, response.json()) == (200, {"etat": "prêt"})


async def test_a_server_without_its_database_is_not_ready_and_says_nothing_of_it() -> None:
    with capture_logs() as lines:
        response = await ask(_down, "GET", "/pret")
    assert (response.status_code, response.json()) == (503, {"etat": "indisponible"})
    assert lines[0]["event"] == "pas_pret"
    assert "10.0.0.1" not in response.text


async def test_a_database_that_does_not_answer_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "READY_WITHIN", 0.05)
    assert (await ask(_hangs, "GET", "/pret")).status_code == 503


async def test_measures_are_shown_in_prometheus_format() -> None:
    response = await ask(_nothing, "GET", "/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=")
    assert "viesion_requetes_en_cours 0.0" in response.text


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/ailleurs", 404), ("DELETE", "/sante", 405)])
async def test_what_starlette_refuses_is_json(method: str, path: str, status: int) -> None:
    response = await ask(_nothing, method, path)
    assert (response.status_code, response.headers["content-type"]) == (status, "application/json; charset=utf-8")
    assert response.json()["errors"][0]["extensions"]["code"] == "REQUETE_INVALIDE"
    assert ("allow" in response.headers) == (status == 405)


async def test_a_failure_outside_graphql_is_a_masked_500() -> None:
    with capture_logs() as lines:
        response = await ask(_nothing, "GET", "/panne")
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (500, "INTERNE")
    assert error["extensions"]["reference"] == lines[0]["reference"]
    assert "SELECT" not in response.text


def test_an_exception_is_described_without_the_values_it_quotes() -> None:
    class Broken(Exception):
        sqlstate = "23505"

    try:
        raise Broken("clé « Dupont » (nom)=(Durand) 'Martin' \"Petit\" 0612345678 a@b.fr en double\nDETAIL: Leroy")
    except Broken as error:
        description = describe_exception(error)
    for name in ("Dupont", "Durand", "Martin", "Petit", "0612345678", "a@b.fr", "Leroy"):
        assert name not in str(description["erreurs"])
    assert description["sqlstate"] == "23505"
    assert "en double" in description["erreurs"][0]


def test_a_log_line_is_one_json_object_on_standard_error() -> None:
    # In a process of its own: a configured logger stays tied to the standard error it was first used with.
    program = (
        "from server.logs import configure_logs, request_log\n"
        "configure_logs()\n"
        "request_log.info('requete', statut=200, operation='Fiche é')\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    line = json.loads(run.stderr)
    assert run.stdout == b""
    assert (line["event"], line["statut"], line["operation"], line["level"]) == ("requete", 200, "Fiche é", "info")
    assert line["horodatage"].endswith("Z")
