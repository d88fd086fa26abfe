"""Appointments along each étape: the first one, those that follow, collective séances, what was said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from db.demo import textes
from db.demo.draw import PARIS, Draw, Weighted, plus, working
from db.demo.monde import Monde
from db.demo.personnes import Dossier, EtapeTiree
from db.enums import Realisation

ASSIDU = 400
"""One file in so many has hundreds of entretiens."""

TYPES = Weighted(
    [("SUIVI", 62), ("COLLECTIF", 20), ("BILAN", 7), ("TRIPARTITE", 5), ("VISITE", 3), ("ACCUEIL", 3)],
)
REALISATIONS = Weighted(
    [
        (Realisation.PRESENCE, 74),
        (Realisation.ABSENCE_NON_EXCUSEE, 9),
        (Realisation.ABSENCE_EXCUSEE, 8),
        (Realisation.ANNULE, 5),
        (Realisation.PREVU, 4),
    ]
)
ABSENCES = Weighted(
    [(Realisation.ABSENCE_NON_EXCUSEE, 70), (Realisation.ABSENCE_EXCUSEE, 20), (Realisation.ANNULE, 10)]
)
DUREES = (15, 30, 30, 45, 45, 60)
PARTICIPANTS = 12
"""About how many come to a séance."""
DUREE_SEANCE = 120
PERIODE = 28
"""Days between two séances of a group."""


Seance = tuple[int, int, dt.datetime]
"""Its id, its collaborateur, its date and time."""


@dataclass(frozen=True, slots=True)
class _Rendezvous:
    """One appointment to write."""

    jour: dt.date
    type: str
    realisation: Realisation
    heure: dt.time | None = None
    seance: Seance | None = None


class Entretiens:
    """Draws the appointments; séances are shared by the participants of a structure."""

    def __init__(self, monde: Monde) -> None:
        self.monde = monde
        valeurs = monde.reference.valeurs
        self.lieux, self.vecteurs = valeurs["LIEU_ENTRETIEN"], valeurs["VECTEUR_ENTRETIEN"]
        self.convocations, self.themes = valeurs["VECTEUR_CONVOCATION"], valeurs["THEME_ENTRETIEN"]
        self.groupes = max(1, round(monde.taille / max(1, len(monde.equipes)) / (10 * PARTICIPANTS)))

    def dessiner(self, dossier: Dossier) -> None:
        """Draws those of every étape of one person."""
        for etape in dossier.etapes:
            self._etape(dossier, etape)

    def _etape(self, dossier: Dossier, etape: EtapeTiree) -> None:
        draw = dossier.draw
        suivant: int | None = None
        # Written from the last to the first, so that each may name the next.
        for rang, rendezvous in reversed(list(enumerate(self._calendrier(dossier, etape)))):
            id_ = self._entretien(dossier, etape, rendezvous, suivant if draw.chance(0.5) else None, premier=not rang)
            suivant = id_

    def _calendrier(self, dossier: Dossier, etape: EtapeTiree) -> list[_Rendezvous]:
        draw, jour = dossier.draw, self.monde.jour
        duree = (etape.dernier_jour - etape.debut).days
        non_entree = etape.motif is not None and etape.motif.non_entree
        prevus = [_Rendezvous(etape.debut, "ACCUEIL", draw.weighted(ABSENCES if non_entree else REALISATIONS))]
        nombre = min(draw.between(0, 1 + duree // 50), 10)
        if dossier.id % ASSIDU == ASSIDU - 1 and etape is dossier.etapes[-1]:
            nombre = draw.between(300, 380)
        if non_entree:
            nombre = draw.between(0, 2)
        jours = (
            sorted(plus(etape.debut, draw.between(1, max(1, duree - 1))) for _ in range(nombre)) if duree > 1 else []
        )
        for date in jours:
            date = max(working(date), etape.debut)
            if date < jour:
                realisation = draw.weighted(ABSENCES if non_entree else REALISATIONS)
                prevus.append(self._rendezvous(dossier, etape, date, realisation))
        if etape.fin and not non_entree and draw.chance(0.35):
            prevus.append(_Rendezvous(etape.fin, "SORTIE", Realisation.PRESENCE))
        if not etape.fin:
            prevus += self._a_venir(dossier, etape)
        return sorted(prevus, key=_jour)

    def _rendezvous(self, dossier: Dossier, etape: EtapeTiree, jour: dt.date, realisation: Realisation) -> _Rendezvous:
        """One of any kind; a collective one falls on the day of its séance."""
        type_ = dossier.draw.weighted(TYPES)
        seance = self._seance(dossier, etape, jour) if type_ == "COLLECTIF" else None
        if seance:
            return _Rendezvous(seance[2].date(), type_, realisation, None, seance)
        return _Rendezvous(jour, "SUIVI" if type_ == "COLLECTIF" else type_, realisation)

    def _a_venir(self, dossier: Dossier, etape: EtapeTiree) -> list[_Rendezvous]:
        """Planned ones; the files shown first meet their référent today, tomorrow and along the week."""
        draw, jour = dossier.draw, self.monde.jour
        if dossier.phare and etape.referent == self.monde.referent_demo:
            heure = dt.time(9 + dossier.id // 3 % 8, 30 * (dossier.id // 3 % 2))
            date = plus(jour, dossier.id % 3) if dossier.id <= 12 else max(working(plus(jour, dossier.id % 7)), jour)
            return [_Rendezvous(date, "SUIVI", Realisation.PREVU, heure)]
        if not draw.chance(0.5):
            return []
        premier = plus(jour, draw.between(1, 30))
        dates = [premier, plus(premier, draw.between(10, 25))][: draw.between(1, 2)]
        return [
            self._rendezvous(dossier, etape, working(date), Realisation.PREVU) for date in dates if working(date) > jour
        ]

    def _entretien(
        self, dossier: Dossier, etape: EtapeTiree, rendezvous: _Rendezvous, suivant: int | None, *, premier: bool
    ) -> int:
        monde, draw = self.monde, dossier.draw
        id_ = monde.ids("entretien")
        presence = rendezvous.realisation == Realisation.PRESENCE
        seance, collaborateur, date_heure = rendezvous.seance or (
            None,
            etape.referent,
            _a_quelle_heure(draw, rendezvous),
        )
        duree = draw.among(DUREES) if seance is None else DUREE_SEANCE
        lieu = draw.among(self.lieux) if draw.chance(0.2) else self.lieux[0]
        cree = min(
            max(etape.cree, draw.instant(plus(rendezvous.jour, -draw.between(2, 20)))),
            draw.instant(plus(monde.jour, -1)),
        )
        convoque = draw.chance(0.7)
        monde.rows["entretien"].append(
            (
                id_,
                dossier.id,
                etape.offre.equipe.id,
                dossier.accompagnement,
                collaborateur,
                seance,
                suivant,
                date_heure,
                duree,
                f"TYPE_ENTRETIEN:{rendezvous.type}",
                lieu if draw.chance(0.93) else None,
                draw.among(self.vecteurs) if draw.chance(0.3) else self.vecteurs[0],
                rendezvous.realisation,
                cree.date() if convoque else None,
                draw.among(self.convocations) if convoque else None,
                textes.synthese(draw) if presence and draw.chance(0.65) else None,
                cree,
            )
        )
        monde.rows["entretien_etape"].append((id_, etape.id, dossier.id))
        for autre in dossier.etapes:
            # Two étapes of one structure at the same time: the entretien may serve both.
            meme = autre.offre.equipe is etape.offre.equipe and autre is not etape
            if meme and autre.debut <= rendezvous.jour <= autre.dernier_jour and draw.chance(0.5):
                monde.rows["entretien_etape"].append((id_, autre.id, dossier.id))
        if presence:
            self._contenu(draw, id_, collaborateur, date_heure, premier=premier)
        return id_

    def _contenu(
        self, draw: Draw, entretien: int, collaborateur: int, date_heure: dt.datetime, *, premier: bool
    ) -> None:
        monde = self.monde
        themes = [self.themes[0]] if premier and draw.chance(0.7) else []
        if draw.chance(0.25):
            themes += draw.several(self.themes[1:], draw.between(1, 2))
        for rang, theme in enumerate(themes, 1):
            commentaire = draw.among(textes.COMMENTAIRES) if draw.chance(0.5) else None
            monde.rows["theme_entretien"].append(
                (monde.ids("theme_entretien"), entretien, theme, commentaire, rang, date_heure)
            )
        if draw.chance(0.12):
            monde.rows["note_privee"].append(
                (monde.ids("note_privee"), entretien, collaborateur, draw.among(textes.NOTES_PRIVEES), date_heure)
            )

    def _seance(self, dossier: Dossier, etape: EtapeTiree, jour: dt.date) -> Seance | None:
        """The séance of the structure nearest to that day, made when its first participant comes.

        None when it falls outside the étape, or when this person already comes to it.
        """
        monde = self.monde
        equipe, periode = etape.offre.equipe, jour.toordinal() // PERIODE
        groupe = dossier.id % self.groupes
        date = working(dt.date.fromordinal(periode * PERIODE + (equipe.id * 5 + groupe * 3) % PERIODE))
        passee = jour < monde.jour
        if not etape.debut <= date or (etape.fin and date > etape.fin) or (date < monde.jour) != passee:
            return None
        cle = (equipe.id, periode, groupe)
        if cle in dossier.seances:
            return None
        dossier.seances.add(cle)
        if trouvee := monde.seances.get(cle):
            return trouvee
        draw = monde.draw("seance", *cle)
        heure = dt.datetime(date.year, date.month, date.day, draw.among((9, 10, 14)), 0, tzinfo=PARIS)
        qui, id_ = draw.among(equipe.referents), monde.ids("seance")
        cree = draw.instant(min(plus(date, -draw.between(10, 40)), plus(monde.jour, -1)))
        monde.rows["seance"].append(
            (id_, draw.among(textes.ATELIERS), equipe.id, qui, heure, DUREE_SEANCE, self.lieux[0], cree)
        )
        monde.seances[cle] = id_, qui, heure
        return monde.seances[cle]


def _jour(rendezvous: _Rendezvous) -> dt.date:
    return rendezvous.jour


def _a_quelle_heure(draw: Draw, rendezvous: _Rendezvous) -> dt.datetime:
    heure = rendezvous.heure or dt.time(draw.among((9, 10, 11, 13, 14, 15, 16)), draw.among((0, 15, 30, 45)))
    return dt.datetime.combine(rendezvous.jour, heure, PARIS)
