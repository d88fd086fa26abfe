"""The answers of a bilan, filled little by little, and what is wrong in them (guide §8.4, §8.5)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows.atelier import Atelier
from tests.workflows.bilans import AJOUTER, MONTRE, bilan, commence, completes, continue_, dites, reponse

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_la_fiche_mos_compte_trente_sept_questions(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne)
    assert (lu["nombreQuestions"], lu["nombreReponses"], lu["complet"]) == (37, 0, False)
    assert lu["modele"] == {"code": "MOS_BILAN", "numeroVersion": 1}
    assert lu["structure"] == {"id": f"Structure:{atelier.structures['A'].id}"}


async def test_le_bilan_se_remplit_au_fur_et_a_mesure(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne, reponse("BILAN_SANTE", choix="OUI"))
    lu = await continue_(atelier, lu, reponse("BILAN_SANTE_ENTRETIENS", nombre=2))
    lu = await continue_(atelier, lu, reponse("SYNTHESE_OBSERVATIONS", texte="  Assidue "))
    assert dites(lu, "BILAN_SANTE") == ["OUI"]
    assert dites(lu, "BILAN_SANTE_ENTRETIENS") == [2]
    assert dites(lu, "SYNTHESE_OBSERVATIONS") == ["Assidue"]
    assert (lu["nombreReponses"], lu["version"]) == (3, 3)


async def test_ajouter_une_reponse_donne_plusieurs_reponses_a_une_question(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    dates = ["2025-02-20", "2025-02-03", "2025-03-04"]
    lu = await commence(atelier, personne, *(reponse("BILAN_SANTE_DATES", date=date) for date in dates))
    assert dites(lu, "BILAN_SANTE_DATES") == dates
    assert [une["rang"] for une in lu["reponses"]] == [1, 2, 3]


async def test_plusieurs_choix_se_cochent_dans_une_meme_question(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    choix = ["France Travail", "Mission locale"]
    lu = await commence(atelier, personne, reponse("ORIENTATION_DROIT_COMMUN", choixMultiple=choix))
    assert dites(lu, "ORIENTATION_DROIT_COMMUN") == choix


async def test_les_reponses_d_une_question_se_remplacent_ensemble(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(
        atelier,
        personne,
        *(reponse("RELANCES", date=date) for date in ("2025-03-01", "2025-03-02", "2025-03-03")),
        reponse("MEDIATION", choix="OUI"),
    )
    lu = await continue_(atelier, lu, reponse("RELANCES", date="2025-03-10"), reponse("RELANCES", date="2025-03-02"))
    assert dites(lu, "RELANCES") == ["2025-03-10", "2025-03-02"]
    assert dites(lu, "MEDIATION") == ["OUI"]


@pytest.mark.parametrize("vide", [{}, {"choix": None}, {"choixMultiple": []}, {"texte": ""}, {"texte": None}])
async def test_une_question_sans_valeur_perd_ses_reponses(atelier: Atelier, vide: dict[str, Any]) -> None:
    personne = await atelier.suivie()
    question = {"choix": "MEDIATION", "choixMultiple": "ORIENTATION_DROIT_COMMUN"}.get(
        next(iter(vide), ""), "SYNTHESE_OBSERVATIONS"
    )
    pleine = {
        "MEDIATION": {"choix": "OUI"},
        "ORIENTATION_DROIT_COMMUN": {"choixMultiple": ["France Travail"]},
        "SYNTHESE_OBSERVATIONS": {"texte": "Assidue"},
    }[question]
    lu = await commence(atelier, personne, reponse(question, **pleine))
    lu = await continue_(atelier, lu, reponse(question, **vide))
    assert lu["nombreReponses"] == 0


async def test_un_bilan_de_quatre_vingt_quinze_reponses_prend_les_memes_ordres_qu_un_petit(atelier: Atelier) -> None:
    petit = [reponse("RELANCES", date="2025-03-01")]
    grand = completes() + [
        reponse(code, date=f"2025-02-{jour:02}")
        for code in ("BILAN_SANTE_DATES", "MEDIATION_DATES", "DEMARCHES_DATES", "RELANCES")
        for jour in range(1, 24)
    ]
    nombres = []
    for reponses in (petit, grand):
        personne = await atelier.suivie()
        await atelier.lire.application.journal.flush()
        with atelier.ordres() as ajout:
            lu = await commence(atelier, personne, *reponses)
        remplacees = [{**une, "date": "2025-03-02"} if "date" in une else une for une in reponses]
        await atelier.lire.application.journal.flush()
        with atelier.ordres() as modification:
            lu = await continue_(atelier, lu, *remplacees)
        assert lu["nombreReponses"] == len(reponses)
        nombres.append((len(ajout), len(modification)))
    assert len(grand) == 95
    assert nombres[0] == nombres[1]


async def test_tout_ce_qui_est_faux_dans_les_reponses_est_dit_d_un_coup(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = bilan(
        personne,
        reponse("INCONNUE", texte="?"),
        reponse("BILAN_SANTE", texte="Oui"),
        reponse("BILAN_SANTE_ENTRETIENS", choix="OUI", nombre=2.12345),
        reponse("MEDIATION", choix="PEUT_ETRE"),
        reponse("DEMARCHES", choix="OUI"),
        reponse("DEMARCHES", choix="NON"),
        reponse("ORIENTATION_DROIT_COMMUN", choixMultiple=["France Travail", "Ailleurs", "France Travail"]),
        reponse("RELANCES", date="0025-03-01"),
    )
    assert set(await atelier.chemins("referent", AJOUTER, demande)) == {
        "commande.reponses.0.question",
        "commande.reponses.1.texte",
        "commande.reponses.2.choix",
        "commande.reponses.2.nombre",
        "commande.reponses.3.choix",
        "commande.reponses.5",
        "commande.reponses.6.choixMultiple.1",
        "commande.reponses.6.choixMultiple.2",
        "commande.reponses.7.date",
    }


async def test_les_choix_possibles_sont_dits(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    refus = await atelier.muter("referent", AJOUTER, bilan(personne, reponse("MEDIATION", choix="Oui")))
    assert refus["champs"][0]["message"] == "Réponses possibles : « OUI », « NC », « NON »."


async def test_un_texte_qui_parle_de_sante_rappelle_le_rgpd(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = bilan(personne, reponse("SYNTHESE_OBSERVATIONS", texte="Soignée pour une dépression"))
    [rappel] = (await atelier.fait("referent", AJOUTER, demande, MONTRE))["avertissements"]
    assert (rappel["code"], "reponses.0.texte" in rappel["message"]) == ("RAPPEL_SANTE", True)
