"""What an entry of a reference file may hold: the rule of each key, and the French sentence that says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, Final

Controle = Callable[[Any], str | None]
"""Gives None for an acceptable value, else what was expected, in French."""

_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,38}")
_CHAMP = re.compile(r"[a-z][A-Za-z0-9]*")
_PLUS_GRAND_ENTIER = 2**31 - 1
_OBLIGATOIRE: Final = object()


@dataclass(frozen=True)
class Regle:
    """The check of one key, and its value when it is not written (none: the key is required)."""

    controle: Controle
    defaut: Any = _OBLIGATOIRE

    @property
    def obligatoire(self) -> bool:
        return self.defaut is _OBLIGATOIRE


Forme = Mapping[str, Regle]
"""The keys of an entry; a key outside it is refused."""


def code(valeur: Any) -> str | None:
    """Upper-case ASCII, digits and underscores, at most 39 characters (a key of `valeur` is LISTE:CODE, at most 80)."""
    if isinstance(valeur, str) and _CODE.fullmatch(valeur):
        return None
    return "un code s'écrit en majuscules sans accent, chiffres et « _ » (39 caractères au plus)"


def nom_champ(valeur: Any) -> str | None:
    """The name of a field of the API: dateBilan."""
    if isinstance(valeur, str) and _CHAMP.fullmatch(valeur):
        return None
    return "un champ porte son nom de l'API, comme « dateBilan »"


def texte(valeur: Any) -> str | None:
    """A text with something in it, without control characters nor spaces around."""
    if not isinstance(valeur, str):
        return f"un texte entre guillemets est attendu, pas {nommer(valeur)}"
    if not valeur.strip():
        return "le texte est vide"
    if valeur != valeur.strip():
        return "le texte commence ou finit par une espace"
    if any((c < " " and c != "\n") or c == "\x7f" for c in valeur):
        return "le texte contient un caractère invisible"
    return None


def oui_non(valeur: Any) -> str | None:
    """true or false."""
    return None if isinstance(valeur, bool) else f"true ou false est attendu, pas {nommer(valeur)}"


def entier(valeur: Any) -> str | None:
    """A whole number from 1."""
    if isinstance(valeur, int) and not isinstance(valeur, bool) and 1 <= valeur <= _PLUS_GRAND_ENTIER:
        return None
    return f"un nombre entier à partir de 1 est attendu, pas {nommer(valeur)}"


def textes(valeur: Any) -> str | None:
    """A list of distinct texts, at least one."""
    if not isinstance(valeur, list) or not valeur:
        return "une liste de textes entre crochets est attendue"
    if fautes := [faute for element in valeur if (faute := texte(element))]:
        return fautes[0]
    if len(set(valeur)) < len(valeur):
        return f"« {next(v for v in valeur if valeur.count(v) > 1)} » est écrit deux fois"
    return None


def membre(enumeration: type[StrEnum]) -> Controle:
    """One name of a closed set."""
    return connu("valeur", list(enumeration))


def connu(quoi: str, codes: Collection[str]) -> Controle:
    """One of `codes`; `quoi` names in French what they are."""

    def controle(valeur: Any) -> str | None:
        if isinstance(valeur, str) and valeur in codes:
            return None
        return f"{quoi} inconnue {nommer(valeur)}{suggestion(valeur, codes)}"

    return controle


def nommer(valeur: Any) -> str:
    """A value as the author of the file wrote it, shortened."""
    if isinstance(valeur, bool):
        return str(valeur).lower()
    if isinstance(valeur, str):
        return f"« {valeur[:60]} »"
    if isinstance(valeur, dict | list):
        return "un bloc" if isinstance(valeur, dict) else "une liste"
    return str(valeur)[:60]


def suggestion(valeur: Any, possibles: Collection[str]) -> str:
    """« vouliez-vous… » when one of the possible names is close, else the few possible names."""
    if isinstance(valeur, str) and (proches := get_close_matches(valeur, possibles, n=1)):
        return f" (vouliez-vous « {proches[0]} » ?)"
    return f" (possible : {', '.join(sorted(possibles))})" if len(possibles) <= 12 else ""
