"""Filters and sorts of who reads under a pseudonym: by coarse dimensions alone, by whole months (rule 8).

All is refused before any SQL, by the name that was asked.
"""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

import db
from auth.caller import PARIS
from auth.dimensions import est_dimension
from auth.rules import sous_pseudonyme
from db.enums import Profil
from resolvers.reading.refusals import interdit, invalide

OPERATEURS = {"texte": {"egal", "parmi", "absent"}, "date": {"du", "au", "absent"}, "instant": {"du", "au", "absent"}}
"""What may be asked of a kind of value; all of the others."""
MINUIT, FIN_DU_JOUR = dt.time(0), dt.time(23, 59, 59)


def check_filter(profil: Profil, modele: type[db.Base] | None, name: str, attribute: str) -> None:
    """Errors: GraphQLError INTERDIT when this profil may not filter rows of `modele` on the field `name`."""
    if modele is not None and sous_pseudonyme(modele, profil) and not est_dimension(modele, attribute):
        raise interdit(f"Votre profil ne filtre pas sur « {name} » : il identifierait une personne.")


def check_value(profil: Profil, modele: type[db.Base] | None, name: str, kind: str, operator: str, value: Any) -> None:
    """Errors: GraphQLError when the question is finer than this profil may ask: INTERDIT, or a period to complete."""
    if modele is None or not sous_pseudonyme(modele, profil):
        return
    if operator not in OPERATEURS.get(kind, {operator}):
        raise interdit(f"Votre profil ne filtre pas par « {name}.{operator} » : il identifierait une personne.")
    if kind in ("date", "instant") and operator in ("du", "au") and not _month_bound(operator, value):
        day = "le premier jour d'un mois" if operator == "du" else "le dernier jour d'un mois"
        hour = {"date": "", "du": " à 00:00:00", "au": " à 23:59:59"}[kind if kind == "date" else operator]
        raise invalide(f"Le filtre « {name}.{operator} » attend {day}{hour} : votre profil compte par mois entiers.")


def check_sort(profil: Profil, modele: type[db.Base] | None, name: str, attribute: str) -> None:
    """Errors: GraphQLError INTERDIT when this profil may not sort rows of `modele` by the field `name`."""
    if modele is not None and sous_pseudonyme(modele, profil) and not est_dimension(modele, attribute):
        raise interdit(f"Votre profil ne trie pas par « {name} » : il identifierait une personne.")


def _month_bound(operator: str, value: dt.date) -> bool:
    """Whether the value is the first instant of a month (`du`) or its last (`au`), in Paris."""
    if isinstance(value, dt.datetime):
        paris = value.astimezone(PARIS)
        if paris.time() != (MINUIT if operator == "du" else FIN_DU_JOUR):
            return False
        value = paris.date()
    return value.day == (1 if operator == "du" else calendar.monthrange(value.year, value.month)[1])
