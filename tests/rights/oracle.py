"""What each account must get, computed from `matrice.py` over facts that `population.py` states about each row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.rights.chemins import Selection
from tests.rights.matrice import (
    GROUPES,
    HISTORIQUES,
    MASQUES,
    OUVERTS,
    RETOURS,
    SOUS_PSEUDONYME,
    cellule,
    regle_champ,
    regle_ligne,
)

LIBRE: Any = "…"
"""Stands for a value that the population does not track, in what is expected and in what was got."""


@dataclass(frozen=True)
class Compte:
    """Who asks: the profil, and the structures where they work, those of operators."""

    nom: str
    profil: str
    structures: frozenset[str] = frozenset()


COMPTES = {
    compte.nom: compte
    for compte in (
        Compte("accueil", "ACCUEIL", frozenset("A")),
        Compte("referent", "REFERENT", frozenset("A")),
        Compte("responsable", "RESPONSABLE", frozenset("A")),
        Compte("referent_b", "REFERENT", frozenset("B")),
        Compte("referent_s", "REFERENT", frozenset("S")),
        Compte("double", "RESPONSABLE", frozenset("AS")),
        Compte("parcours", "REFERENT_PARCOURS"),
        Compte("sdi", "SDI"),
        Compte("pilote", "PILOTE"),
        Compte("infocentre", "INFOCENTRE"),
        Compte("support", "SUPPORT"),
    )
}


@dataclass
class Dossier:
    """A file as its kind makes it: the structures that follow it, the accounts for which it is « a » or « t »."""

    nom: str
    suivi: frozenset[str] = frozenset()
    parcours: bool = False
    territoire: bool = False


@dataclass(eq=False, repr=False)
class Ligne:
    """A row: its facts, the values written in it, and the rows that it leads to.

    `cachee`: health, or a sensible structure. `nomme`: the structure of the person that the row names. `champs` holds
    what was written, by GraphQL field; `vers` the rows at the other end of each relation; `porteur` the row and field
    through which alone it is read; `objet` the row that a change was made to; `premier` names the relations that show
    the first of them that is read; `jeton` is the id that INFOCENTRE reads; `codee`, `fermee`: the value, the answer is
    one of those offered.
    """

    type: str
    dossiers: list[Dossier]
    structure: str | None = None
    cachee: bool = False
    sante: bool = False
    auteur: str | None = None
    nomme: str | None = None
    transmis: frozenset[str] = frozenset()
    codee: bool = False
    fermee: bool = False
    champs: dict[str, Any] = field(default_factory=dict)
    vers: dict[str, list[Ligne]] = field(default_factory=dict)
    premier: frozenset[str] = frozenset({"dernierEntretien", "prochainEntretien", "referentParcours"})
    porteur: tuple[Ligne, str] | None = None
    objet: Ligne | None = None
    row: Any = None
    jeton: str = ""

    def lier(self, champ: str, *lignes: Ligne) -> None:
        """Adds rows at the other end of a relation."""
        self.vers.setdefault(champ, []).extend(lignes)


def vrai(mot: str, compte: Compte, ligne: Ligne) -> bool:
    """The meaning of one word of the matrix."""
    sienne = ligne.structure in compte.structures
    match mot:
        case "oui" | "tous":
            return True
        case "suivi":
            return any(compte.structures & dossier.suivi for dossier in ligne.dossiers)
        case "parcours":
            return any(dossier.parcours for dossier in ligne.dossiers)
        case "territoire":
            return any(dossier.territoire for dossier in ligne.dossiers)
        case "auteur":
            return ligne.auteur == compte.nom
        case "propre":
            return sienne
        case "montrable":
            return sienne or not ligne.cachee
        case "hors_sante":
            return sienne or not ligne.sante
        case "sans_sante":
            return not ligne.sante
        case "etape_propre" | "etape_montrable":
            etapes = ligne.vers.get("etapes", [])
            return not etapes or any(vrai(mot.removeprefix("etape_"), compte, etape) for etape in etapes)
        case "departement":
            return ligne.structure is None
        case "fiche":
            return str(ligne.champs["objet"]).startswith("Beneficiaire:")
        case "collegue":
            return ligne.nomme in compte.structures
        case "codee":
            return ligne.codee
        case "fermee":
            return ligne.fermee
        case "transmis":
            return bool(compte.structures & ligne.transmis)
        case "transmis_sdi":
            return "SDI" in ligne.transmis
        case "transmis_tous":
            return bool(ligne.transmis)
    raise AssertionError(mot)


def tient(regle: str, compte: Compte, ligne: Ligne) -> bool:
    """Whether a cell of the matrix lets this account read this row."""
    return any(
        all(vrai(mot, compte, ligne) for mot in choix.strip().split("+")) for choix in regle.split("/") if regle != "-"
    )


def existe(compte: Compte, ligne: Ligne) -> bool:
    """Whether the row exists for the account. A change is told of a field that is read on its object."""
    if ligne.objet is not None:
        champ = regle_champ(ligne.objet.type, ligne.champs["champ"], compte.profil)
        passe = HISTORIQUES.get(ligne.objet.type)
        if not tient(champ, compte, ligne.objet) or (
            passe is not None and not tient(cellule(passe, compte.profil), compte, ligne.objet)
        ):
            return False
    return tient(regle_ligne(ligne.type, compte.profil), compte, ligne)


def acces(compte: Compte, ligne: Ligne) -> str:
    """RESTREINT when a group that the profil reads elsewhere is hidden on this row (rule 4)."""
    tables = {table for (type_, _), table in GROUPES.items() if type_ == ligne.type}
    cellules = [cellule(table, compte.profil) for table in tables]
    return "COMPLET" if all(tient(c, compte, ligne) for c in cellules if c != "-") else "RESTREINT"


def identifiant(compte: Compte, ligne: Ligne) -> str:
    """The global id that this account reads of a row."""
    opaque = compte.profil == "INFOCENTRE" and ligne.type in SOUS_PSEUDONYME
    return ligne.jeton if opaque else str(ligne.champs["id"])


def secret(compte: Compte, lignes: list[Ligne]) -> bool:
    """Whether these rows are too few people's to be told to this account."""
    personnes = {id(dossier) for ligne in lignes for dossier in ligne.dossiers}
    return compte.profil == "INFOCENTRE" and len(personnes) < 5


def attendu(compte: Compte, ligne: Ligne, selection: list[Selection]) -> dict[str, Any]:
    """The object that this account gets for a row that exists for it."""
    return {choix.champ: _valeur(compte, ligne, choix) for choix in selection}


def _valeur(compte: Compte, ligne: Ligne, choix: Selection) -> Any:
    if choix.nom == "acces":
        return acces(compte, ligne)
    if choix.champ == "id":
        return identifiant(compte, ligne)
    if choix.sorte == "partie":
        return attendu(compte, ligne, choix.contenu)
    regle = regle_champ(ligne.type, choix.nom, compte.profil)
    if not tient(regle, compte, ligne):
        return None if regle == "-" else MASQUES.get(f"{ligne.type}.{choix.nom}")
    if choix.sorte in ("scalaire", "ouvert"):
        return ligne.champs.get(choix.nom, LIBRE)
    if regle_ligne(choix.type, compte.profil) == "-":
        return None
    retour = RETOURS.get(f"{ligne.type}.{choix.nom}")
    lues = [
        autre
        for autre in ligne.vers.get(choix.nom, [])
        if existe(compte, autre)
        and (retour is None or tient(regle_champ(autre.type, retour, compte.profil), compte, autre))
    ]
    if choix.sorte == "un":
        trouvees = lues[:1] if choix.nom in ligne.premier else lues
        return attendu(compte, trouvees[0], choix.contenu) if trouvees else None
    if choix.sorte == "liste":
        if ligne.type == "Seance" and secret(compte, lues):
            return None
        return ranger([attendu(compte, autre, choix.contenu) for autre in lues])
    return page(compte, lues, choix)


def page(compte: Compte, lignes: list[Ligne], choix: Selection) -> dict[str, Any]:
    """The connection that shows these rows; one within a file counts them exactly."""
    noeuds = ranger([attendu(compte, autre, choix.contenu) for autre in lignes])
    aretes = [{"node": {nom: noeud[nom] for nom in choix.cles()}} for noeud in noeuds]
    return {"totalCount": len(lignes), "nodes": noeuds, "edges": aretes}


def interdits(compte: Compte, type_: str, selection: Iterable[Selection], chemin: str) -> set[str]:
    """The response paths, without indices, of what is refused to the whole profil below a row of that type."""
    trouves = set()
    for choix in selection:
        ici = f"{chemin}.{choix.champ}"
        if choix.sorte == "partie":
            trouves |= interdits(compte, type_, choix.contenu, ici)
        elif regle_champ(type_, choix.nom, compte.profil) == "-":
            trouves.add(ici)
        elif choix.sorte in ("un", "liste", "connexion"):
            if choix.type not in OUVERTS and regle_ligne(choix.type, compte.profil) == "-":
                trouves.add(ici)
            else:
                suite = f"{ici}.nodes" if choix.sorte == "connexion" else ici
                trouves |= interdits(compte, choix.type, choix.contenu, suite)
    return trouves


def ranger(objets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows in an order that does not depend on how they were found."""
    return sorted(objets, key=lambda objet: str([objet.get(nom) for nom in CLES if nom in objet]))


CLES = ("id", "texte", "choix", "commentaire", "libelle", "valeur", "mois", "jour", "date", "requete", "champ")
"""What tells two rows of one type apart."""


def obtenu(brut: Any, voulu: Any, selection: list[Selection]) -> Any:
    """What was got, in the shape of `attendu`: lists in order, untracked values replaced."""
    if not isinstance(brut, dict) or not isinstance(voulu, dict):
        return brut
    return {choix.champ: _lu(brut[choix.champ], voulu[choix.champ], choix) for choix in selection}


def _lu(brut: Any, voulu: Any, choix: Selection) -> Any:
    if voulu is LIBRE:
        return LIBRE
    if choix.sorte == "connexion" and isinstance(brut, dict) and isinstance(voulu, dict):
        lus = _liste(brut["nodes"], voulu["nodes"], choix)
        aretes = sorted(brut["edges"], key=lambda arete: str(list(arete["node"].values())))
        return {"totalCount": brut["totalCount"], "nodes": lus, "edges": aretes}
    if choix.sorte == "liste" and isinstance(brut, list) and isinstance(voulu, list):
        return _liste(brut, voulu, choix)
    return obtenu(brut, voulu, choix.contenu) if choix.contenu else brut


def _liste(brut: list[Any], voulu: list[Any], choix: Selection) -> list[Any]:
    lus = ranger(brut)
    return [
        obtenu(lu, voulu[rang] if rang < len(voulu) else {c.champ: None for c in choix.contenu}, choix.contenu)
        for rang, lu in enumerate(lus)
    ]
