"""What is measured of our server alone: first-seen documents, hostile requests, start, sizes; and lists of people."""

from __future__ import annotations

import statistics
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.database import Database, visible_ids
from benchmarks.hostile import bodies
from benchmarks.load import Round
from benchmarks.node import SOURCES, Node
from benchmarks.peers.nous import SECRET, Nous, authorization
from benchmarks.peers.peer import JSON, SHEET, ask, graphql
from benchmarks.peers.plain import UVICORN
from benchmarks.peers.postgraphile import Postgraphile
from benchmarks.processes import Server, free_port, serve
from benchmarks.rounds import Pace, Say, Subject, interleaved
from queries import OPERATIONS

LIST = (Path(__file__).parent / "list.graphql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Cost:
    """A request: its status, its duration and the longest hold of the event loop meanwhile, in ms."""

    name: str
    status: int
    duration: float
    hold: float


def watched(database: Database, logs: Path) -> list[list[Cost]]:
    """Costs of first-seen documents, then of hostile requests, on a server that watches its own event loop."""
    port = free_port()
    command = [sys.executable, *UVICORN, str(port), "benchmarks.watched:application"]
    environment = {"VIESION_DATABASE_URL": database.api_url, "VIESION_SECRET": SECRET}
    with serve(command, environment, port, "/pret", logs / "watched.log") as server:
        headers = {**JSON, **authorization(server)}
        return [_first_seen(server, database, headers), _hostile(server, headers)]


def _first_seen(server: Server, database: Database, headers: dict[str, str]) -> list[Cost]:
    [person] = visible_ids(database, 1)
    variables = {"id": f"Beneficiaire:{person}"}
    document = OPERATIONS[SHEET].document
    tried = []
    for number in range(7):
        other = document.replace("numeroDossier", f"n{number}: numeroDossier", 1)
        body = graphql("/graphql", other, variables)["body"].encode()
        tried.append([_cost(server, "", body, headers), _cost(server, "", body, headers)])
    first, second = ([costs[rank] for costs in tried[1:]] for rank in (0, 1))
    return [_middle("fiche jamais vue", first), _middle("la même ensuite", second)]


def _middle(name: str, costs: list[Cost]) -> Cost:
    durations, holds = [cost.duration for cost in costs], [cost.hold for cost in costs]
    return Cost(name, costs[0].status, statistics.median(durations), statistics.median(holds))


def _hostile(server: Server, headers: dict[str, str]) -> list[Cost]:
    costs = []
    for name, body in bodies():
        tried = [_cost(server, name, body, headers) for _ in range(3)]
        costs.append(max(tried, key=lambda cost: cost.hold))
    return sorted(costs, key=lambda cost: -cost.hold)


def _cost(server: Server, name: str, body: bytes, headers: dict[str, str]) -> Cost:
    ask(server, {"method": "GET", "path": "/tic"})
    begun = time.perf_counter()
    status = _post(server, body, headers)
    duration = (time.perf_counter() - begun) * 1000
    return Cost(name, status, duration, float(ask(server, {"method": "GET", "path": "/tic"})))


def _post(server: Server, body: bytes, headers: dict[str, str]) -> int:
    """The status of the answer; 0 when the connection was closed instead."""
    request = urllib.request.Request(server.url + "/graphql", body, headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as answer:
        answer.read()
        return answer.code
    except OSError:
        return 0


def lists(node: Node, database: Database, pace: Pace, logs: Path, say: Say) -> dict[str, Round]:
    """Fifty people with five relations, by us and by PostGraphile."""
    ours, theirs = Nous(), Postgraphile(node)
    document = (SOURCES / "list.graphql").read_text(encoding="utf-8")
    with ExitStack() as stack:
        us = stack.enter_context(ours.running(database, logs / "nous.log"))
        them = stack.enter_context(theirs.running(database, logs / "postgraphile.log"))
        subjects = [
            Subject(ours.name, us, [graphql("/graphql", LIST, {}, authorization(us))]),
            Subject(theirs.name, them, [graphql("/graphql", document, {})]),
        ]
        return interleaved(node, subjects, database.postmaster, pace, say)


def sizes(node: Node, databases: dict[int, Database], pace: Pace, logs: Path, say: Say) -> dict[int, Round]:
    """Our sheet on databases of several sizes, over as many files each."""
    files = {size: visible_ids(database, 100) for size, database in databases.items()}
    count = min(map(len, files.values()))
    with ExitStack() as stack:
        subjects = []
        for size, database in databases.items():
            server = stack.enter_context(Nous().running(database, logs / f"nous-{size}.log"))
            subjects.append(Subject(str(size), server, Nous().sheets(server, files[size][:count])))
        postmaster = next(iter(databases.values())).postmaster
        return {int(name): one for name, one in interleaved(node, subjects, postmaster, pace, say).items()}


def start_times(database: Database, logs: Path, times: int = 5) -> float:
    """Seconds from exec to the first 200 of `/pret`, median."""
    taken = []
    for _ in range(times):
        with Nous().running(database, logs / "nous.log") as server:
            taken.append(server.started)
    return statistics.median(taken)
