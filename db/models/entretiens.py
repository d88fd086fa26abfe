"""Meetings: entretiens, collective séances, themes, private notes."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Column, Index, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, Entite, cle, du_meme_dossier, ferme, liste, vers
from db.enums import Realisation
from db.models.beneficiaires import Accompagnement, Beneficiaire
from db.models.parcours import Etape
from db.models.referentiels import Valeur
from db.models.structures import Collaborateur, Structure

entretien_etape = Table(
    "entretien_etape",
    Base.metadata,
    Column("entretien_id", primary_key=True),
    Column("etape_id", primary_key=True, index=True),
    Column("beneficiaire_id", nullable=False),
    du_meme_dossier("entretien_id", "entretien", "fk_entretien_etape_entretien", ondelete="CASCADE"),
    du_meme_dossier("etape_id", "etape", "fk_entretien_etape_etape"),
)


class Seance(Entite):
    """A rencontre collective / atelier (guide §8.1): one slot, one entretien per participant."""

    __tablename__ = "seance"

    intitule: Mapped[str]
    structure_id: Mapped[int] = cle("structure")
    collaborateur_id: Mapped[int] = cle("collaborateur")
    date_heure: Mapped[dt.datetime]
    duree_minutes: Mapped[int]
    lieu_id: Mapped[str | None] = liste("LIEU_ENTRETIEN", nul=True)

    structure: Mapped[Structure] = vers()
    collaborateur: Mapped[Collaborateur] = vers()
    lieu: Mapped[Valeur | None] = vers()
    entretiens: Mapped[list[Entretien]] = vers(back_populates="seance", order_by="Entretien.id")

    __table_args__ = (CheckConstraint("duree_minutes BETWEEN 1 AND 1440", name="duree"),)


class Entretien(Entite):
    """An appointment and what came of it (guide §8.1 to §8.3)."""

    __tablename__ = "entretien"

    beneficiaire_id: Mapped[int] = cle("beneficiaire", index=False)
    structure_id: Mapped[int] = cle("structure")
    accompagnement_id: Mapped[int | None] = cle("accompagnement", nul=True)
    collaborateur_id: Mapped[int] = cle("collaborateur", index=False)
    seance_id: Mapped[int | None] = cle("seance", nul=True)
    prochain_entretien_id: Mapped[int | None] = cle("entretien", nul=True)
    date_heure: Mapped[dt.datetime]
    duree_minutes: Mapped[int] = mapped_column(server_default="15")
    type_id: Mapped[str] = liste("TYPE_ENTRETIEN")
    lieu_id: Mapped[str | None] = liste("LIEU_ENTRETIEN", nul=True)
    vecteur_id: Mapped[str | None] = liste("VECTEUR_ENTRETIEN", nul=True)
    realisation: Mapped[Realisation] = ferme(Realisation, server_default="PREVU")
    convocation_date: Mapped[dt.date | None]
    convocation_vecteur_id: Mapped[str | None] = liste("VECTEUR_CONVOCATION", nul=True)
    synthese: Mapped[str | None]
    motif_annulation_id: Mapped[str | None] = liste("MOTIF_ANNULATION", nul=True)

    beneficiaire: Mapped[Beneficiaire] = vers(back_populates="entretiens")
    structure: Mapped[Structure] = vers()
    accompagnement: Mapped[Accompagnement | None] = vers(foreign_keys=[accompagnement_id])
    collaborateur: Mapped[Collaborateur] = vers()
    seance: Mapped[Seance | None] = vers(back_populates="entretiens")
    prochain_entretien: Mapped[Entretien | None] = vers(
        remote_side="Entretien.id", foreign_keys=[prochain_entretien_id]
    )
    type: Mapped[Valeur] = vers(foreign_keys=[type_id])
    lieu: Mapped[Valeur | None] = vers(foreign_keys=[lieu_id])
    vecteur: Mapped[Valeur | None] = vers(foreign_keys=[vecteur_id])
    convocation_vecteur: Mapped[Valeur | None] = vers(foreign_keys=[convocation_vecteur_id])
    motif_annulation: Mapped[Valeur | None] = vers(foreign_keys=[motif_annulation_id])
    etapes: Mapped[list[Etape]] = vers(
        secondary=entretien_etape,
        primaryjoin=lambda: Entretien.id == entretien_etape.c.entretien_id,
        secondaryjoin=lambda: Etape.id == entretien_etape.c.etape_id,
        order_by="Etape.debut_reel",
        back_populates="entretiens",
    )
    themes: Mapped[list[ThemeEntretien]] = vers(back_populates="entretien", order_by="ThemeEntretien.rang")
    notes_privees: Mapped[list[NotePrivee]] = vers(back_populates="entretien", order_by="NotePrivee.id")

    __table_args__ = (
        CheckConstraint("duree_minutes BETWEEN 1 AND 1440", name="duree"),
        CheckConstraint("motif_annulation_id IS NULL OR realisation = 'ANNULE'", name="realisation_du_motif"),
        UniqueConstraint("id", "beneficiaire_id"),
        UniqueConstraint("seance_id", "beneficiaire_id"),
        du_meme_dossier("accompagnement_id", "accompagnement", "fk_entretien_accompagnement_beneficiaire"),
        du_meme_dossier("prochain_entretien_id", "entretien", "fk_entretien_prochain_beneficiaire"),
        Index("ix_entretien_beneficiaire_date", "beneficiaire_id", "date_heure", "id"),
        Index("ix_entretien_collaborateur_date", "collaborateur_id", "date_heure", "id"),
    )


class ThemeEntretien(Entite):
    """A theme spoken of, with its comment (guide §8.3, « + Ajouter un thème »)."""

    __tablename__ = "theme_entretien"

    entretien_id: Mapped[int] = cle("entretien", ondelete="CASCADE")
    theme_id: Mapped[str] = liste("THEME_ENTRETIEN")
    commentaire: Mapped[str | None]
    rang: Mapped[int] = mapped_column(server_default="1")

    entretien: Mapped[Entretien] = vers(back_populates="themes")
    theme: Mapped[Valeur] = vers()


class NotePrivee(Entite):
    """A note on an entretien, its author's alone."""

    __tablename__ = "note_privee"

    entretien_id: Mapped[int] = cle("entretien", ondelete="CASCADE")
    auteur_id: Mapped[int] = cle("collaborateur")
    texte: Mapped[str]

    entretien: Mapped[Entretien] = vers(back_populates="notes_privees")
    auteur: Mapped[Collaborateur] = vers()
