"""Declaring a form edited outside (guide §9.3, RSActus): it counts like one of ours."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import db
from resolvers.workflows.references import references
from resolvers.writing.commandes import Fautes, IdDocument, IdEtape, Reference, commande, resultat
from resolvers.writing.lignes import creer, reprendre
from resolvers.writing.rights import exiger_profil
from resolvers.writing.unit import UniteDeTravail


@commande
class DeclarerDocument:
    """A form of an étape, and the day on which it was edited."""

    etape: IdEtape
    modele: Annotated[int | str, Reference("ModeleDocument")]
    edite_le: dt.date


@resultat
class DocumentDeclare:
    """The document, which has no content."""

    document: IdDocument


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
