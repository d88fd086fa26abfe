"""PostGraphile 5 on the same database (benchmarks/postgraphile/)."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from benchmarks.database import Database
from benchmarks.load import Request
from benchmarks.node import SOURCES, Node
from benchmarks.peers.peer import data, graphql
from benchmarks.processes import Server, free_port, serve

PRODUCTION = {"NODE_ENV": "production", "GRAPHILE_ENV": "production"}


class Postgraphile:
    """PostGraphile with its Amber preset, in production."""

    name = "postgraphile"
    does = (
        "PostGraphile 5 (préréglage Amber, `NODE_ENV=production`), même fiche sans les champs calculés "
        "(benchmarks/postgraphile/sheet.graphql dit lesquels), sans droits"
    )

    def __init__(self, node: Node) -> None:
        self._node = node

    def running(self, database: Database, log: Path) -> contextlib.AbstractContextManager[Server]:
        """The server of PostGraphile's own command line."""
        port = free_port()
        cli, config = "node_modules/postgraphile/dist/cli-run.js", str(self._node.folder / "graphile.config.mjs")
        environment = {
            **PRODUCTION,
            "BENCH_DATABASE": json.dumps(database.connection()),
            "BENCH_PORT": str(port),
        }
        return serve(self._node.command(cli, "-C", config), environment, port, "/graphql", log)

    def sheets(self, server: Server, ids: list[int]) -> list[Request]:
        """The sheet of each person."""
        document = (SOURCES / "sheet.graphql").read_text(encoding="utf-8")
        return [{**graphql("/graphql", document, {"id": id})} for id in ids]

    def sheet(self, answer: bytes) -> Any:
        """The sheet, under our names."""
        found = data(answer)["beneficiaire"]
        return None if found is None else _renamed(found)


def _renamed(row: dict[str, Any]) -> dict[str, Any]:
    address = ("adresse", "codePostal", "commune", "telephone", "email")
    sheet = {key: value for key, value in row.items() if key not in (*address, "numeroCaf", "nirMasque")}
    numero = row["numeroCaf"] or row["nirMasque"]
    sheet["coordonnees"] = {key: row[key] for key in address}
    sheet["numeroAllocataire"] = numero
    for one in sheet["caracteristiques"]:
        if (stored := one.pop("valeurSaisie")) is not None:  # else it may show a number of the person: computed
            one["valeur"] = stored
    for referent in sheet["referents"]:
        structures = [link["structure"] for link in referent["collaborateur"]["structures"]]
        referent["collaborateur"]["structures"] = sorted(structures, key=lambda one: str(one["raisonSociale"]))
    for etape in sheet["etapes"]:
        etape["thematique"] = dict(etape["offreDeService"]["thematique"])
        del etape["offreDeService"]["thematique"]["libelle"]
        etape["intitule"] = etape["offreDeService"]["libelle"]
        etape["entretiens"]["nodes"] = [node["entretien"] for node in etape["entretiens"]["nodes"]]
    return sheet
