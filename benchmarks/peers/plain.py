"""Plain Strawberry with one dataloader per relation (benchmarks/peers/dataloader.py)."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Any

from benchmarks.database import Database
from benchmarks.load import Request
from benchmarks.peers.peer import SHEET, data, graphql
from benchmarks.processes import Server, free_port, serve
from queries import OPERATIONS

UVICORN = ["-m", "uvicorn", "--factory", "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--port"]


class Plain:
    """Strawberry as its documentation shows it."""

    name = "dataloader"
    does = (
        "Strawberry sans rien de nous : un dataloader par relation, SQLAlchemy asynchrone, `ParserCache`, "
        "`ValidationCache`, uvicorn (uvloop, httptools), même document, sans droits"
    )

    def running(self, database: Database, log: Path) -> contextlib.AbstractContextManager[Server]:
        """The server behind uvicorn."""
        port = free_port()
        command = [sys.executable, *UVICORN, str(port), "benchmarks.peers.dataloader:application"]
        return serve(command, {"BENCH_DATABASE_URL": database.url}, port, "/", log)

    def sheets(self, server: Server, ids: list[int]) -> list[Request]:
        """The sheet of each person."""
        document = OPERATIONS[SHEET].document
        return [graphql("/", document, {"id": f"Beneficiaire:{id}"}) for id in ids]

    def sheet(self, answer: bytes) -> Any:
        """The sheet itself."""
        return data(answer)["beneficiaire"]
