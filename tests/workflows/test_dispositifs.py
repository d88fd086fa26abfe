"""The entry in a dispositif (guide §2), and what belongs to it (§6.1, §7.1, §8.2) whichever was entered first."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.reading.lecteur import JOUR
from tests.workflows.atelier import Atelier
from tests.workflows.entrees import MODIFIER, MONTRE, contrat, corriger, entree, inscrite, lies
from tests.workflows.parcours import rendez_vous, sortie

pytestmark = pytest.mark.asyncio(loop_scope="session")

ENTRER, ANNULER = "entrerDispositif", "annulerSortie"
CREER_ETAPE, CREER_CONTRAT, MODIFIER_CONTRAT = "creerEtape", "creerContratRsa", "modifierContratRsa"
AVERTI = "etape { accompagnement { entree } } avertissements { code message }"


# What was entered before the entry


async def test_ce_qui_a_ete_saisi_avant_l_entree_s_y_rattache(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    etape = await personne.etape("a2", debut=40)
    await contrat(atelier, personne, JOUR)
    await rendez_vous(atelier, personne, etape)
    premiere = dt.date(2024, 1, 1)
    await atelier.fait("referent", ENTRER, entree(personne, "2024-01-01"))
    assert await lies(atelier, personne) == {
        "etape": [premiere, premiere],
        "contrat": [premiere],
        "entretien": [premiere],
    }


async def test_ce_qui_precede_l_entree_n_en_est_pas(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await contrat(atelier, personne, dt.date(2025, 1, 5))
    await contrat(atelier, personne, dt.date(2025, 3, 1), annule_le=JOUR)
    await personne.entretien("A", "referent", date_heure=dt.datetime(2025, 1, 5, 22, 59, tzinfo=dt.UTC))
    await personne.entretien("A", "referent", date_heure=dt.datetime(2025, 1, 5, 23, 0, tzinfo=dt.UTC))
    await atelier.fait("referent", ENTRER, entree(personne, "2025-01-06"))
    assert await lies(atelier, personne) == {
        "etape": [None],
        "contrat": [None, None],
        "entretien": [None, dt.date(2025, 1, 6)],
    }


async def test_un_entretien_suit_l_accompagnement_de_son_etape(atelier: Atelier) -> None:
    personne = await atelier.personne()
    etape = await personne.etape("a", debut=10)
    await personne.entretien("A", "referent", jours=30, etapes=[etape])
    ailleurs = await inscrite(atelier, personne, dt.date(2020, 1, 1), dt.date(2020, 6, 30))
    autre = await personne.etape("a2", debut=1700, accompagnement_id=ailleurs.id)
    await personne.entretien("A", "referent", jours=5, etapes=[autre])
    await atelier.fait("referent", ENTRER, entree(personne, "2025-03-10"))
    assert (await lies(atelier, personne))["entretien"] == [dt.date(2025, 3, 10), None]


async def test_ce_qui_a_deja_son_entree_la_garde(atelier: Atelier) -> None:
    personne = await atelier.personne()
    ancienne = await inscrite(atelier, personne, dt.date(2020, 1, 1), dt.date(2020, 6, 30))
    await personne.etape("a", debut=10, accompagnement_id=ancienne.id)
    await atelier.fait("referent", ENTRER, entree(personne, "2021-01-01"))
    assert (await lies(atelier, personne))["etape"] == [dt.date(2020, 1, 1)]


async def test_le_rattachement_est_au_journal_et_change_la_version(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await atelier.fait("referent", ENTRER, entree(personne, "2024-01-01"))
    creation, rattachee = await atelier.journal(personne.id)
    [(id_, version)] = await atelier.sql(
        "SELECT accompagnement_id, version FROM etape WHERE beneficiaire_id = :id", id=personne.id
    )
    assert creation[:2] == ("CREATION", "Accompagnement")
    apres = {"avant": None, "apres": f"Accompagnement:{id_}"}
    assert rattachee == ("MODIFICATION", "Etape", {"accompagnement": apres})
    assert version == 2


async def test_le_nombre_d_ordres_ne_depend_pas_de_ce_qui_se_rattache(atelier: Atelier) -> None:
    nombres = []
    for combien in (1, 8):
        personne = await atelier.personne()
        for rang in range(combien):
            etape = await personne.etape("a", debut=10 + rang)
            await personne.entretien("A", "referent", jours=1 + rang, etapes=[etape])
            jour = dt.date(2024, 2 + rang, 1)
            await contrat(atelier, personne, jour, fin=jour)
        with atelier.ordres() as found:
            await atelier.fait("referent", ENTRER, entree(personne, "2024-01-01"))
        nombres.append(len(found))
    assert nombres[0] == nombres[1]


async def test_un_rendez_vous_annule_par_une_sortie_revient_avec_elle(atelier: Atelier) -> None:
    personne = await atelier.personne()
    etape = await personne.etape("a")
    await rendez_vous(atelier, personne, etape)
    await atelier.fait("referent", "sortirEtape", sortie(etape))
    await atelier.fait("referent", ENTRER, entree(personne, "2024-01-01"))
    [(version,)] = await atelier.sql("SELECT version FROM etape WHERE id = :id", id=etape.id)
    retour = {"etape": f"Etape:{etape.id}", "version": version}
    montre = "rendezVousRetablis { realisation } avertissements { code }"
    fait = await atelier.fait("referent", ANNULER, retour, montre)
    assert fait["rendezVousRetablis"] == [{"realisation": "PREVU"}]
    assert fait["avertissements"] == []


# The entry that covers a day


async def test_une_entree_close_qui_ne_couvre_pas_le_jour_n_est_pas_prise(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await inscrite(atelier, personne, dt.date(2025, 1, 1), dt.date(2025, 2, 28))
    offre = f"OffreDeService:{atelier.offres['a'].id}"
    for jour in ("2024-11-09", "2025-03-01"):
        demande = {"beneficiaire": personne.gid, "offreDeService": offre, "debutReel": jour}
        fait = await atelier.fait("referent", CREER_ETAPE, demande, AVERTI)
        assert fait["etape"]["accompagnement"] is None
        assert "SANS_ACCOMPAGNEMENT" in [un["code"] for un in fait["avertissements"]]
    demande = {"beneficiaire": personne.gid, "offreDeService": offre, "debutReel": "2025-02-28"}
    fait = await atelier.fait("referent", CREER_ETAPE, demande, AVERTI)
    assert fait["etape"]["accompagnement"] == {"entree": "2025-01-01"}


async def test_l_avertissement_dit_quelle_entree_corriger_et_la_corriger_suffit(atelier: Atelier) -> None:
    personne = await atelier.personne()
    await personne.rattachement("a", cree=5)
    ouverte = await inscrite(atelier, personne, dt.date(2025, 3, 10))
    offre = f"OffreDeService:{atelier.offres['a'].id}"
    demande = {"beneficiaire": personne.gid, "offreDeService": offre, "debutReel": "2025-03-03"}
    fait = await atelier.fait("referent", CREER_ETAPE, demande, AVERTI)
    assert fait["etape"]["accompagnement"] is None
    [averti] = fait["avertissements"]
    assert averti["code"] == "SANS_ACCOMPAGNEMENT"
    assert "la suivante commence le 10/03/2025 : corrigez son premier jour" in averti["message"]
    await atelier.fait("referent", MODIFIER, corriger(ouverte, "2025-03-01"))
    assert (await lies(atelier, personne))["etape"] == [dt.date(2025, 3, 1)]


async def test_un_contrat_dont_le_debut_change_change_d_entree(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await inscrite(atelier, personne, dt.date(2023, 1, 1), dt.date(2023, 12, 31))
    await inscrite(atelier, personne, dt.date(2024, 6, 1))
    montre = "contrat { id accompagnement { entree } }"
    demande = {"beneficiaire": personne.gid, "type": "CER", "debut": "2025-01-01"}
    cree = (await atelier.fait("referent", CREER_CONTRAT, demande, montre))["contrat"]
    assert cree["accompagnement"] == {"entree": "2024-06-01"}
    for version, (debut, attendu) in enumerate(
        (("2023-05-01", {"entree": "2023-01-01"}), ("2024-03-01", None), ("2024-06-01", {"entree": "2024-06-01"})), 1
    ):
        change = {"contrat": cree["id"], "version": version, "debut": debut}
        fait = await atelier.fait("referent", MODIFIER_CONTRAT, change, montre)
        assert fait["contrat"]["accompagnement"] == attendu


async def test_un_contrat_dont_le_debut_reste_garde_son_entree(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    ancienne = await inscrite(atelier, personne, dt.date(2020, 1, 1), dt.date(2020, 6, 30))
    cree = await contrat(atelier, personne, dt.date(2025, 1, 1), accompagnement_id=ancienne.id)
    change = {"contrat": f"Contrat:{cree.id}", "version": 1, "debut": "2025-01-01", "numero": "7"}
    fait = await atelier.fait("referent", MODIFIER_CONTRAT, change, "contrat { accompagnement { entree } }")
    assert fait["contrat"]["accompagnement"] == {"entree": "2020-01-01"}


# A past entry


async def test_une_entree_passee_se_saisit_avec_sa_sortie(atelier: Atelier) -> None:
    personne = await atelier.personne()
    etape = await personne.etape("a", debut=1700)
    recente = await personne.etape("a2", debut=30)
    await inscrite(atelier, personne, dt.date(2024, 11, 11))
    demande = entree(personne, "2020-01-01", sortie="2022-06-30", motif="FIN_DROITS_RSA")
    fait = (await atelier.fait("referent", ENTRER, demande, MONTRE))["accompagnement"]
    assert (fait["entree"], fait["sortie"]) == ("2020-01-01", "2022-06-30")
    assert fait["motifSortie"] == {"code": "FIN_DROITS_RSA"}
    assert (await lies(atelier, personne))["etape"] == [dt.date(2020, 1, 1), None]
    fins = await atelier.sql("SELECT fin_reelle FROM etape WHERE id IN (:un, :deux)", un=etape.id, deux=recente.id)
    assert fins == [(None,), (None,)]


async def test_sa_sortie_s_annule_comme_une_autre(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = entree(personne, "2020-01-01", sortie="2022-06-30", motif="FIN_DROITS_RSA")
    fait = (await atelier.fait("referent", ENTRER, demande, MONTRE))["accompagnement"]
    retour = {"accompagnement": fait["id"], "version": fait["version"]}
    rouverte = await atelier.fait("referent", ANNULER, retour, "accompagnement { sortie } etapes { id }")
    assert rouverte["accompagnement"] == {"sortie": None}
    assert rouverte["etapes"] == []


@pytest.mark.parametrize(
    ("champs", "chemin", "code"),
    [
        ({"sortie": "2022-06-30"}, "commande.motif", "REQUIS"),
        ({"motif": "FIN_DROITS_RSA"}, "commande.motif", "SANS_OBJET"),
        ({"sortie": "2019-12-31", "motif": "FIN_DROITS_RSA"}, "commande.sortie", "FIN_AVANT_DEBUT"),
        ({"sortie": "2025-03-29", "motif": "FIN_DROITS_RSA"}, "commande.sortie", "A_VENIR"),
        ({"sortie": "2022-06-30", "motif": "AUTRE_CHOSE"}, "commande.motif", "INCONNU"),
    ],
)
async def test_la_sortie_d_une_entree_passee_va_avec_son_motif(
    atelier: Atelier, champs: dict[str, Any], chemin: str, code: str
) -> None:
    personne = await atelier.suivie()
    refus = await atelier.muter("referent", ENTRER, entree(personne, "2020-01-01", **champs))
    assert [(champ["chemin"], champ["code"]) for champ in refus["champs"]] == [(chemin, code)]


@pytest.mark.parametrize(
    ("jour", "champs", "dit"),
    [
        ("2020-01-01", {}, "depuis le 11/11/2024 : corrigez ce premier jour s'il est faux (modifierAccompagnement)"),
        ("2020-01-01", {"sortie": "2024-11-11", "motif": "RADIATION"}, "donnez une sortie avant le 11/11/2024"),
        (
            "2022-06-30",
            {"sortie": "2024-11-10", "motif": "RADIATION"},
            "30/06/2022 : donnez une entrée après sa sortie ; si l'une de ces dates est fausse, corrigez-la",
        ),
        ("2021-01-01", {"sortie": "2022-01-01", "motif": "RADIATION"}, "une sortie avant le 01/01/2022"),
    ],
)
async def test_le_refus_dit_quelle_entree_est_la_et_ce_qui_est_possible(
    atelier: Atelier, jour: str, champs: dict[str, Any], dit: str
) -> None:
    personne = await atelier.suivie()
    await inscrite(atelier, personne, dt.date(2022, 1, 1), dt.date(2022, 6, 30))
    await inscrite(atelier, personne, dt.date(2024, 11, 11))
    refus = await atelier.muter("referent", ENTRER, entree(personne, jour, **champs))
    assert refus["code"] == "DEJA_ENTRE"
    assert dit in refus["message"]
