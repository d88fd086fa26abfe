"""Reference data: versioned lists, thématiques, territories, bilan models, difficulties, competences."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from db.base import Base, Entite, cle, ferme, vers
from db.enums import FormeCaracteristique, NatureMotifFin, TypeCaracteristique, TypeQuestion


class Valeur(Base):
    """One value of a named list (type d'entretien, lieu, vecteur…); its key is `LISTE:CODE`."""

    __tablename__ = "valeur"

    id: Mapped[str] = mapped_column(String(80, collation="C"), primary_key=True)
    liste: Mapped[str] = mapped_column(index=True)
    code: Mapped[str]
    libelle: Mapped[str]
    rang: Mapped[int]
    actif: Mapped[bool] = mapped_column(server_default="true")

    __table_args__ = (CheckConstraint("id = liste || ':' || code", name="cle"),)


class Dispositif(Entite):
    """What a person enters when RSA rights open (guide §2): « Accomp RSA »."""

    __tablename__ = "dispositif"

    code: Mapped[str] = mapped_column(unique=True)
    libelle: Mapped[str]


class Territoire(Entite):
    """An SDI or one of its sectors, with the SDI block of the FNEA (guide §9.3)."""

    __tablename__ = "territoire"

    code: Mapped[str] = mapped_column(unique=True)
    libelle: Mapped[str]
    parent_id: Mapped[int | None] = cle("territoire", nul=True)
    gestionnaire_nom: Mapped[str | None]
    gestionnaire_code: Mapped[str | None]
    conseiller_rsa: Mapped[str | None]
    adresse: Mapped[str | None]
    telephone: Mapped[str | None]
    email: Mapped[str | None]

    parent: Mapped[Territoire | None] = vers(remote_side="Territoire.id", back_populates="secteurs")
    secteurs: Mapped[list[Territoire]] = vers(back_populates="parent", order_by="Territoire.libelle")


class Thematique(Entite):
    """A theme of accompaniment (MOS, MOC, PSME…); `sante` ones are hidden from other structures."""

    __tablename__ = "thematique"

    code: Mapped[str] = mapped_column(unique=True)
    libelle: Mapped[str]
    sante: Mapped[bool] = mapped_column(server_default="false")
    jours_presence: Mapped[int] = mapped_column(server_default="66")

    modeles_bilan: Mapped[list[ModeleBilan]] = vers(back_populates="thematique", order_by="ModeleBilan.libelle")
    caracteristiques_etape: Mapped[list[DefinitionCaracteristiqueEtape]] = vers(
        back_populates="thematique", order_by="DefinitionCaracteristiqueEtape.rang"
    )

    __table_args__ = (CheckConstraint("jours_presence > 0", name="jours_presence"),)


class MotifFinEtape(Entite):
    """Why an étape ends (guide §9.2) and what that motif asks for."""

    __tablename__ = "motif_fin_etape"

    code: Mapped[int] = mapped_column(unique=True)
    libelle: Mapped[str]
    nature: Mapped[NatureMotifFin] = ferme(NatureMotifFin)
    exige_bilan_final: Mapped[bool]
    exige_fnea: Mapped[bool]
    alerte_sdi: Mapped[bool]
    consequence: Mapped[str | None]


class DefinitionCaracteristique(Entite):
    """A characteristic of a person (guide §10.3): its rubrique, type and delay before it turns blue."""

    __tablename__ = "definition_caracteristique"

    code: Mapped[str] = mapped_column(unique=True)
    rubrique: Mapped[str]
    libelle: Mapped[str]
    type: Mapped[TypeCaracteristique] = ferme(TypeCaracteristique)
    choix: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    delai_rafraichissement: Mapped[int | None]
    sante: Mapped[bool] = mapped_column(server_default="false")
    rang: Mapped[int]


class DefinitionCaracteristiqueEtape(Entite):
    """A characteristic of an étape (guide §7.2): specific to its thématique, or common to all (no thématique)."""

    __tablename__ = "definition_caracteristique_etape"

    code: Mapped[str]
    thematique_id: Mapped[int | None] = cle("thematique", nul=True)
    rubrique: Mapped[str]
    libelle: Mapped[str]
    type: Mapped[TypeCaracteristique] = ferme(TypeCaracteristique)
    forme: Mapped[FormeCaracteristique | None] = ferme(FormeCaracteristique)
    liste: Mapped[str | None]
    alerte_sdi: Mapped[bool] = mapped_column(server_default="false")
    rang: Mapped[int]

    thematique: Mapped[Thematique | None] = vers(back_populates="caracteristiques_etape")

    __table_args__ = (UniqueConstraint("code", "thematique_id", postgresql_nulls_not_distinct=True),)


class ModeleBilan(Entite):
    """A questionnaire of one thématique (guide §8.4). An answered version never changes: a new one is added.

    `final`: whether it may be the bilan on which the exit of an étape rests (§9.1).
    """

    __tablename__ = "modele_bilan"

    code: Mapped[str]
    libelle: Mapped[str]
    thematique_id: Mapped[int] = cle("thematique")
    numero_version: Mapped[int] = mapped_column(server_default="1")
    final: Mapped[bool] = mapped_column(server_default="true")
    actif: Mapped[bool] = mapped_column(server_default="true")

    thematique: Mapped[Thematique] = vers(back_populates="modeles_bilan")
    questions: Mapped[list[Question]] = vers(back_populates="modele", order_by="Question.rang")

    __table_args__ = (UniqueConstraint("code", "numero_version"),)


class Question(Entite):
    """One item of a bilan model, in its section; a repeatable one takes several answers (« + Ajouter une réponse »)."""

    __tablename__ = "question"

    modele_id: Mapped[int] = cle("modele_bilan")
    section: Mapped[str]
    code: Mapped[str]
    libelle: Mapped[str]
    type: Mapped[TypeQuestion] = ferme(TypeQuestion)
    obligatoire: Mapped[bool] = mapped_column(server_default="false")
    repetable: Mapped[bool] = mapped_column(server_default="false")
    choix: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    rang: Mapped[int]

    modele: Mapped[ModeleBilan] = vers(back_populates="questions")

    __table_args__ = (
        UniqueConstraint("modele_id", "code"),
        UniqueConstraint("id", "modele_id"),
        CheckConstraint("(type IN ('CHOIX', 'CHOIX_MULTIPLE')) = (choix IS NOT NULL)", name="choix"),
    )


class NatureDifficulte(Entite):
    """A family of difficulties (guide §8.7). Santé is its own rights group."""

    __tablename__ = "nature_difficulte"

    code: Mapped[str] = mapped_column(unique=True)
    libelle: Mapped[str]
    sante: Mapped[bool] = mapped_column(server_default="false")
    rang: Mapped[int]

    difficultes: Mapped[list[DifficulteReference]] = vers(back_populates="nature", order_by="DifficulteReference.rang")


class DifficulteReference(Entite):
    """A difficulty of the referential."""

    __tablename__ = "difficulte_reference"

    nature_id: Mapped[int] = cle("nature_difficulte")
    code: Mapped[str] = mapped_column(unique=True)
    libelle: Mapped[str]
    rang: Mapped[int]
    actif: Mapped[bool] = mapped_column(server_default="true")

    nature: Mapped[NatureDifficulte] = vers(back_populates="difficultes")


class GroupeFiliere(Entite):
    """The upper level of the competence referential (guide §8.6)."""

    __tablename__ = "groupe_filiere"

    code: Mapped[str] = mapped_column(unique=True)
    libelle: Mapped[str]

    filieres: Mapped[list[Filiere]] = vers(back_populates="groupe", order_by="Filiere.libelle")


class Filiere(Entite):
    """The middle level of the competence referential."""

    __tablename__ = "filiere"

    groupe_id: Mapped[int] = cle("groupe_filiere")
    code: Mapped[str] = mapped_column(unique=True)
    libelle: Mapped[str]

    groupe: Mapped[GroupeFiliere] = vers(back_populates="filieres")
    competences: Mapped[list[CompetenceReference]] = vers(
        back_populates="filiere", order_by="CompetenceReference.libelle"
    )


class CompetenceReference(Entite):
    """A competence of the referential."""

    __tablename__ = "competence_reference"

    filiere_id: Mapped[int] = cle("filiere")
    code: Mapped[str] = mapped_column(unique=True)
    libelle: Mapped[str]
    actif: Mapped[bool] = mapped_column(server_default="true")

    filiere: Mapped[Filiere] = vers(back_populates="competences")


class ModeleDocument(Entite):
    """A Word model (guide §9.4), global or of one thématique."""

    __tablename__ = "modele_document"

    code: Mapped[str] = mapped_column(unique=True)
    libelle: Mapped[str]
    thematique_id: Mapped[int | None] = cle("thematique", nul=True)
    fnea: Mapped[bool] = mapped_column(server_default="false")
    actif: Mapped[bool] = mapped_column(server_default="true")

    thematique: Mapped[Thematique | None] = vers()


class Aide(Entite):
    """A help text of one screen or field (guide §10.2, the « ? »)."""

    __tablename__ = "aide"

    ecran: Mapped[str]
    champ: Mapped[str | None]
    texte: Mapped[str]

    __table_args__ = (UniqueConstraint("ecran", "champ", postgresql_nulls_not_distinct=True),)
