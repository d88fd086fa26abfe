"""The errors of mutations, as data: four types that all may answer, and one that carries who may be meant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

import strawberry

from resolvers.writing import errors
from schema.reading import payloads

if TYPE_CHECKING:
    from schema.beneficiaires import Beneficiaire

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


@strawberry.type(
    description="La personne a peut-être déjà un dossier (guide §5.3 : « Attention aux HOMONYMES ») ; rien n'a été "
    "fait. Montrez ces fiches, puis recommencez avec `confirmer: true` si c'est quelqu'un d'autre."
)
class ErreurHomonymes(Erreur):
    """Who may be the same person."""

    homonymes_probables: list[Beneficiaire | None] = payloads(
        "Les personnes de votre ressort qui ont presque le même nom et la même date de naissance, ou le même numéro."
    )
    nombre_hors_portee: int = strawberry.field(
        description="Combien d'autres ne sont pas de votre ressort : pour l'une d'elles, employez "
        "« rattacherBeneficiaire » avec son numéro et sa date de naissance."
    )


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
        case errors.Homonymes():
            return ErreurHomonymes(
                homonymes_probables=cast(Any, refus.visibles),  # ids, that the engine reads
                nombre_hors_portee=refus.hors_portee,
                **said,
            )
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
