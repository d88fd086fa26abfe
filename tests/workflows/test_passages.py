"""Passages sur convention (guide §7.2): within the étape, without end while they last, set right or taken back."""

from __future__ import annotations

from typing import Any

import pytest

import db
from tests.reading.lecteur import JOUR
from tests.reading.monde import il_y_a
from tests.workflows.atelier import Atelier

pytestmark = pytest.mark.asyncio(loop_scope="session")

AJOUTER, MODIFIER, SUPPRIMER = "ajouterPassageConvention", "modifierPassageConvention", "supprimerPassageConvention"
MONTRE = "etape { version passagesConvention { id libelle debut fin } }"


async def etape(atelier: Atelier, **champs: Any) -> str:
    """The id of an étape begun 400 days ago."""
    row = await (await atelier.suivie()).etape("a", **champs)
    return f"Etape:{row.id}"


async def passage(atelier: Atelier) -> tuple[str, dict[str, Any]]:
    """An étape and its passage, begun 90 days ago, as the commands name it."""
    cible = await etape(atelier)
    commande = {"etape": cible, "libelle": "PLIE", "debut": il_y_a(90).isoformat()}
    fait = await atelier.fait("referent", AJOUTER, commande, MONTRE)
    [un] = fait["etape"]["passagesConvention"]
    return cible, {"passage": un["id"], "version": fait["etape"]["version"]}


async def test_un_passage_sur_convention_reste_dans_l_etape(atelier: Atelier) -> None:
    dit = {"etape": await etape(atelier), "libelle": "PLIE", "debut": il_y_a(400).isoformat()}
    montre = "etape { version passagesConvention { libelle debut fin } }"
    fait = await atelier.fait("referent", AJOUTER, dit, montre)
    assert fait["etape"] == {
        "version": 2,
        "passagesConvention": [{"libelle": "PLIE", "debut": il_y_a(400).isoformat(), "fin": None}],
    }
    avant = dit | {"debut": il_y_a(401).isoformat(), "fin": il_y_a(402).isoformat()}
    assert await atelier.chemins("referent", AJOUTER, avant) == ["commande.debut", "commande.fin"]


async def test_un_passage_ne_commence_pas_plus_tard_qu_aujourd_hui_mais_sa_fin_peut_etre_a_venir(
    atelier: Atelier,
) -> None:
    dit = {"etape": await etape(atelier), "libelle": "PLIE", "debut": "2062-01-01"}
    assert await atelier.refus("referent", AJOUTER, dit) == "A_VENIR"
    assert await atelier.chemins("referent", AJOUTER, dit | {"fin": "2062-02-01"}) == ["commande.debut"]
    await atelier.fait("referent", AJOUTER, dit | {"debut": JOUR.isoformat(), "fin": "2026-02-01"})
    _, cible = await passage(atelier)
    demain = {**cible, "debut": il_y_a(-1).isoformat()}
    assert await atelier.chemins("referent", MODIFIER, demain) == ["commande.debut"]


async def test_un_passage_sur_une_etape_close_a_une_fin(atelier: Atelier) -> None:
    dit = {"etape": await etape(atelier, fin=10), "libelle": "PLIE", "debut": il_y_a(30).isoformat()}
    assert await atelier.chemins("referent", AJOUTER, dit) == ["commande.fin"]
    await atelier.fait("referent", AJOUTER, dit | {"fin": il_y_a(10).isoformat()})


async def test_un_passage_en_cours_recoit_sa_fin(atelier: Atelier) -> None:
    _, cible = await passage(atelier)
    fait = await atelier.fait("referent", MODIFIER, {**cible, "fin": il_y_a(3).isoformat()}, MONTRE)
    attendu = {"id": cible["passage"], "libelle": "PLIE", "debut": il_y_a(90).isoformat()}
    assert fait["etape"] == {"version": 3, "passagesConvention": [attendu | {"fin": il_y_a(3).isoformat()}]}
    rouvert = await atelier.fait("responsable", MODIFIER, {**cible, "version": 3, "fin": None}, MONTRE)
    assert rouvert["etape"]["passagesConvention"] == [attendu | {"fin": None}]


async def test_un_passage_modifie_reste_pendant_l_etape(atelier: Atelier) -> None:
    _, cible = await passage(atelier)
    hors = {**cible, "debut": il_y_a(401).isoformat(), "fin": il_y_a(402).isoformat()}
    assert await atelier.chemins("referent", MODIFIER, hors) == ["commande.debut", "commande.fin"]
    assert await atelier.chemins("referent", MODIFIER, {**cible, "libelle": " "}) == ["commande.libelle"]


async def test_le_libelle_d_un_passage_se_corrige_meme_si_ses_dates_ne_vont_plus(atelier: Atelier) -> None:
    porteuse, cible = await passage(atelier)
    await atelier.modifier(db.Etape, int(porteuse.partition(":")[2]), fin_reelle=il_y_a(10), motif_fin_id=1)
    corrige = {**cible, "libelle": "PLIE 2025", "debut": il_y_a(90).isoformat()}
    await atelier.fait("referent", MODIFIER, corrige)
    apres = {**cible, "version": 3, "debut": il_y_a(9).isoformat(), "fin": il_y_a(8).isoformat()}
    assert await atelier.chemins("referent", MODIFIER, apres) == ["commande.debut", "commande.fin"]


async def test_un_passage_saisi_par_erreur_se_supprime_et_l_etape_aussi_ensuite(atelier: Atelier) -> None:
    porteuse, cible = await passage(atelier)
    refus = await atelier.muter("referent", "supprimerEtape", {"etape": porteuse, "version": 2})
    assert (refus["code"], "1 passage sur convention" in refus["message"]) == ("ETAPE_UTILISEE", True)
    fait = await atelier.fait("referent", SUPPRIMER, cible, MONTRE)
    assert fait["etape"] == {"version": 3, "passagesConvention": []}
    assert (await atelier.muter("referent", SUPPRIMER, {**cible, "version": 3}))["code"] == "INTROUVABLE"
    await atelier.fait("referent", "supprimerEtape", {"etape": porteuse, "version": 3})


async def test_un_passage_se_modifie_a_la_version_lue_de_son_etape(atelier: Atelier) -> None:
    _, cible = await passage(atelier)
    for mutation, champs in ((MODIFIER, {"libelle": "PLIE 2025"}), (SUPPRIMER, {})):
        refus = await atelier.muter("referent", mutation, {**cible, "version": 1} | champs)
        assert (refus["__typename"], refus["code"]) == ("ErreurConflit", "VERSION_PERIMEE")


async def test_l_historique_de_l_etape_garde_le_passage_corrige_puis_supprime(atelier: Atelier) -> None:
    porteuse, cible = await passage(atelier)
    await atelier.fait("referent", MODIFIER, {**cible, "libelle": "PLIE 2025"})
    await atelier.fait("referent", SUPPRIMER, {**cible, "version": 3})
    avant = {"libelle": "PLIE 2025", "debut": il_y_a(90).isoformat(), "fin": None}
    diffs = await atelier.sql(
        "SELECT details FROM journal WHERE type = 'Etape' AND objet_id = :id ORDER BY id DESC LIMIT 2",
        id=int(porteuse.split(":")[1]),
    )
    ancien = avant | {"libelle": "PLIE"}
    assert [row.details for row in diffs] == [
        {"passagesConvention": {"avant": [avant], "apres": []}},
        {"passagesConvention": {"avant": [ancien], "apres": [avant]}},
    ]
