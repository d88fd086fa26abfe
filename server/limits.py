"""What a request may weigh, checked before anything expensive looks at it.

Every check is linear in the size of the request: each fragment is visited once, whatever the number of its spreads.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
)

from server.errors import RequestRefused

__all__ = ["Limits", "check_document", "check_variables"]

# Introspection nests through types, not through data: graphql-core's MaxIntrospectionDepthRule bounds it.
INTROSPECTION: Final = frozenset({"__schema", "__type"})

# Beyond it an integer is read as a float, and its last digits are lost.
LARGEST_NUMBER: Final = 2.0**53


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one request. Sizes in bytes, durations in seconds, the rest in numbers of things.

    `max_width` bounds the selections between two braces, `max_values` and `max_nesting` the JSON of the variables,
    `max_literal` the characters of a number; `documents` is how many prepared documents are kept.
    """

    max_body: int = 262_144
    max_query_string: int = 16_384
    max_tokens: int = 4_000
    max_aliases: int = 100
    max_directives: int = 100
    max_operations: int = 20
    max_fragments: int = 100
    max_selections: int = 1_500
    max_width: int = 250
    max_depth: int = 15
    max_name: int = 100
    max_literal: int = 40
    max_values: int = 10_000
    max_nesting: int = 32
    max_errors: int = 20
    max_cost: int = 100_000
    timeout: float = 10.0
    body_timeout: float = 10.0
    documents: int = 512


def check_variables(variables: dict[str, Any], limits: Limits) -> None:
    """Refuse what PostgreSQL or Python could not hold exactly: NUL characters, huge numbers, endless nesting.

    :raises RequestRefused: 400, naming the variable.
    """
    left = limits.max_values - len(variables)
    if left < 0:
        raise _too_many_values(limits)
    for name, value in variables.items():
        # The usual variable is one text: it needs no stack.
        if type(value) is not str or "\x00" in value:
            left = _check_value(name, value, left, limits)


def _check_value(name: str, root: Any, left: int, limits: Limits) -> int:
    """Check one variable, of which at most `left` values may be nested; returns how many are left."""
    stack = [(root, 1)]
    while stack:
        value, depth = stack.pop()
        if isinstance(value, str):
            if "\x00" in value:
                raise _refused_variable(name, "contient un caractère nul (U+0000), qui est interdit")
        elif isinstance(value, float):
            if abs(value) > LARGEST_NUMBER:
                raise _refused_variable(name, "contient un nombre trop grand")
        elif isinstance(value, dict | list):
            if depth > limits.max_nesting:
                raise _refused_variable(name, f"a plus de {limits.max_nesting} niveaux d'imbrication")
            left -= len(value)
            if left < 0:
                raise _too_many_values(limits)
            items = [*value, *value.values()] if isinstance(value, dict) else value
            stack.extend((item, depth + 1) for item in items)
    return left


def _too_many_values(limits: Limits) -> RequestRefused:
    return RequestRefused(400, f"Les variables contiennent plus de {limits.max_values} valeurs.")


def _refused_variable(name: str, reason: str) -> RequestRefused:
    shown = f" « ${name} »" if name.isidentifier() and len(name) <= 60 else ""
    return RequestRefused(400, f"La variable{shown} {reason}.")


@dataclass(slots=True)
class _Tally:
    """What a document holds, and for each definition its own depth and the fragments it spreads, with their depth."""

    aliases: int = 0
    directives: int = 0
    selections: int = 0
    depths: dict[str, int] = field(default_factory=dict)
    spreads: dict[str, dict[str, int]] = field(default_factory=dict)


def check_document(document: DocumentNode, limits: Limits) -> int:
    """Refuse a document that would be long to validate or to execute.

    :returns: the number of selections, which is what the document weighs in a cache.
    :raises RequestRefused: 400, naming what is bounded, the bound and the number found.
    """
    fragments = sum(isinstance(definition, FragmentDefinitionNode) for definition in document.definitions)
    _bound(fragments, limits.max_fragments, "fragments")
    # Validation follows every fragment again for each operation.
    _bound(len(document.definitions) - fragments, limits.max_operations, "opérations")
    tally = _Tally()
    operations = []
    for index, definition in enumerate(document.definitions):
        if isinstance(definition, FragmentDefinitionNode):
            # A second fragment of the same name is refused by validation, whichever is measured here.
            key = definition.name.value
        elif isinstance(definition, OperationDefinitionNode):
            operations.append(key := f"{index}")
        else:
            continue
        _measure(definition.selection_set, key, tally, limits)
    _bound(tally.aliases, limits.max_aliases, "alias")
    _bound(tally.selections, limits.max_selections, "champs")
    _check_tokens(document, tally, limits)
    _bound(tally.directives, limits.max_directives, "directives")
    depths: dict[str, int | None] = {}
    for key in operations:
        _bound(_full_depth(key, tally, depths), limits.max_depth, "niveaux d'imbrication")
    for key in tally.depths:
        _full_depth(key, tally, depths)
    return tally.selections


def _bound(number: int, maximum: int, things: str) -> None:
    if number > maximum:
        raise RequestRefused(400, f"La requête compte {number} {things} : le maximum est {maximum}.")


def _measure(root: SelectionSetNode, key: str, tally: _Tally, limits: Limits) -> None:
    """Count the selections of one definition and note how deep each spread lies. Inline fragments add no depth."""
    deepest = 0
    spreads = tally.spreads.setdefault(key, {})
    stack = [(root, 1, False)]
    while stack:
        selection_set, depth, introspection = stack.pop()
        _bound(len(selection_set.selections), limits.max_width, "champs dans un même bloc")
        tally.selections += len(selection_set.selections)
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                tally.aliases += selection.alias is not None
                if not introspection:
                    deepest = max(deepest, depth)
                if selection.selection_set:
                    below = introspection or selection.name.value in INTROSPECTION
                    stack.append((selection.selection_set, depth + 1, below))
            elif isinstance(selection, InlineFragmentNode):
                stack.append((selection.selection_set, depth, introspection))
            elif isinstance(selection, FragmentSpreadNode) and not introspection:
                name = selection.name.value
                spreads[name] = max(spreads.get(name, 0), depth - 1)
            elif isinstance(selection, FragmentSpreadNode):
                # Its depth does not count below introspection, but a cycle through it does.
                spreads.setdefault(selection.name.value, -limits.max_tokens)
    tally.depths[key] = deepest


def _full_depth(key: str, tally: _Tally, known: dict[str, int | None]) -> int:
    """The depth of a definition through its fragments, each measured once; None marks one being measured."""
    if key in known:
        found = known[key]
        if found is None:
            raise RequestRefused(400, f"Le fragment « {key} » se contient lui-même.")
        return found
    known[key] = None
    depth = tally.depths[key]
    for name, level in tally.spreads[key].items():
        if name in tally.depths:
            depth = max(depth, level + _full_depth(name, tally, known))
    known[key] = depth
    return depth


def _check_tokens(document: DocumentNode, tally: _Tally, limits: Limits) -> None:
    """Bound names, numbers and texts one by one: the token limit says nothing of their length."""
    stack: list[Node] = [document]
    while stack:
        node = stack.pop()
        kind = node.kind
        if kind == "name":
            if len(node.value) > limits.max_name:  # type: ignore[attr-defined]
                raise RequestRefused(400, f"Un nom de la requête dépasse {limits.max_name} caractères.")
            continue
        if kind in ("int_value", "float_value"):
            if len(node.value) > limits.max_literal:  # type: ignore[attr-defined]
                raise RequestRefused(400, f"Un nombre de la requête dépasse {limits.max_literal} chiffres.")
            continue
        if isinstance(node, StringValueNode):
            if "\x00" in node.value:
                raise RequestRefused(
                    400, "Un texte de la requête contient un caractère nul (U+0000), qui est interdit."
                )
            continue
        if kind == "directive":
            tally.directives += 1
        stack.extend(_children(node))


def _children(node: Node) -> Iterable[Node]:
    for key in node.keys:
        value = getattr(node, key, None) if key != "loc" else None
        if isinstance(value, Node):
            yield value
        elif isinstance(value, list | tuple):
            yield from value
