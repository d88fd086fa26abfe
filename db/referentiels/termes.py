"""The words that speak of somebody's health (`termes_sante.toml`, guide §12)."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

from db.referentiels.lecture import DOSSIER


def termes_sante(texte: str, dossier: Path = DOSSIER) -> list[str]:
    """The terms of the list that a text holds, as it writes them, each once."""
    compose = unicodedata.normalize("NFC", texte)
    trouves = (compose[t.start() : t.end()] for t in _motifs(dossier).finditer(_nu(compose)))
    return list(dict.fromkeys(trouves))


class _Nu(dict[int, int]):
    """Each character without its accent, in lower case; met once, it is known."""

    def __missing__(self, code: int) -> int:
        nu = ord(unicodedata.normalize("NFD", chr(code))[0].lower()[0])
        self[code] = nu
        return nu


_NU = _Nu({ord("’"): ord("'")})


def _nu(texte: str) -> str:
    """A composed text in lower case without accents, character for character."""
    return texte.translate(_NU)


@cache
def _motifs(dossier: Path) -> re.Pattern[str]:
    termes = tomllib.loads((dossier / "termes_sante.toml").read_text(encoding="utf-8"))["termes"]
    return re.compile(rf"\b(?:{'|'.join(map(_motif, termes))})\b")


def _motif(terme: str) -> str:
    """The pattern of one term: the plural of each word, all that begins with it when it ends with `*`."""
    mots = re.split(r"[\s'-]+", _nu(unicodedata.normalize("NFC", terme)))
    formes = (f"{re.escape(mot[:-1])}\\w*" if mot.endswith("*") else f"{re.escape(mot)}[sx]?" for mot in mots)
    return r"[\s'-]+".join(formes).replace("oe", "(?:oe|œ)")
