"""GraphQL over HTTP: methods, media types, parameters, and who may ask."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

GRAPHQL_JSON = "application/graphql-response+json; charset=utf-8"
JSON = "application/json; charset=utf-8"


def code(response: httpx.Response) -> str:
    body = response.json()
    assert "data" not in body
    return str(body["errors"][0]["extensions"]["code"])


async def test_a_posted_query_is_answered(client: httpx.AsyncClient) -> None:
    response = await client.post("", json={"query": "{ bonjour }"})
    assert (response.status_code, response.json()) == (200, {"data": {"bonjour": "Bonjour"}})
    assert response.headers["cache-control"] == "no-store"


async def test_the_chosen_operation_runs(client: httpx.AsyncClient) -> None:
    document = "query A { bonjour } query B { autre: bonjour }"
    response = await client.post("", json={"query": document, "operationName": "B"})
    assert response.json() == {"data": {"autre": "Bonjour"}}


async def test_one_of_several_operations_must_be_named(client: httpx.AsyncClient, backend: Any) -> None:
    response = await client.post("", json={"query": "query A { bonjour } query B { bonjour }"})
    assert (response.status_code, code(response)) == (400, "REQUETE_INVALIDE")
    assert not backend.contexts


async def test_an_unknown_operation_name_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.post("", json={"query": "query A { bonjour }", "operationName": "Z"})
    assert (response.status_code, code(response)) == (400, "REQUETE_INVALIDE")


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/json", JSON),
        ("application/graphql-response+json", GRAPHQL_JSON),
        ("*/*", GRAPHQL_JSON),
        ("application/*", GRAPHQL_JSON),
        ("", GRAPHQL_JSON),
        ("application/json, multipart/mixed", JSON),
        ("application/graphql-response+json;q=0.2, application/json;q=0.9", JSON),
        ("application/json, application/graphql-response+json;q=0.9", JSON),
        ("application/json;q=0.9, */*;q=0.1", JSON),
        ("application/json;q=0, */*", GRAPHQL_JSON),
        ("text/html, application/json;charset=utf-8", JSON),
    ],
)
async def test_the_media_type_is_the_one_preferred(client: httpx.AsyncClient, accept: str, content_type: str) -> None:
    response = await client.post("", json={"query": "{ bonjour }"}, headers={"accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (200, content_type)


@pytest.mark.parametrize("accept", ["text/html", "application/json;q=0", "application/json;charset=iso-8859-1"])
async def test_a_media_type_we_do_not_have_is_406(client: httpx.AsyncClient, accept: str) -> None:
    response = await client.post("", json={"query": "{ bonjour }"}, headers={"accept": accept})
    assert (response.status_code, response.headers["content-type"]) == (406, JSON)
    assert code(response) == "REQUETE_INVALIDE"


@pytest.mark.parametrize(
    "body",
    [
        {"query": "{ bonjour"},
        {"query": "{ inconnu }"},
        {"query": "query A { bonjour } query B { bonjour }"},
        {"query": "query ($n: Int) { recherche(nombre: $n) }", "variables": {"n": "texte"}},
    ],
)
async def test_request_errors_are_400_in_both_media_types(client: httpx.AsyncClient, body: dict[str, Any]) -> None:
    modern = await client.post("", json=body)
    legacy = await client.post("", json=body, headers={"accept": "application/json"})
    assert (modern.status_code, legacy.status_code) == (400, 400)
    assert modern.json() == legacy.json()
    assert code(modern) == "REQUETE_INVALIDE"


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b'{"query": "{ bonjour }"}', {"content-type": "text/plain"}, 415),
        (b'{"query": "{ bonjour }"}', {}, 415),
        (b'{"query": "{ bonjour }"}', {"content-type": "application/json; charset=iso-8859-1"}, 415),
        (b'{"query": "{ bonjour }"}', {"content-type": "application/json", "content-encoding": "gzip"}, 415),
        (b'{"query": "{ bonjour }"}', {"content-type": 'application/json; charset="UTF-8"'}, 200),
        (b'{"query": "{ bonjour }"}', {"content-type": "application/json", "content-encoding": "identity"}, 200),
    ],
)
async def test_only_plain_json_in_utf8_is_read(
    client: httpx.AsyncClient, content: bytes, headers: dict[str, str], status: int
) -> None:
    response = await client.post("", content=content, headers=headers)
    assert response.status_code == status


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nonsense",
        b'{"query":',
        b"null",
        b"1",
        b'"a"',
        b"[]",
        b'[{"query": "{ bonjour }"}]',
        b'{"qeury": "{ bonjour }"}',
        b'{"query": null}',
        b'{"query": 1}',
        b'{"query": ["{ bonjour }"]}',
        b'{"id": 1}',
        b'{"id": "Salut", "query": "{ bonjour }"}',
        b'{"query": "{ bonjour }", "variables": [7]}',
        b'{"query": "{ bonjour }", "variables": "{}"}',
        b'{"query": "{ bonjour }", "operationName": 1}',
        b'{"query": "{ bonjour }", "extensions": 1}',
        b'{"query": "{ \xff }"}',
        b'\xef\xbb\xbf{"query": "{ bonjour }"}',
        b'{"query": "{ bonjour }", "variables": {"a": "\\ud800"}}',
        b'{"query": "{ bonjour }", "variables": {"a": "a\\u0000b"}}',
        b'{"query": "{ bonjour }", "variables": {"a": [{"b": "\\u0000"}]}}',
        b'{"query": "{ bonjour }", "variables": {"a": {"\\u0000": 1}}}',
        b'{"query": "{ bonjour }", "variables": {"a": ' + b"1" * 5_000 + b"}}",
        b'{"query": "{ bonjour }", "variables": {"a": ' + b"1" * 30 + b"}}",
        b'{"query": "{ bonjour }", "variables": {"a": ' + b"[" * 100 + b"]" * 100 + b"}}",
        b'{"query": "{ bonjour }", "variables": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"}",
        b'{"query": "{ bonjour }", "variables": {"a": [' + b"1," * 20_000 + b"1]}}",
        b'{"query": "{ recherche(filtre: {nom: \\"a\\\\u0000b\\"}) }"}',
        b'{"query": "{ recherche(nombre: ' + b"1" * 5_000 + b') }"}',
    ],
    ids=lambda content: content[:60].decode("latin-1"),
)
async def test_a_malformed_request_is_400_in_json(client: httpx.AsyncClient, backend: Any, content: bytes) -> None:
    response = await client.post(
        "", content=content, headers={"content-type": "application/json", "accept": "application/json"}
    )
    assert (response.status_code, code(response)) == (400, "REQUETE_INVALIDE")
    assert not backend.contexts


async def test_a_body_announced_too_large_is_413(client: httpx.AsyncClient) -> None:
    response = await client.post(
        "", content=b" " * 10_000_000, headers={"content-type": "application/json", "content-length": "10000000"}
    )
    assert (response.status_code, code(response)) == (413, "REQUETE_INVALIDE")


async def test_a_body_found_too_large_is_413(client: httpx.AsyncClient) -> None:
    async def parts() -> Any:
        for _ in range(10):
            yield b" " * 100_000

    response = await client.post("", content=parts(), headers={"content-type": "application/json"})
    assert (response.status_code, code(response)) == (413, "REQUETE_INVALIDE")


async def test_a_body_in_parts_is_put_together(client: httpx.AsyncClient) -> None:
    async def parts() -> Any:
        yield b'{"query": '
        yield b'"{ bonjour }"}'

    response = await client.post("", content=parts(), headers={"content-type": "application/json"})
    assert response.json() == {"data": {"bonjour": "Bonjour"}}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"])
async def test_other_methods_are_405(client: httpx.AsyncClient, method: str) -> None:
    response = await client.request(method, "")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


async def test_a_named_document_is_got(client: httpx.AsyncClient) -> None:
    response = await client.get("", params={"id": "Salut"})
    assert (response.status_code, response.json()) == (200, {"data": {"bonjour": "Bonjour"}})
    assert response.headers["cache-control"] == "no-store"


async def test_a_named_document_takes_variables_and_runs_its_own_operation(client: httpx.AsyncClient) -> None:
    got = await client.get("", params={"id": "Fiche", "variables": '{"id": "Personne:1"}'})
    posted = await client.post("", json={"id": "Fiche", "variables": {"id": "Personne:1"}})
    assert got.json() == posted.json() == {"data": {"personne": {"id": "Personne:1"}}}


async def test_an_unknown_name_is_404(client: httpx.AsyncClient) -> None:
    for response in (await client.get("", params={"id": "Zut"}), await client.post("", json={"id": "Zut"})):
        assert (response.status_code, code(response)) == (404, "DOCUMENT_INCONNU")


async def test_a_mutation_by_get_is_405(client: httpx.AsyncClient, backend: Any) -> None:
    response = await client.get("", params={"id": "Ecriture"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert not backend.contexts


async def test_free_text_by_get_is_405(client: httpx.AsyncClient) -> None:
    response = await client.get("", params={"query": "{ bonjour }"})
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("query_string", "status"),
    [
        ("", 400),
        ("id=Salut&variables=nonsense", 400),
        ("id=Salut&variables=[1]", 400),
        ("id=%ff", 400),
        ("id=Salut&" + "a=1&" * 20, 400),
        ("id=" + "a" * 20_000, 414),
    ],
)
async def test_a_malformed_address_is_refused(client: httpx.AsyncClient, query_string: str, status: int) -> None:
    response = await client.get(f"?{query_string}")
    assert (response.status_code, code(response)) == (status, "REQUETE_INVALIDE")


async def test_subscriptions_are_refused(client: httpx.AsyncClient) -> None:
    response = await client.post("", json={"query": "subscription { suivi }"})
    assert (response.status_code, code(response)) == (400, "REQUETE_INVALIDE")


@pytest.mark.parametrize(
    "document",
    [
        "{ bonjour }",
        "{ __typename }",
        "{ __schema { types { name } } }",
        "{ inconnu }",
        "mutation { ecrire }",
        'mutation { connexion(identifiant: "a", motDePasse: "b") ecrire }',
        'mutation { connexion(identifiant: "a", motDePasse: "b") ...F } fragment F on Mutation { ecrire }',
        'mutation { connexion(identifiant: "a", motDePasse: "b") ... @include(if: false) { ecrire } }',
        'mutation A { connexion(identifiant: "a", motDePasse: "b") } mutation B { ecrire }',
    ],
)
async def test_an_anonymous_caller_gets_401(anonymous: httpx.AsyncClient, backend: Any, document: str) -> None:
    response = await anonymous.post("", json={"query": document}, headers={"accept": "application/json"})
    assert (response.status_code, code(response)) == (401, "NON_AUTHENTIFIE")
    assert response.headers["www-authenticate"] == "Bearer"
    assert not backend.contexts


@pytest.mark.parametrize("name", ["Salut", "Ecriture", "Zut"])
async def test_an_anonymous_caller_gets_401_for_named_documents(anonymous: httpx.AsyncClient, name: str) -> None:
    assert (await anonymous.post("", json={"id": name})).status_code == 401


async def test_an_anonymous_caller_may_run_a_public_operation(anonymous: httpx.AsyncClient) -> None:
    document = 'mutation M($m: String!) { connexion(identifiant: "a", motDePasse: $m) }'
    free = await anonymous.post("", json={"query": document, "variables": {"m": "x"}})
    named = await anonymous.post("", json={"id": "Entree"})
    assert free.json() == named.json() == {"data": {"connexion": "jeton"}}


async def test_documents_of_anonymous_callers_are_not_kept(anonymous: httpx.AsyncClient, endpoint: Any) -> None:
    document = 'mutation { connexion(identifiant: "a", motDePasse: "b") }'
    await anonymous.post("", json={"query": document})
    assert endpoint.documents.known(document) is None


async def test_a_refused_token_is_401_before_anything_is_read(anonymous: httpx.AsyncClient) -> None:
    response = await anonymous.post(
        "", content=b"nonsense", headers={"authorization": "Bearer faux", "content-type": "application/json"}
    )
    assert (response.status_code, code(response)) == (401, "NON_AUTHENTIFIE")


async def test_the_request_id_of_the_client_comes_back(client: httpx.AsyncClient) -> None:
    response = await client.post("", json={"query": "{ bonjour }"}, headers={"x-request-id": "abc-1.2_Z"})
    assert response.headers["x-request-id"] == "abc-1.2_Z"


@pytest.mark.parametrize("given", ["a" * 65, "a b", 'a"b', "é", ""])
async def test_an_odd_request_id_is_replaced(client: httpx.AsyncClient, given: str) -> None:
    response = await client.post("", json={"query": "{ bonjour }"}, headers={"x-request-id": given.encode()})
    assert len(response.headers["x-request-id"]) == 16


async def test_the_endpoint_stands_in_a_starlette_route(endpoint: Any, make_client: Any) -> None:
    client = make_client(Starlette(routes=[Route("/graphql", endpoint)]))
    posted = await client.post("http://serveur/graphql", json={"query": "{ bonjour }"})
    refused = await client.put("http://serveur/graphql")
    assert (posted.status_code, posted.json()) == (200, {"data": {"bonjour": "Bonjour"}})
    assert (refused.status_code, code(refused)) == (405, "REQUETE_INVALIDE")


async def test_introspection_is_answered_and_kept(client: httpx.AsyncClient, endpoint: Any) -> None:
    document = "{ __schema { queryType { name } } }"
    first = await client.post("", json={"query": document})
    second = await client.post("", json={"query": document})
    assert first.json() == second.json() == {"data": {"__schema": {"queryType": {"name": "Query"}}}}
    assert endpoint.documents.known(document).operation(None).answer == first.content
