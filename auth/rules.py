"""The rules' grammar: how a cell of the table in `auth/policy.py` becomes a SQL condition.

A cell is `-` (refused), `=` (as the row itself) or rights with a scope: `R s`, `RW s`, `R *, W a`. Scopes of a file
are `s a t * m`; `m` is every file under a pseudonym: its rows show opaque ids and are counted under the statistical
secret. A qualifier after `+` narrows the scope to rows (`s+propre`: rows of my structures). Alternatives are joined by
`|`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true

import db
from auth import scopes
from db.enums import Destinataire, Profil

PROFILS = tuple(Profil)

DOSSIER: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "s": scopes.dossier_suivi,
    "a": scopes.dossier_de_parcours,
    "t": scopes.dossier_du_territoire,
}

LIGNE: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "propre": lambda ligne: scopes.de_mes_structures(ligne.structure_id),
    "visible": scopes.etape_visible,
    "ouverte_a_tous": scopes.etape_ouverte_a_tous,
    "referent": scopes.referent_visible,
    "objectif_propre": lambda ligne: scopes.objectif_sans_etape_ou(ligne, LIGNE["propre"]),
    "objectif_visible": lambda ligne: scopes.objectif_sans_etape_ou(ligne, LIGNE["visible"]),
    "hors_sante": lambda ligne: or_(~ligne.sante, scopes.de_mes_structures(ligne.structure_id)),
    "sans_sante": lambda ligne: ~ligne.sante,
    "soi": lambda ligne: ligne.id == scopes.MOI,
    "auteur": lambda ligne: ligne.auteur_id == scopes.MOI,
    "auteur_collegue": lambda ligne: scopes.collegue(ligne.auteur_id),
    "prescripteur_collegue": lambda ligne: scopes.collegue(ligne.prescripteur_id),
    "collaborateur": lambda ligne: ligne.collaborateur_id == scopes.MOI,
    "acte": lambda ligne: ligne.action != db.ActionJournal.ACCES_REFUSE,
    "d_autrui": lambda ligne: ligne.collaborateur_id != scopes.MOI,
    "structure_nommable": scopes.structure_nommable,
    "collaborateur_nommable": scopes.collaborateur_nommable,
    "objet_nommable": scopes.objet_nommable,
    "definition_hors_sante": scopes.definition_hors_sante,
    "participant_a": lambda ligne: scopes.participant(ligne, scopes.dossier_de_parcours),
    "participant_t": lambda ligne: scopes.participant(ligne, scopes.dossier_du_territoire),
    "codee": scopes.valeur_codee,
    "fermee": scopes.question_fermee,
    "transmis": scopes.transmis,
    "transmis_sdi": lambda ligne: scopes.transmis(ligne, Destinataire.SDI),
    "transmis_tous": lambda ligne: scopes.transmis(ligne, *Destinataire),
}


@dataclass(frozen=True, slots=True)
class Portee:
    """One alternative of a cell: a scope of the file (`*` and `m` any, `` none asked) and qualifiers of the row."""

    dossier: str
    qualificatifs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cellule:
    """What a profil may do with a group: alternatives for reading and for writing. No alternative: refused.

    `suit`: the cell was written `=`, and holds what that of the row holds.
    """

    lecture: tuple[Portee, ...] = ()
    ecriture: tuple[Portee, ...] = ()
    suit: bool = False


class RegleAbsente(LookupError):
    """A model or a field that the table does not name."""


@dataclass(frozen=True, slots=True)
class Droits:
    """The rights on one model: the group of each field, the cells of each group, how a row names its file."""

    dossier: str | None
    groupes: dict[str, dict[Profil, Cellule]]
    champs: dict[str, str]
    masques: dict[str, str]


TABLE: dict[type[db.Base], Droits] = {}


Groupe = tuple[str, str, tuple[str, ...]]


def groupe(nom: str, champs: str, *cases: str) -> Groupe:
    """One row of the table: a field group, its fields (`*`: all others), and its cell for each of the `PROFILS`."""
    if len(cases) != len(PROFILS):
        raise ValueError(f"{nom}: {len(cases)} cells for {len(PROFILS)} profils")
    return nom, champs, cases


def droits(
    *modeles: type[db.Base], groupes: list[Groupe], dossier: str | None = None, masques: dict[str, str] | None = None
) -> None:
    """Adds models to the table.

    `dossier` is the attribute naming the row's file; `masques` the text shown instead of a field that is hidden for
    some rows only.
    """
    lignes = {
        p: _cellule(c) for nom, _, cases in groupes if nom == "ligne" for p, c in zip(PROFILS, cases, strict=True)
    }
    cellules = {
        nom: {p: _comme(lignes[p]) if c == "=" else _cellule(c) for p, c in zip(PROFILS, cases, strict=True)}
        for nom, _, cases in groupes
    }
    champs = {champ: nom for nom, noms, _ in groupes for champ in noms.split()}
    for modele in modeles:
        TABLE[modele] = Droits(dossier, cellules, champs, masques or {})


def _comme(ligne: Cellule) -> Cellule:
    return Cellule(ligne.lecture, ligne.ecriture, suit=True)


def _cellule(case: str) -> Cellule:
    """`RW s+propre | *+transmis` → alternatives; `R *, W a` gives each right its own."""
    lecture: list[Portee] = []
    ecriture: list[Portee] = []
    for part in () if case == "-" else case.split(","):
        rights, _, scope = part.strip().partition(" ")
        for alternative in scope.split("|"):
            dossier, *qualificatifs = alternative.strip().split("+")
            portee = Portee(dossier, tuple(qualificatifs))
            if "R" in rights:
                lecture.append(portee)
            if "W" in rights:
                ecriture.append(portee)
    return Cellule(tuple(lecture), tuple(ecriture))


def cellule(modele: type[db.Base], groupe: str, profil: Profil) -> Cellule:
    """The cell of the table. Errors: RegleAbsente."""
    try:
        return TABLE[modele].groupes[groupe][profil]
    except KeyError:
        raise RegleAbsente(f"{modele.__name__}.{groupe}") from None


@cache
def groupe_de(modele: type[db.Base], champ: str) -> str:
    """The group of a field; every row shows its identity and, unless a group names them, its dates.

    Errors: RegleAbsente.
    """
    rights = TABLE.get(modele)
    if rights is None:
        raise RegleAbsente(modele.__name__)
    groupe = rights.champs.get(champ)
    if groupe is not None:
        return groupe
    if champ in ("id", "version", "cree_le", "modifie_le", "acces", "droits_lecture", "droits_ecriture"):
        return "ligne"
    if "*" not in rights.champs:
        raise RegleAbsente(f"{modele.__name__}.{champ}")
    return rights.champs["*"]


@cache
def groupe_decisif(modele: type[db.Base], champ: str, profil: Profil) -> str:
    """The group whose cell decides of a field for this profil: `ligne` where its own says `=`. Errors: RegleAbsente."""
    groupe = groupe_de(modele, champ)
    return "ligne" if cellule(modele, groupe, profil).suit else groupe


@cache
def reservee(modele: type[db.Base]) -> bool:
    """Whether some profil does not read every row of `modele`: asking for one of them by its id is worth noting."""
    return any(Portee("*") not in cellule.lecture for cellule in TABLE[modele].groupes["ligne"].values())


@cache
def sous_pseudonyme(modele: type[db.Base], profil: Profil) -> bool:
    """Whether this profil reads the rows of `modele` under a pseudonym (scope `m`)."""
    rights = TABLE.get(modele)
    return rights is not None and any(p.dossier == "m" for p in rights.groupes["ligne"][profil].lecture)


@dataclass(frozen=True, slots=True)
class File:
    """The file that a row belongs to: its id as SQL, and the scopes already known to hold for it."""

    id: Any
    acquis: frozenset[str] = frozenset()


def lecture(modele: type[db.Base], groupe: str, profil: Profil, ligne: Any, file: File | None) -> Any:
    """The condition under which this profil reads this group of this row.

    Returns None when it is refused to the whole profil, `true()` when nothing has to be checked, else SQL. `file`
    carries what the statement has already established about the row's file.
    """
    cell = cellule(modele, groupe, profil)
    if cell.suit and cell.lecture:
        return true()
    permise = condition(cell.lecture, modele, ligne, file)
    if modele is db.Beneficiaire and groupe == "ligne" and permise is not None:
        # A file merged into another exists for nobody, whatever the scope.
        return and_(ligne.fusionne_dans_id.is_(None), permise)
    return permise


def ecriture(modele: type[db.Base], groupe: str, profil: Profil, ligne: Any) -> Any:
    """The condition under which this profil writes this group of this row; None when refused to the whole profil."""
    return condition(cellule(modele, groupe, profil).ecriture, modele, ligne, None)


def ecriture_du_dossier(modele: type[db.Base], groupe: str, profil: Profil, dossier: Any) -> Any:
    """The condition under which this profil may add a row of `modele` to a file; None when refused to the whole profil.

    What the cell asks of the row itself is asked once the row exists (`ecriture`).
    """
    portees = {portee.dossier for portee in cellule(modele, groupe, profil).ecriture}
    if not portees:
        return None
    if not portees <= DOSSIER.keys():
        return true()
    return or_(*(DOSSIER[portee](dossier) for portee in sorted(portees)))


def condition(portees: tuple[Portee, ...], modele: type[db.Base], ligne: Any, file: File | None) -> Any:
    """One of these alternatives holds for the row: as `lecture` says."""
    if not portees:
        return None
    alternatives = [_alternative(portee, modele, ligne, file) for portee in portees]
    return true() if any(not parts for parts in alternatives) else or_(*(and_(*parts) for parts in alternatives))


def _alternative(portee: Portee, modele: type[db.Base], ligne: Any, file: File | None) -> list[ColumnElement[bool]]:
    parts = [LIGNE[qualificatif](ligne) for qualificatif in portee.qualificatifs]
    acquis = file.acquis if file else frozenset()
    if portee.dossier in DOSSIER and portee.dossier not in acquis:
        dossier = file.id if file else getattr(ligne, TABLE[modele].dossier or "id")
        if portee.dossier == "t" and modele is db.Beneficiaire:
            parts.append(scopes.du_territoire(ligne.secteur_id))
        else:
            parts.append(DOSSIER[portee.dossier](dossier))
    return parts


def acquis(modele: type[db.Base], profil: Profil) -> frozenset[str]:
    """The scopes of the file that hold for every row of `modele` that this profil sees."""
    portees = cellule(modele, "ligne", profil).lecture
    communs = {portee.dossier for portee in portees}
    return frozenset(communs & DOSSIER.keys()) if len(communs) == 1 else frozenset()
