"""`mesDroits`: what the caller may read and write on a file, from the very table that decides it (rule 9).

A qualifier of the row (« lignes de ma structure ») cannot be told for a whole file: what is listed may still be
refused for some rows, what is not listed is refused for all.
"""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import ARRAY, Text, case, or_
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import array

from auth.policy import TABLE
from auth.rules import DOSSIER, File
from auth.scopes import du_territoire
from db.enums import Profil
from resolvers.reading.json_sql import constant

Action = Literal["lecture", "ecriture"]


def granted(profil: Profil, beneficiaire: Any, file: File, action: Action) -> Any:
    """The groups of the table granted on this file, as an array of `Modele` or `Modele.groupe`.

    A group that goes with its row (`=`) is not told apart from it.
    """
    by_scopes: dict[frozenset[str], list[str]] = {}
    for model, rights in TABLE.items():
        if rights.dossier is None:
            continue
        for group, cells in rights.groupes.items():
            if cells[profil].suit:
                continue
            scopes = frozenset(portee.dossier for portee in getattr(cells[profil], action) if portee.dossier)
            if scopes:
                name = model.__name__ if group == "ligne" else f"{model.__name__}.{group}"
                by_scopes.setdefault(scopes, []).append(name)
    result: Any = _names([])
    for scopes, names in by_scopes.items():
        condition = _holds(scopes, beneficiaire, file)
        result = result + (_names(names) if condition is None else case((condition, _names(names)), else_=_names([])))
    return result


def _holds(scopes: frozenset[str], beneficiaire: Any, file: File) -> Any:
    """The condition under which one of the scopes holds for the file; None when it is known to."""
    if scopes & {"*", "m"} or scopes & file.acquis:
        return None
    return or_(
        *(
            du_territoire(beneficiaire.secteur_id) if scope == "t" else DOSSIER[scope](file.id)
            for scope in sorted(scopes)
        )
    )


def _names(names: list[str]) -> Any:
    return sql_cast(array([constant(name) for name in names], type_=Text), ARRAY(Text))
