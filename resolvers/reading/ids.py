"""Global ids: `Type:number`, as every node shows them, or `Type:token` for who reads rows under a pseudonym."""

from __future__ import annotations

import re

from resolvers.reading.refusals import invalide

FORME = re.compile(r"([A-Z][A-Za-z]{1,60}):(?:([1-9][0-9]{0,9})|([0-9a-f]{24}))")
_ENTIER = 2**31 - 1
INEXISTANT = 0
"""The number of no row."""


def split_id(text: str) -> tuple[str, int | str] | None:
    """(type, number or token) of a well-formed id, else None."""
    found = FORME.fullmatch(text)
    if found is None:
        return None
    if found[3]:
        return found[1], found[3]
    return (found[1], int(found[2])) if int(found[2]) <= _ENTIER else None


def typed_id(text: str, type_name: str) -> int | str:
    """The number or token of an id of `type_name`. Errors: GraphQLError REQUETE_INVALIDE for an id of another type."""
    parts = split_id(text)
    if parts is None or parts[0] != type_name:
        raise invalide(f"Un identifiant de {type_name} est attendu, de la forme « {type_name}:123 ».")
    return parts[1]


def true_number(number: int | str) -> int:
    """The part after the type as the number of a row, where no token is expected: a token names nothing."""
    return number if isinstance(number, int) else INEXISTANT


def row_id(text: str, type_name: str) -> int:
    """The number of an id of `type_name`, where no token is expected. Errors: see `typed_id`."""
    return true_number(typed_id(text, type_name))
