"""The journal of reads: who opened which file, written behind the answers.

Reads are noted in memory and written together, at most a second later; a normal stop writes what is left. A process
that is killed loses that second at most: `docs/journal.md` says so. What cannot be written is kept and tried again.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import structlog
from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

import db
from auth.caller import Viewpoint
from db.enums import ActionJournal

DELAI = 1.0
"""Seconds that a read may stay in memory."""
LOT = 1_000
"""Rows written by one statement."""

log = structlog.get_logger("journal")
FICHIERS: dict[str, type[db.Base]] = {
    mapper.class_.__name__: mapper.class_
    for mapper in db.Base.registry.mappers
    if "beneficiaire_id" in mapper.columns and "id" in mapper.columns
}


@dataclass(frozen=True, slots=True)
class _Note:
    action: ActionJournal
    viewpoint: Viewpoint
    request_id: str
    type_name: str
    id: int
    listed: bool = False

    def row(self, file: int) -> dict[str, object]:
        caller = self.viewpoint.caller
        return {
            "quand": self.viewpoint.maintenant,
            "collaborateur_id": caller.collaborateur,
            "profil": caller.profil,
            "structure_id": caller.structures[0] if caller.structures else None,
            "action": self.action,
            "type": self.type_name,
            "objet_id": self.id,
            "beneficiaire_id": file,
            "requete": self.request_id,
            "details": {"liste": True} if self.listed else None,
        }


class ReadJournal:
    """Notes reads, and writes them in batches."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._notes: list[_Note] = []
        self._task: asyncio.Task[None] | None = None

    def opened(self, viewpoint: Viewpoint, request_id: str, files: Iterable[int], *, listed: bool) -> None:
        """Notes that an answer shows these files; `listed` when they are lines of a list rather than opened each."""
        for file in files:
            self._notes.append(_Note(ActionJournal.LECTURE, viewpoint, request_id, "Beneficiaire", file, listed))

    def refused(self, viewpoint: Viewpoint, request_id: str, type_name: str, ids: Iterable[int]) -> None:
        """Notes that these ids were asked for and not shown; those that do not exist will leave no row."""
        for id_ in ids:
            self._notes.append(_Note(ActionJournal.ACCES_REFUSE, viewpoint, request_id, type_name, id_))

    def start(self) -> None:
        """Starts writing, every second."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Writes what is left, and stops."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        await self.flush()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(DELAI)
            await self.flush()

    async def flush(self) -> None:
        """Writes what was noted so far; keeps it when the database does not answer."""
        while self._notes:
            batch, self._notes = self._notes[:LOT], self._notes[LOT:]
            writing = asyncio.ensure_future(self._write(batch))
            try:
                await asyncio.shield(writing)
            except asyncio.CancelledError:
                await asyncio.gather(writing, return_exceptions=True)
                raise
            except (OSError, SQLAlchemyError) as error:
                self._notes = batch + self._notes
                log.warning("journal_en_attente", lignes=len(self._notes), erreur=type(error).__name__)
                return

    async def _write(self, batch: list[_Note]) -> None:
        async with self._engine.begin() as connection:
            files = await _files(connection, batch)
            rows = [note.row(file) for note in batch if (file := files.get((note.type_name, note.id))) is not None]
            if rows:
                await connection.execute(insert(db.Journal), rows)
            await _recent(connection, batch)


async def _files(connection: AsyncConnection, batch: list[_Note]) -> dict[tuple[str, int], int]:
    """The file of each row that was shown or refused, of those that exist."""
    wanted: dict[str, set[int]] = {}
    files: dict[tuple[str, int], int] = {}
    for note in batch:
        if note.action is ActionJournal.LECTURE:
            files[note.type_name, note.id] = note.id
        else:
            wanted.setdefault(note.type_name, set()).add(note.id)
    for type_name, ids in wanted.items():
        model = FICHIERS.get(type_name, db.Beneficiaire)
        columns = model.__table__.c
        file = columns.id if model is db.Beneficiaire else columns.beneficiaire_id
        for id_, found in await connection.execute(select(columns.id, file).where(columns.id.in_(ids))):
            files[type_name, id_] = found
    return files


async def _recent(connection: AsyncConnection, batch: list[_Note]) -> None:
    """« Bénéficiaires récents »: the last time each caller opened each file."""
    latest: dict[tuple[int, int], dt.datetime] = {}
    for note in batch:
        me = note.viewpoint.caller.collaborateur
        if note.action is ActionJournal.LECTURE and not note.listed and me is not None:
            latest[me, note.id] = note.viewpoint.maintenant
    if not latest:
        return
    rows = [{"collaborateur_id": me, "beneficiaire_id": file, "quand": when} for (me, file), when in latest.items()]
    statement = upsert(db.Consultation)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["collaborateur_id", "beneficiaire_id"], set_={"quand": statement.excluded.quand}
        ),
        rows,
    )
