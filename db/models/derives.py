"""Relations that are only read: the last and next entretien, the référent de parcours, the recent files."""

from typing import Any

from sqlalchemy import and_
from sqlalchemy.orm import foreign, relationship

from db.derived import exists
from db.enums import Realisation, TypeReferent
from db.instants import MAINTENANT
from db.models.beneficiaires import Beneficiaire
from db.models.bilans import Bilan, Reponse
from db.models.entretiens import Entretien
from db.models.parcours import Referent
from db.models.personnel import Consultation
from db.models.referentiels import Question
from db.models.structures import Collaborateur

_LECTURE: dict[str, Any] = {"viewonly": True, "lazy": "raise"}

for _nom, _relation in {
    "dernier_entretien": relationship(
        Entretien,
        primaryjoin=and_(
            Entretien.beneficiaire_id == Beneficiaire.id,
            Entretien.date_heure <= MAINTENANT,
            Entretien.realisation != Realisation.ANNULE,
        ),
        order_by=Entretien.date_heure.desc(),
        uselist=False,
        **_LECTURE,
    ),
    "prochain_entretien": relationship(
        Entretien,
        primaryjoin=and_(
            Entretien.beneficiaire_id == Beneficiaire.id,
            Entretien.date_heure > MAINTENANT,
            Entretien.realisation == Realisation.PREVU,
        ),
        order_by=Entretien.date_heure,
        uselist=False,
        **_LECTURE,
    ),
    "referent_parcours": relationship(
        Referent,
        primaryjoin=and_(Referent.beneficiaire_id == Beneficiaire.id, Referent.type == TypeReferent.PARCOURS),
        order_by=Referent.debut.desc(),
        uselist=False,
        **_LECTURE,
    ),
}.items():
    Beneficiaire.__mapper__.add_property(_nom, _relation)

_reponse = Reponse.__table__.alias("repondue")
Bilan.__mapper__.add_property(
    "questions_manquantes",
    relationship(
        Question,
        primaryjoin=and_(
            foreign(Question.modele_id) == Bilan.modele_id,
            Question.obligatoire,
            ~exists(_reponse, where=and_(_reponse.c.bilan_id == Bilan.id, _reponse.c.question_id == Question.id)),
        ),
        order_by=Question.rang,
        uselist=True,
        **_LECTURE,
    ),
)

Collaborateur.__mapper__.add_property(
    "consultations",
    relationship(Consultation, order_by=Consultation.quand.desc(), uselist=True, **_LECTURE),
)
