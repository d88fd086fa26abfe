"""The declarative base, the columns every table shares, and the column types of the product."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    MetaData,
    String,
    Table,
    Text,
    event,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Moment = TIMESTAMP(timezone=True, precision=0)
"""An instant, to the second: JSON built by PostgreSQL and Python's isoformat() then agree."""


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {str: Text(), dt.datetime: Moment}


class Entite(Base):
    """A row with an identity of its own: id, creation and change instants, optimistic version."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(Identity(), primary_key=True, sort_order=-10)
    cree_le: Mapped[dt.datetime] = mapped_column(server_default=func.now(), sort_order=90)
    modifie_le: Mapped[dt.datetime] = mapped_column(server_default=func.now(), sort_order=91)
    version: Mapped[int] = mapped_column(server_default="1", sort_order=92)


def cle(cible: str, *, nul: bool = False, index: bool = True, **options: Any) -> Any:
    """A foreign key to `table.id` (or to the column named), indexed because it is read backwards."""
    colonne = cible if "." in cible else f"{cible}.id"
    return mapped_column(
        ForeignKey(colonne, ondelete=options.pop("ondelete", None)), nullable=nul, index=index, **options
    )


def _valeurs(enumeration: type[StrEnum]) -> list[str]:
    return [membre.value for membre in enumeration]


def ferme(enumeration: type[StrEnum], **options: Any) -> Any:
    """A column holding one member of a closed set, stored by name and checked by PostgreSQL."""
    nom = "".join("_" + c.lower() if c.isupper() else c for c in enumeration.__name__).lstrip("_")
    return mapped_column(
        Enum(enumeration, native_enum=False, create_constraint=True, length=30, name=nom, values_callable=_valeurs),
        **options,
    )


def liste(nom: str, *, nul: bool = False) -> Any:
    """A foreign key to one value of the referential list `nom` (see `Valeur`), checked to belong to that list."""
    return mapped_column(String(80, collation="C"), ForeignKey("valeur.id"), nullable=nul, info={"liste": nom})


@event.listens_for(Column, "after_parent_attach")
def _verifier_liste(colonne: Column[Any], table: Any) -> None:
    nom = colonne.info.get("liste")
    if nom and isinstance(table, Table):
        colonne.info = {}  # Alembic copies the table with its constraints, and would come by here once more
        table.append_constraint(CheckConstraint(f"{colonne.name} LIKE '{nom}:%'", name=f"{colonne.name}_liste"))


def vers(cle_etrangere: str | None = None, /, **options: Any) -> Any:
    """A relationship read by the engine or loaded on purpose, never by accident."""
    if cle_etrangere:
        options["foreign_keys"] = cle_etrangere
    return relationship(lazy="raise", **options)


def periode(debut: str = "debut", fin: str = "fin") -> CheckConstraint:
    """fin ≥ debut, when there is an end (all periods are closed dates)."""
    return CheckConstraint(f"{fin} >= {debut}", name=f"{fin}_apres_{debut}")


def du_meme_dossier(colonne: str, cible: str, nom: str, **options: Any) -> ForeignKeyConstraint:
    """A reference to a row of the same file; looked at when a transaction says so, since merging two files moves both
    ends of it."""
    return ForeignKeyConstraint(
        [colonne, "beneficiaire_id"],
        [f"{cible}.id", f"{cible}.beneficiaire_id"],
        name=nom,
        deferrable=True,
        initially="IMMEDIATE",
        **options,
    )


def calcule(sql: str) -> Computed:
    """A stored generated column."""
    return Computed(sql, persisted=True)


def trigrammes(nom: str, colonne: str, *, normaliser: bool = False) -> Index:
    """An index for LIKE '%…%' and similarity on a column that is normalised, or on its normalised form."""
    cible = func.normaliser(text(colonne)).label("forme") if normaliser else colonne
    return Index(
        nom, cible, postgresql_using="gin", postgresql_ops={"forme" if normaliser else colonne: "gin_trgm_ops"}
    )
