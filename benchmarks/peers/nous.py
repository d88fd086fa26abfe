"""Our server, as `viesion serve` runs it: one worker, request log on, a signed-in référent, every right."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Any

from benchmarks.database import COMPTE, MOT_DE_PASSE, Database
from benchmarks.load import Request
from benchmarks.peers.peer import SHEET, ask, data, graphql
from benchmarks.processes import Server, free_port, serve
from queries import OPERATIONS

CONNEXION = """mutation Connexion($identifiant: String!, $motDePasse: String!) {
  connexion(identifiant: $identifiant, motDePasse: $motDePasse) { ... on ConnexionSucces { jetonAcces } }
}"""
SECRET = "x" * 64


class Nous:
    """The product."""

    name = "nous"
    does = (
        "`viesion serve`, un processus : `POST /graphql` du document `FicheBeneficiaire` entier, référent connecté, "
        "tous les droits, journal des requêtes écrit"
    )

    def running(self, database: Database, log: Path) -> contextlib.AbstractContextManager[Server]:
        """The server behind uvicorn."""
        port = free_port()
        command = [sys.executable, "-c", "from server.cli import app; app()", "serve", "--port", str(port)]
        environment = {"VIESION_DATABASE_URL": database.api_url, "VIESION_SECRET": SECRET}
        return serve(command, environment, port, "/pret", log)

    def sheets(self, server: Server, ids: list[int]) -> list[Request]:
        """The sheet of each person, under one token."""
        headers = authorization(server)
        document = OPERATIONS[SHEET].document
        return [graphql("/graphql", document, {"id": f"Beneficiaire:{id}"}, headers) for id in ids]

    def sheet(self, answer: bytes) -> Any:
        """The sheet itself."""
        return data(answer)["beneficiaire"]


def authorization(server: Server) -> dict[str, str]:
    """The header of a session opened now: a token lasts ten minutes."""
    variables = {"identifiant": COMPTE, "motDePasse": MOT_DE_PASSE}
    opened = data(ask(server, graphql("/graphql", CONNEXION, variables)))
    return {"authorization": f"Bearer {opened['connexion']['jetonAcces']}"}
