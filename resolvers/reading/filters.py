"""`filtre` and `tri`: what may be asked of a type, the shape of a request, and its SQL.

A filter is first split into its shape (which fields, which operators, how they combine) and its values in order. The
shape is part of the key of a plan and becomes SQL with numbered parameters; the values are bound at each run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Date, Text, and_, any_, bindparam, false, func, not_, or_, true
from sqlalchemy.types import Boolean, Float, Integer, TypeEngine

import db
from auth.caller import PARIS
from db.base import Moment
from db.enums import Profil
from resolvers.reading.coarse import check_filter, check_value
from resolvers.reading.ids import row_id
from resolvers.reading.refusals import invalide
from resolvers.reading.search import Termes, conditions, decouper

PROFONDEUR = 4
TAILLE_LISTE = 200
CONDITIONS = 30

Shape = tuple[Any, ...]
Bind = Callable[[TypeEngine[Any]], Any]
"""Gives the next parameter of a plan."""


@dataclass(frozen=True, slots=True)
class Filterable:
    """A filterable field: its attribute on the model; for a relation the filters of its target, for an id its type."""

    attribute: str
    kind: str
    target: Filters | None = None
    type_name: str = ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What may be filtered on one type, by GraphQL name; declared beside the type in `schema/`."""

    champs: dict[str, Filterable]
    modele: type[db.Base] | None = None


SQL_TYPES: dict[str, TypeEngine[Any]] = {
    "texte": Text(),
    "enum": Text(),
    "id": Integer(),
    "entier": Integer(),
    "nombre": Float(),
    "date": Date(),
    "instant": Moment,
    "booleen": Boolean(),
}


def shape(filtre: dict[str, Any], filters: Filters, profil: Profil) -> tuple[Shape, list[Any]]:
    """Splits a filter of this profil into (shape, values in the order of the shape).

    Errors: GraphQLError REQUETE_INVALIDE, or INTERDIT for what the profil may not ask (`resolvers/reading/coarse.py`).
    """
    splitter = _Splitter(profil)
    found = splitter.shape(filtre, filters, 1)
    if sum(1 for _ in _leaves(found)) > CONDITIONS:
        raise invalide(f"Un filtre compte au plus {CONDITIONS} conditions.")
    return found, splitter.values


def _leaves(forme: Shape) -> Iterator[Shape]:
    """The conditions of a shape, without what combines them."""
    match forme:
        case ("et" | "ou", *parts):
            for part in parts:
                yield from _leaves(part)
        case ("non", part) | ("un" | "aucun", _, part):
            yield from _leaves(part)
            yield forme
        case _:
            yield forme


class _Splitter:
    """Gathers the values of one filter, in the order of its shape."""

    def __init__(self, profil: Profil) -> None:
        self.profil = profil
        self.values: list[Any] = []

    def shape(self, filtre: dict[str, Any], filters: Filters, depth: int) -> Shape:
        if depth > PROFONDEUR:
            raise invalide(f"Un filtre ne s'imbrique pas sur plus de {PROFONDEUR} niveaux.")
        parts: list[Shape] = []
        for name, given in filtre.items():
            if given is None:
                raise invalide(
                    f"Le filtre « {name} » attend une valeur ; pour chercher ce qui manque, utilisez « absent »."
                )
            if name in ("ET", "OU"):
                inner = tuple(self.shape(one, filters, depth + 1) for one in given)
                parts.append(("et" if name == "ET" else "ou", *inner))
            elif name == "NON":
                parts.append(("non", self.shape(given, filters, depth + 1)))
            elif name == "texte":
                check_filter(self.profil, filters.modele, name, "recherche")
                termes = decouper(given)
                self.values.extend(termes.valeurs)
                parts.append(("texte", termes.forme))
            else:
                champ = filters.champs[name]
                check_filter(self.profil, filters.modele, name, champ.attribute)
                parts.extend(
                    self._relation(name, champ, given, depth)
                    if champ.kind == "relation"
                    else self._operators(name, champ, given, filters.modele)
                )
        return ("et", *parts)

    def _relation(self, name: str, champ: Filterable, given: dict[str, Any], depth: int) -> list[Shape]:
        parts: list[Shape] = []
        for quantifier, inner in given.items():
            if inner is None:
                raise invalide(f"Le filtre « {name}.{quantifier} » attend un filtre, éventuellement vide : {{}}.")
            parts.append((quantifier, champ.attribute, self.shape(inner, champ.target or Filters({}), depth + 1)))
        return parts

    def _operators(
        self, name: str, champ: Filterable, given: dict[str, Any], modele: type[db.Base] | None
    ) -> list[Shape]:
        parts: list[Shape] = []
        for operator, asked in given.items():
            if asked is None:
                raise invalide(f"Le filtre « {name}.{operator} » attend une valeur.")
            if operator == "absent":
                parts.append(("absent", champ.attribute, bool(asked)))
                continue
            if operator == "parmi" and len(asked) > TAILLE_LISTE:
                raise invalide(f"Le filtre « {name}.parmi » prend au plus {TAILLE_LISTE} valeurs.")
            value = _value(operator, champ, asked)
            check_value(self.profil, modele, name, champ.kind, operator, value)
            parts.append((operator, champ.attribute, champ.kind))
            self.values.append(value)
        return parts


def searches(forme: Shape) -> bool:
    """Whether a filter searches a person by text."""
    return bool(forme) and (forme[0] == "texte" or any(searches(part) for part in forme[1:] if isinstance(part, tuple)))


def _value(operator: str, champ: Filterable, value: Any) -> Any:
    if champ.kind == "id":
        return (
            [row_id(one, champ.type_name) for one in value] if operator == "parmi" else row_id(value, champ.type_name)
        )
    if champ.kind == "instant":
        return _instant(value)
    return _like(value) if operator == "contient" else value


def _instant(value: dt.datetime) -> dt.datetime:
    """An instant in UTC; without offset it is the time of Paris, as the screens show it."""
    try:
        return (value if value.tzinfo else value.replace(tzinfo=PARIS)).astimezone(dt.UTC)
    except OverflowError:
        raise invalide("Cette date et heure sort du calendrier.") from None


def _like(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


class FilterCompiler:
    """Turns shapes into SQL for one statement.

    `value(row, attribute)` gives the masked value of a field, `related(row, attribute, condition)` an EXISTS over a
    relation with the child's row rule inside: both come from the reading compiler, so that a filter can tell nothing
    that the selection would not.
    """

    def __init__(
        self,
        bind: Bind,
        value: Callable[[Any, str], ColumnElement[Any]],
        related: Callable[[Any, str, Callable[[Any], ColumnElement[bool]]], ColumnElement[bool]],
        *,
        approchant: bool = False,
    ) -> None:
        self.bind, self.value, self.related, self.approchant = bind, value, related, approchant

    def condition(self, forme: Shape, row: Any) -> ColumnElement[bool]:
        """The SQL of a shape over `row`."""
        match forme:
            case ("et", *parts):
                return and_(true(), *(self.condition(part, row) for part in parts))
            case ("ou", *parts):
                return or_(false(), *(self.condition(part, row) for part in parts))
            case ("non", part):
                return not_(func.coalesce(self.condition(part, row), false()))
            case ("un", attribute, part):
                return self.related(row, attribute, lambda child: self.condition(part, child))
            case ("aucun", attribute, part):
                return not_(self.related(row, attribute, lambda child: self.condition(part, child)))
            case ("absent", attribute, missing):
                value = self.value(row, attribute)
                return value.is_(None) if missing else value.is_not(None)
            case ("texte", termes):
                return conditions(Termes(termes), row, self.bind, self.value, approchant=self.approchant)
            case (operator, attribute, kind):
                return self._compare(operator, self.value(row, attribute), SQL_TYPES[kind])
        raise ValueError(forme)

    def _compare(self, operator: str, value: Any, type_: TypeEngine[Any]) -> ColumnElement[bool]:
        result: Any
        match operator:
            case "egal":
                result = value == self.bind(type_)
            case "parmi":
                result = value == any_(self.bind(ARRAY(type_)))
            case "du":
                result = value >= self.bind(type_)
            case "au":
                result = value <= self.bind(type_)
            case "contient":
                result = func.normaliser(value).like(func.normaliser(self.bind(type_)))
            case _:
                raise ValueError(operator)
        return result  # type: ignore[no-any-return]


def numbered(prefix: str) -> Bind:
    """Parameters named `prefix_0`, `prefix_1`… in the order they are asked for."""
    count = 0

    def bind(type_: TypeEngine[Any]) -> Any:
        nonlocal count
        name = f"{prefix}_{count}"
        count += 1
        return bindparam(name, type_=type_)

    return bind
