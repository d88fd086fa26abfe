"""The entry in a dispositif that things belong to: it is set by itself (guide §7.1, §8.2), the entry being entered
before them or after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on

import db
from auth.caller import PARIS
from db.derived import exists
from resolvers.workflows.consequences import TERMINEE
from resolvers.writing.commandes import Avertissement
from resolvers.writing.lignes import d_office
from resolvers.writing.unit import UniteDeTravail

E = TypeVar("E", db.Etape, db.Contrat, db.Entretien)


async def accompagnement_du(unite: UniteDeTravail, beneficiaire: int, jour: dt.date) -> int | None:
    """The id of the accompagnement that covers a day, else None."""
    return (await accompagnements_du(unite, [beneficiaire], jour)).get(beneficiaire)


async def accompagnements_du(unite: UniteDeTravail, beneficiaires: Sequence[int], jour: dt.date) -> dict[int, int]:
    """By person, the id of the accompagnement that covers a day: of several, the open one, else the latest."""
    entree = db.Accompagnement
    requete = (
        select(entree.beneficiaire_id, entree.id)
        .ext(distinct_on(entree.beneficiaire_id))
        .where(
            entree.beneficiaire_id.in_(beneficiaires),
            entree.entree <= jour,
            or_(entree.sortie.is_(None), entree.sortie >= jour),
        )
        .order_by(entree.beneficiaire_id, entree.sortie.is_(None).desc(), entree.entree.desc())
    )
    return {ligne.beneficiaire_id: ligne.id for ligne in await unite.session.execute(requete)}


async def sans_accompagnement(unite: UniteDeTravail, beneficiaire: int, jour: dt.date) -> Avertissement:
    """What is told of a day that no accompagnement covers: the one that began after it may have to be corrected."""
    entree = db.Accompagnement
    suivante = await unite.session.scalar(
        select(entree.entree)
        .where(entree.beneficiaire_id == beneficiaire, entree.entree > jour)
        .order_by(entree.entree)
        .limit(1)
    )
    message = (
        f"Aucune entrée dans le dispositif ne couvre le {jour:%d/%m/%Y} : saisissez-la (entrerDispositif), tout s'y "
        "rattachera de soi-même."
    )
    if suivante is not None:
        message = (
            f"Aucune entrée dans le dispositif ne couvre le {jour:%d/%m/%Y}, et la suivante commence le "
            f"{suivante:%d/%m/%Y} : corrigez son premier jour (modifierAccompagnement), ou saisissez celle qui manque "
            "(entrerDispositif)."
        )
    return Avertissement("SANS_ACCOMPAGNEMENT", message)


async def lier(unite: UniteDeTravail, entree: db.Accompagnement) -> None:
    """Links to an entry what falls in it and has none: étapes and contracts by their first day, entretiens by their
    étapes, else by their day. The number of statements does not depend on how many there are."""
    etape, contrat, entretien = db.Etape, db.Contrat, db.Entretien
    dans = partial(_dans, entree.entree, entree.sortie)
    condition = dans(etape.debut_reel)
    _rattacher(unite, await _lignes(unite, etape, entree, None, condition), entree.id)
    condition = and_(dans(contrat.debut), contrat.annule_le.is_(None))
    _rattacher(unite, await _lignes(unite, contrat, entree, None, condition), entree.id)
    await unite.session.flush()
    condition = or_(
        _par_une_etape(etape.accompagnement_id == entree.id),
        and_(~_par_une_etape(etape.accompagnement_id.is_not(None)), _jour_dans(entree)),
    )
    _rattacher(unite, await _lignes(unite, entretien, entree, None, condition), entree.id)
    await unite.session.flush()


async def delier(unite: UniteDeTravail, entree: db.Accompagnement, avant: tuple[dt.date, dt.date | None]) -> None:
    """Takes away from an entry what fell in it when `avant` were its first and last day, and does not now."""
    etape, contrat, entretien = db.Etape, db.Contrat, db.Entretien
    condition = and_(_dans(*avant, etape.debut_reel), ~_dans(entree.entree, entree.sortie, etape.debut_reel))
    _rattacher(unite, await _lignes(unite, etape, entree, entree.id, condition), None)
    condition = and_(_dans(*avant, contrat.debut), ~_dans(entree.entree, entree.sortie, contrat.debut))
    _rattacher(unite, await _lignes(unite, contrat, entree, entree.id, condition), None)
    await unite.session.flush()
    condition = and_(~_par_une_etape(etape.accompagnement_id == entree.id), ~_jour_dans(entree))
    _rattacher(unite, await _lignes(unite, entretien, entree, entree.id, condition), None)
    await unite.session.flush()


def _rattacher(unite: UniteDeTravail, lignes: Sequence[E], accompagnement: int | None) -> None:
    for ligne in lignes:
        ligne.accompagnement_id = accompagnement
        d_office(unite, ligne)


async def _lignes(
    unite: UniteDeTravail,
    modele: type[E],
    entree: db.Accompagnement,
    accompagnement: int | None,
    condition: ColumnElement[bool],
) -> Sequence[E]:
    """The rows of the file of an entry that have that accompagnement. Appointments that an exit has cancelled stay as
    they are: undoing it restores those that nothing has touched."""
    requete = select(modele).where(
        modele.beneficiaire_id == entree.beneficiaire_id,
        modele.accompagnement_id.is_not_distinct_from(accompagnement),
        condition,
    )
    if modele is db.Entretien:
        requete = requete.where(db.Entretien.motif_annulation_id.is_distinct_from(TERMINEE))
    return (await unite.session.scalars(requete.order_by(modele.id))).all()


def _dans(premier: dt.date, dernier: dt.date | None, jour: Any) -> ColumnElement[bool]:
    """A day of a period."""
    return and_(jour >= premier, true() if dernier is None else jour <= dernier)


def _jour_dans(entree: db.Accompagnement) -> ColumnElement[bool]:
    """The day of an entretien, in Paris, is one of an entry."""
    instant, dernier = db.Entretien.date_heure, entree.sortie
    if dernier is None:
        return and_(instant >= _minuit(entree.entree))
    return and_(instant >= _minuit(entree.entree), instant < _minuit(dernier + dt.timedelta(days=1)))


def _minuit(jour: dt.date) -> dt.datetime:
    return dt.datetime.combine(jour, dt.time(), PARIS)


def _par_une_etape(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """One of the étapes of an entretien is such."""
    lien = db.entretien_etape
    return exists(
        lien, db.Etape, where=and_(lien.c.entretien_id == db.Entretien.id, db.Etape.id == lien.c.etape_id, condition)
    )
