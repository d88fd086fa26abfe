"""The kinds of files that the population holds: who follows them, who wrote in them, who is at home there."""

from __future__ import annotations

from dataclasses import dataclass

from tests.rights.oracle import Dossier

SOURCES = {"a": ("A", False), "b": ("B", False), "s": ("S", True), "sante": ("B", True)}
"""Each offer: its structure, and whether its étapes are hidden from others (health, sensible structure)."""
REFERENTS = {"A": "referent", "B": "referent_b", "S": "referent_s"}
Envois = tuple[tuple[str, ...], ...]
PEU: Envois = ((), ("SDI",))
TOUS: Envois = ((), ("SDI",), ("A",), ("RU",), ("S", "SDI"))


@dataclass(frozen=True)
class Genre:
    """A kind of file: its étapes as (offer, days since their end), its other openings, and who is at home there.

    `mission` is how many days ago that of its référent de parcours ended: 0 while it lasts, -1 when it begins tomorrow.
    """

    nom: str
    suivi: str = ""
    etapes: tuple[tuple[str, int | None], ...] = ()
    entree: tuple[str, int, str] | None = None
    mission: int | None = None
    secteur: str | None = None
    envois: Envois = PEU

    @property
    def dossier(self) -> Dossier:
        """The facts of the file."""
        return Dossier(
            self.nom,
            frozenset(self.suivi),
            parcours=self.mission == 0,
            territoire=self.secteur in ("sdi", "secteur"),
        )


GENRES = (
    Genre("ouvert", "ABS", (("a", None), ("b", None), ("s", None), ("sante", 40)), secteur="ailleurs", envois=TOUS),
    Genre("finie_29", "A", (("a", 29), ("b", 31))),
    Genre("finie_31", "S", (("a", 31), ("s", 29))),
    Genre("ailleurs", "B", (("b", None),), envois=TOUS),
    Genre("ailleurs_sensible", "S", (("s", None),)),
    Genre("ailleurs_sante", "B", (("sante", None),)),
    Genre("rattache", "A", entree=("Rattachement", 10, "EN_ATTENTE")),
    Genre("rattache_caduc", entree=("Rattachement", 60, "EN_ATTENTE")),
    Genre("rattache_annule", entree=("Rattachement", 10, "ANNULE")),
    Genre("positionne", "A", entree=("Positionnement", 10, "PROPOSE")),
    Genre("positionne_caduc", entree=("Positionnement", 60, "PROPOSE")),
    Genre("positionne_refuse", entree=("Positionnement", 10, "REFUSE")),
    Genre("parcours_actuel", "B", (("b", None), ("sante", None)), mission=0, envois=TOUS),
    Genre("parcours_passe", "B", (("b", None),), mission=1),
    Genre("parcours_futur", "B", (("b", None),), mission=-1),
    Genre("territoire_sien", "BS", (("s", None), ("sante", None)), secteur="secteur", envois=TOUS),
    Genre("territoire_autre", "B", (("b", None),), secteur="ailleurs"),
)
