"""Every path of the schema that leads to a row of a file, as selections of a bounded depth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from graphql import GraphQLList, GraphQLObjectType, GraphQLOutputType, get_named_type, is_object_type

from schema import schema
from tests.rights.matrice import HOMONYMES, LIGNES, PARTIES

TYPES = schema._schema.type_map


@dataclass
class Selection:
    """One field: `sorte` is scalaire, ouvert (an object that everybody reads), partie, un, liste or connexion.

    `nom` is what the matrix and the population call it.
    """

    champ: str
    sorte: str
    type: str
    contenu: list[Selection] = field(default_factory=list)
    nom: str = ""

    def __post_init__(self) -> None:
        self.nom = self.nom or self.champ

    def cles(self) -> list[str]:
        """What is read of the nodes of a connection's edges."""
        return [choix.champ for choix in self.contenu if choix.champ in ("id", "requete")]

    def texte(self) -> str:
        """As GraphQL."""
        if not self.contenu:
            return self.champ
        dedans = ecrire(self.contenu)
        if self.sorte == "connexion":
            dedans = f"totalCount nodes {{ {dedans} }} edges {{ node {{ {' '.join(self.cles())} }} }}"
        return f"{self.champ} {{ {dedans} }}"


def ecrire(selection: list[Selection]) -> str:
    """A selection as GraphQL."""
    return " ".join(choix.texte() for choix in selection)


def objet(nom: str) -> GraphQLObjectType:
    """A type of the schema. Errors: AssertionError when it is no object."""
    trouve = TYPES[nom]
    assert isinstance(trouve, GraphQLObjectType)
    return trouve


def selection(type_: str, profondeur: int) -> list[Selection]:
    """All the fields of a type and, `profondeur` relations deep, of the rows of a file that it leads to.

    Beyond, only what identifies a row and its texts are read.
    """
    return list(_champs(type_, profondeur))


def _champs(type_: str, profondeur: int) -> Iterator[Selection]:
    for nom, declare in objet(type_).fields.items():
        cible = get_named_type(declare.type)
        if not is_object_type(cible):
            if profondeur > 0 or cible.name in ("String", "ID", "Date"):
                yield Selection(nom, "scalaire", cible.name)
        elif cible.name in PARTIES:
            contenu = selection(cible.name, profondeur)
            if contenu:
                yield Selection(nom, "partie", cible.name, contenu)
        else:
            yield from _relation(type_, nom, declare.type, cible.name, profondeur)


def _relation(type_: str, nom: str, declare: GraphQLOutputType, cible: str, profondeur: int) -> Iterator[Selection]:
    noeud = cible.removesuffix("Connection")
    if noeud not in LIGNES:
        if profondeur > 0:
            yield Selection(nom, "ouvert", noeud, [Selection("__typename", "scalaire", "String")])
        return
    # Rows without an id end a path: they lead nowhere but to what everybody reads.
    terminal = "id" not in objet(noeud).fields
    if profondeur > 0 or terminal:
        sorte = "connexion" if noeud != cible else "liste" if _est_liste(declare) else "un"
        yield Selection(nom, sorte, noeud, selection(noeud, profondeur - 1), HOMONYMES.get(f"{type_}.{nom}", nom))


def _est_liste(type_: GraphQLOutputType) -> bool:
    nu = getattr(type_, "of_type", type_) if not isinstance(type_, GraphQLList) else type_
    return isinstance(nu, GraphQLList)
