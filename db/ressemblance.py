"""Who may be the same person: nearly the same name on the same date of birth (guide §5.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, text

PROCHE = text("0.5")
"""The least similarity of two names (pg_trgm, 0 to 1): one letter apart, or in another order; not twins."""


def noms(cle_tri: Any, nom_naissance: Any, prenom: Any) -> list[Any]:
    """The names that a person of these columns is known by, as text without accents; NULL where they have none."""
    return [cle_tri, func.normaliser(nom_naissance.op("||")(text("' '")).op("||")(prenom))]


def meme_nom(siens: Sequence[Any], autres: Sequence[Any]) -> ColumnElement[bool]:
    """Whether one of these names is nearly one of those."""
    return or_(*(func.similarity(sien, autre) >= PROCHE for sien in siens for autre in autres))
