"""Declaring a form edited outside (guide §9.3, RSActus), which counts like one of ours; taking it back."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from sqlalchemy import select

import db
from db.enums import Destinataire
from resolvers.workflows.references import references
from resolvers.writing.commandes import (
    Fautes,
    IdBeneficiaire,
    IdDocument,
    IdEtape,
    Reference,
    commande,
    resultat,
)
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import creer, reprendre, supprimer
from resolvers.writing.rights import exiger_profil
from resolvers.writing.unit import UniteDeTravail


@commande
class DeclarerDocument:
    """A form of an étape, and the day on which it was edited."""

    etape: IdEtape
    modele: Annotated[int | str, Reference("ModeleDocument")]
    edite_le: dt.date


@commande
class RetirerDocument:
    """A document that was declared by mistake."""

    document: IdDocument
    version: int


@resultat
class DocumentDeclare:
    """The document, which has no content."""

    document: IdDocument


@resultat
class DocumentRetire:
    """The file, and the étape of which it was."""

    beneficiaire: IdBeneficiaire
    etape: IdEtape | None


DESTINATAIRES = {
    Destinataire.SDI: "au SDI",
    Destinataire.RU: "au référent unique",
    Destinataire.STRUCTURE: "à une autre structure",
}


async def declarer_document(unite: UniteDeTravail, commande: DeclarerDocument) -> DocumentDeclare:
    """Declares a form edited outside for an étape, open or closed.

    Errors: Interdit, Introuvable; Validation.
    """
    exiger_profil(unite, db.Document)
    etape = await reprendre(unite, db.Etape, commande.etape, None, quoi="Cette étape")
    modele = (await references(unite, db.ModeleDocument, [commande.modele])).get(commande.modele)
    offre = await unite.session.get(db.OffreDeService, etape.offre_de_service_id)
    assert offre is not None
    fautes = Fautes()
    if modele is None:
        fautes.ajouter("modele", "Ce modèle de document n'existe pas.", "INCONNU")
    else:
        fautes.si(not modele.actif, "modele", f"Le modèle « {modele.libelle} » n'est plus proposé.", "INACTIF")
        fautes.si(
            modele.thematique_id not in (None, offre.thematique_id),
            "modele",
            f"Le modèle « {modele.libelle} » est celui d'une autre thématique.",
            "AUTRE_THEMATIQUE",
        )
    message = f"L'étape a commencé le {etape.debut_reel:%d/%m/%Y} : au plus tôt ce jour."
    fautes.si(commande.edite_le < etape.debut_reel, "edite_le", message, "HORS_ETAPE")
    fautes.si(commande.edite_le > unite.aujourdhui, "edite_le", "Cette date ne peut pas être à venir.", "A_VENIR")
    fautes.lever()
    assert modele is not None
    document = db.Document(
        beneficiaire_id=etape.beneficiaire_id,
        structure_id=etape.structure_id,
        modele_id=modele.id,
        etape_id=etape.id,
        cree_par_id=unite.moi,
        edite_le=commande.edite_le,
    )
    await creer(unite, document)
    return DocumentDeclare(document=document.id)


async def retirer_document(unite: UniteDeTravail, commande: RetirerDocument) -> DocumentRetire:
    """Takes back a document declared by mistake; the journal keeps what it was.

    Errors: Interdit, Introuvable, Conflit; RegleMetier DOCUMENT_PRODUIT, DOCUMENT_TRANSMIS, or ETAPE_CLOSE for the exit
    may rest on it.
    """
    document = await reprendre(unite, db.Document, commande.document, commande.version, quoi="Ce document")
    if document.nom_fichier is not None:
        message = "Ce document a été produit ici : il reste au dossier. Seul un document déclaré se retire."
        raise RegleMetier("DOCUMENT_PRODUIT", message)
    envoi = db.Transmission
    envois = select(envoi.destinataire, envoi.date).where(envoi.document_id == document.id).order_by(envoi.id).limit(1)
    if (fait := (await unite.session.execute(envois)).one_or_none()) is not None:
        message = f"Ce document a été transmis {DESTINATAIRES[fait.destinataire]} le {fait.date:%d/%m/%Y} : il reste au"
        raise RegleMetier("DOCUMENT_TRANSMIS", f"{message} dossier.")
    etape = await unite.session.get(db.Etape, document.etape_id) if document.etape_id else None
    if etape is not None and etape.fin_reelle is not None:
        message = f"L'étape de ce document est close depuis le {etape.fin_reelle:%d/%m/%Y} : pour le retirer, annulez"
        raise RegleMetier("ETAPE_CLOSE", f"{message} d'abord sa sortie (annulerSortie).")
    dossier = document.beneficiaire_id
    await supprimer(unite, document)
    return DocumentRetire(beneficiaire=dossier, etape=etape.id if etape else None)
