"""How operators came to a file: rattachements and positionnements."""

from __future__ import annotations

import datetime as dt

from db.demo.draw import plus
from db.demo.monde import Monde, Offre
from db.demo.personnes import Dossier
from db.enums import StatutPositionnement, StatutRattachement


def dessiner(monde: Monde, dossier: Dossier) -> None:
    """Rattachements and positionnements: those that led to an étape, and those that wait, lapsed or were refused."""
    draw, jour = dossier.draw, monde.jour
    for etape in dossier.etapes:
        avant = plus(etape.debut, -draw.between(2, 25))
        if avant >= dossier.debut and draw.chance(0.25):
            _rattachement(monde, dossier, etape.offre, avant, etape.debut, StatutRattachement.SUIVI)
        elif avant >= dossier.debut and draw.chance(0.3):
            _positionnement(monde, dossier, etape.offre, avant, StatutPositionnement.ACCEPTE)
    if dossier.sortie or (dossier.etapes and draw.chance(0.85)):
        return
    offres = (monde.offres_par_territoire.get(dossier.secteur.id) if dossier.secteur else None) or monde.offres
    offre = draw.among(offres)
    quand = plus(jour, -draw.between(1, 58) if draw.chance(0.7) else -draw.between(61, 200))
    quand = max(quand, dossier.debut)
    match draw.between(1, 10):
        case 1 | 2 | 3 | 4:
            _rattachement(monde, dossier, offre, quand, None, StatutRattachement.EN_ATTENTE)
        case 5:
            fin = min(plus(quand, 6), jour)
            _rattachement(monde, dossier, offre, quand, fin, StatutRattachement.ANNULE)
        case 6 | 7 | 8:
            _positionnement(monde, dossier, offre, quand, StatutPositionnement.PROPOSE)
        case 9:
            _positionnement(monde, dossier, offre, quand, StatutPositionnement.REFUSE)
        case _:
            _positionnement(monde, dossier, offre, quand, StatutPositionnement.ANNULE)


def _rattachement(
    monde: Monde, dossier: Dossier, offre: Offre, debut: dt.date, fin: dt.date | None, statut: StatutRattachement
) -> None:
    draw = dossier.draw
    reception = plus(debut, -draw.between(0, 12))
    monde.rows["rattachement"].append(
        (
            monde.ids("rattachement"),
            dossier.id,
            offre.id,
            offre.equipe.id,
            reception,
            debut,
            fin,
            statut,
            draw.instant(debut),
        )
    )


def _positionnement(monde: Monde, dossier: Dossier, offre: Offre, date: dt.date, statut: StatutPositionnement) -> None:
    draw, reference = dossier.draw, monde.reference
    refus = statut in (StatutPositionnement.REFUSE, StatutPositionnement.ANNULE)
    monde.rows["positionnement"].append(
        (
            monde.ids("positionnement"),
            dossier.id,
            offre.id,
            offre.equipe.id,
            date,
            dossier.referent_parcours,
            draw.among(reference.valeurs["ORIGINE_ORIENTATION"]) if draw.chance(0.8) else None,
            statut,
            draw.among(reference.libelles["MOTIF_POSITIONNEMENT"]) if refus else None,
            draw.instant(date),
        )
    )
