"""Rows of a statement and their rights: each row knows the file it belongs to and what is already established of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, ForeignKeyConstraint, Table, Text, case, false, inspect, null, true
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Mapper, RelationshipProperty, aliased
from sqlalchemy.sql.util import ClauseAdapter

import db
from auth.history import told
from auth.naming import api_name
from auth.policy import TABLE
from auth.rules import File, acquis, groupe_de, lecture, sous_pseudonyme
from db.enums import Acces, Profil
from resolvers.reading.grants import Action, granted
from resolvers.reading.pseudonyms import neutral_order, token
from resolvers.reading.refusals import interdit

MES_DROITS: dict[str, Action] = {"droits_lecture": "lecture", "droits_ecriture": "ecriture"}


@dataclass(frozen=True, slots=True)
class Row:
    """An aliased table of the statement.

    `file` is the file its rows belong to, when they belong to one; `parent` the row that led here. `opens`: it leads
    into a file from outside of it, which the journal is to be told.
    """

    alias: Any
    model: type[db.Base]
    file: File | None = None
    parent: Row | None = None
    opens: bool = False


class Rights:
    """What one profil sees, as SQL over rows."""

    def __init__(self, profil: Profil) -> None:
        self.profil = profil

    def refused(self, model: type[db.Base], group: str = "ligne") -> bool:
        """Whether the group is refused to the whole profil."""
        return not TABLE[model].groupes[group][self.profil].lecture

    def enter(self, model: type[db.Base], parent: Row | None = None, relation: Any = None) -> tuple[Row, Any]:
        """A new row of `model`, and the condition under which its rows exist for the caller.

        Coming from a row of the same file, what was established there is not asked again.
        """
        alias = aliased(model)
        dossier = TABLE[model].dossier
        file = parent.file if parent and relation is not None and same_file(relation) else None
        opens = parent is not None and file is None and dossier is not None
        if file is None and dossier is not None:
            file = File(getattr(alias, dossier))
        condition = lecture(model, "ligne", self.profil, alias, file)
        if condition is None:
            raise interdit(f"Votre profil ne donne pas accès à cette information ({model.__name__}).")
        if file is not None:
            file = File(file.id, file.acquis | acquis(model, self.profil))
        if relation is not None:
            condition = condition & self._reverse(alias, model, file, relation)
        if model is db.Changement:
            condition = condition & self._told(alias, parent)
        return Row(alias, model, file, parent, opens), condition

    def _told(self, changement: Any, geste: Row | None) -> Any:
        """A change is told under the rights on the object that it changed: the row that led to its history."""
        objet = geste.parent if geste else None
        if geste is None or objet is None:
            return false()
        return told(self.profil, objet.model, objet.alias, objet.file, geste.alias, changement.champ)

    def _reverse(self, alias: Any, model: type[db.Base], file: File | None, relation: RelationshipProperty[Any]) -> Any:
        """A row reached backwards must show the field that leads back (rule 3: a masked étape hides its offer)."""
        back = relation.back_populates
        if back is None or back not in TABLE[model].champs:
            return true()
        condition = lecture(model, TABLE[model].champs[back], self.profil, alias, file)
        if condition is None:
            raise interdit(f"Votre profil ne donne pas accès à cette information ({model.__name__}).")
        return condition

    def readable(self, row: Row, attribute: str) -> Any:
        """None when the field is refused to the profil, `true()` when it is always shown, else SQL."""
        group = groupe_de(row.model, attribute)
        if group == "ligne":
            return true()
        return lecture(row.model, group, self.profil, row.alias, row.file)

    def value(self, row: Row, attribute: str) -> Any:
        """The field as this caller may see it, for selecting, filtering, sorting or counting.

        Errors: GraphQLError INTERDIT when it is refused to the whole profil.
        """
        if attribute == "acces":
            return self.access(row)
        if attribute in MES_DROITS and row.file is not None:
            return granted(self.profil, row.alias, row.file, MES_DROITS[attribute])
        condition = self.readable(row, attribute)
        if condition is None:
            raise interdit(f"Votre profil ne donne pas accès au champ « {api_name(attribute)} ».")
        expression = expression_of(row, attribute)
        if is_true(condition):
            return expression
        mask = TABLE[row.model].masques.get(attribute)
        return case((condition, expression), else_=mask if mask is not None else null())

    def pseudonym(self, model: type[db.Base]) -> bool:
        """Whether the profil reads rows of `model` under a pseudonym."""
        return sous_pseudonyme(model, self.profil)

    def identity(self, row: Row) -> Any:
        """What its global id says of a row: its number, or a token."""
        return token(row.model, row.alias.id) if self.pseudonym(row.model) else sql_cast(row.alias.id, Text)

    def tiebreak(self, row: Row) -> Any:
        """What orders rows that are otherwise equal: their number, or what tells nothing of it."""
        return neutral_order(row.model, row.alias.id) if self.pseudonym(row.model) else row.alias.id

    def access(self, row: Row) -> Any:
        """COMPLET when no group of the row is hidden for this row alone, else RESTREINT (rule 4)."""
        groups = TABLE[row.model].groupes.keys() - {"ligne"}
        conditions = [lecture(row.model, group, self.profil, row.alias, row.file) for group in sorted(groups)]
        partial = unique(c for c in conditions if c is not None and not is_true(c))
        if not partial:
            return case((true(), Acces.COMPLET.value))
        return case((_all(partial), Acces.COMPLET.value), else_=Acces.RESTREINT.value)


def _all(conditions: list[Any]) -> ColumnElement[bool]:
    first, *others = conditions
    for other in others:
        first = first & other
    return first  # type: ignore[no-any-return]


def unique(conditions: Iterable[Any]) -> list[Any]:
    """The conditions without those that read the same."""
    seen: dict[str, Any] = {}
    for condition in conditions:
        seen.setdefault(str(condition), condition)
    return list(seen.values())


def is_true(condition: Any) -> bool:
    """Whether nothing has to be checked."""
    return condition is None or str(condition) == "true"


def expression_of(row: Row, attribute: str) -> Any:
    """The column of that name, or the SQL expression that the model derives under that name."""
    found = getattr(row.alias, attribute)
    return found() if callable(found) and hasattr(found, "__func__") else found


@cache
def relation_of(model: type[db.Base], attribute: str) -> RelationshipProperty[Any] | None:
    """The relationship of that name, if it is one."""
    mapper: Mapper[Any] = inspect(model)
    return mapper.relationships.get(attribute)


@cache
def same_file(relation: RelationshipProperty[Any]) -> bool:
    """Whether both ends of the relation belong to the same file, which a foreign key guarantees."""
    source, target = relation.parent.class_, relation.mapper.class_
    ends = {source, target}
    if not all(end in TABLE and TABLE[end].dossier for end in ends):
        return False
    if ends == {db.Beneficiaire}:
        # Somebody like the person is another person.
        return False
    # What was done to an object is of the file that it is in now, whichever file was merged into it since.
    if db.Beneficiaire in ends or target is db.Modification:
        return True
    tables = [t for t in (relation.parent.local_table, relation.mapper.local_table) if isinstance(t, Table)]
    if isinstance(relation.secondary, Table):
        links = [c for c in relation.secondary.constraints if isinstance(c, ForeignKeyConstraint)]
        return len(links) == 2 and all("beneficiaire_id" in link.column_keys for link in links)
    pairs = {column.name for pair in relation.local_remote_pairs for column in pair}
    return any(
        isinstance(constraint, ForeignKeyConstraint)
        and "beneficiaire_id" in constraint.column_keys
        and pairs & set(constraint.column_keys) - {"beneficiaire_id", "id"}
        and constraint.referred_table in tables
        for table in tables
        for constraint in table.constraints
    )


def join(parent: Row, attribute: str, child: Row) -> ColumnElement[bool]:
    """The ON of a relation between two rows of the statement, through its secondary table if it has one."""
    clause: ColumnElement[bool] = getattr(parent.alias, attribute).of_type(child.alias).__clause_element__()
    return clause


def order_of(relation: RelationshipProperty[Any], child: Row, rights: Rights) -> list[Any]:
    """The natural order of a relation, over the alias of its target, made total by the primary key."""
    adapter = ClauseAdapter(inspect(child.alias).selectable)
    declared = [adapter.traverse(clause) for clause in relation.order_by or ()]
    mapper: Mapper[Any] = inspect(child.model)
    clauses = declared + [getattr(child.alias, str(column.key)) for column in mapper.primary_key]
    if not rights.pseudonym(child.model):
        return clauses
    return [rights.tiebreak(child) if getattr(clause, "key", None) == "id" else clause for clause in clauses]
