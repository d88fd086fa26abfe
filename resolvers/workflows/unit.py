"""The unit of work: one transaction, who asks and when. Rolled back by default; nobody but its owner commits."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from auth.caller import PARIS, Caller, Viewpoint


@dataclass(slots=True)
class UniteDeTravail:
    """What a use case works with. It flushes, and never commits."""

    session: AsyncSession
    viewpoint: Viewpoint
    request_id: str

    @property
    def caller(self) -> Caller:
        """Who asks."""
        return self.viewpoint.caller

    @property
    def moi(self) -> int:
        """The collaborateur who asks. Errors: AssertionError when nobody is signed in."""
        assert self.caller.collaborateur is not None
        return self.caller.collaborateur

    @property
    def maintenant(self) -> dt.datetime:
        """The instant of the request."""
        return self.viewpoint.maintenant

    @property
    def aujourdhui(self) -> dt.date:
        """The day of the request, in Paris."""
        return self.maintenant.astimezone(PARIS).date()


@asynccontextmanager
async def unite(engine: AsyncEngine, viewpoint: Viewpoint, request_id: str) -> AsyncIterator[UniteDeTravail]:
    """Opens a transaction: committed when the block ends well, rolled back when it raises."""
    async with AsyncSession(engine, expire_on_commit=False, autoflush=False) as session, session.begin():
        yield UniteDeTravail(session, viewpoint, request_id)
        await session.flush()
