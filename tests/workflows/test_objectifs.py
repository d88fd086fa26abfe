"""The objectives of the person: followed to their end, whatever étapes contribute to them (guide §7.2)."""

from __future__ import annotations

from typing import Any

import pytest

import db
from tests.reading.monde import Personne, il_y_a
from tests.workflows.atelier import Atelier
from tests.workflows.menu import LIER, etape

pytestmark = pytest.mark.asyncio(loop_scope="session")

MODIFIER = "modifierObjectif"
MONTRE = "objectif { version libelle echeance statut }"


async def objectif(atelier: Atelier, offre: str = "a") -> tuple[Personne, dict[str, Any]]:
    """A file and its objective, as the command names it, of one étape."""
    personne = await atelier.personne()
    row = await personne.etape(offre)
    vise = db.Objectif(beneficiaire_id=personne.id, libelle="Permis", echeance=il_y_a(-90), etapes=[row])
    await atelier.fusionner(vise)
    return personne, {"objectif": f"Objectif:{vise.id}", "version": 1}


async def test_un_objectif_se_suit_jusqu_a_ce_qu_il_soit_atteint(atelier: Atelier) -> None:
    _, vise = await objectif(atelier)
    change = {"libelle": "Permis B", "echeance": None, "statut": "ATTEINT"}
    fait = await atelier.fait("referent", MODIFIER, vise | change, MONTRE)
    assert fait["objectif"] == {"version": 2, **change}


async def test_ce_qui_n_est_pas_donne_d_un_objectif_reste_tel_quel(atelier: Atelier) -> None:
    _, vise = await objectif(atelier)
    fait = await atelier.fait("referent", MODIFIER, vise | {"statut": "ABANDONNE"}, MONTRE)
    assert fait["objectif"] == {
        "version": 2,
        "libelle": "Permis",
        "echeance": il_y_a(-90).isoformat(),
        "statut": "ABANDONNE",
    }


async def test_l_echeance_d_un_objectif_peut_etre_passee_quand_on_le_modifie(atelier: Atelier) -> None:
    _, vise = await objectif(atelier)
    fait = await atelier.fait("referent", MODIFIER, vise | {"echeance": "2025-01-31"}, MONTRE)
    assert fait["objectif"]["echeance"] == "2025-01-31"


async def test_un_nouvel_objectif_ne_vise_pas_un_jour_passe(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    hier = {"nouveau": {"libelle": "Permis", "echeance": il_y_a(1).isoformat()}}
    refus = await atelier.muter("referent", LIER, cible | hier)
    assert [(champ["chemin"], champ["code"]) for champ in refus["champs"]] == [("commande.nouveau.echeance", "PASSEE")]
    jour = {"nouveau": {"libelle": "Permis", "echeance": il_y_a(0).isoformat()}}
    await atelier.fait("referent", LIER, cible | jour)


async def test_l_historique_de_l_objectif_dit_ce_qui_a_change(atelier: Atelier) -> None:
    personne, vise = await objectif(atelier)
    await atelier.fait("referent", MODIFIER, vise | {"statut": "ATTEINT"})
    assert await atelier.journal(personne.id) == [
        ("MODIFICATION", "Objectif", {"statut": {"avant": "EN_COURS", "apres": "ATTEINT"}})
    ]


async def test_deux_modifications_d_un_objectif_ne_s_ecrasent_pas(atelier: Atelier) -> None:
    _, vise = await objectif(atelier)
    await atelier.fait("referent", MODIFIER, vise | {"statut": "ATTEINT"})
    assert await atelier.refus("responsable", MODIFIER, vise | {"statut": "ABANDONNE"}) == "VERSION_PERIMEE"


async def test_l_objectif_d_une_etape_masquee_n_existe_pas(atelier: Atelier) -> None:
    personne, vise = await objectif(atelier, "sante")
    await personne.etape("a")
    assert await atelier.refus("referent", MODIFIER, vise | {"statut": "ATTEINT"}) == "INTROUVABLE"
