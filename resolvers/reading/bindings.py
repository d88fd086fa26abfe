"""What a field of the schema reads: a value, an embedded object, a relation, a connection.

A type says which table it reads, and each field reads the column, relationship or SQL expression of its own name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from graphql import GraphQLField, GraphQLObjectType, get_named_type, get_nullable_type, is_list_type

import db
from resolvers.reading.filters import Filters
from resolvers.reading.rows import relation_of

DEFINITION = "strawberry-definition"
Kind = Literal["id", "value", "embedded", "one", "many", "connection"]


@dataclass(frozen=True, slots=True)
class Binding:
    """How one field is read. `target` is the model of the object it leads to.

    `historique` is the attribute that rows have once they are over, when a list leaves these out unless asked.
    """

    kind: Kind
    attribute: str
    target: type[db.Base] | None = None
    node: GraphQLObjectType | None = None
    historique: str | None = None


@dataclass(frozen=True, slots=True)
class Attribute:
    """Set in a field's metadata when it reads something other than its own name."""

    name: str


def model_of(type_: Any) -> type[db.Base] | None:
    """The model that a GraphQL type reads."""
    definition = type_.extensions.get(DEFINITION)
    return getattr(definition.origin, "__model__", None) if definition else None


def node_of(type_: GraphQLObjectType) -> GraphQLObjectType | None:
    """The type of the nodes, when `type_` is a connection."""
    definition = type_.extensions.get(DEFINITION)
    if definition is None or not getattr(definition.origin, "__connection__", False):
        return None
    node = get_named_type(type_.fields["nodes"].type)
    return node if isinstance(node, GraphQLObjectType) else None


@cache
def binding(type_: GraphQLObjectType, name: str) -> Binding:
    """How `name` of `type_` is read. Errors: LookupError when the model has nothing of that name."""
    field: GraphQLField = type_.fields[name]
    model = model_of(type_)
    if model is None:
        raise LookupError(f"{type_.name} reads no model")
    declared = field.extensions[DEFINITION]
    override = declared.metadata.get("attribute")
    attribute = override.name if isinstance(override, Attribute) else declared.python_name
    target_type = get_named_type(field.type)
    if not isinstance(target_type, GraphQLObjectType):
        if attribute == "id" and hasattr(model, "id") and field.extensions[DEFINITION].metadata.get("node"):
            return Binding("id", attribute)
        return Binding("value", attribute)
    relation = relation_of(model, attribute)
    if relation is None:
        if model_of(target_type) is not model:
            raise LookupError(f"{type_.name}.{name}: {model.__name__} has no relation {attribute}")
        return Binding("embedded", attribute, model, target_type)
    target = relation.mapper.class_
    node = node_of(target_type)
    if node is not None:
        return Binding("connection", attribute, target, node)
    many = is_list_type(get_nullable_type(field.type))
    return Binding("many" if many else "one", attribute, target, target_type, declared.metadata.get("historique"))


def filters_of(type_: GraphQLObjectType) -> Filters | None:
    """What may be filtered on a type."""
    return getattr(type_.extensions[DEFINITION].origin, "__filters__", None)


def order_attribute(type_: GraphQLObjectType) -> str | None:
    """The attribute that lists of this type are sorted by."""
    return getattr(type_.extensions[DEFINITION].origin, "__order__", None)
