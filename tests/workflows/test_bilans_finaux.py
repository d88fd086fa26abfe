"""The final bilan of an étape: one only, of its thématique, complete or told what is missing (guide §8.4, §9.1)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reading.monde import Personne
from tests.workflows.atelier import Atelier, ensemble
from tests.workflows.bilans import (
    AJOUTER,
    MODIFIER,
    MONTRE,
    OBLIGATOIRES,
    bilan,
    commence,
    completes,
    continue_,
    mos,
    reponse,
)
from tests.workflows.parcours import SORTIR

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


async def sortie(atelier: Atelier, personne: Personne, motif: int) -> dict[str, Any]:
    """The complete final bilan of an étape that `referent` has then left with that motif."""
    lu = await commence(atelier, personne, *completes(), **await mos(personne))
    [(version,)] = await atelier.sql("SELECT version FROM etape WHERE id = :id", id=etape_de(lu))
    demande = {"etape": lu["etape"]["id"], "version": version, "finReelle": "2025-03-28", "motif": motif}
    await atelier.fait("referent", SORTIR, demande)
    return lu


def etape_de(lu: dict[str, Any]) -> int:
    """The number of the étape of a bilan."""
    return int(lu["etape"]["id"].partition(":")[2])


async def effectue(atelier: Atelier, lu: dict[str, Any]) -> list[str]:
    """« Bilan final effectué », of the étape of a bilan."""
    found = await atelier.sql(
        "SELECT c.valeur FROM caracteristique_etape c JOIN definition_caracteristique_etape d ON d.id = c.definition_id"
        " WHERE d.code = 'BILAN_FINAL_EFFECTUE' AND c.etape_id = :id",
        id=etape_de(lu),
    )
    return [une.valeur for une in found]


@pytest.mark.parametrize("motif", [1, 6, 9])
async def test_le_bilan_complet_ou_repose_la_sortie_ne_se_vide_plus(atelier: Atelier, motif: int) -> None:
    personne = await atelier.suivie()
    lu = await sortie(atelier, personne, motif)
    vide = {"bilan": lu["id"], "version": lu["version"], "reponses": [reponse(OBLIGATOIRES[0])]}
    refus = await atelier.muter("referent", MODIFIER, vide)
    assert refus["code"] == "BILAN_DE_SORTIE"
    assert "« Module validé »" in refus["message"]
    assert "28/03/2025" in refus["message"]
    [(reponses,)] = await atelier.sql(
        "SELECT count(*) FROM reponse WHERE bilan_id = :id", id=int(lu["id"].partition(":")[2])
    )
    assert reponses == len(OBLIGATOIRES)


async def test_le_bilan_complet_d_une_sortie_se_corrige_encore(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await sortie(atelier, personne, 1)
    lu = await continue_(atelier, lu, reponse(OBLIGATOIRES[0], choix="NON"), reponse("SYNTHESE_OBSERVATIONS"))
    assert lu["complet"] is True


async def test_le_bilan_d_une_sortie_qui_ne_le_demande_pas_peut_perdre_des_reponses(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await sortie(atelier, personne, 7)
    lu = await continue_(atelier, lu, reponse(OBLIGATOIRES[0]))
    assert lu["complet"] is False


async def test_le_bilan_incomplet_d_une_sortie_se_complete_peu_a_peu(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne, *completes()[:1], **await mos(personne, fin=5))
    lu = await continue_(atelier, lu, reponse(OBLIGATOIRES[0]), *completes()[1:2])
    assert lu["complet"] is False
    lu = await continue_(atelier, lu, *completes())
    assert lu["complet"] is True


async def test_un_bilan_final_complet_se_dit_dans_les_caracteristiques_de_son_etape(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne, *completes()[:2], **await mos(personne))
    assert await effectue(atelier, lu) == []
    await continue_(atelier, lu, *completes())
    assert await effectue(atelier, lu) == ["oui"]
    [*_, (action, type_, details)] = await atelier.journal(personne.id)
    assert (action, type_) == ("MODIFICATION", "Etape")
    assert details == {
        "caracteristiques": {"avant": {"BILAN_FINAL_EFFECTUE": None}, "apres": {"BILAN_FINAL_EFFECTUE": "oui"}}
    }


async def test_un_bilan_final_complet_des_son_ajout_se_dit_aussi(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne, *completes(), **await mos(personne))
    assert await effectue(atelier, lu) == ["oui"]


async def test_un_bilan_en_cours_complet_ne_dit_pas_le_bilan_final_effectue(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne, *completes(), **(await mos(personne) | {"nature": "EN_COURS"}))
    assert await effectue(atelier, lu) == []


async def test_ce_qui_est_dit_du_bilan_final_reste_tel_quel(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    etape = await mos(personne)
    saisie = {
        "etape": etape["etape"],
        "version": 1,
        "caracteristiques": [{"code": "BILAN_FINAL_EFFECTUE", "valeur": "non"}],
    }
    await atelier.fait("referent", "saisirCaracteristiquesEtape", saisie)
    lu = await commence(atelier, personne, *completes(), **etape)
    assert await effectue(atelier, lu) == ["non"]


async def test_un_bilan_final_qui_perd_des_reponses_ne_change_pas_ce_qui_est_dit(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne, *completes(), **await mos(personne))
    await continue_(atelier, lu, reponse(OBLIGATOIRES[0]))
    assert await effectue(atelier, lu) == ["oui"]


async def test_un_bilan_qui_n_est_plus_final_ne_se_dit_plus_effectue(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne, *completes(), **await mos(personne))
    lu = await continue_(atelier, lu, nature="EN_COURS")
    assert await effectue(atelier, lu) == []
    [*_, (action, type_, details)] = await atelier.journal(personne.id)
    assert (action, type_) == ("MODIFICATION", "Etape")
    assert details == {
        "caracteristiques": {"avant": {"BILAN_FINAL_EFFECTUE": "oui"}, "apres": {"BILAN_FINAL_EFFECTUE": None}}
    }


async def test_un_bilan_final_qui_change_d_etape_se_dit_sur_la_sienne(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne, *completes(), **await mos(personne))
    apres = await continue_(atelier, lu, etape=(await mos(personne))["etape"])
    assert (await effectue(atelier, lu), await effectue(atelier, apres)) == ([], ["oui"])


@pytest.mark.parametrize("dit", ["non", "oui"])
async def test_ce_qui_ne_repose_pas_sur_le_bilan_reste_dit(atelier: Atelier, dit: str) -> None:
    personne = await atelier.suivie()
    etape = await mos(personne)
    saisie = {"code": "BILAN_FINAL_EFFECTUE", "valeur": dit}
    commande = {"etape": etape["etape"], "version": 1, "caracteristiques": [saisie]}
    await atelier.fait("referent", "saisirCaracteristiquesEtape", commande)
    lu = await commence(atelier, personne, *(completes() if dit == "non" else completes()[:1]), **etape)
    lu = await continue_(atelier, lu, nature="EN_COURS")
    assert await effectue(atelier, lu) == [dit]


@pytest.mark.parametrize(
    ("offre", "modele", "possibles"),
    [
        ("ai", "AI_BILAN_ACCUEIL", "« AI - Bilan accompagnement »"),
        ("psme", "PSME_BILAN_FLASH", "« PSME - Bilan accompagnement »"),
    ],
)
async def test_un_bilan_d_accueil_ou_flash_n_est_pas_celui_de_la_sortie(
    atelier: Atelier, offre: str, modele: str, possibles: str
) -> None:
    personne = await atelier.suivie()
    etape = await personne.etape(offre, debut=100)
    champs = {"modele": modele, "etape": f"Etape:{etape.id}"}
    refus = await atelier.muter("referent", AJOUTER, bilan(personne, nature="FINAL", **champs))
    assert [(champ["chemin"], champ["code"]) for champ in refus["champs"]] == [("commande.nature", "PAS_FINAL")]
    assert refus["champs"][0]["message"].endswith(f"{possibles}.")
    lu = await commence(atelier, personne, **champs)
    change = {"bilan": lu["id"], "version": 1, "nature": "FINAL"}
    assert await atelier.chemins("referent", MODIFIER, change) == ["commande.nature"]


async def test_un_bilan_d_accompagnement_peut_etre_celui_de_la_sortie(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    etape = await personne.etape("ai", debut=100)
    lu = await commence(atelier, personne, modele="AI_BILAN_ACCOMPAGNEMENT", nature="FINAL", etape=f"Etape:{etape.id}")
    assert lu["nature"] == "FINAL"
