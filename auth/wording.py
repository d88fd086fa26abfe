"""The table of rights in words and in short: what descriptions and the SDL say of who may read a field."""

from __future__ import annotations

from auth.policy import TABLE
from auth.rules import PROFILS, Cellule, Portee
from db.base import Base
from db.enums import Profil

NOMS = {
    Profil.ACCUEIL: "accueil",
    Profil.REFERENT: "référents d'étape",
    Profil.RESPONSABLE: "responsables",
    Profil.REFERENT_PARCOURS: "référents de parcours",
    Profil.SDI: "SDI",
    Profil.PILOTE: "pilotes",
    Profil.INFOCENTRE: "infocentre",
    Profil.SUPPORT: "support",
}
PORTEES = {
    "s": "dossiers que suit leur structure",
    "a": "dossiers dont ils sont référents",
    "t": "dossiers de leur territoire",
    "*": "tous les dossiers",
    "m": "tous les dossiers, sous pseudonyme",
}
QUALIFICATIFS = {
    "propre": "lignes de leur structure",
    "visible": "hors santé et structures sensibles des autres",
    "ouverte_a_tous": "lignes de leur structure, et si le Département l'a choisi les autres hors santé et structures "
    "sensibles",
    "referent": "hors référents d'étapes masquées",
    "objectif_propre": "hors objectifs des seules étapes des autres",
    "objectif_visible": "hors objectifs des seules étapes masquées",
    "hors_sante": "hors santé notée par d'autres",
    "sans_sante": "hors santé",
    "soi": "pour eux-mêmes",
    "auteur": "leurs propres lignes",
    "auteur_collegue": "s'il est de leur structure",
    "prescripteur_collegue": "s'il est de leur structure",
    "collaborateur": "leurs propres lignes",
    "acte": "hors accès refusés",
    "d_autrui": "actions des autres",
    "structure_nommable": "hors structures des autres opérateurs",
    "collaborateur_nommable": "hors collaborateurs des autres opérateurs",
    "objet_nommable": "le dossier, ou ce qu'a touché leur structure",
    "definition_hors_sante": "hors santé et handicap",
    "codee": "valeurs codées",
    "fermee": "questions fermées",
    "participant_a": "séances de leurs dossiers",
    "participant_t": "séances des dossiers de leur territoire",
    "transmis": "transmis à leur structure",
    "transmis_sdi": "transmis au SDI",
    "transmis_tous": "transmis",
}


def in_short(model: type[Base], group: str) -> str:
    """The cells of a group for a program: `REFERENT s+propre, PILOTE *`, refused profils left out."""
    cells = TABLE[model].groupes[group]
    return ", ".join(f"{profil} {_short(cells[profil])}".strip() for profil in PROFILS if cells[profil].lecture)


def in_words(model: type[Base], group: str) -> str:
    """Who reads a group, in French; empty when everybody reads it all."""
    cells = TABLE[model].groupes[group]
    if any(cell.suit for cell in cells.values()) and all(cell.suit or not cell.lecture for cell in cells.values()):
        closed = [p for p in PROFILS if TABLE[model].groupes["ligne"][p].lecture and not cells[p].lecture]
        return f"Fermé à : {', '.join(NOMS[profil] for profil in closed)}."
    readers: dict[str, list[str]] = {}
    for profil in PROFILS:
        if cells[profil].lecture:
            readers.setdefault(_words(cells[profil]), []).append(NOMS[profil])
    if not readers:
        return "Fermé à tous les profils."
    if list(readers.values()) == [list(NOMS.values())] and "dossiers" not in next(iter(readers)):
        scope = next(iter(readers))
        return f"Lisible par tous ({scope})." if scope else ""
    if list(readers) == [PORTEES["*"]] and len(readers[PORTEES["*"]]) == len(PROFILS):
        return ""
    said = (f"{', '.join(names)} ({scope})" if scope else ", ".join(names) for scope, names in readers.items())
    return f"Lisible par : {' ; '.join(said)}."


def _short(cell: Cellule) -> str:
    return " | ".join("+".join((portee.dossier, *portee.qualificatifs)) for portee in cell.lecture)


def _words(cell: Cellule) -> str:
    return ", ou ".join(_alternative(portee) for portee in cell.lecture)


def _alternative(portee: Portee) -> str:
    parts = [PORTEES[portee.dossier]] if portee.dossier else []
    return ", ".join([*parts, *(QUALIFICATIFS[name] for name in portee.qualificatifs)])
