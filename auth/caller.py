"""Who is asking: the caller, as their access token tells it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from db.enums import Profil

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Caller:
    """A signed-in collaborateur, or nobody (`profil` None).

    `structures` and `territoires` are ids; territories come with those below them. `version` is that of the account's
    rights when the token was made: a read compares it (permissions.md, rule 10).
    """

    collaborateur: int | None = None
    profil: Profil | None = None
    structures: tuple[int, ...] = ()
    territoires: tuple[int, ...] = ()
    version: int = 1

    @property
    def anonymous(self) -> bool:
        """Whether nobody is signed in."""
        return self.profil is None


ANONYMOUS = Caller()


@dataclass(frozen=True, slots=True)
class Tails:
    """How long a file stays open to a structure, in days (permissions.md, scope s): settings of the Département."""

    etape: int = 30
    entree: int = 60


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """A caller at an instant: the values that every rule of `auth/policy.py` binds.

    `ouvrir_etapes` is the Département's choice to show the thématique and structure of others' étapes to every profil.
    """

    caller: Caller
    maintenant: dt.datetime
    tails: Tails = field(default_factory=Tails)
    ouvrir_etapes: bool = False

    def binds(self) -> dict[str, object]:
        """The bound values of `auth.scopes` and `db.instants`, by name."""
        jour = self.maintenant.astimezone(PARIS).date()
        return {
            "moi": self.caller.collaborateur,
            "version": self.caller.version,
            "structures": list(self.caller.structures),
            "territoires": list(self.caller.territoires),
            "aujourdhui": jour,
            "maintenant": self.maintenant,
            "ouvrir_etapes": self.ouvrir_etapes,
            "seuil_etape": jour - dt.timedelta(days=self.tails.etape),
            "seuil_entree": jour - dt.timedelta(days=self.tails.entree),
        }
