"""The sheet by each peer: same ids, same data, interleaved rounds."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import astuple, dataclass
from pathlib import Path

from benchmarks.database import Database
from benchmarks.load import Round, load
from benchmarks.node import Node
from benchmarks.peers.nous import Nous
from benchmarks.peers.peer import Peer, ask
from benchmarks.peers.plain import Plain
from benchmarks.peers.postgraphile import Postgraphile
from benchmarks.peers.sql import Sql
from benchmarks.processes import Server
from benchmarks.sameness import Difference, check, unmasked

Say = Callable[[str], None]


@dataclass(frozen=True)
class Pace:
    """How long things are measured: rounds, seconds of each, seconds before, sheets compared."""

    rounds: int = 5
    seconds: float = 8
    warm: float = 4
    compared: int = 40


def peers(node: Node) -> list[Peer]:
    """Those of the table, in its order."""
    return [Nous(), Sql(), Postgraphile(node), Plain()]


def measure(
    node: Node, database: Database, ids: list[int], pace: Pace, logs: Path, say: Say
) -> tuple[dict[str, Round], dict[str, float]]:
    """The median round of each peer, and its memory after the last one, in MB. All run; one at a time is loaded.

    Errors: Difference when a peer does not answer the same data; RefusedRequests.
    """
    taken: dict[str, list[Round]] = {}
    with ExitStack() as stack:
        running = [
            (peer, stack.enter_context(peer.running(database, logs / f"{peer.name}.log"))) for peer in peers(node)
        ]
        say(f"données identiques : {compare(running, ids[: pace.compared])}")
        for peer, server in running:
            load(node, server, peer.sheets(server, ids), pace.warm, database.postmaster)
        for number in range(1, pace.rounds + 1):
            for peer, server in running:
                one = load(node, server, peer.sheets(server, ids), pace.seconds, database.postmaster)
                taken.setdefault(peer.name, []).append(one)
                say(f"tour {number}/{pace.rounds} {peer.name}: {one.rate:.0f} requêtes/s, p99 {one.p99:.1f} ms")
        memory = {peer.name: server.memory() for peer, server in running}
    return {name: median(rounds) for name, rounds in taken.items()}, memory


def compare(running: list[tuple[Peer, Server]], ids: list[int]) -> str:
    """Compares each peer's sheets with ours, the first; says what was compared. Errors: Difference."""
    (us, ourselves), *others = running
    ours = [us.sheet(ask(ourselves, request)) for request in us.sheets(ourselves, ids)]
    whole = sum(unmasked(sheet) for sheet in ours)
    said = []
    for peer, server in others:
        values = 0
        for id, sheet, request in zip(ids, ours, peer.sheets(server, ids), strict=True):
            try:
                values += check(sheet, peer.sheet(ask(server, request)), strict=unmasked(sheet))
            except Difference as difference:
                raise Difference(f"{peer.name}, personne {id} : {difference}") from None
        said.append(f"{peer.name} {values} valeurs")
    return f"{len(ids)} fiches dont {whole} sans masque ; " + ", ".join(said)


def median(rounds: list[Round]) -> Round:
    """The median of each figure."""
    return Round(*(statistics.median(figures) for figures in zip(*map(astuple, rounds), strict=True)))
