"""The bilans: their dates, their étape, their version, and what is kept when several write (guide §8.4, §8.5)."""

from __future__ import annotations

from typing import Any

import pytest

import db
from tests.reading.monde import il_y_a
from tests.workflows.atelier import Atelier, ensemble
from tests.workflows.bilans import AJOUTER, MODIFIER, MONTRE, bilan, commence, completes, continue_, dites, mos, reponse

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_chaque_enregistrement_actualise_la_date_de_mise_a_jour(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne, dateBilan="2025-03-10", dateMiseAJour="2025-03-10")
    lu = await continue_(atelier, lu, reponse("MEDIATION", choix="NC"), dateMiseAJour="2025-03-15")
    assert lu["dateMiseAJour"] == "2025-03-15"
    lu = await continue_(atelier, lu, reponse("MEDIATION", choix="OUI"))
    assert lu["dateMiseAJour"] == "2025-03-28"


@pytest.mark.parametrize(
    ("champs", "chemins"),
    [
        ({"dateBilan": "2025-03-29", "dateMiseAJour": "2025-03-29"}, ["dateBilan", "dateMiseAJour"]),
        ({"dateMiseAJour": "2025-03-19"}, ["dateMiseAJour"]),
        ({"dateSignature": "2025-03-29"}, ["dateSignature"]),
        ({"modele": "BILAN_INCONNU"}, ["modele"]),
        ({"modele": "ModeleBilan:999999"}, ["modele"]),
        ({"modele": "Etape:1"}, ["modele"]),
        ({"nature": "FINAL"}, ["etape"]),
        ({"etape": "Etape:999999"}, ["etape"]),
    ],
)
async def test_une_valeur_impossible_est_refusee_avec_son_chemin(
    atelier: Atelier, champs: dict[str, Any], chemins: list[str]
) -> None:
    personne = await atelier.suivie()
    refuses = await atelier.chemins("referent", AJOUTER, bilan(personne, **champs))
    assert refuses == [f"commande.{chemin}" for chemin in chemins]


async def test_une_mise_a_jour_ne_recule_pas_avant_la_date_du_bilan(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne)
    change = {"bilan": lu["id"], "version": 1, "dateMiseAJour": "2025-03-19"}
    assert await atelier.chemins("referent", MODIFIER, change) == ["commande.dateMiseAJour"]


async def test_une_etape_d_une_autre_structure_ou_d_un_autre_dossier_n_existe_pas(atelier: Atelier) -> None:
    personne, autre = await atelier.suivie(), await atelier.suivie()
    voisine, ailleurs = await personne.etape("sante"), await autre.etape("mos")
    for etape in (voisine, ailleurs):
        refus = await atelier.muter("referent", AJOUTER, bilan(personne, etape=f"Etape:{etape.id}"))
        assert [(champ["chemin"], champ["code"]) for champ in refus["champs"]] == [("commande.etape", "INCONNU")]


async def test_un_bilan_ne_precede_pas_son_etape(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    etape = await mos(personne)
    avant = {"dateBilan": il_y_a(101).isoformat(), "dateMiseAJour": il_y_a(10).isoformat()}
    assert await atelier.refus("referent", AJOUTER, bilan(personne, **etape, **avant)) == "AVANT_ETAPE"


async def test_un_bilan_garde_la_version_de_questionnaire_ou_il_est_commence(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne, modele="PSME_BILAN_FLASH")
    try:
        await atelier.executer("UPDATE modele_bilan SET actif = false WHERE code = 'PSME_BILAN_FLASH'")
        ancienne = {"modele": f"ModeleBilan:{await _modele(atelier, lu)}"}
        await atelier.executer(
            "INSERT INTO modele_bilan (code, libelle, thematique_id, numero_version)"
            " SELECT code, libelle, thematique_id, 2 FROM modele_bilan WHERE code = 'PSME_BILAN_FLASH'"
        )
        assert await atelier.chemins("referent", AJOUTER, bilan(personne, **ancienne)) == ["commande.modele"]
        neuf = await commence(atelier, personne, modele="PSME_BILAN_FLASH")
        assert (neuf["modele"]["numeroVersion"], neuf["nombreQuestions"]) == (2, 0)
        lu = await continue_(atelier, lu, reponse("ABSENCES", nombre=1))
        assert (lu["modele"]["numeroVersion"], lu["nombreReponses"]) == (1, 1)
        change = {"bilan": neuf["id"], "version": 1, "reponses": [reponse("ABSENCES", nombre=1)]}
        assert await atelier.chemins("referent", MODIFIER, change) == ["commande.reponses.0.question"]
    finally:
        await atelier.executer(
            "DELETE FROM bilan WHERE modele_id IN (SELECT id FROM modele_bilan WHERE numero_version = 2)"
        )
        await atelier.executer("DELETE FROM modele_bilan WHERE numero_version = 2")
        await atelier.executer("UPDATE modele_bilan SET actif = true WHERE code = 'PSME_BILAN_FLASH'")


async def _modele(atelier: Atelier, lu: dict[str, Any]) -> int:
    [(modele,)] = await atelier.sql("SELECT modele_id FROM bilan WHERE id = :id", id=int(lu["id"].partition(":")[2]))
    return int(modele)


async def test_une_version_perimee_n_ecrase_rien(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne)
    await continue_(atelier, lu, reponse("MEDIATION", choix="OUI"))
    perimee = {"bilan": lu["id"], "version": 1, "reponses": [reponse("MEDIATION", choix="NON")]}
    assert await atelier.refus("responsable", MODIFIER, perimee) == "VERSION_PERIMEE"


async def test_dix_saisies_a_la_fois_ne_perdent_aucune_reponse(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne)
    codes = ["MEDIATION", "DEMARCHES", "BILAN_SANTE", "NON_ENTREE", "SORTIE_ANTICIPEE"]

    async def saisir(code: str) -> None:
        version = lu["version"]
        while True:
            change = {"bilan": lu["id"], "version": version, "reponses": [reponse(code, choix="OUI")]}
            found = await atelier.muter("referent", MODIFIER, change)
            if found["__typename"].endswith("Succes"):
                return
            assert found["code"] == "VERSION_PERIMEE"
            version += 1

    await ensemble(*(saisir(code) for code in codes))
    [(nombre, version)] = await atelier.sql(
        "SELECT (SELECT count(*) FROM reponse WHERE bilan_id = b.id), version FROM bilan b WHERE id = :id",
        id=int(lu["id"].partition(":")[2]),
    )
    assert (nombre, version) == (5, 6)


async def test_un_double_clic_avec_une_cle_ne_commence_qu_un_bilan(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = bilan(personne, *completes())
    un, deux = await ensemble(*(atelier.fait("referent", AJOUTER, demande, MONTRE, cle="bilan") for _ in "ab"))
    assert un == deux
    [(nombre,)] = await atelier.sql("SELECT count(*) FROM bilan WHERE beneficiaire_id = :id", id=personne.id)
    assert nombre == 1


async def test_chaque_ecriture_laisse_sa_difference_au_journal(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(
        atelier, personne, reponse("MEDIATION", choix="NC"), reponse("DEMARCHES_ENTRETIENS", nombre=1.5)
    )
    await continue_(
        atelier,
        lu,
        reponse("MEDIATION", choix="OUI"),
        reponse("DEMARCHES_ENTRETIENS", nombre=1.5),
        reponse("RELANCES", date="2025-03-01"),
    )
    creation, modification = await atelier.journal(personne.id)
    assert creation[2] is not None
    assert creation[:2] == ("CREATION", "Bilan")
    assert creation[2]["reponses"]["apres"] == {"MEDIATION": ["NC"], "DEMARCHES_ENTRETIENS": [1.5]}
    assert modification[2] == {
        "dateMiseAJour": {"avant": "2025-03-20", "apres": "2025-03-28"},
        "reponses": {"avant": {"MEDIATION": ["NC"]}, "apres": {"MEDIATION": ["OUI"], "RELANCES": ["2025-03-01"]}},
    }


async def test_l_historique_du_bilan_dit_les_reponses_qui_ont_change(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne, reponse("MEDIATION", choix="NC"))
    await continue_(atelier, lu, reponse("MEDIATION", choix="OUI"))
    texte = "query ($id: ID!) { bilan(id: $id) { historique { nodes { action changements { champ avant apres } } } } }"
    answer = await atelier.lire(atelier.callers["referent"], texte, id=lu["id"])
    modification, creation = answer["data"]["bilan"]["historique"]["nodes"]
    assert creation["action"] == "CREATION"
    assert modification["changements"][-1] == {
        "champ": "reponses",
        "avant": '{"MEDIATION": ["NC"]}',
        "apres": '{"MEDIATION": ["OUI"]}',
    }


async def test_le_bilan_d_une_autre_structure_ne_se_modifie_pas(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await personne.etape("b")
    autre = await personne.bilan("B")
    await atelier.ajouter(
        db.Transmission(
            bilan_id=autre.id,
            destinataire=db.Destinataire.STRUCTURE,
            structure_id=atelier.structures["A"].id,
            date=il_y_a(5),
            par_id=atelier.moi("referent_b"),
        )
    )
    change = {"bilan": f"Bilan:{autre.id}", "version": 1}
    assert await atelier.refus("referent", MODIFIER, change) == "INTROUVABLE"


async def test_un_bilan_se_poursuit_quand_le_debut_de_l_etape_a_avance(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    etape = await mos(personne)
    lu = await commence(atelier, personne, **etape, dateBilan="2025-01-10")
    debut = {"etape": etape["etape"], "version": 1, "debutReel": "2025-02-01"}
    await atelier.fait("referent", "modifierEtape", debut)
    lu = await continue_(atelier, lu, reponse("MEDIATION", choix="OUI"), dateBilan="2025-01-10", etape=etape["etape"])
    assert dites(lu, "MEDIATION") == ["OUI"]


async def test_une_autre_date_de_bilan_ne_precede_pas_l_etape(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne, **await mos(personne))
    change = {"bilan": lu["id"], "version": 1, "dateBilan": il_y_a(101).isoformat()}
    refus = await atelier.muter("referent", MODIFIER, change)
    assert [(champ["chemin"], champ["code"]) for champ in refus["champs"]] == [("commande.dateBilan", "AVANT_ETAPE")]


async def test_une_etape_commencee_apres_le_bilan_ne_lui_est_pas_donnee(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne)
    recente = await personne.etape("mos", debut=2)
    change = {"bilan": lu["id"], "version": 1, "etape": f"Etape:{recente.id}"}
    refus = await atelier.muter("referent", MODIFIER, change)
    assert [(champ["chemin"], champ["code"]) for champ in refus["champs"]] == [("commande.etape", "AVANT_ETAPE")]
