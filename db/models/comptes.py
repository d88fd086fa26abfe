"""Accounts and the journal of who read or did what."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, ferme, vers
from db.enums import ActionJournal, Profil
from db.models.structures import Collaborateur


class Compte(Base):
    """The secret of a collaborateur, and the version of their rights that their tokens must carry."""

    __tablename__ = "compte"

    collaborateur_id: Mapped[int] = mapped_column(ForeignKey("collaborateur.id"), primary_key=True)
    mot_de_passe: Mapped[str | None]
    version_droits: Mapped[int] = mapped_column(server_default="1")

    collaborateur: Mapped[Collaborateur] = vers()


class SessionOuverte(Base):
    """One refresh token, stored hashed. A token is replaced at each use; a replaced one closes its family."""

    __tablename__ = "session_ouverte"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    collaborateur_id: Mapped[int] = mapped_column(ForeignKey("collaborateur.id"), index=True)
    famille: Mapped[uuid.UUID] = mapped_column(index=True)
    empreinte: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    expire_le: Mapped[dt.datetime]
    remplacee_le: Mapped[dt.datetime | None]


class Journal(Base):
    """One thing read, done or refused. Rows are added, never changed."""

    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    quand: Mapped[dt.datetime] = mapped_column(TIMESTAMP(timezone=True))
    collaborateur_id: Mapped[int | None] = mapped_column(ForeignKey("collaborateur.id"))
    profil: Mapped[Profil | None] = ferme(Profil)
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    action: Mapped[ActionJournal] = ferme(ActionJournal)
    type: Mapped[str | None]
    objet_id: Mapped[int | None] = mapped_column(BigInteger)
    beneficiaire_id: Mapped[int | None] = mapped_column(ForeignKey("beneficiaire.id"))
    requete: Mapped[str | None]
    details: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

    collaborateur: Mapped[Collaborateur | None] = vers()

    __table_args__ = (
        Index("ix_journal_beneficiaire", "beneficiaire_id", "quand"),
        Index("ix_journal_collaborateur", "collaborateur_id", "quand"),
        Index("ix_journal_structure", "structure_id", "quand"),
    )
