"""The final bilan of an étape: one only, of its thématique, complete or told what is missing (guide §8.4, §9.1)."""

from __future__ import annotations

import pytest

from tests.workflows.atelier import Atelier, ensemble
from tests.workflows.bilans import AJOUTER, MODIFIER, MONTRE, bilan, commence, completes, continue_, mos, reponse

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_un_bilan_final_est_celui_d_une_etape_de_sa_thematique(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    [(moc,)] = await atelier.sql("SELECT id FROM etape WHERE beneficiaire_id = :id", id=personne.id)
    ailleurs = bilan(personne, nature="FINAL", etape=f"Etape:{moc}")
    assert await atelier.refus("referent", AJOUTER, ailleurs) == "AUTRE_THEMATIQUE"
    lu = await commence(atelier, personne, **await mos(personne))
    assert lu["etape"] is not None


async def test_un_bilan_en_cours_devient_final(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne, *completes())
    lu = await continue_(atelier, lu, **await mos(personne))
    assert (lu["nature"], lu["complet"], lu["questionsManquantes"]) == ("FINAL", True, [])


async def test_une_etape_n_a_qu_un_bilan_final(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    etape = await mos(personne)
    await commence(atelier, personne, **etape)
    refus = await atelier.muter("referent", AJOUTER, bilan(personne, **etape))
    assert (refus["code"], "du 20/03/2025" in refus["message"]) == ("BILAN_FINAL_EXISTANT", True)
    second = await commence(atelier, personne)
    change = {"bilan": second["id"], "version": 1, **etape}
    assert await atelier.refus("referent", MODIFIER, change) == "BILAN_FINAL_EXISTANT"


async def test_deux_bilans_finaux_a_la_fois_n_en_font_qu_un(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = bilan(personne, **await mos(personne))
    types = sorted(
        answer["__typename"]
        for answer in await ensemble(*(atelier.muter("referent", AJOUTER, demande) for _ in "abcd"))
    )
    assert types == ["AjouterBilanSucces"] + ["ErreurMetier"] * 3


async def test_un_bilan_final_incomplet_dit_ce_qu_il_reste_a_saisir(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = bilan(personne, reponse("MODULE_VALIDE", choix="OUI"), **await mos(personne))
    fait = await atelier.fait("referent", AJOUTER, demande, MONTRE)
    [un] = fait["avertissements"]
    assert un["code"] == "BILAN_INCOMPLET"
    assert "Bilan santé finalisé et restitué à la personne" in un["message"]
    manquantes = [question["code"] for question in fait["bilan"]["questionsManquantes"]]
    assert manquantes == ["SYNTHESE_BILAN_RESTITUE", "INFORMATION_TRANSMISSION"]


async def test_un_bilan_en_cours_incomplet_ne_dit_rien(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    fait = await atelier.fait("referent", AJOUTER, bilan(personne), MONTRE)
    assert fait["avertissements"] == []
    assert len(fait["bilan"]["questionsManquantes"]) == 3


async def test_le_bilan_d_une_etape_close_se_complete_encore(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne, **await mos(personne, fin=5))
    lu = await continue_(atelier, lu, *completes())
    assert lu["complet"] is True


async def test_la_sortie_garde_son_bilan_final(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne, **await mos(personne, fin=5))
    for change in ({"nature": "EN_COURS"}, {"etape": None}):
        demande = {"bilan": lu["id"], "version": 1, **change}
        assert await atelier.refus("referent", MODIFIER, demande) == "BILAN_DE_SORTIE"
