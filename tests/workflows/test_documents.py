"""Forms edited outside, declared, then taken back when that was a mistake (guide §9.3)."""

from __future__ import annotations

import pytest

import db
from tests.reading.lecteur import JOUR
from tests.reading.monde import il_y_a
from tests.workflows.atelier import Atelier, ensemble
from tests.workflows.parcours import SORTIR, fnea, sortie, suivie

pytestmark = pytest.mark.asyncio(loop_scope="session")

RETIRER = "retirerDocument"


def retrait(document: str) -> dict[str, object]:
    """The document as it was declared."""
    return {"document": document, "version": 1}


async def test_un_document_declare_par_erreur_se_retire(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    document = await fnea(atelier, etape)
    fait = await atelier.fait(
        "referent", RETIRER, retrait(document), "beneficiaire { id } etape { documents { nodes { id } } }"
    )
    assert fait["beneficiaire"] == {"id": personne.gid}
    assert fait["etape"]["documents"]["nodes"] == []
    assert await atelier.refus("referent", SORTIR, sortie(etape, 2)) == "DOCUMENT_MANQUANT"


async def test_le_journal_garde_ce_que_tenait_le_document_retire(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    document = await fnea(atelier, etape)
    await atelier.fait("referent", RETIRER, retrait(document))
    [*_, (action, type_, details)] = await atelier.journal(personne.id)
    assert (action, type_) == ("SUPPRESSION", "Document")
    assert details is not None
    assert details["editeLe"] == {"avant": JOUR.isoformat(), "apres": None}
    assert details["etape"] == {"avant": f"Etape:{etape.id}", "apres": None}


async def test_le_document_d_une_etape_close_ne_se_retire_qu_une_fois_la_sortie_annulee(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    document = await fnea(atelier, etape)
    await atelier.fait("referent", SORTIR, sortie(etape, 2))
    refus = await atelier.muter("referent", RETIRER, retrait(document))
    assert refus["code"] == "ETAPE_CLOSE"
    assert "annulerSortie" in refus["message"]
    await atelier.fait("referent", "annulerSortie", {"etape": f"Etape:{etape.id}", "version": 2})
    await atelier.fait("referent", RETIRER, retrait(document))


async def test_un_document_transmis_reste_au_dossier(atelier: Atelier) -> None:
    _, etape = await suivie(atelier, secteur_id=atelier.secteurs["secteur"].id)
    document = await fnea(atelier, etape)
    await atelier.fait("referent", "transmettre", {"document": document, "destinataire": "SDI"})
    [(version,)] = await atelier.sql("SELECT version FROM document WHERE id = :id", id=int(document.split(":")[1]))
    refus = await atelier.muter("referent", RETIRER, retrait(document) | {"version": version})
    assert (refus["code"], "au SDI le 28/03/2025" in refus["message"]) == ("DOCUMENT_TRANSMIS", True)


async def test_un_document_produit_ici_ne_se_retire_pas(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    row = db.Document(
        beneficiaire_id=personne.id,
        structure_id=etape.structure_id,
        modele_id=1,
        etape_id=etape.id,
        cree_par_id=atelier.moi("referent"),
        edite_le=il_y_a(5),
        nom_fichier="fnea.docx",
        format=db.FormatDocument.DOCX,
        taille=3,
        contenu=b"abc",
    )
    await atelier.ajouter(row)
    assert await atelier.refus("referent", RETIRER, retrait(f"Document:{row.id}")) == "DOCUMENT_PRODUIT"


async def test_un_document_ne_se_retire_qu_une_fois(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    document = await fnea(atelier, etape)
    reponses = await ensemble(*(atelier.muter("referent", RETIRER, retrait(document)) for _ in "abc"))
    types = sorted(une["__typename"] for une in reponses)
    assert types == ["ErreurIntrouvable"] * 2 + ["RetirerDocumentSucces"]


async def test_le_document_transmis_par_une_autre_structure_ne_se_retire_pas(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier, offre="b")
    await personne.etape("a")
    document = await fnea(atelier, etape, compte="referent_b")
    envoi = {"document": document, "destinataire": "STRUCTURE", "structure": f"Structure:{atelier.structures['A'].id}"}
    await atelier.fait("referent_b", "transmettre", envoi)
    assert await atelier.refus("referent", RETIRER, retrait(document)) == "INTROUVABLE"
