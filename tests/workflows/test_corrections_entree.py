"""Correcting an entry in a dispositif (guide §2): what belongs to it follows (§6.1, §7.1, §8.2)."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.workflows.atelier import Atelier
from tests.workflows.entrees import MODIFIER, MONTRE, ailleurs, contrat, corriger, inscrite, lies

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Correcting the first day of an entry


async def test_le_premier_jour_se_corrige_et_ce_qui_y_tombe_s_y_rattache(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await contrat(atelier, personne, dt.date(2024, 6, 1))
    ouverte = await inscrite(atelier, personne, dt.date(2024, 11, 11))
    fait = (await atelier.fait("referent", MODIFIER, corriger(ouverte, "2020-01-01"), MONTRE))["accompagnement"]
    assert (fait["entree"], fait["sortie"], fait["version"]) == ("2020-01-01", None, 2)
    premiere = dt.date(2020, 1, 1)
    assert await lies(atelier, personne) == {"etape": [premiere], "contrat": [premiere], "entretien": []}


async def test_ce_qui_n_y_tombe_plus_la_quitte(atelier: Atelier) -> None:
    personne = await atelier.personne()
    ouverte = await inscrite(atelier, personne, dt.date(2020, 1, 1))
    avant, apres = [await personne.etape("a", debut=jours, accompagnement_id=ouverte.id) for jours in (900, 30)]
    importee = await personne.etape("a2", debut=2500, accompagnement_id=ouverte.id)
    await contrat(atelier, personne, dt.date(2023, 1, 1), fin=dt.date(2023, 6, 30), accompagnement_id=ouverte.id)
    await contrat(atelier, personne, dt.date(2024, 6, 1), accompagnement_id=ouverte.id)
    for jours, etape in ((890, avant), (20, avant), (890, apres), (890, importee)):
        await personne.entretien("A", "referent", jours=jours, etapes=[etape], accompagnement_id=ouverte.id)
    await atelier.fait("referent", MODIFIER, corriger(ouverte, "2024-01-01"))
    reste = dt.date(2024, 1, 1)
    assert await lies(atelier, personne) == {
        "etape": [None, reste, reste],
        "contrat": [None, reste],
        "entretien": [None, reste, reste, reste],
    }


async def test_un_premier_jour_a_venir_ou_apres_la_sortie_est_refuse(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    close = await inscrite(atelier, personne, dt.date(2024, 1, 1), dt.date(2024, 6, 30))
    refus = await atelier.muter("referent", MODIFIER, corriger(close, "2025-03-29"))
    assert [champ["code"] for champ in refus["champs"]] == ["A_VENIR", "APRES_SORTIE"]
    await atelier.fait("referent", MODIFIER, corriger(close, "2024-06-30"))


async def test_il_ne_recouvre_pas_une_autre_entree(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await inscrite(atelier, personne, dt.date(2024, 1, 1), dt.date(2024, 6, 30))
    ouverte = await inscrite(atelier, personne, dt.date(2025, 1, 1))
    refus = await atelier.muter("referent", MODIFIER, corriger(ouverte, "2024-06-30"))
    assert refus["code"] == "DEJA_ENTRE"
    assert "du 01/01/2024 au 30/06/2024 : donnez un premier jour après cette sortie" in refus["message"]
    await atelier.fait("referent", MODIFIER, corriger(ouverte, "2024-07-01"))


async def test_une_version_perimee_ne_corrige_rien(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    ouverte = await inscrite(atelier, personne, dt.date(2025, 1, 1))
    await atelier.fait("referent", MODIFIER, corriger(ouverte, "2024-12-01"))
    assert await atelier.refus("referent", MODIFIER, corriger(ouverte, "2024-11-01")) == "VERSION_PERIMEE"


# Correcting the exit of an entry that is over


async def test_la_sortie_d_une_entree_terminee_se_corrige(atelier: Atelier) -> None:
    personne = await atelier.personne()
    close = await inscrite(atelier, personne, dt.date(2020, 1, 1), dt.date(2023, 12, 31))
    await inscrite(atelier, personne, dt.date(2024, 11, 11))
    gardee = await personne.etape("a", debut=1700, accompagnement_id=close.id)
    perdue = await personne.etape("a", debut=600, accompagnement_id=close.id)
    for etape in (gardee, perdue):
        await personne.entretien("A", "referent", jours=590, etapes=[etape], accompagnement_id=close.id)
    demande = {
        "accompagnement": f"Accompagnement:{close.id}",
        "version": 1,
        "sortie": "2022-06-30",
        "motif": "RETRAITE",
    }
    fait = (await atelier.fait("referent", MODIFIER, demande, MONTRE))["accompagnement"]
    assert (fait["entree"], fait["sortie"], fait["motifSortie"]) == ("2020-01-01", "2022-06-30", {"code": "RETRAITE"})
    reste = dt.date(2020, 1, 1)
    assert await lies(atelier, personne) == {"etape": [reste, None], "contrat": [], "entretien": [reste, None]}
    await atelier.fait("referent", MODIFIER, demande | {"version": 2, "sortie": "2023-12-31"})
    assert await lies(atelier, personne) == {"etape": [reste, reste], "contrat": [], "entretien": [reste, reste]}


async def test_elle_reste_apres_l_entree_et_avant_la_suivante(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    close = await inscrite(atelier, personne, dt.date(2020, 1, 1), dt.date(2022, 6, 30))
    await inscrite(atelier, personne, dt.date(2024, 11, 11))
    demande = {"accompagnement": f"Accompagnement:{close.id}", "version": 1}
    assert await atelier.refus("referent", MODIFIER, demande | {"sortie": "2019-12-31"}) == "FIN_AVANT_DEBUT"
    assert await atelier.refus("referent", MODIFIER, demande | {"sortie": "2025-03-29"}) == "A_VENIR"
    refus = await atelier.muter("referent", MODIFIER, demande | {"sortie": "2024-11-11"})
    assert "depuis le 11/11/2024 : donnez une sortie avant ce premier jour" in refus["message"]
    await atelier.fait("referent", MODIFIER, demande | {"sortie": "2024-11-10"})


async def test_celle_d_une_personne_presente_se_saisit_par_sortir_dispositif(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    ouverte = await inscrite(atelier, personne, dt.date(2024, 11, 11))
    demande = {"accompagnement": f"Accompagnement:{ouverte.id}", "version": 1, "sortie": "2025-01-31", "motif": "DECES"}
    refus = await atelier.muter("referent", MODIFIER, demande)
    assert [(champ["chemin"], champ["code"]) for champ in refus["champs"]] == [
        ("commande.sortie", "SANS_OBJET"),
        ("commande.motif", "SANS_OBJET"),
    ]
    assert await atelier.sql("SELECT sortie FROM accompagnement WHERE id = :id", id=ouverte.id) == [(None,)]


# Several dispositifs


async def test_ce_qui_quitte_une_entree_revient_a_celle_qui_le_couvre(atelier: Atelier) -> None:
    personne = await atelier.personne()
    ouverte = await inscrite(atelier, personne, dt.date(2020, 1, 1))
    autre = await ailleurs(atelier, personne, dt.date(2022, 1, 1), dt.date(2023, 12, 31))
    etapes = [await personne.etape("a", debut=jours, accompagnement_id=ouverte.id) for jours in (600, 1500, 30)]
    await contrat(atelier, personne, dt.date(2023, 1, 1), fin=dt.date(2023, 6, 30), accompagnement_id=ouverte.id)
    await contrat(atelier, personne, dt.date(2021, 1, 1), fin=dt.date(2021, 6, 30), accompagnement_id=ouverte.id)
    for jours, siennes in ((590, []), (20, etapes[:1]), (590, etapes[1:2]), (1490, []), (20, [])):
        await personne.entretien("A", "referent", jours=jours, etapes=siennes, accompagnement_id=ouverte.id)
    await atelier.fait("referent", MODIFIER, corriger(ouverte, "2024-01-01"))
    reste, la_bas = dt.date(2024, 1, 1), autre.entree
    assert await lies(atelier, personne) == {
        "etape": [la_bas, None, reste],
        "contrat": [la_bas, None],
        "entretien": [la_bas, la_bas, la_bas, None, reste],
    }


async def test_de_deux_entrees_qui_couvrent_un_jour_celle_qui_continue_l_emporte(atelier: Atelier) -> None:
    personne = await atelier.personne()
    ouverte = await inscrite(atelier, personne, dt.date(2020, 1, 1))
    await ailleurs(atelier, personne, dt.date(2022, 1, 1), dt.date(2025, 1, 31))
    continue_ = await ailleurs(atelier, personne, dt.date(2021, 1, 1))
    await personne.etape("a", debut=600, accompagnement_id=ouverte.id)
    await atelier.fait("referent", MODIFIER, corriger(ouverte, "2024-01-01"))
    assert (await lies(atelier, personne))["etape"] == [continue_.entree]


async def test_un_entretien_qui_n_etait_pas_de_la_periode_garde_son_entree(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    close = await inscrite(atelier, personne, dt.date(2020, 1, 1), dt.date(2022, 6, 30))
    await personne.entretien("A", "referent", jours=20, accompagnement_id=close.id)
    change = {"accompagnement": f"Accompagnement:{close.id}", "version": 1}
    await atelier.fait("referent", MODIFIER, change | {"motif": "RETRAITE"})
    assert (await lies(atelier, personne))["entretien"] == [close.entree]
    await atelier.fait("referent", MODIFIER, change | {"version": 2, "sortie": "2022-05-31"})
    assert (await lies(atelier, personne))["entretien"] == [close.entree]


async def test_un_entretien_d_apres_la_periode_la_quitte_avec_son_etape(atelier: Atelier) -> None:
    personne = await atelier.personne()
    close = await inscrite(atelier, personne, dt.date(2020, 1, 1), dt.date(2024, 6, 30))
    etape = await personne.etape("a", debut=300, accompagnement_id=close.id)
    await personne.entretien("A", "referent", jours=20, etapes=[etape], accompagnement_id=close.id)
    change = {"accompagnement": f"Accompagnement:{close.id}", "version": 1, "sortie": "2024-05-31"}
    await atelier.fait("referent", MODIFIER, change)
    assert await lies(atelier, personne) == {"etape": [None], "contrat": [], "entretien": [None]}


async def test_le_nombre_d_ordres_ne_depend_pas_de_ce_qui_quitte_une_entree(atelier: Atelier) -> None:
    nombres = []
    for combien in (1, 8):
        personne = await atelier.personne()
        ouverte = await inscrite(atelier, personne, dt.date(2020, 1, 1))
        await ailleurs(atelier, personne, dt.date(2020, 1, 1), dt.date(2023, 12, 31))
        for rang in range(combien):
            etape = await personne.etape("a", debut=600 + rang, accompagnement_id=ouverte.id)
            await personne.entretien("A", "referent", jours=590, etapes=[etape], accompagnement_id=ouverte.id)
            jour = dt.date(2022, 2 + rang, 1)
            await contrat(atelier, personne, jour, fin=jour, accompagnement_id=ouverte.id)
        with atelier.ordres() as found:
            await atelier.fait("referent", MODIFIER, corriger(ouverte, "2024-01-01"))
        nombres.append(len(found))
    assert nombres[0] == nombres[1]
