"""Competences, wishes and difficulties of the person (guide §8.6, §8.7, §10.2)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Entite, cle, ferme, liste, periode, vers
from db.enums import NatureSouhait
from db.models.beneficiaires import Beneficiaire
from db.models.referentiels import CompetenceReference, DifficulteReference, Valeur
from db.models.structures import Collaborateur, Structure


class Competence(Entite):
    """A competence of the person and its level (guide §8.6)."""

    __tablename__ = "competence"

    beneficiaire_id: Mapped[int] = cle("beneficiaire")
    competence_id: Mapped[int] = cle("competence_reference")
    niveau_id: Mapped[str | None] = liste("NIVEAU_COMPETENCE", nul=True)
    debut: Mapped[dt.date]
    fin: Mapped[dt.date | None]
    commentaire: Mapped[str | None]

    beneficiaire: Mapped[Beneficiaire] = vers(back_populates="competences")
    competence: Mapped[CompetenceReference] = vers()
    niveau: Mapped[Valeur | None] = vers()

    __table_args__ = (periode(),)


class Souhait(Entite):
    """A wish for a job or a sector (guide §10.2)."""

    __tablename__ = "souhait"

    beneficiaire_id: Mapped[int] = cle("beneficiaire")
    nature: Mapped[NatureSouhait] = ferme(NatureSouhait)
    libelle: Mapped[str]
    rang: Mapped[int]
    en_cours: Mapped[bool] = mapped_column(server_default="true")

    beneficiaire: Mapped[Beneficiaire] = vers(back_populates="souhaits")

    # Checked at the end of the transaction: wishes exchange their ranks.
    __table_args__ = (UniqueConstraint("beneficiaire_id", "nature", "rang", deferrable=True, initially="DEFERRED"),)


class Difficulte(Entite):
    """A difficulty (guide §8.7), attached to the person, whoever entered it; `structure` is its author's."""

    __tablename__ = "difficulte"

    beneficiaire_id: Mapped[int] = cle("beneficiaire")
    difficulte_id: Mapped[int] = cle("difficulte_reference")
    structure_id: Mapped[int] = cle("structure")
    auteur_id: Mapped[int | None] = cle("collaborateur", nul=True)
    debut: Mapped[dt.date]
    fin: Mapped[dt.date | None]
    realisation_id: Mapped[str | None] = liste("REALISATION_DIFFICULTE", nul=True)
    commentaire: Mapped[str | None]
    sante: Mapped[bool] = mapped_column(server_default="false")

    beneficiaire: Mapped[Beneficiaire] = vers(back_populates="difficultes")
    difficulte: Mapped[DifficulteReference] = vers()
    structure: Mapped[Structure] = vers()
    auteur: Mapped[Collaborateur | None] = vers()
    realisation: Mapped[Valeur | None] = vers()

    __table_args__ = (periode(),)
