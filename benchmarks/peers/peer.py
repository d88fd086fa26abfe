"""What a measured server is."""

from __future__ import annotations

import contextlib
import json
import urllib.request
from pathlib import Path
from typing import Any, Protocol

from benchmarks.database import Database
from benchmarks.load import Request
from benchmarks.processes import Server

SHEET = "FicheBeneficiaire"
JSON = {"content-type": "application/json"}


class Peer(Protocol):
    """A server of the sheet: `name` and `does` go to the table."""

    name: str
    does: str

    def running(self, database: Database, log: Path) -> contextlib.AbstractContextManager[Server]:
        """The server, started on a database and ready to answer."""

    def sheets(self, server: Server, ids: list[int]) -> list[Request]:
        """The requests of these people's sheets."""

    def sheet(self, answer: bytes) -> Any:
        """The sheet that an answer holds, named as in ours. Errors: ValueError when it holds none."""


def graphql(path: str, query: str, variables: dict[str, Any], headers: dict[str, str] | None = None) -> Request:
    """A GraphQL request."""
    body = json.dumps({"query": query, "variables": variables})
    return {"method": "POST", "path": path, "headers": {**JSON, **(headers or {})}, "body": body}


def data(answer: bytes) -> Any:
    """The data of a GraphQL answer. Errors: ValueError when there are errors."""
    content = json.loads(answer)
    if content.get("errors"):
        raise ValueError(content["errors"])
    return content["data"]


def ask(server: Server, request: Request) -> bytes:
    """The answer to one request. Errors: urllib.error.HTTPError."""
    body = request.get("body")
    sent = urllib.request.Request(
        server.url + request["path"],
        body.encode() if body else None,
        request.get("headers", {}),
        method=request["method"],
    )
    with urllib.request.urlopen(sent, timeout=60) as answer:
        content: bytes = answer.read()
    return content
