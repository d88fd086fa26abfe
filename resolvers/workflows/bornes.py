"""The days between which an étape must lie: those for which something was entered (presence, hours, passages)."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

import db
from db.derived import scalar
from resolvers.writing.commandes import Fautes
from resolvers.writing.unit import UniteDeTravail


class Bornes(NamedTuple):
    """An étape starts on `premier` at the latest, and ends on `dernier` at the earliest."""

    premier: dt.date | None
    dernier: dt.date | None


async def jours_saisis(unite: UniteDeTravail, etapes: Sequence[int]) -> dict[int, Bornes]:
    """What was entered bounds each of these étapes."""
    etape, presence, heures = aliased(db.Etape), aliased(db.Presence), aliased(db.HeuresMensuelles)
    passage = aliased(db.PassageConvention)
    requete = select(
        etape.id,
        scalar(func.min(presence.jour), presence, where=presence.etape_id == etape.id),
        scalar(func.max(presence.jour), presence, where=presence.etape_id == etape.id),
        scalar(func.min(heures.mois), heures, where=heures.etape_id == etape.id),
        scalar(func.max(heures.mois), heures, where=heures.etape_id == etape.id),
        scalar(func.min(passage.debut), passage, where=passage.etape_id == etape.id),
        scalar(func.max(passage.debut), passage, where=passage.etape_id == etape.id),
    ).where(etape.id.in_(etapes))
    found = {}
    for id_, *jours in await unite.session.execute(requete):
        un, dernier, mois, dernier_mois, passe, dernier_passe = jours
        premiers = [jour for jour in (un, mois and fin_du_mois(mois), passe) if jour is not None]
        derniers = [jour for jour in (dernier, dernier_mois, dernier_passe) if jour is not None]
        found[id_] = Bornes(min(premiers, default=None), max(derniers, default=None))
    return found


def fin_du_mois(jour: dt.date) -> dt.date:
    """The last day of its month."""
    return jour.replace(day=calendar.monthrange(jour.year, jour.month)[1])


def apres_le_debut(fautes: Fautes, etape: db.Etape, jour: dt.date, chemin: str) -> None:
    """Notes, at `chemin`, a day before the étape."""
    message = f"L'étape a commencé le {etape.debut_reel:%d/%m/%Y} : au plus tôt ce jour."
    fautes.si(jour < etape.debut_reel, chemin, message, "HORS_ETAPE")


def avant_la_fin(fautes: Fautes, etape: db.Etape, jour: dt.date | None, chemin: str) -> None:
    """Notes, at `chemin`, a day after an étape that is over; none is for ever."""
    if etape.fin_reelle is not None and (jour is None or jour > etape.fin_reelle):
        message = f"L'étape a pris fin le {etape.fin_reelle:%d/%m/%Y} : au plus tard ce jour."
        fautes.ajouter(chemin, message, "HORS_ETAPE")
