"""Makes the schema: the names that types know one another by, their filters, and the engine behind each read field."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from typing import Any

import strawberry
from graphql import GraphQLField, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema, get_named_type
from strawberry.schema.config import StrawberryConfig

from resolvers.reading.bindings import DEFINITION
from resolvers.reading.ids import split_id, typed_id
from resolvers.reading.refusals import invalide
from schema.filters import add_arguments, make_filters
from schema.reading import TYPES
from schema.rights import print_rights
from schema.scalars import SCALARS

Resolver = Callable[..., Awaitable[Any] | Any]


def build_schema(query: type, mutation: type | None, modules: list[str]) -> strawberry.Schema:
    """The strawberry schema of these roots; `modules` are those whose annotations name read types."""
    for name in modules:
        for known, type_ in TYPES.items():
            sys.modules[name].__dict__.setdefault(known, type_)
    make_filters()
    print_rights()
    for type_ in (query, *TYPES.values()):
        add_arguments(type_)
    schema = strawberry.Schema(
        query=query, mutation=mutation, types=list(TYPES.values()), config=StrawberryConfig(scalar_map=SCALARS)
    )
    install(schema._schema)
    return schema


def install(schema: GraphQLSchema) -> None:
    """Puts the reading engine behind every field that is declared to be read, outside the types that read a table."""
    for type_ in list(schema.type_map.values()):
        if not isinstance(type_, GraphQLObjectType) or type_.name.startswith("__"):
            continue
        definition = type_.extensions.get(DEFINITION)
        if definition is None or hasattr(definition.origin, "__model__"):
            continue
        for field in type_.fields.values():
            declared = field.extensions.get(DEFINITION)
            read = declared.metadata.get("read") if declared else None
            if read:
                field.resolve = RESOLVERS[read](field, declared.python_name)
            if declared and declared.metadata.get("public"):
                field.extensions["public"] = True


def _object_type(field: GraphQLField) -> GraphQLObjectType:
    type_ = get_named_type(field.type)
    assert isinstance(type_, GraphQLObjectType)
    return type_


def _key(field: GraphQLField, _: str) -> Resolver:
    type_ = _object_type(field)
    attributes = {name: argument.out_name or name for name, argument in field.args.items()}

    def resolve(_source: Any, info: GraphQLResolveInfo[Any], **given: Any) -> Any:
        keys = [(name, value) for name, value in given.items() if value is not None]
        if len(keys) != 1:
            raise invalide(f"Donnez un seul de ces arguments : {', '.join(attributes)}.")
        [(name, value)] = keys
        key = info.context.engine.key(info, type_, typed_id(value, type_.name)) if name == "id" else value
        return info.context.engine.one(info, type_, _snake(name), key)

    return resolve


def _connection(field: GraphQLField, _: str) -> Resolver:
    def resolve(_source: Any, info: GraphQLResolveInfo[Any], **_given: Any) -> Any:
        return info.context.engine.connection(info)

    return resolve


def _listing(field: GraphQLField, _: str) -> Resolver:
    def resolve(_source: Any, info: GraphQLResolveInfo[Any], **given: Any) -> Any:
        conditions = {_snake(name): value for name, value in given.items() if value is not None}
        return info.context.engine.listing(info, conditions)

    return resolve


def _payload(field: GraphQLField, name: str) -> Resolver:
    type_ = _object_type(field)

    def resolve(source: Any, info: GraphQLResolveInfo[Any]) -> Any:
        id_ = getattr(source, name)
        return None if id_ is None else info.context.engine.one(info, type_, "id", id_)

    return resolve


def _payloads(field: GraphQLField, name: str) -> Resolver:
    type_ = _object_type(field)

    def resolve(source: Any, info: GraphQLResolveInfo[Any]) -> Any:
        return [info.context.engine.one(info, type_, "id", id_) for id_ in getattr(source, name)]

    return resolve


def _node(field: GraphQLField, _: str) -> Resolver:
    def resolve(_source: Any, info: GraphQLResolveInfo[Any], id: str) -> Any:
        return load_node(info, id)

    return resolve


def _nodes(field: GraphQLField, _: str) -> Resolver:
    def resolve(_source: Any, info: GraphQLResolveInfo[Any], ids: list[str]) -> Any:
        if len(ids) > MAXIMUM_NODES:
            raise invalide(f"« ids » prend au plus {MAXIMUM_NODES} identifiants.")
        return [load_node(info, id) for id in ids]

    return resolve


def _me(field: GraphQLField, _: str) -> Resolver:
    type_ = _object_type(field)

    def resolve(_source: Any, info: GraphQLResolveInfo[Any]) -> Any:
        return info.context.engine.one(info, type_, "id", info.context.viewpoint.caller.collaborateur)

    return resolve


MAXIMUM_NODES = 100
RESOLVERS: dict[str, Callable[[GraphQLField, str], Resolver]] = {
    "key": _key,
    "connection": _connection,
    "list": _listing,
    "payload": _payload,
    "payloads": _payloads,
    "node": _node,
    "nodes": _nodes,
    "me": _me,
}


def load_node(info: GraphQLResolveInfo[Any], id: str) -> Any:
    """Any object by its global id; None for a type that is no node."""
    parts = split_id(id)
    type_ = info.schema.get_type(parts[0]) if parts else None
    if parts is None or not isinstance(type_, GraphQLObjectType):
        return None
    if not any(interface.name == "Node" for interface in type_.interfaces):
        return None
    engine = info.context.engine
    return engine.one(info, type_, "id", engine.key(info, type_, parts[1]))


def _snake(name: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)
