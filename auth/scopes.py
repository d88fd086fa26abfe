"""The scopes of permissions.md as SQL expressions over a row and the caller.

A scope about a file takes the id of that file; a qualifier takes the row itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import ARRAY, Boolean, ColumnElement, Date, Integer, and_, any_, bindparam, func, or_
from sqlalchemy.orm import aliased

import db
from db.derived import exists
from db.instants import AUJOURDHUI

MOI: Any = bindparam("moi", type_=Integer)
VERSION: Any = bindparam("version", type_=Integer)
STRUCTURES: Any = bindparam("structures", type_=ARRAY(Integer))
TERRITOIRES: Any = bindparam("territoires", type_=ARRAY(Integer))
OUVRIR_ETAPES: Any = bindparam("ouvrir_etapes", type_=Boolean)
SEUIL_ETAPE: Any = bindparam("seuil_etape", type_=Date)
SEUIL_ENTREE: Any = bindparam("seuil_entree", type_=Date)


def droits_a_jour() -> ColumnElement[bool]:
    """The account's rights are still those of the token (rule 10): not deactivated, moved, or given a new password."""
    compte = aliased(db.Compte)
    return exists(compte, where=and_(compte.collaborateur_id == MOI, compte.version_droits == VERSION))


def de_mes_structures(colonne: Any) -> ColumnElement[bool]:
    """The structure named by `colonne` is one of the caller's."""
    return cast(ColumnElement[bool], colonne == any_(STRUCTURES))


def dossier_suivi(dossier: Any) -> ColumnElement[bool]:
    """`s`: one of my structures has on the file an étape open or ended less than 30 days ago, or an open entry."""
    acces = aliased(db.AccesStructure)
    return exists(
        acces,
        where=and_(
            acces.beneficiaire_id == dossier,
            de_mes_structures(acces.structure_id),
            acces_ouvert(acces),
        ),
    )


def acces_ouvert(acces: Any) -> ColumnElement[bool]:
    """The structure named by this row follows the file: an étape open or ended less than 30 days ago, an open entry."""
    return or_(acces.etape > SEUIL_ETAPE, acces.entree > SEUIL_ENTREE)


def dossier_de_parcours(dossier: Any) -> ColumnElement[bool]:
    """`a`: I am its référent de parcours today."""
    referent = aliased(db.Referent)
    return exists(
        referent,
        where=and_(
            referent.beneficiaire_id == dossier,
            referent.collaborateur_id == MOI,
            referent.type == db.TypeReferent.PARCOURS,
            referent.debut <= AUJOURDHUI,
            or_(referent.fin.is_(None), referent.fin >= AUJOURDHUI),
        ),
    )


def dossier_du_territoire(dossier: Any) -> ColumnElement[bool]:
    """`t`: its secteur is one of my territories, or below."""
    beneficiaire = aliased(db.Beneficiaire)
    return exists(beneficiaire, where=and_(beneficiaire.id == dossier, du_territoire(beneficiaire.secteur_id)))


def du_territoire(secteur: Any) -> ColumnElement[bool]:
    """The secteur named by the column is one of my territories, or below."""
    return cast(ColumnElement[bool], secteur == any_(TERRITOIRES))


def etape_visible(etape: Any) -> ColumnElement[bool]:
    """The étape may be told from outside its structure: neither its thématique nor its structure is to be hidden."""
    offre = aliased(db.OffreDeService)
    return or_(
        de_mes_structures(etape.structure_id),
        exists(offre, where=and_(offre.id == etape.offre_de_service_id, ~offre.masquee)),
    )


def etape_ouverte_a_tous(etape: Any) -> ColumnElement[bool]:
    """The étape is one of my structures', or may be told and the Département tells it to every profil."""
    return or_(de_mes_structures(etape.structure_id), and_(OUVRIR_ETAPES, etape_visible(etape)))


def collegue(collaborateur: Any) -> ColumnElement[bool]:
    """The collaborateur works in one of my structures."""
    lien = db.collaborateur_structure.alias()
    return exists(lien, where=and_(lien.c.collaborateur_id == collaborateur, de_mes_structures(lien.c.structure_id)))


def objectif_sans_etape_ou(objectif: Any, condition: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
    """The objectif is tied to no étape, or to one at least that verifies the condition: the label of another would
    tell what a masked étape is for."""
    lien, etape = db.objectif_etape.alias(), aliased(db.Etape)
    lies = lien.c.objectif_id == objectif.id
    montree = and_(lies, etape.id == lien.c.etape_id, condition(etape))
    return or_(~exists(lien, where=lies), exists(lien, etape, where=montree))


def structure_nommable(ligne: Any) -> ColumnElement[bool]:
    """The structure that a row of the journal names is one of mine, or no operator: another would be told to follow
    the person (rule 3)."""
    structure = aliased(db.Structure)
    ailleurs = exists(structure, where=and_(structure.id == ligne.structure_id, _operateur(structure)))
    return or_(de_mes_structures(ligne.structure_id), ~ailleurs)


def collaborateur_nommable(ligne: Any) -> ColumnElement[bool]:
    """The person that a row of the journal names acted for one of my structures, or for no operator, then as now."""
    lien, structure = db.collaborateur_structure.alias(), aliased(db.Structure)
    travaille = and_(lien.c.collaborateur_id == ligne.collaborateur_id, structure.id == lien.c.structure_id)
    ailleurs = exists(lien, structure, where=and_(travaille, _operateur(structure)))
    return or_(de_mes_structures(ligne.structure_id), and_(~ailleurs, structure_nommable(ligne)))


def objet_nommable(ligne: Any) -> ColumnElement[bool]:
    """The object that a row of the journal names is the file, or was touched by one of my structures: another's may be
    one that I must not know of."""
    return or_(ligne.type == db.Beneficiaire.__name__, de_mes_structures(ligne.structure_id))


def _operateur(structure: Any) -> ColumnElement[bool]:
    """An operator's, or one whose very name says too much."""
    return or_(structure.sensible, structure.type == db.TypeStructure.ORGANISME_CONVENTIONNE)


def referent_visible(referent: Any) -> ColumnElement[bool]:
    """A référent d'étape follows the mask of that étape; before it exists, only colleagues of theirs see them."""
    etape = aliased(db.Etape)
    return or_(
        referent.type != db.TypeReferent.ETAPE,
        exists(etape, where=and_(etape.id == referent.etape_id, etape_visible(etape))),
        and_(
            referent.etape_id.is_(None),
            collegue(referent.collaborateur_id),
        ),
    )


def definition_hors_sante(caracteristique: Any) -> ColumnElement[bool]:
    """The characteristic says nothing of health (RQTH, AAH)."""
    definition = aliased(db.DefinitionCaracteristique)
    return exists(definition, where=and_(definition.id == caracteristique.definition_id, ~definition.sante))


def valeur_codee(caracteristique: Any) -> ColumnElement[bool]:
    """The value is one that its definition offers (a choice, yes or no, a date): never a text typed, nor a number."""
    if ligne_est(caracteristique, db.Caracteristique):
        personne = aliased(db.DefinitionCaracteristique)
        valeur = caracteristique.valeur_saisie
        return exists(
            personne,
            where=and_(
                personne.id == caracteristique.definition_id,
                _offerte(personne.type, valeur, valeur == any_(personne.choix)),
            ),
        )
    etape, choisie = aliased(db.DefinitionCaracteristiqueEtape), aliased(db.Valeur)
    valeur = caracteristique.valeur
    de_la_liste = exists(choisie, where=and_(choisie.liste == etape.liste, choisie.code == valeur))
    return exists(
        etape, where=and_(etape.id == caracteristique.definition_id, _offerte(etape.type, valeur, de_la_liste))
    )


def _offerte(type_: Any, valeur: Any, choisie: ColumnElement[bool]) -> ColumnElement[bool]:
    return or_(
        and_(type_ == db.TypeCaracteristique.CHOIX, choisie),
        and_(type_ == db.TypeCaracteristique.OUI_NON, _parmi(valeur, "oui", "non")),
        and_(type_ == db.TypeCaracteristique.DATE, valeur.regexp_match("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")),
    )


def _parmi(colonne: Any, *mots: str) -> ColumnElement[bool]:
    return or_(*(func.lower(colonne) == mot for mot in mots))


def question_fermee(reponse: Any) -> ColumnElement[bool]:
    """The answer chooses among those of its question: never a text typed, a number nor a date."""
    question = aliased(db.Question)
    oui_nc_non = and_(question.type == db.TypeQuestion.OUI_NC_NON, _parmi(reponse.choix, "oui", "nc", "non"))
    return exists(
        question,
        where=and_(question.id == reponse.question_id, or_(reponse.choix == any_(question.choix), oui_nc_non)),
    )


def participant(seance: Any, portee: Callable[[Any], ColumnElement[bool]]) -> ColumnElement[bool]:
    """The file of one of the participants of a séance is in the scope `portee`."""
    entretien = aliased(db.Entretien)
    return exists(entretien, where=and_(entretien.seance_id == seance.id, portee(entretien.beneficiaire_id)))


def transmis(ligne: Any, *destinataires: db.Destinataire) -> ColumnElement[bool]:
    """The bilan or document was transmitted: to one of `destinataires`, or else to one of my structures."""
    transmission = aliased(db.Transmission)
    cle = transmission.bilan_id if ligne_est(ligne, db.Bilan) else transmission.document_id
    recu = (
        or_(*(transmission.destinataire == destinataire for destinataire in destinataires))
        if destinataires
        else de_mes_structures(transmission.structure_id)
    )
    return exists(transmission, where=and_(cle == ligne.id, recu))


def ligne_est(ligne: Any, modele: type[db.Base]) -> bool:
    """Whether the alias `ligne` is one of `modele`."""
    return bool(ligne._aliased_insp.mapper.class_ is modele)
