"""The history of each object: what was written to it, out of the journal, and the fields that each writing changed."""

from __future__ import annotations

from sqlalchemy import Text, and_, case, column, func, literal_column, or_, select, true
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, foreign, relationship

from db.base import Base, vers
from db.models.beneficiaires import Accompagnement, Beneficiaire, Caracteristique, Positionnement, Rattachement
from db.models.bilans import Bilan
from db.models.comptes import ECRITURES, Journal
from db.models.documents import Document
from db.models.employabilite import Competence, Difficulte, Souhait
from db.models.entretiens import Entretien, Seance
from db.models.parcours import Contrat, Etape, Objectif, Referent
from db.models.personnel import DemandeCollaborateur
from db.models.structures import Collaborateur, Structure

HISTORISES: tuple[type[Base], ...] = (
    Beneficiaire,
    Accompagnement,
    Rattachement,
    Positionnement,
    Caracteristique,
    Contrat,
    Referent,
    Etape,
    Objectif,
    Entretien,
    Seance,
    Bilan,
    Difficulte,
    Competence,
    Souhait,
    Document,
    Collaborateur,
    DemandeCollaborateur,
)
"""The objects that mutations write, under the names that the journal gives them."""


# A row that tells of no change holds the JSON null, which has no keys.
_DETAILS = case(
    (func.jsonb_typeof(Journal.details) == literal_column("'object'"), Journal.details),
    else_=literal_column("'{}'::jsonb", JSONB),
)
_CHAMPS = func.jsonb_each(_DETAILS).table_valued(column("key", Text), column("value", JSONB), name="champs")
_CHANGEMENTS = (
    select(
        Journal.id.label("modification_id"),
        _CHAMPS.c.key.label("champ"),
        _CHAMPS.c.value.op("->>", return_type=Text())(literal_column("'avant'")).label("avant"),
        _CHAMPS.c.value.op("->>", return_type=Text())(literal_column("'apres'")).label("apres"),
    )
    .select_from(Journal.__table__.join(_CHAMPS, true()))
    .subquery("changement")
)


class Modification(Base):
    """A row of the journal that tells of a writing. It is read from the object alone, whose rights decide too."""

    __table__ = Journal.__table__

    collaborateur: Mapped[Collaborateur | None] = vers(
        primaryjoin=lambda: foreign(Journal.__table__.c.collaborateur_id) == Collaborateur.id, viewonly=True
    )
    structure: Mapped[Structure | None] = vers(
        primaryjoin=lambda: foreign(Journal.__table__.c.structure_id) == Structure.id, viewonly=True
    )
    changements: Mapped[list[Changement]] = vers(
        primaryjoin=lambda: Journal.__table__.c.id == foreign(_CHANGEMENTS.c.modification_id),
        order_by="Changement.champ",
        viewonly=True,
    )


class Changement(Base):
    """One field that a writing changed, as text before and after."""

    __table__ = _CHANGEMENTS
    __mapper_args__ = {"primary_key": [_CHANGEMENTS.c.modification_id, _CHANGEMENTS.c.champ]}


for _modele in HISTORISES:
    _modele.__mapper__.add_property(
        "historique",
        relationship(
            Modification,
            primaryjoin=and_(
                foreign(Journal.__table__.c.objet_id) == _modele.__table__.c.id,
                Journal.__table__.c.type == _modele.__name__,
                or_(*(Journal.__table__.c.action == ecriture for ecriture in ECRITURES)),
            ),
            order_by=Journal.__table__.c.quand.desc(),
            uselist=True,
            viewonly=True,
            lazy="raise",
        ),
    )
