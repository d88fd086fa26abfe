"""The difficulties of the person (guide §8.7)."""

from __future__ import annotations

from typing import Any

import pytest

import db
from tests.reading.monde import Personne, il_y_a
from tests.workflows.atelier import Atelier, ensemble

pytestmark = pytest.mark.asyncio(loop_scope="session")

AJOUTER, MODIFIER = "ajouterDifficultes", "modifierDifficulte"
CHAMPS = "id version difficulte { code nature { code } } structure { id } debut fin realisation { code } commentaire"
MONTRE = f"difficultes {{ {CHAMPS} sante }} avertissements {{ code message }}"


def difficultes(personne: Personne, *codes: str, **champs: Any) -> dict[str, Any]:
    """Difficulties open since 1 March 2025."""
    return {
        "beneficiaire": personne.gid,
        "difficultes": [{"difficulte": code, "debut": "2025-03-01", **champs} for code in codes],
    }


async def ajoutee(atelier: Atelier, personne: Personne, code: str = "ENDETTEMENT", **champs: Any) -> dict[str, Any]:
    """A difficulty entered by `referent`."""
    fait = await atelier.fait("referent", AJOUTER, difficultes(personne, code, **champs), MONTRE)
    found: dict[str, Any] = fait["difficultes"][0]
    return found


async def lues(atelier: Atelier, compte: str, personne: Personne, arguments: str = "") -> list[str]:
    """The codes of the difficulties that an account reads on the sheet."""
    texte = f"query ($id: ID!) {{ beneficiaire(id: $id) {{ difficultes{arguments} {{ difficulte {{ code }} }} }} }}"
    answer = await atelier.lire(atelier.callers[compte], texte, id=personne.gid)
    return [une["difficulte"]["code"] for une in answer["data"]["beneficiaire"]["difficultes"]]


async def test_une_difficulte_se_choisit_apres_sa_nature(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = difficultes(personne, "DOCUMENT_IDENTITE", realisation="RESOLUE_INTERNE", commentaire="Fait le 17/01")
    [une] = (await atelier.fait("referent", AJOUTER, demande, MONTRE))["difficultes"]
    assert une["difficulte"] == {"code": "DOCUMENT_IDENTITE", "nature": {"code": "ADMINISTRATIVE"}}
    assert (une["realisation"], une["commentaire"]) == ({"code": "RESOLUE_INTERNE"}, "Fait le 17/01")
    assert une["structure"] == {"id": f"Structure:{atelier.structures['A'].id}"}


async def test_il_est_possible_d_en_ajouter_autant_que_necessaire(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    codes = ["ENDETTEMENT", "LOYER", "ABSENCE_QUALIFICATION"]
    fait = await atelier.fait("referent", AJOUTER, difficultes(personne, *codes), MONTRE)
    assert [une["difficulte"]["code"] for une in fait["difficultes"]] == codes


async def test_une_difficulte_se_designe_aussi_par_son_identifiant(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    [(id_,)] = await atelier.sql("SELECT id FROM difficulte_reference WHERE code = 'LOYER'")
    fait = await atelier.fait("referent", AJOUTER, difficultes(personne, f"DifficulteReference:{id_}"), MONTRE)
    assert fait["difficultes"][0]["difficulte"]["code"] == "LOYER"


async def test_ajouter_une_ou_vingt_difficultes_prend_les_memes_ordres(atelier: Atelier) -> None:
    codes = await atelier.sql("SELECT code FROM difficulte_reference ORDER BY id LIMIT 20")
    nombres = []
    for choisies in (codes[:1], codes):
        personne = await atelier.suivie()
        await atelier.lire.application.journal.flush()
        with atelier.ordres() as found:
            await atelier.fait("referent", AJOUTER, difficultes(personne, *(code for (code,) in choisies)))
        nombres.append(len(found))
    assert nombres[0] == nombres[1]


async def test_par_defaut_la_fiche_montre_les_difficultes_en_cours(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await ajoutee(atelier, personne, "LOYER")
    await ajoutee(atelier, personne, "ENDETTEMENT", fin="2025-03-20")
    assert await lues(atelier, "referent", personne) == ["LOYER"]


async def test_afficher_aussi_l_historique_montre_celles_qui_ont_pris_fin(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await ajoutee(atelier, personne, "LOYER")
    await ajoutee(atelier, personne, "ENDETTEMENT", fin="2025-03-20")
    assert set(await lues(atelier, "referent", personne, "(historique: true)")) == {"LOYER", "ENDETTEMENT"}
    assert len(await lues(atelier, "referent", personne, "(historique: true, limite: 1)")) == 1
    assert await lues(atelier, "referent", personne, "(limite: 5)") == ["LOYER"]


async def test_la_fin_et_la_realisation_s_actualisent_au_fil_du_suivi(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    une = await ajoutee(atelier, personne, commentaire="Dossier de surendettement")
    change = {"difficulte": une["id"], "version": 1, "fin": "2025-03-28", "realisation": "RESOLUE_PARTENAIRE"}
    fait = (await atelier.fait("referent", MODIFIER, change, f"difficulte {{ {CHAMPS} }}"))["difficulte"]
    assert (fait["fin"], fait["realisation"]["code"], fait["version"]) == ("2025-03-28", "RESOLUE_PARTENAIRE", 2)
    assert fait["commentaire"] == "Dossier de surendettement"
    rouverte = {"difficulte": une["id"], "version": 2, "fin": None}
    fait = (await atelier.fait("referent", MODIFIER, rouverte, f"difficulte {{ {CHAMPS} }}"))["difficulte"]
    assert fait["fin"] is None


async def test_une_difficulte_reste_rattachee_a_la_personne_quelle_que_soit_la_structure(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await personne.etape("b")
    une = await ajoutee(atelier, personne)
    change = {"difficulte": une["id"], "version": 1, "realisation": "ORIENTEE_PARTENAIRE"}
    await atelier.fait("referent_b", MODIFIER, change)
    commentaire = {"difficulte": une["id"], "version": 2, "commentaire": "Le mien"}
    assert await atelier.refus("referent_b", MODIFIER, commentaire) == "CHAMP_RESERVE"


async def test_la_structure_est_celle_qui_suit_le_dossier(atelier: Atelier) -> None:
    personne = await atelier.personne()
    await personne.etape("b")
    fait = await atelier.fait("referent_b", AJOUTER, difficultes(personne, "LOYER"), MONTRE)
    assert fait["difficultes"][0]["structure"] == {"id": f"Structure:{atelier.structures['B'].id}"}


async def test_la_nature_sante_rappelle_de_ne_pas_diagnostiquer(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    [(code,)] = await atelier.sql(_SANTE)
    fait = await atelier.fait("referent", AJOUTER, difficultes(personne, code), MONTRE)
    assert fait["difficultes"][0]["sante"] is True
    assert [un["code"] for un in fait["avertissements"]] == ["RAPPEL_SANTE"]
    change = {"difficulte": fait["difficultes"][0]["id"], "version": 1, "commentaire": "Voit son médecin traitant"}
    fait = await atelier.fait("referent", MODIFIER, change, "avertissements { code }")
    assert "RAPPEL_SANTE" in [un["code"] for un in fait["avertissements"]]


async def test_un_commentaire_qui_parle_de_sante_rappelle_le_rgpd(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = difficultes(personne, "LOYER", commentaire="Loyer impayé depuis sa dépression")
    [rappel] = (await atelier.fait("referent", AJOUTER, demande, MONTRE))["avertissements"]
    assert (rappel["code"], "difficultes.0.commentaire" in rappel["message"]) == ("RAPPEL_SANTE", True)


async def test_les_autres_natures_ne_rappellent_rien(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    fait = await atelier.fait("referent", AJOUTER, difficultes(personne, "LOYER"), MONTRE)
    assert fait["avertissements"] == []


async def test_le_referent_de_parcours_ne_saisit_pas_la_sante(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await personne.referent("parcours", "PARCOURS")
    [(code,)] = await atelier.sql(_SANTE)
    assert await atelier.refus("parcours", AJOUTER, difficultes(personne, "LOYER", code)) == "SANTE_RESERVEE"
    [(nombre,)] = await atelier.sql("SELECT count(*) FROM difficulte WHERE beneficiaire_id = :id", id=personne.id)
    assert nombre == 0


async def test_une_difficulte_de_sante_d_une_autre_structure_n_existe_pas(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await personne.etape("b")
    [(code,)] = await atelier.sql(_SANTE)
    une = await ajoutee(atelier, personne, code)
    change = {"difficulte": une["id"], "version": 1, "fin": "2025-03-20"}
    assert await atelier.refus("referent_b", MODIFIER, change) == "INTROUVABLE"
    await atelier.fait("referent_b", AJOUTER, difficultes(personne, code))


async def test_une_difficulte_en_cours_ne_se_saisit_pas_deux_fois(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await ajoutee(atelier, personne, "LOYER")
    refus = await atelier.muter("referent", AJOUTER, difficultes(personne, "ENDETTEMENT", "LOYER", "ENDETTEMENT"))
    assert [(champ["chemin"], champ["code"]) for champ in refus["champs"]] == [
        ("commande.difficultes.1.difficulte", "DEJA_OUVERTE"),
        ("commande.difficultes.2.difficulte", "DEJA_OUVERTE"),
    ]
    assert "depuis le 01/03/2025" in refus["champs"][0]["message"]


async def test_une_difficulte_passee_se_saisit_a_cote_de_celle_qui_court(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    courante = await ajoutee(atelier, personne, "LOYER")
    passee = await ajoutee(atelier, personne, "LOYER", debut="2024-01-01", fin="2024-06-30")
    reouverture = {"difficulte": passee["id"], "version": 1, "fin": None}
    assert await atelier.refus("referent", MODIFIER, reouverture) == "DEJA_OUVERTE"
    await atelier.fait("referent", MODIFIER, {"difficulte": courante["id"], "version": 1, "fin": "2025-03-20"})
    await atelier.fait("referent", MODIFIER, reouverture)


async def test_tout_ce_qui_est_faux_est_dit_d_un_coup(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = difficultes(personne, "LOYER", "INCONNUE", realisation="FAITE")
    demande["difficultes"][0] |= {"debut": "2025-04-01", "fin": "2025-03-31"}
    assert set(await atelier.chemins("referent", AJOUTER, demande)) == {
        "commande.difficultes.0.debut",
        "commande.difficultes.0.fin",
        "commande.difficultes.0.realisation",
        "commande.difficultes.1.realisation",
        "commande.difficultes.1.difficulte",
    }


@pytest.mark.parametrize("liste", [[], [{"difficulte": "loyer impayé", "debut": "2025-03-01"}]])
async def test_une_liste_vide_ou_un_code_mal_forme_est_refuse(atelier: Atelier, liste: list[Any]) -> None:
    personne = await atelier.suivie()
    await atelier.chemins("referent", AJOUTER, {"beneficiaire": personne.gid, "difficultes": liste})


async def test_une_difficulte_retiree_du_referentiel_ne_se_choisit_plus(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await atelier.executer("UPDATE difficulte_reference SET actif = false WHERE code = 'CALCUL'")
    try:
        refus = await atelier.refus("referent", AJOUTER, difficultes(personne, "CALCUL"))
    finally:
        await atelier.executer("UPDATE difficulte_reference SET actif = true WHERE code = 'CALCUL'")
    assert refus == "INCONNU"


async def test_une_version_perimee_n_ecrase_rien(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    une = await ajoutee(atelier, personne)
    await atelier.fait("referent", MODIFIER, {"difficulte": une["id"], "version": 1, "commentaire": "Premier"})
    perimee = {"difficulte": une["id"], "version": 1, "commentaire": "Second"}
    assert await atelier.refus("responsable", MODIFIER, perimee) == "VERSION_PERIMEE"


async def test_un_double_clic_avec_une_cle_n_ajoute_qu_une_fois(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = difficultes(personne, "LOYER", "ENDETTEMENT")
    un, deux = await ensemble(
        *(atelier.fait("referent", AJOUTER, demande, MONTRE, cle="difficultes") for _ in range(2))
    )
    assert un == deux
    [(nombre,)] = await atelier.sql("SELECT count(*) FROM difficulte WHERE beneficiaire_id = :id", id=personne.id)
    assert nombre == 2


async def test_la_meme_difficulte_saisie_par_cinq_personnes_a_la_fois_n_est_ajoutee_qu_une_fois(
    atelier: Atelier,
) -> None:
    personne = await atelier.suivie()
    appels = (atelier.muter("referent", AJOUTER, difficultes(personne, "LOYER")) for _ in range(5))
    types = sorted(answer["__typename"] for answer in await ensemble(*appels))
    assert types == ["AjouterDifficultesSucces"] + ["ErreurValidation"] * 4


async def test_chaque_ecriture_laisse_sa_difference_au_journal(atelier: Atelier) -> None:
    personne = await atelier.personne()
    await personne.etape("a")
    une = await ajoutee(atelier, personne, debut=il_y_a(3).isoformat())
    await atelier.fait("referent", MODIFIER, {"difficulte": une["id"], "version": 1, "realisation": "REPEREE"})
    creation, modification = await atelier.journal(personne.id)
    assert creation[2] is not None
    assert creation[:2] == ("CREATION", "Difficulte")
    assert creation[2]["debut"] == {"avant": None, "apres": il_y_a(3).isoformat()}
    assert modification == ("MODIFICATION", "Difficulte", {"realisation": {"avant": None, "apres": "REPEREE"}})


_SANTE = (
    "SELECT r.code FROM difficulte_reference r JOIN nature_difficulte n ON n.id = r.nature_id WHERE n.sante"
    " ORDER BY r.id LIMIT 1"
)


@pytest.mark.parametrize("commentaire", ["Commentaire", None])
async def test_le_commentaire_d_une_autre_structure_ne_se_devine_pas(atelier: Atelier, commentaire: str | None) -> None:
    personne = await atelier.suivie()
    une = await personne.difficulte("B")
    await atelier.modifier(db.Difficulte, une.id, commentaire=commentaire)
    for essai in ("Commentaire", None):
        demande = {"difficulte": f"Difficulte:{une.id}", "version": 1, "commentaire": essai}
        assert await atelier.refus("referent", MODIFIER, demande) == "CHAMP_RESERVE"


async def test_un_debut_faux_se_corrige(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    une = await ajoutee(atelier, personne)
    change = {"difficulte": une["id"], "version": 1, "debut": "2025-02-10"}
    fait = await atelier.fait("referent", MODIFIER, change, f"difficulte {{ {CHAMPS} }}")
    assert (fait["difficulte"]["debut"], fait["difficulte"]["version"]) == ("2025-02-10", 2)


@pytest.mark.parametrize(
    ("champs", "fautes"),
    [
        ({"debut": "2025-03-29"}, [("debut", "DEBUT_APRES_FIN")]),
        ({"debut": "2025-03-21"}, [("debut", "DEBUT_APRES_FIN")]),
        ({"debut": "2025-03-21", "fin": "2025-03-20"}, [("fin", "FIN_AVANT_DEBUT")]),
        ({"debut": "2025-03-29", "fin": None}, [("debut", "A_VENIR")]),
    ],
)
async def test_un_debut_corrige_est_passe_et_precede_la_fin(
    atelier: Atelier, champs: dict[str, Any], fautes: list[tuple[str, str]]
) -> None:
    personne = await atelier.suivie()
    une = await ajoutee(atelier, personne, fin="2025-03-20")
    refus = await atelier.muter("referent", MODIFIER, {"difficulte": une["id"], "version": 1, **champs})
    assert [(champ["chemin"], champ["code"]) for champ in refus["champs"]] == [
        (f"commande.{chemin}", code) for chemin, code in fautes
    ]
