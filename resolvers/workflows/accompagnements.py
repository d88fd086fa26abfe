"""The entry in a dispositif that things belong to: it is set by itself (guide §7.1, §8.2), the entry being entered
before them or after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Date, and_, cast, func, literal, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

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
        .where(entree.beneficiaire_id.in_(beneficiaires), _couvre(entree, jour))
        .order_by(entree.beneficiaire_id, *_preferee(entree))
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
    dossier, elle = entree.beneficiaire_id, literal(entree.id)
    dans = partial(_dans, entree.entree, entree.sortie)
    sans = etape.accompagnement_id.is_(None)
    await _donner(unite, etape, dossier, elle, and_(sans, dans(etape.debut_reel)))
    sans = contrat.accompagnement_id.is_(None)
    await _donner(unite, contrat, dossier, elle, and_(sans, dans(contrat.debut), contrat.annule_le.is_(None)))
    sans = entretien.accompagnement_id.is_(None)
    await _donner(unite, entretien, dossier, elle, and_(sans, _de_l_entree(entree)))


async def relier(unite: UniteDeTravail, beneficiaire: int) -> None:
    """Links what a file holds without an entry to the one that covers it. The number of statements does not depend on
    how many there are."""
    await _relier(unite, db.Etape, beneficiaire)
    await _relier(unite, db.Contrat, beneficiaire, db.Contrat.annule_le.is_(None))
    await _relier(unite, db.Entretien, beneficiaire)


async def _relier(unite: UniteDeTravail, modele: type[E], beneficiaire: int, *conditions: ColumnElement[bool]) -> None:
    ou = _celle_de(modele)
    condition = and_(modele.accompagnement_id.is_(None), ou.is_not(None), *conditions)
    await _donner(unite, modele, beneficiaire, ou, condition)


async def delier(unite: UniteDeTravail, entree: db.Accompagnement, avant: tuple[dt.date, dt.date | None]) -> None:
    """Takes away from an entry what fell in it when `avant` were its first and last day, and does not now: another one
    that covers it has it, if there is one. The number of statements does not depend on how many there are."""
    etape, contrat, entretien = db.Etape, db.Contrat, db.Entretien
    dossier = entree.beneficiaire_id

    def sorti(modele: type[E], jour: Any) -> ColumnElement[bool]:
        dans = _dans(entree.entree, entree.sortie, jour)
        return and_(modele.accompagnement_id == entree.id, _dans(*avant, jour), ~dans)

    parties = await _donner(unite, etape, dossier, _celle_de(etape), sorti(etape, etape.debut_reel))
    await _donner(unite, contrat, dossier, _celle_de(contrat), sorti(contrat, contrat.debut))
    condition = and_(
        entretien.accompagnement_id == entree.id,
        ~_de_l_entree(entree),
        or_(_par_une_etape(etape.id.in_(parties)), and_(_jour_dans(*avant), ~_jour_dans(entree.entree, entree.sortie))),
    )
    await _donner(unite, entretien, dossier, _celle_de(entretien), condition)


async def _donner(
    unite: UniteDeTravail,
    modele: type[E],
    beneficiaire: int,
    ou: ColumnElement[Any],
    condition: ColumnElement[bool],
) -> list[int]:
    """Gives rows of a file the entry that `ou` finds for each, or none. Returns their ids. Appointments that an exit
    has cancelled stay as they are: undoing it restores those that nothing has touched."""
    requete = select(modele, ou).where(modele.beneficiaire_id == beneficiaire, condition)
    if modele is db.Entretien:
        requete = requete.where(db.Entretien.motif_annulation_id.is_distinct_from(TERMINEE))
    lignes = (await unite.session.execute(requete.order_by(modele.id))).all()
    for ligne, accompagnement in lignes:
        ligne.accompagnement_id = accompagnement
        d_office(unite, ligne)
    await unite.session.flush()
    return [ligne.id for ligne, _ in lignes]


def _couvre(entree: Any, jour: Any) -> ColumnElement[bool]:
    """An entry covers a day."""
    return and_(entree.entree <= jour, or_(entree.sortie.is_(None), entree.sortie >= jour))


def _preferee(entree: Any) -> tuple[ColumnElement[Any], ...]:
    """Of several entries, the order in which they are taken: the open one, else the latest."""
    return entree.sortie.is_(None).desc(), entree.entree.desc()


def _celle_de(modele: type[E]) -> ColumnElement[Any]:
    """The entry of a row: that of its étapes for an entretien that has some, else the one that covers its day."""
    entree, etape, lien = aliased(db.Accompagnement), aliased(db.Etape), db.entretien_etape.c
    jours: dict[type[db.Entite], Any] = {
        db.Etape: db.Etape.debut_reel,
        db.Contrat: db.Contrat.debut,
        db.Entretien: cast(func.timezone(PARIS.key, db.Entretien.date_heure), Date),
    }
    couvrant = (
        select(entree.id)
        .where(entree.beneficiaire_id == modele.beneficiaire_id, _couvre(entree, jours[modele]))
        .order_by(*_preferee(entree))
        .limit(1)
        .correlate(modele)
        .scalar_subquery()
    )
    if modele is not db.Entretien:
        return couvrant
    de_ses_etapes = (
        select(etape.accompagnement_id)
        .join(db.entretien_etape, lien.etape_id == etape.id)
        .where(lien.entretien_id == db.Entretien.id, etape.accompagnement_id.is_not(None))
        .order_by(etape.id)
        .limit(1)
        .correlate(db.Entretien)
        .scalar_subquery()
    )
    return func.coalesce(de_ses_etapes, couvrant)


def _dans(premier: dt.date, dernier: dt.date | None, jour: Any) -> ColumnElement[bool]:
    """A day of a period."""
    return and_(jour >= premier, true() if dernier is None else jour <= dernier)


def _de_l_entree(entree: db.Accompagnement) -> ColumnElement[bool]:
    """An entretien is of an entry: by one of its étapes, else by its day."""
    sienne = db.Etape.accompagnement_id
    par_son_jour = and_(~_par_une_etape(sienne.is_not(None)), _jour_dans(entree.entree, entree.sortie))
    return or_(_par_une_etape(sienne == entree.id), par_son_jour)


def _jour_dans(premier: dt.date, dernier: dt.date | None) -> ColumnElement[bool]:
    """The day of an entretien, in Paris, is one of a period."""
    instant = db.Entretien.date_heure
    if dernier is None:
        return and_(instant >= _minuit(premier))
    return and_(instant >= _minuit(premier), instant < _minuit(dernier + dt.timedelta(days=1)))


def _minuit(jour: dt.date) -> dt.datetime:
    return dt.datetime.combine(jour, dt.time(), PARIS)


def _par_une_etape(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """One of the étapes of an entretien is such."""
    lien = db.entretien_etape
    return exists(
        lien, db.Etape, where=and_(lien.c.entretien_id == db.Entretien.id, db.Etape.id == lien.c.etape_id, condition)
    )
