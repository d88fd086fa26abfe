"""Reads and checks the reference files: from TOML to rows by table, references still written as codes."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from db.enums import FormeCaracteristique, NatureMotifFin, TypeCaracteristique, TypeQuestion
from db.referentiels.formes import (
    Controle,
    Forme,
    Regle,
    code,
    connu,
    entier,
    membre,
    nom_champ,
    nommer,
    oui_non,
    suggestion,
    texte,
    textes,
)

Ligne = dict[str, Any]
"""A row: column → value; a reference stands under its column's name without `_id`, as a code."""

DOSSIER = Path(__file__).parent
MODELES = "modeles_bilan"


class ErreurReferentiel(ValueError):
    """The reference files are wrong. Its text, in French, has one line a fault: file › entry › key : what is wrong."""

    def __init__(self, fautes: list[str]) -> None:
        super().__init__("\n".join(fautes))
        self.fautes = tuple(fautes)


@dataclass(frozen=True)
class Modele:
    """A bilan model as its file states it; `questions` are rows of `question` without `modele`."""

    code: str
    libelle: str
    thematique: str
    version: int
    final: bool
    questions: tuple[Ligne, ...]


@dataclass(frozen=True)
class Referentiels:
    """Everything the files say: rows by table name, and the bilan models."""

    tables: dict[str, list[Ligne]]
    modeles: tuple[Modele, ...]


def lire(dossier: Path = DOSSIER) -> Referentiels:
    """Reads a folder of reference files.

    Errors: ErreurReferentiel naming every fault at once (missing or unknown file, TOML syntax, unknown, missing or
    repeated key, wrong type, duplicate, unknown reference).
    """
    lecteur = _Lecteur(dossier)
    lecteur.tout()
    if lecteur.fautes:
        raise ErreurReferentiel(lecteur.fautes)
    return Referentiels(dict(lecteur.tables), tuple(lecteur.modeles))


_NOMME: Forme = {"code": Regle(code), "libelle": Regle(texte)}
_CONTACT: Forme = {
    **_NOMME,
    "gestionnaire_nom": Regle(texte, None),
    "gestionnaire_code": Regle(texte, None),
    "conseiller_rsa": Regle(texte, None),
    "adresse": Regle(texte, None),
    "telephone": Regle(texte, None),
    "email": Regle(texte, None),
}
_THEMATIQUE: Forme = {**_NOMME, "sante": Regle(oui_non, False), "jours_presence": Regle(entier, 66)}
_MOTIF: Forme = {
    "code": Regle(entier),
    "libelle": Regle(texte),
    "nature": Regle(membre(NatureMotifFin)),
    "exige_bilan_final": Regle(oui_non, False),
    "exige_fnea": Regle(oui_non, False),
    "alerte_sdi": Regle(oui_non, False),
    "consequence": Regle(texte, None),
}
_CARACTERISTIQUE: Forme = {
    **_NOMME,
    "rubrique": Regle(texte),
    "type": Regle(membre(TypeCaracteristique)),
    "choix": Regle(textes, None),
    "delai_rafraichissement": Regle(entier, None),
    "sante": Regle(oui_non, False),
}
_TYPE_DE_LA_FORME = {
    FormeCaracteristique.SIRET: TypeCaracteristique.TEXTE,
    FormeCaracteristique.DATE_PASSEE: TypeCaracteristique.DATE,
}
_QUESTION: Forme = {
    **_NOMME,
    "type": Regle(membre(TypeQuestion)),
    "obligatoire": Regle(oui_non, False),
    "repetable": Regle(oui_non, False),
    "choix": Regle(textes, None),
}


class _Lecteur:
    """Reads file after file, keeping rows and faults; a reference is looked up among what was read before it."""

    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier
        self.fautes: list[str] = []
        self.tables: dict[str, list[Ligne]] = defaultdict(list)
        self.modeles: list[Modele] = []
        # Taken as written, faults or not: one wrong entry must not make every mention of it look wrong.
        self.codes_listes: list[str] = []
        self.codes_thematiques: list[str] = []

    def tout(self) -> None:
        lectures: dict[str, tuple[Callable[[str, Ligne], None], str | None]] = {
            "listes.toml": (self.listes, None),
            "dispositifs.toml": (self.dispositifs, "dispositifs"),
            "territoires.toml": (self.territoires, "territoire"),
            "thematiques.toml": (self.thematiques, "thematique"),
            "motifs_fin_etape.toml": (self.motifs, "motif"),
            "caracteristiques.toml": (self.caracteristiques, "caracteristique"),
            "caracteristiques_etape.toml": (self.caracteristiques_etape, "caracteristique"),
            "difficultes.toml": (self.difficultes, "nature"),
            "competences.toml": (self.competences, "groupe"),
            "modeles_document.toml": (self.modeles_document, "modele"),
            "aides.toml": (self.aides, None),
            "termes_sante.toml": (self.termes_sante, "termes"),
        }
        modeles = [f"{MODELES}/{chemin.name}" for chemin in sorted((self.dossier / MODELES).glob("*.toml"))]
        presents = {chemin.name for chemin in self.dossier.glob("*.toml")}
        for inconnu in sorted(presents - lectures.keys()):
            self.faute((inconnu,), f"fichier inconnu{suggestion(inconnu, list(lectures))}")
        if not modeles:
            self.faute((MODELES,), "aucun modèle de bilan")
        contenus = {nom: self.document(nom) for nom in [*lectures, *modeles]}
        if self.fautes:  # an unreadable file would make every reference to it look unknown
            return
        for nom, (lecture, bloc) in lectures.items():
            if bloc:
                self.seul_bloc(nom, contenus[nom], bloc)
            lecture(nom, contenus[nom])
        for nom in modeles:
            self.modele_bilan(nom, contenus[nom])

    # One method a file.

    def listes(self, fichier: str, contenu: Ligne) -> None:
        self.codes_listes = list(contenu)
        for liste, valeurs in contenu.items():
            if self.accepter((fichier, liste), liste, code):
                for rang, valeur, libelle in self.libelles((fichier, liste), valeurs):
                    cles = {"id": f"{liste}:{valeur}", "liste": liste, "code": valeur}
                    self.ajouter(
                        "valeur", (fichier, liste, valeur), {**cles, "libelle": libelle, "rang": rang}, ("id",)
                    )

    def dispositifs(self, fichier: str, contenu: Ligne) -> None:
        for _, valeur, libelle in self.libelles((fichier, "dispositifs"), contenu.get("dispositifs")):
            self.ajouter("dispositif", (fichier, valeur), {"code": valeur, "libelle": libelle})

    def territoires(self, fichier: str, contenu: Ligne) -> None:
        for ou, brut, ligne in self.entrees((fichier,), contenu, "territoire", _CONTACT, "secteur"):
            self.ajouter("territoire", ou, {**ligne, "parent": None})
            for ou_secteur, _, secteur in self.entrees(ou, {"secteur": brut.get("secteur", [])}, "secteur", _CONTACT):
                self.ajouter("territoire", ou_secteur, {**secteur, "parent": ligne["code"]})

    def thematiques(self, fichier: str, contenu: Ligne) -> None:
        blocs = contenu.get("thematique")
        if isinstance(blocs, list):
            self.codes_thematiques = [str(bloc["code"]) for bloc in blocs if isinstance(bloc, dict) and "code" in bloc]
        for ou, _, ligne in self.entrees((fichier,), contenu, "thematique", _THEMATIQUE):
            self.ajouter("thematique", ou, ligne)

    def motifs(self, fichier: str, contenu: Ligne) -> None:
        for ou, _, ligne in self.entrees((fichier,), contenu, "motif", _MOTIF):
            self.ajouter("motif_fin_etape", ou, ligne)

    def caracteristiques(self, fichier: str, contenu: Ligne) -> None:
        for ou, _, ligne in self.entrees((fichier,), contenu, "caracteristique", _CARACTERISTIQUE):
            self.accorder(ou, ligne, "choix", {TypeCaracteristique.CHOIX})
            self.ajouter("definition_caracteristique", ou, {**ligne, "rang": self.rang("definition_caracteristique")})

    def caracteristiques_etape(self, fichier: str, contenu: Ligne) -> None:
        forme: Forme = {
            **_NOMME,
            "thematique": Regle(connu("thématique", self.codes_thematiques), None),
            "rubrique": Regle(texte),
            "type": Regle(membre(TypeCaracteristique)),
            "forme": Regle(membre(FormeCaracteristique), None),
            "liste": Regle(connu("liste", self.codes_listes), None),
            "alerte_sdi": Regle(oui_non, False),
        }
        table = "definition_caracteristique_etape"
        for ou, _, ligne in self.entrees((fichier,), contenu, "caracteristique", forme):
            self.accorder(ou, ligne, "liste", {TypeCaracteristique.CHOIX})
            if ligne["forme"] and ligne["type"] != _TYPE_DE_LA_FORME[ligne["forme"]]:
                self.faute((*ou, "forme"), f"cette forme est celle du type {_TYPE_DE_LA_FORME[ligne['forme']]}")
            self.ajouter(table, ou, {**ligne, "rang": self.rang(table)}, ("code", "thematique"))

    def difficultes(self, fichier: str, contenu: Ligne) -> None:
        forme: Forme = {**_NOMME, "sante": Regle(oui_non, False)}
        for ou, brut, ligne in self.entrees((fichier,), contenu, "nature", forme, "difficultes"):
            self.ajouter("nature_difficulte", ou, {**ligne, "rang": self.rang("nature_difficulte")})
            for rang, valeur, libelle in self.libelles((*ou, "difficultes"), brut.get("difficultes")):
                difficulte = {"nature": ligne["code"], "code": valeur, "libelle": libelle, "rang": rang}
                self.ajouter("difficulte_reference", (*ou, valeur), difficulte)

    def competences(self, fichier: str, contenu: Ligne) -> None:
        for ou, brut, groupe in self.entrees((fichier,), contenu, "groupe", _NOMME, "filiere"):
            self.ajouter("groupe_filiere", ou, groupe)
            for ou_filiere, brut_filiere, filiere in self.entrees(ou, brut, "filiere", _NOMME, "competences"):
                self.ajouter("filiere", ou_filiere, {"groupe": groupe["code"], **filiere})
                for _, valeur, libelle in self.libelles((*ou_filiere, "competences"), brut_filiere.get("competences")):
                    ligne = {"filiere": filiere["code"], "code": valeur, "libelle": libelle}
                    self.ajouter("competence_reference", (*ou_filiere, valeur), ligne)

    def modeles_document(self, fichier: str, contenu: Ligne) -> None:
        thematique = Regle(connu("thématique", self.codes_thematiques), None)
        forme: Forme = {**_NOMME, "thematique": thematique, "fnea": Regle(oui_non, False)}
        for ou, _, ligne in self.entrees((fichier,), contenu, "modele", forme):
            self.ajouter("modele_document", ou, ligne)

    def aides(self, fichier: str, contenu: Ligne) -> None:
        for ecran, bloc in contenu.items():
            ou = (fichier, ecran)
            ligne = self.entree(ou, bloc, {"texte": Regle(texte)}, "champs")
            if not self.accepter(ou, ecran, code) or ligne is None:
                continue
            self.ajouter("aide", ou, {"ecran": ecran, "champ": None, "texte": ligne["texte"]}, ("ecran", "champ"))
            champs = bloc.get("champs", {})
            if not isinstance(champs, dict):
                self.faute((*ou, "champs"), "un bloc de textes d'aide est attendu")
                continue
            for champ, aide in champs.items():
                if self.accepter((*ou, champ), champ, nom_champ) and self.accepter((*ou, champ), aide, texte):
                    ligne = {"ecran": ecran, "champ": champ, "texte": aide}
                    self.ajouter("aide", (*ou, champ), ligne, ("ecran", "champ"))

    def termes_sante(self, fichier: str, contenu: Ligne) -> None:
        self.accepter((fichier, "termes"), contenu.get("termes"), textes)

    def modele_bilan(self, fichier: str, contenu: Ligne) -> None:
        thematique = Regle(connu("thématique", self.codes_thematiques))
        forme: Forme = {
            **_NOMME,
            "thematique": thematique,
            "version": Regle(entier),
            "final": Regle(oui_non, True),
        }
        if (entete := self.entree((fichier,), contenu, forme, "section")) is None:
            return
        questions: list[Ligne] = []
        for ou, brut, section in self.entrees((fichier,), contenu, "section", {"titre": Regle(texte)}, "questions"):
            for ou_question, _, question in self.entrees(ou, brut, "questions", _QUESTION):
                self.accorder(ou_question, question, "choix", {TypeQuestion.CHOIX, TypeQuestion.CHOIX_MULTIPLE})
                if any(question["code"] == autre["code"] for autre in questions):
                    self.faute(ou_question, "ce code est déjà celui d'une autre question du modèle")
                questions.append({"section": section["titre"], **question, "rang": len(questions) + 1})
        if not questions:
            self.faute((fichier, "section"), "au moins une question est attendue")
        if any(entete["code"] == autre.code for autre in self.modeles):
            self.faute((fichier, entete["code"]), "ce code est déjà celui d'un autre modèle de bilan")
        self.modeles.append(Modele(**entete, questions=tuple(questions)))

    # What they share.

    def faute(self, ou: tuple[str, ...], message: str) -> None:
        self.fautes.append(f"{' › '.join(ou)} : {message}")

    def document(self, nom: str) -> Ligne:
        """The content of one file; empty, with a fault, when it cannot be read."""
        try:
            if contenu := tomllib.loads((self.dossier / nom).read_text(encoding="utf-8")):
                return contenu
            self.faute((nom,), "fichier vide")
        except FileNotFoundError:
            self.faute((nom,), "fichier absent")
        except UnicodeDecodeError:
            self.faute((nom,), "le fichier n'est pas enregistré en UTF-8")
        except tomllib.TOMLDecodeError as erreur:
            self.faute((nom,), _syntaxe(erreur))
        return {}

    def accepter(self, ou: tuple[str, ...], valeur: Any, controle: Controle) -> bool:
        """Whether the value passes; when not, its fault is kept."""
        if message := controle(valeur):
            self.faute(ou, message)
        return message is None

    def entree(self, ou: tuple[str, ...], brut: Any, forme: Forme, *blocs: str) -> Ligne | None:
        """The row of one entry, defaults filled in; None, with its faults, when it is wrong. `blocs` are read apart."""
        if not isinstance(brut, dict):
            self.faute(ou, f"un bloc est attendu, pas {nommer(brut)}")
            return None
        avant = len(self.fautes)
        for cle in brut.keys() - forme.keys() - set(blocs):
            self.faute((*ou, cle), f"clé inconnue{suggestion(cle, [*forme, *blocs])}")
        for cle, regle in forme.items():
            if cle in brut:
                self.accepter((*ou, cle), brut[cle], regle.controle)
            elif regle.obligatoire:
                self.faute((*ou, cle), "cette clé est obligatoire")
        if len(self.fautes) > avant:
            return None
        return {cle: brut.get(cle, regle.defaut) for cle, regle in forme.items()}

    def entrees(
        self, ou: tuple[str, ...], brut: Ligne, cle: str, forme: Forme, *blocs: str
    ) -> Iterator[tuple[tuple[str, ...], Ligne, Ligne]]:
        """(where, as written, row) of each good entry of the list `brut[cle]`."""
        suite = brut.get(cle, [])
        if not isinstance(suite, list):
            self.faute((*ou, cle), "une suite de blocs est attendue")
            return
        for numero, element in enumerate(suite, 1):
            nom = element.get("code", element.get("titre")) if isinstance(element, dict) else None
            nommee = isinstance(nom, str | int) and not isinstance(nom, bool)
            lieu = (*ou, str(nom) if nommee else f"{cle} n° {numero}")
            if (ligne := self.entree(lieu, element, forme, *blocs)) is not None:
                yield lieu, element, ligne

    def seul_bloc(self, fichier: str, contenu: Ligne, attendu: str) -> None:
        """The file holds the block `attendu` and nothing else; an emptied file would withdraw every value."""
        for cle in sorted(contenu.keys() - {attendu}):
            self.faute((fichier, cle), f"bloc inconnu{suggestion(cle, [attendu])}")
        if not contenu.get(attendu):
            self.faute((fichier, attendu), "ce bloc est obligatoire")

    def libelles(self, ou: tuple[str, ...], brut: Any) -> Iterator[tuple[int, str, str]]:
        """(rank from 1, code, label) of each good line CODE = "label"."""
        if not isinstance(brut, dict) or not brut:
            self.faute(ou, 'des lignes CODE = "libellé" sont attendues')
            return
        for rang, (cle, libelle) in enumerate(brut.items(), 1):
            bons = self.accepter((*ou, cle), cle, code), self.accepter((*ou, cle), libelle, texte)
            if all(bons):
                yield rang, cle, libelle

    def ajouter(self, table: str, ou: tuple[str, ...], ligne: Ligne, cle: tuple[str, ...] = ("code",)) -> None:
        if any(all(ligne[nom] == autre[nom] for nom in cle) for autre in self.tables[table]):
            self.faute(ou, "ce code est déjà utilisé par une autre entrée")
        self.tables[table].append(ligne)

    def accorder(self, ou: tuple[str, ...], ligne: Ligne, cle: str, types: set[Any]) -> None:
        """`cle` is written for these types, and only for them."""
        if (ligne["type"] in types) != (ligne[cle] is not None):
            attendu = "obligatoire" if ligne["type"] in types else "sans objet"
            self.faute((*ou, cle), f"cette clé est {attendu} pour le type {ligne['type']}")

    def rang(self, table: str) -> int:
        return len(self.tables[table]) + 1


def _syntaxe(erreur: tomllib.TOMLDecodeError) -> str:
    """Python's message in French, with the line it names."""
    place = re.search(r"at line (\d+), column (\d+)", str(erreur))
    lieu = f", ligne {place[1]}, colonne {place[2]}" if place else ", à la fin du fichier"
    if re.search(r"Cannot (overwrite|declare|mutate)|Duplicate", str(erreur)):
        return f"clé ou bloc écrit deux fois{lieu}"
    return f"écriture TOML incorrecte{lieu} (guillemet, crochet ou signe = oublié ?)"
