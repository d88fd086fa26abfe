"""Accounts, the mails about them, and the journal of who read or did what."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Identity, Index, LargeBinary, Text, cast, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, foreign, mapped_column

from db.base import Base, ferme, vers
from db.enums import ActionJournal, ModeleCourriel, Profil, UsageLien
from db.models.beneficiaires import Beneficiaire
from db.models.structures import Collaborateur, Structure


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


class LienCompte(Base):
    """One link sent by mail, its token stored hashed: it serves once, for one use, for a day."""

    __tablename__ = "lien_compte"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    collaborateur_id: Mapped[int] = mapped_column(ForeignKey("collaborateur.id"), index=True)
    usage: Mapped[UsageLien] = ferme(UsageLien)
    empreinte: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    expire_le: Mapped[dt.datetime]
    utilise_le: Mapped[dt.datetime | None]


class Courriel(Base):
    """The outbox: one mail to send, written in the transaction that calls for it.

    It names its text and what the text says, never a token: the sender makes the link as the mail leaves.
    `prochain_essai` is also the end of the lease of whoever is sending it.
    """

    __tablename__ = "courriel"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    collaborateur_id: Mapped[int] = mapped_column(ForeignKey("collaborateur.id"), index=True)
    modele: Mapped[ModeleCourriel] = ferme(ModeleCourriel)
    donnees: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    cree_le: Mapped[dt.datetime]
    essais: Mapped[int] = mapped_column(server_default="0")
    prochain_essai: Mapped[dt.datetime | None]
    envoye_le: Mapped[dt.datetime | None]
    erreur: Mapped[str | None]

    __table_args__ = (
        Index("ix_courriel_a_envoyer", "prochain_essai", postgresql_where=text("prochain_essai IS NOT NULL")),
    )


class Tentative(Base):
    """One attempt at something throttled, under a keyed hash of the account or the address that made it."""

    __tablename__ = "tentative"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    cle: Mapped[bytes] = mapped_column(LargeBinary)
    quand: Mapped[dt.datetime]

    __table_args__ = (Index("ix_tentative_cle", "cle", "quand"), Index("ix_tentative_quand", "quand"))


ECRITURES = (ActionJournal.CREATION, ActionJournal.MODIFICATION, ActionJournal.SUPPRESSION)
"""What the history of an object is made of."""


class Journal(Base):
    """One thing read, done or refused. Rows are added, never changed.

    Who, where and which file are told as they were, without a foreign key: the journal outlives what it tells of, and
    a key would lock, so write, the row of the file at each reading of it.
    """

    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    quand: Mapped[dt.datetime]
    collaborateur_id: Mapped[int | None]
    profil: Mapped[Profil | None] = ferme(Profil)
    structure_id: Mapped[int | None]
    action: Mapped[ActionJournal] = ferme(ActionJournal)
    type: Mapped[str | None]
    objet_id: Mapped[int | None] = mapped_column(BigInteger)
    beneficiaire_id: Mapped[int | None]
    requete: Mapped[str | None]
    details: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

    collaborateur: Mapped[Collaborateur | None] = vers(
        primaryjoin=lambda: foreign(Journal.collaborateur_id) == Collaborateur.id, viewonly=True
    )
    structure: Mapped[Structure | None] = vers(
        primaryjoin=lambda: foreign(Journal.structure_id) == Structure.id, viewonly=True
    )
    beneficiaire: Mapped[Beneficiaire | None] = vers(
        primaryjoin=lambda: foreign(Journal.beneficiaire_id) == Beneficiaire.id, viewonly=True
    )

    __table_args__ = (
        Index("ix_journal_quand", "quand", "id"),
        Index("ix_journal_beneficiaire", "beneficiaire_id", "quand"),
        Index("ix_journal_collaborateur", "collaborateur_id", "quand"),
        Index(
            "ix_journal_objet",
            "objet_id",
            "type",
            "quand",
            postgresql_where=text("action::text IN ('CREATION', 'MODIFICATION', 'SUPPRESSION')"),
        ),
    )

    @classmethod
    def objet(cls) -> ColumnElement[str | None]:
        """The global id of what was read or changed."""
        return (cls.type + ":").concat(cast(cls.objet_id, Text))


class CleIdempotence(Base):
    """One idempotency key of a caller for a mutation: a hash of the input, and what was answered; kept 24 hours."""

    __tablename__ = "cle_idempotence"

    collaborateur_id: Mapped[int] = mapped_column(ForeignKey("collaborateur.id"), primary_key=True)
    mutation: Mapped[str] = mapped_column(primary_key=True)
    cle: Mapped[str] = mapped_column(primary_key=True)
    empreinte: Mapped[bytes] = mapped_column(LargeBinary)
    resultat: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    cree_le: Mapped[dt.datetime] = mapped_column(index=True)
