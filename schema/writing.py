"""How a mutation runs a use case: one transaction, the caller's rights as they are now, refusals as data."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, is_dataclass
from functools import partial
from typing import Any, TypeVar, cast

import strawberry
from asyncpg.exceptions import (
    DeadlockDetectedError,
    ExclusionViolationError,
    SerializationError,
    UniqueViolationError,
)
from graphql import GraphQLError
from sqlalchemy.exc import DBAPIError

from auth.accounts import Origin
from auth.throttle import TropDeTentatives
from auth.versions import holds
from db.enums import ActionJournal
from resolvers.reading.refusals import interdit
from resolvers.workflows.errors import ChampInvalide, Conflit, Interdit, Introuvable, Refus, Validation
from resolvers.workflows.idempotence import reserver, retenir
from resolvers.workflows.journal import journaliser
from resolvers.workflows.saisie import IDENTIFIANT_INVALIDE
from resolvers.workflows.unit import UniteDeTravail, unite
from schema.errors import ErreurConflit, ErreurIntrouvable, ErreurMetier, ErreurValidation, as_error

Commande = TypeVar("Commande")
Resultat = TypeVar("Resultat")
Succes = TypeVar("Succes")
Resolver = TypeVar("Resolver", bound=Callable[..., Any])


Refusee = ErreurValidation | ErreurMetier | ErreurConflit | ErreurIntrouvable
ESSAIS = 3
"""How often a transaction is run that PostgreSQL gave up to let another one through."""


def public(description: str) -> Callable[[Resolver], Resolver]:
    """A mutation open to callers who are not signed in."""
    made: Callable[[Resolver], Resolver] = strawberry.mutation(description=description, metadata={"public": True})
    return made


def origin(info: strawberry.Info[Any, Any]) -> Origin:
    """Where the request comes from."""
    return Origin(info.context.adresse, info.context.request_id)


async def ecrire(
    info: strawberry.Info[Any, Any],
    cas: Callable[[UniteDeTravail, Commande], Awaitable[Resultat]],
    commande: Commande,
    succes: Callable[[Any], Succes],
    cle: str | None = None,
    fautes: Sequence[ChampInvalide] = (),
) -> Succes | Refusee:
    """What `succes` makes of the result of the use case, once committed, or why it was refused.

    `cle` is the caller's idempotency key: the result of the call that took it is given again. `fautes` are the wrong
    paths that reading the input has found: they are told with those that the use case finds, and nothing is done. A
    refusal of rights is journaled in a transaction of its own (permissions.md, rule 7).
    Errors: GraphQLError NON_AUTHENTIFIE when the caller's rights have changed since their token, INTERDIT when their
    profil may not do this.
    """
    context = info.context
    try:
        return succes(await _executer(info, partial(_sans_fautes, cas, fautes), commande, cle))
    except (Interdit, Introuvable) as refus:
        async with unite(context.accounts.engine, context.viewpoint, context.request_id) as travail:
            details = {"operation": info.field_name, "code": refus.code}
            journaliser(travail, ActionJournal.ACCES_REFUSE, "Mutation", None, details)
        if isinstance(refus, Interdit):
            raise interdit(refus.message) from None
        return cast(Refusee, as_error(refus))
    except Refus as refus:
        return cast(Refusee, as_error(refus))


async def _sans_fautes(
    cas: Callable[[UniteDeTravail, Commande], Awaitable[Resultat]],
    fautes: Sequence[ChampInvalide],
    unite: UniteDeTravail,
    commande: Commande,
) -> Resultat:
    """The use case, none of which is kept when reading the input has found wrong paths. Errors: Validation with all."""
    autres: Sequence[ChampInvalide] = ()
    try:
        resultat = await cas(unite, commande)
    except Interdit:
        raise
    except Introuvable:
        if not any(faute.code == IDENTIFIANT_INVALIDE for faute in fautes):
            raise
    except Validation as refus:
        autres = refus.champs
    except Refus:
        if not fautes:
            raise
    if fautes or autres:
        vus = {faute.chemin for faute in fautes}
        raise Validation(*fautes, *(autre for autre in autres if autre.chemin not in vus))
    return resultat


async def _executer(
    info: strawberry.Info[Any, Any],
    cas: Callable[[UniteDeTravail, Commande], Awaitable[Resultat]],
    commande: Commande,
    cle: str | None,
) -> Any:
    """The result of the use case, committed: an id, or the values of the dataclass it returns."""
    for essai in range(1, ESSAIS + 1):
        try:
            return await _transaction(info, cas, commande, cle)
        except DBAPIError as error:
            cause = getattr(error.orig, "__cause__", None)
            if isinstance(cause, UniqueViolationError | ExclusionViolationError):
                raise Conflit(
                    "SAISIE_CONCURRENTE", "Une autre saisie vient d'être enregistrée : relisez, puis recommencez."
                ) from None
            if essai == ESSAIS or not isinstance(cause, DeadlockDetectedError | SerializationError):
                raise
    raise AssertionError("unreachable")


async def _transaction(
    info: strawberry.Info[Any, Any],
    cas: Callable[[UniteDeTravail, Commande], Awaitable[Resultat]],
    commande: Commande,
    cle: str | None,
) -> Any:
    context = info.context
    async with unite(context.accounts.engine, context.viewpoint, context.request_id) as travail:
        if not travail.caller.anonymous and not await holds(travail.session, travail.caller):
            raise GraphQLError("Vos droits ont changé : reconnectez-vous.", extensions={"code": "NON_AUTHENTIFIE"})
        if cle is not None:
            deja = await reserver(travail, info.field_name, cle, commande)
            if deja is not None:
                return deja
        resultat: Any = await cas(travail, commande)
        if is_dataclass(resultat) and not isinstance(resultat, type):
            resultat = asdict(resultat)
        if cle is not None:
            await retenir(travail, info.field_name, cle, resultat)
    return resultat


def trop_de_tentatives(refused: TropDeTentatives) -> ErreurMetier:
    """What is said when the window of attempts is full."""
    minutes = -(-refused.attente // 60)
    attente = "une minute" if minutes == 1 else f"{minutes} minutes"
    return ErreurMetier(
        code="TROP_DE_TENTATIVES", message=f"Trop de tentatives : attendez {attente} avant de recommencer."
    )
