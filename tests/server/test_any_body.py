"""Whatever the body, the answer is JSON and never a failure of the server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.http import GraphQLEndpoint

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
VOCABULARY = """
{ } ( ) [ ] : ... $ @ ! = | & # , query mutation fragment on F bonjour personne liste recherche filtre nom id first
limite nombre ami amis Personne Query __typename __schema types $n $f Int Filtre! 1 -2.5e3 "texte" true null CRETEIL
@skip @include if ''' é
"""
WORDS = st.sampled_from([*VOCABULARY.split(), '"""bloc"""', "\ud800", "\x00"])
DOCUMENTS = st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=60)
OPERATIONS = st.sampled_from(
    [
        "query ($n: Int, $f: Filtre) { recherche(nombre: $n, filtre: $f) }",
        "query ($n: ID!) { personne(id: $n) { id nom } }",
        "query ($n: Int) { liste(limite: $n) { id } personnes(first: $n) { nodes { id } } }",
        "query ($n: Jour, $f: Mois) { recherche(jour: $n, mois: $f) }",
    ]
)
REQUESTS = st.fixed_dictionaries(
    {"query": DOCUMENTS | OPERATIONS},
    optional={
        "variables": st.fixed_dictionaries({}, optional={"n": JSON_VALUES, "f": JSON_VALUES}) | JSON_VALUES,
        "operationName": JSON_VALUES,
        "extensions": JSON_VALUES,
        "id": st.sampled_from(["Salut", "Fiche"]) | JSON_VALUES,
    },
)
EXAMPLES = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def post(endpoint: GraphQLEndpoint) -> Callable[[bytes], tuple[int, Any]]:
    """Post a body to the endpoint; gives the status and the decoded answer."""

    async def exchange(body: bytes) -> tuple[int, Any]:
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(b"content-type", b"application/json"), (b"authorization", b"Bearer bon-jeton")]
        await endpoint({"type": "http", "method": "POST", "query_string": b"", "headers": headers}, receive, send)
        return sent[0]["status"], json.loads(sent[1]["body"])

    return lambda body: asyncio.run(exchange(body))


def check(status: int, answer: Any) -> None:
    assert status < 500
    assert set(answer) <= {"data", "errors"}
    for error in answer.get("errors", []):
        assert error["extensions"]["code"] != "INTERNE"
        assert error["message"]


@EXAMPLES
@given(body=st.binary(max_size=200))
def test_random_bytes_never_fail_the_server(post: Any, body: bytes) -> None:
    check(*post(body))


@EXAMPLES
@given(value=JSON_VALUES)
def test_random_json_never_fails_the_server(post: Any, value: Any) -> None:
    check(*post(json.dumps(value).encode()))


@EXAMPLES
@given(request=REQUESTS)
def test_random_requests_never_fail_the_server(post: Any, request: Any) -> None:
    check(*post(json.dumps(request).encode()))
