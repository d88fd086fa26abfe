"""The agenda feeds itself from appointments (guide §3, §10.5): what overlaps a slot is told, never refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Interval, Select, String, and_, bindparam, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY, INTEGER
from sqlalchemy.orm import aliased

import db
from auth.caller import PARIS
from auth.rules import lecture
from db.base import Moment
from db.enums import Profil, Realisation
from resolvers.writing.commandes import Avertissement
from resolvers.writing.unit import UniteDeTravail

OCCUPE = (Realisation.PREVU, Realisation.PRESENCE)
"""What takes up the slot of an appointment."""
LIBRES = (Realisation.ABSENCE_NON_EXCUSEE, Realisation.ABSENCE_EXCUSEE, Realisation.ANNULE)
"""What leaves it free."""
DITS = 10
"""How many overlaps are told at most."""
JOURNEE = dt.timedelta(days=1)
"""No appointment is longer."""


@dataclass(frozen=True, slots=True)
class Creneau:
    """A slot: its beginning, its length in minutes."""

    debut: dt.datetime
    minutes: int

    @property
    def fin(self) -> dt.datetime:
        """The instant it ends, which the next slot may begin at."""
        return self.debut + dt.timedelta(minutes=self.minutes)

    def __str__(self) -> str:
        debut, fin = (instant.astimezone(PARIS) for instant in (self.debut, self.fin))
        return f"le {debut:%d/%m/%Y} de {debut:%H} h {debut:%M} à {fin:%H} h {fin:%M}"


async def chevauchements(
    unite: UniteDeTravail,
    creneau: Creneau,
    *,
    collaborateur: int,
    beneficiaires: Sequence[int],
    sauf: Sequence[int] = (),
) -> tuple[Avertissement, ...]:
    """What a slot overlaps in the agenda of a collaborateur and in the day of people, entretiens of ids `sauf` aside.

    Of a collaborateur only busy slots are told; of people only the entretiens that the caller may read.
    """
    profil = unite.caller.profil
    assert profil is not None
    donnees = {
        "de": creneau.debut,
        "a": creneau.fin,
        "avant": creneau.debut - JOURNEE,
        "collaborateur": collaborateur,
        "personnes": list(beneficiaires),
        "sauf": list(sauf),
    }
    lignes = await unite.session.execute(_occupes(profil), unite.viewpoint.binds() | donnees)
    qui = "Vous avez" if collaborateur == unite.moi else "Ce collaborateur a"
    return tuple(
        Avertissement("PERSONNE_OCCUPEE", f"Le dossier {numero} a déjà un rendez-vous {Creneau(debut, minutes)}.")
        if numero
        else Avertissement("AGENDA_OCCUPE", f"{qui} déjà un rendez-vous {Creneau(debut, minutes)}.")
        for numero, debut, minutes in lignes
    )


@cache
def _occupes(profil: Profil) -> Select[Any]:
    """(number of the file, or empty for the collaborateur; beginning; minutes) of what takes up the slot."""
    sien, vu, personne = aliased(db.Entretien), aliased(db.Entretien), aliased(db.Beneficiaire)
    visible = lecture(db.Entretien, "ligne", profil, vu, None)
    agenda = select(literal("", String).label("numero"), sien.date_heure, sien.duree_minutes).where(
        sien.collaborateur_id == bindparam("collaborateur", type_=INTEGER), _pris(sien)
    )
    jour = (
        select(personne.numero_dossier, vu.date_heure, vu.duree_minutes)
        .join(personne, personne.id == vu.beneficiaire_id)
        .where(
            vu.beneficiaire_id == func.any(bindparam("personnes", type_=ARRAY(INTEGER))),
            _pris(vu),
            true() if visible is None else visible,
        )
    )
    pris = agenda.union(jour).subquery()
    return select(pris).order_by(pris.c.date_heure, pris.c.numero).limit(DITS)


def fin_du_creneau(debut: Any, minutes: Any) -> Any:
    """The instant that a slot ends at."""
    return debut + func.make_interval(0, 0, 0, 0, 0, minutes, type_=Interval)


def _pris(entretien: Any) -> Any:
    """The entretien takes up part of the slot `[:de, :a)`."""
    return and_(
        entretien.date_heure > bindparam("avant", type_=Moment),
        entretien.date_heure < bindparam("a", type_=Moment),
        fin_du_creneau(entretien.date_heure, entretien.duree_minutes) > bindparam("de", type_=Moment),
        entretien.realisation.in_(OCCUPE),
        entretien.id != func.all(bindparam("sauf", type_=ARRAY(INTEGER))),
    )
