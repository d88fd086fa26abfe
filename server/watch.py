"""The end of an execution that lasts: its deadline, or the departure of its client."""

from __future__ import annotations

import asyncio
from typing import Final, Literal

from starlette.types import Receive

__all__ = ["Watch"]

# Most requests have ended by then: they pay for one timer, and no task listens for their client's departure.
GRACE: Final = 0.1


class Watch:
    """Cancels the current task after `timeout` seconds, or when the client leaves; `reason` then says which.

    Used once, as a context manager around what may be cancelled. The task is responsible for its `uncancel()`.
    """

    __slots__ = ("_handle", "_receive", "_task", "_timeout", "_watcher", "reason")

    def __init__(self, receive: Receive, timeout: float) -> None:
        self._receive = receive
        self._timeout = timeout
        self._watcher: asyncio.Task[None] | None = None
        self.reason: Literal["delai", "depart"] | None = None

    def __enter__(self) -> Watch:
        task = asyncio.current_task()
        assert task is not None
        self._task = task
        self._handle = asyncio.get_running_loop().call_later(min(GRACE, self._timeout), self._start)
        return self

    def __exit__(self, *_: object) -> None:
        self._handle.cancel()
        if self._watcher is not None:
            self._watcher.cancel()

    def _start(self) -> None:
        self._watcher = asyncio.get_running_loop().create_task(self._listen())

    async def _listen(self) -> None:
        try:
            async with asyncio.timeout(max(self._timeout - GRACE, 0)):
                while (await self._receive())["type"] != "http.disconnect":
                    pass
            self.reason = "depart"
        except TimeoutError:
            self.reason = "delai"
        self._task.cancel()
