"""Transmitting a bilan or a document: it is opened to its recipient (guide §9.3)."""

from __future__ import annotations

from typing import Any

import pytest

import db
from tests.reading.monde import Personne, il_y_a
from tests.workflows.atelier import Atelier, ensemble

pytestmark = pytest.mark.asyncio(loop_scope="session")

TRANSMETTRE = "transmettre"
MONTRE = (
    "bilan { id version transmissions { destinataire structure { id } date par { nom } } }"
    " document { id transmissions { destinataire } } avertissements { code message }"
)


async def prepare(atelier: Atelier, **champs: Any) -> tuple[Personne, str]:
    """A file of the SDI's sector followed by A, and a bilan of A."""
    personne = await atelier.suivie(secteur_id=atelier.secteurs["secteur"].id, **champs)
    return personne, f"Bilan:{(await personne.bilan('A')).id}"


async def document(atelier: Atelier, personne: Personne) -> str:
    """A form declared by A."""
    row = db.Document(
        beneficiaire_id=personne.id,
        structure_id=atelier.structures["A"].id,
        modele_id=1,
        cree_par_id=atelier.moi("referent"),
        edite_le=il_y_a(5),
    )
    await atelier.ajouter(row)
    return f"Document:{row.id}"


async def ouvert(atelier: Atelier, compte: str, bilan: str) -> bool:
    """Whether an account opens a bilan."""
    texte = "query ($id: ID!) { bilan(id: $id) { id } }"
    answer = await atelier.lire(atelier.callers[compte], texte, id=bilan)
    return answer["data"]["bilan"] is not None


async def test_le_bilan_s_ouvre_au_sdi_du_secteur(atelier: Atelier) -> None:
    _, bilan = await prepare(atelier)
    assert not await ouvert(atelier, "sdi", bilan)
    fait = await atelier.fait("referent", TRANSMETTRE, {"bilan": bilan, "destinataire": "SDI"}, MONTRE)
    assert fait["bilan"]["transmissions"] == [
        {"destinataire": "SDI", "structure": None, "date": "2025-03-28", "par": {"nom": "Referent"}}
    ]
    assert await ouvert(atelier, "sdi", bilan)


async def test_le_bilan_s_ouvre_a_la_structure_vers_qui_l_orientation_est_proposee(atelier: Atelier) -> None:
    _, bilan = await prepare(atelier)
    assert not await ouvert(atelier, "referent_b", bilan)
    structure = f"Structure:{atelier.structures['B'].id}"
    demande = {"bilan": bilan, "destinataire": "STRUCTURE", "structure": structure}
    fait = await atelier.fait("referent", TRANSMETTRE, demande, MONTRE)
    assert fait["bilan"]["transmissions"][0]["structure"] == {"id": structure}
    assert await ouvert(atelier, "referent_b", bilan)
    assert not await ouvert(atelier, "referent_s", bilan)


async def test_le_bilan_se_transmet_au_referent_unique_s_il_y_en_a_un(atelier: Atelier) -> None:
    personne, bilan = await prepare(atelier)
    demande = {"bilan": bilan, "destinataire": "RU"}
    assert await atelier.refus("referent", TRANSMETTRE, demande) == "SANS_REFERENT_PARCOURS"
    await personne.referent("parcours", "PARCOURS", fin=1)
    assert await atelier.refus("referent", TRANSMETTRE, demande) == "SANS_REFERENT_PARCOURS"
    suivi, bilan = await prepare(atelier)
    await suivi.referent("parcours", "PARCOURS")
    await atelier.fait("referent", TRANSMETTRE, {"bilan": bilan, "destinataire": "RU"})
    assert await ouvert(atelier, "parcours", bilan)


async def test_un_dossier_sans_secteur_n_a_pas_de_sdi_qui_recoive(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    bilan = await personne.bilan("A")
    demande = {"bilan": f"Bilan:{bilan.id}", "destinataire": "SDI"}
    assert await atelier.refus("referent", TRANSMETTRE, demande) == "SANS_SECTEUR"


async def test_transmettre_deux_fois_au_meme_le_dit_sans_rien_ajouter(atelier: Atelier) -> None:
    _, bilan = await prepare(atelier)
    demande = {"bilan": bilan, "destinataire": "SDI"}
    await atelier.fait("referent", TRANSMETTRE, {**demande, "date": "2025-03-20"})
    fait = await atelier.fait("responsable", TRANSMETTRE, demande, MONTRE)
    assert len(fait["bilan"]["transmissions"]) == 1
    assert fait["avertissements"][0]["code"] == "DEJA_TRANSMIS"
    assert "le 20/03/2025" in fait["avertissements"][0]["message"]


async def test_cinq_transmissions_a_la_fois_n_en_font_qu_une(atelier: Atelier) -> None:
    _, bilan = await prepare(atelier)
    await ensemble(*(atelier.fait("referent", TRANSMETTRE, {"bilan": bilan, "destinataire": "SDI"}) for _ in range(5)))
    [(nombre,)] = await atelier.sql(
        "SELECT count(*) FROM transmission WHERE bilan_id = :id", id=int(bilan.partition(":")[2])
    )
    assert nombre == 1


async def test_un_bilan_incomplet_se_transmet_avec_un_avertissement(atelier: Atelier) -> None:
    _, bilan = await prepare(atelier)
    fait = await atelier.fait("referent", TRANSMETTRE, {"bilan": bilan, "destinataire": "SDI"}, MONTRE)
    assert [un["code"] for un in fait["avertissements"]] == ["BILAN_INCOMPLET"]


async def test_un_document_se_transmet_aussi(atelier: Atelier) -> None:
    personne, _ = await prepare(atelier)
    doc = await document(atelier, personne)
    fait = await atelier.fait("referent", TRANSMETTRE, {"document": doc, "destinataire": "SDI"}, MONTRE)
    assert fait["document"] == {"id": doc, "transmissions": [{"destinataire": "SDI"}]}
    assert (fait["bilan"], fait["avertissements"]) == (None, [])


async def test_ce_qui_est_d_une_autre_structure_ne_se_transmet_pas(atelier: Atelier) -> None:
    personne, bilan = await prepare(atelier)
    await personne.etape("b")
    demande = {"bilan": bilan, "destinataire": "STRUCTURE", "structure": f"Structure:{atelier.structures['B'].id}"}
    await atelier.fait("referent", TRANSMETTRE, demande)
    retransmis = {"bilan": bilan, "destinataire": "SDI"}
    assert await atelier.refus("referent_b", TRANSMETTRE, retransmis) == "INTROUVABLE"
    assert not await ouvert(atelier, "sdi", bilan)


@pytest.mark.parametrize(
    ("champs", "chemin"),
    [
        ({"bilan": None}, "bilan"),
        ({"document": "Document:1"}, "bilan"),
        ({"destinataire": "STRUCTURE"}, "structure"),
        ({"structure": "Structure:1"}, "structure"),
        ({"destinataire": "STRUCTURE", "structure": "Structure:999999"}, "structure"),
        ({"date": "2025-03-29"}, "date"),
        ({"date": "2020-03-29"}, "date"),
    ],
)
async def test_une_valeur_impossible_est_refusee_avec_son_chemin(
    atelier: Atelier, champs: dict[str, Any], chemin: str
) -> None:
    _, bilan = await prepare(atelier)
    demande = {"bilan": bilan, "destinataire": "SDI", **champs}
    assert await atelier.chemins("referent", TRANSMETTRE, demande) == [f"commande.{chemin}"]


@pytest.mark.parametrize("structure", ["A", "departement"])
async def test_la_structure_destinataire_est_un_autre_operateur(atelier: Atelier, structure: str) -> None:
    _, bilan = await prepare(atelier)
    [(departement,)] = await atelier.sql("SELECT min(id) FROM structure WHERE type = 'DEPARTEMENT'")
    id_ = departement if structure == "departement" else atelier.structures[structure].id
    demande = {"bilan": bilan, "destinataire": "STRUCTURE", "structure": f"Structure:{id_}"}
    assert await atelier.chemins("referent", TRANSMETTRE, demande) == ["commande.structure"]


async def test_la_transmission_est_au_journal_de_ce_qui_est_transmis(atelier: Atelier) -> None:
    personne, bilan = await prepare(atelier)
    await atelier.fait("referent", TRANSMETTRE, {"bilan": bilan, "destinataire": "SDI"})
    [(action, type_, diff)] = await atelier.journal(personne.id)
    assert (action, type_) == ("MODIFICATION", "Bilan")
    assert diff == {"transmissions": {"avant": [], "apres": [{"destinataire": "SDI", "date": "2025-03-28"}]}}
