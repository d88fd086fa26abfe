"""Finding a person by text (guide §5.2): nom and prénom in any order, n° dossier, n° CAF, date of birth.

Each term must be found in `recherche`; accents, case and hyphens do not count. When nobody is found, the nearest
names are offered instead, and said to be so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, func, or_
from sqlalchemy.types import TypeEngine

from resolvers.reading.refusals import invalide

TERMES = 8
_SEPARATEURS = re.compile(r"[\s'’,;-]+")


@dataclass(frozen=True, slots=True)
class Termes:
    """The shape of a search: for each term, whether it may be an allocataire's number. `valeurs` are its binds."""

    forme: tuple[bool, ...]
    valeurs: tuple[str, ...] = ()


def decouper(texte: str) -> Termes:
    """Splits a search into terms. Errors: GraphQLError REQUETE_INVALIDE when it is empty or has over 8 terms."""
    mots = [mot for mot in _SEPARATEURS.split(_simplifier(texte)) if mot]
    if not mots:
        raise invalide("La recherche « texte » attend un nom, un prénom, un numéro ou une date de naissance.")
    if len(mots) > TERMES:
        raise invalide(f"La recherche « texte » prend au plus {TERMES} mots.")
    forme: list[bool] = []
    valeurs: list[str] = []
    for mot in mots:
        numero = mot.isdecimal() and 5 <= len(mot) <= 15
        forme.append(numero)
        valeurs.append("%" + mot.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%")
        if numero:
            valeurs.append(mot.lstrip("0").rjust(7, "0"))
    valeurs.append(" ".join(mots))
    return Termes(tuple(forme), tuple(valeurs))


def _simplifier(texte: str) -> str:
    decompose = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae"))
    return "".join(c for c in decompose if not unicodedata.combining(c)).lower().strip()


def conditions(
    termes: Termes,
    row: Any,
    bind: Callable[[TypeEngine[Any]], Any],
    value: Callable[[Any, str], ColumnElement[Any]],
    *,
    approchant: bool,
) -> ColumnElement[bool]:
    """The SQL of a search over a bénéficiaire: each term found, or (`approchant`) a name near the whole text."""
    parts: list[ColumnElement[bool]] = []
    for numero in termes.forme:
        found: ColumnElement[bool] = value(row, "recherche").like(func.normaliser(bind(Text())))
        parts.append(or_(found, value(row, "numero_caf") == bind(Text())) if numero else found)
    entier = func.normaliser(bind(Text()))
    return value(row, "cle_tri").op("%")(entier) if approchant else and_(*parts)
