"""`viesion`: the command line."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console

from server.settings import Settings

app = typer.Typer(help="L'API de VieSION.", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
console = Console(stderr=True)

Port = Annotated[int, typer.Option(help="Port d'écoute.")]
Donnees = Annotated[Path, typer.Option(help="Dossier des données de la base privée.")]


@app.command()
def demo(
    port: Port = 8000,
    donnees: Donnees = Path(".data"),
    beneficiaires: Annotated[int, typer.Option(help="Nombre de personnes de la démonstration.", min=1)] = 2000,
) -> None:
    """Lance l'API avec une base privée et des données de démonstration."""
    from server.demo import run_demo

    run_demo(port, donnees, beneficiaires)


@app.command()
def serve(
    port: Port = 8000,
    hote: Annotated[str, typer.Option(help="Adresse d'écoute.")] = "127.0.0.1",
    processus: Annotated[int, typer.Option(help="Nombre de processus.", min=1)] = 1,
) -> None:
    """Sert l'API sur la base de VIESION_DATABASE_URL."""
    from server.serving import serve_forever

    _required(_settings(), secret=True)
    serve_forever(hote, port, processus)


@app.command()
def migrate() -> None:
    """Met la base de VIESION_DATABASE_URL au niveau de cette version, référentiels compris."""
    from db.lifecycle import prepare

    settings = _required(_settings())
    asyncio.run(prepare(settings.database_url, settings.mot_de_passe_api))
    console.print("La base est à jour.")


@app.command()
def schema(
    verifier: Annotated[bool, typer.Option("--verifier", help="Échoue si le fichier diffère du schéma.")] = False,
    fichier: Annotated[Path, typer.Option(help="Fichier du schéma.")] = Path("schema.graphql"),
) -> None:
    """Écrit le schéma GraphQL, ou vérifie qu'il est à jour."""
    from schema import sdl

    if verifier:
        if not fichier.exists() or fichier.read_text(encoding="utf-8") != sdl():
            console.print(f"{fichier} n'est pas à jour : lancez « make schema ».")
            raise typer.Exit(1)
        return
    fichier.write_text(sdl(), encoding="utf-8")


@app.command()
def query(
    nom: Annotated[str, typer.Argument(help="Nom de l'opération, par exemple FicheBeneficiaire.")] = "",
    variables: Annotated[str, typer.Option(help="Variables, en JSON.")] = "",
    compte: Annotated[str, typer.Option(help="Identifiant du compte qui lit.")] = "referent@demo.example",
    donnees: Donnees = Path(".data"),
    format_: Annotated[str, typer.Option("--format", help="json ou table ; table sur un terminal.")] = "",
) -> None:
    """Lit par une opération nommée de « queries/ », avec les droits d'un compte."""
    from queries import OPERATIONS
    from server.query import UnknownAccount, run_named, show

    lues = [operation.name for operation in OPERATIONS.values() if not operation.writes]
    if nom in OPERATIONS and nom not in lues:
        console.print(
            f"« {nom} » écrit : employez l'API, qui tient le secret du serveur. Ici se lit : {', '.join(lues)}."
        )
        raise typer.Exit(2)
    if nom not in OPERATIONS:
        console.print(f"Opération inconnue. Celles qui existent : {', '.join(lues)}.")
        raise typer.Exit(2)
    try:
        given = json.loads(variables) if variables else OPERATIONS[nom].variables
    except ValueError:
        given = None
    if not isinstance(given, dict):
        console.print('--variables attend un objet JSON, par exemple \'{"texte": "martin"}\'.')
        raise typer.Exit(2)
    with _database(donnees) as url:
        try:
            result: dict[str, Any] = asyncio.run(run_named(url, OPERATIONS[nom], given, compte))
        except UnknownAccount:
            console.print(f"Aucun compte actif pour {compte}.")
            raise typer.Exit(2) from None
    show(result, format_ or ("table" if sys.stdout.isatty() else "json"))
    raise typer.Exit(1 if result.get("errors") else 0)


@contextmanager
def _database(donnees: Path) -> Iterator[str]:
    """The URL of the settings, else the private server of the demo, shared if it runs already."""
    settings = _settings()
    if settings.database_url:
        yield settings.database_url
        return
    from db.lifecycle import private_url

    with private_url(donnees) as url:
        yield url


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        for wrong in error.errors():
            console.print(f"VIESION_{'_'.join(map(str, wrong['loc'])).upper()} n'a pas une valeur valable.")
        raise typer.Exit(2) from None


def _required(settings: Settings, *, secret: bool = False) -> Settings:
    if not settings.database_url:
        console.print("Donnez l'adresse de la base dans VIESION_DATABASE_URL (postgresql+asyncpg://…).")
        raise typer.Exit(2)
    if secret and "secret" not in settings.model_fields_set:
        console.print("Donnez dans VIESION_SECRET un secret d'au moins 32 caractères, le même à chaque démarrage.")
        raise typer.Exit(2)
    return settings


if __name__ == "__main__":
    app()
