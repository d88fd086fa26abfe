"""The sheet by each peer: same ids, same data, interleaved rounds."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.database import Database
from benchmarks.load import Round
from benchmarks.node import Node
from benchmarks.peers.nous import Nous
from benchmarks.peers.peer import Peer, ask
from benchmarks.peers.plain import Plain
from benchmarks.peers.postgraphile import Postgraphile
from benchmarks.peers.sql import Sql
from benchmarks.processes import Server
from benchmarks.rounds import Pace, Say, Subject, interleaved
from benchmarks.sameness import Difference, check, unmasked

Running = list[tuple[Peer, Server]]


@dataclass(frozen=True)
class Sheets:
    """The rounds over every file (`all`), those of us and SQL over the `same_count` files where both answer the very
    same values (`same`), and the memory of each server afterwards, in MB."""

    all: dict[str, Round]
    same: dict[str, Round]
    same_count: int
    memory: dict[str, float]


def peers(node: Node) -> list[Peer]:
    """Those of the table, in its order: ours first, then SQL."""
    return [Nous(), Sql(), Postgraphile(node), Plain()]


def measure(node: Node, database: Database, ids: list[int], pace: Pace, logs: Path, say: Say) -> Sheets:
    """Compares, then measures. Errors: Difference when a peer does not answer the same data; RefusedRequests."""
    with ExitStack() as stack:
        running: Running = [
            (peer, stack.enter_context(peer.running(database, logs / f"{peer.name}.log"))) for peer in peers(node)
        ]
        say(f"données identiques : {compare(running, ids[: pace.compared])}")
        everything = interleaved(node, _subjects(running, ids), database.postmaster, pace, say)
        memory = {peer.name: server.memory() for peer, server in running}
        common = same(running, ids)
        say(f"{len(common)} fiches où rien ne nous est masqué, nous et sql :")
        alike = interleaved(node, _subjects(running[:2], common), database.postmaster, pace, say)
    return Sheets(everything, alike, len(common), memory)


def compare(running: Running, ids: list[int]) -> str:
    """Compares each peer's sheets with ours, the first; says what was compared. Errors: Difference."""
    (us, ourselves), *others = running
    ours = [us.sheet(ask(ourselves, request)) for request in us.sheets(ourselves, ids)]
    said = []
    for peer, server in others:
        values = 0
        for id, sheet, request in zip(ids, ours, peer.sheets(server, ids), strict=True):
            try:
                values += check(sheet, peer.sheet(ask(server, request)), strict=unmasked(sheet))
            except Difference as difference:
                raise Difference(f"{peer.name}, personne {id} : {difference}") from None
        said.append(f"{peer.name} {values} valeurs")
    return f"{len(ids)} fiches dont {sum(map(unmasked, ours))} sans masque ; " + ", ".join(said)


def same(running: Running, ids: list[int]) -> list[int]:
    """The people whose sheet is the same, value by value, by the first two peers: nothing of it is masked in ours."""
    (us, ourselves), (other, server) = running[:2]
    found = []
    for id, ours, theirs in zip(ids, us.sheets(ourselves, ids), other.sheets(server, ids), strict=True):
        try:
            check(us.sheet(ask(ourselves, ours)), other.sheet(ask(server, theirs)), strict=True)
        except Difference:
            continue
        found.append(id)
    return found


def _subjects(running: Running, ids: list[int]) -> list[Subject]:
    return [Subject(peer.name, server, peer.sheets(server, ids)) for peer, server in running]
