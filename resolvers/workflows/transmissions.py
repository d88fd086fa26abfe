"""Transmissions: what opens a bilan or a document to the SDI, to the référent unique or to another structure (§9.3)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import or_, select

import db
from db.enums import Destinataire, TypeReferent, TypeStructure
from resolvers.workflows.bilans import incomplet
from resolvers.writing.commandes import (
    Avertissement,
    Fautes,
    IdBilan,
    IdDocument,
    IdStructure,
    commande,
    resultat,
)
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import enregistrer, reprendre
from resolvers.writing.unit import UniteDeTravail


@commande
class Transmettre:
    """A bilan or a document, to whom, on which day (today)."""

    bilan: IdBilan | None = None
    document: IdDocument | None = None
    destinataire: Destinataire
    structure: IdStructure | None = None
    date: dt.date | None = None


@resultat
class Transmis:
    """What was transmitted."""

    bilan: IdBilan | None
    document: IdDocument | None
    avertissements: tuple[Avertissement, ...]


async def transmettre(unite: UniteDeTravail, commande: Transmettre) -> Transmis:
    """Opens a bilan or a document of the caller's structure to its recipient; to the same one, once.

    Errors: Interdit, Introuvable; Validation; RegleMetier SANS_REFERENT_PARCOURS, SANS_SECTEUR when nobody would
    receive it.
    """
    fautes = Fautes()
    un_seul = "Donnez le bilan ou le document à transmettre : l'un des deux."
    fautes.si((commande.bilan is None) == (commande.document is None), "bilan", un_seul, "UN_SEUL")
    fautes.lever()
    objet: db.Bilan | db.Document
    if commande.bilan is not None:
        objet = await reprendre(unite, db.Bilan, commande.bilan, None, quoi="Ce bilan")
        du = objet.date_bilan
    else:
        objet = await reprendre(unite, db.Document, commande.document or 0, None, quoi="Ce document")
        du = objet.edite_le
    jour = commande.date or unite.aujourdhui
    await _verifier(unite, commande, objet, du, jour, fautes)
    fautes.lever()
    await _exiger_destinataire(unite, commande.destinataire, objet.beneficiaire_id, jour)
    avertissements = await incomplet(unite, objet.id) if isinstance(objet, db.Bilan) else ()
    faites = await _transmissions(unite, commande)
    deja = next(
        (t for t in faites if (t.destinataire, t.structure_id) == (commande.destinataire, commande.structure)), None
    )
    if deja is not None:
        message = f"Déjà transmis à ce destinataire le {deja.date:%d/%m/%Y} : rien n'a été ajouté."
        avertissements = (Avertissement("DEJA_TRANSMIS", message), *avertissements)
        return Transmis(bilan=commande.bilan, document=commande.document, avertissements=avertissements)
    envoi = db.Transmission(
        bilan_id=commande.bilan,
        document_id=commande.document,
        destinataire=commande.destinataire,
        structure_id=commande.structure,
        date=jour,
        par_id=unite.moi,
        cree_le=unite.maintenant,
        modifie_le=unite.maintenant,
    )
    unite.session.add(envoi)
    avant = [_dite(une) for une in faites]
    await enregistrer(unite, objet, transmissions=(avant, [*avant, _dite(envoi)]))
    return Transmis(bilan=commande.bilan, document=commande.document, avertissements=avertissements)


async def _verifier(
    unite: UniteDeTravail,
    commande: Transmettre,
    objet: db.Bilan | db.Document,
    du: dt.date,
    jour: dt.date,
    fautes: Fautes,
) -> None:
    fautes.si(jour > unite.aujourdhui, "date", "La date de transmission ne peut pas être à venir.", "A_VENIR")
    avant = f"La transmission doit être du {du:%d/%m/%Y}, date de ce qui est transmis, ou d'après."
    fautes.si(jour < du, "date", avant, "AVANT_OBJET")
    if commande.destinataire is not Destinataire.STRUCTURE:
        inutile = "La structure ne se donne que pour le destinataire STRUCTURE."
        fautes.si(commande.structure is not None, "structure", inutile, "INATTENDU")
        return
    if commande.structure is None:
        fautes.ajouter("structure", "Choisissez la structure destinataire.", "REQUIS")
        return
    autre = await unite.session.get(db.Structure, commande.structure)
    operateur = autre is not None and autre.type is TypeStructure.ORGANISME_CONVENTIONNE
    fautes.si(not operateur, "structure", "Un organisme conventionné est attendu.", "INCONNU")
    sienne = "Ce qui est transmis est déjà de cette structure."
    fautes.si(commande.structure == objet.structure_id, "structure", sienne, "SA_STRUCTURE")


async def _exiger_destinataire(unite: UniteDeTravail, destinataire: Destinataire, dossier: int, jour: dt.date) -> None:
    """Somebody receives it. Errors: RegleMetier."""
    if destinataire is Destinataire.RU:
        referent = db.Referent
        actif = select(referent.id).where(
            referent.beneficiaire_id == dossier,
            referent.type == TypeReferent.PARCOURS,
            referent.debut <= unite.aujourdhui,
            or_(referent.fin.is_(None), referent.fin >= unite.aujourdhui),
        )
        if await unite.session.scalar(actif.limit(1)) is None:
            message = "Ce dossier n'a pas de référent de parcours en cours : nommez-le d'abord."
            raise RegleMetier("SANS_REFERENT_PARCOURS", message)
    elif destinataire is Destinataire.SDI:
        secteur = select(db.Beneficiaire.secteur_id).where(db.Beneficiaire.id == dossier)
        if await unite.session.scalar(secteur) is None:
            message = "Ce dossier n'a pas de secteur, donc pas de SDI : demandez au Département de le lui donner."
            raise RegleMetier("SANS_SECTEUR", message)


async def _transmissions(unite: UniteDeTravail, commande: Transmettre) -> list[db.Transmission]:
    """What was done before, in its order."""
    envoi = db.Transmission
    sien = envoi.bilan_id == commande.bilan if commande.bilan is not None else envoi.document_id == commande.document
    return list(await unite.session.scalars(select(envoi).where(sien).order_by(envoi.id)))


def _dite(envoi: db.Transmission) -> dict[str, Any]:
    """A transmission as the journal tells it."""
    structure = {"structure": f"Structure:{envoi.structure_id}"} if envoi.structure_id else {}
    return {"destinataire": envoi.destinataire.value, "date": envoi.date.isoformat(), **structure}
