"""The errors of mutations, as data: four types, never one per mutation."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar

import strawberry

from resolvers.workflows import errors

P = ParamSpec("P")
T = TypeVar("T")


@strawberry.interface(description="Pourquoi une opération n'a pas été faite.")
class Erreur:
    """What every error shows."""

    code: str = strawberry.field(description="Code stable, pour un programme.")
    message: str = strawberry.field(description="Explication, pour une personne.")


@strawberry.type(description="Une valeur d'entrée à corriger.")
class ChampInvalide:
    """One wrong path."""

    chemin: str = strawberry.field(description="Chemin de la valeur dans les arguments, par exemple « debut ».")
    code: str = strawberry.field(description="Code stable, pour un programme.")
    message: str = strawberry.field(description="Ce qui ne va pas, et ce qui irait.")


@strawberry.type(description="Des valeurs d'entrée sont à corriger ; rien n'a été fait.")
class ErreurValidation(Erreur):
    """Every wrong input at once."""

    champs: list[ChampInvalide] = strawberry.field(description="Chaque valeur à corriger.")


@strawberry.type(description="Une règle du métier s'y oppose ; rien n'a été fait.")
class ErreurMetier(Erreur):
    """A business rule refuses."""


@strawberry.type(description="Quelqu'un d'autre a changé l'objet entre-temps ; relisez-le. Rien n'a été fait.")
class ErreurConflit(Erreur):
    """Stale version, or an idempotency key that served for something else."""


@strawberry.type(description="L'objet n'existe pas, ou n'est pas de votre ressort.")
class ErreurIntrouvable(Erreur):
    """Nothing there for this caller."""


@strawberry.type(description="Ce qui mérite attention dans une opération, qui a pourtant été faite.")
class Avertissement:
    """A warning of a use case."""

    code: str = strawberry.field(description="Code stable, pour un programme.")
    message: str = strawberry.field(description="Explication, pour une personne.")


def as_error(refus: errors.Refus) -> Erreur:
    """The GraphQL form of a refusal."""
    said: dict[str, Any] = {"code": refus.code, "message": refus.message}
    match refus:
        case errors.Validation():
            champs = [ChampInvalide(chemin=c.chemin, code=c.code, message=c.message) for c in refus.champs]
            return ErreurValidation(champs=champs, **said)
        case errors.Conflit():
            return ErreurConflit(**said)
        case errors.Introuvable():
            return ErreurIntrouvable(**said)
    return ErreurMetier(**said)


async def attempt(work: Callable[P, Awaitable[T]], *args: P.args, **kwargs: P.kwargs) -> T | Erreur:
    """Does the work, or tells why it was refused. What was refused is rolled back already."""
    try:
        return await work(*args, **kwargs)
    except errors.Refus as refus:
        return as_error(refus)
