"""Which changes of an object's history are told: those of fields that the caller reads on that object today.

A change also tells what a field held before. Where a rule looks at what the row holds (`visible`: its offer), the row
may have been hidden on the other side of the change: such a field is told of one's own actions, and of the rows of
one's own structures, alone. What was transmitted is read as it is, without its history.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, LargeBinary, Text, and_, any_, false, inspect, literal_column, or_, true
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import array

import db
from auth import scopes
from auth.naming import api_name
from auth.policy import TABLE
from auth.rules import File, Portee, RegleAbsente, cellule, condition, groupe_de, groupe_decisif
from db.enums import Profil

REGARDE: dict[str, frozenset[str]] = {
    "visible": frozenset({"offre_de_service", "structure", "thematique"}),
    "ouverte_a_tous": frozenset({"offre_de_service", "structure", "thematique"}),
    "referent": frozenset({"etape", "collaborateur", "type"}),
    "objectif_propre": frozenset({"libelle", "etapes"}),
    "objectif_visible": frozenset({"libelle", "etapes"}),
    "hors_sante": frozenset({"difficulte", "sante"}),
    "sans_sante": frozenset({"difficulte", "sante"}),
    "definition_hors_sante": frozenset({"definition"}),
    "auteur_collegue": frozenset({"auteur"}),
    "prescripteur_collegue": frozenset({"prescripteur"}),
}
"""The fields that a qualifier looks at: changing them may have changed who reads the row."""
TRANSMIS = frozenset({"transmis", "transmis_sdi", "transmis_tous"})


def told(profil: Profil, modele: type[db.Base], objet: Any, file: File | None, geste: Any, champ: Any) -> Any:
    """The condition under which a change of the field `champ` (SQL, its GraphQL name) of the row `objet` is told.

    `geste` is the row of the journal that holds it, `file` what the statement has established about the object's file.
    """
    by_condition: dict[str, tuple[Any, list[str]]] = {}
    for name, attribute in fields(modele).items():
        shown = _shown(profil, modele, attribute, objet, file, geste)
        if shown is not None:
            by_condition.setdefault(str(shown), (shown, []))[1].append(name)
    if not by_condition:
        return false()
    return or_(*(and_(champ == any_(_names(names)), shown) for shown, names in by_condition.values()))


@cache
def fields(modele: type[db.Base]) -> dict[str, str]:
    """The attributes of a model that have a rule, by GraphQL name."""
    mapper = inspect(modele)
    columns = {key for key, column in mapper.columns.items() if not isinstance(column.type, LargeBinary)}
    derived = {name for name, found in vars(modele).items() if isinstance(found, classmethod)}
    found = {}
    for attribute in sorted((columns | set(mapper.relationships.keys()) | derived) - {"historique"}):
        try:
            groupe_de(modele, attribute)
        except RegleAbsente:
            continue
        found[api_name(attribute)] = attribute
    return found


def _shown(profil: Profil, modele: type[db.Base], attribute: str, objet: Any, file: File | None, geste: Any) -> Any:
    """The condition of one field; None when it is never told to this profil."""
    relation = inspect(modele).relationships.get(attribute)
    if relation is not None and not _lu(relation.mapper.class_, profil):
        return None
    parts: list[ColumnElement[bool]] = []
    for group in dict.fromkeys(("ligne", groupe_decisif(modele, attribute, profil))):
        portees = cellule(modele, group, profil).lecture
        kept = tuple(portee for portee in portees if not TRANSMIS & set(portee.qualificatifs))
        if group != "ligne" or kept != portees:
            part = condition(kept, modele, objet, file)
            if part is None:
                return None
            parts.append(part)
        if _looked_at(portees, attribute):
            parts.append(_mine(objet, modele, geste))
    return and_(true(), *parts)


def _lu(modele: type[db.Base], profil: Profil) -> bool:
    """Whether some row of the model is read by the profil."""
    return modele in TABLE and bool(cellule(modele, "ligne", profil).lecture)


def _looked_at(portees: tuple[Portee, ...], attribute: str) -> bool:
    return any(attribute in REGARDE.get(name, ()) for portee in portees for name in portee.qualificatifs)


def _mine(objet: Any, modele: type[db.Base], geste: Any) -> ColumnElement[bool]:
    """My own action, or the row of one of my structures, which nothing of it was ever hidden from."""
    mine: ColumnElement[bool] = geste.collaborateur_id == scopes.MOI
    return or_(mine, scopes.de_mes_structures(objet.structure_id)) if hasattr(modele, "structure_id") else mine


def _names(names: list[str]) -> Any:
    return sql_cast(array([literal_column(f"'{name}'", Text) for name in names], type_=Text), ARRAY(Text))
