"""Relations that are only read: last and next entretien, référent de parcours, recent files, probable homonyms."""

from typing import Any

from sqlalchemy import and_
from sqlalchemy.orm import foreign, relationship, remote

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
from db.ressemblance import meme_nom, noms

_LECTURE: dict[str, Any] = {"viewonly": True, "lazy": "raise"}

_AUTRE = {
    nom: remote(foreign(getattr(Beneficiaire, nom)))
    for nom in ("id", "cle_tri", "nom_naissance", "prenom", "date_naissance")
}
# Not by their numbers: whoever reads the card alone would learn which people are of one household.
_RESSEMBLE = and_(
    _AUTRE["id"] != Beneficiaire.id,
    _AUTRE["date_naissance"] == Beneficiaire.date_naissance,
    meme_nom(
        noms(_AUTRE["cle_tri"], _AUTRE["nom_naissance"], _AUTRE["prenom"]),
        noms(Beneficiaire.cle_tri, Beneficiaire.nom_naissance, Beneficiaire.prenom),
    ),
)

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
    "homonymes_probables": relationship(
        Beneficiaire, primaryjoin=_RESSEMBLE, order_by=Beneficiaire.cle_tri, uselist=True, **_LECTURE
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
