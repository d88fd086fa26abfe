"""What leaving étapes entails (guide §9), and its memory: appointments cancelled, référents and passages ended, the SDI
told.

The effects are the product's: they reach rows that whoever enters the exit may not write themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

import db
from db.derived import exists
from db.enums import NatureBilan, Realisation
from resolvers.workflows.caracteristiques_etape import Saisi, Saisie, ecrire
from resolvers.workflows.passages import dit
from resolvers.writing.lignes import d_office
from resolvers.writing.unit import UniteDeTravail

BILAN_FINAL = "BILAN_FINAL_EFFECTUE"
"""The characteristic that tells that the final bilan is done (guide §9.1)."""
TERMINEE = "MOTIF_ANNULATION:ETAPE_TERMINEE"
"""Why the appointments to come are cancelled."""


class Parties(NamedTuple):
    """The collections of an étape that changed: for each, what they were and what they are."""

    caracteristiques: tuple[dict[str, Any], dict[str, Any]]
    passages_convention: tuple[list[Any], list[Any]]


@dataclass(frozen=True, slots=True)
class Consequences:
    """What closing étapes changed: the collections of each étape, appointments, référents; and all of it, to be
    undone."""

    parties: dict[int, Parties]
    rendez_vous: tuple[int, ...]
    referents: tuple[int, ...]
    effets: dict[str, Any]


async def fermer(
    unite: UniteDeTravail,
    etapes: Sequence[db.Etape],
    fins: Mapping[int, dt.date],
    motif: db.MotifFinEtape,
    saisie: Saisie | None = None,
) -> Consequences:
    """Closes étapes of one file, each on its day, and draws what follows.

    `saisie` are the characteristics given with the exit. An étape that would begin after its last day begins on it. The
    étapes themselves are left to the caller to write, with the collections that changed.
    """
    siennes = await _caracteristiques(unite, etapes, motif)
    changees = await ecrire(unite, {etape.id: {**(saisie or {}), **siennes[etape.id]} for etape in etapes})
    rendez_vous = await _annuler_rendez_vous(unite, etapes)
    missions = await _terminer_missions(unite, fins)
    passages, termines = await _terminer_passages(unite, fins)
    await unite.session.flush()
    effets = {
        "etapes": [
            {
                "id": etape.id,
                "caracteristiques": {
                    code: [changees[etape.id].avant[code], apres] for code, apres in changees[etape.id].apres.items()
                },
                **_avancer(etape, fins[etape.id]),
            }
            for etape in etapes
        ],
        "rendez_vous": [{"id": un.id, "version": un.version} for un in rendez_vous],
        "referents": missions,
        "passages": termines,
    }
    for etape in etapes:
        etape.fin_reelle, etape.motif_fin_id, etape.close_le = fins[etape.id], motif.id, unite.maintenant
    parties = {id_: Parties((une.avant, une.apres), passages[id_]) for id_, une in changees.items()}
    return Consequences(parties, tuple(un.id for un in rendez_vous), tuple(un["id"] for un in missions), effets)


def _avancer(etape: db.Etape, fin: dt.date) -> dict[str, list[str]]:
    """Makes an étape begin on its last day at the latest. Returns what its first day was and is, when it moved."""
    avant = etape.debut_reel
    if avant <= fin:
        return {}
    etape.debut_reel = fin
    return {"debut_reel": [avant.isoformat(), fin.isoformat()]}


async def _caracteristiques(
    unite: UniteDeTravail, etapes: Sequence[db.Etape], motif: db.MotifFinEtape
) -> dict[int, Saisie]:
    """What the exit itself writes of each étape: the SDI is told when the motif asks for it; a final bilan is done."""
    definition, bilan = db.DefinitionCaracteristiqueEtape, aliased(db.Bilan)
    definitions = (
        await unite.session.execute(
            select(definition.id, definition.code, definition.alerte_sdi).where(
                definition.thematique_id.is_(None), or_(definition.alerte_sdi, definition.code == BILAN_FINAL)
            )
        )
    ).all()
    complets = set(
        await unite.session.scalars(
            select(bilan.etape_id).where(
                bilan.etape_id.in_([etape.id for etape in etapes]),
                bilan.nature == NatureBilan.FINAL,
                bilan.complet(),
            )
        )
    )
    return {
        etape.id: {
            une.id: Saisi(une.code, "oui")
            for une in definitions
            if (motif.alerte_sdi if une.alerte_sdi else etape.id in complets)
        }
        for etape in etapes
    }


async def _annuler_rendez_vous(unite: UniteDeTravail, etapes: Sequence[db.Etape]) -> Sequence[db.Entretien]:
    """Cancels the appointments to come all of whose étapes are closed now."""
    entretien, lien, autre = db.Entretien, db.entretien_etape.alias(), aliased(db.Etape)
    reste, closes = db.entretien_etape.alias(), [etape.id for etape in etapes]
    if not closes:
        return ()
    requete = (
        select(entretien)
        .where(
            entretien.beneficiaire_id == etapes[0].beneficiaire_id,
            entretien.realisation == Realisation.PREVU,
            entretien.date_heure > unite.maintenant,
            exists(lien, where=and_(lien.c.entretien_id == entretien.id, lien.c.etape_id.in_(closes))),
            ~exists(
                reste,
                autre,
                where=and_(
                    reste.c.entretien_id == entretien.id,
                    autre.id == reste.c.etape_id,
                    autre.fin_reelle.is_(None),
                    autre.id.not_in(closes),
                ),
            ),
        )
        .order_by(entretien.date_heure, entretien.id)
    )
    found = (await unite.session.scalars(requete)).all()
    for un in found:
        un.realisation, un.motif_annulation_id = Realisation.ANNULE, TERMINEE
        d_office(unite, un)
    return found


async def _terminer_missions(unite: UniteDeTravail, fins: Mapping[int, dt.date]) -> list[dict[str, Any]]:
    """Ends the missions tied to the étapes on the day of each; one that would begin after it ends as it begins."""
    referent = db.Referent
    found = await unite.session.scalars(
        select(referent).where(referent.etape_id.in_(fins)).order_by(referent.debut, referent.id)
    )
    missions = []
    for un in found:
        assert un.etape_id is not None
        fin, avant = max(fins[un.etape_id], un.debut), un.fin
        if avant is not None and avant <= fin:
            continue
        un.fin = fin
        d_office(unite, un)
        missions.append(
            {"id": un.id, "version": un.version, "fin": [avant.isoformat() if avant else None, fin.isoformat()]}
        )
    return missions


async def _terminer_passages(
    unite: UniteDeTravail, fins: Mapping[int, dt.date]
) -> tuple[dict[int, tuple[list[Any], list[Any]]], list[dict[str, Any]]]:
    """Ends with their étape the passages sur convention that would last longer. Returns what the journal tells of each
    étape, and what each passage was."""
    passage = db.PassageConvention
    found = await unite.session.scalars(
        select(passage).where(passage.etape_id.in_(fins)).order_by(passage.debut, passage.id)
    )
    dits: dict[int, tuple[list[Any], list[Any]]] = {id_: ([], []) for id_ in fins}
    termines = []
    for un in found:
        fin, avant = fins[un.etape_id], dit(un)
        # One to come can only be of elsewhere: nothing begins after today.
        if un.debut > fin or (un.fin is not None and un.fin <= fin):
            continue
        un.fin, un.version, un.modifie_le = fin, un.version + 1, unite.maintenant
        avants, apres = dits[un.etape_id]
        avants.append(avant)
        apres.append(dit(un))
        termines.append({"id": un.id, "version": un.version, "fin": [avant["fin"], fin.isoformat()]})
    return dits, termines
