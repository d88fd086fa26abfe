"""Mutations declared from their use cases: the command gives the input, the result gives the payload.

`entree` describes the fields of a command; `mutation` makes of a use case `async def (unite, commande) -> resultat`
the field, its input, its success and its union of results, all named after the use case.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import MISSING, is_dataclass
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Optional, Union, get_type_hints

import strawberry

import schema.enums  # noqa: F401  an enum is described before an input first names it
from auth.throttle import TropDeTentatives
from resolvers.writing import commandes
from resolvers.writing.commandes import ABSENT, Champ, Cible, Reference, champs
from resolvers.writing.saisie import construire
from schema.errors import Avertissement, ErreurConflit, ErreurIntrouvable, ErreurMetier, ErreurValidation
from schema.reading import TYPES, payload, payloads
from schema.writing import ecrire, trop_de_tentatives

ENTREES: dict[type, type] = {}
"""The GraphQL input of each command, and of each part of one."""


def entree(commande: type, description: str, **dit: str) -> None:
    """Makes the GraphQL input of a command or of a part of one; `dit` describes each of its fields.

    Errors: ValueError when a field has no description, or a description no field.
    """
    declares = champs(commande)
    if [champ.nom for champ in declares] != list(dit):
        raise ValueError(f"{commande.__name__}: describe {[champ.nom for champ in declares]}, in this order")
    annotations, valeurs = {}, {}
    for champ in declares:
        annotations[champ.nom] = _type_entree(champ)
        defaut: dict[str, Any] = {}
        if champ.defaut is not MISSING and not champ.absent:
            defaut = {"default_factory": list} if champ.plusieurs and champ.defaut == () else {"default": champ.defaut}
        valeurs[champ.nom] = strawberry.field(description=dit[champ.nom], **defaut)
    classe = type(commande.__name__, (), {"__annotations__": annotations, **valeurs, "__module__": __name__})
    ENTREES[commande] = strawberry.input(classe, description=description)


def _type_entree(champ: Champ) -> Any:
    type_: Any = champ.type
    if champ.note(Reference):
        type_ = str
    elif champ.note(Cible):
        type_ = strawberry.ID
    elif type_ is Decimal:
        type_ = float
    elif is_dataclass(type_):
        type_ = ENTREES[type_]  # type: ignore[index]
    if champ.plusieurs:
        type_ = list[type_]
    # An update says by its path that a null is wrong, better than a type does.
    if champ.nul or champ.absent:
        type_ = Optional[type_]  # noqa: UP045  built at run time
    maybe: Any = strawberry.Maybe
    return maybe[type_] if champ.absent else type_


def mutation(
    cas: Callable[[Any, Any], Awaitable[Any]],
    description: str,
    *,
    argument: str,
    succes: str,
    essais: str | None = None,
    erreurs: tuple[type, ...] = (),
    **montre: str,
) -> Any:
    """The field of a use case.

    `argument` describes the command, `succes` the success, `montre` each field of the result. `essais` names the
    window in which the caller's failures are counted, where guessing must be stopped. `erreurs` are those of this
    mutation beside the four that all may answer.
    Errors: ValueError when a field of the result has no description, or a description no field.
    """
    types = get_type_hints(cas, include_extras=True)
    commande, resultat = types["commande"], types["return"]
    nom = "".join(part.capitalize() for part in cas.__name__.split("_"))
    if [champ.nom for champ in champs(resultat)] != list(montre):
        raise ValueError(f"{nom}: describe {[champ.nom for champ in champs(resultat)]}, in this order")
    reussi: Any = _succes(f"{nom}Succes", resultat, succes, montre)

    async def resoudre(info: Any, commande: Any, cle: Any = None) -> Any:
        donnee, fautes = construire(classe, valeurs(classe, commande))
        ecriture = partial(ecrire, info, cas, donnee, lambda fait: reussi(**_montre(resultat, fait)), cle, fautes)
        return await (ecriture() if essais is None else _compter(info, essais, ecriture, reussi))

    classe = commande
    resoudre.__name__ = cas.__name__
    resoudre.__annotations__ = {
        "info": strawberry.Info,
        "commande": Annotated[ENTREES[commande], strawberry.argument(description=argument)],
        "cle": Annotated[Optional[str], strawberry.argument(description=CLE)],  # noqa: UP045  built at run time
        "return": Optional[_resultat(nom, reussi, erreurs)],  # noqa: UP045  built at run time
    }
    return strawberry.mutation(resoudre, description=description)


async def _compter(info: Any, essais: str, ecriture: Callable[[], Awaitable[Any]], reussi: type) -> Any:
    """What the write answers, unless the caller has failed too often.

    A success gives back its own attempt alone: what one may write oneself would else pay for guessing at the others.
    """
    context = info.context
    compte = str(context.viewpoint.caller.collaborateur)
    try:
        essai = await context.accounts.throttle.attempt(essais, context.now, compte=compte)
    except TropDeTentatives as refus:
        return trop_de_tentatives(refus)
    answer = await ecriture()
    if isinstance(answer, reussi):
        await context.accounts.throttle.give_back(essai)
    return answer


CLE = (
    "Clé d'idempotence, au choix de l'appelant (un UUID, par exemple) : le même appel avec la même clé, dans les "
    "24 heures, n'est fait qu'une fois et reçoit la même réponse."
)


def _resultat(nom: str, reussi: Any, erreurs: tuple[type, ...]) -> Any:
    union: Any = Union[(reussi, ErreurValidation, ErreurMetier, ErreurConflit, ErreurIntrouvable, *erreurs)]
    said = "Ce qui a été fait, ou pourquoi rien ne l'a été."
    return Annotated[union, strawberry.union(f"{nom}Resultat", description=said)]


def _succes(nom: str, resultat: type, description: str, montre: dict[str, str]) -> type:
    annotations: dict[str, Any] = {}
    valeurs_: dict[str, Any] = {}
    for champ in champs(resultat):
        cible = champ.note(Cible)
        if cible:
            lu = TYPES[cible.type]
            annotations[champ.nom] = list[Optional[lu]] if champ.plusieurs else Optional[lu]  # type: ignore[valid-type]  # noqa: UP045
            valeurs_[champ.nom] = (payloads if champ.plusieurs else payload)(montre[champ.nom])
            continue
        type_: Any = Avertissement if champ.type is commandes.Avertissement else champ.type
        type_ = list[type_] if champ.plusieurs else type_
        annotations[champ.nom] = Optional[type_] if champ.nul else type_  # noqa: UP045
        valeurs_[champ.nom] = strawberry.field(description=montre[champ.nom])
    classe = type(nom, (), {"__annotations__": annotations, **valeurs_, "__module__": __name__})
    return strawberry.type(classe, description=description)


def _montre(resultat: type, fait: dict[str, Any]) -> dict[str, Any]:
    """The values of a success: warnings take their GraphQL type."""
    for champ in champs(resultat):
        if champ.type is commandes.Avertissement:
            fait = fait | {champ.nom: [Avertissement(**un) for un in fait[champ.nom]]}
    return fait


def valeurs(commande: type, donnee: Any) -> dict[str, Any]:
    """The plain values of an input of `commande`: what was not given of an update is `ABSENT`."""
    found = {}
    for champ in champs(commande):
        valeur = getattr(donnee, champ.nom)
        if champ.absent:
            valeur = ABSENT if valeur is None else valeur.value
        if valeur not in (None, ABSENT) and is_dataclass(champ.type):
            partie: Any = champ.type
            valeur = [valeurs(partie, une) for une in valeur] if champ.plusieurs else valeurs(partie, valeur)
        found[champ.nom] = valeur
    return found
