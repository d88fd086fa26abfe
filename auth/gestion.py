"""Who may manage whose account: the rows Collaborateur and DemandeCollaborateur of permissions.md as one table.

Reading collaborateurs and requests is `auth/policy.py`'s; these are the acts, which depend on the profil given as much
as on the profil that gives it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from auth.caller import Caller
from db.enums import Profil

OPERATEUR = frozenset({Profil.ACCUEIL, Profil.REFERENT, Profil.RESPONSABLE})
"""The profils that a responsable gives, in their own structure."""
TOUS = frozenset(Profil)


class Acte(StrEnum):
    """What one does to somebody's account."""

    INVITER = auto()
    RENVOYER = auto()
    DESACTIVER = auto()
    REACTIVER = auto()
    MODIFIER = auto()
    DEMANDER = auto()
    ACCEPTER = auto()
    REFUSER = auto()


@dataclass(frozen=True, slots=True)
class Latitude:
    """Over which profils an act may be done, and whether only in the caller's own structures."""

    profils: frozenset[Profil]
    sa_structure: bool


_SIENS = Latitude(OPERATEUR, sa_structure=True)
_ICI = Latitude(TOUS, sa_structure=True)
_PARTOUT = Latitude(TOUS, sa_structure=False)

TABLE: dict[Acte, dict[Profil, Latitude]] = {
    Acte.INVITER: {Profil.RESPONSABLE: _SIENS, Profil.PILOTE: _PARTOUT},
    Acte.RENVOYER: {Profil.RESPONSABLE: _SIENS, Profil.PILOTE: _PARTOUT, Profil.SUPPORT: _PARTOUT},
    Acte.DESACTIVER: {Profil.RESPONSABLE: _SIENS, Profil.PILOTE: _PARTOUT, Profil.SUPPORT: _PARTOUT},
    Acte.REACTIVER: {Profil.PILOTE: _PARTOUT},
    Acte.MODIFIER: {Profil.PILOTE: _PARTOUT},
    Acte.DEMANDER: {**dict.fromkeys(Profil, _ICI), Profil.PILOTE: _PARTOUT, Profil.SUPPORT: _PARTOUT},
    Acte.ACCEPTER: {Profil.RESPONSABLE: _SIENS, Profil.PILOTE: _PARTOUT},
    Acte.REFUSER: {Profil.RESPONSABLE: _ICI, Profil.PILOTE: _PARTOUT, Profil.SUPPORT: _PARTOUT},
}
"""What is not named is refused."""


def latitude(acte: Acte, caller: Caller) -> Latitude | None:
    """What the caller may do of this act; None when it is refused to their whole profil."""
    return TABLE[acte].get(caller.profil) if caller.profil else None
