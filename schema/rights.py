"""Prints the table of rights into the schema: who reads a type or a field, in its description and as `@droits`."""

from __future__ import annotations

from copy import copy

import strawberry
from strawberry.schema_directive import Location
from strawberry.types.base import get_object_definition
from strawberry.types.field import StrawberryField

import db
from auth.policy import TABLE
from auth.wording import in_short, in_words
from resolvers.reading.bindings import Attribute
from resolvers.reading.rows import relation_of
from schema.reading import TYPES


@strawberry.schema_directive(
    locations=[Location.OBJECT, Location.FIELD_DEFINITION],
    description="Qui lit ce type ou ce champ : chaque profil et sa portée. Un profil absent est refusé.",
)
class Droits:
    """The cells of `auth/policy.py`."""

    lecture: str


def print_rights() -> None:
    """Completes every read type and field from the table. A type says whose rows exist; a field, what is narrower."""
    for type_ in TYPES.values():
        model: type[db.Base] = type_.__model__  # type: ignore[attr-defined]
        definition = get_object_definition(type_, strict=True)
        definition.description = _said(definition.description, in_words(model, "ligne"))
        definition.directives = [*(definition.directives or ()), Droits(lecture=in_short(model, "ligne"))]
        definition.fields = [_printed(model, field) for field in definition.fields]


def _printed(model: type[db.Base], field: StrawberryField) -> StrawberryField:
    place = _place(model, field)
    if place is None:
        return field
    own = copy(field)  # a field inherited from an interface is one object for all its types
    own.description = _said(field.description, in_words(*place))
    own.directives = [*field.directives, Droits(lecture=in_short(*place))]
    return own


def _place(model: type[db.Base], field: StrawberryField) -> tuple[type[db.Base], str] | None:
    """The group that a field is read under, when it is not that of its own row."""
    override = field.metadata.get("attribute")
    attribute = override.name if isinstance(override, Attribute) else field.python_name
    group = TABLE[model].champs.get(attribute)
    if group not in (None, "ligne"):
        return model, str(group)
    relation = relation_of(model, attribute)
    if relation is None or relation.mapper.class_ not in TABLE:
        return None
    target: type[db.Base] = relation.mapper.class_
    return (target, "ligne") if in_words(target, "ligne") else None


def _said(description: str | None, rights: str) -> str:
    return f"{description or ''} {rights}".strip()
