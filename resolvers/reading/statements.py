"""The statements behind root fields. Each also compares the caller's rights version and tells which files it shows.

Neither costs a round trip: a caller whose rights changed since their token was made gets no row of data (rule 10 of
permissions.md), and the ids of the files go to the journal.
"""

from __future__ import annotations

from typing import Any

from graphql import GraphQLObjectType
from sqlalchemy import ARRAY, Integer, Text, any_, bindparam, exists, literal_column, null, select, union_all

from auth.rules import reservee
from auth.scopes import droits_a_jour
from resolvers.reading.bindings import model_of, node_of, order_attribute
from resolvers.reading.compiler import Compiler
from resolvers.reading.filters import FilterCompiler, numbered, searches
from resolvers.reading.json_sql import list_json, selecting
from resolvers.reading.plans import Builder, Variant
from resolvers.reading.refusals import interdit

CLES: Any = {"id": bindparam("cles", type_=ARRAY(Integer)), "texte": bindparam("cles", type_=ARRAY(Text))}
TROUVE: Any = literal_column("true")


def keyed(type_: GraphQLObjectType, attribute: str) -> Builder:
    """(key, JSON, file) of each visible row whose `attribute` is one of the keys; a row of nulls for stale rights."""
    model = model_of(type_)
    assert model is not None

    def build(compiler: Compiler, variant: Variant) -> Any:
        row, visible = compiler.rights.enter(model)
        key = compiler.rights.value(row, attribute)
        keys = CLES["id" if isinstance(key.type, Integer) else "texte"]
        json = compiler.json_object(type_, variant.selected, row, ())
        file = row.file.id if row.file else null()
        if reservee(model):
            compiler.guarded = type_.name
        rows = select(key, json, file).select_from(row.alias).where(key == any_(keys), visible, droits_a_jour())
        return union_all(rows, select(null(), null(), null()).where(~droits_a_jour()))

    return build


def connection(type_: GraphQLObjectType) -> Builder:
    """(JSON, whether a search found somebody, files shown) of a connection; no row for stale rights."""
    node = node_of(type_)
    assert node is not None
    model = model_of(node)
    assert model is not None
    natural = order_attribute(node)

    def build(compiler: Compiler, variant: Variant) -> Any:
        json, files, source = compiler.root_connection(model, node, variant.one, natural)
        filtre = compiler.shapes[0].filtre
        found = TROUVE
        if not compiler.approchant and searches(filtre):
            row, visible = compiler.rights.enter(model)
            bind = numbered("s0")
            bind(Integer())
            condition = FilterCompiler(bind, compiler.rights.value, compiler.exists_through).condition(filtre, row)
            found = exists(select(literal_column("1")).select_from(row.alias).where(visible, condition))
        return select(json, found, files).select_from(source).where(droits_a_jour())

    return build


def listing(type_: GraphQLObjectType, names: tuple[str, ...]) -> Builder:
    """(JSON, true, null) of a list of reference data narrowed by equalities; no row for stale rights."""
    model = model_of(type_)
    assert model is not None

    def build(compiler: Compiler, variant: Variant) -> Any:
        row, visible = compiler.rights.enter(model)
        if compiler.rights.pseudonym(model):
            raise interdit(f"Votre profil ne donne pas accès à cette liste ({model.__name__}).")
        inner = selecting(compiler.columns(type_, variant.selected, row, ())).select_from(row.alias).where(visible)
        for name in names:
            column = compiler.rights.value(row, name)
            inner = inner.where(column == bindparam(name, type_=column.type))
        order = getattr(row.alias, order_attribute(type_) or "id")
        return select(list_json(inner.order_by(order, row.alias.id)), TROUVE, null()).where(droits_a_jour())

    return build
