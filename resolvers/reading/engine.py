"""The reading engine: a root field of the schema is one SQL statement, whose JSON is the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from typing import Any, Protocol

from aiodataloader import DataLoader
from graphql import GraphQLError, GraphQLObjectType, GraphQLResolveInfo, get_named_type, get_nullable_type, is_list_type

from auth.caller import Viewpoint
from auth.rules import reservee
from db.pools import ReadPools
from resolvers.reading import cursors
from resolvers.reading.bindings import model_of
from resolvers.reading.executor import Fragment
from resolvers.reading.opened import take_files
from resolvers.reading.plans import Builder, Plan, Planner, Shapes, Variant
from resolvers.reading.pseudonyms import binds, row_number
from resolvers.reading.refusals import droits_perimes, est_interdit
from resolvers.reading.rows import Rights
from resolvers.reading.statements import connection, keyed, listing


class ReadContext(Protocol):
    """What the engine needs of a request's context: who asks and when, its loaders, its errors, its time left."""

    viewpoint: Viewpoint
    loaders: dict[Any, Any]
    errors: list[GraphQLError]

    def time_left(self) -> float:
        """Seconds left to the operation."""

    def opened(self, files: Iterable[int], *, listed: bool = False) -> None:
        """Told of the files that an answer shows, for the journal; `listed` when they are lines of a list."""

    def refused(self, type_name: str, keys: Iterable[int | str]) -> None:
        """Told of the keys of this type that were asked for and not shown, for the journal."""


class Engine:
    """Plans, runs and batches reads over the pools of one database."""

    def __init__(self, pools: ReadPools) -> None:
        self.pools, self.planner = pools, Planner()

    def key(self, info: GraphQLResolveInfo[Any], type_: GraphQLObjectType, number: int | str) -> int:
        """The id of the row that a global id names for the caller, from the part after its type.

        A number where tokens are expected is a try at a known id: it is journaled as such.
        """
        context: ReadContext = info.context
        model = model_of(type_)
        assert model is not None
        id_ = row_number(context.viewpoint.caller, model, number)
        if isinstance(number, int) and id_ != number and reservee(model):
            context.refused(type_.name, [number])
        return id_

    # Root fields

    def one(self, info: GraphQLResolveInfo[Any], type_: GraphQLObjectType, attribute: str, key: Any) -> Awaitable[Any]:
        """The object of `type_` whose `attribute` is `key`: JSON, or None when absent or not the caller's to see."""
        context: ReadContext = info.context
        rights = Rights(_profil(context.viewpoint))
        variant = self.planner.variant(info, type_, rights.profil)
        shapes, values = variant.arguments(info.variable_values)
        plan = self.planner.known(variant, shapes, attribute=attribute)
        if plan is None:
            return self._first(info, variant, shapes, values, rights, type_, attribute, key)
        return self._load(info, plan, values, key)

    async def _first(
        self,
        info: GraphQLResolveInfo[Any],
        variant: Variant,
        shapes: Shapes,
        values: dict[str, Any],
        rights: Rights,
        type_: GraphQLObjectType,
        attribute: str,
        key: Any,
    ) -> Any:
        try:
            plan = await self.planner.make(variant, shapes, rights, keyed(type_, attribute), attribute=attribute)
        except GraphQLError as refusal:
            if not est_interdit(refusal):
                raise
            # `nodes` comes here for each id: raised, the same refusal would be told at each index.
            self._report(info, [((), refusal)])
            model = model_of(type_)
            if model is not None and reservee(model):
                info.context.refused(type_.name, [key])
            return None
        return await self._load(info, plan, values, key)

    def _load(self, info: GraphQLResolveInfo[Any], plan: Plan, values: dict[str, Any], key: Any) -> Awaitable[Any]:
        self._report(info, plan.refusals)
        if alone(info):
            return self._directly(info.context, plan, values, key)
        return asyncio.shield(self._loader(info.context, plan, values).load(key))

    async def _directly(self, context: ReadContext, plan: Plan, values: dict[str, Any], key: Any) -> Any:
        [json] = await read_keys(self.pools, context, plan, _values(context, values), [key])
        return json

    async def connection(self, info: GraphQLResolveInfo[Any]) -> Any:
        """A connection over all that the caller may see of a type."""
        type_ = get_named_type(info.return_type)
        assert isinstance(type_, GraphQLObjectType)
        json, found = await self._read(info, type_, connection(type_), {})
        if not found:
            json, _ = await self._read(info, type_, connection(type_), {}, approchant=True)
        return json

    async def listing(self, info: GraphQLResolveInfo[Any], conditions: dict[str, Any]) -> Any:
        """A list of reference data, narrowed by equalities."""
        type_ = get_named_type(info.return_type)
        assert isinstance(type_, GraphQLObjectType)
        names = tuple(conditions)
        json, _ = await self._read(info, type_, listing(type_, names), conditions, by=names)
        return json

    async def _read(
        self,
        info: GraphQLResolveInfo[Any],
        type_: GraphQLObjectType,
        build: Builder,
        given: dict[str, Any],
        **options: Any,
    ) -> tuple[Any, bool]:
        """The one row of a statement that has no key: (JSON, whether a search found somebody)."""
        context: ReadContext = info.context
        rights = Rights(_profil(context.viewpoint))
        variant = self.planner.variant(info, type_, rights.profil)
        shapes, values = variant.arguments(info.variable_values)
        plan = self.planner.known(variant, shapes, **options)
        if plan is None:
            plan = await self.planner.make(variant, shapes, rights, build, **options)
        json, found = await self._row(context, plan, {**values, **given})
        if found:
            self._report(info, plan.refusals)
        return json, found

    # Running

    async def _row(self, context: ReadContext, plan: Plan, values: dict[str, Any]) -> tuple[Any, bool]:
        key = (plan.sql, repr(values))
        running = context.loaders.get(key)
        if running is None:
            arguments = plan.arguments(_values(context, values))
            running = context.loaders[key] = asyncio.ensure_future(
                self.pools.by_filter(plan.sql, arguments, context.time_left())
            )
        rows = await asyncio.shield(running)
        if not rows:
            raise droits_perimes()
        [(json, found, files)] = rows
        context.opened(files or (), listed=True)
        return _fragment(context, plan, json), found

    def _loader(self, context: ReadContext, plan: Plan, values: dict[str, Any]) -> DataLoader[Any, Any]:
        key = (plan.sql, repr(values)) if values else plan.sql
        loader = context.loaders.get(key)
        if loader is None:
            loader = context.loaders[key] = PlanLoader(self.pools, context, plan, _values(context, values))
        return loader

    def _report(self, info: GraphQLResolveInfo[Any], refusals: Iterable[tuple[tuple[str, ...], GraphQLError]]) -> None:
        """Adds refusals (path below the field, error) to those of the request, each response path once."""
        if not refusals:
            return
        context: ReadContext = info.context
        root = [part for part in info.path.as_list() if isinstance(part, str)]
        seen = {tuple(error.path or ()) for error in context.errors}
        for path, error in refusals:
            full = [*root, *path]
            if tuple(full) not in seen:
                context.errors.append(
                    GraphQLError(error.message, info.field_nodes, path=full, extensions=error.extensions)
                )


class PlanLoader(DataLoader[Any, Any]):
    """Batches the keys of one plan with the same values: one statement for all."""

    def __init__(self, pools: ReadPools, context: ReadContext, plan: Plan, values: dict[str, Any]) -> None:
        super().__init__()
        self.pools, self.context, self.plan, self.values = pools, context, plan, values

    async def batch_load_fn(self, keys: Sequence[Any]) -> list[Any]:
        """The JSON of each key, None where there is nothing to see."""
        return await read_keys(self.pools, self.context, self.plan, self.values, keys)


async def read_keys(
    pools: ReadPools, context: ReadContext, plan: Plan, values: dict[str, Any], keys: Sequence[Any]
) -> list[Any]:
    """The JSON of each key by one statement, None where there is nothing to see. Errors: stale rights."""
    values["cles"] = list(keys)
    rows = await pools.by_key(plan.sql, plan.arguments(values), context.time_left())
    if any(key is None for key, _, _ in rows):
        raise droits_perimes()
    context.opened([file for _, _, file in rows if file is not None])
    found = {key: _fragment(context, plan, json) for key, json, _ in rows}
    missing = [key for key in keys if key not in found]
    if missing and plan.guarded:
        context.refused(plan.guarded, missing)
    return [found.get(key) for key in keys]


def alone(info: GraphQLResolveInfo[Any]) -> bool:
    """Whether one object is the whole operation: nothing can be batched with it, and it need not wait for more."""
    selections = info.operation.selection_set.selections
    lone = len(selections) == 1 and selections[0].kind == "field" and info.path.prev is None
    return lone and not is_list_type(get_nullable_type(info.return_type))


def _values(context: ReadContext, values: dict[str, Any]) -> dict[str, Any]:
    keys = binds(context.viewpoint.caller)
    return {**context.viewpoint.binds(), "marqueur": cursors.box.marker, **keys, **values}


def _fragment(context: ReadContext, plan: Plan, json: bytes) -> Any:
    if plan.opens:
        json, files = take_files(json)
        context.opened(files, listed=True)
    return Fragment(cursors.box.seal_all(json) if plan.seals else json)


def _profil(viewpoint: Viewpoint) -> Any:
    if viewpoint.caller.profil is None:
        raise GraphQLError("Identifiez-vous.", extensions={"code": "NON_AUTHENTIFIE"})
    return viewpoint.caller.profil
