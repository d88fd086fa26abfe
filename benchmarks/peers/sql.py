"""The yardstick: the best SQL we can write by hand (benchmarks/peers/sheet.sql, sql_app.py)."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Any

from benchmarks.database import Database
from benchmarks.load import Request
from benchmarks.peers.peer import data
from benchmarks.peers.plain import UVICORN
from benchmarks.processes import Server, free_port, serve


class Sql:
    """One route, one prepared statement, nothing else."""

    name = "sql"
    does = (
        "le même JSON par une requête SQL écrite à la main, préparée une fois, derrière Starlette nu, asyncpg, uvicorn "
        "(uvloop, httptools), sans GraphQL ni droits"
    )

    def running(self, database: Database, log: Path) -> contextlib.AbstractContextManager[Server]:
        """The server behind uvicorn."""
        port = free_port()
        command = [sys.executable, *UVICORN, str(port), "benchmarks.peers.sql_app:application"]
        return serve(command, {"BENCH_DATABASE_URL": database.url}, port, "/fiche/1", log)

    def sheets(self, server: Server, ids: list[int]) -> list[Request]:
        """The sheet of each person."""
        return [{"method": "GET", "path": f"/fiche/{id}"} for id in ids]

    def sheet(self, answer: bytes) -> Any:
        """The sheet itself."""
        return data(answer)["beneficiaire"]
