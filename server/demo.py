"""`viesion demo`: a private PostgreSQL, demo data on the first run, the API, and one line when it can answer."""

from __future__ import annotations

import asyncio
import secrets
import socket
from pathlib import Path

import uvicorn
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from db.demo import COMPTES, MOT_DE_PASSE, charger_demo
from db.demo.structures import DOMAINE
from db.lifecycle import has_accounts, prepare
from db.private_postgres import private_postgres
from db.roles import API
from server.app import Application, create_app
from server.logs import configure_logs
from server.serving import COMMON
from server.settings import Settings

console = Console(stderr=True)


def run_demo(port: int, donnees: Path, beneficiaires: int) -> None:
    """Runs until interrupted. The data of the first run are kept in `donnees`."""
    donnees.mkdir(parents=True, exist_ok=True)
    with private_postgres(donnees / "postgres") as server:
        asyncio.run(_load(server.url(), beneficiaires))
        asyncio.run(_serve(server.url(user=API), port, _secret(donnees)))


async def _load(url: str, beneficiaires: int) -> None:
    await prepare(url)
    if await has_accounts(url):
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        tasks: dict[str, int] = {}

        def advance(what: str, done: int, total: int) -> None:
            task = tasks.get(what)
            if task is None:
                task = tasks[what] = int(progress.add_task(what, total=total))
            progress.update(task, completed=done, total=total)  # type: ignore[arg-type]

        await charger_demo(url, beneficiaires=beneficiaires, progres=advance)


async def _serve(url: str, port: int, secret: str) -> None:
    configure_logs()
    settings = Settings(database_url=url, secret=secret, demo=True)
    app = create_app(settings)
    config = uvicorn.Config(app, host="127.0.0.1", port=port, **COMMON)
    await _AnnouncedServer(config, app.state.application).serve()


class _AnnouncedServer(uvicorn.Server):
    """Says where it answers as soon as it does."""

    def __init__(self, config: uvicorn.Config, application: Application) -> None:
        super().__init__(config)
        self._application = application

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            address = f"http://127.0.0.1:{self.servers[0].sockets[0].getsockname()[1]}"
            self._application.publish_at(address)
            _announce(address)


def _announce(address: str) -> None:
    print(f"PRET {address}", flush=True)  # noqa: T201
    console.print(f"\nGraphiQL : {address}/graphiql      API : {address}/graphql")
    console.print(f"Comptes (mot de passe « {MOT_DE_PASSE} ») :")
    for compte in COMPTES:
        console.print(f"  {compte}@{DOMAINE}", highlight=False)
    console.print(f"Courriels envoyés : {address}/demo/courriels")
    console.print("Ctrl+C pour arrêter.")


def _secret(donnees: Path) -> str:
    """The secret of this demo, kept so that tokens and cursors outlive a restart."""
    file = donnees / "secret"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_hex(32), encoding="ascii")
    return file.read_text(encoding="ascii")
