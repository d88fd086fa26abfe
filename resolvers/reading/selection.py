"""What a GraphQL selection asks of one object type: its fields merged by response key, and their argument sites."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    InlineFragmentNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)
from graphql.execution.values import get_argument_values
from graphql.language import Visitor, visit

LONGUEUR_CLE = 60
"""PostgreSQL cuts identifiers at 63 bytes: two longer response keys could collide."""


@dataclass(slots=True)
class Selected:
    """One response key: its field, and for an object the fields asked of it. `field` is None for `__typename`."""

    key: str
    name: str
    field: GraphQLField | None
    nodes: list[FieldNode]
    site: int | None = None
    type: GraphQLNamedType | None = None
    children: list[Selected] = dataclasses.field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Site:
    """A field that takes arguments; `constant` when no variable is used, so that its values never change."""

    field: GraphQLField
    node: FieldNode
    constant: bool

    @classmethod
    def of(cls, field: GraphQLField, node: FieldNode) -> Site:
        """The site of `node`."""
        return cls(field, node, not uses_variables(node))

    def values(self, variables: Any) -> dict[str, Any]:
        """The arguments as graphql-core coerces them, by their GraphQL names."""
        return get_argument_values(self.field, self.node, variables)


class Reader:
    """Merges the selections of one root field for given variables."""

    def __init__(self, schema: GraphQLSchema, fragments: dict[str, FragmentDefinitionNode], variables: dict[str, Any]):
        self.schema, self.fragments, self.variables = schema, fragments, variables
        self.sites: list[Site] = []

    def read(self, type_: GraphQLObjectType, nodes: Sequence[FieldNode]) -> list[Selected]:
        """The merged fields asked of `type_` under `nodes`, in the order of the response."""
        merged: dict[str, list[FieldNode]] = {}
        for node in nodes:
            if node.selection_set:
                self._collect(type_, node.selection_set, merged)
        return [self._selected(type_, key, found) for key, found in merged.items()]

    def _selected(self, type_: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Selected:
        if len(key.encode()) > LONGUEUR_CLE:
            raise GraphQLError(
                f"L'alias d'un champ tient en {LONGUEUR_CLE} octets.", nodes, extensions={"code": "REQUETE_INVALIDE"}
            )
        name = nodes[0].name.value
        if name == "__typename":
            return Selected(key, name, None, nodes)
        definition = type_.fields[name]
        selected = Selected(key, name, definition, nodes, type=get_named_type(definition.type))
        if definition.args:
            selected.site = len(self.sites)
            self.sites.append(Site.of(definition, nodes[0]))
        if isinstance(selected.type, GraphQLObjectType):
            selected.children = self.read(selected.type, nodes)
        return selected

    def _collect(
        self, type_: GraphQLObjectType, selection_set: SelectionSetNode, merged: dict[str, list[FieldNode]]
    ) -> None:
        for node in selection_set.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                merged.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self.fragments[node.name.value]
                if self._applies(type_, fragment.type_condition.name.value):
                    self._collect(type_, fragment.selection_set, merged)
            elif isinstance(node, InlineFragmentNode) and (
                node.type_condition is None or self._applies(type_, node.type_condition.name.value)
            ):
                self._collect(type_, node.selection_set, merged)

    def _applies(self, type_: GraphQLObjectType, condition: str) -> bool:
        other = self.schema.get_type(condition)
        return other is type_ or (
            isinstance(other, GraphQLInterfaceType | GraphQLUnionType) and self.schema.is_sub_type(other, type_)
        )

    def _included(self, node: Any) -> bool:
        for directive in node.directives or ():
            if directive.name.value in ("skip", "include"):
                given = directive.arguments[0].value
                flag = self.variables.get(given.name.value) if isinstance(given, VariableNode) else given.value
                if bool(flag) is (directive.name.value == "skip"):
                    return False
        return True


def uses_variables(node: FieldNode) -> bool:
    """Whether the arguments of this field use a variable."""
    found = False

    class Finder(Visitor):
        def enter_variable(self, *_: Any) -> None:
            nonlocal found
            found = True

    for argument in node.arguments or ():
        visit(argument, Finder())
    return found


def flag_variables(nodes: Sequence[FieldNode], fragments: dict[str, FragmentDefinitionNode]) -> tuple[str, ...]:
    """The variables that `@skip` and `@include` depend on below `nodes`, each fragment visited once."""
    names: dict[str, None] = {}
    seen: set[str] = set()
    todo: list[Any] = [node.selection_set for node in nodes if node.selection_set]
    while todo:
        for node in todo.pop().selections:
            for directive in node.directives or ():
                if directive.name.value in ("skip", "include") and isinstance(
                    directive.arguments[0].value, VariableNode
                ):
                    names[directive.arguments[0].value.name.value] = None
            if isinstance(node, FragmentSpreadNode):
                if node.name.value not in seen:
                    seen.add(node.name.value)
                    todo.append(fragments[node.name.value].selection_set)
            elif node.selection_set:
                todo.append(cast(SelectionSetNode, node.selection_set))
    return tuple(names)
