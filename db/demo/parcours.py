"""The path: étapes and what hangs on them, référents, contracts, entries of operators on the file."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from db.demo import textes
from db.demo.draw import Draw, Weighted, plus, plus_months, working
from db.demo.monde import Monde, Offre
from db.demo.personnes import Dossier, EtapeTiree
from db.enums import (
    StatutObjectif,
    StatutPositionnement,
    StatutRattachement,
    TypeContrat,
    TypeReferent,
)

ETAPES = Weighted([(0, 6), (1, 38), (2, 27), (3, 15), (4, 8), (5, 3.4), (6, 1.6), (7, 0.7), (8, 0.3)])
MOTIFS = Weighted([(1, 40), (2, 10), (3, 6), (4, 8), (5, 9), (6, 11), (7, 5), (8, 4), (9, 7)])
FINS_PROCHES = (5, 29, 31, 200)
"""Days since the end of some étapes: on both sides of the 30 days during which a structure keeps the file."""
CONTRAT_ENGAGEMENT = dt.date(2025, 1, 1)
"""From this day the contrat d'engagement replaces the CER (loi pour le plein emploi)."""


def dessiner(monde: Monde, dossier: Dossier) -> None:
    """Draws the path of one person; `dossier.etapes` and `referent_parcours` are set for the chapters that follow."""
    _referents_parcours(monde, dossier)
    _contrats(monde, dossier)
    offres = _offres(monde, dossier)
    for rang, (debut, fin) in enumerate(_periodes(monde, dossier, len(offres))):
        dossier.etapes.append(_etape(monde, dossier, offres[rang], debut, fin))
    _entrees(monde, dossier)
    if dossier.etapes and dossier.draw.chance(0.3):
        _objectifs(monde, dossier)


def _referents_parcours(monde: Monde, dossier: Dossier) -> None:
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
                _referent(monde, dossier, qui, TypeReferent.PARCOURS, debut, fin)
                debut, qui = plus(fin, 1), draw.among(equipe)
        _referent(monde, dossier, qui, TypeReferent.PARCOURS, debut, dossier.sortie)
        dossier.referent_parcours = qui
    if draw.chance(0.03):
        debut = dossier.entree
        qui = draw.among(draw.among(monde.equipes).referents)
        _referent(monde, dossier, qui, TypeReferent.HORS_ACCOMPAGNEMENT, debut, plus(debut, draw.between(10, 90)))


def _referent(
    monde: Monde,
    dossier: Dossier,
    qui: int,
    type_: TypeReferent,
    debut: dt.date,
    fin: dt.date | None,
    etape: int | None = None,
) -> None:
    monde.rows["referent"].append(
        (monde.ids("referent"), dossier.id, qui, etape, type_, debut, fin, dossier.draw.instant(debut))
    )


def _contrats(monde: Monde, dossier: Dossier) -> None:
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


def _offres(monde: Monde, dossier: Dossier) -> list[Offre]:
    """The offers of the person's étapes, in order; the files shown first have the ones they are there to show."""
    draw = dossier.draw
    demo = [offre for offre in monde.offres[:9] if offre.equipe is monde.equipe_demo]
    if dossier.phare:
        ailleurs = [offre for offre in monde.offres if offre.equipe is not monde.equipe_demo]
        montre = [
            [offre for offre in ailleurs if offre.thematique.sante],
            [offre for offre in ailleurs if offre.equipe.sensible],
            [offre for offre in ailleurs if not offre.equipe.sensible and not offre.thematique.sante],
        ]
        autres = [draw.among(montre[rang]) for rang in range(3) if montre[rang] and dossier.id % (rang + 2) == 0]
        return [*autres, draw.among(demo)]
    locales = monde.offres_par_territoire.get(dossier.secteur.id) if dossier.secteur else None
    nombre = draw.weighted(ETAPES)
    offres = [draw.among(locales) if locales and draw.chance(0.85) else draw.among(monde.offres) for _ in range(nombre)]
    if offres and draw.chance(0.05):
        offres[-1] = draw.among(demo)
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
        _referent(monde, dossier, draw.among(equipe.referents), TypeReferent.ETAPE, debut, relais, id_)
        premier = plus(relais, 1)
    _referent(monde, dossier, referent, TypeReferent.ETAPE, premier, fin, id_)
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
                valeur = _valeur(draw, definition.type, definition.choix, etape)
        monde.rows["caracteristique_etape"].append(
            (monde.ids("caracteristique_etape"), etape.id, definition.id, valeur, etape.cree)
        )


def _valeur(draw: Draw, type_: str, choix: tuple[str, ...], etape: EtapeTiree) -> str:
    match type_:
        case "CHOIX":
            return draw.among(choix)
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


def _entrees(monde: Monde, dossier: Dossier) -> None:
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


def _objectifs(monde: Monde, dossier: Dossier) -> None:
    draw = dossier.draw
    for libelle in draw.several(textes.OBJECTIFS, draw.between(1, 2)):
        etape, id_ = draw.among(dossier.etapes), monde.ids("objectif")
        echeance = plus(etape.debut, draw.between(60, 300)) if draw.chance(0.7) else None
        statut = StatutObjectif.EN_COURS if not etape.fin else draw.among(list(StatutObjectif))
        monde.rows["objectif"].append((id_, dossier.id, libelle, echeance, statut, etape.cree))
        monde.rows["objectif_etape"].append((id_, etape.id))
