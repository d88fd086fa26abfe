"""Rounds of load, interleaved between servers, and their medians."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import astuple, dataclass

from benchmarks.load import Request, Round, load
from benchmarks.node import Node
from benchmarks.processes import Server

Say = Callable[[str], None]


@dataclass(frozen=True)
class Pace:
    """How long things are measured: rounds, seconds of each, seconds before, sheets compared."""

    rounds: int = 5
    seconds: float = 8
    warm: float = 4
    compared: int = 60


@dataclass(frozen=True)
class Subject:
    """A running server and what it is asked, again and again."""

    name: str
    server: Server
    requests: list[Request]


def interleaved(node: Node, subjects: list[Subject], postmaster: int, pace: Pace, say: Say) -> dict[str, Round]:
    """The median round of each subject. All run; one at a time is loaded. Errors: RefusedRequests."""
    taken: dict[str, list[Round]] = {subject.name: [] for subject in subjects}
    for subject in subjects:
        load(node, subject.server, subject.requests, pace.warm, postmaster)
    for number in range(1, pace.rounds + 1):
        for subject in subjects:
            one = load(node, subject.server, subject.requests, pace.seconds, postmaster)
            taken[subject.name].append(one)
            say(f"tour {number}/{pace.rounds} {subject.name} : {one.rate:.0f} requêtes/s, p99 {one.p99:.1f} ms")
    return {name: median(rounds) for name, rounds in taken.items()}


def median(rounds: list[Round]) -> Round:
    """The median of each figure."""
    return Round(*(statistics.median(figures) for figures in zip(*map(astuple, rounds), strict=True)))
