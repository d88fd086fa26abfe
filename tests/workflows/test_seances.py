"""Rencontres collectives and ateliers (guide §8.1, §8.2)."""

from __future__ import annotations

from typing import Any

import pytest

import db
from tests.reading.monde import Personne, midi
from tests.workflows.atelier import Atelier, ensemble

pytestmark = pytest.mark.asyncio(loop_scope="session")

PRENDRE, MODIFIER, SAISIR = "prendreRendezVousCollectif", "modifierSeance", "saisirRealisations"
MONTRE = (
    "seance { id version intitule dateHeure dureeMinutes lieu { code } collaborateur { id } }"
    " entretiens { id version dateHeure dureeMinutes realisation type { code } beneficiaire { id } etapes { id } }"
    " avertissements { code message }"
)
DEMAIN, HIER = "2025-03-29T10:00:00+01:00", "2025-03-27T10:00:00+01:00"


async def atelier_cv(atelier: Atelier, nombre: int = 3, **champs: Any) -> tuple[list[Personne], dict[str, Any]]:
    """A workshop tomorrow for so many people: them, and what asks for it."""
    personnes = [await atelier.personne() for _ in range(nombre)]
    participants = [{"beneficiaire": une.gid, "etapes": [f"Etape:{(await une.etape('a')).id}"]} for une in personnes]
    return personnes, {"intitule": "Atelier CV", "dateHeure": DEMAIN, "participants": participants, **champs}


async def prise(atelier: Atelier, nombre: int = 3, **champs: Any) -> dict[str, Any]:
    """A séance that was made."""
    _, demande = await atelier_cv(atelier, nombre, **champs)
    found: dict[str, Any] = await atelier.fait("referent", PRENDRE, demande, MONTRE)
    return found


async def test_une_seance_donne_un_entretien_a_chaque_participant(atelier: Atelier) -> None:
    personnes, demande = await atelier_cv(atelier, lieu="INTRA")
    fait = await atelier.fait("referent", PRENDRE, demande, MONTRE)
    assert (fait["seance"]["intitule"], fait["seance"]["lieu"]) == ("Atelier CV", {"code": "INTRA"})
    assert fait["seance"]["dureeMinutes"] == 60
    assert [un["beneficiaire"]["id"] for un in fait["entretiens"]] == [une.gid for une in personnes]
    for entretien, participant in zip(fait["entretiens"], demande["participants"], strict=True):
        assert [etape["id"] for etape in entretien["etapes"]] == participant["etapes"]
        assert (entretien["type"], entretien["realisation"]) == ({"code": "COLLECTIF"}, "PREVU")


async def test_chaque_dossier_en_garde_la_trace_au_journal(atelier: Atelier) -> None:
    personnes, demande = await atelier_cv(atelier)
    await atelier.fait("referent", PRENDRE, demande)
    for personne, participant in zip(personnes, demande["participants"], strict=True):
        [(action, type_, diff)] = await atelier.journal(personne.id)
        assert (action, type_) == ("CREATION", "Entretien")
        assert diff is not None
        assert diff["etapes"]["apres"] == participant["etapes"]


async def test_un_participant_d_ailleurs_est_refuse_par_son_chemin_et_rien_n_est_prevu(atelier: Atelier) -> None:
    personnes, demande = await atelier_cv(atelier)
    ailleurs = await atelier.personne()
    etranger = {"beneficiaire": ailleurs.gid, "etapes": [f"Etape:{(await ailleurs.etape('b')).id}"]}
    inconnu = {"beneficiaire": "Beneficiaire:99999999", "etapes": ["Etape:1"]}
    faux = demande | {"participants": [*demande["participants"], etranger, inconnu]}
    refus = "SELECT count(*) FROM journal WHERE action = 'ACCES_REFUSE' AND details ->> 'operation' = :operation"
    [(avant,)] = await atelier.sql(refus, operation=PRENDRE)
    found = await atelier.muter("referent", PRENDRE, faux)
    assert await atelier.sql(refus, operation=PRENDRE) == [(avant + 1,)]
    assert [(champ["chemin"], champ["code"]) for champ in found["champs"]] == [
        ("commande.participants.3.beneficiaire", "INTROUVABLE"),
        ("commande.participants.4.beneficiaire", "INTROUVABLE"),
    ]
    assert found["champs"][0]["message"] == found["champs"][1]["message"]
    assert await atelier.journal(personnes[0].id) == []


async def test_chacun_a_besoin_de_son_etape(atelier: Atelier) -> None:
    _, demande = await atelier_cv(atelier)
    un, deux, trois = demande["participants"]
    faux = demande | {"participants": [un, deux | {"etapes": []}, trois | {"etapes": un["etapes"]}]}
    assert await atelier.chemins("referent", PRENDRE, faux) == [
        "commande.participants.1.etapes",
        "commande.participants.2.etapes.0",
    ]


async def test_une_personne_ne_participe_qu_une_fois(atelier: Atelier) -> None:
    _, demande = await atelier_cv(atelier, 1)
    double = demande | {"participants": demande["participants"] * 2}
    assert await atelier.refus("referent", PRENDRE, double) == "EN_DOUBLE"
    assert await atelier.refus("referent", PRENDRE, demande | {"participants": []}) == "REQUIS"


async def test_le_referent_de_parcours_ne_tient_pas_de_seance(atelier: Atelier) -> None:
    [personne], demande = await atelier_cv(atelier, 1)
    await personne.referent("parcours", "PARCOURS")
    assert await atelier.refus("parcours", PRENDRE, demande) == "INTERDIT"


async def test_un_creneau_deja_pris_est_signale_une_fois(atelier: Atelier) -> None:
    await prise(atelier, dateHeure="2025-07-01T10:00Z")
    _, demande = await atelier_cv(atelier, dateHeure="2025-07-01T10:30Z")
    fait = await atelier.fait("referent", PRENDRE, demande, MONTRE)
    assert [un["code"] for un in fait["avertissements"]] == ["AGENDA_OCCUPE"]


async def test_la_feuille_de_presence_se_saisit_en_une_fois(atelier: Atelier) -> None:
    fait = await prise(atelier, dateHeure=HIER)
    voulues = ["PRESENCE", "ABSENCE_EXCUSEE", "ABSENCE_NON_EXCUSEE"]
    feuille = [
        {"entretien": un["id"], "version": 1, "realisation": voulue}
        for un, voulue in zip(fait["entretiens"], voulues, strict=True)
    ]
    demande = {"seance": fait["seance"]["id"], "realisations": feuille}
    saisie = await atelier.fait("referent", SAISIR, demande, "entretiens { realisation version }")
    assert [un["realisation"] for un in saisie["entretiens"]] == voulues
    assert {un["version"] for un in saisie["entretiens"]} == {2}


async def test_ceux_qui_ne_sont_pas_donnes_restent_tels_quels(atelier: Atelier) -> None:
    fait = await prise(atelier, dateHeure=HIER)
    une = {"entretien": fait["entretiens"][1]["id"], "version": 1, "realisation": "PRESENCE"}
    await atelier.fait("referent", SAISIR, {"seance": fait["seance"]["id"], "realisations": [une]})
    numero = int(fait["seance"]["id"].partition(":")[2])
    lignes = await atelier.sql("SELECT realisation FROM entretien WHERE seance_id = :id ORDER BY id", id=numero)
    assert [ligne[0] for ligne in lignes] == ["PREVU", "PRESENCE", "PREVU"]


async def test_elle_dit_tout_ce_qui_est_faux_et_n_ecrit_rien(atelier: Atelier) -> None:
    fait, autre = await prise(atelier), await prise(atelier, 1)
    un, deux, _ = fait["entretiens"]
    feuille = [
        {"entretien": un["id"], "version": 1, "realisation": "PRESENCE"},
        {"entretien": autre["entretiens"][0]["id"], "version": 1, "realisation": "ANNULE"},
        {"entretien": deux["id"], "version": 1, "realisation": "ANNULE"},
        {"entretien": deux["id"], "version": 1, "realisation": "ANNULE"},
    ]
    demande = {"seance": fait["seance"]["id"], "realisations": feuille}
    assert await atelier.chemins("referent", SAISIR, demande) == [
        "commande.realisations.0.realisation",
        "commande.realisations.1.entretien",
        "commande.realisations.3.entretien",
    ]


async def test_une_version_perimee_de_la_feuille_n_ecrase_rien(atelier: Atelier) -> None:
    fait = await prise(atelier, dateHeure=HIER)
    feuille = [{"entretien": un["id"], "version": 1, "realisation": "PRESENCE"} for un in fait["entretiens"]]
    demande = {"seance": fait["seance"]["id"], "realisations": feuille}
    found = await ensemble(*(atelier.muter("referent", SAISIR, demande) for _ in range(5)))
    assert sorted(un.get("code", "") for un in found) == ["", *["VERSION_PERIMEE"] * 4]


async def test_une_seance_se_deplace_avec_tous_ses_rendez_vous(atelier: Atelier) -> None:
    fait = await prise(atelier)
    demande = {"seance": fait["seance"]["id"], "version": 1, "dateHeure": "2025-05-12T14:00:00+02:00", "lieu": "SDI"}
    change = await atelier.fait("referent", MODIFIER, demande, MONTRE)
    assert (change["seance"]["version"], change["seance"]["lieu"]) == (2, {"code": "SDI"})
    assert {un["dateHeure"] for un in change["entretiens"]} == {"2025-05-12T14:00:00+02:00"}
    assert len(change["entretiens"]) == 3
    assert change["avertissements"] == []


async def test_celui_qui_s_est_decommande_n_est_pas_deplace(atelier: Atelier) -> None:
    fait = await prise(atelier)
    await atelier.fait("referent", "annulerEntretien", {"entretien": fait["entretiens"][0]["id"], "version": 1})
    demande = {"seance": fait["seance"]["id"], "version": 1, "dureeMinutes": 90}
    change = await atelier.fait("referent", MODIFIER, demande, MONTRE)
    assert [un["id"] for un in change["entretiens"]] == [un["id"] for un in fait["entretiens"][1:]]


async def test_une_seance_dont_des_presences_sont_notees_ne_se_deplace_plus(atelier: Atelier) -> None:
    fait = await prise(atelier, dateHeure=HIER)
    une = {"entretien": fait["entretiens"][0]["id"], "version": 1, "realisation": "PRESENCE"}
    await atelier.fait("referent", SAISIR, {"seance": fait["seance"]["id"], "realisations": [une]})
    demande = {"seance": fait["seance"]["id"], "version": 1}
    assert await atelier.refus("referent", MODIFIER, demande | {"dateHeure": DEMAIN}) == "SEANCE_PASSEE"
    change = await atelier.fait("referent", MODIFIER, demande | {"intitule": "Atelier lettre"}, MONTRE)
    assert change["seance"]["intitule"] == "Atelier lettre"


async def test_le_creneau_d_un_participant_ne_se_modifie_pas_seul(atelier: Atelier) -> None:
    fait = await prise(atelier)
    demande = {"entretien": fait["entretiens"][0]["id"], "version": 1}
    assert await atelier.refus("referent", "modifierEntretien", demande | {"dateHeure": DEMAIN}) == "DANS_UNE_SEANCE"
    await atelier.fait("referent", "modifierEntretien", demande | {"vecteur": "VISIO"})


async def test_la_seance_d_une_autre_structure_n_existe_pas(atelier: Atelier) -> None:
    fait = await prise(atelier)
    for mutation, plus in ((MODIFIER, {"version": 1}), (SAISIR, {"realisations": []})):
        demande = {"seance": fait["seance"]["id"], **plus}
        assert await atelier.refus("referent_b", mutation, demande) == "INTROUVABLE"
        assert await atelier.refus("referent_b", mutation, demande | {"seance": "Seance:99999999"}) == "INTROUVABLE"


async def test_des_seances_prises_a_la_fois_pour_les_memes_personnes_ne_s_attendent_pas_sans_fin(
    atelier: Atelier,
) -> None:
    personnes, demande = await atelier_cv(atelier, 6)
    participants = demande["participants"]
    await ensemble(
        *(
            atelier.fait("referent", PRENDRE, demande | {"participants": participants[rang:] + participants[:rang]})
            for rang in range(6)
        ),
        *(
            atelier.fait("referent", "prendreRendezVous", {**une, "dateHeure": DEMAIN, "type": "SUIVI"})
            for une in reversed(participants)
        ),
    )
    for personne in personnes:
        [(nombre,)] = await atelier.sql("SELECT count(*) FROM entretien WHERE beneficiaire_id = :id", id=personne.id)
        assert nombre == 7


async def test_un_participant_dont_l_etape_commence_apres_est_signale(atelier: Atelier) -> None:
    personnes, demande = await atelier_cv(atelier, 2)
    recente = await personnes[1].etape("a2", debut=3)
    avant = {"beneficiaire": personnes[1].gid, "etapes": [f"Etape:{recente.id}"]}
    demande |= {"participants": [demande["participants"][0], avant], "dateHeure": "2025-03-10T10:00Z"}
    fait = await atelier.fait("referent", PRENDRE, demande, MONTRE)
    [(numero,)] = await atelier.sql("SELECT numero_dossier FROM beneficiaire WHERE id = :id", id=personnes[1].id)
    [avertissement] = [un for un in fait["avertissements"] if un["code"] == "AVANT_ETAPE"]
    assert avertissement["message"].startswith(f"Pour le dossier {numero}, cet entretien est daté d'avant le début")


async def test_une_seance_deplacee_avant_une_etape_le_signale_aussi(atelier: Atelier) -> None:
    fait = await prise(atelier, 1)
    demande = {"seance": fait["seance"]["id"], "version": 1, "dateHeure": "2024-02-05T10:00Z"}
    change = await atelier.fait("referent", MODIFIER, demande, MONTRE)
    assert [un["code"] for un in change["avertissements"]] == ["AVANT_ETAPE"]


async def test_tout_ce_qui_est_faux_d_une_seance_est_dit_d_un_coup(atelier: Atelier) -> None:
    [une, deux], demande = await atelier_cv(atelier, 2)
    ailleurs = await atelier.personne()
    cachee = await ailleurs.etape("b")
    faux = demande | {
        "lieu": "LUNE",
        "participants": [
            {"beneficiaire": une.gid, "etapes": []},
            *demande["participants"],
            {"beneficiaire": deux.gid, "etapes": [f"Etape:{cachee.id}"]},
            {"beneficiaire": ailleurs.gid, "etapes": [f"Etape:{cachee.id}", "Etape:99999999"]},
        ],
    }
    assert sorted(await atelier.chemins("referent", PRENDRE, faux)) == [
        "commande.lieu",
        "commande.participants.0.etapes",
        "commande.participants.1.beneficiaire",
        "commande.participants.3.beneficiaire",
        "commande.participants.3.etapes.0",
        "commande.participants.4.beneficiaire",
    ]


async def test_une_seance_ne_se_deplace_pas_avant_les_convocations(atelier: Atelier) -> None:
    fait = await prise(atelier, 2, dateHeure="2025-07-08T14:00:00+02:00")
    convoque = {"entretien": fait["entretiens"][1]["id"], "version": 1, "convocationDate": "2025-07-03"}
    await atelier.fait("referent", "modifierEntretien", convoque)
    demande = {"seance": fait["seance"]["id"], "version": 1}
    refus = await atelier.muter("referent", MODIFIER, demande | {"dateHeure": "2025-07-02T14:00:00+02:00"})
    [champ] = refus["champs"]
    assert (champ["chemin"], champ["code"]) == ("commande.dateHeure", "APRES_ENTRETIEN")
    assert "03/07/2025" in champ["message"]
    await atelier.fait("referent", MODIFIER, demande | {"dateHeure": "2025-07-03T14:00:00+02:00"})


async def test_une_seance_ne_se_reporte_pas_apres_la_fin_d_une_etape(atelier: Atelier) -> None:
    fait = await prise(atelier, 2, dateHeure=HIER)
    etape = int(fait["entretiens"][0]["etapes"][0]["id"].partition(":")[2])
    await atelier.modifier(db.Etape, etape, fin_reelle=midi(1).date(), motif_fin_id=1)
    demande = {"seance": fait["seance"]["id"], "version": 1, "dateHeure": DEMAIN}
    refus = await atelier.muter("referent", MODIFIER, demande)
    [(numero,)] = await atelier.sql(
        "SELECT numero_dossier FROM beneficiaire WHERE id = :id",
        id=int(fait["entretiens"][0]["beneficiaire"]["id"].partition(":")[2]),
    )
    assert (refus["code"], numero in refus["message"]) == ("ETAPE_CLOSE", True)


async def test_le_lieu_d_une_seance_passee_se_corrige_pour_tous(atelier: Atelier) -> None:
    fait = await prise(atelier, dateHeure=HIER)
    une = {"entretien": fait["entretiens"][0]["id"], "version": 1, "realisation": "PRESENCE"}
    await atelier.fait("referent", SAISIR, {"seance": fait["seance"]["id"], "realisations": [une]})
    demande = {"seance": fait["seance"]["id"], "version": 1, "lieu": "SDI"}
    change = await atelier.fait("referent", MODIFIER, demande, "entretiens { lieu { code } realisation }")
    assert [un["lieu"] for un in change["entretiens"]] == [{"code": "SDI"}] * 3
    assert sorted(un["realisation"] for un in change["entretiens"]) == ["PRESENCE", "PREVU", "PREVU"]
