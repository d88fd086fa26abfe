"""Scalars of the API's own: cursors, and ids whose form is checked before anything runs."""

from __future__ import annotations

from typing import NewType

import strawberry
from graphql import GraphQLError, GraphQLScalarType
from strawberry.types.scalar import ScalarDefinition

from resolvers.reading import cursors
from resolvers.reading.ids import split_id

Curseur = NewType("Curseur", object)


def _refus(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "REQUETE_INVALIDE"})


def parse_cursor(value: object) -> cursors.Cursor:
    """Opens a cursor. Errors: GraphQLError, so that the request is refused before it runs."""
    if isinstance(value, str):
        try:
            return cursors.box.open(value)
        except cursors.CurseurInvalide:
            pass
    raise _refus("Ce curseur n'est pas valable : reprenez celui qu'une page a donné, ou recommencez au début.")


def parse_id(value: object) -> str:
    """Checks the form of a global id. Errors: GraphQLError."""
    if isinstance(value, str) and split_id(value):
        return value
    raise _refus("Un identifiant a la forme « Type:123 », par exemple « Beneficiaire:123 ».")


def _identifiant() -> GraphQLScalarType:
    """ID with its form checked. graphql-core reserves the name for its own, which takes any text."""
    scalar: GraphQLScalarType = GraphQLScalarType(
        name="Identifiant", coerce_output_value=str, coerce_input_value=parse_id
    )
    scalar.name = "ID"
    return scalar


SCALARS: dict[object, ScalarDefinition] = {
    Curseur: strawberry.scalar(
        name="Curseur",
        description="Position dans une liste, opaque : à rendre telle quelle dans « after » ou « before ».",
        serialize=str,
        parse_value=parse_cursor,
    ),
    strawberry.ID: ScalarDefinition(
        name="ID",
        description=None,
        specified_by_url=None,
        serialize=None,
        parse_value=None,
        parse_literal=None,
        implementation=_identifiant(),
    ),
}
