"""The filter and sort inputs of each type, made from what the type declares: one system for every list.

`filtre: {ET, OU, NON, champ: {egal, parmi, contient, du, au, absent}}`, through relations `champ: {un | aucun: {…}}`,
and `tri: [{champ, sens}]`.
"""

from __future__ import annotations

import datetime as dt
import enum
import sys
from typing import Any

import strawberry
from strawberry.types.base import StrawberryList, StrawberryOptional, StrawberryTypeVar, get_object_definition
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.field import StrawberryField

from auth.naming import api_name
from resolvers.reading.filters import Filterable, Filters
from schema.reading import TYPES, argument

_ICI = sys.modules[__name__].__dict__
_OPERATEURS = {
    "egal": "Égal à cette valeur.",
    "parmi": "Égal à l'une de ces valeurs (200 au plus).",
    "contient": "Contient ce texte, sans tenir compte des accents, de la casse ni des traits d'union.",
    "du": "À partir de cette valeur, comprise.",
    "au": "Jusqu'à cette valeur, comprise.",
    "absent": "Vrai : la valeur manque ; faux : elle est renseignée.",
}
_FAMILLES: dict[str, tuple[str, str, str]] = {
    "texte": ("FiltreTexte", "str", "egal parmi contient absent"),
    "id": ("FiltreId", "strawberry.ID", "egal parmi"),
    "entier": ("FiltreEntier", "int", "egal parmi du au absent"),
    "nombre": ("FiltreNombre", "float", "du au absent"),
    "date": ("FiltreDate", "dt.date", "egal du au absent"),
    "instant": ("FiltreInstant", "dt.datetime", "du au absent"),
    "booleen": ("FiltreBooleen", "bool", "egal absent"),
}
_TYPES: dict[Any, str] = {
    str: "texte",
    strawberry.ID: "id",
    int: "entier",
    float: "nombre",
    dt.date: "date",
    dt.datetime: "instant",
    bool: "booleen",
}


@strawberry.enum(description="Sens d'un tri ; ce qui manque vient toujours à la fin.")
class Sens(enum.Enum):
    """The direction of a sort."""

    ASC = strawberry.enum_value("ASC", description="Croissant.")
    DESC = strawberry.enum_value("DESC", description="Décroissant.")


def make_filters() -> None:
    """Makes the inputs of every type and adds `filtre` and `tri` to its connections."""
    for name in TYPES:
        TYPES[name].__filters__ = Filters({}, TYPES[name].__model__)  # type: ignore[attr-defined]
    for name, type_ in TYPES.items():
        filters, sorts = type_.__declared__  # type: ignore[attr-defined]
        if filters:
            _filter_input(name, type_, filters)
        if sorts:
            _sort_input(name, type_, sorts)


def add_arguments(type_: type) -> None:
    """Gives each connection field of `type_` the `filtre` and `tri` of its nodes."""
    for declared in _fields(type_).values():
        if declared.metadata.get("read") != "connection" or any(a.python_name == "filtre" for a in declared.arguments):
            continue
        node = _object_name(declared)
        extra = []
        if f"Filtre{node}" in _ICI:
            extra.append(_here(f"Filtre{node} | None", "filtre", "Ce que les lignes doivent vérifier."))
        if f"Tri{node}" in _ICI:
            extra.append(_here(f"list[Tri{node}] | None", "tri", "L'ordre des lignes, du premier critère au dernier."))
        declared.arguments = [*declared.arguments, *extra]


def _here(annotation: str, name: str, description: str) -> Any:
    made = argument(name, annotation, description)
    made.type_annotation.namespace = _ICI
    return made


def _fields(type_: type) -> dict[str, StrawberryField]:
    return {declared.python_name: declared for declared in get_object_definition(type_, strict=True).fields}


def _readable(type_: type) -> dict[str, StrawberryField]:
    """The fields of a type, and those of the objects embedded in it: they read the same row."""
    found = _fields(type_)
    for declared in list(found.values()):
        definition = get_object_definition(_bare(declared.type))
        origin: Any = definition.origin if definition else None
        if origin is not None and getattr(origin, "__model__", None) is type_.__model__:  # type: ignore[attr-defined]
            found = _fields(origin) | found
    return found


def _bare(type_: Any) -> Any:
    while isinstance(type_, StrawberryOptional | StrawberryList):
        type_ = type_.of_type
    return type_


def _object_name(declared: StrawberryField) -> str:
    """The GraphQL name of the object a field leads to, through a connection if it is one."""
    type_ = _bare(declared.type)
    definition = get_object_definition(type_, strict=True)
    if getattr(definition.origin, "__connection__", False):
        nodes = _bare(next(f for f in definition.fields if f.python_name == "nodes").type)
        if isinstance(nodes, StrawberryTypeVar):
            nodes = (definition.specialized_type_var_map or {})[nodes.type_var.__name__]
        definition = get_object_definition(nodes, strict=True)
    return definition.name


def _filter_input(name: str, type_: type, declared: tuple[str, ...]) -> None:
    fields = _readable(type_)
    filters: Filters = type_.__filters__  # type: ignore[attr-defined]
    inputs: dict[str, tuple[str, str]] = {}
    for champ in declared:
        if champ == "texte":
            inputs["texte"] = (
                "str",
                "Recherche d'une personne : nom et prénom dans n'importe quel ordre, numéro de dossier ou "
                "d'allocataire, date de naissance (jj/mm/aaaa). À défaut, les noms approchants sont proposés.",
            )
            continue
        field = fields[champ]
        filterable, annotation = _filterable(name, field)
        filters.champs[api_name(champ)] = filterable
        inputs[champ] = (annotation, field.description or "")
    for combiner, annotation, said in (
        ("ET", f"list[Filtre{name}]", "Tous ces filtres sont vérifiés."),
        ("OU", f"list[Filtre{name}]", "L'un de ces filtres au moins est vérifié."),
        ("NON", f"Filtre{name}", "Ce filtre n'est pas vérifié."),
    ):
        inputs[combiner] = (annotation, said)
    _input(f"Filtre{name}", f"Ce que doit vérifier une ligne de type {name}.", inputs)


def _filterable(type_name: str, field: StrawberryField) -> tuple[Filterable, str]:
    override = field.metadata.get("attribute")
    attribute = override.name if override else field.python_name
    bare = _bare(field.type)
    if isinstance(bare, StrawberryEnumDefinition):
        return Filterable(attribute, "enum"), _family(f"Filtre{bare.name}", bare.wrapped_cls, "egal parmi absent")
    kind = _TYPES.get(bare)
    if kind is None:
        target = _object_name(field)
        return Filterable(attribute, "relation", TYPES[target].__filters__), _relation(target)  # type: ignore[attr-defined]
    name, annotation, operators = _FAMILLES[kind]
    return Filterable(attribute, kind, type_name=type_name), _family(name, annotation, operators)


def _relation(target: str) -> str:
    name = f"FiltreRelation{target}"
    if name not in _ICI:
        said = {
            "un": (f"Filtre{target}", "Une ligne liée au moins vérifie ce filtre."),
            "aucun": (f"Filtre{target}", "Aucune ligne liée ne vérifie ce filtre."),
        }
        _input(name, f"Filtre à travers une relation vers {target}.", said)
    return name


def _family(name: str, annotation: Any, operators: str) -> str:
    if name not in _ICI:
        value = annotation if isinstance(annotation, str) else annotation.__name__
        if not isinstance(annotation, str):
            _ICI[value] = annotation
        kinds = {"parmi": f"list[{value}]", "absent": "bool"}
        said = {operator: (kinds.get(operator, value), _OPERATEURS[operator]) for operator in operators.split()}
        _input(name, "Conditions sur une valeur ; toutes doivent être vérifiées.", said)
    return name


def _input(name: str, description: str, inputs: dict[str, tuple[str, str]]) -> None:
    """An input whose fields are all optional: an absent one asks nothing."""
    body: dict[str, Any] = {"__module__": __name__, "__annotations__": {}}
    for champ, (annotation, said) in inputs.items():
        body["__annotations__"][champ] = f"{annotation} | None"
        graphql_name = champ if champ.isupper() else None
        body[champ] = strawberry.field(name=graphql_name, description=said, default=strawberry.UNSET)
    _ICI[name] = strawberry.input(type(name, (), body), description=description)


def _sort_input(name: str, type_: type, declared: tuple[str, ...]) -> None:
    fields = _readable(type_)
    values: dict[str, Any] = {}
    for sort in declared:
        champ, _, attribute = sort.partition("=")
        values[champ.upper()] = strawberry.enum_value(attribute or champ, description=fields[champ].description)
    make_enum: Any = enum.Enum
    members: Any = make_enum(f"ChampTri{name}", values, module=__name__)
    choix = strawberry.enum(members, description=f"Ce qui peut trier une liste de {name}.")
    _ICI[f"ChampTri{name}"] = choix
    body = {
        "__module__": __name__,
        "__annotations__": {"champ": f"ChampTri{name}", "sens": "Sens"},
        "champ": strawberry.field(description="Le champ qui trie."),
        "sens": strawberry.field(description="Croissant par défaut.", default=Sens.ASC),
    }
    _ICI[f"Tri{name}"] = strawberry.input(type(f"Tri{name}", (), body), description=f"Un critère de tri de {name}.")
