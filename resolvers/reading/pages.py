"""Keyset pages (Relay connections) in SQL: the order, what lies after a cursor, and the window that makes the JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    Text,
    and_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import UnaryExpression

from resolvers.reading.filters import Bind, Shape
from resolvers.reading.json_sql import EMPTY_LIST, constant, row_json, selecting
from resolvers.reading.selection import Selected

PAR_DEFAUT, MAXIMUM = 20, 100
SECRET = 5
"""The statistical secret: fewer people than this are not told, and a count is told to the nearest multiple of it."""
MARQUEUR: Any = bindparam("marqueur", type_=Text())


@dataclass(frozen=True, slots=True)
class Page:
    """The shape of a page: its direction, filter, sort (attribute, descending), and which cursor values are null."""

    arriere: bool
    filtre: Shape
    tri: tuple[tuple[str, bool], ...]
    curseur: tuple[bool, ...] | None

    def liste(self, type_name: str) -> str:
        """What a cursor is bound to: the type and its sort."""
        return type_name + "".join(f" {attribute}{'-' if descending else '+'}" for attribute, descending in self.tri)


@dataclass(frozen=True, slots=True)
class Term:
    """One sort key. NULLs come last, whatever the direction."""

    expression: Any
    descending: bool
    nullable: bool

    def clause(self, *, backwards: bool) -> Any:
        """The ORDER BY of this key; silent about NULLs where there are none, so that an index serves it."""
        descending = self.descending is not backwards
        clause = self.expression.desc() if descending else self.expression.asc()
        if not self.nullable:
            return clause
        return clause.nulls_first() if backwards else clause.nulls_last()

    def beyond(self, value: Any, *, backwards: bool) -> ColumnElement[bool]:
        """The rows strictly after `value` (None for NULL) in the order, or before it."""
        if value is None:
            return self.expression.is_not(None) if backwards else false()
        smaller = self.descending is not backwards
        strictly: ColumnElement[bool] = self.expression < value if smaller else self.expression > value
        return or_(strictly, self.expression.is_(None)) if self.nullable and not backwards else strictly

    def same(self, value: Any) -> ColumnElement[bool]:
        """The rows equal to `value` (None for NULL)."""
        return self.expression.is_(None) if value is None else self.expression == value  # type: ignore[no-any-return]


def page_order(page: Page, natural: list[Any], value: Callable[[str], Any]) -> list[Term]:
    """The sort keys of a page, the last of which is unique."""
    terms = [_natural(clause) for clause in natural]
    if page.tri:
        terms = [_term(value(attribute), descending) for attribute, descending in page.tri] + terms[-1:]
    *first, last = terms
    direction = first[-1].descending if first else last.descending
    return [*first, Term(last.expression, direction, nullable=False)]


def _natural(clause: Any) -> Term:
    if isinstance(clause, UnaryExpression):
        return _term(clause.element, clause.modifier is operators.desc_op)
    return _term(clause, descending=False)


def _term(expression: Any, descending: bool) -> Term:
    column = expression.expression if hasattr(expression, "expression") else expression
    return Term(expression, descending, not (isinstance(column, Column) and not column.nullable))


def keyset(page: Page, order: list[Term], bind: Bind) -> ColumnElement[bool]:
    """The rows beyond the cursor: a row comparison where the sort allows it, else the expanded OR form."""
    assert page.curseur is not None
    values = [
        None if missing else cast(bind(Text()), term.expression.type)
        for term, missing in zip(order, page.curseur, strict=True)
    ]
    if not any(term.nullable for term in order) and len({term.descending for term in order}) == 1:
        left, right = tuple_(*(term.expression for term in order)), tuple_(*values)
        return left < right if order[0].descending is not page.arriere else left > right
    branches = [
        and_(
            *(earlier.same(value) for earlier, value in zip(order[:rank], values[:rank], strict=True)),
            term.beyond(values[rank], backwards=page.arriere),
        )
        for rank, term in enumerate(order)
    ]
    return or_(*branches)


def cursor_of(liste: str, order: list[Term]) -> Any:
    """The cursor of a row, marked to be sealed on the way out."""
    values = func.json_build_array(constant(liste), *(cast(term.expression, Text) for term in order))
    return MARQUEUR.concat(func.encode(func.convert_to(cast(values, Text), constant("UTF8")), constant("hex")))


def enough(people: Any) -> ColumnElement[bool]:
    """Whether so many people may be told of."""
    return people >= literal_column(str(SECRET))  # type: ignore[no-any-return]


def rounded(count: Any) -> Any:
    """A count to the nearest multiple of SECRET: each number told stands for several, and so does a difference."""
    step = literal_column(str(SECRET), Integer)
    return (count + literal_column(str(SECRET // 2), Integer)) // step * step


def uses_cursors(one: Selected) -> bool:
    """Whether a cursor is asked of a connection, on its rows or on its ends."""
    parts = [part.name for child in one.children if child.name in ("edges", "pageInfo") for part in child.children]
    return any(name in ("cursor", "startCursor", "endCursor") for name in parts)


@dataclass(frozen=True, slots=True)
class Window:
    """The rows of a page and one more, with the JSON columns asked of each, in the order of the page.

    `people`: how many people the whole list is about, up to SECRET, when it is under the statistical secret.
    """

    rows: Any
    size: Any
    page: Page
    count: Any
    approchant: bool
    people: Any = None

    def json(self, one: Selected, json_columns: dict[tuple[str, ...], str]) -> Any:
        """The connection object as one scalar; see `summary` and `columns`."""
        summary = self.summary(one, json_columns)
        return row_json(selecting(self.columns(one, summary)).select_from(summary))

    def columns(self, one: Selected, summary: Any) -> list[Any]:
        """The response keys of the connection, out of its summary."""
        return [self._column(child, summary, one) for child in one.children]

    def summary(self, one: Selected, json_columns: dict[tuple[str, ...], str]) -> Any:
        """One row: the lists of the page, its ends, and the files it shows where its rows name theirs.

        `json_columns` names the column holding each `nodes` or `edges.node` response key.
        """
        numbers = [func.row_number().over().label("__rang")]
        if self._asks_ends(one):
            numbers.append(func.count().over().label("__lues"))
        numbered = select(self.rows, *numbers).select_from(self.rows)
        ranked = (numbered if self.people is None else numbered.where(enough(self.people))).subquery()
        kept = ranked.c["__rang"] <= self.size
        order = ranked.c["__rang"].desc() if self.page.arriere else ranked.c["__rang"]
        aggregates: list[Any] = [func.count().label("__nombre")]
        for child in one.children:
            if child.name == "nodes":
                item = ranked.c[json_columns[(child.key,)]]
            elif child.name == "edges":
                item = self._edge(child, ranked, json_columns)
            else:
                continue
            listed = func.json_agg(aggregate_order_by(item, order)).filter(kept)
            aggregates.append(func.coalesce(listed, EMPTY_LIST).label("k_" + child.key))
        aggregates.extend(self._ends(one, ranked, kept))
        if self.people is not None:
            aggregates.append(enough(self.people).label("__assez"))
        if "__dossier" in ranked.c:
            aggregates.append(func.array_agg(ranked.c["__dossier"]).filter(kept).label("__dossiers"))
        return select(*aggregates).select_from(ranked).subquery()

    def _asks_ends(self, one: Selected) -> set[str]:
        """Which of `startCursor` and `endCursor` are asked."""
        asked = {part.name for child in one.children if child.name == "pageInfo" for part in child.children}
        return asked & {"startCursor", "endCursor"}

    def _ends(self, one: Selected, ranked: Any, kept: Any) -> list[Any]:
        """The cursors of the first and last rows of the page, those that are asked."""
        asked = self._asks_ends(one)
        if not asked:
            return []
        nearest, farthest = ranked.c["__rang"] == 1, ranked.c["__rang"] == func.least(self.size, ranked.c["__lues"])
        first, last = (farthest, nearest) if self.page.arriere else (nearest, farthest)
        ends = {"startCursor": ("__premier", first), "endCursor": ("__dernier", last)}
        return [
            func.max(ranked.c["__curseur"]).filter(and_(kept, end)).label(label)
            for name, (label, end) in ends.items()
            if name in asked
        ]

    def _edge(self, edges: Selected, ranked: Any, json_columns: dict[tuple[str, ...], str]) -> Any:
        columns = []
        for part in edges.children:
            if part.field is None:
                value = constant(edges.type.name if edges.type else "")
            elif part.name == "cursor":
                value = ranked.c["__curseur"]
            else:
                value = ranked.c[json_columns[(edges.key, part.key)]]
            columns.append(value.label(part.key))
        return row_json(selecting(columns).correlate(ranked))

    def _column(self, child: Selected, summary: Any, one: Selected) -> Any:
        match child.name:
            case "nodes" | "edges":
                value = summary.c["k_" + child.key]
            case "totalCount":
                value = self.count if self.people is None else case((summary.c["__assez"], rounded(self.count)))
            case "secretStatistique":
                value = literal_column("false") if self.people is None else not_(summary.c["__assez"])
            case "approchant":
                value = literal_column("true" if self.approchant else "false")
            case "pageInfo":
                value = row_json(
                    selecting([self._info(part, summary, child) for part in child.children]).correlate(summary)
                )
            case _:
                value = constant(one.type.name if one.type else "")
        return value.label(child.key)

    def _info(self, part: Selected, summary: Any, info: Selected) -> Any:
        more = summary.c["__nombre"] > self.size
        given: Any = literal_column("true" if self.page.curseur else "false")
        match part.name:
            case "hasNextPage":
                value = given if self.page.arriere else more
            case "hasPreviousPage":
                value = more if self.page.arriere else given
            case "startCursor":
                value = summary.c["__premier"]
            case "endCursor":
                value = summary.c["__dernier"]
            case _:
                value = constant(info.type.name if info.type else "")
        return value.label(part.key)
