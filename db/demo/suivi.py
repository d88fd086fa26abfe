"""Who follows the person and on what terms: référents, contracts, objectives."""

from __future__ import annotations

import datetime as dt

from db.demo import textes
from db.demo.draw import plus, plus_months, working
from db.demo.monde import Monde
from db.demo.personnes import Dossier
from db.enums import StatutObjectif, TypeContrat, TypeReferent

CONTRAT_ENGAGEMENT = dt.date(2025, 1, 1)
"""From this day the contrat d'engagement replaces the CER (loi pour le plein emploi)."""


def referents_parcours(monde: Monde, dossier: Dossier) -> None:
    """Draws the référents uniques of one person, one after the other; `dossier.referent_parcours` is the last one."""
    draw = dossier.draw
    equipe = monde.referents_parcours.get(dossier.secteur.id) if dossier.secteur else None
    if equipe and (dossier.phare or draw.chance(0.85)):
        debut = plus(dossier.debut, draw.between(0, 30))
        debut = min(debut, dossier.sortie or monde.jour)
        qui = monde.comptes["referent-parcours"] if dossier.phare else draw.among(equipe)
        if not dossier.phare and draw.chance(0.2):
            # A second one takes over the day after the first leaves.
            fin = plus(debut, draw.between(90, 400))
            if fin < (dossier.sortie or monde.jour):
                referent(monde, dossier, qui, TypeReferent.PARCOURS, debut, fin)
                debut, qui = plus(fin, 1), draw.among(equipe)
        referent(monde, dossier, qui, TypeReferent.PARCOURS, debut, dossier.sortie)
        dossier.referent_parcours = qui
    if draw.chance(0.03):
        debut = dossier.entree
        qui = draw.among(draw.among(monde.equipes).referents)
        referent(monde, dossier, qui, TypeReferent.HORS_ACCOMPAGNEMENT, debut, plus(debut, draw.between(10, 90)))


def referent(
    monde: Monde,
    dossier: Dossier,
    qui: int,
    type_: TypeReferent,
    debut: dt.date,
    fin: dt.date | None,
    etape: int | None = None,
) -> None:
    """Adds one référent, of an étape or not."""
    monde.rows["referent"].append(
        (monde.ids("referent"), dossier.id, qui, etape, type_, debut, fin, dossier.draw.instant(debut))
    )


def contrats(monde: Monde, dossier: Dossier) -> None:
    """Contracts renewed one after the other, with or without a gap; the last may be open-ended, or not renewed."""
    draw, rows = dossier.draw, monde.rows["contrat"]
    dernier = dossier.sortie or monde.jour
    debut = plus(dossier.debut, draw.between(5, 60))
    if draw.chance(0.15) and debut <= dernier:
        rows.append(_contrat(monde, dossier, TypeContrat.CO, debut, plus(plus_months(debut, 3), -1), None))
    while debut <= dernier:
        type_ = TypeContrat.CE if debut >= CONTRAT_ENGAGEMENT else TypeContrat.CER
        if draw.chance(0.03):
            rows.append(_contrat(monde, dossier, type_, debut, plus_months(debut, 6), min(plus(debut, 10), monde.jour)))
        fin = None if draw.chance(0.06) else plus(plus_months(debut, draw.among((3, 6, 6, 6, 12))), -1)
        if fin and dossier.sortie:
            fin = min(fin, dossier.sortie)
        rows.append(_contrat(monde, dossier, type_, debut, fin, None))
        if not fin or draw.chance(0.16):
            return
        debut = plus(fin, 1 if draw.chance(0.4) else draw.between(2, 75))


def _contrat(
    monde: Monde, dossier: Dossier, type_: TypeContrat, debut: dt.date, fin: dt.date | None, annule: dt.date | None
) -> tuple[object, ...]:
    draw, id_ = dossier.draw, monde.ids("contrat")
    return (
        id_,
        dossier.id,
        dossier.accompagnement,
        dossier.referent_parcours,
        f"{type_}-{debut.year}-{id_:06}" if draw.chance(0.3) else None,
        type_,
        debut,
        fin,
        working(debut) if draw.chance(0.88) else None,
        draw.among(textes.CONTRATS) if draw.chance(0.25) else None,
        annule,
        draw.instant(min(debut, plus(monde.jour, -1))),
    )


def objectifs(monde: Monde, dossier: Dossier) -> None:
    draw = dossier.draw
    for libelle in draw.several(textes.OBJECTIFS, draw.between(1, 2)):
        etape, id_ = draw.among(dossier.etapes), monde.ids("objectif")
        echeance = plus(etape.debut, draw.between(60, 300)) if draw.chance(0.7) else None
        statut = StatutObjectif.EN_COURS if not etape.fin else draw.among(list(StatutObjectif))
        monde.rows["objectif"].append((id_, dossier.id, libelle, echeance, statut, etape.cree))
        monde.rows["objectif_etape"].append((id_, etape.id))
