"""A use case in its transaction: rights as they are now, idempotency key, another try when PostgreSQL gave it up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, is_dataclass
from typing import Any, TypeAlias, TypeVar

from asyncpg.exceptions import (
    DeadlockDetectedError,
    ExclusionViolationError,
    LockNotAvailableError,
    SerializationError,
    UniqueViolationError,
)
from sqlalchemy.exc import DBAPIError

from resolvers.writing.errors import Conflit
from resolvers.writing.idempotence import reserver, retenir
from resolvers.writing.rights import droits_tenus
from resolvers.writing.unit import UniteDeTravail

Commande = TypeVar("Commande")
Resultat = TypeVar("Resultat")
Transactions: TypeAlias = Callable[[], AbstractAsyncContextManager[UniteDeTravail]]
ESSAIS = 3
"""How often a transaction is run that PostgreSQL gave up to let another one through."""


class DroitsPerimes(Exception):
    """The caller's rights have changed since their token was made."""


async def executer(
    transactions: Transactions,
    cas: Callable[[UniteDeTravail, Commande], Awaitable[Resultat]],
    commande: Commande,
    mutation: str,
    cle: str | None,
) -> Any:
    """The result of a use case, committed: an id, or the values of the dataclass it returns.

    `cle` is the caller's idempotency key for this mutation. Errors: DroitsPerimes; Refus; DBAPIError.
    """
    for essai in range(1, ESSAIS + 1):
        try:
            return await _transaction(transactions, cas, commande, mutation, cle)
        except DBAPIError as error:
            cause = getattr(error.orig, "__cause__", None)
            if isinstance(cause, LockNotAvailableError):
                raise Conflit(
                    "DOSSIER_OCCUPE", "Quelqu'un écrit dans ce dossier : recommencez dans un instant."
                ) from None
            if isinstance(cause, UniqueViolationError | ExclusionViolationError):
                raise Conflit(
                    "SAISIE_CONCURRENTE", "Une autre saisie vient d'être enregistrée : relisez, puis recommencez."
                ) from None
            if essai == ESSAIS or not isinstance(cause, DeadlockDetectedError | SerializationError):
                raise
    raise AssertionError("unreachable")


async def _transaction(
    transactions: Transactions,
    cas: Callable[[UniteDeTravail, Commande], Awaitable[Resultat]],
    commande: Commande,
    mutation: str,
    cle: str | None,
) -> Any:
    async with transactions() as travail:
        if not await droits_tenus(travail):
            raise DroitsPerimes
        if cle is not None:
            deja = await reserver(travail, mutation, cle, commande)
            if deja is not None:
                return deja
        resultat: Any = await cas(travail, commande)
        if is_dataclass(resultat) and not isinstance(resultat, type):
            resultat = asdict(resultat)
        if cle is not None:
            await retenir(travail, mutation, cle, resultat)
    return resultat
