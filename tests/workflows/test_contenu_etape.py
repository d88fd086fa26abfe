"""What an étape holds beside its dates: its caractéristiques and its objectifs (guide §7.2)."""

from __future__ import annotations

import pytest

import db
from tests.workflows.atelier import Atelier
from tests.workflows.menu import CARACTERISTIQUES, DELIER, LIER, close, etape

pytestmark = pytest.mark.asyncio(loop_scope="session")


# Caractéristiques


async def test_les_caracteristiques_sont_propres_a_la_thematique(atelier: Atelier) -> None:
    _, cible = await etape(atelier, "mos")
    valeurs = [
        {"code": "MODULE_VALIDE", "valeur": "oui"},
        {"code": "PROJET_VALIDE", "valeur": "oui"},
        {"code": "ALERTE_SDI", "valeur": "peut-être"},
        {"code": "DATE_RECEPTION_FIO", "valeur": "2025-02-30"},
        {"code": "ORIENTATION_SORTIE", "valeur": "AILLEURS"},
        {"code": "MODULE_VALIDE", "valeur": "non"},
    ]
    refus = await atelier.muter("referent", CARACTERISTIQUES, cible | {"caracteristiques": valeurs})
    assert [
        (champ["chemin"].removeprefix("commande.caracteristiques."), champ["code"]) for champ in refus["champs"]
    ] == [
        ("1.code", "INCONNU"),
        ("2.valeur", "FORME"),
        ("3.valeur", "FORME"),
        ("4.valeur", "FORME"),
        ("5.code", "EN_DOUBLE"),
    ]
    assert "DROIT_COMMUN" in refus["champs"][3]["message"]


async def test_un_nombre_s_ecrit_avec_un_point(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    ateliers = {"caracteristiques": [{"code": "NOMBRE_ATELIERS", "valeur": "3,5"}]}
    assert await atelier.refus("referent", CARACTERISTIQUES, cible | ateliers) == "FORME"
    ateliers = {"caracteristiques": [{"code": "NOMBRE_ATELIERS", "valeur": "12"}]}
    await atelier.fait("referent", CARACTERISTIQUES, cible | ateliers)


async def test_une_caracteristique_se_change_et_le_journal_le_dit(atelier: Atelier) -> None:
    personne, cible = await etape(atelier)
    for version, valeur in ((1, "ALLOCATAIRE"), (2, "CONJOINT"), (3, "CONJOINT"), (3, None)):
        valeurs = {"version": version, "caracteristiques": [{"code": "STATUT", "valeur": valeur}]}
        await atelier.fait("referent", CARACTERISTIQUES, cible | valeurs)
    assert [details for _, _, details in await atelier.journal(personne.id)] == [
        {"caracteristiques": {"avant": {"STATUT": avant}, "apres": {"STATUT": apres}}}
        for avant, apres in ((None, "ALLOCATAIRE"), ("ALLOCATAIRE", "CONJOINT"), ("CONJOINT", None))
    ]


async def test_le_siret_de_l_entreprise_creee_se_garde_sans_espaces(atelier: Atelier) -> None:
    _, cible = await etape(atelier, "c_parti")
    saisie = cible | {"caracteristiques": [{"code": "SIRET", "valeur": "000 000 745\u00a000018"}]}
    fait = await atelier.fait("referent", CARACTERISTIQUES, saisie, "etape { caracteristiques { valeur } }")
    assert fait["etape"]["caracteristiques"] == [{"valeur": "00000074500018"}]


@pytest.mark.parametrize("faux", ["00000074500019", "0000007450001", "000.000.745.00018", "En cours", "٠٠٠٠٠٠٧٤٥٠٠٠١٨"])
async def test_un_siret_faux_est_refuse(atelier: Atelier, faux: str) -> None:
    _, cible = await etape(atelier, "c_parti")
    saisie = cible | {"caracteristiques": [{"code": "SIRET", "valeur": faux}]}
    refus = await atelier.muter("referent", CARACTERISTIQUES, saisie)
    assert [(champ["chemin"], champ["code"]) for champ in refus["champs"]] == [
        ("commande.caracteristiques.0.valeur", "FORME")
    ]
    assert "14 chiffres" in refus["champs"][0]["message"]


@pytest.mark.parametrize("code", ["DATE_RECEPTION_FIO", "DATE_IMMATRICULATION"])
async def test_ce_qui_s_est_passe_n_est_pas_a_venir(atelier: Atelier, code: str) -> None:
    _, cible = await etape(atelier, "c_parti")
    for date in ("2025-03-29", "2099-01-01"):
        saisie = cible | {"caracteristiques": [{"code": code, "valeur": date}]}
        assert await atelier.refus("referent", CARACTERISTIQUES, saisie) == "A_VENIR"
    await atelier.fait(
        "referent", CARACTERISTIQUES, cible | {"caracteristiques": [{"code": code, "valeur": "2025-03-28"}]}
    )


async def test_les_dernieres_informations_se_saisissent_encore_sur_une_etape_close(atelier: Atelier) -> None:
    cible = await close(atelier)
    valeurs = {"caracteristiques": [{"code": "BILAN_FINAL_EFFECTUE", "valeur": "oui"}]}
    await atelier.fait("referent", CARACTERISTIQUES, cible | valeurs)


# Lier à un objectif


async def test_une_etape_se_lie_a_un_nouvel_objectif_puis_s_en_delie(atelier: Atelier) -> None:
    personne, cible = await etape(atelier)
    montre = "etape { objectifs { libelle } } objectif { id statut }"
    lie = await atelier.fait("referent", LIER, cible | {"nouveau": {"libelle": "Permis B"}}, montre)
    assert lie["etape"]["objectifs"] == [{"libelle": "Permis B"}]
    assert lie["objectif"]["statut"] == "EN_COURS"
    encore = {"etape": cible["etape"], "version": 2, "objectif": lie["objectif"]["id"]}
    assert await atelier.refus("referent", LIER, encore) == "OBJECTIF_DEJA_LIE"
    delie = await atelier.fait("referent", DELIER, encore, montre)
    assert delie["etape"]["objectifs"] == []
    assert await atelier.sql("SELECT libelle FROM objectif WHERE beneficiaire_id = :id", id=personne.id) == [
        ("Permis B",)
    ]
    await atelier.fait("referent", LIER, encore | {"version": 3})


async def test_l_objectif_est_de_la_personne(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    autre = await atelier.suivie()
    objectif = db.Objectif(beneficiaire_id=autre.id, libelle="D'un autre")
    await atelier.ajouter(objectif)
    lier = cible | {"objectif": f"Objectif:{objectif.id}"}
    assert await atelier.chemins("referent", LIER, lier) == ["commande.objectif"]
    assert await atelier.refus("referent", DELIER, lier) == "OBJECTIF_NON_LIE"
    assert await atelier.chemins("referent", LIER, cible) == ["commande.objectif"]


async def test_on_ne_se_lie_pas_a_l_objectif_d_une_etape_masquee_pour_en_lire_le_libelle(atelier: Atelier) -> None:
    personne, cible = await etape(atelier)
    masquee = await personne.etape("sante")
    objectif = db.Objectif(beneficiaire_id=personne.id, libelle="Reprendre des soins")
    await atelier.ajouter(objectif)
    await atelier.executer(
        "INSERT INTO objectif_etape (objectif_id, etape_id) VALUES (:objectif, :etape)",
        objectif=objectif.id,
        etape=masquee.id,
    )
    lier = cible | {"objectif": f"Objectif:{objectif.id}"}
    assert await atelier.chemins("referent", LIER, lier) == ["commande.objectif"]
