"""The path of a person: étapes and what hangs on them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from db.demo import entrees, suivi, textes
from db.demo.draw import Draw, Weighted, plus, plus_months, working
from db.demo.monde import Monde, Offre
from db.demo.personnes import Dossier, EtapeTiree
from db.demo.reference import Definition
from db.demo.structures import siret
from db.enums import TypeReferent

ETAPES = Weighted([(0, 6), (1, 38), (2, 27), (3, 15), (4, 8), (5, 3.4), (6, 1.6), (7, 0.7), (8, 0.3)])
MOTIFS = Weighted([(1, 40), (2, 10), (3, 6), (4, 8), (5, 9), (6, 11), (7, 5), (8, 4), (9, 7)])
FINS_PROCHES = (5, 29, 31, 200)
"""Days since the end of some étapes: on both sides of the 30 days during which a structure keeps the file."""


def dessiner(monde: Monde, dossier: Dossier) -> None:
    """Draws the path of one person; `dossier.etapes` and `referent_parcours` are set for the chapters that follow."""
    suivi.referents_parcours(monde, dossier)
    suivi.contrats(monde, dossier)
    offres = _offres(monde, dossier)
    for rang, (debut, fin) in enumerate(_periodes(monde, dossier, len(offres))):
        dossier.etapes.append(_etape(monde, dossier, offres[rang], debut, fin))
    entrees.dessiner(monde, dossier)
    if dossier.etapes and dossier.draw.chance(0.3):
        suivi.objectifs(monde, dossier)


def _offres(monde: Monde, dossier: Dossier) -> list[Offre]:
    """The offers of the person's étapes, in order; the files shown first have the ones they are there to show."""
    draw = dossier.draw
    if dossier.phare:
        ailleurs = [offre for offre in monde.offres if offre.equipe is not monde.equipe_demo]
        montre = [
            [offre for offre in ailleurs if offre.thematique.sante],
            [offre for offre in ailleurs if offre.equipe.sensible],
            [offre for offre in ailleurs if not offre.equipe.sensible and not offre.thematique.sante],
        ]
        autres = [draw.among(montre[rang]) for rang in range(3) if montre[rang] and dossier.id % (rang + 2) == 0]
        return [
            *autres,
            draw.among([offre for offre in monde.offres_demo if offre.territoire is monde.offres[0].territoire]),
        ]
    locales = monde.offres_par_territoire.get(dossier.secteur.id) if dossier.secteur else None
    nombre = draw.weighted(ETAPES)
    offres = [draw.among(locales) if locales and draw.chance(0.85) else draw.among(monde.offres) for _ in range(nombre)]
    if offres and draw.chance(0.05):
        offres[-1] = draw.among(monde.offres_demo)
    return offres


def _periodes(monde: Monde, dossier: Dossier, nombre: int) -> list[tuple[dt.date, dt.date | None]]:
    """The dates of the étapes, in order, within the stay; neighbours may overlap."""
    draw, jour = dossier.draw, monde.jour
    debut, fin = dossier.debut, dossier.sortie or plus(jour, -1)
    duree = (fin - debut).days
    if duree < 12:
        return []
    nombre = min(nombre, max(1, duree // 25))
    ouverte = not dossier.sortie and (dossier.phare or draw.chance(0.66))
    pas = duree / (nombre or 1)
    if ouverte and nombre == 1 and duree > 450:
        # An étape open for years is the exception.
        debut, pas = plus(fin, -draw.between(60, 420)), 60
    periodes: list[tuple[dt.date, dt.date | None]] = []
    for rang in range(nombre):
        premier = working(plus(debut, int(pas * rang) + draw.between(3, max(3, int(pas * 0.4)))))
        premier = max(premier, dossier.debut)
        terme = working(plus(premier, draw.between(20, max(25, int(pas * 1.3)))))
        if terme > fin:
            terme = fin if dossier.sortie else plus(fin, -draw.between(0, min(150, (fin - premier).days)))
        dernier: dt.date | None = max(terme, premier)
        derniere = rang == nombre - 1
        if ouverte and (derniere or dossier.phare or draw.chance(0.08)):
            dernier = None
        elif derniere and not dossier.sortie and draw.chance(0.25):
            dernier = max(plus(jour, -draw.among(FINS_PROCHES)), premier)
        periodes.append((premier, dernier))
    return periodes


def _etape(monde: Monde, dossier: Dossier, offre: Offre, debut: dt.date, fin: dt.date | None) -> EtapeTiree:
    draw, jour = dossier.draw, monde.jour
    motif = None
    if fin:
        code = 7 if fin == dossier.sortie and draw.chance(0.5) else draw.weighted(MOTIFS)
        motif = monde.reference.motifs[code]
        if motif.non_entree:
            fin = min(fin, plus(debut, draw.between(7, 40)))
    equipe = offre.equipe
    phare = dossier.phare and equipe is monde.equipe_demo
    referent = monde.referent_demo if phare else draw.among(equipe.referents)
    id_, cree = monde.ids("etape"), draw.instant(debut)
    initiateur = draw.among(equipe.accueil) if draw.chance(0.3) else referent
    monde.rows["etape"].append(
        (
            id_,
            dossier.id,
            offre.id,
            equipe.id,
            dossier.accompagnement,
            initiateur if draw.chance(0.95) else None,
            debut,
            fin,
            motif.id if motif else None,
            draw.among(textes.ETAPES) if draw.chance(0.15) else None,
            draw.chance(0.8),
            cree,
        )
    )
    etape = EtapeTiree(id_, offre, referent, debut, fin, motif, fin or jour, cree)
    duree = (etape.dernier_jour - debut).days
    relais = plus(debut, draw.between(30, 200))
    premier = debut
    if draw.chance(0.1) and relais < etape.dernier_jour and not phare:
        suivi.referent(monde, dossier, draw.among(equipe.referents), TypeReferent.ETAPE, debut, relais, id_)
        premier = plus(relais, 1)
    suivi.referent(monde, dossier, referent, TypeReferent.ETAPE, premier, fin, id_)
    _caracteristiques(monde, draw, etape)
    if duree > 20 and draw.chance(0.14):
        _presences(monde, draw, etape, duree)
    if duree > 40 and draw.chance(0.12):
        _heures(monde, draw, etape)
    if duree > 200 and draw.chance(0.2):
        milieu = plus(debut, draw.between(30, duree))
        passage = (monde.ids("passage_convention"), id_, draw.among(textes.PASSAGES), milieu, fin, draw.instant(milieu))
        monde.rows["passage_convention"].append(passage)
    return etape


def _caracteristiques(monde: Monde, draw: Draw, etape: EtapeTiree) -> None:
    for definition in monde.reference.caracteristiques_etape[etape.offre.thematique.id]:
        match definition.code:
            case "ALERTE_SDI":
                if not etape.motif or etape.motif.code == 1 or draw.chance(0.2):
                    continue
                valeur = "oui"
            case "BILAN_FINAL_EFFECTUE":
                if not etape.motif or draw.chance(0.5):
                    continue
                valeur = "oui" if etape.motif.exige_bilan_final else "non"
            case "DATE_RECEPTION_FIO":
                if draw.chance(0.5):
                    continue
                valeur = plus(etape.debut, -draw.between(3, 30)).isoformat()
            case _:
                if draw.chance(0.88):
                    continue
                valeur = _valeur(draw, definition, etape)
        monde.rows["caracteristique_etape"].append(
            (monde.ids("caracteristique_etape"), etape.id, definition.id, valeur, etape.cree)
        )


def _valeur(draw: Draw, definition: Definition, etape: EtapeTiree) -> str:
    if definition.forme == "SIRET":
        return siret(etape.id)
    match definition.type:
        case "CHOIX":
            return draw.among(definition.choix)
        case "OUI_NON":
            return "oui" if draw.chance(0.6) else "non"
        case "DATE":
            return plus(etape.debut, draw.between(0, (etape.dernier_jour - etape.debut).days)).isoformat()
        case "NOMBRE":
            return str(draw.between(1, 35))
    return "En cours"


def _presences(monde: Monde, draw: Draw, etape: EtapeTiree, duree: int) -> None:
    jours = {working(plus(etape.debut, draw.between(2, duree))) for _ in range(draw.between(2, 16))}
    monde.rows["presence"] += [(etape.id, jour) for jour in sorted(jours)]


def _heures(monde: Monde, draw: Draw, etape: EtapeTiree) -> None:
    mois = etape.debut.replace(day=1)
    for _ in range(draw.between(1, 8)):
        if mois > etape.dernier_jour:
            return
        monde.rows["heures_mensuelles"].append((etape.id, mois, Decimal(draw.between(4, 420)) / 4))
        mois = plus_months(mois, 1)
