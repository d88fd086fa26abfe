"""What may still be done to an étape once the person has left it (guide §9).

Its bilans, documents, characteristics, and the presence and hours of its period may still be completed, for the guide
prints the last forms after the exit; its dates, its offer and what it is linked to no longer change.
"""

from __future__ import annotations

import datetime as dt

import db
from auth.caller import PARIS
from resolvers.writing.errors import RegleMetier
from resolvers.writing.unit import UniteDeTravail

DELAI = dt.timedelta(days=30)
"""How long an exit may be undone, from the day it was entered."""


def jour_limite(acte: dt.datetime) -> dt.date:
    """The last day on which an exit entered at that instant may be undone."""
    return acte.astimezone(PARIS).date() + DELAI


def exiger_ouverte(unite: UniteDeTravail, etape: db.Etape) -> None:
    """Errors: RegleMetier ETAPE_CLOSE, saying since when and what is possible."""
    if etape.fin_reelle is None:
        return
    if etape.close_le is not None and unite.aujourdhui <= jour_limite(etape.close_le):
        possible = f"Sa sortie peut être annulée (annulerSortie) jusqu'au {jour_limite(etape.close_le):%d/%m/%Y}."
    else:
        possible = "Sa sortie ne peut plus être annulée : créez une autre étape."
    raise RegleMetier("ETAPE_CLOSE", f"Cette étape est close depuis le {etape.fin_reelle:%d/%m/%Y}. {possible}")
