"""`python -m benchmarks`: our server beside others, on one machine, one database, one evening."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from benchmarks import own, report, sheet, writing
from benchmarks.database import cluster, people, visible_ids
from benchmarks.node import installed
from benchmarks.rounds import Pace

PEOPLE = 20_000
SIZES = (2_000, 20_000, 200_000)
QUICK = Pace(rounds=1, seconds=2, warm=1, compared=20)


def main() -> int:
    """Measures, prints, rewrites docs/benchmarks.md unless it was a quick run. Returns 1 when a target is missed."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder, logs = options.dossier.resolve(), options.dossier.resolve() / "journaux"
    logs.mkdir(parents=True, exist_ok=True)
    pace = QUICK if options.rapide else Pace()
    node = installed(folder)
    with cluster(folder) as server:
        databases = {size: people(server, folder, size) for size in sorted({PEOPLE, *options.tailles})}
        database = databases[PEOPLE]
        sheets = sheet.measure(node, database, visible_ids(database, 1_000), pace, logs, _say)
        results = report.Results(PEOPLE, pace, sheets)
        results.lists = own.lists(node, database, pace, logs, _say)
        results.writing = writing.measure(database, pace, logs, _say)
        chosen = {size: databases[size] for size in options.tailles}
        if len(chosen) > 1:
            results.sizes = own.sizes(node, chosen, pace, logs, _say)
        results.first_seen, results.hostile = own.watched(database, logs)
        results.start = own.start_times(database, logs, 1 if options.rapide else 5)
    report.show(results)
    if not options.rapide:
        report.write(results, node, "make bench")
    return 0 if all(report.reached(figure, sense, bound) for _, figure, sense, bound in report.targets(results)) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Mesures comparées de l'API.")
    parser.add_argument("--rapide", action="store_true", help="essai d'une minute : rien n'est écrit dans docs/")
    parser.add_argument(
        "--tailles",
        type=_sizes,
        default=None,
        help="tailles de la base, par exemple 2000,20000 (défaut : aussi 200000)",
    )
    parser.add_argument(
        "--dossier",
        type=Path,
        default=Path(tempfile.gettempdir()) / "viesion-benchmarks",
        help="où garder la base et les paquets de Node",
    )
    options = parser.parse_args()
    options.tailles = options.tailles or ((PEOPLE,) if options.rapide else SIZES)
    return options


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(sorted({int(part) for part in text.split(",")}))


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
