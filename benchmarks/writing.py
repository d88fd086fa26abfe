"""What a mutation costs beside the sheet: `saisirSynthese` with its payload, as a référent's screen sends it."""

from __future__ import annotations

import asyncio
import http.client
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

import asyncpg
from sqlalchemy.engine import make_url

from benchmarks.database import COMPTE, Database, visible_ids
from benchmarks.load import CONNECTIONS, Request
from benchmarks.peers.nous import Nous, authorization
from benchmarks.peers.peer import data, graphql
from benchmarks.processes import Server, cpu_of, family
from benchmarks.rounds import Pace, Say
from queries import OPERATIONS

MUTATION = "SaisirSynthese"
ENTRETIENS = """
SELECT n.id, n.version
FROM entretien n
  JOIN collaborateur_structure l ON l.structure_id = n.structure_id
  JOIN collaborateur c ON c.id = l.collaborateur_id
WHERE c.email = $1 AND n.beneficiaire_id = ANY($2::int[]) AND n.date_heure < now() - interval '1 day'
ORDER BY n.id DESC LIMIT $3
"""


@dataclass(frozen=True)
class Expense:
    """Requests a second; CPU of the server and of PostgreSQL, in ms a request."""

    rate: float
    server_cpu: float
    postgres_cpu: float


@dataclass(frozen=True)
class Writing:
    """The sheet and the mutation in the same rounds."""

    sheet: Expense
    mutation: Expense

    @property
    def ratio(self) -> float:
        """How many times the CPU of the sheet the mutation costs, that of PostgreSQL included."""
        return (self.mutation.server_cpu + self.mutation.postgres_cpu) / (
            self.sheet.server_cpu + self.sheet.postgres_cpu
        )


class Synthesis:
    """An entretien whose synthèse is written again and again, always at the version that was last answered."""

    def __init__(self, id_: int, version: int) -> None:
        self.id, self.version, self.times = id_, version, 0

    def request(self, headers: dict[str, str]) -> Request:
        """The next write: other texts, so that something changes."""
        self.times += 1
        said = f"Point sur le projet de formation et les démarches engagées, fois {self.times}."
        commande = {
            "entretien": f"Entretien:{self.id}",
            "version": self.version,
            "realisation": "PRESENCE",
            "synthese": said,
            "themes": [{"theme": "EMPLOI", "commentaire": said}, {"theme": "MOBILITE", "commentaire": "Permis B."}],
        }
        return graphql("/graphql", OPERATIONS[MUTATION].document, {"commande": commande}, headers)

    def answered(self, answer: bytes) -> None:
        """Takes the new version. Errors: ValueError when the write was refused."""
        done = data(answer)["saisirSynthese"]
        if "entretien" not in done:
            raise ValueError(done)
        self.version = done["entretien"]["version"]


def measure(database: Database, pace: Pace, logs: Path, say: Say) -> Writing:
    """The two expenses: medians of interleaved rounds of `pace.seconds`, 8 connections."""
    people = visible_ids(database, 1_000)
    with Nous().running(database, logs / "nous-ecrit.log") as server:
        headers = authorization(server)
        sheets = Nous().sheets(server, people)
        writes = [Synthesis(*row) for row in asyncio.run(_entretiens(database, people, 100 * CONNECTIONS))]

        def read(rank: int, connection: Any) -> Callable[[], None]:
            turn = _turns(sheets, rank)
            return lambda: _discard(data(_answer(connection, next(turn))))

        def write(rank: int, connection: Any) -> Callable[[], None]:
            turn = _turns(writes, rank)

            def once() -> None:
                one = next(turn)
                one.answered(_answer(connection, one.request(headers)))

            return once

        taken: dict[str, list[Expense]] = {"fiche": [], "saisirSynthese": []}
        for tour in range(pace.rounds + 1):
            for name, work in (("fiche", read), ("saisirSynthese", write)):
                one = _round(server, database.postmaster, work, pace.seconds if tour else pace.warm)
                if tour:
                    taken[name].append(one)
                    say(f"tour {tour}/{pace.rounds} {name} : {one.server_cpu:.2f} + {one.postgres_cpu:.2f} ms de CPU")
    return Writing(_median(taken["fiche"]), _median(taken["saisirSynthese"]))


def _round(server: Server, postmaster: int, work: Callable[[int, Any], Callable[[], None]], seconds: float) -> Expense:
    before, postgres, begun = server.cpu(), cpu_of(family(postmaster)), time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        counts = list(pool.map(lambda rank: _loop(server, work, rank, begun + seconds), range(CONNECTIONS)))
    count, lasted = sum(counts), time.perf_counter() - begun
    used, database = server.cpu() - before, cpu_of(family(postmaster)) - postgres
    return Expense(count / lasted, used / count * 1000, database / count * 1000)


def _loop(server: Server, work: Callable[[int, Any], Callable[[], None]], rank: int, until: float) -> int:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=60)
    once, count = work(rank, connection), 0
    while time.perf_counter() < until:
        once()
        count += 1
    connection.close()
    return count


def _answer(connection: http.client.HTTPConnection, request: Request) -> bytes:
    connection.request(request["method"], request["path"], request["body"], request["headers"])
    return connection.getresponse().read()


def _turns(subjects: list[Any], rank: int) -> Iterator[Any]:
    """The subjects of one connection, for ever: no two write the same row."""
    mine = subjects[rank::CONNECTIONS]
    while True:
        yield from mine


def _discard(_: Any) -> None:
    return None


def _median(taken: list[Expense]) -> Expense:
    return Expense(*(statistics.median(figures) for figures in zip(*map(astuple, taken), strict=True)))


async def _entretiens(database: Database, people: list[int], limit: int) -> list[tuple[int, int]]:
    """(id, version) of past entretiens that the référent of the demo may write."""
    url = make_url(database.url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(ENTRETIENS, COMPTE, people, limit)]
    finally:
        await connection.close()
