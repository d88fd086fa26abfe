"""The arguments of fields inside a selection: each site reads them into a shape (part of the plan) and values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from graphql import GraphQLObjectType, get_named_type

from resolvers.reading.bindings import filters_of, node_of
from resolvers.reading.cursors import Cursor
from resolvers.reading.filters import shape
from resolvers.reading.pages import MAXIMUM, PAR_DEFAUT, Page
from resolvers.reading.refusals import invalide
from resolvers.reading.selection import Site

LIMITE_MAXIMALE = 500


@dataclass(frozen=True, slots=True)
class Limit:
    """The shape of a list: whether it is limited."""

    limited: bool


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
    """`limite` of a list."""

    def __init__(self, site: Site) -> None:
        self.site = site

    def read(self, variables: Any) -> tuple[Limit, list[Any]]:
        limite = self.site.values(variables).get("limite")
        if limite is None:
            return Limit(False), []
        if not 0 <= limite <= LIMITE_MAXIMALE:
            raise invalide(f"« limite » va de 0 à {LIMITE_MAXIMALE}.", self.site.node)
        return Limit(True), [limite]


class PageReader:
    """`first`/`after`, `last`/`before`, `filtre` and `tri` of a connection."""

    def __init__(self, site: Site, node: GraphQLObjectType) -> None:
        self.site, self.node, self.filters = site, node, filters_of(node)

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
        tri = tuple((one["champ"].value, one["sens"].value == "DESC") for one in given.get("tri") or ())
        page = Page(backwards, filtre, tri, None)
        cursor: Cursor | None = before if backwards else after
        if cursor is None:
            return page, [size, *values]
        if cursor.liste != page.liste(self.node.name):
            raise invalide("Ce curseur vient d'une liste triée autrement : reprenez au début.", self.site.node)
        nulls = tuple(value is None for value in cursor.valeurs)
        found = [value for value in cursor.valeurs if value is not None]
        return Page(backwards, filtre, tri, nulls), [size, *values, *found]

    def _filter(self, filtre: dict[str, Any] | None) -> tuple[Any, list[Any]]:
        if not filtre:
            return (), []
        assert self.filters is not None
        return shape(filtre, self.filters)


def argument_reader(site: Site) -> ArgumentReader:
    """The reader of a site, by what its field returns."""
    type_ = get_named_type(site.field.type)
    node = node_of(type_) if isinstance(type_, GraphQLObjectType) else None
    reader: ArgumentReader = PageReader(site, node) if node is not None else ListReader(site)
    return Constant(reader) if site.constant else reader
