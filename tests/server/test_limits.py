"""What a request may weigh, and how long a hostile one may hold the event loop."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import orjson
import pytest
from graphql import get_introspection_query, parse

from server.errors import RequestRefused
from server.limits import Limits, check_document

LONGEST_HOLD = 2.0  # that nothing hangs; the quarter of a second itself is measured by the benchmarks
"""Seconds: the bar of the specification for any hostile request."""


def repeated(pattern: str, times: int) -> str:
    return " ".join(pattern.replace("#", str(number)) for number in range(times))


EXPONENTIAL = (
    "{ ...f0 } "
    + " ".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} bonjour }}" for n in range(60))
    + " fragment f60 on Query { bonjour }"
)
CYCLE = "{ ...f0 } " + " ".join(f"fragment f{n} on Query {{ ...f{(n + 1) % 50} }}" for n in range(50))
DEEP = "{ personne(id: 1) " + "{ ami " * 40 + "{ id }" + " }" * 40 + " }"
DEEP_BY_FRAGMENTS = (
    "{ personne(id: 1) { ...f0 } } "
    + " ".join(f"fragment f{n} on Personne {{ ami {{ ...f{n + 1} }} }}" for n in range(40))
    + " fragment f40 on Personne { id }"
)
INTROSPECTIONS = "{ " + repeated("a#: __schema { types { name fields { name type { name } } } }", 100) + " }"

REFUSED = {
    "alias": "{ " + repeated("a#: bonjour", 101) + " }",
    "milliers d'alias": "{ " + repeated("a#: bonjour", 10_000) + " }",
    "directives": "{ bonjour " + "@skip(if: false) " * 101 + "}",
    "fragments": "{ ...f0 } " + repeated("fragment f# on Query { bonjour }", 101),
    "opérations": repeated("query q# { bonjour }", 21),
    "champs d'un bloc": "{ " + "bonjour " * 251 + "}",
    "champs": "{ " + ("personne(id: 1) { " + "nom " * 240 + "} ") * 7 + "}",
    "mots": "{ " + "bonjour " * 5_000 + "}",
    "profondeur": DEEP,
    "profondeur par fragments": DEEP_BY_FRAGMENTS,
    "cycle": CYCLE,
    "cycle sous l'introspection": "{ __schema { ...F } } fragment F on __Schema { ...F }",
    "nom": "{ " + "a" * 101 + " }",
    "nom sans fin": "{ " + "a" * 200_000 + " }",
    "entier": "{ recherche(nombre: " + "1" * 41 + ") }",
    "entier sans fin": "{ recherche(nombre: " + "1" * 200_000 + ") }",
    "listes ouvertes": "{ recherche(nombre: " + "[" * 3_000,
    "accolades ouvertes": "{ a" * 1_500,
    "introspections": INTROSPECTIONS,
    "introspection mêlée": "{ bonjour __schema { queryType { name } } }",
}


@pytest.mark.parametrize("document", REFUSED.values(), ids=REFUSED.keys())
async def test_a_document_over_a_limit_is_400_in_both_media_types(
    client: httpx.AsyncClient, backend: Any, document: str
) -> None:
    statuses = set()
    for accept in ("application/json", "application/graphql-response+json"):
        response = await client.post("", json={"query": document}, headers={"accept": accept})
        statuses.add(response.status_code)
        (error,) = response.json()["errors"]
        assert error["extensions"]["code"] in ("REQUETE_INVALIDE", "COUT_DEPASSE")
    assert statuses == {400}
    assert not backend.contexts


async def test_a_limit_names_the_bound_and_what_was_found(client: httpx.AsyncClient) -> None:
    response = await client.post("", json={"query": REFUSED["alias"]})
    assert response.json()["errors"][0]["message"] == "La requête compte 101 alias : le maximum est 100."


async def test_exponential_fragments_take_linear_time(client: httpx.AsyncClient) -> None:
    before = time.perf_counter()
    response = await client.post("", json={"query": EXPONENTIAL})
    assert response.json() == {"data": {"bonjour": "Bonjour"}}
    assert time.perf_counter() - before < 1


@pytest.mark.parametrize("depth", [14, 15])
def test_depth_counts_the_levels_of_fields_through_fragments(depth: int) -> None:
    document = parse(
        "{ a { ...f0 } } "
        + " ".join(f"fragment f{n} on T {{ ... on T {{ a {{ ...f{n + 1} }} }} }}" for n in range(depth - 2))
        + f" fragment f{depth - 2} on T {{ a }}"
    )
    check_document(document, Limits(max_depth=depth))
    with pytest.raises(RequestRefused, match=f"compte {depth} niveaux"):
        check_document(document, Limits(max_depth=depth - 1))


async def test_graphql_s_own_introspection_passes(client: httpx.AsyncClient) -> None:
    document = get_introspection_query(*[True] * 7)
    response = await client.post("", json={"query": document, "operationName": "IntrospectionQuery"})
    assert response.status_code == 200
    assert response.json()["data"]["__schema"]["queryType"] == {"name": "Query", "kind": "OBJECT"}


async def test_free_texts_are_kept_up_to_a_number(make_endpoint: Any, make_client: Any) -> None:
    endpoint = make_endpoint(documents=3)
    client = make_client(endpoint)
    texts = [f"{{ a{number}: bonjour }}" for number in range(4)]
    for text in texts:
        await client.post("", json={"query": text})
    assert [endpoint.documents.known(text) is not None for text in texts] == [False, True, True, True]


async def test_a_document_in_use_is_kept_rather_than_an_older_one(make_endpoint: Any, make_client: Any) -> None:
    endpoint = make_endpoint(documents=2)
    client = make_client(endpoint)
    for text in ("{ a: bonjour }", "{ b: bonjour }", "{ a: bonjour }", "{ c: bonjour }"):
        await client.post("", json={"query": text})
    assert endpoint.documents.known("{ a: bonjour }") is not None
    assert endpoint.documents.known("{ b: bonjour }") is None


async def test_large_texts_fill_the_cache_sooner(make_endpoint: Any, make_client: Any) -> None:
    endpoint = make_endpoint(documents=3)
    client = make_client(endpoint)
    texts = ["{ " + f"a{number}: bonjour " + "bonjour " * 240 + "}" for number in range(3)]
    for text in texts:
        await client.post("", json={"query": text})
    assert [endpoint.documents.known(text) is not None for text in texts] == [False, False, True]


async def test_nodes_keep_their_identity_while_cached(client: httpx.AsyncClient, endpoint: Any) -> None:
    await asyncio.gather(*(client.post("", json={"query": "{ bonjour }"}) for _ in range(5)))
    kept = endpoint.documents.known("{ bonjour }").document
    await client.post("", json={"query": "{ bonjour }"})
    assert endpoint.documents.known("{ bonjour }").document is kept


async def test_invalid_documents_are_not_kept(client: httpx.AsyncClient, endpoint: Any) -> None:
    await client.post("", json={"query": "{ inconnu }"})
    assert endpoint.documents.known("{ inconnu }") is None


async def test_every_named_document_is_prepared_at_start(endpoint: Any, named: dict[str, str]) -> None:
    endpoint.documents.warm()
    assert all(endpoint.documents.known(text).name == name for name, text in named.items())


def _bodies() -> dict[str, bytes]:
    documents = REFUSED | {
        "mêmes champs": "{ " + "personne(id: 1) { id } " * 240 + "}",
        "imbriqués": "{ " + ("personne(id: 1) { " + "ami { id nom age } " * 14 + "} ") * 14 + "}",
        "conflits": "{ " + repeated("a: recherche(nombre: #)", 99) + " }",
        "conflits d'arguments": "{ " + repeated("recherche(nombre: #)", 240) + " }",
        "inconnus": "{ " + repeated("bonjoer#", 240) + " }",
        "arguments répétés": "{ recherche(" + "nombre: 1 " * 1_200 + ") }",
        "champs d'entrée inconnus": "{ recherche(filtre: {" + repeated("nam#: 1", 1_200) + "}) }",
        "filtres imbriqués": "{ recherche(filtre: " + "{et: [" * 90 + "{}" + "]}" * 90 + ") }",
        "exponentiels": EXPONENTIAL,
        "opérations et fragments": repeated("query q# { ...f0 }", 20) + EXPONENTIAL.removeprefix("{ ...f0 }"),
        "variables": "query (" + repeated("$v#: Int", 900) + ") { bonjour }",
        "variables employées": "query ("
        + repeated("$v#: Int", 90)
        + ") { "
        + repeated("a#: recherche(nombre: $v#)", 90)
        + " }",
        "texte sans fin": '{ recherche(nombre: "' + "x" * 250_000 + '") }',
        "virgules": "{ bonjour }" + "," * 250_000,
        "commentaires": "#\n" * 100_000 + "{ bonjour }",
        "introspection": get_introspection_query(),
    }
    filtre = "query ($f: Filtre) { recherche(filtre: $f) }"
    bodies = {name: orjson.dumps({"query": text}) for name, text in documents.items()}
    return bodies | {
        "valeurs": orjson.dumps({"query": filtre, "variables": {"f": {"et": [{"age": 1}] * 3_000}}}),
        "valeurs fausses": orjson.dumps({"query": filtre, "variables": {"f": {"et": [{"age": "x"}] * 3_000}}}),
        "valeurs inconnues": orjson.dumps({"query": filtre, "variables": {"f": {f"nam{n}": 1 for n in range(5_000)}}}),
        "trop de valeurs": orjson.dumps({"query": filtre, "variables": {"f": [1] * 100_000}}),
        "trop de variables": orjson.dumps({"query": filtre, "variables": {str(n): n for n in range(20_000)}}),
        "filtre profond": orjson.dumps({"query": filtre, "variables": {"f": _nested(100)}}),
        "crochets": b"[" * 262_000,
        "trop grand": b" " * 10_000_000,
    }


def _nested(depth: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(depth):
        value = {"et": [value]}
    return value


@pytest.fixture
def settled_heap() -> Iterator[None]:
    """Leave what the other tests made out of garbage collection, as a server does with what it made at start."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


async def _longest_gap(work: Callable[[], Any]) -> float:
    """The longest time a task that only sleeps a millisecond at a time had to wait while `work` ran."""
    longest, over = 0.0, asyncio.Event()

    async def tick() -> None:
        nonlocal longest
        while not over.is_set():
            before = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - before)

    ticking = asyncio.create_task(tick())
    await asyncio.sleep(0)
    await work()
    over.set()
    await ticking
    return longest


@pytest.mark.parametrize(("name", "body"), _bodies().items(), ids=_bodies().keys())
@pytest.mark.usefixtures("settled_heap")
async def test_a_hostile_request_never_holds_the_event_loop(client: httpx.AsyncClient, name: str, body: bytes) -> None:
    responses = []

    async def work() -> None:
        responses.append(await client.post("", content=body, headers={"content-type": "application/json"}))

    longest = await _longest_gap(work)
    assert responses[0].status_code < 500
    assert longest < LONGEST_HOLD, f"{name} : {longest:.3f} s"


@pytest.mark.usefixtures("settled_heap")
async def test_hostile_requests_together_never_hold_the_event_loop(client: httpx.AsyncClient) -> None:
    bodies = list(_bodies().values())

    async def send_some(first: int) -> None:
        for body in bodies[first::4]:
            await client.post("", content=body, headers={"content-type": "application/json"})

    async def work() -> None:
        await asyncio.gather(*(send_some(first) for first in range(4)))

    assert await _longest_gap(work) < LONGEST_HOLD
