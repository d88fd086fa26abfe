"""Reading as the server does, with the statements that it ran."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from graphql import GraphQLObjectType, execute

from auth.caller import Caller
from db.pools import ReadPools
from resolvers.reading.plans import Planner
from schema import schema
from server.app import Application
from server.errors import RequestRefused, present
from server.limits import check_variables
from server.prepared import DocumentStore

JOUR = dt.date(2025, 3, 28)
"""The last days of winter time: half of the instants of the demo are two hours from UTC, half one."""
MAINTENANT = dt.datetime(2025, 3, 28, 14, 30, tzinfo=ZoneInfo("Europe/Paris"))


@dataclass(frozen=True, slots=True)
class Ordre:
    """A statement that was run, with its bound values."""

    sql: str
    valeurs: tuple[Any, ...]


class _Recorder:
    """Pools that keep what they run."""

    def __init__(self, pools: ReadPools, journal: list[Ordre]) -> None:
        self._pools, self._journal = pools, journal

    async def by_key(self, sql: str, valeurs: list[Any], seconds: float) -> Any:
        self._journal.append(Ordre(sql, tuple(valeurs)))
        return await self._pools.by_key(sql, valeurs, seconds)

    async def by_filter(self, sql: str, valeurs: list[Any], seconds: float) -> Any:
        self._journal.append(Ordre(sql, tuple(valeurs)))
        return await self._pools.by_filter(sql, valeurs, seconds)


class Lecteur:
    """Runs documents in this process, as `server.execution` does, over documents prepared once."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.ordres: list[Ordre] = []
        self.dossiers: set[int] = set()
        """The files that the last answer was said to show."""
        assert application.pools is not None
        recorder: Any = _Recorder(application.pools, self.ordres)
        application.engine.pools = recorder
        self.documents = DocumentStore(application.schema, application.limits, {})

    @property
    def planner(self) -> Planner:
        """The plans of this reader."""
        return self.application.engine.planner

    def oublier(self) -> None:
        """Forgets the statements run until now."""
        self.ordres.clear()

    async def __call__(self, caller: Caller, text: str, /, **variables: Any) -> dict[str, Any]:
        """`{"data": …, "errors": […]}` as `caller` gets it; errors that nobody expected are raised here."""
        try:
            prepared = self.documents.known(text) or await self.documents.prepare(text, anonymous=caller.anonymous)
            check_variables(variables, self.application.limits)
        except RequestRefused as refus:
            return {"data": None, "errors": list(refus.entries)}
        context = self.application.context(caller, "essai", prepared)
        started = execute(
            self.application.schema,
            prepared.document,
            context_value=context,
            variable_values=variables,
            executor_class=self.application.execution_context_class,
        )
        result = await started if isawaitable(started) else started
        self.dossiers = context.files
        errors = present([*(result.errors or ()), *context.errors], _lever)
        answer: dict[str, Any] = orjson.loads(orjson.dumps({"data": result.data, "errors": errors}))
        return answer

    async def data(self, caller: Caller, text: str, /, **variables: Any) -> Any:
        """The data of an answer without errors."""
        answer = await self(caller, text, **variables)
        assert answer["errors"] == [], answer["errors"]
        return answer["data"]

    async def refus(self, caller: Caller, text: str, /, **variables: Any) -> tuple[str, str]:
        """(code, message) of the one error of an answer, whose statements must not have run."""
        self.oublier()
        answer = await self(caller, text, **variables)
        [error] = answer["errors"]
        assert self.ordres == []
        return error["extensions"]["code"], error["message"]


def _lever(_: str, panne: BaseException) -> None:
    """An error that the server would mask fails the test."""
    raise panne


def codes(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """(code, dotted path) of each error of an answer, sorted."""
    return sorted((error["extensions"]["code"], pointe(error.get("path") or ())) for error in answer["errors"])


def pointe(path: Iterable[Any]) -> str:
    """A response path as text."""
    return ".".join(str(part) for part in path)


def object_type(nom: str) -> GraphQLObjectType:
    """The type of the schema with that name, which has fields."""
    found = schema._schema.type_map[nom]
    assert isinstance(found, GraphQLObjectType)
    return found
