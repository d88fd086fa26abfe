"""How a type says what it reads: the declarations behind every read type of the schema.

`@reads(db.Etape, …)` names the table; each field reads the column, relationship or SQL expression of its own name.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from typing import Any, Generic, TypeVar, dataclass_transform

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

import db
import schema.enums  # noqa: F401  an enum is described before a type first names it
from resolvers.reading.bindings import Attribute
from schema.scalars import Curseur

T = TypeVar("T")
_UNSET: object = strawberry.UNSET
TYPES: dict[str, type] = {}
"""Every type that reads a table, by GraphQL name."""


def field(description: str, *, attribute: str | None = None, **metadata: Any) -> Any:
    """A field that reads its own name, or `attribute`; `metadata` says what it costs, or how it is read."""
    if attribute is not None:
        metadata["attribute"] = Attribute(attribute)
    return strawberry.field(description=description, metadata=metadata)


def argument(name: str, annotation: object, description: str, default: object = _UNSET) -> StrawberryArgument:
    """An argument read by the engine, absent when it is not given and has no `default`."""
    return StrawberryArgument(
        python_name=name,
        graphql_name=None,
        type_annotation=StrawberryAnnotation(annotation, namespace=sys.modules[__name__].__dict__),
        description=description,
        default=default,
    )


def listing(description: str, *, attribute: str | None = None, historique: tuple[str, str] | None = None) -> Any:
    """A list, small by nature, that `limite` may shorten.

    `historique` (attribute, description): without the argument of that name, rows that have the attribute are left out.
    """
    metadata = {"historique": historique[0]} if historique else {}
    declared: StrawberryField = field(description, attribute=attribute, **metadata)
    declared.arguments = [
        argument("limite", "int | None", "Nombre de lignes au plus (de 0 à 500) ; toutes par défaut.")
    ]
    if historique is not None:
        declared.arguments.append(argument("historique", "bool", historique[1], default=False))
    return declared


def connection(description: str) -> Any:
    """A list without bound, read page by page. Its `filtre` and `tri` follow from its type (`schema/filters.py`)."""
    declared: StrawberryField = strawberry.field(description=description, metadata={"read": "connection"})
    declared.arguments = [
        argument("first", "int | None", "Nombre de lignes de la page, en avançant (20 par défaut, 100 au plus)."),
        argument("after", "Curseur | None", "Curseur après lequel la page commence."),
        argument("last", "int | None", "Nombre de lignes de la page, en reculant (20 par défaut, 100 au plus)."),
        argument("before", "Curseur | None", "Curseur avant lequel la page finit."),
    ]
    return declared


def by_key(description: str, **keys: str) -> Any:
    """A root field: one object by its id, or by another unique attribute among `keys` (name → description)."""
    declared: StrawberryField = strawberry.field(description=description, metadata={"read": "key"})
    only = len(keys) == 1
    declared.arguments = [
        argument(
            name,
            ("strawberry.ID" if name == "id" else "str") + ("" if only else " | None"),
            said,
        )
        for name, said in keys.items()
    ]
    return declared


def by_node(description: str) -> Any:
    """A root field: any object by its global id."""
    declared: StrawberryField = strawberry.field(description=description, metadata={"read": "node"})
    declared.arguments = [argument("id", "strawberry.ID", "Identifiant global.")]
    return declared


def by_nodes(description: str) -> Any:
    """A root field: several objects by their global ids."""
    declared: StrawberryField = strawberry.field(description=description, metadata={"read": "nodes"})
    declared.arguments = [argument("ids", "list[strawberry.ID]", "Identifiants globaux (100 au plus).")]
    return declared


def of_list(description: str, **conditions: tuple[str, str]) -> Any:
    """A root field: a list of reference data narrowed by equalities (name → annotation, description)."""
    declared: StrawberryField = strawberry.field(description=description, metadata={"read": "list"})
    declared.arguments = [argument(name, *said) for name, said in conditions.items()]
    return declared


def payload(description: str) -> Any:
    """A field of a mutation's payload: the object whose id the payload holds under the same name."""
    return strawberry.field(description=description, metadata={"read": "payload"})


def payloads(description: str) -> Any:
    """The same for a list of objects, whose ids the payload holds."""
    return strawberry.field(description=description, metadata={"read": "payloads"})


@dataclass_transform(kw_only_default=True, field_specifiers=(field, listing, connection))
def reads(
    model: type[db.Base],
    description: str,
    *,
    name: str | None = None,
    filters: str = "",
    sorts: str = "",
    natural: str | None = None,
) -> Callable[[type[T]], type[T]]:
    """Makes a GraphQL type of a class that reads `model`.

    `filters` and `sorts` name the fields that lists of this type may be filtered and sorted on (`texte`: the search
    of a person); `natural` is the attribute that they are sorted by when nothing is asked.
    """

    def decorate(cls: type[T]) -> type[T]:
        made = strawberry.type(cls, name=name, description=description)
        made.__model__ = model  # type: ignore[attr-defined]
        made.__order__ = natural  # type: ignore[attr-defined]
        made.__declared__ = (tuple(filters.split()), tuple(sorts.split()))  # type: ignore[attr-defined]
        TYPES[name or cls.__name__] = made
        return made

    return decorate


@strawberry.interface(description="Tout objet qui a un identifiant global.")
class Node:
    """Relay's Node."""

    id: strawberry.ID = strawberry.field(
        description="Identifiant global, de la forme « Type:123 » ; pour l'infocentre, « Type: » et un jeton qui ne "
        "sert qu'à lui.",
        metadata={"node": True},
    )


@strawberry.type
class Entite(Node):
    """What every row of no file shows."""

    cree_le: dt.datetime = field("Date et heure de création.")
    modifie_le: dt.datetime = field("Date et heure de la dernière modification.")
    version: int = field("Version de la ligne, à rendre avec une modification pour ne rien écraser.")


@strawberry.type
class LigneDossier(Node):
    """What every row of a file shows: when it was written is refused to some."""

    cree_le: dt.datetime | None = field("Date et heure de création.")
    modifie_le: dt.datetime | None = field("Date et heure de la dernière modification.")
    version: int | None = field("Version de la ligne, à rendre avec une modification pour ne rien écraser.")


@strawberry.type(description="Position d'une page dans une liste.")
class PageInfo:
    """Relay's PageInfo."""

    has_next_page: bool = strawberry.field(description="Vrai si la liste continue après cette page.")
    has_previous_page: bool = strawberry.field(description="Vrai si la liste commence avant cette page.")
    start_cursor: Curseur | None = strawberry.field(description="Curseur de la première ligne.")
    end_cursor: Curseur | None = strawberry.field(description="Curseur de la dernière ligne.")


@strawberry.type(description="Une ligne d'une page, avec son curseur.")
class Edge(Generic[T]):
    """Relay's Edge."""

    cursor: Curseur = strawberry.field(description="Curseur de cette ligne.")
    node: T = strawberry.field(description="L'objet lui-même.")


@strawberry.type(description="Une page d'une liste.")
class Connection(Generic[T]):
    """Relay's Connection."""

    __connection__ = True

    edges: list[Edge[T]] = strawberry.field(description="Les lignes de la page, avec leurs curseurs.")
    nodes: list[T] = strawberry.field(description="Les objets de la page.")
    page_info: PageInfo = strawberry.field(description="Où en est la page dans la liste.")
    total_count: int | None = strawberry.field(
        description="Nombre de lignes de toute la liste ; compté seulement s'il est demandé. Pour l'infocentre, hors "
        "du détail d'un dossier : arrondi au multiple de 5 le plus proche, pour qu'aucune soustraction ne désigne "
        "personne, et vide sous le secret statistique.",
        metadata={"cost": 10},
    )
    secret_statistique: bool = strawberry.field(
        description="Vrai pour l'infocentre si la liste concerne moins de 5 personnes, ou aucune : ni ses lignes ni "
        "leur nombre ne sont donnés. Toujours faux pour les autres profils et dans le détail d'un dossier."
    )
