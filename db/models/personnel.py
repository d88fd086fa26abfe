"""What belongs to one collaborateur alone: notes, widgets, favourites, groups, reports, recent files (guide §3)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, Table, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, synonym

from db.base import Base, Entite, cle, ferme, vers
from db.enums import Profil, StatutDemande
from db.models.beneficiaires import Beneficiaire
from db.models.structures import Collaborateur, Structure


class Note(Entite):
    """« Mes notes »: personal, and may name a person."""

    __tablename__ = "note"

    collaborateur_id: Mapped[int] = cle("collaborateur")
    beneficiaire_id: Mapped[int | None] = cle("beneficiaire", nul=True)
    texte: Mapped[str]
    faite: Mapped[bool] = mapped_column(server_default="false")

    collaborateur: Mapped[Collaborateur] = vers()
    beneficiaire: Mapped[Beneficiaire | None] = vers()


class Widget(Entite):
    """One shortcut of the home page and its settings."""

    __tablename__ = "widget"

    collaborateur_id: Mapped[int] = cle("collaborateur", index=False)
    type: Mapped[str]
    rang: Mapped[int]
    parametres: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")

    __table_args__ = (UniqueConstraint("collaborateur_id", "rang"),)


class AlerteFavorite(Entite):
    """A favourite alert (guide §10.7) with its settings."""

    __tablename__ = "alerte_favorite"

    collaborateur_id: Mapped[int] = cle("collaborateur", index=False)
    code: Mapped[str]
    parametres: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")

    __table_args__ = (UniqueConstraint("collaborateur_id", "code", "parametres"),)


class Consultation(Base):
    """The last time a collaborateur opened a file: « Bénéficiaires récents »."""

    __tablename__ = "consultation"

    collaborateur_id: Mapped[int] = mapped_column(ForeignKey("collaborateur.id"), primary_key=True)
    beneficiaire_id: Mapped[int] = mapped_column(ForeignKey("beneficiaire.id"), primary_key=True, index=True)
    quand: Mapped[dt.datetime]

    beneficiaire: Mapped[Beneficiaire] = vers()

    __table_args__ = (Index("ix_consultation_recente", "collaborateur_id", "quand"),)


groupe_beneficiaire = Table(
    "groupe_beneficiaire",
    Base.metadata,
    Column("groupe_id", ForeignKey("groupe_sauvegarde.id", ondelete="CASCADE"), primary_key=True),
    Column("beneficiaire_id", ForeignKey("beneficiaire.id"), primary_key=True, index=True),
)


class GroupeSauvegarde(Entite):
    """A named selection of files (« groupes sauvegardés »)."""

    __tablename__ = "groupe_sauvegarde"

    collaborateur_id: Mapped[int] = cle("collaborateur", index=False)
    nom: Mapped[str]

    beneficiaires: Mapped[list[Beneficiaire]] = vers(secondary=groupe_beneficiaire, order_by="Beneficiaire.cle_tri")

    __table_args__ = (UniqueConstraint("collaborateur_id", "nom"),)


class Rapport(Entite):
    """A saved report: a GraphQL document, its variables and columns."""

    __tablename__ = "rapport"

    auteur_id: Mapped[int] = cle("collaborateur")
    titre: Mapped[str]
    document: Mapped[str]
    variables: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    colonnes: Mapped[list[Any]] = mapped_column(JSONB, server_default="[]")
    partage: Mapped[bool] = mapped_column(server_default="false")

    auteur: Mapped[Collaborateur] = vers()


class DemandeCollaborateur(Entite):
    """The request for a new collaborateur's account (guide §11)."""

    __tablename__ = "demande_collaborateur"

    demandeur_id: Mapped[int] = cle("collaborateur")
    structure_id: Mapped[int] = cle("structure")
    nom: Mapped[str]
    prenom: Mapped[str]
    email: Mapped[str]
    telephone: Mapped[str | None]
    fonction: Mapped[str | None]
    profil: Mapped[Profil | None] = ferme(Profil)
    statut: Mapped[StatutDemande] = ferme(StatutDemande, server_default="DEPOSEE")
    motif: Mapped[str | None]
    traitee_par_id: Mapped[int | None] = cle("collaborateur", nul=True)
    collaborateur_id: Mapped[int | None] = cle("collaborateur", nul=True)

    demandeur: Mapped[Collaborateur] = vers(foreign_keys=[demandeur_id])
    structure: Mapped[Structure] = vers()
    traitee_par: Mapped[Collaborateur | None] = vers(foreign_keys=[traitee_par_id])
    collaborateur: Mapped[Collaborateur | None] = vers(foreign_keys=[collaborateur_id])
    auteur_id: Mapped[int] = synonym("demandeur_id")


class DemandeAssistance(Entite):
    """A call for help (guide §13): its object, and the anomaly in detail."""

    __tablename__ = "demande_assistance"

    demandeur_id: Mapped[int] = cle("collaborateur")
    objet: Mapped[str]
    contenu: Mapped[str]
    statut: Mapped[StatutDemande] = ferme(StatutDemande, server_default="DEPOSEE")
    reponse: Mapped[str | None]

    demandeur: Mapped[Collaborateur] = vers()
