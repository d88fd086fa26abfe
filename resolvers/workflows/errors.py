"""Why a use case refuses, as exceptions: they roll the transaction back, and `schema/errors.py` shows them as data.

Refus
├── Interdit      the caller's whole profil may not do this
├── Validation    what was given is wrong, every wrong path at once
├── RegleMetier   a rule of the domain, or the state of things, is against it
├── Conflit       somebody else was first: stale version, idempotency key used for something else
└── Introuvable   no such row, or not the caller's to see: nobody is told which
"""

from __future__ import annotations

from dataclasses import dataclass


class Refus(Exception):
    """A use case does nothing; `code` is for programs, `message` (French) for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True, slots=True)
class ChampInvalide:
    """One wrong input: its path from the argument (`commande.debut`), what is wrong and what would be right."""

    chemin: str
    message: str
    code: str = "INVALIDE"


class Validation(Refus):
    """Inputs are wrong."""

    def __init__(self, *champs: ChampInvalide) -> None:
        super().__init__("VALIDATION", "Certaines valeurs sont à corriger.")
        self.champs = champs


class Interdit(Refus):
    """Refused to the profil, whatever the row."""

    def __init__(self, message: str = "Votre profil ne permet pas cette opération.") -> None:
        super().__init__("INTERDIT", message)


class RegleMetier(Refus):
    """A rule of the domain refuses."""


class Conflit(Refus):
    """The row changed in between."""


class Introuvable(Refus):
    """Nothing there for this caller."""

    def __init__(self, quoi: str = "Cet objet") -> None:
        super().__init__("INTROUVABLE", f"{quoi} n'existe pas, ou n'est pas de votre ressort.")
