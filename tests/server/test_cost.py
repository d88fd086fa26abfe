"""What operations cost, with their variables."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from graphql import FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode, parse

from server.cost import CostModel, evaluate


def cost(schema: GraphQLSchema, text: str, **variables: Any) -> int:
    document = parse(text)
    operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    return evaluate(CostModel(schema).compile(operation, fragments), variables)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("{ bonjour }", 1),
        ("{ __typename }", 0),
        ("{ bonjour cher }", 1_001),
        ("{ personne(id: 1) { id nom } }", 3),
        ("{ liste { id nom } }", 1 + 10 * 2),
        ("{ liste(limite: 3) { id nom } }", 1 + 3 * 2),
        ("{ liste(limite: null) { id } }", 1 + 10),
        ("{ liste(limite: -5) { id } }", 1),
        ("{ personnes { nodes { id nom } } }", 1 + 1 + 20 * 2),
        ("{ personnes(first: 50) { nodes { id nom } totalCount } }", 1 + 1 + 50 * 2 + 1),
        ("{ personnes(last: 5) { edges { node { id } cursor } pageInfo { hasNextPage } } }", 1 + (1 + 5 * 3) + 2),
        ("{ personnes(first: 50) { nodes { amis(first: 4) { id } } } }", 1 + 1 + 50 * (1 + 4)),
        ("{ personnes(first: 3) { ...F } } fragment F on Personnes { nodes { id } totalCount }", 1 + 1 + 3 + 1),
        ("{ noeud { id ... on Personne { nom } ... on Ordinateur { memoire } } }", 1 + 3),
    ],
)
def test_the_cost_of_a_document(schema: GraphQLSchema, document: str, expected: int) -> None:
    assert cost(schema, document) == expected


def test_the_size_comes_from_the_variables(schema: GraphQLSchema) -> None:
    document = "query ($n: Int = 7) { liste(limite: $n) { id } }"
    assert cost(schema, document) == 1 + 7
    assert cost(schema, document, n=40) == 1 + 40
    assert cost(schema, document, n=None) == 1 + 7
    assert cost(schema, document, n="beaucoup") == 1 + 7


def test_a_size_within_a_size_multiplies(schema: GraphQLSchema) -> None:
    document = "query ($a: Int, $b: Int) { personnes(first: $a) { nodes { amis(first: $b) { id } } } }"
    assert cost(schema, document, a=10, b=20) == 1 + 1 + 10 * (1 + 20)


def test_one_fragment_serves_pages_of_different_sizes(schema: GraphQLSchema) -> None:
    document = """
      query ($n: Int) { a: personnes(first: $n) { ...F } b: personnes(first: 2) { ...F } }
      fragment F on Personnes { nodes { id } }
    """
    assert cost(schema, document, n=30) == (1 + 1 + 30) + (1 + 1 + 2)


def test_a_type_may_declare_its_assumed_size(schema: GraphQLSchema) -> None:
    assert schema.query_type is not None
    schema.query_type.fields["liste"].extensions = {"assumed_size": 4}
    assert cost(schema, "{ liste { id } }") == 1 + 4


def test_shared_fragments_are_priced_once(schema: GraphQLSchema) -> None:
    document = (
        "query ($n: Int) { personne(id: 1) { ...f0 } } "
        + " ".join(f"fragment f{n} on Personne {{ ...f{n + 1} ... on Personne {{ ...f{n + 1} }} }}" for n in range(80))
        + " fragment f80 on Personne { amis(first: $n) { id } }"
    )
    assert cost(schema, document, n=3) == 10**12


async def test_an_operation_too_dear_is_refused_before_execution(client: httpx.AsyncClient, backend: Any) -> None:
    document = "query ($n: Int) { personnes(first: $n) { nodes { amis(first: 1000) { id } } } }"
    cheap = await client.post("", json={"query": document, "variables": {"n": 1}})
    assert cheap.status_code == 200
    backend.contexts.clear()
    for accept in ("application/json", "application/graphql-response+json"):
        response = await client.post("", json={"query": document, "variables": {"n": 100}}, headers={"accept": accept})
        (error,) = response.json()["errors"]
        assert (response.status_code, error["extensions"]["code"]) == (400, "COUT_DEPASSE")
    assert error["message"].startswith("Cette requête coûte 100102, au-delà du maximum de 100000")
    assert not backend.contexts
