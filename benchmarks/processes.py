"""Servers started for a measurement, what they cost, and their end."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
ROOT = Path(__file__).parent.parent


class NotStarted(RuntimeError):
    """A server that does not answer; its log says why."""


@dataclass(frozen=True)
class Server:
    """A running server. `started` is the time from exec to its first answer, in seconds."""

    url: str
    pid: int
    started: float

    def cpu(self) -> float:
        """Seconds of processor used so far by the server and its children, user and system."""
        return cpu_of(family(self.pid))

    def memory(self) -> float:
        """Resident memory of the server and its children, in MB."""
        return sum(int(_read(pid, "statm").split()[1]) for pid in family(self.pid)) * PAGE / 1e6


@contextlib.contextmanager
def serve(command: list[str], environment: Mapping[str, str], port: int, path: str, log: Path) -> Iterator[Server]:
    """Starts a server, waits until `path` answers something, and ends it on leaving.

    Errors: NotStarted.
    """
    with open(log, "wb") as output:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command, env={**os.environ, **environment}, cwd=ROOT, stdout=output, stderr=output, start_new_session=True
        )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url + path, process, log)
        yield Server(url, process.pid, time.perf_counter() - begun)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def family(pid: int) -> list[int]:
    """A process and those that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (fields := _fields(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, todo = [], [pid]
    while todo:
        found.append(todo.pop())
        todo += children.get(found[-1], [])
    return found


def cpu_of(pids: list[int]) -> float:
    """Seconds of processor used so far by these processes; those that have ended count for nothing."""
    return sum(int(f[11]) + int(f[12]) for pid in pids if (f := _fields(pid))) / TICKS


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    limit = time.monotonic() + 60
    while time.monotonic() < limit and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError as answer:
            if answer.code < 500:
                return
        except OSError:
            pass
        time.sleep(0.01)
    raise NotStarted(f"{url} ne répond pas : voir {log}")


def _fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on, or nothing when the process has ended."""
    try:
        return _read(pid, "stat").rpartition(")")[2].split()
    except OSError:
        return []


def _read(pid: int, name: str) -> str:
    return Path(f"/proc/{pid}/{name}").read_text()
