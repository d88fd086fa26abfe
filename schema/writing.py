"""How a mutation runs a use case: one transaction, the caller's rights as they are now, refusals as data."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeVar, cast

import strawberry
from graphql import GraphQLError

from auth.accounts import Origin
from auth.throttle import TropDeTentatives
from resolvers.reading.refusals import interdit
from resolvers.writing.errors import ChampInvalide, Interdit, Introuvable, LienSansEffet, Refus, Validation
from resolvers.writing.journal import noter_refus
from resolvers.writing.saisie import IDENTIFIANT_INVALIDE
from resolvers.writing.transactions import DroitsPerimes, Transactions, executer
from resolvers.writing.unit import UniteDeTravail, unite
from schema.errors import ErreurConflit, ErreurIntrouvable, ErreurMetier, ErreurValidation, as_error

Commande = TypeVar("Commande")
Resultat = TypeVar("Resultat")
Succes = TypeVar("Succes")
Resolver = TypeVar("Resolver", bound=Callable[..., Any])


Refusee = ErreurValidation | ErreurMetier | ErreurConflit | ErreurIntrouvable


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
    try:
        fait = partial(_sans_fautes, cas, fautes) if fautes else cas
        return succes(await executer(_transactions(info), fait, commande, info.field_name, cle))
    except DroitsPerimes:
        raise GraphQLError(
            "Vos droits ont changé : reconnectez-vous.", extensions={"code": "NON_AUTHENTIFIE"}
        ) from None
    except Refus as refus:
        if _refuse_un_droit(refus):
            async with _transactions(info)() as travail:
                await noter_refus(travail, info.field_name, refus.code, commande)
        if isinstance(refus, LienSansEffet):
            info.context.rejected("LienCompte", refus.qui)
        if isinstance(refus, Interdit):
            raise interdit(refus.message) from None
        return cast(Refusee, as_error(refus))


def _refuse_un_droit(refus: Refus) -> bool:
    """Whether the caller asked for what is not theirs, be it one item of a list."""
    if isinstance(refus, Validation):
        return any(faute.code == "INTROUVABLE" for faute in refus.champs)
    return isinstance(refus, Interdit | Introuvable)


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


def _transactions(info: strawberry.Info[Any, Any]) -> Transactions:
    """What opens the transactions of a request."""
    context = info.context
    return partial(unite, context.accounts.engine, context.viewpoint, context.request_id)


def trop_de_tentatives(refused: TropDeTentatives) -> ErreurMetier:
    """What is said when the window of attempts is full."""
    minutes = -(-refused.attente // 60)
    attente = "une minute" if minutes == 1 else f"{minutes} minutes"
    return ErreurMetier(
        code="TROP_DE_TENTATIVES", message=f"Trop de tentatives : attendez {attente} avant de recommencer."
    )
