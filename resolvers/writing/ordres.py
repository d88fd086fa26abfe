"""Statements of transactions compiled once: SQLAlchemy writes them, asyncpg runs them, five times cheaper."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from resolvers.reading.plans import DIALECT, inline_constants


class Ordre:
    """A statement for asyncpg. Its values are named parameters; constants are written into its text."""

    __slots__ = ("_conversions", "noms", "texte")

    def __init__(self, requete: Any) -> None:
        compiled = inline_constants(requete).compile(dialect=DIALECT)
        self.texte = str(compiled)
        self.noms: tuple[str, ...] = tuple(compiled.positiontup or ())
        types = {bind.key: bind.type for bind in compiled.binds.values()}
        self._conversions: tuple[Callable[[Any], Any] | None, ...] = tuple(
            types[nom].dialect_impl(DIALECT).bind_processor(DIALECT) for nom in self.noms
        )

    def arguments(self, valeurs: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the text. Errors: KeyError when one is not given."""
        return [
            valeurs[nom] if conversion is None else conversion(valeurs[nom])
            for nom, conversion in zip(self.noms, self._conversions, strict=True)
        ]


class Pilote(Exception):
    """What asyncpg raised, as its cause: the `orig` of a DBAPIError, as SQLAlchemy's own driver makes it."""


async def executer(connexion: AsyncConnection, pilote: Any, ordre: Ordre, arguments: Sequence[Any]) -> list[Any]:
    """The rows of a statement, in the transaction of `connexion`, whose asyncpg connection is `pilote`.

    Errors: DBAPIError, as through SQLAlchemy.
    """
    if not pilote.is_in_transaction():
        # SQLAlchemy begins its transactions with their first statement: it has to be one of its own.
        resultat = await connexion.exec_driver_sql(ordre.texte, tuple(arguments))
        return list(resultat.all()) if resultat.returns_rows else []
    if connexion.sync_connection.dispatch.before_cursor_execute:  # type: ignore[union-attr]
        await connexion.run_sync(_annoncer, ordre.texte, arguments)
    try:
        lignes: list[Any] = await pilote.fetch(ordre.texte, *arguments)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
        orig = Pilote(str(error))
        orig.__cause__ = error
        raise DBAPIError(ordre.texte, None, orig, hide_parameters=True) from error
    return lignes


def _annoncer(connexion: Any, texte: str, arguments: Sequence[Any]) -> None:
    """Tells those who listen to the statements of the engine."""
    for ecouteur in connexion.dispatch.before_cursor_execute:
        ecouteur(connexion, None, texte, arguments, None, False)
