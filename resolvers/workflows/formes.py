"""The form of values that several use cases are given."""

from __future__ import annotations

import datetime as dt
import re

from stdnum.fr import siret

from resolvers.writing.commandes import DERNIER_JOUR, PREMIER_JOUR, Fautes


def verifier_periode(fautes: Fautes, debut: dt.date, fin: dt.date | None, chemin: str = "fin") -> None:
    """Notes an end, at `chemin`, before its beginning."""
    fautes.si(
        fin is not None and fin < debut,
        chemin,
        f"La fin doit être le {debut:%d/%m/%Y}, jour du début, ou après.",
        "FIN_AVANT_DEBUT",
    )


def est_date(texte: str) -> bool:
    """Whether a text is a day as `AAAA-MM-JJ`, one that the product accepts elsewhere."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", texte):
        return False
    try:
        return PREMIER_JOUR <= dt.date.fromisoformat(texte) <= DERNIER_JOUR
    except ValueError:
        return False


def sans_espaces(texte: str) -> str:
    """A number as it is kept, whatever the spaces that it was typed with."""
    return "".join(texte.split())


def est_siret(texte: str) -> bool:
    """Whether a text is a SIRET without spaces, whose check digits are right."""
    return re.fullmatch("[0-9]{14}", texte) is not None and siret.is_valid(texte)
