"""Why a use case refuses, as exceptions: they roll the transaction back, and `schema/errors.py` shows them as data.

Refus
├── Interdit      the caller's whole profil may not do this
├── Validation    what was given is wrong, every wrong path at once
├── RegleMetier   a rule of the domain, or the state of things, is against it
│   └── LienSansEffet   somebody tries to get in with a link that opens nothing
├── Homonymes     the person to create may exist already: somebody must look
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


class LienSansEffet(RegleMetier):
    """A link that opens nothing, and to whom it was sent: somebody may be trying to get in."""

    def __init__(self, code: str, message: str, qui: int | None) -> None:
        super().__init__(code, message)
        self.qui = qui


class Homonymes(Refus):
    """Somebody may be that person already: the ids of those whom the caller sees, and how many others."""

    def __init__(self, visibles: tuple[int, ...], hors_portee: int) -> None:
        message = "Cette personne a peut-être déjà un dossier : vérifiez date de naissance, commune et numéro."
        if hors_portee:
            message += (
                f" {hors_portee} dossier(s) ressemblant(s) ne sont pas de votre ressort : si vous avez reçu sa fiche "
                "d'orientation, employez « Rattacher un bénéficiaire »."
            )
        super().__init__("HOMONYMES_PROBABLES", f"{message} Si c'est bien quelqu'un d'autre, confirmez la création.")
        self.visibles, self.hors_portee = visibles, hors_portee


class Conflit(Refus):
    """The row changed in between."""


class Introuvable(Refus):
    """Nothing there for this caller."""

    def __init__(self, quoi: str = "Cet objet") -> None:
        super().__init__("INTROUVABLE", f"{quoi} n'existe pas, ou n'est pas de votre ressort.")


def perime() -> Conflit:
    """The version that the caller has read is not the last one."""
    return Conflit("VERSION_PERIMEE", "Cet objet a été modifié entre-temps : relisez-le, puis recommencez.")
