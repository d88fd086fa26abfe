"""What every chapter shares while a demo is drawn: the day, the reference data, who works where, what waits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from db.demo.draw import Draw
from db.demo.reference import Reference, Territoire, Thematique
from db.demo.tables import Ids, Rows

DOSSIERS_PHARES = 24
"""The first files: open at the structure of the demo accounts, and written to show something each."""


@dataclass(slots=True)
class Equipe:
    """A structure and who works there, by profil."""

    id: int
    sensible: bool
    accueil: list[int] = field(default_factory=list)
    referents: list[int] = field(default_factory=list)
    responsable: int = 0


@dataclass(frozen=True, slots=True)
class Offre:
    id: int
    thematique: Thematique
    territoire: Territoire
    equipe: Equipe
    """The structure whose offer it is."""


@dataclass
class Monde:
    """`jour` is the day of the demo: all dates are drawn from it. `lots` and `ids` fill as people are drawn."""

    graine: int
    jour: dt.date
    taille: int
    reference: Reference
    ids: Ids = field(default_factory=Ids)
    rows: Rows = field(default_factory=Rows)
    equipes: list[Equipe] = field(default_factory=list)
    offres: list[Offre] = field(default_factory=list)
    offres_demo: list[Offre] = field(default_factory=list)
    """Those of the structure of the operators' demo accounts."""
    offres_par_territoire: dict[int, list[Offre]] = field(default_factory=dict)
    referents_parcours: dict[int, list[int]] = field(default_factory=dict)
    """The référents uniques, by territory."""
    agents_sdi: dict[int, list[int]] = field(default_factory=dict)
    """The SDI agents, by SDI."""
    comptes: dict[str, int] = field(default_factory=dict)
    """The collaborateur of each demo account, by its name before the @."""
    seances: dict[tuple[int, int, int], tuple[int, int, dt.datetime]] = field(default_factory=dict)
    """(structure, period, group) → (séance, collaborateur, date and time)."""
    recents: list[int] = field(default_factory=list)
    """Files open at the structure of the demo accounts, the first ones."""

    def draw(self, *what: object) -> Draw:
        """The draw of one thing: the same whatever else is drawn."""
        return Draw(self.graine, *what)

    @property
    def equipe_demo(self) -> Equipe:
        """The structure of the operators' demo accounts."""
        return self.equipes[0]

    @property
    def referent_demo(self) -> int:
        return self.comptes["referent"]
