"""The unit of work: one transaction, who asks and when. Rolled back by default; nobody but its owner commits."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Integer, Text, bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

import db
from auth.caller import PARIS, Caller, Viewpoint
from db.base import Moment
from resolvers.writing.ordres import Ordre, executer

_GESTE: dict[str, Any] = {
    "quand": Moment,
    "collaborateur_id": Integer(),
    "profil": Text(),
    "structure_id": Integer(),
    "action": Text(),
    "type": Text(),
    "objet_id": BigInteger(),
    "beneficiaire_id": Integer(),
    "requete": Text(),
    "details": JSONB(none_as_null=True),
}
"""The columns of the journal that a write fills, with their types."""
_GESTES = func.unnest(*(bindparam(f"g_{nom}", type_=ARRAY(type_)) for nom, type_ in _GESTE.items()))
_INSCRIRE = Ordre(
    insert(db.Journal).from_select(list(_GESTE), select(*_GESTES.table_valued(*_GESTE).render_derived().c))
)


@dataclass(slots=True)
class UniteDeTravail:
    """What a use case works with. It flushes, and never commits.

    `gestes` are the rows that it adds to the journal, written in their order once it has ended. `acquis` are the groups
    of rights (model, id, group) that the caller was found to have on rows that have not been written since.
    """

    session: AsyncSession
    viewpoint: Viewpoint
    request_id: str
    gestes: list[dict[str, Any]] = field(default_factory=list)
    acquis: set[tuple[type[db.Base], int, str]] = field(default_factory=set)
    liees: dict[str, object] = field(init=False)
    _connexion: AsyncConnection | None = field(init=False, default=None)
    _pilote: Any = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.liees = self.viewpoint.binds()

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

    async def lignes(self, ordre: Ordre, **valeurs: Any) -> list[Any]:
        """The rows of a statement, values by rank; those of the caller (`Viewpoint.binds`) are bound already.

        What was set on objects is seen once it is flushed. Errors: DBAPIError.
        """
        if self._connexion is None:
            self._connexion = await self.session.connection()
            self._pilote = (await self._connexion.get_raw_connection()).driver_connection
        return await executer(self._connexion, self._pilote, ordre, ordre.arguments(self.liees | valeurs))

    async def ecrire(self) -> None:
        """Flushes, when there is something to."""
        session = self.session
        if session.new or session.dirty or session.deleted:
            await session.flush()


@asynccontextmanager
async def unite(engine: AsyncEngine, viewpoint: Viewpoint, request_id: str) -> AsyncIterator[UniteDeTravail]:
    """Opens a transaction: committed when the block ends well, rolled back when it raises."""
    async with AsyncSession(engine, expire_on_commit=False, autoflush=False) as session, session.begin():
        travail = UniteDeTravail(session, viewpoint, request_id)
        yield travail
        await travail.ecrire()
        if travail.gestes:
            await travail.lignes(_INSCRIRE, **{f"g_{nom}": [un[nom] for un in travail.gestes] for nom in _GESTE})
