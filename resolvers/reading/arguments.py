"""The arguments of fields inside a selection: each site reads them into a shape (part of the plan) and values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from graphql import GraphQLObjectType, get_named_type

from auth.rules import sous_pseudonyme
from db.enums import Profil
from resolvers.reading.bindings import filters_of, model_of, node_of
from resolvers.reading.coarse import check_sort
from resolvers.reading.cursors import Cursor
from resolvers.reading.filters import shape
from resolvers.reading.pages import MAXIMUM, PAR_DEFAUT, Page
from resolvers.reading.refusals import invalide
from resolvers.reading.selection import Site

LIMITE_MAXIMALE = 500


@dataclass(frozen=True, slots=True)
class Limit:
    """The shape of a list: whether it is limited, and whether what is over is in it."""

    limited: bool
    historique: bool = True


class ArgumentReader(Protocol):
    """Reads the arguments of one site."""

    def read(self, variables: Any) -> tuple[Any, list[Any]]:
        """(shape, values in the order of its parameters). Errors: GraphQLError REQUETE_INVALIDE."""


class Constant:
    """A site without variables: read once."""

    def __init__(self, reader: ArgumentReader) -> None:
        self._read = reader.read({})

    def read(self, variables: Any) -> tuple[Any, list[Any]]:
        return self._read


class ListReader:
    """`limite` of a list, and `historique` where it has one."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def read(self, variables: Any) -> tuple[Limit, list[Any]]:
        given = self.site.values(variables)
        limite, historique = given.get("limite"), given.get("historique", True)
        if limite is None:
            return Limit(False, historique), []
        if not 0 <= limite <= LIMITE_MAXIMALE:
            raise invalide(f"« limite » va de 0 à {LIMITE_MAXIMALE}.", self.site.node)
        return Limit(True, historique), [limite]


class PageReader:
    """`first`/`after`, `last`/`before`, `filtre` and `tri` of a connection."""

    def __init__(self, site: Site, node: GraphQLObjectType, profil: Profil) -> None:
        self.site, self.profil, self.filters = site, profil, filters_of(node)
        self.modele = model_of(node)
        self.liste = list_name(node, profil)

    def read(self, variables: Any) -> tuple[Page, list[Any]]:
        given = self.site.values(variables)
        first, last, after, before = (given.get(name) for name in ("first", "last", "after", "before"))
        backwards = last is not None or before is not None
        if backwards and (first is not None or after is not None):
            raise invalide("Utilisez « first » et « after », ou « last » et « before », pas les deux.", self.site.node)
        asked = last if backwards else first
        size = PAR_DEFAUT if asked is None else int(asked)
        if not 0 <= size <= MAXIMUM:
            raise invalide(f"« {'last' if backwards else 'first'} » va de 0 à {MAXIMUM}.", self.site.node)
        filtre, values = self._filter(given.get("filtre"))
        tri = tuple(self._sort(one) for one in given.get("tri") or ())
        page = Page(backwards, filtre, tri, None)
        cursor: Cursor | None = before if backwards else after
        if cursor is None:
            return page, [size, *values]
        if cursor.liste != page.liste(self.liste):
            raise invalide("Ce curseur vient d'une liste triée autrement : reprenez au début.", self.site.node)
        nulls = tuple(value is None for value in cursor.valeurs)
        found = [value for value in cursor.valeurs if value is not None]
        return Page(backwards, filtre, tri, nulls), [size, *values, *found]

    def _filter(self, filtre: dict[str, Any] | None) -> tuple[Any, list[Any]]:
        if not filtre:
            return (), []
        assert self.filters is not None
        return shape(filtre, self.filters, self.profil)

    def _sort(self, one: dict[str, Any]) -> tuple[str, bool]:
        champ = one["champ"]
        check_sort(self.profil, self.modele, champ.name, champ.value)
        return champ.value, one["sens"].value == "DESC"


def list_name(node: GraphQLObjectType, profil: Profil) -> str:
    """What names a list in its cursors: those of a list of pseudonyms are of no use in another."""
    model = model_of(node)
    return ("pseudonyme " if model and sous_pseudonyme(model, profil) else "") + node.name


def argument_reader(site: Site, profil: Profil) -> ArgumentReader:
    """The reader of a site for one profil, by what its field returns."""
    type_ = get_named_type(site.field.type)
    node = node_of(type_) if isinstance(type_, GraphQLObjectType) else None
    reader: ArgumentReader = PageReader(site, node, profil) if node is not None else ListReader(site)
    return Constant(reader) if site.constant else reader
