"""Bilans, their answers, and the transmissions that open them to somebody else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    Numeric,
    UniqueConstraint,
    and_,
    func,
    text,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from db.base import Entite, cle, du_meme_dossier, ferme, vers
from db.derived import exists, scalar
from db.enums import Destinataire, NatureBilan
from db.models.beneficiaires import Beneficiaire
from db.models.parcours import Etape
from db.models.referentiels import ModeleBilan, Question
from db.models.structures import Collaborateur, Structure

if TYPE_CHECKING:
    from db.models.documents import Document


class Bilan(Entite):
    """A questionnaire filled little by little (guide §8.4, §8.5). A final one belongs to an étape."""

    __tablename__ = "bilan"

    beneficiaire_id: Mapped[int] = cle("beneficiaire")
    structure_id: Mapped[int] = cle("structure")
    modele_id: Mapped[int] = cle("modele_bilan")
    etape_id: Mapped[int | None] = cle("etape", nul=True)
    auteur_id: Mapped[int | None] = cle("collaborateur", nul=True)
    nature: Mapped[NatureBilan] = ferme(NatureBilan)
    date_bilan: Mapped[dt.date]
    date_mise_a_jour: Mapped[dt.date]
    date_signature: Mapped[dt.date | None]

    beneficiaire: Mapped[Beneficiaire] = vers(back_populates="bilans")
    structure: Mapped[Structure] = vers()
    modele: Mapped[ModeleBilan] = vers()
    etape: Mapped[Etape | None] = vers(foreign_keys=[etape_id], back_populates="bilans")
    auteur: Mapped[Collaborateur | None] = vers()
    reponses: Mapped[list[Reponse]] = vers(
        "Reponse.bilan_id", back_populates="bilan", order_by="(Reponse.question_id, Reponse.rang)"
    )
    transmissions: Mapped[list[Transmission]] = vers(back_populates="bilan", order_by="Transmission.date.desc()")

    __table_args__ = (
        UniqueConstraint("id", "beneficiaire_id"),
        UniqueConstraint("id", "modele_id"),
        Index("uq_bilan_final", "etape_id", unique=True, postgresql_where=text("nature = 'FINAL'")),
        CheckConstraint("nature <> 'FINAL' OR etape_id IS NOT NULL", name="final_etape"),
        CheckConstraint("date_mise_a_jour >= date_bilan", name="mise_a_jour"),
        du_meme_dossier("etape_id", "etape", "fk_bilan_etape_beneficiaire"),
    )

    @classmethod
    def nombre_questions(cls) -> ColumnElement[int]:
        """Number of questions of its model."""
        question = aliased(Question)
        return scalar(func.count(), question, where=question.modele_id == cls.modele_id)

    @classmethod
    def nombre_reponses(cls) -> ColumnElement[int]:
        """Number of answers, each value of a repeatable question counted."""
        reponse = aliased(Reponse)
        return scalar(func.count(), reponse, where=reponse.bilan_id == cls.id)

    @classmethod
    def complet(cls) -> ColumnElement[bool]:
        """Whether each obligatory question is answered."""
        question, reponse = aliased(Question), aliased(Reponse)
        repondue = exists(reponse, where=and_(reponse.bilan_id == cls.id, reponse.question_id == question.id))
        return ~exists(question, where=and_(question.modele_id == cls.modele_id, question.obligatoire, ~repondue))


class Reponse(Entite):
    """One answer; a repeatable question has several, told apart by `rang`.

    `modele_id` is that of its bilan and of its question: an answer never strays to the questions of another version.
    """

    __tablename__ = "reponse"

    bilan_id: Mapped[int] = cle("bilan", index=False, ondelete="CASCADE")
    question_id: Mapped[int] = cle("question")
    modele_id: Mapped[int]
    rang: Mapped[int] = mapped_column(server_default="1")
    texte: Mapped[str | None]
    nombre: Mapped[Decimal | None] = mapped_column(Numeric(14, 4))
    date: Mapped[dt.date | None]
    choix: Mapped[str | None]

    bilan: Mapped[Bilan] = vers(foreign_keys=[bilan_id], back_populates="reponses")
    question: Mapped[Question] = vers(foreign_keys=[question_id])

    __table_args__ = (
        UniqueConstraint("bilan_id", "question_id", "rang"),
        CheckConstraint("num_nonnulls(texte, nombre, date, choix) = 1", name="une_valeur"),
        ForeignKeyConstraint(
            ["bilan_id", "modele_id"],
            ["bilan.id", "bilan.modele_id"],
            name="fk_reponse_bilan_modele",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["question_id", "modele_id"], ["question.id", "question.modele_id"], name="fk_reponse_question_modele"
        ),
    )


class Transmission(Entite):
    """What opens a bilan or a document to somebody outside its structure."""

    __tablename__ = "transmission"

    bilan_id: Mapped[int | None] = cle("bilan", nul=True)
    document_id: Mapped[int | None] = cle("document", nul=True)
    destinataire: Mapped[Destinataire] = ferme(Destinataire)
    structure_id: Mapped[int | None] = cle("structure", nul=True)
    date: Mapped[dt.date]
    par_id: Mapped[int] = cle("collaborateur")

    bilan: Mapped[Bilan | None] = vers(back_populates="transmissions")
    document: Mapped[Document | None] = vers(back_populates="transmissions")
    structure: Mapped[Structure | None] = vers()
    par: Mapped[Collaborateur] = vers()

    __table_args__ = (
        UniqueConstraint(
            "bilan_id",
            "document_id",
            "destinataire",
            "structure_id",
            name="uq_transmission_destinataire",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("num_nonnulls(bilan_id, document_id) = 1", name="objet"),
        CheckConstraint("(destinataire = 'STRUCTURE') = (structure_id IS NOT NULL)", name="structure"),
    )
