"""What an operation costs, as a number of values it may read: known before execution, with its variables.

A field costs `extensions["cost"]` of its definition, or 1. A list multiplies its selection by the size its arguments
ask for, or by `extensions["assumed_size"]`, or by 10; a connection passes its size on to its `edges` and `nodes`.
Directives are not looked at: what `@include` may add is counted, and of alternative fragments all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    ArgumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_introspection_query,
    get_named_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
    parse,
)

__all__ = ["Cost", "CostModel", "evaluate"]

SIZE_ARGUMENTS: Final = ("first", "last", "limite", "ids")
PAGE_LISTS: Final = frozenset({"edges", "nodes"})
ASSUMED_SIZE: Final = 10

# No limit comes near it, and sums of capped numbers stay short whatever the nesting.
CEILING: Final = 10**12


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows a list may give: the variable's value when there is one, else `otherwise`."""

    variable: str | None
    otherwise: int

    def value(self, variables: Mapping[str, Any]) -> int:
        value = variables.get(self.variable) if self.variable is not None else None
        if isinstance(value, bool) or not isinstance(value, int | list):
            return self.otherwise
        return max(len(value) if isinstance(value, list) else value, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """constant + Σ size × part. Compared by identity: one shared by several spreads is evaluated once."""

    constant: int
    parts: tuple[tuple[Size | None, Formula], ...]


Cost = int | Formula


def evaluate(cost: Cost, variables: Mapping[str, Any]) -> int:
    """The cost with these variables, at most 10¹²."""
    return cost if isinstance(cost, int) else _evaluate(cost, variables, {})


def _evaluate(formula: Formula, variables: Mapping[str, Any], known: dict[int, int]) -> int:
    total = known.get(id(formula))
    if total is None:
        total = formula.constant
        for size, part in formula.parts:
            total += (1 if size is None else size.value(variables)) * _evaluate(part, variables, known)
        total = known[id(formula)] = min(total, CEILING)
    return total


class _Sum:
    """A cost under construction, folded to a number as long as no variable enters it."""

    def __init__(self) -> None:
        self.constant = 0
        self.parts: list[tuple[Size | None, Formula]] = []

    def add(self, cost: Cost, size: Size | None = None) -> None:
        if isinstance(cost, int):
            if size is None or size.variable is None:
                self.constant = min(self.constant + cost * (1 if size is None else size.otherwise), CEILING)
            elif cost:
                self.parts.append((size, Formula(cost, ())))
        else:
            self.parts.append((size, cost))

    def result(self) -> Cost:
        return Formula(self.constant, tuple(self.parts)) if self.parts else self.constant


Selection = tuple[Cost, Cost]
"""What a selection costs once, and what it costs for each row of the page when it stands in a connection."""


class CostModel:
    """The costs of one schema.

    `introspection_maximum` is a quarter more than graphql's own introspection query with every option.
    """

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self._introspection_sizes = _introspection_sizes(schema)
        document = parse(get_introspection_query(*[True] * 7))
        operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
        fragments = {n.name.value: n for n in document.definitions if isinstance(n, FragmentDefinitionNode)}
        self.introspection_maximum = evaluate(self.compile(operation, fragments), {}) * 5 // 4

    def compile(self, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> Cost:
        """The cost of a validated operation: a number, or a formula of its variables."""
        root = self.schema.get_root_type(operation.operation)
        defaults = {
            definition.variable.name.value: int(definition.default_value.value)
            for definition in operation.variable_definitions or ()
            if isinstance(definition.default_value, IntValueNode)
        }
        compiler = _Compiler(self.schema, fragments, defaults, self._introspection_sizes)
        once, page = compiler.selection(root, operation.selection_set) if root else (0, 0)
        return _joined(once, page, Size(None, ASSUMED_SIZE))


def _joined(once: Cost, page: Cost, size: Size) -> Cost:
    total = _Sum()
    total.add(once)
    total.add(page, size)
    return total.result()


class _Compiler:
    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        defaults: Mapping[str, int],
        sizes: Mapping[str, int],
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._defaults = defaults
        self._sizes = sizes
        self._known: dict[str, Selection] = {}

    def selection(self, parent: GraphQLCompositeType, selection_set: SelectionSetNode) -> Selection:
        once, page = _Sum(), _Sum()
        spread: set[str] = set()
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                inner = self._field(parent, node)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                inner = self._fragment(node.name.value)
            elif isinstance(node, InlineFragmentNode):
                inner = self.selection(self._condition(node) or parent, node.selection_set)
            else:
                continue
            once.add(inner[0])
            page.add(inner[1])
        return once.result(), page.result()

    def _fragment(self, name: str) -> Selection:
        if name not in self._known:
            definition = self._fragments[name]
            condition = self._condition(definition)
            self._known[name] = self.selection(condition, definition.selection_set) if condition else (0, 0)
        return self._known[name]

    def _condition(self, node: InlineFragmentNode | FragmentDefinitionNode) -> GraphQLCompositeType | None:
        named = node.type_condition and self._schema.get_type(node.type_condition.name.value)
        return named if named and is_composite_type(named) else None

    def _field(self, parent: GraphQLCompositeType, node: FieldNode) -> Selection:
        """The cost of a field with its selection, of which `edges` and `nodes` leave their rows to the page around."""
        name = node.name.value
        definition = self._schema.get_field(parent, name)
        if name == "__typename" or definition is None:
            return 0, 0
        own = (definition.extensions or {}).get("cost", 1)
        named = get_named_type(definition.type)
        if not node.selection_set or not is_composite_type(named):
            return own, 0
        once, page = self.selection(named, node.selection_set)
        size = self._size(parent, definition, node)
        nullable = definition.type.of_type if is_non_null_type(definition.type) else definition.type
        total = _Sum()
        total.add(own)
        if is_list_type(nullable):
            if size is None and name in PAGE_LISTS and "pageInfo" in parent.fields:  # type: ignore[union-attr]
                return own, _joined(once, page, Size(None, ASSUMED_SIZE))
            size = size or Size(None, self._assumed(parent, name, definition))
            total.add(_joined(once, page, Size(None, ASSUMED_SIZE)), size)
        else:
            total.add(_joined(once, page, size or Size(None, self._assumed(parent, name, definition))))
        return total.result(), 0

    def _assumed(self, parent: GraphQLCompositeType, name: str, definition: GraphQLField) -> int:
        if parent.name.startswith("__"):
            return self._sizes.get(name, ASSUMED_SIZE)
        return int((definition.extensions or {}).get("assumed_size", ASSUMED_SIZE))

    def _size(self, parent: GraphQLCompositeType, definition: GraphQLField, node: FieldNode) -> Size | None:
        """The size that the arguments ask for, or None when they say nothing."""
        given = {argument.name.value: argument for argument in node.arguments or ()}
        for name in SIZE_ARGUMENTS:
            if name in given:
                return self._given_size(given[name], self._assumed(parent, node.name.value, definition))
        for name in SIZE_ARGUMENTS:
            declared = definition.args.get(name)
            default = None if declared is None else _default(declared)
            if default is not None:
                return Size(None, default)
        return None

    def _given_size(self, argument: ArgumentNode, assumed: int) -> Size:
        value = argument.value
        if isinstance(value, IntValueNode):
            return Size(None, max(int(value.value), 0))
        if isinstance(value, ListValueNode):
            return Size(None, len(value.values))
        if isinstance(value, VariableNode):
            name = value.name.value
            return Size(name, self._defaults.get(name, assumed))
        return Size(None, assumed)


def _default(argument: GraphQLArgument) -> int | None:
    """The size an argument has when it is not given, however the schema was built."""
    value: Any = argument.default_value
    if argument.default is not None:
        literal = argument.default.literal
        value = int(literal.value) if isinstance(literal, IntValueNode) else argument.default.value
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _introspection_sizes(schema: GraphQLSchema) -> dict[str, int]:
    """How long the lists of introspection are in this schema, on average for those that belong to a type."""
    types = list(schema.type_map.values())
    fields = [len(named.fields) for named in types if hasattr(named, "fields")]
    average = -(-sum(fields) // max(len(fields), 1))
    return {
        "types": len(types),
        "directives": len(schema.directives),
        "fields": average,
        "inputFields": average,
        "enumValues": average,
        "args": 2,
        "interfaces": 2,
        "possibleTypes": 2,
    }
