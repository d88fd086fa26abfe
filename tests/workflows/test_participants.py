"""Joining a séance, and coming back to it (guide §8.1, §8.2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import db
from tests.reading.monde import Personne, midi
from tests.workflows.atelier import Atelier, ensemble
from tests.workflows.parcours import SORTIR
from tests.workflows.test_seances import DEMAIN, HIER, MODIFIER, MONTRE, SAISIR, atelier_cv, prise

pytestmark = pytest.mark.asyncio(loop_scope="session")

AJOUTER = "ajouterParticipants"
LOIN, AUTRE_JOUR = "2025-07-14T14:00:00+02:00", "2025-07-21T09:00:00+02:00"
CRENEAU = "entretien { id version dateHeure dureeMinutes realisation lieu { code } motifAnnulation { code } }"


async def decommande(atelier: Atelier, **champs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A séance that was moved after one of its participants had cancelled: it, and what names their entretien."""
    fait = await prise(atelier, 2, dateHeure=LOIN, **champs)
    entretien = {"entretien": fait["entretiens"][0]["id"], "version": 1}
    await atelier.fait("referent", "annulerEntretien", entretien | {"motif": "REPORT"})
    report = {"seance": fait["seance"]["id"], "version": 1, "dateHeure": AUTRE_JOUR, "dureeMinutes": 90, "lieu": "SDI"}
    change = await atelier.fait("referent", MODIFIER, report, MONTRE)
    return change["seance"], entretien | {"version": 2}


async def revient(atelier: Atelier, par: str, seance: dict[str, Any], entretien: dict[str, Any]) -> dict[str, Any]:
    """Restores the entretien of a participant; what it then is."""
    demande: dict[str, Any] = {**entretien, "realisation": "PREVU"}
    if par == SAISIR:
        feuille = {"seance": seance["id"], "realisations": [demande]}
        montre = CRENEAU.replace("entretien", "entretiens", 1)
        [found] = (await atelier.fait("referent", par, feuille, montre))["entretiens"]
    else:
        found = (await atelier.fait("referent", par, demande, CRENEAU))["entretien"]
    rendu: dict[str, Any] = found
    return rendu


@pytest.mark.parametrize("par", [SAISIR, "modifierEntretien", "saisirSynthese"])
async def test_qui_revient_prend_le_creneau_de_la_seance(atelier: Atelier, par: str) -> None:
    seance, entretien = await decommande(atelier)
    rendu = await revient(atelier, par, seance, entretien)
    assert (rendu["dateHeure"], rendu["dureeMinutes"], rendu["lieu"]) == (AUTRE_JOUR, 90, {"code": "SDI"})
    assert (rendu["realisation"], rendu["motifAnnulation"]) == ("PREVU", None)


async def test_qui_revient_ne_chevauche_pas_les_autres_participants(atelier: Atelier) -> None:
    fait = await prise(atelier, 3, dateHeure="2025-11-03T10:00Z")
    entretien = {"entretien": fait["entretiens"][0]["id"], "version": 1}
    await atelier.fait("referent", "annulerEntretien", entretien)
    demande = entretien | {"version": 2, "realisation": "PREVU"}
    rendu = await atelier.fait("referent", "modifierEntretien", demande, "avertissements { code }")
    assert rendu["avertissements"] == []


async def test_qui_vient_sans_avoir_prevenu_aussi(atelier: Atelier) -> None:
    seance, entretien = await decommande(atelier)
    with atelier.plus_tard(130):
        feuille = {"seance": seance["id"], "realisations": [{**entretien, "realisation": "PRESENCE"}]}
        fait = await atelier.fait("referent", SAISIR, feuille, "entretiens { dateHeure realisation }")
    assert fait["entretiens"] == [{"dateHeure": AUTRE_JOUR, "realisation": "PRESENCE"}]


@pytest.mark.parametrize("par", [SAISIR, "modifierEntretien", "saisirSynthese"])
async def test_une_convocation_d_apres_la_seance_se_corrige_d_abord(atelier: Atelier, par: str) -> None:
    seance, entretien = await decommande(atelier)
    await atelier.modifier(db.Entretien, int(entretien["entretien"][10:]), convocation_date=midi(-150).date())
    demande: dict[str, Any] = {**entretien, "realisation": "PREVU"}
    if par == SAISIR:
        demande = {"seance": seance["id"], "realisations": [demande]}
    assert await atelier.refus("referent", par, demande) == "APRES_ENTRETIEN"


async def test_pas_quand_son_etape_a_pris_fin(atelier: Atelier) -> None:
    seance, entretien = await decommande(atelier)
    numero = int(entretien["entretien"][10:])
    [(etape,)] = await atelier.sql("SELECT etape_id FROM entretien_etape WHERE entretien_id = :id", id=numero)
    await atelier.modifier(db.Etape, etape, fin_reelle=midi(1).date(), motif_fin_id=1)
    feuille = {"seance": seance["id"], "realisations": [{**entretien, "realisation": "PREVU"}]}
    assert await atelier.refus("referent", SAISIR, feuille) == "ETAPE_CLOSE"
    reste = {"seance": seance["id"], "realisations": [{**entretien, "realisation": "ANNULE"}]}
    await atelier.fait("referent", SAISIR, reste)


async def test_des_personnes_rejoignent_une_seance(atelier: Atelier) -> None:
    fait = await prise(atelier, 2, dateHeure=LOIN, lieu="INTRA", vecteur="VISIO", type="BILAN")
    personnes, demande = await atelier_cv(atelier, 2)
    ajout = {"seance": fait["seance"]["id"], "version": 1, "participants": demande["participants"]}
    ajoute = await atelier.fait("referent", AJOUTER, ajout, MONTRE)
    assert ajoute["seance"]["version"] == 2
    assert [un["beneficiaire"]["id"] for un in ajoute["entretiens"]] == [une.gid for une in personnes]
    for entretien, participant in zip(ajoute["entretiens"], demande["participants"], strict=True):
        assert [etape["id"] for etape in entretien["etapes"]] == participant["etapes"]
        assert (entretien["dateHeure"], entretien["realisation"]) == (LOIN, "PREVU")
        assert entretien["type"] == {"code": "BILAN"}
    numeros = [int(un["id"][10:]) for un in ajoute["entretiens"]]
    lignes = await atelier.sql("SELECT lieu_id, vecteur_id FROM entretien WHERE id = ANY(:ids)", ids=numeros)
    assert {tuple(ligne) for ligne in lignes} == {("LIEU_ENTRETIEN:INTRA", "VECTEUR_ENTRETIEN:VISIO")}
    [(action, type_, diff)] = await atelier.journal(personnes[0].id)
    assert (action, type_) == ("CREATION", "Entretien")
    assert diff is not None
    assert diff["seance"]["apres"] == fait["seance"]["id"]


async def test_ils_se_deplacent_ensuite_avec_elle(atelier: Atelier) -> None:
    fait = await prise(atelier, 1, dateHeure=LOIN)
    _, demande = await atelier_cv(atelier, 1)
    ajout = {"seance": fait["seance"]["id"], "version": 1, "participants": demande["participants"]}
    await atelier.fait("referent", AJOUTER, ajout)
    report = {"seance": fait["seance"]["id"], "version": 2, "dateHeure": AUTRE_JOUR}
    change = await atelier.fait("referent", MODIFIER, report, MONTRE)
    assert [un["dateHeure"] for un in change["entretiens"]] == [AUTRE_JOUR] * 2


async def test_ni_qui_participe_deja_ni_qui_s_est_decommande(atelier: Atelier) -> None:
    personnes, demande = await atelier_cv(atelier, 2, dateHeure=LOIN)
    fait = await atelier.fait("referent", "prendreRendezVousCollectif", demande, MONTRE)
    await atelier.fait("referent", "annulerEntretien", {"entretien": fait["entretiens"][1]["id"], "version": 1})
    ajout = {"seance": fait["seance"]["id"], "version": 1, "participants": demande["participants"]}
    refus = await atelier.muter("referent", AJOUTER, ajout)
    assert [(champ["chemin"], champ["code"]) for champ in refus["champs"]] == [
        ("commande.participants.0.beneficiaire", "EN_DOUBLE"),
        ("commande.participants.1.beneficiaire", "DECOMMANDEE"),
    ]
    assert "saisirRealisations" in refus["champs"][1]["message"]
    assert len(personnes) == 2


async def test_tout_ce_qui_est_faux_d_un_ajout_est_dit_d_un_coup(atelier: Atelier) -> None:
    fait = await prise(atelier, 1, dateHeure=LOIN)
    une, ailleurs = await atelier.suivie(), await atelier.personne()
    autre = await une.etape("b")
    participants = [
        {"beneficiaire": une.gid, "etapes": [f"Etape:{autre.id}"]},
        {"beneficiaire": une.gid, "etapes": []},
        {"beneficiaire": ailleurs.gid, "etapes": [f"Etape:{(await ailleurs.etape('b')).id}"]},
    ]
    ajout = {"seance": fait["seance"]["id"], "version": 1, "participants": participants}
    assert sorted(await atelier.chemins("referent", AJOUTER, ajout)) == [
        "commande.participants.0.etapes.0",
        "commande.participants.1.beneficiaire",
        "commande.participants.1.etapes",
        "commande.participants.2.beneficiaire",
    ]
    assert await atelier.refus("referent", AJOUTER, ajout | {"participants": []}) == "REQUIS"
    assert await atelier.journal(une.id) == []


async def test_une_etape_close_n_ajoute_personne(atelier: Atelier) -> None:
    fait = await prise(atelier, 1, dateHeure=LOIN)
    personne = await atelier.suivie()
    close = await personne.etape("a", fin=5)
    participants = [{"beneficiaire": personne.gid, "etapes": [f"Etape:{close.id}"]}]
    ajout = {"seance": fait["seance"]["id"], "version": 1, "participants": participants}
    assert await atelier.refus("referent", AJOUTER, ajout) == "ETAPE_CLOSE"


async def test_personne_ne_rejoint_une_seance_dont_des_presences_sont_notees(atelier: Atelier) -> None:
    fait = await prise(atelier, 2, dateHeure=HIER)
    _, demande = await atelier_cv(atelier, 1)
    ajout = {"seance": fait["seance"]["id"], "version": 1, "participants": demande["participants"]}
    une = {"entretien": fait["entretiens"][0]["id"], "version": 1, "realisation": "PRESENCE"}
    await atelier.fait("referent", SAISIR, {"seance": fait["seance"]["id"], "realisations": [une]})
    assert await atelier.refus("referent", AJOUTER, ajout) == "SEANCE_PASSEE"


async def perdu(atelier: Atelier, quand: str) -> tuple[dict[str, Any], int]:
    """A séance of two, of whom one has a file that has left the caller's scope since, and the entretien of that one."""
    fait = await prise(atelier, 2, dateHeure=quand)
    un = fait["entretiens"][0]
    etape = int(un["etapes"][0]["id"].partition(":")[2])
    await atelier.modifier(db.Etape, etape, fin_reelle=midi(60).date(), motif_fin_id=1)
    return fait, int(un["id"].partition(":")[2])


async def test_ni_quand_elles_sont_de_quelqu_un_que_l_on_ne_suit_plus(atelier: Atelier) -> None:
    fait, parti = await perdu(atelier, HIER)
    await atelier.modifier(db.Entretien, parti, realisation=db.Realisation.PRESENCE)
    _, demande = await atelier_cv(atelier, 1)
    seance = {"seance": fait["seance"]["id"], "version": 1}
    ajout = seance | {"participants": demande["participants"]}
    assert await atelier.refus("referent", AJOUTER, ajout) == "SEANCE_PASSEE"
    assert await atelier.refus("referent", MODIFIER, seance | {"dateHeure": DEMAIN}) == "SEANCE_PASSEE"


async def test_une_seance_ne_se_chevauche_pas_elle_meme_par_quelqu_un_que_l_on_ne_suit_plus(atelier: Atelier) -> None:
    fait, _ = await perdu(atelier, "2025-09-08T10:00Z")
    _, demande = await atelier_cv(atelier, 1)
    ajout = {"seance": fait["seance"]["id"], "version": 1, "participants": demande["participants"]}
    ajoute = await atelier.fait("referent", AJOUTER, ajout, MONTRE)
    assert ajoute["avertissements"] == []
    report = {"seance": fait["seance"]["id"], "version": 2, "dateHeure": "2025-09-08T10:30Z"}
    assert (await atelier.fait("referent", MODIFIER, report, MONTRE))["avertissements"] == []


async def test_ce_que_le_creneau_chevauche_dans_la_journee_de_chacun_est_signale(atelier: Atelier) -> None:
    fait = await prise(atelier, 1, dateHeure="2025-09-01T10:00Z")
    [personne], demande = await atelier_cv(atelier, 1)
    autre = {**demande["participants"][0], "dateHeure": "2025-09-01T10:30Z", "type": "SUIVI"}
    await atelier.fait("responsable", "prendreRendezVous", autre)
    ajout = {"seance": fait["seance"]["id"], "version": 1, "participants": demande["participants"]}
    ajoute = await atelier.fait("referent", AJOUTER, ajout, MONTRE)
    assert [un["code"] for un in ajoute["avertissements"]] == ["PERSONNE_OCCUPEE"]
    assert await atelier.journal(personne.id) != []


async def test_deux_ajouts_a_la_fois_n_en_font_qu_un(atelier: Atelier) -> None:
    fait = await prise(atelier, 1, dateHeure=LOIN)
    _, demande = await atelier_cv(atelier, 2)
    ajout = {"seance": fait["seance"]["id"], "version": 1, "participants": demande["participants"]}
    report = {"seance": fait["seance"]["id"], "version": 1, "dateHeure": DEMAIN}
    found = await ensemble(
        *(atelier.muter("referent", AJOUTER, ajout) for _ in range(3)), atelier.muter("referent", MODIFIER, report)
    )
    assert sorted(un.get("code", "") for un in found) == ["", *["VERSION_PERIMEE"] * 3]


async def test_la_seance_d_une_autre_structure_n_existe_pas_pour_qui_ajoute(atelier: Atelier) -> None:
    fait = await prise(atelier, 1, dateHeure=LOIN)
    personne = await atelier.personne()
    participants = [{"beneficiaire": personne.gid, "etapes": [f"Etape:{(await personne.etape('b')).id}"]}]
    for seance in (fait["seance"]["id"], "Seance:99999999"):
        ajout = {"seance": seance, "version": 1, "participants": participants}
        assert await atelier.refus("referent_b", AJOUTER, ajout) == "INTROUVABLE"


async def sorti(atelier: Atelier, **champs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A séance of which an exit has cancelled one of the two appointments: it, and what undoes the exit."""
    fait = await prise(atelier, 2, dateHeure="2025-10-06T14:00:00+02:00", **champs)
    etape = int(fait["entretiens"][0]["etapes"][0]["id"].partition(":")[2])
    commande = {"etape": f"Etape:{etape}", "version": 1, "finReelle": "2025-03-28", "motif": 7}
    await atelier.fait("referent", SORTIR, commande)
    return fait, {"etape": f"Etape:{etape}", "version": 2}


RETABLIS = "rendezVousRetablis { dateHeure realisation } avertissements { code }"


async def test_une_sortie_annulee_rend_a_la_seance_qui_a_ete_deplacee(atelier: Atelier) -> None:
    fait, annuler = await sorti(atelier)
    jour = "2025-10-13T10:00:00+02:00"
    await atelier.fait("referent", MODIFIER, {"seance": fait["seance"]["id"], "version": 1, "dateHeure": jour})
    rendu = await atelier.fait("referent", "annulerSortie", annuler, RETABLIS)
    assert rendu == rendu | {
        "rendezVousRetablis": [{"dateHeure": jour, "realisation": "PREVU"}],
        "avertissements": [],
    }


async def test_et_qui_a_eu_d_autres_participants_depuis(atelier: Atelier) -> None:
    fait, annuler = await sorti(atelier)
    _, demande = await atelier_cv(atelier, 1)
    ajout = {"seance": fait["seance"]["id"], "version": 1, "participants": demande["participants"]}
    with atelier.plus_tard(1):
        await atelier.fait("referent", AJOUTER, ajout)
        rendu = await atelier.fait("referent", "annulerSortie", annuler, RETABLIS)
    assert [un["realisation"] for un in rendu["rendezVousRetablis"]] == ["PREVU"]
    assert rendu["avertissements"] == []


async def test_une_seance_deplacee_sur_un_rendez_vous_d_avant_la_sortie_le_laisse_annule(atelier: Atelier) -> None:
    fait, annuler = await sorti(atelier)
    [(dossier,)] = await atelier.sql(
        "SELECT beneficiaire_id FROM etape WHERE id = :id", id=int(annuler["etape"].partition(":")[2])
    )
    jour = dt.datetime.fromisoformat("2025-10-20T10:00:00+02:00")
    await Personne(atelier, dossier).entretien(
        "A", "responsable", date_heure=jour, realisation=db.Realisation.PREVU, modifie_le=midi(9)
    )
    change = {"seance": fait["seance"]["id"], "version": 1, "dateHeure": jour.isoformat()}
    await atelier.fait("referent", MODIFIER, change)
    rendu = await atelier.fait("referent", "annulerSortie", annuler, RETABLIS)
    assert (rendu["rendezVousRetablis"], rendu["avertissements"]) == ([], [{"code": "CRENEAU_PRIS"}])


async def test_le_rendez_vous_de_l_animateur_n_y_change_rien_il_y_est_deja(atelier: Atelier) -> None:
    fait, annuler = await sorti(atelier)
    jour = dt.datetime.fromisoformat("2025-10-21T10:00:00+02:00")
    await (await atelier.suivie()).entretien("A", "referent", date_heure=jour, realisation=db.Realisation.PREVU)
    change = {"seance": fait["seance"]["id"], "version": 1, "dateHeure": jour.isoformat()}
    await atelier.fait("referent", MODIFIER, change)
    rendu = await atelier.fait("referent", "annulerSortie", annuler, RETABLIS)
    assert ([un["realisation"] for un in rendu["rendezVousRetablis"]], rendu["avertissements"]) == (["PREVU"], [])


async def test_sauf_si_plus_personne_n_est_attendu_a_la_seance(atelier: Atelier) -> None:
    fait, annuler = await sorti(atelier)
    await atelier.fait("referent", "annulerEntretien", {"entretien": fait["entretiens"][1]["id"], "version": 1})
    jour = dt.datetime.fromisoformat("2025-10-06T14:00:00+02:00")
    with atelier.plus_tard(1):
        autre = await atelier.suivie()
        await autre.entretien("A", "referent", date_heure=jour, realisation=db.Realisation.PREVU, modifie_le=midi(-1))
        rendu = await atelier.fait("referent", "annulerSortie", annuler, RETABLIS)
    assert (rendu["rendezVousRetablis"], rendu["avertissements"]) == ([], [{"code": "CRENEAU_PRIS"}])


async def test_une_convocation_d_apres_la_seance_laisse_le_rendez_vous_annule_jusqu_a_ce_qu_elle_soit_corrigee(
    atelier: Atelier,
) -> None:
    fait, annuler = await sorti(atelier, convocationDate="2025-09-30")
    entretien = fait["entretiens"][0]["id"]
    convoque = {"entretien": fait["entretiens"][1]["id"], "version": 1, "convocationDate": "2025-09-01"}
    await atelier.fait("referent", "modifierEntretien", convoque)
    jour = "2025-09-22T14:00:00+02:00"
    await atelier.fait("referent", MODIFIER, {"seance": fait["seance"]["id"], "version": 1, "dateHeure": jour})
    rendu = await atelier.fait("referent", "annulerSortie", annuler, RETABLIS.replace("code", "code message"))
    assert rendu["rendezVousRetablis"] == []
    [un] = rendu["avertissements"]
    assert (un["code"], "30/09/2025" in un["message"], "22/09/2025" in un["message"]) == (
        "APRES_ENTRETIEN",
        True,
        True,
    )
    corrige = {"entretien": entretien, "version": 2, "convocationDate": "2025-09-01"}
    await atelier.fait("referent", "modifierEntretien", corrige)
    await revient(atelier, "modifierEntretien", fait["seance"], {"entretien": entretien, "version": 3})
