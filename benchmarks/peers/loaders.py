"""The dataloaders of the plain Strawberry server: one per relation, each a SELECT of its own over the ORM."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from strawberry.dataloader import DataLoader

import db

Sessions = async_sessionmaker[AsyncSession]
PREMIERS = 10


class Loaders:
    """The loaders of one request."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._made: dict[Any, DataLoader[Any, Any]] = {}
        self.maintenant = dt.datetime.now(dt.UTC)
        self.aujourdhui = dt.date.today()

    def by_id(self, model: Any, key: Any) -> Awaitable[Any]:
        """The row of `model` of that primary key."""

        async def load(keys: list[Any]) -> Sequence[Any]:
            rows = {row.id: row for row in await self._all(select(model).where(model.id.in_(keys)))}
            return [rows.get(one) for one in keys]

        return self._loader(model, load).load(key)

    def children(self, model: Any, column: Any, order: tuple[Any, ...], key: int) -> Awaitable[list[Any]]:
        """The rows of `model` whose `column` is `key`, in that order."""

        async def load(keys: list[int]) -> list[list[Any]]:
            found: dict[int, list[Any]] = defaultdict(list)
            for row in await self._all(select(model).where(column.in_(keys)).order_by(*order)):
                found[getattr(row, column.key)].append(row)
            return [found[one] for one in keys]

        return self._loader(column, load).load(key)

    def count(self, column: Any, key: int, measure: Any = None) -> Awaitable[Any]:
        """The number of rows whose `column` is `key`, or the sum of `measure` over them."""

        async def load(keys: list[int]) -> list[Any]:
            value = func.count() if measure is None else func.sum(measure)
            found = await self._pairs(select(column, value).where(column.in_(keys)).group_by(column))
            return [found.get(one, 0) for one in keys]

        return self._loader(("count", column, measure), load).load(key)

    def structures(self, collaborateur: int) -> Awaitable[list[db.Structure]]:
        """The structures of a collaborateur, by name."""

        async def load(keys: list[int]) -> list[list[db.Structure]]:
            link = db.collaborateur_structure
            query = (
                select(link.c.collaborateur_id, db.Structure)
                .join(db.Structure, db.Structure.id == link.c.structure_id)
                .where(link.c.collaborateur_id.in_(keys))
                .order_by(db.Structure.raison_sociale, db.Structure.id)
            )
            return await self._grouped(query, keys)

        return self._loader("structures", load).load(collaborateur)

    def entretiens(self, etape: int) -> Awaitable[list[db.Entretien]]:
        """The last ten entretiens of an étape, and one more if there is one."""

        async def load(keys: list[int]) -> list[list[db.Entretien]]:
            link = db.entretien_etape
            latest = (db.Entretien.date_heure.desc(), db.Entretien.id.desc())
            rank = func.row_number().over(partition_by=link.c.etape_id, order_by=latest).label("rang")
            ranked = (
                select(link.c.etape_id, link.c.entretien_id, rank)
                .join(db.Entretien, db.Entretien.id == link.c.entretien_id)
                .where(link.c.etape_id.in_(keys))
                .subquery()
            )
            query = (
                select(ranked.c.etape_id, db.Entretien)
                .join(db.Entretien, db.Entretien.id == ranked.c.entretien_id)
                .where(ranked.c.rang <= PREMIERS + 1)
                .order_by(ranked.c.etape_id, ranked.c.rang)
            )
            return await self._grouped(query, keys)

        return self._loader("entretiens", load).load(etape)

    def obligatoires(self, modele: int) -> Awaitable[set[int]]:
        """The ids of the questions of a model that must be answered."""

        async def load(keys: list[int]) -> list[set[int]]:
            query = select(db.Question.modele_id, db.Question.id)
            query = query.where(db.Question.modele_id.in_(keys), db.Question.obligatoire)
            return [set(ids) for ids in await self._grouped(query, keys)]

        return self._loader("obligatoires", load).load(modele)

    def dernier(self, personne: int) -> Awaitable[db.Entretien | None]:
        """The last entretien of a person that was not cancelled."""
        entretien = db.Entretien
        past = (entretien.date_heure <= self.maintenant, entretien.realisation != db.Realisation.ANNULE)
        return self._nearest("dernier", past, (entretien.date_heure.desc(), entretien.id.desc()), personne)

    def prochain(self, personne: int) -> Awaitable[db.Entretien | None]:
        """The next entretien of a person that is planned."""
        entretien = db.Entretien
        coming = (entretien.date_heure > self.maintenant, entretien.realisation == db.Realisation.PREVU)
        return self._nearest("prochain", coming, (entretien.date_heure, entretien.id), personne)

    def _nearest(self, name: str, conditions: Any, order: Any, personne: int) -> Awaitable[db.Entretien | None]:
        async def load(keys: list[int]) -> Sequence[db.Entretien | None]:
            entretien = db.Entretien
            query = (
                select(entretien)
                .distinct(entretien.beneficiaire_id)
                .where(entretien.beneficiaire_id.in_(keys), *conditions)
                .order_by(entretien.beneficiaire_id, *order)
            )
            found = {row.beneficiaire_id: row for row in await self._all(query)}
            return [found.get(one) for one in keys]

        return self._loader(name, load).load(personne)

    def _loader(self, name: Any, load: Callable[[list[Any]], Awaitable[Any]]) -> DataLoader[Any, Any]:
        loader = self._made.get(name)
        if loader is None:
            loader = self._made[name] = DataLoader(load_fn=load)
        return loader

    async def _all(self, query: Any) -> Sequence[Any]:
        async with self._sessions() as session:
            return (await session.scalars(query)).all()

    async def _pairs(self, query: Any) -> dict[Any, Any]:
        async with self._sessions() as session:
            return {row[0]: row[1] for row in await session.execute(query)}

    async def _grouped(self, query: Any, keys: list[int]) -> list[list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        async with self._sessions() as session:
            for key, row in await session.execute(query):
                found[key].append(row)
        return [found[one] for one in keys]
