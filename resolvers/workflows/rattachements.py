"""Rattacher: an operator who has received a FIO opens the file to their structure (guide §6; permissions.md).

It is the only way to a file that one does not follow yet, and it asks for an exact key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import aliased

import db
from auth import numeros
from db.enums import ActionJournal, StatutRattachement
from resolvers.writing.commandes import IdBeneficiaire, IdOffreDeService, IdRattachement, commande, resultat
from resolvers.writing.errors import ChampInvalide, Introuvable, RegleMetier, Validation
from resolvers.writing.journal import journaliser
from resolvers.writing.lignes import enregistrer, reprendre
from resolvers.writing.rights import exiger_ligne, exiger_profil, lisible
from resolvers.writing.unit import UniteDeTravail


@commande
class RattacherBeneficiaire:
    """An exact key (a number, and the date of birth), and the offer to which the person is sent."""

    numero_dossier: str | None = None
    numero_allocataire: str | None = None
    date_naissance: dt.date
    offre_de_service: IdOffreDeService
    date_reception_fio: dt.date


@commande
class AnnulerRattachement:
    """A rattachement made by mistake."""

    rattachement: IdRattachement
    version: int


@resultat
class Rattache:
    """What was written: the rattachement and its file."""

    beneficiaire: IdBeneficiaire
    rattachement: IdRattachement


@resultat
class RattachementAnnule:
    """The rattachement, unless the file was the caller's by it alone."""

    rattachement: IdRattachement | None


async def rattacher_beneficiaire(unite: UniteDeTravail, commande: RattacherBeneficiaire) -> Rattache:
    """Opens the file to the structure of the offer, at once.

    Errors: Interdit; Validation; Introuvable when no file has that key, or it is not of the caller's territory;
    RegleMetier when several files have it, or it is already attached.
    """
    exiger_profil(unite, db.Rattachement, "creation")
    offre = await unite.session.get(db.OffreDeService, commande.offre_de_service)
    _verifier(unite, commande, offre)
    assert offre is not None
    rattachement = await _rattacher(unite, commande, offre)
    attente = select(db.Rattachement.id).where(
        db.Rattachement.id != rattachement.id,
        db.Rattachement.beneficiaire_id == rattachement.beneficiaire_id,
        db.Rattachement.offre_de_service_id == offre.id,
        db.Rattachement.statut == StatutRattachement.EN_ATTENTE,
        db.Rattachement.cree_le > unite.maintenant - dt.timedelta(days=unite.viewpoint.tails.entree),
    )
    if await unite.session.scalar(attente):
        message = (
            "Ce dossier est déjà rattaché à cette offre : créez l'étape, ou annulez ce rattachement s'il est faux "
            "(annulerRattachement)."
        )
        raise RegleMetier("DEJA_RATTACHE", message)
    journaliser(
        unite,
        ActionJournal.CREATION,
        "Rattachement",
        rattachement.id,
        {"offreDeService": {"avant": None, "apres": f"OffreDeService:{offre.id}"}},
        beneficiaire_id=rattachement.beneficiaire_id,
        structure_id=rattachement.structure_id,
    )
    return Rattache(beneficiaire=rattachement.beneficiaire_id, rattachement=rattachement.id)


async def annuler_rattachement(unite: UniteDeTravail, commande: AnnulerRattachement) -> RattachementAnnule:
    """Takes back a rattachement that no étape has followed: it is kept, and no longer opens the file.

    Whoever may attach to that offer may. Errors: Interdit, Introuvable, Conflit; RegleMetier RATTACHEMENT_CLOS.
    """
    rattachement = await reprendre(
        unite, db.Rattachement, commande.rattachement, commande.version, "creation", quoi="Ce rattachement"
    )
    if rattachement.statut is not StatutRattachement.EN_ATTENTE:
        dit = "est déjà annulé"
        if rattachement.statut is StatutRattachement.SUIVI:
            dit = "a été suivi d'une étape : supprimez-la si elle est fausse, ou saisissez sa sortie"
        raise RegleMetier("RATTACHEMENT_CLOS", f"Ce rattachement {dit}.")
    rattachement.statut = StatutRattachement.ANNULE
    rattachement.fin = max(rattachement.debut, unite.aujourdhui)
    await enregistrer(unite, rattachement, groupe="creation", cede=True)
    vu = await lisible(unite, rattachement)
    return RattachementAnnule(rattachement=rattachement.id if vu else None)


async def _rattacher(
    unite: UniteDeTravail, commande: RattacherBeneficiaire, offre: db.OffreDeService
) -> db.Rattachement:
    """The one rattachement that the key and the caller's rights allow.

    Rights are looked at before anything is told: a file that exists and may not be attached is as absent as another.
    """
    permis = []
    for personne in await _personnes(unite, commande):
        rattachement = db.Rattachement(
            beneficiaire_id=personne,
            offre_de_service_id=offre.id,
            structure_id=offre.structure_id,
            date_reception_fio=commande.date_reception_fio,
            debut=unite.aujourdhui,
            statut=StatutRattachement.EN_ATTENTE,
            cree_le=unite.maintenant,
            modifie_le=unite.maintenant,
        )
        with suppress(Introuvable):
            async with unite.session.begin_nested():
                unite.session.add(rattachement)
                await unite.session.flush()
                await exiger_ligne(unite, db.Rattachement, rattachement.id, "creation")
            permis.append(rattachement)
    if not permis:
        raise Introuvable("Ce dossier")
    if len(permis) > 1:
        raise RegleMetier(
            "PLUSIEURS_DOSSIERS", "Plusieurs dossiers ont ce numéro et cette date : donnez le numéro de dossier."
        )
    return permis[0]


def _verifier(unite: UniteDeTravail, commande: RattacherBeneficiaire, offre: db.OffreDeService | None) -> None:
    faults = []
    if (commande.numero_dossier is None) is (commande.numero_allocataire is None):
        faults.append(
            ChampInvalide("commande.numeroDossier", "Donnez le numéro de dossier ou le numéro d'allocataire, un seul.")
        )
    if commande.date_reception_fio > unite.aujourdhui:
        faults.append(ChampInvalide("commande.dateReceptionFio", "Cette date ne peut pas être à venir.", "A_VENIR"))
    if offre is None:
        faults.append(ChampInvalide("commande.offreDeService", "Cette offre de service n'existe pas.", "INCONNU"))
    elif not offre.ouverte:
        faults.append(ChampInvalide("commande.offreDeService", "Cette offre de service est fermée.", "FERMEE"))
    if faults:
        raise Validation(*faults)


async def _personnes(unite: UniteDeTravail, commande: RattacherBeneficiaire) -> Sequence[int]:
    """The people with that key, locked. The key of a file merged into another leads to that other."""
    personne, dite = db.Beneficiaire, aliased(db.Beneficiaire)
    query = select(func.coalesce(dite.fusionne_dans_id, dite.id)).where(dite.date_naissance == commande.date_naissance)
    if commande.numero_dossier is not None:
        query = query.where(dite.numero_dossier == "#" + commande.numero_dossier.strip().lstrip("#"))
    else:
        query = query.where(_a_ce_numero(dite, commande.numero_allocataire or ""))
    vivants = select(personne.id).where(personne.id.in_(query), personne.fusionne_dans_id.is_(None))
    return (await unite.session.scalars(vivants.order_by(personne.id).with_for_update())).all()


def _a_ce_numero(personne: Any, texte: str) -> ColumnElement[bool]:
    """The people of this CAF number, or of this NIR (MSA)."""
    caf, nir = numeros.numero_caf(texte), numeros.numero_nir(texte)
    parts = [personne.numero_caf == caf] if caf else []
    parts += [personne.numero_empreinte == numeros.coffre().empreinte(nir)] if nir else []
    return or_(false(), *parts)
