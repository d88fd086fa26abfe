"""Difficulties, competences and wishes of each person."""

from __future__ import annotations

from db.demo import textes
from db.demo.draw import plus
from db.demo.monde import Monde
from db.demo.personnes import Dossier
from db.enums import NatureSouhait


def dessiner(monde: Monde, dossier: Dossier) -> None:
    """Draws what the people who accompany this person noted; nothing before a first étape."""
    if dossier.etapes:
        _difficultes(monde, dossier)
        _competences(monde, dossier)
        _souhaits(monde, dossier)


def _difficultes(monde: Monde, dossier: Dossier) -> None:
    draw, reference = dossier.draw, monde.reference
    niveaux = reference.valeurs["REALISATION_DIFFICULTE"]
    ouvertes, closes = niveaux[:3], niveaux[3:]
    for difficulte, sante in draw.several(reference.difficultes, draw.between(0, 4)):
        etape = draw.among(dossier.etapes)
        debut = plus(etape.debut, draw.between(0, min(90, (etape.dernier_jour - etape.debut).days)))
        close = draw.chance(0.35)
        fin = plus(debut, draw.between(0, (monde.jour - debut).days)) if close else None
        realisation = draw.among(closes if close else ouvertes) if draw.chance(0.85) else None
        monde.rows["difficulte"].append(
            (
                monde.ids("difficulte"),
                dossier.id,
                difficulte,
                etape.offre.equipe.id,
                etape.referent,
                debut,
                fin,
                realisation,
                draw.among(textes.COMMENTAIRES) if draw.chance(0.4) else None,
                sante,
                draw.instant(debut),
            )
        )


def _competences(monde: Monde, dossier: Dossier) -> None:
    draw, reference = dossier.draw, monde.reference
    if not draw.chance(0.45):
        return
    for competence in draw.several(reference.competences, draw.between(1, 4)):
        etape = draw.among(dossier.etapes)
        duree = (etape.dernier_jour - etape.debut).days
        debut = plus(etape.debut, draw.between(0, duree))
        fin = plus(debut, draw.between(0, (monde.jour - debut).days)) if draw.chance(0.2) else None
        niveau = draw.among(reference.valeurs["NIVEAU_COMPETENCE"]) if draw.chance(0.9) else None
        commentaire = draw.among(textes.COMMENTAIRES) if draw.chance(0.15) else None
        monde.rows["competence"].append(
            (monde.ids("competence"), dossier.id, competence, niveau, debut, fin, commentaire, draw.instant(debut))
        )


def _souhaits(monde: Monde, dossier: Dossier) -> None:
    draw = dossier.draw
    for nature, libelles in ((NatureSouhait.METIER, textes.METIERS), (NatureSouhait.SECTEUR, textes.SECTEURS)):
        if not draw.chance(0.4):
            continue
        cree = draw.among(dossier.etapes).cree
        for rang, libelle in enumerate(draw.several(libelles, draw.between(1, 2)), 1):
            row = (monde.ids("souhait"), dossier.id, nature, libelle, rang, draw.chance(0.85), cree)
            monde.rows["souhait"].append(row)
