"""The real server with a clock inside: how long its event loop was held.

`uvicorn --factory benchmarks.watched:application`; `GET /tic` gives the longest hold since the last one, in ms.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from server.serving import application as served

STEP = 0.001


class Clock:
    """A task that wakes each millisecond and remembers its worst delay."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def run(self) -> None:
        """Ticks for ever."""
        last = time.perf_counter()
        while True:
            await asyncio.sleep(STEP)
            now = time.perf_counter()
            self.longest = max(self.longest, now - last - STEP)
            last = now

    async def read(self, request: Request) -> JSONResponse:
        """The longest hold since the last reading."""
        longest, self.longest = self.longest, 0.0
        return JSONResponse(longest * 1000)


def application() -> Starlette:
    """The application of `viesion serve`, watched."""
    app, clock = served(), Clock()
    lifespan = app.router.lifespan_context
    app.router.routes.append(Route("/tic", clock.read))

    @asynccontextmanager
    async def watched(app: Starlette) -> AsyncIterator[Any]:
        async with lifespan(app) as state:
            task = asyncio.create_task(clock.run())
            yield state
            task.cancel()

    app.router.lifespan_context = watched
    return app
