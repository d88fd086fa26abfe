"""The person: identity, contact details, entries in a dispositif, links to operators, characteristics."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Sequence,
    String,
    UniqueConstraint,
    case,
    cast,
    extract,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, aliased, mapped_column

from db.base import Base, Entite, calcule, cle, ferme, liste, periode, trigrammes, vers
from db.derived import scalar
from db.enums import (
    Civilite,
    EtatCaracteristique,
    RoleFoyer,
    StatutPositionnement,
    StatutRattachement,
    TrancheAge,
)
from db.instants import AUJOURDHUI, mois
from db.models.referentiels import DefinitionCaracteristique, Dispositif, Territoire, Valeur
from db.models.structures import Collaborateur, OffreDeService, Structure

if TYPE_CHECKING:
    from db.models.bilans import Bilan
    from db.models.documents import Document
    from db.models.employabilite import Competence, Difficulte, Souhait
    from db.models.entretiens import Entretien
    from db.models.parcours import Contrat, Etape, Objectif, Referent

VIVANT = text("fusionne_dans_id IS NULL")
NUMERO_DOSSIER = Sequence("numero_dossier", metadata=Base.metadata)


class Beneficiaire(Entite):
    """A person on RSA (guide §2), allocataire or conjoint.

    A CAF number names a household: it is unique only with the role. An MSA number is a NIR: it is kept encrypted
    (`nir_chiffre`), shown masked, and found by a keyed hash (`numero_empreinte`). A file merged into another
    (`fusionne_dans_id`) remains for what the journal tells of it, and is shown to nobody.
    """

    __tablename__ = "beneficiaire"

    numero: Mapped[int] = mapped_column(NUMERO_DOSSIER, server_default=NUMERO_DOSSIER.next_value(), unique=True)
    numero_dossier: Mapped[str] = mapped_column(calcule("'#' || numero"))
    civilite: Mapped[Civilite] = ferme(Civilite)
    nom: Mapped[str]
    nom_naissance: Mapped[str | None]
    prenom: Mapped[str]
    date_naissance: Mapped[dt.date]
    adresse: Mapped[str | None]
    code_postal: Mapped[str | None]
    commune: Mapped[str | None]
    telephone: Mapped[str | None]
    email: Mapped[str | None]
    numero_caf: Mapped[str | None]
    nir_chiffre: Mapped[bytes | None] = mapped_column(LargeBinary)
    numero_empreinte: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    nir_masque: Mapped[str | None]
    organisme_payeur_id: Mapped[str | None] = liste("ORGANISME_PAYEUR", nul=True)
    numero_demande_rsa: Mapped[str | None]
    role_foyer: Mapped[RoleFoyer | None] = ferme(RoleFoyer)
    secteur_id: Mapped[int | None] = cle("territoire", nul=True)
    anonymise_le: Mapped[dt.date | None]
    fusionne_dans_id: Mapped[int | None] = cle("beneficiaire", nul=True, index=False)
    cle_tri: Mapped[str] = mapped_column(String(collation="C"), calcule("normaliser(nom || ' ' || prenom)"))
    recherche: Mapped[str] = mapped_column(
        calcule(
            "normaliser(nom || ' ' || coalesce(nom_naissance, '') || ' ' || prenom) || ' #' || numero || ' '"
            " || lpad(extract(day from date_naissance)::text, 2, '0') || '/'"
            " || lpad(extract(month from date_naissance)::text, 2, '0') || '/' || extract(year from date_naissance)"
        )
    )

    organisme_payeur: Mapped[Valeur | None] = vers()
    secteur: Mapped[Territoire | None] = vers()
    adresses_anterieures: Mapped[list[AdresseAnterieure]] = vers(
        back_populates="beneficiaire", order_by="AdresseAnterieure.au.desc()"
    )
    accompagnements: Mapped[list[Accompagnement]] = vers(
        back_populates="beneficiaire", order_by="Accompagnement.entree.desc()"
    )
    rattachements: Mapped[list[Rattachement]] = vers(
        back_populates="beneficiaire", order_by="Rattachement.debut.desc()"
    )
    caracteristiques: Mapped[list[Caracteristique]] = vers(
        back_populates="beneficiaire", order_by="Caracteristique.definition_id"
    )
    contrats: Mapped[list[Contrat]] = vers(back_populates="beneficiaire", order_by="Contrat.debut.desc()")
    referents: Mapped[list[Referent]] = vers(back_populates="beneficiaire", order_by="Referent.debut.desc()")
    etapes: Mapped[list[Etape]] = vers(back_populates="beneficiaire", order_by="Etape.debut_reel.desc()")
    positionnements: Mapped[list[Positionnement]] = vers(
        back_populates="beneficiaire", order_by="Positionnement.date.desc()"
    )
    entretiens: Mapped[list[Entretien]] = vers(back_populates="beneficiaire", order_by="Entretien.date_heure.desc()")
    bilans: Mapped[list[Bilan]] = vers(back_populates="beneficiaire", order_by="Bilan.date_bilan.desc()")
    competences: Mapped[list[Competence]] = vers(back_populates="beneficiaire", order_by="Competence.debut.desc()")
    souhaits: Mapped[list[Souhait]] = vers(back_populates="beneficiaire", order_by="Souhait.rang")
    difficultes: Mapped[list[Difficulte]] = vers(back_populates="beneficiaire", order_by="Difficulte.debut.desc()")
    objectifs: Mapped[list[Objectif]] = vers(back_populates="beneficiaire", order_by="Objectif.echeance")
    documents: Mapped[list[Document]] = vers(back_populates="beneficiaire", order_by="Document.cree_le.desc()")

    __table_args__ = (
        CheckConstraint("code_postal ~ '^[0-9]{5}$'", name="code_postal"),
        CheckConstraint("telephone ~ '^[+][1-9][0-9]{5,14}$'", name="telephone"),
        CheckConstraint("numero_caf ~ '^[0-9]{7,15}$'", name="numero_caf"),
        CheckConstraint("numero_caf IS NULL OR nir_chiffre IS NULL", name="un_seul_numero"),
        CheckConstraint("fusionne_dans_id <> id", name="fusionne_dans"),
        Index("uq_beneficiaire_numero_role", "numero_empreinte", "role_foyer", unique=True, postgresql_where=VIVANT),
        trigrammes("ix_beneficiaire_recherche", "recherche"),
        trigrammes("ix_beneficiaire_approchant", "cle_tri"),
        trigrammes("ix_beneficiaire_nom", "nom", normaliser=True),
        trigrammes("ix_beneficiaire_prenom", "prenom", normaliser=True),
        Index("ix_beneficiaire_cle_tri", "cle_tri", "id"),
        Index(
            "ix_beneficiaire_fusionne_dans_id",
            "fusionne_dans_id",
            postgresql_where=text("fusionne_dans_id IS NOT NULL"),
        ),
        Index("ix_beneficiaire_date_naissance", "date_naissance"),
        Index("uq_beneficiaire_numero_caf_role", "numero_caf", "role_foyer", unique=True, postgresql_where=VIVANT),
    )

    @classmethod
    def age(cls) -> ColumnElement[int]:
        """Whole years on the day given."""
        return cast(extract("year", func.age(AUJOURDHUI, cls.date_naissance)), Integer)

    @classmethod
    def tranche_age(cls) -> ColumnElement[str]:
        """The five years of the age reached in the calendar year: what is told of an age under a pseudonym.

        A band that changed on a birthday would tell the date of birth to who reads it every day.
        """
        jeunes, *cinq_ans, anciens = TrancheAge
        age = extract("year", AUJOURDHUI) - extract("year", cls.date_naissance)
        bornes = [(age < 30 + 5 * rang, tranche.value) for rang, tranche in enumerate(cinq_ans)]
        return case((age < 25, jeunes.value), *bornes, else_=anciens.value)

    @classmethod
    def numero_allocataire(cls) -> ColumnElement[str | None]:
        """The CAF number; a NIR (MSA) stays masked, and is revealed elsewhere, journaled."""
        return func.coalesce(cls.numero_caf, cls.nir_masque)

    @classmethod
    def numero_allocataire_masque(cls) -> ColumnElement[str | None]:
        """The last three digits of the number, to tell homonyms apart without showing it."""
        return func.coalesce("•••• " + func.right(cls.numero_caf, 3), cls.nir_masque)


class AdresseAnterieure(Entite):
    """A former address (« saisir un changement d'adresse »)."""

    __tablename__ = "adresse_anterieure"

    beneficiaire_id: Mapped[int] = cle("beneficiaire")
    adresse: Mapped[str | None]
    code_postal: Mapped[str | None]
    commune: Mapped[str | None]
    du: Mapped[dt.date | None]
    au: Mapped[dt.date]

    beneficiaire: Mapped[Beneficiaire] = vers(back_populates="adresses_anterieures")

    __table_args__ = (periode("du", "au"),)


class Accompagnement(Entite):
    """An entry in a dispositif (guide §2), until its exit."""

    __tablename__ = "accompagnement"

    beneficiaire_id: Mapped[int] = cle("beneficiaire")
    dispositif_id: Mapped[int] = cle("dispositif")
    entree: Mapped[dt.date]
    sortie: Mapped[dt.date | None]
    motif_sortie_id: Mapped[str | None] = liste("MOTIF_SORTIE_DISPOSITIF", nul=True)

    beneficiaire: Mapped[Beneficiaire] = vers(back_populates="accompagnements")
    dispositif: Mapped[Dispositif] = vers()
    motif_sortie: Mapped[Valeur | None] = vers()

    __table_args__ = (
        periode("entree", "sortie"),
        CheckConstraint("(sortie IS NULL) = (motif_sortie_id IS NULL)", name="motif_sortie"),
        UniqueConstraint("id", "beneficiaire_id"),
        ExcludeConstraint(
            ("beneficiaire_id", "="),
            ("dispositif_id", "="),
            (text("daterange(entree, sortie, '[]')"), "&&"),
            name="ex_accompagnement_periode",
        ),
    )

    @classmethod
    def duree_mois(cls) -> ColumnElement[float]:
        """Days / 30, one decimal, to the day given while open (guide §7.2)."""
        return mois(cls.entree, cls.sortie)


class Rattachement(Entite):
    """An operator's entry on a file before its étape exists; it lapses 60 days after its creation."""

    __tablename__ = "rattachement"

    beneficiaire_id: Mapped[int] = cle("beneficiaire")
    offre_de_service_id: Mapped[int] = cle("offre_de_service")
    structure_id: Mapped[int] = cle("structure")
    date_reception_fio: Mapped[dt.date]
    debut: Mapped[dt.date]
    fin: Mapped[dt.date | None]
    statut: Mapped[StatutRattachement] = ferme(StatutRattachement, server_default="EN_ATTENTE")

    beneficiaire: Mapped[Beneficiaire] = vers(back_populates="rattachements")
    offre_de_service: Mapped[OffreDeService] = vers(foreign_keys=[offre_de_service_id])
    structure: Mapped[Structure] = vers(foreign_keys=[structure_id])

    __table_args__ = (
        periode(),
        ForeignKeyConstraint(
            ["offre_de_service_id", "structure_id"],
            ["offre_de_service.id", "offre_de_service.structure_id"],
            name="fk_rattachement_offre_structure",
        ),
    )


class Positionnement(Entite):
    """A proposal to enter an offer, and its answer (guide §10.6)."""

    __tablename__ = "positionnement"

    beneficiaire_id: Mapped[int] = cle("beneficiaire")
    offre_de_service_id: Mapped[int] = cle("offre_de_service")
    structure_id: Mapped[int] = cle("structure")
    date: Mapped[dt.date]
    prescripteur_id: Mapped[int | None] = cle("collaborateur", nul=True)
    origine_id: Mapped[str | None] = liste("ORIGINE_ORIENTATION", nul=True)
    statut: Mapped[StatutPositionnement] = ferme(StatutPositionnement, server_default="PROPOSE")
    motif: Mapped[str | None]

    beneficiaire: Mapped[Beneficiaire] = vers(back_populates="positionnements")
    offre_de_service: Mapped[OffreDeService] = vers(foreign_keys=[offre_de_service_id])
    structure: Mapped[Structure] = vers(foreign_keys=[structure_id])
    prescripteur: Mapped[Collaborateur | None] = vers()
    origine: Mapped[Valeur | None] = vers()

    __table_args__ = (
        ForeignKeyConstraint(
            ["offre_de_service_id", "structure_id"],
            ["offre_de_service.id", "offre_de_service.structure_id"],
            name="fk_positionnement_offre_structure",
        ),
    )


class Caracteristique(Entite):
    """A characteristic of a person, with the freshness of guide §10.3.

    A file carries one row per definition from its creation, without value while nothing is known. `champ` names the
    column of `beneficiaire` that holds the value when the characteristic only shows it.
    """

    __tablename__ = "caracteristique"

    MONTREES: ClassVar[dict[str, str]] = {
        "NUMERO_ALLOCATAIRE": "numero_allocataire",
        "NUMERO_DEMANDE_RSA": "numero_demande_rsa",
    }
    """The definitions that only show a number of the person: code → `champ`."""

    beneficiaire_id: Mapped[int] = cle("beneficiaire", index=False)
    definition_id: Mapped[int] = cle("definition_caracteristique")
    champ: Mapped[str | None]
    valeur_saisie: Mapped[str | None]
    depuis: Mapped[dt.date | None]
    verifiee_le: Mapped[dt.date | None]

    beneficiaire: Mapped[Beneficiaire] = vers(back_populates="caracteristiques")
    definition: Mapped[DefinitionCaracteristique] = vers()

    __table_args__ = (
        UniqueConstraint("beneficiaire_id", "definition_id"),
        CheckConstraint("champ IN ('numero_allocataire', 'numero_demande_rsa')", name="champ"),
        CheckConstraint("champ IS NULL OR valeur_saisie IS NULL", name="valeur"),
        CheckConstraint("valeur_saisie IS NULL OR num_nulls(depuis, verifiee_le) = 0", name="verifiee"),
    )

    @classmethod
    def valeur(cls) -> ColumnElement[str | None]:
        """The value stored, or the number of the person that the characteristic shows."""
        personne = aliased(Beneficiaire)

        def numero(colonne: Any) -> Any:
            return scalar(colonne, personne, where=personne.id == cls.beneficiaire_id)

        return case(
            (cls.champ.is_(None), cls.valeur_saisie),
            (cls.champ == "numero_allocataire", numero(personne.numero_allocataire())),
            else_=numero(personne.numero_demande_rsa),
        )

    @classmethod
    def etat(cls) -> ColumnElement[str]:
        """Up to date, to be refreshed once its delay has passed, or missing while it has no value."""
        definition = aliased(DefinitionCaracteristique)
        delai = scalar(definition.delai_rafraichissement, definition, where=definition.id == cls.definition_id)
        return case(
            (cls.valeur().is_(None), EtatCaracteristique.MANQUANTE.value),
            (cls.verifiee_le + delai < AUJOURDHUI, EtatCaracteristique.A_ACTUALISER.value),
            else_=EtatCaracteristique.A_JOUR.value,
        )


class AccesStructure(Base):
    """What opens a file to a structure, kept by triggers on étapes, rattachements and positionnements.

    `etape` is the last day of the structure's étapes on that file ('infinity' while one is open); `entree` the
    latest creation of a rattachement or positionnement that still waits for an answer.
    """

    __tablename__ = "acces_structure"

    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), primary_key=True)
    beneficiaire_id: Mapped[int] = mapped_column(ForeignKey("beneficiaire.id"), primary_key=True, index=True)
    etape: Mapped[dt.date | None] = mapped_column(Date)
    entree: Mapped[dt.date | None] = mapped_column(Date)
