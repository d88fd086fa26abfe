"""Undoing the exit of an étape within thirty days (guide §9)."""

from __future__ import annotations

import datetime as dt

import pytest

import db
from tests.reading.monde import il_y_a
from tests.workflows.atelier import Atelier, ensemble
from tests.workflows.parcours import (
    ANNULEE,
    ANNULER,
    DEMAIN,
    SORTIR,
    annuler,
    codes,
    lignes,
    rendez_vous,
    sortie,
    suivie,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

DEUX_JOURS = dt.timedelta(days=2)


async def test_annuler_defait_exactement_ce_que_la_sortie_a_fait(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    await personne.referent("referent", "ETAPE", etape_id=etape.id)
    await personne.referent("responsable", "ETAPE", etape_id=etape.id, fin=-90)
    await rendez_vous(atelier, personne, etape)
    await atelier.ajouter(db.CaracteristiqueEtape(etape_id=etape.id, definition_id=5, valeur="non"))
    avant = await lignes(atelier, personne)
    fin = sortie(etape, commentaire="Déménage", caracteristiques=[{"code": "STATUT", "valeur": "CONJOINT"}])
    await atelier.fait("referent", SORTIR, fin)
    assert await lignes(atelier, personne) != avant
    fait = await atelier.fait("referent", ANNULER, annuler(etape), ANNULEE)
    assert codes(fait) == []
    assert await lignes(atelier, personne) == avant
    assert [un["realisation"] for un in fait["rendezVousRetablis"]] == ["PREVU"]
    assert len(fait["referentsRetablis"]) == 2
    assert fait["etapes"][0]["version"] == 3


async def test_l_annulation_est_au_journal(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    await atelier.fait("referent", SORTIR, sortie(etape))
    await atelier.fait("referent", ANNULER, annuler(etape))
    action, type_, details = (await atelier.journal(personne.id))[-1]
    assert (action, type_) == ("MODIFICATION", "Etape")
    assert details is not None
    assert details["finReelle"] == {"avant": "2025-03-28", "apres": None}
    assert details["caracteristiques"] == {"avant": {"ALERTE_SDI": "oui"}, "apres": {"ALERTE_SDI": None}}


@pytest.mark.parametrize(("jours", "code"), [(30, None), (31, "DELAI_PASSE")])
async def test_on_annule_dans_les_trente_jours_de_la_saisie(atelier: Atelier, jours: int, code: str | None) -> None:
    personne = await atelier.personne(secteur_id=atelier.secteurs["secteur"].id)
    etape = await personne.etape("a")
    fin = sortie(etape, finReelle=il_y_a(200).isoformat())
    await atelier.fait("referent", SORTIR, fin)
    with atelier.plus_tard(jours):
        found = await atelier.muter("sdi", ANNULER, annuler(etape))
    assert found.get("code") == code


async def test_apres_la_structure_n_y_est_plus(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    await atelier.fait("referent", SORTIR, sortie(etape))
    with atelier.plus_tard(29):
        assert await atelier.refus("referent", ANNULER, annuler(etape, 1)) == "VERSION_PERIMEE"
    with atelier.plus_tard(30):
        assert await atelier.refus("referent", ANNULER, annuler(etape)) == "INTROUVABLE"


async def test_ce_que_quelqu_un_a_modifie_depuis_reste_et_c_est_dit(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    mission = await personne.referent("referent", "ETAPE", etape_id=etape.id)
    pris = await rendez_vous(atelier, personne, etape)
    await atelier.fait("referent", SORTIR, sortie(etape, commentaire="Premier jet"))
    change = {"etape": f"Etape:{etape.id}", "version": 2, "commentaire": "Second jet"}
    await atelier.fait("referent", "modifierEtape", change)
    valeurs = {
        "etape": f"Etape:{etape.id}",
        "version": 3,
        "caracteristiques": [{"code": "ALERTE_SDI", "valeur": "non"}],
    }
    await atelier.fait("referent", "saisirCaracteristiquesEtape", valeurs)
    await atelier.executer(
        "UPDATE referent SET fin = :fin, version = version + 1 WHERE id = :id", fin=il_y_a(9), id=mission.id
    )
    await atelier.executer("UPDATE entretien SET version = version + 1 WHERE id = :id", id=pris)
    fait = await atelier.fait("referent", ANNULER, annuler(etape, 4), ANNULEE)
    assert sorted(codes(fait)) == [
        "CARACTERISTIQUE_MODIFIEE",
        "COMMENTAIRE_MODIFIE",
        "REFERENT_MODIFIE",
        "RENDEZ_VOUS_MODIFIE",
    ]
    assert (fait["rendezVousRetablis"], fait["referentsRetablis"]) == ([], [])
    [rouverte] = fait["etapes"]
    assert (rouverte["finReelle"], rouverte["commentaire"]) == (None, "Second jet")
    assert rouverte["caracteristiques"] == [{"valeur": "non"}]


async def test_un_creneau_pris_depuis_laisse_le_rendez_vous_annule(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    quand = DEMAIN + dt.timedelta(days=40)
    await rendez_vous(atelier, personne, etape, quand=quand)
    await atelier.fait("referent", SORTIR, sortie(etape))
    ailleurs, autre = await suivie(atelier)
    await rendez_vous(atelier, ailleurs, autre, quand=quand + dt.timedelta(minutes=10))
    fait = await atelier.fait("referent", ANNULER, annuler(etape), ANNULEE)
    assert codes(fait) == ["CRENEAU_PRIS"]
    assert fait["rendezVousRetablis"] == []


async def test_un_chevauchement_d_avant_la_sortie_revient_avec_le_rendez_vous(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    ailleurs, autre = await suivie(atelier)
    quand = DEMAIN + dt.timedelta(days=50)
    await rendez_vous(atelier, personne, etape, quand=quand)
    deja = await rendez_vous(atelier, ailleurs, autre, quand=quand + dt.timedelta(minutes=10))
    await atelier.executer("UPDATE entretien SET modifie_le = :hier WHERE id = :id", hier=DEMAIN - DEUX_JOURS, id=deja)
    await atelier.fait("referent", SORTIR, sortie(etape))
    fait = await atelier.fait("referent", ANNULER, annuler(etape), ANNULEE)
    assert (codes(fait), len(fait["rendezVousRetablis"])) == ([], 1)


async def test_un_rendez_vous_pris_ailleurs_et_que_l_on_ne_voit_pas_ne_prend_pas_le_creneau(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    ailleurs = await personne.etape("b")
    quand = DEMAIN + dt.timedelta(days=60)
    await rendez_vous(atelier, personne, etape, quand=quand)
    await atelier.fait("referent", SORTIR, sortie(etape))
    await rendez_vous(atelier, personne, ailleurs, quand=quand, compte="referent_b")
    fait = await atelier.fait("referent", ANNULER, annuler(etape), ANNULEE)
    assert (codes(fait), len(fait["rendezVousRetablis"])) == ([], 1)


async def test_un_rendez_vous_passe_entre_temps_est_a_realiser(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    await rendez_vous(atelier, personne, etape, quand=DEMAIN + dt.timedelta(hours=15, minutes=7))
    await atelier.fait("referent", SORTIR, sortie(etape))
    with atelier.plus_tard(3):
        fait = await atelier.fait("referent", ANNULER, annuler(etape), ANNULEE)
    assert codes(fait) == ["RENDEZ_VOUS_PASSE"]
    assert [un["realisation"] for un in fait["rendezVousRetablis"]] == ["PREVU"]


async def test_une_etape_ouverte_n_a_pas_de_sortie_a_annuler(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    assert await atelier.refus("referent", ANNULER, annuler(etape, 1)) == "SANS_SORTIE"


async def test_une_sortie_venue_d_ailleurs_ne_s_annule_pas(atelier: Atelier) -> None:
    personne = await atelier.personne()
    etape = await personne.etape("a", fin=5)
    assert await atelier.refus("referent", ANNULER, annuler(etape, 1)) == "SORTIE_IMPORTEE"


async def test_une_sortie_annulee_se_ressaisit_et_s_annule_encore(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    for version in (1, 3, 5):
        await atelier.fait("referent", SORTIR, sortie(etape) | {"version": version})
        await atelier.fait("referent", ANNULER, annuler(etape, version + 1))
    assert await atelier.sql("SELECT count(*), count(annulee_le) FROM sortie WHERE etape_id = :id", id=etape.id) == [
        (3, 3)
    ]


async def test_annuler_deux_fois_a_la_fois_ne_defait_qu_une_fois(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    await atelier.fait("referent", SORTIR, sortie(etape))
    appels = (atelier.muter("referent", ANNULER, annuler(etape)) for _ in range(4))
    types = sorted(answer["__typename"] for answer in await ensemble(*appels))
    assert types == ["AnnulerSortieSucces"] + ["ErreurConflit"] * 3


async def test_il_faut_une_etape_ou_une_entree(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    assert await atelier.chemins("referent", ANNULER, {"version": 1}) == ["commande.etape"]
    deux = annuler(etape) | {"accompagnement": "Accompagnement:1"}
    assert await atelier.chemins("referent", ANNULER, deux) == ["commande.etape"]
