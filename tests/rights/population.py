"""A small world holding each kind of file, where every text of every row is unlike any other.

Each row is written with its facts, so that `oracle.py` can say who reads it without asking the database.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import Any

import db
from tests.pseudonymes import jeton
from tests.reading.monde import Monde, midi
from tests.rights.genres import REFERENTS
from tests.rights.matrice import regle_champ
from tests.rights.oracle import Compte, Ligne, existe, tient

SECRET = re.compile(r"Secret\d{5}Fin|\+33699\d{6}|(?<=\")77\d{8}(?=\")")
"""A text written in one field of one row."""
SANS_ID = frozenset(
    {
        "CaracteristiqueEtape",
        "ThemeEntretien",
        "Reponse",
        "Transmission",
        "Journal",
        "Consultation",
    }
)
"""The types that the API shows without an id."""


@dataclass(eq=False, repr=False)
class Population:
    """The rows of the world, by type in `de`, the whole of them in `lignes`."""

    monde: Monde
    lignes: list[Ligne] = field(default_factory=list)
    _numeros: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def de(self, type_: str) -> list[Ligne]:
        """The rows of a type."""
        return [ligne for ligne in self.lignes if ligne.type == type_]

    def secrets(self, compte: Compte) -> set[str]:
        """The texts that this account may read somewhere."""
        return {
            valeur
            for ligne in self.lignes
            if porte(compte, ligne)
            for champ, valeur in ligne.champs.items()
            if isinstance(valeur, str)
            and SECRET.search(f'"{valeur}"')
            and tient(regle_champ(ligne.type, champ, compte.profil), compte, ligne)
        }

    def texte(self) -> str:
        """A text found nowhere else."""
        return f"Secret{next(self._numeros):05d}Fin"

    async def poser(self, type_: str, ou: Any, **donnees: Any) -> Ligne:
        """Writes a row. `ou` is the file's row, or None; `faits` its facts; `secrets` the columns to fill with texts.

        `secrets` maps columns to GraphQL fields.
        """
        faits, secrets = donnees.pop("faits", {}), donnees.pop("secrets", {})
        champs = dict(donnees.pop("champs", {}))
        textes = {colonne: self.texte() for colonne in secrets}
        champs |= {secrets[colonne]: texte for colonne, texte in textes.items()}
        if ou is not None:
            donnees["beneficiaire_id"] = ou.row.id
        row = getattr(db, type_)(**donnees, **textes)
        await self.monde.ajouter(row)
        ligne = Ligne(type_, ou.dossiers if ou is not None else [], row=row, champs=champs, **faits)
        if "id" in row.__mapper__.columns and type_ not in SANS_ID:
            ligne.champs["id"] = f"{type_}:{row.id}"
            ligne.jeton = jeton("s" * 32, self.monde.moi("infocentre"), type_, row.id)
        if ou is not None:
            ligne.lier("beneficiaire", ou)
        self.lignes.append(ligne)
        return ligne

    async def partie(self, porteur: Ligne, champ: str, type_: str, **donnees: Any) -> Ligne:
        """A row that is read through another alone."""
        partie = await self.poser(type_, None, **donnees)
        partie.dossiers, partie.porteur = porteur.dossiers, (porteur, champ)
        return partie

    async def ecriture(self, ou: Ligne, objet: Ligne, auteur: str, champ: str) -> None:
        """A writing on an object: a row of the journal, and of the history of the object."""
        caller = self.monde.callers[auteur]
        texte = self.texte()
        structure = next((nom for nom, compte in REFERENTS.items() if compte == auteur), None)
        faits: dict[str, Any] = {"auteur": auteur, "structure": structure}
        geste = await self.poser(
            "Journal",
            ou,
            quand=midi(1),
            collaborateur_id=caller.collaborateur,
            structure_id=caller.structures[0],
            action=db.ActionJournal.MODIFICATION,
            type=objet.type,
            objet_id=objet.row.id,
            details={champ: {"avant": None, "apres": texte}},
            faits=faits,
            champs={"objet": objet.champs["id"]},
            secrets={"requete": "requete"},
        )
        dit = {"action": "MODIFICATION", "requete": geste.champs["requete"]}
        modification = Ligne("Modification", ou.dossiers, champs=dit, porteur=(objet, "historique"), **faits)
        changement = Ligne(
            "Changement",
            ou.dossiers,
            champs={"champ": champ, "avant": None, "apres": texte},
            porteur=(modification, "changements"),
            objet=objet,
        )
        modification.lier("changements", changement)
        objet.lier("historique", modification)
        self.lignes += [modification, changement]


def porte(compte: Compte, ligne: Ligne) -> bool:
    """Whether the row exists for the account, and the row that carries it shows it."""
    if ligne.porteur is None:
        return existe(compte, ligne)
    porteur, champ = ligne.porteur
    montre = tient(regle_champ(porteur.type, champ, compte.profil), compte, porteur)
    return existe(compte, ligne) and montre and porte(compte, porteur)
