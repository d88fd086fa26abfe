"""The path: contracts, référents, étapes and what hangs on them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    Table,
    UniqueConstraint,
    and_,
    case,
    cast,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, aliased, foreign, mapped_column, remote

from db.base import Base, Entite, cle, du_meme_dossier, ferme, periode, vers
from db.derived import exists, scalar
from db.enums import EtatContrat, StatutObjectif, TypeContrat, TypeReferent
from db.instants import AUJOURDHUI, mois
from db.models.beneficiaires import Accompagnement, Beneficiaire
from db.models.referentiels import DefinitionCaracteristiqueEtape, MotifFinEtape, Thematique
from db.models.structures import Collaborateur, OffreDeService, Structure

if TYPE_CHECKING:
    from db.models.bilans import Bilan
    from db.models.documents import Document
    from db.models.entretiens import Entretien

JOURS_AVANT_RENOUVELLEMENT = 30


class Contrat(Entite):
    """CER, contrat d'orientation or contrat d'engagement (guide §6.1). Those of one type never overlap."""

    __tablename__ = "contrat"

    beneficiaire_id: Mapped[int] = cle("beneficiaire")
    accompagnement_id: Mapped[int | None] = cle("accompagnement", nul=True)
    auteur_id: Mapped[int | None] = cle("collaborateur", nul=True)
    numero: Mapped[str | None]
    type: Mapped[TypeContrat] = ferme(TypeContrat)
    debut: Mapped[dt.date]
    fin: Mapped[dt.date | None]
    date_signature: Mapped[dt.date | None]
    commentaire: Mapped[str | None]
    dernier_contrat: Mapped[bool] = mapped_column(server_default="false")
    annule_le: Mapped[dt.date | None]

    beneficiaire: Mapped[Beneficiaire] = vers(back_populates="contrats")
    accompagnement: Mapped[Accompagnement | None] = vers(foreign_keys=[accompagnement_id])
    auteur: Mapped[Collaborateur | None] = vers()

    __table_args__ = (
        periode(),
        du_meme_dossier("accompagnement_id", "accompagnement", "fk_contrat_accompagnement_beneficiaire"),
        ExcludeConstraint(
            ("beneficiaire_id", "="),
            ("type", "="),
            (text("daterange(debut, fin, '[]')"), "&&"),
            where=text("annule_le IS NULL"),
            name="ex_contrat_periode",
        ),
    )

    @classmethod
    def etat(cls) -> ColumnElement[str]:
        """Derived from the dates: to be renewed in the last 30 days."""
        return case(
            (cls.annule_le.is_not(None), EtatContrat.ANNULE.value),
            (cls.debut > AUJOURDHUI, EtatContrat.EN_PREPARATION.value),
            (cls.fin < AUJOURDHUI, EtatContrat.ECHU.value),
            (cls.fin < AUJOURDHUI + JOURS_AVANT_RENOUVELLEMENT, EtatContrat.A_RENOUVELER.value),
            else_=EtatContrat.EN_COURS.value,
        )

    @classmethod
    def plus_recent(cls) -> ColumnElement[bool]:
        """Whether no other contract of the person, cancelled ones aside, starts later."""
        autre = aliased(Contrat)
        return and_(
            cls.annule_le.is_(None),
            ~exists(
                autre,
                where=and_(
                    autre.beneficiaire_id == cls.beneficiaire_id, autre.annule_le.is_(None), autre.debut > cls.debut
                ),
            ),
        )


class Referent(Entite):
    """Who follows the person (guide §6.2). One active référent de parcours; several référents d'étape."""

    __tablename__ = "referent"

    beneficiaire_id: Mapped[int] = cle("beneficiaire")
    collaborateur_id: Mapped[int] = cle("collaborateur")
    etape_id: Mapped[int | None] = cle("etape", nul=True)
    type: Mapped[TypeReferent] = ferme(TypeReferent)
    debut: Mapped[dt.date]
    fin: Mapped[dt.date | None]

    beneficiaire: Mapped[Beneficiaire] = vers(back_populates="referents")
    collaborateur: Mapped[Collaborateur] = vers()
    etape: Mapped[Etape | None] = vers(foreign_keys=[etape_id], back_populates="referents")

    __table_args__ = (
        periode(),
        CheckConstraint("etape_id IS NULL OR type = 'ETAPE'", name="etape"),
        du_meme_dossier("etape_id", "etape", "fk_referent_etape_beneficiaire"),
        ExcludeConstraint(
            ("beneficiaire_id", "="),
            (text("daterange(debut, fin, '[]')"), "&&"),
            where=text("type = 'PARCOURS'"),
            name="ex_referent_parcours",
        ),
        Index(
            "ix_referent_parcours_actif",
            "collaborateur_id",
            "beneficiaire_id",
            postgresql_where=text("type = 'PARCOURS'"),
        ),
    )

    @classmethod
    def actif(cls) -> ColumnElement[bool]:
        """Whether the day given lies within [debut, fin]."""
        return and_(cls.debut <= AUJOURDHUI, func.coalesce(cls.fin >= AUJOURDHUI, text("true")))


objectif_etape = Table(
    "objectif_etape",
    Base.metadata,
    Column("objectif_id", ForeignKey("objectif.id"), primary_key=True),
    Column("etape_id", ForeignKey("etape.id"), primary_key=True, index=True),
)


class Etape(Entite):
    """One accompaniment by one operator on one offer (guide §7). `structure` is stored: it is the étape's own.

    `close_le` is the instant at which its exit was entered, which may be long after `fin_reelle`.
    """

    __tablename__ = "etape"

    beneficiaire_id: Mapped[int] = cle("beneficiaire")
    offre_de_service_id: Mapped[int] = cle("offre_de_service")
    structure_id: Mapped[int] = cle("structure")
    accompagnement_id: Mapped[int | None] = cle("accompagnement", nul=True)
    referent_initiateur_id: Mapped[int | None] = cle("collaborateur", nul=True)
    debut_prevu: Mapped[dt.date | None]
    fin_prevue: Mapped[dt.date | None]
    debut_reel: Mapped[dt.date]
    fin_reelle: Mapped[dt.date | None]
    motif_fin_id: Mapped[int | None] = cle("motif_fin_etape", nul=True)
    commentaire: Mapped[str | None]
    validee: Mapped[bool] = mapped_column(server_default="false")
    close_le: Mapped[dt.datetime | None]

    beneficiaire: Mapped[Beneficiaire] = vers(back_populates="etapes")
    offre_de_service: Mapped[OffreDeService] = vers(foreign_keys=[offre_de_service_id])
    thematique: Mapped[Thematique] = vers(
        secondary=lambda: OffreDeService.__table__,
        primaryjoin=lambda: Etape.offre_de_service_id == OffreDeService.id,
        secondaryjoin=lambda: OffreDeService.thematique_id == Thematique.id,
        uselist=False,
        viewonly=True,
    )
    structure: Mapped[Structure] = vers(foreign_keys=[structure_id])
    accompagnement: Mapped[Accompagnement | None] = vers(foreign_keys=[accompagnement_id])
    referent_initiateur: Mapped[Collaborateur | None] = vers()
    motif_fin: Mapped[MotifFinEtape | None] = vers()
    referents: Mapped[list[Referent]] = vers(
        foreign_keys="Referent.etape_id", back_populates="etape", order_by="Referent.debut.desc()"
    )
    objectifs: Mapped[list[Objectif]] = vers(secondary=objectif_etape, back_populates="etapes", order_by="Objectif.id")
    entretiens: Mapped[list[Entretien]] = vers(
        secondary="entretien_etape",
        primaryjoin="Etape.id == entretien_etape.c.etape_id",
        secondaryjoin="Entretien.id == entretien_etape.c.entretien_id",
        order_by="Entretien.date_heure.desc()",
        back_populates="etapes",
    )
    bilans: Mapped[list[Bilan]] = vers(
        foreign_keys="Bilan.etape_id", back_populates="etape", order_by="Bilan.date_bilan.desc()"
    )
    documents: Mapped[list[Document]] = vers(
        foreign_keys="Document.etape_id", back_populates="etape", order_by="Document.cree_le.desc()"
    )
    caracteristiques: Mapped[list[CaracteristiqueEtape]] = vers(
        back_populates="etape", order_by="CaracteristiqueEtape.definition_id"
    )
    presences: Mapped[list[Presence]] = vers(back_populates="etape", order_by="Presence.jour")
    heures_mensuelles: Mapped[list[HeuresMensuelles]] = vers(back_populates="etape", order_by="HeuresMensuelles.mois")
    passages_convention: Mapped[list[PassageConvention]] = vers(
        back_populates="etape", order_by="PassageConvention.debut"
    )
    offres_compatibles: Mapped[list[OffreDeService]] = vers(
        primaryjoin=lambda: and_(
            foreign(Etape.structure_id) == remote(OffreDeService.structure_id),
            Etape.offre_de_service_id != remote(OffreDeService.id),
            Etape.fin_reelle.is_(None),
            remote(OffreDeService.ouverte),
        ),
        order_by=lambda: OffreDeService.libelle,
        viewonly=True,
        uselist=True,
    )

    __table_args__ = (
        periode("debut_reel", "fin_reelle"),
        periode("debut_prevu", "fin_prevue"),
        CheckConstraint("(fin_reelle IS NULL) = (motif_fin_id IS NULL)", name="motif_fin"),
        CheckConstraint("close_le IS NULL OR fin_reelle IS NOT NULL", name="close_le"),
        UniqueConstraint("id", "beneficiaire_id"),
        ForeignKeyConstraint(
            ["offre_de_service_id", "structure_id"],
            ["offre_de_service.id", "offre_de_service.structure_id"],
            name="fk_etape_offre_structure",
        ),
        du_meme_dossier("accompagnement_id", "accompagnement", "fk_etape_accompagnement_beneficiaire"),
        Index(
            "ix_etape_structure_ouverte", "structure_id", "beneficiaire_id", postgresql_where=text("fin_reelle IS NULL")
        ),
    )

    @classmethod
    def intitule(cls) -> ColumnElement[str]:
        """The offer's label: « MOC - Montpelliérain »."""
        offre = aliased(OffreDeService)
        return scalar(offre.libelle, offre, where=offre.id == cls.offre_de_service_id)

    @classmethod
    def duree_mois(cls) -> ColumnElement[float]:
        """Days / 30, one decimal, to the day given while open (guide §7.2)."""
        return mois(cls.debut_reel, cls.fin_reelle)

    @classmethod
    def jours_realises(cls) -> ColumnElement[int]:
        """Number of days of presence."""
        presence = aliased(Presence)
        return scalar(func.count(), presence, where=presence.etape_id == cls.id)

    @classmethod
    def jours_prevus(cls) -> ColumnElement[int]:
        """Days of presence planned by the thématique (66 in the guide)."""
        offre, thematique = aliased(OffreDeService), aliased(Thematique)
        where = and_(offre.id == cls.offre_de_service_id, thematique.id == offre.thematique_id)
        return scalar(thematique.jours_presence, offre, thematique, where=where)

    @classmethod
    def total_heures(cls) -> ColumnElement[float]:
        """Hours entered month by month, summed."""
        heures = aliased(HeuresMensuelles)
        return cast(scalar(func.coalesce(func.sum(heures.heures), 0), heures, where=heures.etape_id == cls.id), Float)


class CaracteristiqueEtape(Entite):
    """A characteristic of an étape (guide §7.2)."""

    __tablename__ = "caracteristique_etape"

    etape_id: Mapped[int] = cle("etape", index=False)
    definition_id: Mapped[int] = cle("definition_caracteristique_etape")
    valeur: Mapped[str]

    etape: Mapped[Etape] = vers(back_populates="caracteristiques")
    definition: Mapped[DefinitionCaracteristiqueEtape] = vers()

    __table_args__ = (UniqueConstraint("etape_id", "definition_id"),)


class Presence(Base):
    """One day of presence in an étape."""

    __tablename__ = "presence"

    etape_id: Mapped[int] = mapped_column(ForeignKey("etape.id"), primary_key=True)
    jour: Mapped[dt.date] = mapped_column(primary_key=True)

    etape: Mapped[Etape] = vers(back_populates="presences")


class HeuresMensuelles(Base):
    """Hours done in one month (« saisie mensuelle des heures »); `mois` is its first day."""

    __tablename__ = "heures_mensuelles"

    etape_id: Mapped[int] = mapped_column(ForeignKey("etape.id"), primary_key=True)
    mois: Mapped[dt.date] = mapped_column(primary_key=True)
    heures: Mapped[Decimal] = mapped_column(Numeric(6, 2))

    etape: Mapped[Etape] = vers(back_populates="heures_mensuelles")

    __table_args__ = (
        CheckConstraint("extract(day from mois) = 1", name="mois"),
        CheckConstraint("heures >= 0 AND heures <= 744", name="heures"),
    )


class PassageConvention(Entite):
    """A « passage sur convention » of an étape (guide §7.2, §10.4)."""

    __tablename__ = "passage_convention"

    etape_id: Mapped[int] = cle("etape")
    libelle: Mapped[str]
    debut: Mapped[dt.date]
    fin: Mapped[dt.date | None]

    etape: Mapped[Etape] = vers(back_populates="passages_convention")

    __table_args__ = (periode(),)


class Objectif(Entite):
    """An objective of the person, that étapes may be linked to (guide §7.2)."""

    __tablename__ = "objectif"

    beneficiaire_id: Mapped[int] = cle("beneficiaire")
    libelle: Mapped[str]
    echeance: Mapped[dt.date | None]
    statut: Mapped[StatutObjectif] = ferme(StatutObjectif, server_default="EN_COURS")

    beneficiaire: Mapped[Beneficiaire] = vers(back_populates="objectifs")
    etapes: Mapped[list[Etape]] = vers(
        secondary=objectif_etape, back_populates="objectifs", order_by="Etape.debut_reel"
    )
