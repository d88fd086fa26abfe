"""The bilans (guide §8.4, §8.5, §9.1)."""

from __future__ import annotations

from typing import Any

import pytest

import db
from tests.reading.monde import Personne, il_y_a
from tests.workflows.atelier import Atelier, ensemble

pytestmark = pytest.mark.asyncio(loop_scope="session")

AJOUTER, MODIFIER = "ajouterBilan", "modifierBilan"
CHAMPS = (
    "id version nature dateBilan dateMiseAJour dateSignature nombreQuestions nombreReponses complet"
    " modele { code numeroVersion } etape { id } structure { id } questionsManquantes { code }"
    " reponses { question { code } rang texte nombre date choix }"
)
MONTRE = f"bilan {{ {CHAMPS} }} avertissements {{ code message }}"
OBLIGATOIRES = ("MODULE_VALIDE", "SYNTHESE_BILAN_RESTITUE", "INFORMATION_TRANSMISSION")
"""The questions that a complete MOS bilan answers."""


def bilan(personne: Personne, *reponses: dict[str, Any], **champs: Any) -> dict[str, Any]:
    """A MOS bilan of 20 March 2025."""
    return {
        "beneficiaire": personne.gid,
        "modele": "MOS_BILAN",
        "dateBilan": "2025-03-20",
        "dateMiseAJour": "2025-03-20",
        "reponses": list(reponses),
        **champs,
    }


def reponse(question: str, **valeur: Any) -> dict[str, Any]:
    """An answer to a question."""
    return {"question": question, **valeur}


def completes() -> list[dict[str, Any]]:
    """Answers to every obligatory question."""
    return [reponse(code, choix="OUI") for code in OBLIGATOIRES]


async def commence(atelier: Atelier, personne: Personne, *reponses: dict[str, Any], **champs: Any) -> dict[str, Any]:
    """A bilan that `referent` begins, as it is read."""
    fait = await atelier.fait("referent", AJOUTER, bilan(personne, *reponses, **champs), MONTRE)
    found: dict[str, Any] = fait["bilan"]
    return found


async def continue_(atelier: Atelier, lu: dict[str, Any], *reponses: dict[str, Any], **champs: Any) -> Any:
    """The bilan once `referent` has saved it again."""
    change = {"bilan": lu["id"], "version": lu["version"], "reponses": list(reponses), **champs}
    return (await atelier.fait("referent", MODIFIER, change, MONTRE))["bilan"]


def dites(lu: dict[str, Any], code: str) -> list[Any]:
    """The answers to one question, in their order."""
    return [
        next(v for v in (une["texte"], une["nombre"], une["date"], une["choix"]) if v is not None)
        for une in lu["reponses"]
        if une["question"]["code"] == code
    ]


async def mos(personne: Personne, **champs: Any) -> dict[str, Any]:
    """What a final MOS bilan is of: an open étape of that thématique."""
    etape = await personne.etape("mos", debut=100, **champs)
    return {"nature": "FINAL", "etape": f"Etape:{etape.id}"}


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


async def test_chaque_enregistrement_actualise_la_date_de_mise_a_jour(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    lu = await commence(atelier, personne, dateBilan="2025-03-10", dateMiseAJour="2025-03-10")
    lu = await continue_(atelier, lu, reponse("MEDIATION", choix="NC"), dateMiseAJour="2025-03-15")
    assert lu["dateMiseAJour"] == "2025-03-15"
    lu = await continue_(atelier, lu, reponse("MEDIATION", choix="OUI"))
    assert lu["dateMiseAJour"] == "2025-03-28"


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


async def test_un_bilan_final_est_celui_d_une_etape_de_sa_thematique(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    [(moc,)] = await atelier.sql("SELECT id FROM etape WHERE beneficiaire_id = :id", id=personne.id)
    ailleurs = bilan(personne, nature="FINAL", etape=f"Etape:{moc}")
    assert await atelier.refus("referent", AJOUTER, ailleurs) == "AUTRE_THEMATIQUE"
    lu = await commence(atelier, personne, **await mos(personne))
    assert lu["etape"] is not None


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


async def test_un_texte_qui_parle_de_sante_rappelle_le_rgpd(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = bilan(personne, reponse("SYNTHESE_OBSERVATIONS", texte="Soignée pour une dépression"))
    [rappel] = (await atelier.fait("referent", AJOUTER, demande, MONTRE))["avertissements"]
    assert (rappel["code"], "reponses.0.texte" in rappel["message"]) == ("RAPPEL_SANTE", True)


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
