"""The journal of reads: who opened which file, written behind the answers.

Reads are noted in memory and written together, at most a second later; a normal stop writes what is left. A process
that is killed loses that second at most: `docs/journal.md` says so. What cannot be written is kept and tried again.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import asyncpg
import structlog
from sqlalchemy import ARRAY, Integer, bindparam, null, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

import db
from auth.caller import Viewpoint
from db.base import Moment
from db.enums import ActionJournal

DELAI = 1.0
"""Seconds that a read may stay in memory."""

RECENT_A = dt.timedelta(minutes=1)
"""How exact « Bénéficiaires récents » is: a file opened again sooner is not written again."""
CONNUS = 20_000
"""How many recent openings are remembered at most, so as not to write them again."""

Rejected = dict[tuple[str, int | None], tuple[dt.datetime, int]]
"""By what was tried and whose it was: when last, and how often."""
Refused = dict[tuple[str, int | str], tuple[int, int | None]]
"""By type and key asked for: the id and the file, if it belongs to one, of what exists and was refused."""

log = structlog.get_logger("journal")
TYPES: dict[str, type[db.Base]] = {
    mapper.class_.__name__: mapper.class_ for mapper in db.Base.registry.mappers if "id" in mapper.columns
}


@dataclass(slots=True)
class _Read:
    """The files that one answer shows, or the keys of one type that it refuses: ids, or numbers of files."""

    action: ActionJournal
    viewpoint: Viewpoint
    request_id: str
    type_name: str
    ids: tuple[int | str, ...]
    listed: bool = False


class ReadJournal:
    """Notes reads, and writes them in batches."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._reads: list[_Read] = []
        self._rejected: Rejected = {}
        self._known: dict[tuple[int, int], dt.datetime] = {}
        self._task: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()

    def opened(self, viewpoint: Viewpoint, request_id: str, files: Sequence[int], *, listed: bool) -> None:
        """Notes that an answer shows these files; `listed` when they are lines of a list rather than opened each."""
        if files:
            self._reads.append(
                _Read(ActionJournal.LECTURE, viewpoint, request_id, "Beneficiaire", tuple(files), listed)
            )

    def refused(self, viewpoint: Viewpoint, request_id: str, type_name: str, keys: Iterable[int | str]) -> None:
        """Notes that these ids, or numbers of files, were asked for and not shown; those of nothing leave no row."""
        self._reads.append(_Read(ActionJournal.ACCES_REFUSE, viewpoint, request_id, type_name, tuple(keys)))

    def rejected(self, now: dt.datetime, type_name: str, qui: int | None = None) -> None:
        """Notes that somebody tried to get in with what opens nothing, and whose it was if that is known.

        Those of one second and one kind make one row: nobody fills the journal with them.
        """
        _, refus = self._rejected.get((type_name, qui), (now, 0))
        self._rejected[type_name, qui] = (now, refus + 1)

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
        """Writes what was noted so far, once what is being written has been; keeps it when the database is away."""
        async with self._writing:
            await self._flush()

    async def _flush(self) -> None:
        batch, self._reads = self._reads, []
        rejected, self._rejected = self._rejected, {}
        if not batch and not rejected:
            return
        writing = asyncio.ensure_future(self._write(batch, rejected))
        try:
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            await asyncio.gather(writing, return_exceptions=True)
            raise
        except (OSError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            self._reads = batch + self._reads
            for of, (quand, refus) in rejected.items():
                self._rejected[of] = (quand, refus + self._rejected.get(of, (quand, 0))[1])
            log.warning("journal_en_attente", lectures=len(self._reads), erreur=type(error).__name__)

    async def _write(self, batch: list[_Read], rejected: Rejected) -> None:
        async with self._engine.begin() as connection:
            rows = _rows(batch, await _refused_files(connection, batch))
            rows += [_rejection(*of, *counted) for of, counted in rejected.items()]
            recent = self._recent(batch)
            if recent:
                await connection.execute(RECENT, _arrays(recent))
            driver: Any = (await connection.get_raw_connection()).driver_connection
            await driver.copy_records_to_table("journal", records=rows, columns=COLUMNS)
        if len(self._known) > CONNUS:
            self._known.clear()
        self._known.update(recent)

    def _recent(self, batch: list[_Read]) -> dict[tuple[int, int], dt.datetime]:
        """The files opened, but those that the same caller opened in the last minute."""
        latest: dict[tuple[int, int], dt.datetime] = {}
        for read in batch:
            me = read.viewpoint.caller.collaborateur
            if read.action is ActionJournal.LECTURE and not read.listed and me is not None:
                for file in (key for key in read.ids if isinstance(key, int)):
                    known = self._known.get((me, file))
                    if known is None or read.viewpoint.maintenant - known > RECENT_A:
                        latest[me, file] = read.viewpoint.maintenant
        return latest


def _arrays(recent: dict[tuple[int, int], dt.datetime]) -> dict[str, list[object]]:
    return {
        "moi": [me for me, _ in recent],
        "dossier": [file for _, file in recent],
        "quand": list(recent.values()),
    }


COLUMNS = (
    "quand",
    "collaborateur_id",
    "profil",
    "structure_id",
    "action",
    "type",
    "objet_id",
    "beneficiaire_id",
    "requete",
    "details",
)
LISTE = '{"liste": true}'

RECENT = text(
    """
    INSERT INTO consultation (collaborateur_id, beneficiaire_id, quand)
    SELECT * FROM unnest(:moi, :dossier, :quand)
    ON CONFLICT (collaborateur_id, beneficiaire_id) DO UPDATE SET quand = excluded.quand
    """
).bindparams(
    bindparam("quand", type_=ARRAY(Moment)),
    bindparam("moi", type_=ARRAY(Integer)),
    bindparam("dossier", type_=ARRAY(Integer)),
)
"""« Bénéficiaires récents »: the last time each caller opened each file, to the minute."""


def _rows(batch: list[_Read], refused: Refused) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for read in batch:
        caller = read.viewpoint.caller
        structure = caller.structures[0] if caller.structures else None
        who = (read.viewpoint.maintenant, caller.collaborateur, caller.profil, structure, read.action, read.type_name)
        details = LISTE if read.listed else None
        for key in read.ids:
            found = (key, key) if read.action is ActionJournal.LECTURE else refused.get((read.type_name, key))
            if found is not None:
                rows.append((*who, *found, read.request_id, details))
    return rows


def _rejection(type_name: str, qui: int | None, quand: dt.datetime, refus: int) -> tuple[object, ...]:
    action, details = ActionJournal.CONNEXION_REFUSEE, f'{{"refus": {refus}}}'
    return (quand, qui, None, None, action, type_name, None, None, None, details)


async def _refused_files(connection: AsyncConnection, batch: list[_Read]) -> Refused:
    """The id and the file of each row that was refused, of those that exist."""
    wanted: dict[tuple[str, str], set[int | str]] = {}
    for read in batch:
        if read.action is ActionJournal.ACCES_REFUSE:
            for key in read.ids:
                by = "numero_dossier" if isinstance(key, str) else "id"
                wanted.setdefault((read.type_name, by), set()).add(key)
    files: Refused = {}
    for (type_name, by), keys in wanted.items():
        if type_name not in TYPES:
            continue
        columns = TYPES[type_name].__table__.c
        asked, file = columns[by], columns.id if type_name == "Beneficiaire" else columns.get("beneficiaire_id", null())
        for key, id_, found in await connection.execute(select(asked, columns.id, file).where(asked.in_(keys))):
            files[type_name, key] = (id_, found)
    return files
