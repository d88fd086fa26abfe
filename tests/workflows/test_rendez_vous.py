"""Making an appointment (guide §8.1, §8.2; the agenda, §3 and §10.5)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import db
from tests.reading.monde import Personne
from tests.workflows.atelier import Atelier

pytestmark = pytest.mark.asyncio(loop_scope="session")

PRENDRE = "prendreRendezVous"
MONTRE = (
    "entretien { id version dateHeure dureeMinutes realisation type { code } collaborateur { id } structure { id }"
    " accompagnement { entree } etapes { id } convocation { date vecteur { code } } } avertissements { code message }"
)
DEMAIN, HIER = "2025-03-29T10:00:00+01:00", "2025-03-27T10:00:00+01:00"


async def rendez_vous(personne: Personne, *offres: str, **champs: Any) -> dict[str, Any]:
    """A follow-up tomorrow at ten, for new étapes of these offers (`a` by default)."""
    etapes = [f"Etape:{(await personne.etape(offre)).id}" for offre in offres or ("a",)]
    return {"beneficiaire": personne.gid, "etapes": etapes, "dateHeure": DEMAIN, "type": "SUIVI", **champs}


async def test_un_rendez_vous_se_prend_pour_une_etape(atelier: Atelier) -> None:
    personne = await atelier.personne()
    demande = await rendez_vous(personne, dateHeure="2025-08-29T10:00:00+02:00")
    fait = await atelier.fait("referent", PRENDRE, demande, MONTRE)
    entretien = fait["entretien"]
    assert entretien["dateHeure"] == "2025-08-29T10:00:00+02:00"
    assert [etape["id"] for etape in entretien["etapes"]] == demande["etapes"]
    assert entretien["structure"]["id"] == f"Structure:{atelier.structures['A'].id}"
    assert fait["avertissements"] == []


async def test_il_dure_quinze_minutes_et_revient_a_qui_le_prend(atelier: Atelier) -> None:
    personne = await atelier.personne()
    entretien = (await atelier.fait("referent", PRENDRE, await rendez_vous(personne), MONTRE))["entretien"]
    assert entretien["dureeMinutes"] == 15
    assert entretien["realisation"] == "PREVU"
    assert entretien["collaborateur"]["id"] == f"Collaborateur:{atelier.moi('referent')}"


async def test_l_accompagnement_se_met_de_lui_meme(atelier: Atelier) -> None:
    personne = await atelier.personne()
    await atelier.ajouter(db.Accompagnement(beneficiaire_id=personne.id, dispositif_id=1, entree=dt.date(2021, 12, 17)))
    fait = await atelier.fait("referent", PRENDRE, await rendez_vous(personne), MONTRE)
    assert fait["entretien"]["accompagnement"] == {"entree": "2021-12-17"}


async def test_la_selection_de_l_etape_est_indispensable(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = await rendez_vous(personne) | {"etapes": []}
    assert await atelier.chemins("referent", PRENDRE, demande) == ["commande.etapes"]


async def test_l_etape_d_une_autre_personne_n_est_pas_de_ce_dossier(atelier: Atelier) -> None:
    autre = await (await atelier.personne()).etape("a")
    demande = await rendez_vous(await atelier.personne())
    faux = demande | {"etapes": [*demande["etapes"], f"Etape:{autre.id}", "Etape:99999999"]}
    assert await atelier.chemins("referent", PRENDRE, faux) == ["commande.etapes.1", "commande.etapes.2"]


async def test_l_etape_d_une_autre_structure_se_choisit_la_bas(atelier: Atelier) -> None:
    personne = await atelier.personne()
    demande = await rendez_vous(personne, "a", "b")
    assert await atelier.refus("referent", PRENDRE, demande) == "AUTRE_STRUCTURE"


async def test_une_etape_close_ne_se_choisit_que_pour_un_rendez_vous_d_avant(atelier: Atelier) -> None:
    personne = await atelier.personne()
    close = await personne.etape("a", fin=10)
    demande = {"beneficiaire": personne.gid, "etapes": [f"Etape:{close.id}"], "dateHeure": DEMAIN, "type": "SUIVI"}
    refus = await atelier.muter("referent", PRENDRE, demande)
    assert refus["code"] == "ETAPE_CLOSE"
    assert "close depuis le 18/03/2025" in refus["message"]
    await atelier.fait("referent", PRENDRE, demande | {"dateHeure": "2025-03-18T09:00:00+01:00"})


async def test_tout_ce_qui_est_faux_est_dit_d_un_coup(atelier: Atelier) -> None:
    personne = await atelier.personne()
    demande = await rendez_vous(
        personne,
        type="VISITE_GUIDEE",
        lieu="LUNE",
        convocationDate="2025-03-30",
        realisation="PRESENCE",
        collaborateur=f"Collaborateur:{atelier.moi('responsable')}",
    )
    assert sorted(await atelier.chemins("referent", PRENDRE, demande)) == [
        "commande.collaborateur",
        "commande.convocationDate",
        "commande.lieu",
        "commande.realisation",
        "commande.type",
    ]


@pytest.mark.parametrize(("minutes", "accepte"), [(0, False), (1, True), (1440, True), (1441, False)])
async def test_la_duree_va_d_une_minute_a_un_jour(atelier: Atelier, minutes: int, accepte: bool) -> None:
    demande = await rendez_vous(await atelier.personne(), dureeMinutes=minutes, dateHeure=HIER, realisation="ANNULE")
    found = await atelier.muter("referent", PRENDRE, demande)
    assert found["__typename"].endswith("Succes") is accepte


async def test_un_rendez_vous_passe_se_saisit_avec_sa_realisation(atelier: Atelier) -> None:
    demande = await rendez_vous(await atelier.personne(), dateHeure=HIER, realisation="ABSENCE_EXCUSEE")
    fait = await atelier.fait("referent", PRENDRE, demande, MONTRE)
    assert fait["entretien"]["realisation"] == "ABSENCE_EXCUSEE"


async def test_la_convocation_se_note_avec_son_moyen(atelier: Atelier) -> None:
    demande = await rendez_vous(await atelier.personne(), convocationDate="2025-03-20", convocationVecteur="MAIL")
    fait = await atelier.fait("referent", PRENDRE, demande, MONTRE)
    assert fait["entretien"]["convocation"] == {"date": "2025-03-20", "vecteur": {"code": "MAIL"}}


async def test_l_accueil_prend_les_rendez_vous_de_ses_collegues(atelier: Atelier) -> None:
    collegue = f"Collaborateur:{atelier.moi('referent')}"
    fait = await atelier.fait(
        "accueil", PRENDRE, await rendez_vous(await atelier.personne(), collaborateur=collegue), MONTRE
    )
    assert fait["entretien"]["collaborateur"]["id"] == collegue


@pytest.mark.parametrize("compte", ["referent_b", "sdi"])
async def test_mais_pas_ceux_d_une_autre_structure(atelier: Atelier, compte: str) -> None:
    demande = await rendez_vous(await atelier.personne(), collaborateur=f"Collaborateur:{atelier.moi(compte)}")
    assert await atelier.chemins("accueil", PRENDRE, demande) == ["commande.collaborateur"]


async def test_un_collaborateur_parti_ne_recoit_plus(atelier: Atelier) -> None:
    parti = db.Collaborateur(
        nom="Parti", prenom="Alix", email="parti@essai.example", profil=db.Profil.REFERENT, actif=False
    )
    parti.structures = [atelier.structures["A"]]
    await atelier.fusionner(parti)
    demande = await rendez_vous(await atelier.personne(), collaborateur=f"Collaborateur:{parti.id}")
    assert await atelier.chemins("accueil", PRENDRE, demande) == ["commande.collaborateur"]


@pytest.mark.parametrize("compte", ["referent", "responsable"])
async def test_les_autres_ne_prennent_de_rendez_vous_que_dans_leur_agenda(atelier: Atelier, compte: str) -> None:
    demande = await rendez_vous(await atelier.personne(), collaborateur=f"Collaborateur:{atelier.moi('accueil')}")
    assert await atelier.refus(compte, PRENDRE, demande) == "AGENDA_D_UN_AUTRE"


async def test_le_referent_de_parcours_recoit_pour_les_etapes_de_toutes_les_structures(atelier: Atelier) -> None:
    personne = await atelier.personne()
    await personne.referent("parcours", "PARCOURS")
    fait = await atelier.fait("parcours", PRENDRE, await rendez_vous(personne, "a", "b"), MONTRE)
    departement = atelier.callers["parcours"].structures[0]
    assert fait["entretien"]["structure"]["id"] == f"Structure:{departement}"
    assert len(fait["entretien"]["etapes"]) == 2


async def test_un_creneau_deja_pris_dans_l_agenda_est_signale_sans_etre_refuse(atelier: Atelier) -> None:
    await atelier.fait("referent", PRENDRE, await rendez_vous(await atelier.personne(), dateHeure="2025-06-02T10:00Z"))
    demande = await rendez_vous(await atelier.personne(), dateHeure="2025-06-02T10:14Z")
    fait = await atelier.fait("referent", PRENDRE, demande, MONTRE)
    [avertissement] = fait["avertissements"]
    assert avertissement["code"] == "AGENDA_OCCUPE"
    assert avertissement["message"] == "Vous avez déjà un rendez-vous le 02/06/2025 de 12 h 00 à 12 h 15."


@pytest.mark.parametrize("heure", ["09:45", "10:15"])
async def test_deux_creneaux_qui_se_touchent_ne_se_chevauchent_pas(atelier: Atelier, heure: str) -> None:
    jour = "2025-06-03" if heure < "10" else "2025-06-04"
    await atelier.fait("referent", PRENDRE, await rendez_vous(await atelier.personne(), dateHeure=f"{jour}T10:00Z"))
    demande = await rendez_vous(await atelier.personne(), dateHeure=f"{jour}T{heure}Z")
    assert (await atelier.fait("referent", PRENDRE, demande, MONTRE))["avertissements"] == []


async def test_un_rendez_vous_annule_laisse_son_creneau(atelier: Atelier) -> None:
    prise = await rendez_vous(await atelier.personne(), dateHeure="2025-06-05T10:00Z", realisation="ANNULE")
    await atelier.fait("referent", PRENDRE, prise)
    demande = await rendez_vous(await atelier.personne(), dateHeure="2025-06-05T10:00Z")
    assert (await atelier.fait("referent", PRENDRE, demande, MONTRE))["avertissements"] == []


async def test_la_journee_de_la_personne_est_signalee_aussi(atelier: Atelier) -> None:
    personne = await atelier.personne()
    await atelier.fait("accueil", PRENDRE, await rendez_vous(personne, dateHeure="2025-06-06T10:00Z", dureeMinutes=60))
    fait = await atelier.fait("referent", PRENDRE, await rendez_vous(personne, dateHeure="2025-06-06T10:30Z"), MONTRE)
    [(numero,)] = await atelier.sql("SELECT numero_dossier FROM beneficiaire WHERE id = :id", id=personne.id)
    assert [a["code"] for a in fait["avertissements"]] == ["PERSONNE_OCCUPEE"]
    assert fait["avertissements"][0]["message"].startswith(f"Le dossier {numero} a déjà un rendez-vous le 06/06/2025")


async def test_mais_rien_n_y_dit_le_rendez_vous_d_une_autre_structure(atelier: Atelier) -> None:
    personne = await atelier.personne()
    await atelier.fait("referent_b", PRENDRE, await rendez_vous(personne, "b", dateHeure="2025-06-10T10:00Z"))
    fait = await atelier.fait("referent", PRENDRE, await rendez_vous(personne, dateHeure="2025-06-10T10:00Z"), MONTRE)
    assert fait["avertissements"] == []


async def test_prendre_rendez_vous_laisse_sa_trace_au_journal(atelier: Atelier) -> None:
    personne = await atelier.personne()
    demande = await rendez_vous(personne)
    await atelier.fait("referent", PRENDRE, demande)
    [(action, type_, diff)] = await atelier.journal(personne.id)
    assert (action, type_) == ("CREATION", "Entretien")
    assert diff is not None
    assert diff["etapes"] == {"avant": None, "apres": demande["etapes"]}
    assert diff["type"] == {"avant": None, "apres": "SUIVI"}


async def test_un_double_clic_avec_une_cle_ne_prend_qu_un_rendez_vous(atelier: Atelier) -> None:
    personne = await atelier.personne()
    demande = await rendez_vous(personne)
    un = await atelier.fait("referent", PRENDRE, demande, MONTRE, cle="deux-fois")
    assert un == await atelier.fait("referent", PRENDRE, demande, MONTRE, cle="deux-fois")
    [(nombre,)] = await atelier.sql("SELECT count(*) FROM entretien WHERE beneficiaire_id = :id", id=personne.id)
    assert nombre == 1


async def test_une_date_d_avant_l_etape_est_signalee_sans_etre_refusee(atelier: Atelier) -> None:
    demande = await rendez_vous(await atelier.personne(), dateHeure="2024-02-21T10:00:00+01:00")
    fait = await atelier.fait("referent", PRENDRE, demande, MONTRE)
    [avertissement] = fait["avertissements"]
    assert (avertissement["code"], "le 22/02/2024" in avertissement["message"]) == ("AVANT_ETAPE", True)
    jour_meme = await rendez_vous(await atelier.personne(), dateHeure="2024-02-22T10:00:00+01:00")
    assert (await atelier.fait("referent", PRENDRE, jour_meme, MONTRE))["avertissements"] == []


async def test_le_premier_entretien_date_d_avant_son_etape_est_signale(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = {
        "beneficiaire": personne.gid,
        "offreDeService": f"OffreDeService:{atelier.offres['mos'].id}",
        "debutReel": "2025-03-20",
        "entretien": {"dateHeure": "2024-03-20T10:00:00+01:00", "type": "SUIVI"},
    }
    fait = await atelier.fait("referent", "creerEtape", demande, "avertissements { code }")
    assert "AVANT_ETAPE" in [un["code"] for un in fait["avertissements"]]
