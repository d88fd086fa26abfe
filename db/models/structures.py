"""Who accompanies: structures, their offers, their collaborateurs."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Entite, calcule, cle, ferme, periode, vers
from db.enums import Profil, TypeStructure
from db.models.referentiels import Territoire, Thematique

collaborateur_structure = Table(
    "collaborateur_structure",
    Base.metadata,
    Column("collaborateur_id", ForeignKey("collaborateur.id"), primary_key=True),
    Column("structure_id", ForeignKey("structure.id"), primary_key=True, index=True),
)

collaborateur_territoire = Table(
    "collaborateur_territoire",
    Base.metadata,
    Column("collaborateur_id", ForeignKey("collaborateur.id"), primary_key=True),
    Column("territoire_id", ForeignKey("territoire.id"), primary_key=True, index=True),
)


class Structure(Entite):
    """An operator, an SDI or the Département. `sensible` ones are hidden from other structures."""

    __tablename__ = "structure"

    raison_sociale: Mapped[str]
    siret: Mapped[str | None] = mapped_column(unique=True)
    type: Mapped[TypeStructure] = ferme(TypeStructure)
    adresse: Mapped[str | None]
    code_postal: Mapped[str | None]
    commune: Mapped[str | None]
    telephone: Mapped[str | None]
    email: Mapped[str | None]
    sensible: Mapped[bool] = mapped_column(server_default="false")
    cle_tri: Mapped[str] = mapped_column(calcule("normaliser(raison_sociale)"))

    offres: Mapped[list[OffreDeService]] = vers(back_populates="structure", order_by="OffreDeService.libelle")
    collaborateurs: Mapped[list[Collaborateur]] = vers(
        secondary=collaborateur_structure, back_populates="structures", order_by="Collaborateur.cle_tri"
    )

    __table_args__ = (
        CheckConstraint("siret ~ '^[0-9]{14}$'", name="siret"),
        CheckConstraint("code_postal ~ '^[0-9]{5}$'", name="code_postal"),
    )


class OffreDeService(Entite):
    """thématique × territoire × organisme conventionné (guide §2).

    `masquee` is kept by triggers: its thématique is of health or its structure sensible, so that other structures are
    told of neither.
    """

    __tablename__ = "offre_de_service"

    thematique_id: Mapped[int] = cle("thematique")
    libelle: Mapped[str]
    territoire_id: Mapped[int] = cle("territoire")
    structure_id: Mapped[int] = cle("structure")
    ouverte: Mapped[bool] = mapped_column(server_default="true")
    debut: Mapped[dt.date | None]
    fin: Mapped[dt.date | None]
    cle_tri: Mapped[str] = mapped_column(calcule("normaliser(libelle)"))
    masquee: Mapped[bool] = mapped_column(server_default="true")

    thematique: Mapped[Thematique] = vers()
    territoire: Mapped[Territoire] = vers()
    structure: Mapped[Structure] = vers(back_populates="offres")

    __table_args__ = (
        periode(),
        UniqueConstraint("id", "structure_id"),
        UniqueConstraint("thematique_id", "territoire_id", "structure_id", "libelle"),
    )


class Collaborateur(Entite):
    """Anyone working in a structure, whatever their profil (guide §2)."""

    __tablename__ = "collaborateur"

    nom: Mapped[str]
    prenom: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    telephone: Mapped[str | None]
    fonction: Mapped[str | None]
    profil: Mapped[Profil] = ferme(Profil)
    actif: Mapped[bool] = mapped_column(server_default="true")
    export_autorise: Mapped[bool] = mapped_column(server_default="false")
    cle_tri: Mapped[str] = mapped_column(calcule("normaliser(nom || ' ' || prenom)"))

    structures: Mapped[list[Structure]] = vers(
        secondary=collaborateur_structure, back_populates="collaborateurs", order_by="Structure.raison_sociale"
    )
    territoires: Mapped[list[Territoire]] = vers(secondary=collaborateur_territoire, order_by="Territoire.libelle")

    __table_args__ = (CheckConstraint("email = lower(email)", name="email_minuscules"),)
