"""Global ids: `Type:number`, as every node shows them."""

from __future__ import annotations

import re

from resolvers.reading.refusals import invalide

FORME = re.compile(r"([A-Z][A-Za-z]{1,60}):([1-9][0-9]{0,9})")
_ENTIER = 2**31 - 1


def split_id(text: str) -> tuple[str, int] | None:
    """(type, number) of a well-formed id, else None."""
    found = FORME.fullmatch(text)
    return (found[1], int(found[2])) if found and int(found[2]) <= _ENTIER else None


def row_id(text: str, type_name: str) -> int:
    """The number of an id of `type_name`. Errors: GraphQLError REQUETE_INVALIDE for an id of another type."""
    parts = split_id(text)
    if parts is None or parts[0] != type_name:
        raise invalide(f"Un identifiant de {type_name} est attendu, de la forme « {type_name}:123 ».")
    return parts[1]
