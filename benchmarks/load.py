"""One round of load: autocannon against a server, and what it cost the server and PostgreSQL."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import Any

from benchmarks.node import Node
from benchmarks.processes import Server, cpu_of, family

CONNECTIONS = 8
Request = dict[str, Any]
"""What autocannon sends: `method`, `path`, `headers`, `body`."""


class RefusedRequests(RuntimeError):
    """Some answers of a round were not 2xx: it measures nothing."""


@dataclass(frozen=True)
class Round:
    """Requests a second; median and 99th percentile in ms; bytes an answer; CPU of the server and of PostgreSQL, in ms
    a request."""

    rate: float
    p50: float
    p99: float
    bytes: float
    server_cpu: float
    postgres_cpu: float


def load(node: Node, server: Server, requests: list[Request], seconds: float, postmaster: int) -> Round:
    """Loads `server` with 8 connections during `seconds`. Errors: RefusedRequests."""
    order = {"url": server.url, "connections": CONNECTIONS, "seconds": seconds, "requests": requests}
    backends = family(postmaster)
    before, postgres = server.cpu(), cpu_of(backends)
    done = subprocess.run(
        node.command("load.mjs"), input=json.dumps(order), capture_output=True, text=True, check=True, cwd=node.folder
    )
    used, database = server.cpu() - before, cpu_of(family(postmaster)) - postgres
    result = json.loads(done.stdout)
    if result["failures"]:
        raise RefusedRequests(f"{server.url} : {result['failures']} réponses en échec sur {result['requests']}")
    count = result["requests"]
    return Round(
        result["rate"], result["p50"], result["p99"], result["bytes"], used / count * 1000, database / count * 1000
    )
