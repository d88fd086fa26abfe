"""What one request carries: who asks and when, the engine, the accounts, its loaders and its errors."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import GraphQLError

from auth.accounts import Accounts
from auth.caller import Caller, Viewpoint
from auth.journal import ReadJournal
from auth.tokens import AccessTokens
from resolvers.reading.engine import Engine


@dataclass(slots=True)
class Context:
    """The `info.context` of an execution."""

    engine: Engine
    accounts: Accounts
    tokens: AccessTokens
    journal: ReadJournal
    viewpoint: Viewpoint
    request_id: str
    deadline: float
    loaders: dict[Any, Any] = field(default_factory=dict)
    errors: list[GraphQLError] = field(default_factory=list)
    adresse: str = ""
    files: set[int] = field(default_factory=set)

    def time_left(self) -> float:
        """Seconds left to the operation, at least a tenth so that a late read fails as a timeout."""
        return max(self.deadline - time.monotonic(), 0.1)

    def opened(self, files: Iterable[int], *, listed: bool = False) -> None:
        """See `resolvers.reading.engine.ReadContext`."""
        new = [file for file in files if file not in self.files]
        self.files.update(new)
        self.journal.opened(self.viewpoint, self.request_id, new, listed=listed)

    def refused(self, type_name: str, keys: Iterable[int | str]) -> None:
        """See `resolvers.reading.engine.ReadContext`."""
        self.journal.refused(self.viewpoint, self.request_id, type_name, keys)

    def rejected(self, type_name: str, qui: int | None = None) -> None:
        """Somebody tried to get in with what opens nothing: for the journal."""
        self.journal.rejected(self.now, type_name, qui)

    def become(self, caller: Caller) -> None:
        """From here on the request is `caller`'s: the payload of a sign-in is read as the one who signed in."""
        self.viewpoint = replace(self.viewpoint, caller=caller)
        self.loaders = {}

    @property
    def now(self) -> dt.datetime:
        """The instant of the request."""
        return self.viewpoint.maintenant
