"""Bilans and their answers, what was transmitted, the documents declared at the exit."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from db.demo import textes
from db.demo.draw import Draw, plus
from db.demo.monde import Monde
from db.demo.personnes import Dossier, EtapeTiree
from db.demo.reference import Modele, Question
from db.enums import OUI_NC_NON, Destinataire, NatureBilan, TypeQuestion


def dessiner(monde: Monde, dossier: Dossier) -> None:
    """Draws a bilan for some étapes: under way, or final when the exit asks for one; FNEA for non-entries.

    Some open étapes have a form that was declared before their exit.
    """
    draw = dossier.draw
    for etape in dossier.etapes:
        modeles = monde.reference.modeles_bilan[etape.offre.thematique.id]
        if modeles and etape.motif and etape.motif.exige_bilan_final and draw.chance(0.85):
            _bilan(monde, dossier, etape, draw.among([modele for modele in modeles if modele.final]), NatureBilan.FINAL)
        elif modeles and (etape.dernier_jour - etape.debut).days > 15 and draw.chance(0.12):
            _bilan(monde, dossier, etape, draw.among(modeles), NatureBilan.EN_COURS)
        if etape.motif and etape.motif.exige_fnea and draw.chance(0.7):
            id_ = _document(monde, draw, dossier, etape, monde.reference.fnea, None, etape.dernier_jour)
            _transmission(monde, dossier, etape, None, id_, etape.dernier_jour)
        fiche, duree = monde.draw("fiche", etape.id), (etape.dernier_jour - etape.debut).days
        if etape.fin is None and duree > 15 and fiche.chance(0.12):
            modele, jour = (
                monde.reference.fiches[etape.offre.thematique.id],
                plus(etape.debut, fiche.between(15, duree)),
            )
            _document(monde, fiche, dossier, etape, modele, None, jour)


def _bilan(monde: Monde, dossier: Dossier, etape: EtapeTiree, modele: Modele, nature: NatureBilan) -> None:
    draw, id_ = dossier.draw, monde.ids("bilan")
    final = nature == NatureBilan.FINAL
    duree = (etape.dernier_jour - etape.debut).days
    date = plus(etape.debut, draw.between(duree // 2 if final else 0, duree))
    mise_a_jour = plus(date, draw.between(0, (etape.dernier_jour - date).days))
    monde.rows["bilan"].append(
        (
            id_,
            dossier.id,
            etape.offre.equipe.id,
            modele.id,
            etape.id if final or draw.chance(0.85) else None,
            etape.referent,
            nature,
            date,
            mise_a_jour,
            mise_a_jour if final and draw.chance(0.8) else None,
            draw.instant(date),
        )
    )
    complet, part = final and draw.chance(0.92), 0.35 if final else 0.25
    for question in modele.questions:
        if (complet and question.obligatoire) or draw.chance(part):
            _repondre(monde, draw, (id_, question.id, modele.id), question, etape, mise_a_jour)
    if final and draw.chance(0.6):
        _transmission(monde, dossier, etape, id_, None, mise_a_jour)
    if final and draw.chance(0.3):
        fiche = monde.reference.fiches[etape.offre.thematique.id]
        _document(monde, draw, dossier, etape, fiche, id_, mise_a_jour)


def _repondre(
    monde: Monde,
    draw: Draw,
    cles: tuple[int, int, int],
    question: Question,
    etape: EtapeTiree,
    mise_a_jour: dt.date,
) -> None:
    """Answers one question; `cles` are the ids of the bilan, the question and the model."""
    nombre = draw.between(2, 4) if question.repetable and draw.chance(0.4) else 1
    for rang, (texte, chiffre, date, choix) in enumerate(_valeurs(draw, question, nombre, etape, mise_a_jour), 1):
        row = (monde.ids("reponse"), *cles, rang, texte, chiffre, date, choix, draw.instant(mise_a_jour))
        monde.rows["reponse"].append(row)


Valeur = tuple[str | None, Decimal | None, dt.date | None, str | None]


def _valeurs(draw: Draw, question: Question, nombre: int, etape: EtapeTiree, mise_a_jour: dt.date) -> list[Valeur]:
    """The answers to one question, each in the column of its type."""
    match question.type:
        case TypeQuestion.TEXTE:
            return [(draw.among(textes.REPONSES), None, None, None) for _ in range(nombre)]
        case TypeQuestion.NOMBRE:
            return [(None, Decimal(draw.between(0, 12)), None, None) for _ in range(nombre)]
        case TypeQuestion.DATE:
            duree = (mise_a_jour - etape.debut).days
            dates = sorted(plus(etape.debut, draw.between(0, duree)) for _ in range(nombre))
            return [(None, None, date, None) for date in dates]
        case TypeQuestion.CHOIX_MULTIPLE:
            return [(None, None, None, choix) for choix in draw.several(question.choix, draw.between(1, 3))]
    choix = question.choix or OUI_NC_NON
    return [(None, None, None, draw.among(choix)) for _ in range(nombre)]


def _transmission(
    monde: Monde, dossier: Dossier, etape: EtapeTiree, bilan: int | None, document: int | None, date: dt.date
) -> None:
    draw = dossier.draw
    destinataire = draw.among((Destinataire.SDI, Destinataire.SDI, Destinataire.RU, Destinataire.STRUCTURE))
    autres = [e.offre.equipe.id for e in dossier.etapes if e.offre.equipe is not etape.offre.equipe]
    if destinataire == Destinataire.STRUCTURE and not autres:
        destinataire = Destinataire.SDI
    structure = draw.among(autres) if destinataire == Destinataire.STRUCTURE else None
    monde.rows["transmission"].append(
        (
            monde.ids("transmission"),
            bilan,
            document,
            destinataire,
            structure,
            date,
            etape.referent,
            draw.instant(date),
        )
    )


def _document(
    monde: Monde, draw: Draw, dossier: Dossier, etape: EtapeTiree, modele: int, bilan: int | None, date: dt.date
) -> int:
    """The declaration of a form edited outside: it has no content here."""
    id_ = monde.ids("document")
    monde.rows["document"].append(
        (
            id_,
            dossier.id,
            etape.offre.equipe.id,
            modele,
            etape.id,
            bilan,
            etape.referent,
            date,
            draw.instant(date),
        )
    )
    return id_
