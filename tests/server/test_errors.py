"""What is said of an error, and what is not."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from graphql import GraphQLError
from structlog.testing import capture_logs

from server.errors import Code, InvalidDocument, present

SECRETS = ("SELECT", "mot_de_passe", "Dupont", "/srv", "10.0.0.1", "RuntimeError", "Traceback")


async def ask(client: httpx.AsyncClient, document: str, **variables: Any) -> dict[str, Any]:
    response = await client.post("", json={"query": document, "variables": variables})
    body: dict[str, Any] = response.json()
    return body


@pytest.mark.parametrize("name", ["panne", "base"])
async def test_an_unforeseen_error_is_masked_with_a_reference(client: httpx.AsyncClient, name: str) -> None:
    body = await ask(client, f"{{ {name} }}")
    (error,) = body["errors"]
    reference = error["extensions"]["reference"]
    assert body["data"] == {name: None}
    assert error["message"] == f"Une erreur interne est survenue. Référence : {reference}"
    assert (error["extensions"]["code"], error["path"]) == ("INTERNE", [name])
    assert not [secret for secret in SECRETS if secret in str(body)]


async def test_the_log_carries_the_reference_and_the_cause(client: httpx.AsyncClient) -> None:
    with capture_logs() as lines:
        body = await ask(client, "{ panne }")
    (masked,) = [line for line in lines if line["event"] == "erreur_interne"]
    (request,) = [line for line in lines if line["event"] == "requete"]
    assert masked["reference"] == body["errors"][0]["extensions"]["reference"]
    assert request["references"] == [masked["reference"]]
    assert masked["requete_id"] == request["requete_id"]
    assert masked["erreurs"][0].startswith("builtins.RuntimeError")
    assert any("panne" in frame for frame in masked["pile"])
    assert "Dupont" not in str(masked["erreurs"])


async def test_one_failure_at_two_places_has_one_reference(client: httpx.AsyncClient) -> None:
    with capture_logs() as lines:
        body = await ask(client, "{ pannes }")
    assert len({error["extensions"]["reference"] for error in body["errors"]}) == 1
    assert len(body["errors"]) == 2
    assert len([line for line in lines if line["event"] == "erreur_interne"]) == 1


async def test_an_error_with_a_code_of_ours_is_shown(client: httpx.AsyncClient) -> None:
    body = await ask(client, "{ interdit }")
    assert body["errors"][0]["message"] == "Ce champ est réservé."
    assert body["errors"][0]["extensions"] == {"code": "INTERDIT", "champ": "interdit"}


async def test_errors_left_in_the_context_are_added(client: httpx.AsyncClient) -> None:
    body = await ask(client, "{ signale }")
    assert body["data"] == {"signale": "lu"}
    assert body["errors"] == [{"message": "Masqué.", "path": ["signale", "nom"], "extensions": {"code": "INTERDIT"}}]


async def test_a_missing_mandatory_value_is_our_fault(client: httpx.AsyncClient) -> None:
    response = await client.post("", json={"query": "{ obligatoire }"})
    assert (response.status_code, response.json()["data"]) == (200, None)
    assert response.json()["errors"][0]["extensions"]["code"] == "INTERNE"


def test_a_code_of_ours_over_a_python_error_stays_masked() -> None:
    error = GraphQLError("secret", original_error=ValueError("secret"), extensions={"code": "INTERDIT"})
    (entry,) = present([error], lambda _reference, _error: None)
    assert (entry["extensions"]["code"], "secret" in entry["message"]) == ("INTERNE", False)


def test_a_graphql_error_without_a_code_is_masked() -> None:
    (entry,) = present([GraphQLError("connection to server failed")], lambda _reference, _error: None)
    assert entry["extensions"]["code"] == "INTERNE"


async def test_an_error_outside_the_resolvers_is_a_masked_500(
    client: httpx.AsyncClient, backend: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("SELECT")

    monkeypatch.setattr(backend, "context", broken)
    response = await client.post("", json={"query": "{ bonjour }"})
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (500, "INTERNE")
    assert "SELECT" not in response.text


async def test_a_value_that_cannot_be_encoded_is_a_masked_500(client: httpx.AsyncClient, backend: Any) -> None:
    backend.schema.query_type.fields["bonjour"].resolve = lambda _source, _info: "\ud800"
    response = await client.post("", json={"query": "{ bonjour }"})
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (500, "INTERNE")


async def test_the_request_log_says_nothing_personal(client: httpx.AsyncClient) -> None:
    with capture_logs() as lines:
        await client.post(
            "",
            json={
                "query": "query Recherche($n: Filtre) { recherche(filtre: $n) }",
                "variables": {"n": {"nom": "Dupont"}},
            },
        )
        await client.get("", params={"id": "Fiche", "variables": '{"id": "Dupont"}'})
    first, second = lines
    assert "Dupont" not in str(lines)
    assert (first["operation"], first["profil"], first["statut"], first["codes"]) == ("Recherche", "REFERENT", 200, [])
    assert re.fullmatch(r"[0-9a-f]{16}", first["document"])
    assert second["operation"] == "Fiche"


async def test_requests_are_counted_by_named_document_only(client: httpx.AsyncClient, registry: Any) -> None:
    await client.post("", json={"id": "Salut"})
    await client.post("", json={"query": "query Fantaisie { bonjour }"})
    await client.post("", json={"query": "{ inconnu }"})
    value = registry.get_sample_value
    assert value("viesion_requetes_total", {"operation": "Salut", "statut": "200"}) == 1
    assert value("viesion_requetes_total", {"operation": "autre", "statut": "200"}) == 1
    assert value("viesion_erreurs_total", {"code": "REQUETE_INVALIDE"}) == 1
    assert value("viesion_requetes_en_cours") == 0


def test_the_codes_are_those_of_the_design() -> None:
    assert {code.value for code in Code} == {
        "NON_AUTHENTIFIE",
        "INTERDIT",
        "REQUETE_INVALIDE",
        "COUT_DEPASSE",
        "DOCUMENT_INCONNU",
        "DELAI_DEPASSE",
        "TROP_DE_REQUETES",
        "INTERNE",
    }


def test_an_invalid_document_keeps_all_its_errors() -> None:
    entries = [{"message": "un"}, {"message": "deux"}]
    assert InvalidDocument(entries).entries == entries
