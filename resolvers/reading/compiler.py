"""Selection → SQL: one statement whose single JSON value is the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import GraphQLError, GraphQLObjectType
from sqlalchemy import (
    ColumnElement,
    Integer,
    case,
    exists,
    func,
    literal_column,
    null,
    select,
    true,
)

import db
from auth.policy import TABLE
from resolvers.reading.arguments import Limit, list_name
from resolvers.reading.bindings import Binding, binding
from resolvers.reading.filters import FilterCompiler, numbered
from resolvers.reading.json_sql import constant, json_form, list_json, row_json, selecting
from resolvers.reading.opened import FILE
from resolvers.reading.pages import SECRET, Page, Window, cursor_of, enough, keyset, page_order, uses_cursors
from resolvers.reading.refusals import interdit
from resolvers.reading.rows import Rights, Row, is_true, join, order_of, relation_of
from resolvers.reading.selection import Selected


class Compiler:
    """Compiles one root field for one profil and given shapes of its arguments.

    `guarded` is the type looked up by id, when not everybody sees its rows; `opens` whether the JSON tells of files
    that it leads into. `refusals` collects, as (response path without list indices, error), what the profil may not
    read: those fields are null.
    """

    def __init__(self, rights: Rights, shapes: list[Any], *, approchant: bool = False, **_: Any) -> None:
        self.rights, self.shapes, self.approchant = rights, shapes, approchant
        self.refusals: list[tuple[tuple[str, ...], GraphQLError]] = []
        self.guarded: str | None = None
        self.opens = False

    # Objects

    def json_object(self, type_: GraphQLObjectType, selected: list[Selected], row: Row, path: tuple[str, ...]) -> Any:
        """The JSON of one row as a scalar expression over it."""
        return row_json(selecting(self.columns(type_, selected, row, path)).correlate(row.alias))

    def columns(
        self, type_: GraphQLObjectType, selected: list[Selected], row: Row, path: tuple[str, ...]
    ) -> list[ColumnElement[Any]]:
        """One labelled column per response key."""
        return [self._column(type_, one, row, (*path, one.key)).label(one.key) for one in selected]

    def _entered(
        self, type_: GraphQLObjectType, selected: list[Selected], row: Row, path: tuple[str, ...]
    ) -> list[ColumnElement[Any]]:
        """The same for a row at the other end of a relation, with the file that it leads into."""
        columns = self.columns(type_, selected, row, path)
        if not row.opens or row.file is None:
            return columns
        self.opens = True
        return [row.file.id.label(FILE), *columns]

    def _column(self, type_: GraphQLObjectType, one: Selected, row: Row, path: tuple[str, ...]) -> Any:
        if one.field is None:
            return constant(type_.name)
        bound = binding(type_, one.name)
        try:
            match bound.kind:
                case "id":
                    return constant(type_.name + ":").concat(self.rights.identity(row))
                case "value":
                    return json_form(self.rights.value(row, bound.attribute))
                case "embedded":
                    return self.json_object(bound.node or type_, one.children, row, path)
                case "one":
                    return self._to_one(bound, one, row, path)
                case "many":
                    return self._to_many(bound, one, row, path)
                case "connection":
                    return self._nested_connection(bound, one, row, path)
        except GraphQLError as error:
            self.refusals.append((path, error))
            return null()

    # Relations

    def _enter(self, bound: Binding, row: Row) -> tuple[Row, list[Any], Any]:
        """The row at the other end of a relation, the conditions that lead there, and that under which it is shown."""
        assert bound.target is not None
        return self._related_row(row, bound.attribute, bound.target)

    def _related_row(self, row: Row, attribute: str, target: type[db.Base]) -> tuple[Row, list[Any], Any]:
        shown: Any = true()
        if attribute in TABLE[row.model].champs:
            shown = self.rights.readable(row, attribute)
            if shown is None:
                self.rights.value(row, attribute)  # raises the refusal of a field
        child, visible = self.rights.enter(target, row, relation_of(row.model, attribute))
        return child, [join(row, attribute, child), visible], shown

    def _to_one(self, bound: Binding, one: Selected, row: Row, path: tuple[str, ...]) -> Any:
        child, conditions, shown = self._enter(bound, row)
        assert bound.node is not None
        inner = selecting(self._entered(bound.node, one.children, child, path)).select_from(child.alias)
        inner = inner.where(*conditions, shown)
        relation = relation_of(row.model, bound.attribute)
        if relation is not None and relation.order_by:
            inner = inner.order_by(*order_of(relation, child, self.rights)).limit(literal_column("1"))
        return row_json(inner.correlate_except(child.alias))

    def _to_many(self, bound: Binding, one: Selected, row: Row, path: tuple[str, ...]) -> Any:
        child, conditions, shown = self._enter(bound, row)
        assert bound.node is not None
        relation = relation_of(row.model, bound.attribute)
        assert relation is not None
        limit: Limit = self.shapes[one.site] if one.site is not None else Limit(limited=False)
        if bound.historique and not limit.historique:
            conditions.append(self.rights.value(child, bound.historique).is_(None))
        inner = (
            selecting(self._entered(bound.node, one.children, child, path)).select_from(child.alias).where(*conditions)
        )
        inner = inner.order_by(*order_of(relation, child, self.rights))
        if limit.limited:
            inner = inner.limit(numbered(f"s{one.site}")(Integer()))
        if self._cell(row, child):
            shown = shown & enough(self.people(child, conditions))
        return _shown(list_json(inner.correlate_except(child.alias)), shown)

    # The statistical secret

    def _cell(self, parent: Row | None, row: Row) -> bool:
        """Whether rows are counted under the statistical secret: those of pseudonyms, but within one file shown."""
        return self.rights.pseudonym(row.model) and (parent is None or parent.file is None)

    def people(self, row: Row, conditions: list[Any]) -> Any:
        """The number of people whose rows these are, counted no further than the secret asks."""
        if row.file is None:
            raise interdit(f"Votre profil ne donne pas accès à cette liste ({row.model.__name__}).")
        people = select(row.file.id).select_from(row.alias).where(*conditions).distinct().limit(SECRET)
        counted = people.correlate_except(row.alias).subquery()
        return select(func.count()).select_from(counted).scalar_subquery()

    # Connections

    def _nested_connection(self, bound: Binding, one: Selected, row: Row, path: tuple[str, ...]) -> Any:
        child, conditions, shown = self._enter(bound, row)
        relation = relation_of(row.model, bound.attribute)
        assert relation is not None
        order = order_of(relation, child, self.rights)
        window, names = self._window(bound.node, one, child, conditions, path, order, cell=self._cell(row, child))
        return _shown(window.json(one, names), shown)

    def root_connection(
        self, model: type[db.Base], node: GraphQLObjectType, one: Selected, natural: str | None
    ) -> tuple[Any, Any, Any]:
        """(JSON, ids of the files shown, what both are read from) of a connection over all visible rows of a model.

        Its order is `natural` (`-` before it: descending) where the profil may read it, then the id.
        """
        row, visible = self.rights.enter(model)
        order = []
        if natural and self.rights.readable(row, natural.removeprefix("-")) is not None:
            value = self.rights.value(row, natural.removeprefix("-"))
            order.append(value.desc() if natural.startswith("-") else value)
        order.append(self.rights.tiebreak(row))
        cell = self._cell(None, row)
        window, names = self._window(node, one, row, [visible], (), order, files=True, cell=cell)
        summary = window.summary(one, names)
        json = row_json(selecting(window.columns(one, summary)).correlate(summary))
        return json, summary.c.get("__dossiers", null()), summary

    def _window(
        self,
        node: Any,
        one: Selected,
        row: Row,
        conditions: list[Any],
        path: tuple[str, ...],
        natural: list[Any],
        *,
        files: bool = False,
        cell: bool = False,
    ) -> tuple[Window, dict[tuple[str, ...], str]]:
        assert one.site is not None
        page: Page = self.shapes[one.site]
        bind = numbered(f"s{one.site}")
        size = bind(Integer())
        filters = FilterCompiler(bind, self.rights.value, self.exists_through, approchant=self.approchant)
        if page.filtre:
            conditions = [*conditions, filters.condition(page.filtre, row)]
        order = page_order(page, natural, lambda attribute: self.rights.value(row, attribute))
        after = [keyset(page, order, bind)] if page.curseur else []
        columns, names = self._page_columns(node, one, row, path)
        if uses_cursors(one):
            columns.append(cursor_of(page.liste(list_name(node, self.rights.profil)), order).label("__curseur"))
        if files and row.file is not None:
            columns.append(row.file.id.label("__dossier"))
        rows = (
            select(*(columns or [literal_column("1").label("__un")]))
            .select_from(row.alias)
            .where(*conditions, *after)
            .order_by(*(term.clause(backwards=page.arriere) for term in order))
            .limit(size + literal_column("1"))
            .correlate_except(row.alias)
            .subquery()
        )
        count = select(func.count()).select_from(row.alias).where(*conditions).correlate_except(row.alias)
        people = self.people(row, conditions) if cell else None
        return Window(rows, size, page, count.scalar_subquery(), self.approchant, people), names

    def _page_columns(
        self, node: GraphQLObjectType, one: Selected, row: Row, path: tuple[str, ...]
    ) -> tuple[list[Any], dict[tuple[str, ...], str]]:
        """One JSON column for each `nodes` and each `edges { node }` asked, and their names."""
        columns: list[Any] = []
        names: dict[tuple[str, ...], str] = {}
        for child in one.children:
            asked: list[tuple[str, ...]] = [(child.key,)] if child.name == "nodes" else []
            if child.name == "edges":
                asked = [(child.key, part.key) for part in child.children if part.name == "node"]
            for keys in asked:
                selected = child if len(keys) == 1 else next(p for p in child.children if p.key == keys[1])
                names[keys] = f"__n{len(names)}"
                shown = self._entered(node, selected.children, row, (*path, *keys))
                columns.append(row_json(selecting(shown).correlate(row.alias)).label(names[keys]))
        return columns, names

    # Filters through relations

    def exists_through(
        self, row: Row, attribute: str, condition: Callable[[Any], ColumnElement[bool]]
    ) -> ColumnElement[bool]:
        relation = relation_of(row.model, attribute)
        assert relation is not None
        child, conditions, shown = self._related_row(row, attribute, relation.mapper.class_)
        if self._cell(row, child):  # what is found would tell of one person
            raise interdit(f"Votre profil ne filtre pas par cette relation ({relation.key}).")
        inner: Any = select(literal_column("1")).select_from(child.alias).where(*conditions, shown, condition(child))
        return exists(inner.correlate_except(child.alias))


def _shown(json: Any, condition: Any) -> Any:
    """A list, or null when this row hides it (rule 4): an empty list would say that there is nothing."""
    return json if is_true(condition) else case((condition, json))
