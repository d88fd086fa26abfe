"""Competences (guide §8.6): several entered at once, from the referential in three levels; all of it is optional."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from sqlalchemy import select

import db
from resolvers.workflows.formes import verifier_periode
from resolvers.workflows.references import references
from resolvers.workflows.sante import rappels
from resolvers.writing.commandes import (
    ABSENT,
    Absent,
    Avertissement,
    Fautes,
    IdBeneficiaire,
    IdCompetence,
    Liste,
    Reference,
    TexteLong,
    commande,
    donnes,
    resultat,
)
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import creer_tous, enregistrer, ouvrir, reprendre, verifier_listes
from resolvers.writing.unit import UniteDeTravail

Niveau = Annotated[str, Liste("NIVEAU_COMPETENCE")]


@commande
class NouvelleCompetence:
    """A competence, by its id or its code."""

    competence: Annotated[int | str, Reference("CompetenceReference")]
    niveau: Niveau | None = None
    debut: dt.date
    fin: dt.date | None = None
    commentaire: TexteLong | None = None


@commande
class AjouterCompetences:
    """Competences of a person."""

    beneficiaire: IdBeneficiaire
    competences: tuple[NouvelleCompetence, ...]


@commande
class ModifierCompetence:
    """Other values for a competence."""

    competence: IdCompetence
    version: int
    niveau: Niveau | Absent | None = ABSENT
    debut: dt.date | Absent = ABSENT
    fin: dt.date | Absent | None = ABSENT
    commentaire: TexteLong | Absent | None = ABSENT


@resultat
class CompetencesAjoutees:
    """The competences, in the order given."""

    competences: tuple[IdCompetence, ...]
    avertissements: tuple[Avertissement, ...]


@resultat
class CompetenceEcrite:
    """The competence."""

    competence: IdCompetence
    avertissements: tuple[Avertissement, ...]


async def ajouter_competences(unite: UniteDeTravail, commande: AjouterCompetences) -> CompetencesAjoutees:
    """Adds competences (guide §8.6). Errors: Interdit, Introuvable; Validation."""
    await ouvrir(unite, commande.beneficiaire, db.Competence)
    connues = await references(unite, db.CompetenceReference, [une.competence for une in commande.competences])
    fautes = Fautes()
    fautes.si(not commande.competences, "competences", "Au moins une compétence est attendue.", "REQUIS")
    await verifier_listes(unite, commande, fautes)
    ouvertes = await _ouvertes(unite, commande.beneficiaire)
    for rang, une in enumerate(commande.competences):
        chemin = f"competences.{rang}"
        _verifier(fautes, unite, f"{chemin}.", une.debut, une.fin)
        reference = connues.get(une.competence)
        if reference is None or not reference.actif:
            fautes.ajouter(f"{chemin}.competence", "Cette compétence n'est pas, ou plus, proposée.", "INCONNU")
        elif une.fin is None and reference.id in ouvertes:
            depuis = f"{ouvertes[reference.id]:%d/%m/%Y}"
            deja = f"Cette compétence est déjà tenue depuis le {depuis} : modifiez-la, ou donnez-lui une fin."
            fautes.ajouter(f"{chemin}.competence", deja, "DEJA_OUVERTE")
        elif une.fin is None:
            ouvertes[reference.id] = une.debut
    fautes.lever()
    lignes = [
        db.Competence(
            beneficiaire_id=commande.beneficiaire,
            competence_id=connues[une.competence].id,
            niveau_id=une.niveau,
            debut=une.debut,
            fin=une.fin,
            commentaire=une.commentaire,
        )
        for une in commande.competences
    ]
    await creer_tous(unite, lignes)
    dits = rappels(
        {f"competences.{rang}.commentaire": une.commentaire for rang, une in enumerate(commande.competences)}
    )
    return CompetencesAjoutees(competences=tuple(ligne.id for ligne in lignes), avertissements=dits)


async def modifier_competence(unite: UniteDeTravail, commande: ModifierCompetence) -> CompetenceEcrite:
    """Changes a competence (guide §8.6). Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier DEJA_OUVERTE
    when reopened beside another one."""
    ligne = await reprendre(unite, db.Competence, commande.competence, commande.version, quoi="Cette compétence")
    fautes = Fautes()
    await verifier_listes(unite, commande, fautes)
    rouverte = commande.fin is None and ligne.fin is not None
    changes = donnes(commande, "debut", "fin", "commentaire")
    if commande.niveau is not ABSENT:
        changes["niveau_id"] = commande.niveau
    for nom, valeur in changes.items():
        setattr(ligne, nom, valeur)
    _verifier(fautes, unite, "", ligne.debut, ligne.fin, donne=commande.debut is not ABSENT)
    fautes.lever()
    if rouverte:
        ouvertes = await _ouvertes(unite, ligne.beneficiaire_id)
        if ligne.competence_id in ouvertes:
            depuis = f"{ouvertes[ligne.competence_id]:%d/%m/%Y}"
            message = f"La même compétence est tenue depuis le {depuis} : donnez-lui d'abord une fin."
            raise RegleMetier("DEJA_OUVERTE", message)
    await enregistrer(unite, ligne)
    return CompetenceEcrite(competence=ligne.id, avertissements=rappels({"commentaire": commande.commentaire}))


def _verifier(
    fautes: Fautes, unite: UniteDeTravail, prefixe: str, debut: dt.date, fin: dt.date | None, *, donne: bool = True
) -> None:
    fautes.si(donne and debut > unite.aujourdhui, f"{prefixe}debut", "Le début ne peut pas être à venir.", "A_VENIR")
    verifier_periode(fautes, debut, fin, f"{prefixe}fin")


async def _ouvertes(unite: UniteDeTravail, beneficiaire: int) -> dict[int, dt.date]:
    """Since when each competence of a person is open."""
    ligne = db.Competence
    requete = select(ligne.competence_id, ligne.debut).where(ligne.beneficiaire_id == beneficiaire, ligne.fin.is_(None))
    return dict((await unite.session.execute(requete.order_by(ligne.debut.desc()))).all())
