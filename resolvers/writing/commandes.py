"""What a use case is given: frozen commands, whose fields say how their values are read and cleaned.

`resolvers/writing/saisie.py` makes them of plain values: an id is `Type:123`, a value of a list is its code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Annotated, Any, TypeAlias, TypeVar, Union, dataclass_transform, get_args, get_origin, get_type_hints

from auth.naming import api_name
from resolvers.writing.errors import ChampInvalide, Validation

T = TypeVar("T")


class Absent(Enum):
    """What a field of an update is when nothing was said of it: `None` empties it."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True, slots=True)
class Cible:
    """The number of a row, given as the global id of an object of this GraphQL type."""

    type: str


@dataclass(frozen=True, slots=True)
class Reference(Cible):
    """The number of a row of reference data, given so; or its code, kept as a text."""


@dataclass(frozen=True, slots=True)
class Liste:
    """A value of the named list, given as its code, kept as its key `LISTE:CODE`."""

    nom: str


@dataclass(frozen=True, slots=True)
class Longueur:
    """The longest text accepted, in characters."""

    maximum: int


@dataclass(frozen=True, slots=True)
class Bornes:
    """The least and the greatest number accepted."""

    minimum: int
    maximum: int


IdAccompagnement: TypeAlias = Annotated[int, Cible("Accompagnement")]
IdBeneficiaire: TypeAlias = Annotated[int, Cible("Beneficiaire")]
IdBilan: TypeAlias = Annotated[int, Cible("Bilan")]
IdCaracteristique: TypeAlias = Annotated[int, Cible("Caracteristique")]
IdCollaborateur: TypeAlias = Annotated[int, Cible("Collaborateur")]
IdCompetence: TypeAlias = Annotated[int, Cible("Competence")]
IdCompetenceReference: TypeAlias = Annotated[int, Cible("CompetenceReference")]
IdContrat: TypeAlias = Annotated[int, Cible("Contrat")]
IdDemandeCollaborateur: TypeAlias = Annotated[int, Cible("DemandeCollaborateur")]
IdDifficulte: TypeAlias = Annotated[int, Cible("Difficulte")]
IdDifficulteReference: TypeAlias = Annotated[int, Cible("DifficulteReference")]
IdDispositif: TypeAlias = Annotated[int, Cible("Dispositif")]
IdDocument: TypeAlias = Annotated[int, Cible("Document")]
IdEntretien: TypeAlias = Annotated[int, Cible("Entretien")]
IdEtape: TypeAlias = Annotated[int, Cible("Etape")]
IdModeleBilan: TypeAlias = Annotated[int, Cible("ModeleBilan")]
IdModeleDocument: TypeAlias = Annotated[int, Cible("ModeleDocument")]
IdMotifFinEtape: TypeAlias = Annotated[int, Cible("MotifFinEtape")]
IdObjectif: TypeAlias = Annotated[int, Cible("Objectif")]
IdOffreDeService: TypeAlias = Annotated[int, Cible("OffreDeService")]
IdPassageConvention: TypeAlias = Annotated[int, Cible("PassageConvention")]
IdPositionnement: TypeAlias = Annotated[int, Cible("Positionnement")]
IdRattachement: TypeAlias = Annotated[int, Cible("Rattachement")]
IdReferent: TypeAlias = Annotated[int, Cible("Referent")]
IdSeance: TypeAlias = Annotated[int, Cible("Seance")]
IdSouhait: TypeAlias = Annotated[int, Cible("Souhait")]
IdStructure: TypeAlias = Annotated[int, Cible("Structure")]
IdTerritoire: TypeAlias = Annotated[int, Cible("Territoire")]
TexteLong: TypeAlias = Annotated[str, Longueur(10_000)]

COURT = Longueur(200)
PREMIER_JOUR, DERNIER_JOUR = dt.date(1900, 1, 1), dt.date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Avertissement:
    """What a use case did although something deserves attention: a code for programs, a French message for people."""

    code: str
    message: str


@dataclass_transform(frozen_default=True, kw_only_default=True)
def commande(cls: type[T]) -> type[T]:
    """Makes a command, or a part of one, of a class."""
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def resultat(cls: type[T]) -> type[T]:
    """Makes what a use case returns of a class: ids of rows, lists of them, warnings."""
    return commande(cls)


@dataclass(frozen=True, slots=True)
class Champ:
    """One field of a command: its type without what surrounds it, and what surrounds it."""

    nom: str
    type: Any
    notes: tuple[Any, ...]
    nul: bool
    absent: bool
    plusieurs: bool
    defaut: Any

    def note(self, sorte: type[T]) -> T | None:
        """The note of that kind."""
        return next((note for note in self.notes if isinstance(note, sorte)), None)


@cache
def champs(classe: Any) -> tuple[Champ, ...]:
    """The fields of a command or of a result, in their order."""
    types = get_type_hints(classe, include_extras=True)
    return tuple(_champ(f.name, types[f.name], f.default) for f in fields(classe))


def _champ(nom: str, type_: Any, defaut: Any) -> Champ:
    membres = get_args(type_) if get_origin(type_) in (Union, UnionType) else (type_,)
    [coeur] = [m for m in membres if m not in (type(None), Absent)]
    plusieurs = get_origin(coeur) is tuple
    if plusieurs:
        coeur = get_args(coeur)[0]
    notes: tuple[Any, ...] = ()
    if get_origin(coeur) is Annotated:
        coeur, *reste = get_args(coeur)
        notes = tuple(reste)
    return Champ(nom, coeur, notes, type(None) in membres, Absent in membres, plusieurs, defaut)


class Fautes(list[ChampInvalide]):
    """The wrong paths of a command, all told at once."""

    def ajouter(self, chemin: str, message: str, code: str = "INVALIDE") -> None:
        """Notes a fault of the attribute at `chemin`, from the command."""
        self.append(ChampInvalide(f"commande.{api_name(chemin)}", message, code))

    def si(self, condition: object, chemin: str, message: str, code: str = "INVALIDE") -> None:
        """Notes a fault when the condition holds."""
        if condition:
            self.ajouter(chemin, message, code)

    def lever(self) -> None:
        """Errors: Validation when there is a fault."""
        if self:
            raise Validation(*self)


def codes(valeur: Any, prefixe: str = "") -> Iterator[tuple[str, str, str]]:
    """Each value of a list in a command: its path, the name of the list, its key."""
    classe: Any = type(valeur)
    for champ in champs(classe):
        donnee, chemin = getattr(valeur, champ.nom), prefixe + champ.nom
        if donnee is None or donnee is ABSENT:
            continue
        rangees = enumerate(donnee) if champ.plusieurs else [(None, donnee)]
        for rang, une in rangees:
            endroit = chemin if rang is None else f"{chemin}.{rang}"
            if is_dataclass(une) and not isinstance(une, type):
                yield from codes(une, f"{endroit}.")
            elif liste := champ.note(Liste):
                yield endroit, liste.nom, une


def cibles(valeur: Any) -> Iterator[tuple[str, int]]:
    """Each row that a command names by its id: its GraphQL type, its number."""
    classe: Any = type(valeur)
    if not is_dataclass(valeur):
        return
    for champ in champs(classe):
        donnee = getattr(valeur, champ.nom)
        for une in donnee if champ.plusieurs and isinstance(donnee, tuple) else [donnee]:
            if is_dataclass(une) and not isinstance(une, type):
                yield from cibles(une)
            elif isinstance(une, int) and (cible := champ.note(Cible)):
                yield cible.type, une


def donnes(commande_: Any, *noms: str) -> dict[str, Any]:
    """The fields among `noms` of which an update says something."""
    return {nom: valeur for nom in noms if (valeur := getattr(commande_, nom)) is not ABSENT}
