"""People: who they are, where they live, when they entered the dispositif, their characteristics."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from db.demo.draw import Draw, Weighted, plus
from db.demo.lieux import COMMUNES, RUES, communes
from db.demo.monde import DOSSIERS_PHARES, Monde, Offre
from db.demo.noms import Noms, sans_accent
from db.demo.reference import Definition, Motif, Territoire
from db.enums import Civilite, RoleFoyer
from db.models.beneficiaires import Caracteristique

HOMONYME = 61
"""One person in so many has the name of somebody else."""
CONJOINT = 9
"""One person in so many is the conjoint of the file before."""


@dataclass(frozen=True, slots=True)
class EtapeTiree:
    id: int
    offre: Offre
    referent: int
    debut: dt.date
    fin: dt.date | None
    motif: Motif | None
    dernier_jour: dt.date
    """The end, or the day of the demo while open."""
    cree: dt.datetime


@dataclass(slots=True)
class Dossier:
    """One person while their history is drawn."""

    id: int
    draw: Draw
    secteur: Territoire | None
    entree: dt.date
    """First entry in the dispositif."""
    debut: dt.date
    """Start of the last stay in the dispositif."""
    sortie: dt.date | None
    accompagnement: int
    """The last one."""
    referent_parcours: int | None = None
    etapes: list[EtapeTiree] = field(default_factory=list)
    seances: set[tuple[int, int, int]] = field(default_factory=set)
    """The séances they come to (see `Monde.seances`)."""

    @property
    def phare(self) -> bool:
        return self.id <= DOSSIERS_PHARES


class Personnes:
    """Draws people; each is a function of the seed, the size and their rank alone."""

    def __init__(self, monde: Monde, noms: Noms) -> None:
        self.monde, self.noms = monde, noms
        self.communes = communes()
        territoires = monde.reference.territoires
        self.secteurs = Weighted((t, COMMUNES.get(t.code, (5, ""))[0]) for t in territoires)
        self.partout = tuple(c for liste in self.communes.values() for c in liste)

    def dessiner(self, id_: int) -> Dossier:
        monde, draw = self.monde, self.monde.draw("personne", id_)
        conjoint = id_ % CONJOINT == 0
        foyer = id_ - 1 if conjoint else id_
        femme, nom, prenom, naissance = self._identite(id_)
        secteur, adresse, code_postal, commune = self._adresse(foyer)
        if id_ <= DOSSIERS_PHARES:
            secteur = monde.offres[0].territoire
        msa = monde.draw("foyer", foyer).chance(0.06)
        entree, debut, sortie = self._periode(draw, id_)
        ouverture = draw.instant(entree)
        monde.rows["beneficiaire"].append(
            (
                id_,
                id_ + 3,
                Civilite.MME if femme else Civilite.M,
                nom,
                draw.weighted(self.noms.familles) if femme and draw.chance(0.35) else None,
                prenom,
                naissance,
                adresse if draw.chance(0.94) else None,
                code_postal if draw.chance(0.97) else None,
                commune,
                f"+3363998{draw.between(0, 9999):04}" if draw.chance(0.88) else None,
                f"{sans_accent(prenom)}.{sans_accent(nom)}{id_}@courriel.example" if draw.chance(0.62) else None,
                None if msa else str(1_000_000 + foyer * 7_919_711 % 9_000_000),
                f"•••••••••• {draw.between(1, 999):03}" if msa else None,
                f"ORGANISME_PAYEUR:{'MSA' if msa else 'CAF'}",
                str(draw.between(100_000, 9_999_999)) if draw.chance(0.7) else None,
                RoleFoyer.CONJOINT if conjoint else RoleFoyer.ALLOCATAIRE,
                secteur.id if secteur else None,
                ouverture,
            )
        )
        if draw.chance(0.12):
            self._ancienne_adresse(draw, id_, entree, ouverture)
        if debut != entree:
            self._accompagnement(draw, id_, entree, plus(debut, -draw.between(40, 120)))
        accompagnement = self._accompagnement(draw, id_, debut, sortie)
        dossier = Dossier(id_, draw, secteur, entree, debut, sortie, accompagnement)
        self._caracteristiques(dossier, conjoint, msa)
        return dossier

    def _identite(self, id_: int) -> tuple[bool, str, str, dt.date]:
        """Whether a woman, nom, prénom, date de naissance. Some share a name, a few of them a birthday too."""
        if id_ > HOMONYME and id_ % HOMONYME == 0:
            femme, nom, prenom, naissance = self._identite(id_ - HOMONYME + 1 + id_ % 7)
            if (id_ // HOMONYME) % 5:
                naissance = self._naissance(self.monde.draw("homonyme", id_))
            return femme, nom, prenom, naissance
        draw = self.monde.draw("identite", id_)
        femme = draw.chance(0.54)
        prenom = draw.weighted(self.noms.femmes if femme else self.noms.hommes)
        if id_ % 97 == 96:
            # Twins: the person before, under another first name.
            _, nom, autre, naissance = self._identite(id_ - 1)
            while prenom == autre:
                prenom = draw.weighted(self.noms.femmes if femme else self.noms.hommes)
            return femme, nom, prenom, naissance
        nom = draw.weighted(self.noms.familles)
        if draw.chance(0.03):
            nom = f"{nom}-{draw.weighted(self.noms.familles)}"
        return femme, nom, prenom, self._naissance(draw)

    def _naissance(self, draw: Draw) -> dt.date:
        age = draw.between(25, 48) if draw.chance(0.75) else draw.between(19, 64)
        return plus(self.monde.jour, -age * 365 - draw.between(0, 364) - age // 4)

    def _adresse(self, foyer: int) -> tuple[Territoire | None, str, str, str]:
        draw = self.monde.draw("adresse", foyer)
        secteur = draw.weighted(self.secteurs)
        code_postal, commune = draw.among(self.communes.get(secteur.code) or self.partout)
        adresse = f"{draw.between(1, 160)} {draw.among(RUES)}"
        return secteur if draw.chance(0.98) else None, adresse, code_postal, commune

    def _periode(self, draw: Draw, id_: int) -> tuple[dt.date, dt.date, dt.date | None]:
        """Entry, start of the last stay, exit: one in seven has left, one in twenty-five came back."""
        jour = self.monde.jour
        entree = plus(jour, -draw.between(400, 1500) if draw.chance(0.75) else -draw.between(20, 400))
        if id_ <= DOSSIERS_PHARES:
            entree = plus(jour, -draw.between(500, 1200))
            return entree, entree, None
        age = (jour - entree).days
        if age > 900 and draw.chance(0.06):
            return entree, plus(jour, -draw.between(150, 500)), None
        if age > 200 and draw.chance(0.17):
            return entree, entree, plus(entree, draw.between(150, age - 1))
        return entree, entree, None

    def _accompagnement(self, draw: Draw, dossier: int, entree: dt.date, sortie: dt.date | None) -> int:
        reference, id_ = self.monde.reference, self.monde.ids("accompagnement")
        motif = draw.among(reference.valeurs["MOTIF_SORTIE_DISPOSITIF"][:-2]) if sortie else None
        self.monde.rows["accompagnement"].append(
            (id_, dossier, reference.dispositif, entree, sortie, motif, draw.instant(entree))
        )
        return id_

    def _ancienne_adresse(self, draw: Draw, id_: int, entree: dt.date, ouverture: dt.datetime) -> None:
        code_postal, commune = draw.among(self.partout)
        au = plus(entree, draw.between(0, (self.monde.jour - entree).days - 1))
        du = plus(au, -draw.between(200, 2000)) if draw.chance(0.6) else None
        rue = f"{draw.between(1, 160)} {draw.among(RUES)}"
        self.monde.rows["adresse_anterieure"].append(
            (
                self.monde.ids("adresse_anterieure"),
                id_,
                rue,
                code_postal,
                commune,
                du,
                au,
                max(ouverture, draw.instant(au)),
            )
        )

    def _caracteristiques(self, dossier: Dossier, conjoint: bool, msa: bool) -> None:
        """One row for each definition: most known, some to refresh, some without a value."""
        draw, jour, rows = dossier.draw, self.monde.jour, self.monde.rows["caracteristique"]
        age = (jour - dossier.entree).days
        ouverture = draw.instant(dossier.entree)
        for definition in self.monde.reference.caracteristiques:
            champ = Caracteristique.MONTREES.get(definition.code)
            connue = champ is not None or draw.chance(0.8)
            depuis = verifiee = valeur = None
            if connue:
                recul = draw.between(0, min(age, 150) if draw.chance(0.6) else age)
                verifiee = plus(jour, -recul)
                depuis = plus(verifiee, -draw.between(0, age - recul))
                if not champ:
                    valeur = _valeur(draw, definition, conjoint, msa)
            rows.append(
                (
                    self.monde.ids("caracteristique"),
                    dossier.id,
                    definition.id,
                    champ,
                    valeur,
                    depuis,
                    verifiee,
                    ouverture,
                )
            )


def _valeur(draw: Draw, definition: Definition, conjoint: bool, msa: bool) -> str:
    choix = definition.choix
    match definition.code:
        case "ROLE_FOYER":
            return choix[1 if conjoint else 0]
        case "ORGANISME_PAYEUR":
            return choix[1 if msa else 0]
        case "RQTH" | "AAH":
            return "oui" if draw.chance(0.12) else "non"
    match definition.type:
        case "OUI_NON":
            return "oui" if draw.chance(0.55) else "non"
        case "NOMBRE":
            return str(draw.between(0, 4))
        case "CHOIX":
            return draw.among(choix)
    return "Sans précision"
