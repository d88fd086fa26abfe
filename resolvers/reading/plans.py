"""Plans: compiled statements, found again by what was asked, by whom, and by the shape of the variables.

Two levels. A *prepared field* is a root field of a known document for one profil: its merged selection for each
combination of `@skip`/`@include`. A *plan* is its statement for one shape of the arguments. Values are never part of
a plan.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from graphql import FieldNode, GraphQLError, GraphQLObjectType, GraphQLResolveInfo, get_named_type
from sqlalchemy import literal_column
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.visitors import replacement_traverse

from db.enums import Profil
from resolvers.reading.arguments import ArgumentReader, Constant, argument_reader
from resolvers.reading.compiler import Compiler
from resolvers.reading.rows import Rights
from resolvers.reading.selection import Reader, Selected, Site, flag_variables

DIALECT: Any = asyncpg.dialect()  # type: ignore[no-untyped-call]
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Lru(Generic[K, V]):
    """A dictionary of bounded size that forgets what was used longest ago."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._items: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """The value, now the most recently used, or None."""
        value = self._items.get(key)
        if value is not None:
            self._items.move_to_end(key)
        return value

    def put(self, key: K, value: V) -> V:
        """Keeps a value, at the cost of the oldest."""
        self._items[key] = value
        if len(self._items) > self._size:
            self._items.popitem(last=False)
        return value

    def __len__(self) -> int:
        return len(self._items)


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement, the names of its parameters in order, and what it refuses (path below the field, error).

    `seals` says that its JSON holds cursors to seal, `opens` that it tells of files that it leads into (`opened.py`);
    `guarded` names the type that it looks up, when not everybody sees its rows.
    """

    sql: str
    parameters: tuple[str, ...]
    refusals: tuple[tuple[tuple[str, ...], GraphQLError], ...]
    seals: bool
    opens: bool
    guarded: str | None = None

    def arguments(self, values: dict[str, Any]) -> list[Any]:
        """The values of the parameters, in their order."""
        return [values[name] for name in self.parameters]


class Shapes:
    """The shapes of all the argument sites of a field, hashed once: they are part of the key of a plan."""

    __slots__ = ("_hash", "items")

    def __init__(self, items: tuple[Any, ...]) -> None:
        self.items = items
        self._hash = hash(items)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Shapes) and self.items == other.items)


@dataclass(slots=True)
class Variant:
    """One selection of a prepared field, under given flags; `fixed` when none of its arguments uses a variable."""

    one: Selected
    selected: list[Selected]
    readers: list[ArgumentReader]
    plans: Lru[Hashable, Plan] = field(default_factory=lambda: Lru(64))
    pending: dict[Hashable, asyncio.Future[Plan]] = field(default_factory=dict)
    fixed: tuple[Shapes, dict[str, Any]] | None = None

    def __post_init__(self) -> None:
        if all(isinstance(reader, Constant) for reader in self.readers):
            self.fixed = self._read({})

    def arguments(self, variables: Any) -> tuple[Shapes, dict[str, Any]]:
        """The shapes of all argument sites, and their values by parameter name."""
        return self.fixed or self._read(variables)

    def _read(self, variables: Any) -> tuple[Shapes, dict[str, Any]]:
        shapes: list[Any] = []
        values: dict[str, Any] = {}
        for number, reader in enumerate(self.readers):
            shape, given = reader.read(variables)
            shapes.append(shape)
            for rank, value in enumerate(given):
                values[f"s{number}_{rank}"] = value
        return Shapes(tuple(shapes)), values


@dataclass(slots=True)
class PreparedField:
    """A root field of a document; it holds its nodes, whose identity is its key."""

    nodes: list[FieldNode]
    flags: tuple[str, ...]
    variants: Lru[tuple[Any, ...], Variant] = field(default_factory=lambda: Lru(32))


Builder = Callable[[Compiler, Variant], Any]


class Planner:
    """Finds or makes the plan of a root field."""

    def __init__(self, size: int = 512) -> None:
        self._fields: Lru[Hashable, PreparedField] = Lru(size)
        self._compiler = ThreadPoolExecutor(1, "plans")
        self.compiled = 0

    def variant(self, info: GraphQLResolveInfo[Any], type_: GraphQLObjectType, profil: Profil) -> Variant:
        """The selection of this field for these flags; `type_` is the object type that is read."""
        key = (profil, type_.name, *map(id, info.field_nodes))
        prepared = self._fields.get(key)
        if prepared is None:
            flags = flag_variables(info.field_nodes, info.fragments)
            prepared = self._fields.put(key, PreparedField(list(info.field_nodes), flags))
        variables = info.variable_values.coerced
        flags_given = tuple(variables.get(name) for name in prepared.flags)
        variant = prepared.variants.get(flags_given)
        if variant is None:
            variant = prepared.variants.put(flags_given, _read(info, type_, prepared.nodes, variables, profil))
        return variant

    def known(self, variant: Variant, shapes: Shapes, **options: Any) -> Plan | None:
        """The plan of these shapes, if it was made before."""
        return variant.plans.get((shapes, tuple(options.items())))

    async def make(self, variant: Variant, shapes: Shapes, rights: Rights, build: Builder, **options: Any) -> Plan:
        """Makes a plan, once however many ask for it. Errors: GraphQLError when the whole field is refused.

        A large selection takes a tenth of a second of pure computation: a thread makes it, so that others are answered
        meanwhile.
        """
        key = (shapes, tuple(options.items()))
        pending = variant.pending.get(key)
        if pending is None:
            pending = variant.pending[key] = asyncio.get_running_loop().run_in_executor(
                self._compiler, _make, variant, shapes, rights, build, options
            )
        try:
            plan = await asyncio.shield(pending)
        finally:
            variant.pending.pop(key, None)
        if variant.plans.get(key) is None:
            variant.plans.put(key, plan)
            self.compiled += 1
        return plan


def _make(variant: Variant, shapes: Shapes, rights: Rights, build: Builder, options: dict[str, Any]) -> Plan:
    compiler = Compiler(rights, list(shapes.items), **options)
    return compile_plan(build(compiler, variant), compiler)


def _read(
    info: GraphQLResolveInfo[Any],
    type_: GraphQLObjectType,
    nodes: list[FieldNode],
    variables: dict[str, Any],
    profil: Profil,
) -> Variant:
    reader = Reader(info.schema, info.fragments, variables)
    definition = info.parent_type.fields[info.field_name]
    key = nodes[0].alias.value if nodes[0].alias else info.field_name
    root = Selected(key, info.field_name, definition, nodes, type=get_named_type(definition.type))
    if type_ is root.type and definition.args:
        root.site = 0
        reader.sites.append(Site.of(definition, nodes[0]))
    root.children = reader.read(type_, nodes)
    return Variant(root, root.children, [argument_reader(site, profil) for site in reader.sites])


def compile_plan(statement: Any, compiler: Compiler) -> Plan:
    """The text of a statement for asyncpg: constants of the schema inline, values of the request as parameters."""
    compiled = inline_constants(statement).compile(dialect=DIALECT)
    parameters = tuple(compiled.positiontup or ())
    refusals, seals = tuple(compiler.refusals), "marqueur" in parameters
    return Plan(str(compiled), parameters, refusals, seals, compiler.opens, compiler.guarded)


def inline_constants(statement: Any) -> Any:
    """Writes the constants of rules and models into the text, so that partial indexes serve a generic plan."""

    def replace(element: Any, **_: Any) -> Any:
        if isinstance(element, BindParameter) and not element.required:
            processor = element.type.dialect_impl(DIALECT).literal_processor(DIALECT)
            if processor is None:
                raise TypeError(f"{element.type!r} has no literal form: make it a parameter")
            return literal_column(processor(element.value), element.type)
        return None

    return replacement_traverse(statement, {}, replace)
