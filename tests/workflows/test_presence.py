"""The presence at an étape, day by day, and its hours month by month (guide §7.2)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reading.lecteur import JOUR
from tests.reading.monde import il_y_a
from tests.workflows.atelier import Atelier, ensemble
from tests.workflows.menu import HEURES, PRESENCE, close, etape

pytestmark = pytest.mark.asyncio(loop_scope="session")


# Saisir la présence


async def test_la_presence_se_compte_en_jours_sur_ceux_prevus(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    montre = "etape { presence { joursRealises joursPrevus jours { jour } } }"
    jours = [il_y_a(n).isoformat() for n in (5, 4, 5)]
    fait = await atelier.fait("referent", PRESENCE, cible | {"ajouter": jours}, montre)
    presence = fait["etape"]["presence"]
    assert (presence["joursRealises"], presence["joursPrevus"]) == (2, 66)
    retrait = cible | {"version": 2, "ajouter": [il_y_a(4).isoformat()], "retirer": [il_y_a(5).isoformat()]}
    fait = await atelier.fait("referent", PRESENCE, retrait, montre)
    assert fait["etape"]["presence"]["jours"] == [{"jour": il_y_a(4).isoformat()}]


async def test_la_presence_reste_dans_l_etape_et_n_est_jamais_a_venir(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    jours = [il_y_a(401).isoformat(), il_y_a(400).isoformat(), il_y_a(-1).isoformat(), JOUR.isoformat()]
    demande = cible | {"ajouter": jours, "retirer": [JOUR.isoformat()]}
    assert await atelier.chemins("referent", PRESENCE, demande) == [
        "commande.ajouter.0",
        "commande.ajouter.2",
        "commande.retirer.0",
    ]


async def test_sur_une_etape_close_la_presence_de_sa_periode_se_saisit_encore(atelier: Atelier) -> None:
    cible = await close(atelier)
    assert await atelier.refus("referent", PRESENCE, cible | {"ajouter": [il_y_a(9).isoformat()]}) == "HORS_ETAPE"
    await atelier.fait("referent", PRESENCE, cible | {"ajouter": [il_y_a(10).isoformat()]})


async def test_cinquante_saisies_a_la_fois_ne_perdent_aucun_jour(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    appels = (
        atelier.fait("referent", PRESENCE, {"etape": cible["etape"], "ajouter": [il_y_a(n).isoformat()]})
        for n in range(50)
    )
    await ensemble(*appels)
    id_ = int(cible["etape"].removeprefix("Etape:"))
    assert await atelier.sql("SELECT count(*) FROM presence WHERE etape_id = :id", id=id_) == [(50,)]
    assert await atelier.sql("SELECT version FROM etape WHERE id = :id", id=id_) == [(51,)]


async def test_plus_de_jours_que_prevu_est_signale(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    jours = [il_y_a(n).isoformat() for n in range(67)]
    fait = await atelier.fait("referent", PRESENCE, cible | {"ajouter": jours}, "avertissements { code message }")
    assert [un["code"] for un in fait["avertissements"]] == ["PRESENCE_DEPASSEE"]
    assert "67 jours" in fait["avertissements"][0]["message"]


async def test_la_presence_est_au_journal_de_l_etape(atelier: Atelier) -> None:
    personne, cible = await etape(atelier)
    await atelier.fait("referent", PRESENCE, cible | {"ajouter": [JOUR.isoformat()]})
    assert await atelier.journal(personne.id) == [
        ("MODIFICATION", "Etape", {"presences": {"avant": [], "apres": [JOUR.isoformat()]}})
    ]


# Saisie mensuelle des heures


async def test_les_heures_se_saisissent_mois_par_mois(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    montre = "etape { presence { totalHeures heuresMensuelles { mois heures } } }"
    mois = [{"mois": "2025-01-01", "heures": 5}, {"mois": "2025-02-01", "heures": 2.25}]
    fait = await atelier.fait("referent", HEURES, cible | {"mois": mois}, montre)
    assert fait["etape"]["presence"]["totalHeures"] == 7.25
    mois = [{"mois": "2025-01-01", "heures": 3}, {"mois": "2025-02-01"}]
    fait = await atelier.fait("referent", HEURES, cible | {"version": 2, "mois": mois}, montre)
    assert fait["etape"]["presence"] == {
        "totalHeures": 3.0,
        "heuresMensuelles": [{"mois": "2025-01-01", "heures": 3.0}],
    }


@pytest.mark.parametrize(
    ("mois", "chemin", "code"),
    [
        ({"mois": "2025-03-02", "heures": 1}, "commande.mois.0.mois", "FORME"),
        ({"mois": "2025-04-01", "heures": 1}, "commande.mois.0.mois", "A_VENIR"),
        ({"mois": "2024-01-01", "heures": 1}, "commande.mois.0.mois", "HORS_ETAPE"),
        ({"mois": "2025-03-01", "heures": 745}, "commande.mois.0.heures", "HORS_BORNES"),
        ({"mois": "2025-03-01", "heures": 1.005}, "commande.mois.0.heures", "FORME"),
    ],
)
async def test_un_mois_impossible_est_refuse_avec_son_chemin(
    atelier: Atelier, mois: dict[str, Any], chemin: str, code: str
) -> None:
    _, cible = await etape(atelier)
    refus = await atelier.muter("referent", HEURES, cible | {"mois": [mois]})
    assert [(champ["chemin"], champ["code"]) for champ in refus["champs"]] == [(chemin, code)]


async def test_le_mois_du_debut_se_saisit_meme_s_il_a_commence_avant_l_etape(atelier: Atelier) -> None:
    _, cible = await etape(atelier, debut=10)
    await atelier.fait("referent", HEURES, cible | {"mois": [{"mois": "2025-03-01", "heures": 12}]})
