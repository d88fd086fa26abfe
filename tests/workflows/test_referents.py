"""Naming référents (guide §6.2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import db
from db.enums import Profil
from tests.reading.monde import Personne, il_y_a
from tests.workflows.atelier import Atelier, ensemble

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOMMER, MODIFIER, SUPPRIMER = "nommerReferent", "modifierReferent", "supprimerReferent"
MISSION = "referent { id version type debut fin actif collaborateur { id } etape { id } }"
MONTRE = MISSION + " referentClos { id fin }"


def mission(atelier: Atelier, personne: Personne, compte: str, type_: str, **champs: Any) -> dict[str, Any]:
    """A mission of an account from 1 March 2025."""
    return {
        "beneficiaire": personne.gid,
        "collaborateur": f"Collaborateur:{atelier.moi(compte)}",
        "type": type_,
        "debut": "2025-03-01",
        **champs,
    }


async def collegue(atelier: Atelier, structure: str, **champs: Any) -> db.Collaborateur:
    """Somebody else who works at that structure."""
    [(rang,)] = await atelier.sql("SELECT count(*) FROM collaborateur")
    donnees = {
        "nom": "Pons",
        "prenom": "Léa",
        "profil": Profil.REFERENT,
        "email": f"lea.pons{rang}@essai.example",
        **champs,
    }
    row = db.Collaborateur(**donnees)
    row.structures = [atelier.structures[structure]]
    await atelier.fusionner(row)
    return row


async def test_le_referent_d_etape_suit_l_etape_ouverte_de_sa_structure(atelier: Atelier) -> None:
    personne = await atelier.personne()
    etape = await personne.etape("a")
    fait = await atelier.fait("referent", NOMMER, mission(atelier, personne, "referent", "ETAPE"), MONTRE)
    assert fait["referent"]["etape"] == {"id": f"Etape:{etape.id}"}
    assert fait["referent"]["actif"] is True


async def test_il_peut_y_avoir_plusieurs_referents_d_etape_sur_un_dossier(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await atelier.fait("referent", NOMMER, mission(atelier, personne, "referent", "ETAPE"))
    await atelier.fait("referent", NOMMER, mission(atelier, personne, "accueil", "ETAPE"))
    [(nombre,)] = await atelier.sql("SELECT count(*) FROM referent WHERE beneficiaire_id = :id", id=personne.id)
    assert nombre == 2


async def test_mais_pas_deux_fois_le_meme(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = mission(atelier, personne, "referent", "ETAPE")
    await atelier.fait("referent", NOMMER, demande)
    refus = await atelier.muter("referent", NOMMER, demande | {"debut": "2025-03-10"})
    assert (refus["code"], "référent d'étape du 01/03/2025" in refus["message"]) == ("DEJA_REFERENT", True)


async def test_quand_plusieurs_etapes_sont_ouvertes_il_faut_dire_laquelle(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    autre = await personne.etape("mos")
    demande = mission(atelier, personne, "referent", "ETAPE")
    assert await atelier.chemins("referent", NOMMER, demande) == ["commande.etape"]
    fait = await atelier.fait("referent", NOMMER, demande | {"etape": f"Etape:{autre.id}"}, MONTRE)
    assert fait["referent"]["etape"] == {"id": f"Etape:{autre.id}"}


async def test_le_referent_d_etape_travaille_dans_la_structure_de_l_etape(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    assert (
        await atelier.refus("referent", NOMMER, mission(atelier, personne, "referent_b", "ETAPE")) == "HORS_STRUCTURE"
    )


async def test_avant_l_etape_il_travaille_dans_celle_du_rattachement(atelier: Atelier) -> None:
    personne = await atelier.personne()
    await personne.rattachement("a", cree=10)
    fait = await atelier.fait("referent", NOMMER, mission(atelier, personne, "referent", "ETAPE"), MONTRE)
    assert fait["referent"]["etape"] is None
    assert (
        await atelier.refus("referent", NOMMER, mission(atelier, personne, "referent_b", "ETAPE")) == "HORS_STRUCTURE"
    )


async def test_un_rattachement_caduc_ne_suffit_plus(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await personne.rattachement("b", cree=61)
    assert await atelier.refus("pilote", NOMMER, mission(atelier, personne, "referent_b", "ETAPE")) == "HORS_STRUCTURE"


async def test_rien_ne_dit_quelle_structure_suit_une_etape_masquee(atelier: Atelier) -> None:
    """Naming people of B until one is accepted would tell that B follows the person."""
    personne = await atelier.suivie()
    etape = await personne.etape("sante")
    demande = mission(atelier, personne, "referent_b", "ETAPE")
    assert await atelier.refus("referent", NOMMER, demande) == "HORS_STRUCTURE"
    assert await atelier.refus("referent", NOMMER, demande | {"etape": f"Etape:{etape.id}"}) == "INCONNU"
    await personne.rattachement("sante", cree=3)
    assert await atelier.refus("referent", NOMMER, demande) == "HORS_STRUCTURE"
    await atelier.fait("pilote", NOMMER, demande | {"etape": f"Etape:{etape.id}"})


async def test_une_etape_close_n_a_plus_de_nouveau_referent(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    close = await personne.etape("a", fin=10)
    demande = mission(atelier, personne, "referent", "ETAPE", etape=f"Etape:{close.id}")
    assert await atelier.refus("referent", NOMMER, demande) == "CLOSE"


async def test_l_etape_d_un_autre_dossier_est_inconnue(atelier: Atelier) -> None:
    personne, autre = await atelier.suivie(), await atelier.personne()
    etape = await autre.etape("a")
    demande = mission(atelier, personne, "referent", "ETAPE", etape=f"Etape:{etape.id}")
    assert await atelier.refus("referent", NOMMER, demande) == "INCONNU"


async def test_tout_ce_qui_est_faux_est_dit_d_un_coup(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    parti = await collegue(atelier, "A", actif=False)
    demande = mission(atelier, personne, "referent", "PARCOURS", etape="Etape:1", fin="2025-02-01")
    demande["collaborateur"] = f"Collaborateur:{parti.id}"
    assert await atelier.chemins("referent", NOMMER, demande) == [
        "commande.fin",
        "commande.collaborateur",
        "commande.etape",
    ]


async def test_un_nouveau_referent_de_parcours_met_fin_la_veille_au_precedent(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    ancien = await personne.referent("parcours", "PARCOURS")
    fait = await atelier.fait("referent", NOMMER, mission(atelier, personne, "referent", "PARCOURS"), MONTRE)
    assert fait["referentClos"] == {"id": f"Referent:{ancien.id}", "fin": "2025-02-28"}
    types = [action[:2] for action in await atelier.journal(personne.id)]
    assert types == [("MODIFICATION", "Referent"), ("CREATION", "Referent")]


async def test_un_referent_de_parcours_ne_commence_pas_avant_celui_qui_l_est(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    ancien = await personne.referent("parcours", "PARCOURS")
    debut = il_y_a(300).isoformat()
    refus = await atelier.muter("pilote", NOMMER, mission(atelier, personne, "referent", "PARCOURS", debut=debut))
    assert refus["code"] == "REFERENT_CHEVAUCHANT"
    assert "Dominique Parcours" in refus["message"]
    assert f"Referent:{ancien.id}" in refus["message"]


async def test_deux_referents_de_parcours_nommes_a_la_fois_n_en_font_qu_un(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    comptes = ("parcours", "referent", "sdi", "referent_b")
    answers = await ensemble(
        *(atelier.muter("pilote", NOMMER, mission(atelier, personne, compte, "PARCOURS")) for compte in comptes)
    )
    assert sorted(answer["__typename"] for answer in answers) == ["ErreurMetier"] * 3 + ["NommerReferentSucces"]
    assert {answer["code"] for answer in answers if "code" in answer} == {"REFERENT_CHEVAUCHANT"}
    [(nombre,)] = await atelier.sql("SELECT count(*) FROM referent WHERE beneficiaire_id = :id", id=personne.id)
    assert nombre == 1


async def test_un_referent_de_parcours_passe_la_main_pour_demain_et_garde_le_dossier_ce_soir(atelier: Atelier) -> None:
    personne = await atelier.personne()
    await personne.referent("parcours", "PARCOURS")
    demande = mission(atelier, personne, "referent", "PARCOURS", debut="2025-03-28")
    assert await atelier.refus("parcours", NOMMER, demande) == "DOSSIER_PERDU"
    fait = await atelier.fait("parcours", NOMMER, demande | {"debut": "2025-03-29"}, MONTRE)
    assert fait["referentClos"]["fin"] == "2025-03-28"


async def test_on_peut_a_tout_moment_modifier_le_referent(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    cree = (await atelier.fait("referent", NOMMER, mission(atelier, personne, "referent", "ETAPE"), MONTRE))["referent"]
    autre = await collegue(atelier, "A")
    change = {"referent": cree["id"], "version": 1, "collaborateur": f"Collaborateur:{autre.id}", "fin": "2025-12-31"}
    fait = (await atelier.fait("referent", MODIFIER, change, MISSION))["referent"]
    assert fait["collaborateur"] == {"id": f"Collaborateur:{autre.id}"}
    assert (fait["debut"], fait["fin"], fait["version"]) == ("2025-03-01", "2025-12-31", 2)


async def test_les_dates_d_un_collaborateur_parti_se_corrigent_encore(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    parti = await collegue(atelier, "A", actif=False)
    row = db.Referent(
        beneficiaire_id=personne.id, collaborateur_id=parti.id, type=db.TypeReferent.ETAPE, debut=dt.date(2025, 1, 1)
    )
    await atelier.ajouter(row)
    await atelier.fait("referent", MODIFIER, {"referent": f"Referent:{row.id}", "version": 1, "fin": "2025-02-01"})


async def test_modifier_ne_fait_pas_se_chevaucher_deux_referents_de_parcours(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await personne.referent("parcours", "PARCOURS", fin=100)
    suivant = (await atelier.fait("pilote", NOMMER, mission(atelier, personne, "referent", "PARCOURS"), MONTRE))[
        "referent"
    ]
    change = {"referent": suivant["id"], "version": 1, "debut": il_y_a(150).isoformat()}
    assert await atelier.refus("pilote", MODIFIER, change) == "REFERENT_CHEVAUCHANT"


async def test_une_version_perimee_n_ecrase_rien(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    row = await personne.referent("referent", "HORS_ACCOMPAGNEMENT")
    change = {"referent": f"Referent:{row.id}", "version": 1}
    await atelier.fait("referent", MODIFIER, change | {"fin": "2025-06-30"})
    assert await atelier.refus("referent", MODIFIER, change | {"fin": "2025-07-31"}) == "VERSION_PERIMEE"


async def test_le_referent_d_une_etape_close_ne_redevient_pas_actif(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    close = await personne.etape("a", fin=10)
    row = await personne.referent("referent", "ETAPE", etape_id=close.id, fin=10)
    change = {"referent": f"Referent:{row.id}", "version": 1}
    for fin in (None, "2025-03-19"):
        refus = await atelier.muter("referent", MODIFIER, change | {"fin": fin})
        [champ] = refus["champs"]
        assert (champ["chemin"], champ["code"], "le 18/03/2025" in champ["message"]) == ("commande.fin", "CLOSE", True)
    await atelier.fait("referent", MODIFIER, change | {"debut": "2024-06-03", "fin": "2025-03-18"})


async def test_la_mission_d_un_collaborateur_parti_se_raccourcit_meme_sur_une_etape_close(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    close = await personne.etape("a", fin=10)
    parti = await collegue(atelier, "A", actif=False)
    row = db.Referent(
        beneficiaire_id=personne.id,
        collaborateur_id=parti.id,
        type=db.TypeReferent.ETAPE,
        debut=il_y_a(300),
        fin=il_y_a(10),
        etape_id=close.id,
    )
    await atelier.ajouter(row)
    await atelier.fait("referent", MODIFIER, {"referent": f"Referent:{row.id}", "version": 1, "fin": "2025-02-01"})


async def test_une_mission_d_etape_ne_finit_pas_avant_son_etape(atelier: Atelier) -> None:
    personne = await atelier.personne()
    etape = await personne.etape("a", debut=30)
    avant = mission(atelier, personne, "referent", "ETAPE", debut="2025-01-06", fin="2025-02-25")
    for demande in (avant, avant | {"etape": f"Etape:{etape.id}"}):
        refus = await atelier.muter("referent", NOMMER, demande)
        [champ] = refus["champs"]
        assert (champ["chemin"], champ["code"]) == ("commande.fin", "HORS_ETAPE")
        assert "L'étape commence le 26/02/2025" in champ["message"]
    cree = (await atelier.fait("referent", NOMMER, avant | {"fin": "2025-02-26"}, MONTRE))["referent"]
    change = {"referent": cree["id"], "version": 1, "fin": "2025-02-25"}
    assert await atelier.refus("referent", MODIFIER, change) == "HORS_ETAPE"


@pytest.mark.parametrize("compte", ["accueil", "infocentre", "support"])
async def test_qui_ne_suit_pas_de_dossier_n_est_pas_referent_de_parcours(atelier: Atelier, compte: str) -> None:
    personne = await atelier.suivie()
    refus = await atelier.muter("pilote", NOMMER, mission(atelier, personne, compte, "PARCOURS"))
    [champ] = refus["champs"]
    assert (champ["chemin"], champ["code"]) == ("commande.collaborateur", "PROFIL_INADAPTE")
    row = await personne.referent("parcours", "PARCOURS")
    change = {"referent": f"Referent:{row.id}", "version": 1, "collaborateur": f"Collaborateur:{atelier.moi(compte)}"}
    assert await atelier.refus("pilote", MODIFIER, change) == "PROFIL_INADAPTE"


@pytest.mark.parametrize("compte", ["referent", "responsable", "parcours", "sdi", "pilote"])
async def test_les_autres_le_sont(atelier: Atelier, compte: str) -> None:
    personne = await atelier.suivie()
    await atelier.fait("pilote", NOMMER, mission(atelier, personne, compte, "PARCOURS"))


async def test_le_referent_d_une_etape_masquee_n_existe_pas(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    etape = await personne.etape("sante")
    row = await personne.referent("referent_b", "ETAPE", etape_id=etape.id)
    change = {"referent": f"Referent:{row.id}", "version": 1}
    cache = await atelier.muter("referent", MODIFIER, change | {"fin": "2025-06-30"})
    assert cache["__typename"] == "ErreurIntrouvable"
    assert cache == await atelier.muter("referent", SUPPRIMER, change)
    assert cache == await atelier.muter("referent", SUPPRIMER, change | {"referent": "Referent:999999"})


async def test_on_peut_supprimer_un_referent_nomme_par_erreur(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    row = await personne.referent("parcours", "PARCOURS")
    montre = "beneficiaire { referents { id } } avertissements { code }"
    fait = await atelier.fait("referent", SUPPRIMER, {"referent": f"Referent:{row.id}", "version": 1}, montre)
    assert fait["beneficiaire"]["referents"] == []
    assert fait["avertissements"] == [{"code": "SANS_REFERENT_PARCOURS"}]
    [(action, type_, diff)] = await atelier.journal(personne.id)
    assert (action, type_) == ("SUPPRESSION", "Referent")
    assert diff is not None
    assert diff["collaborateur"]["avant"] == f"Collaborateur:{atelier.moi('parcours')}"


async def test_un_referent_de_parcours_ne_supprime_pas_ce_qui_lui_ouvre_le_dossier(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    row = await personne.referent("parcours", "PARCOURS")
    demande = {"referent": f"Referent:{row.id}", "version": 1}
    assert await atelier.refus("parcours", SUPPRIMER, demande) == "DOSSIER_PERDU"
    assert await atelier.journal(personne.id) == []
    await atelier.fait("pilote", SUPPRIMER, demande)


async def test_il_supprime_celle_qui_ne_commence_que_demain(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await personne.referent("parcours", "PARCOURS", fin=-2)
    demain = db.Referent(
        beneficiaire_id=personne.id,
        collaborateur_id=atelier.moi("parcours"),
        type=db.TypeReferent.PARCOURS,
        debut=il_y_a(-3),
    )
    await atelier.ajouter(demain)
    await atelier.fait("parcours", SUPPRIMER, {"referent": f"Referent:{demain.id}", "version": 1})


async def test_le_pilote_supprime_la_sienne(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    row = await personne.referent("pilote", "PARCOURS")
    await atelier.fait("pilote", SUPPRIMER, {"referent": f"Referent:{row.id}", "version": 1})


@pytest.mark.parametrize("achevee", ["mission", "etape"])
async def test_ce_qui_a_servi_reste_a_l_histoire_du_dossier(atelier: Atelier, achevee: str) -> None:
    personne = await atelier.suivie()
    if achevee == "etape":
        etape = await personne.etape("a", fin=10)
        row = await personne.referent("referent", "ETAPE", etape_id=etape.id)
    else:
        row = await personne.referent("referent", "HORS_ACCOMPAGNEMENT", fin=1)
    demande = {"referent": f"Referent:{row.id}", "version": 1}
    assert await atelier.refus("referent", SUPPRIMER, demande) == "REFERENT_HISTORIQUE"


async def test_un_double_clic_avec_une_cle_ne_nomme_qu_une_fois(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = mission(atelier, personne, "referent", "ETAPE")
    un, deux = await ensemble(*(atelier.fait("referent", NOMMER, demande, MONTRE, cle="nommer") for _ in range(2)))
    assert un == deux


async def test_nommer_ne_dit_pas_qu_un_autre_operateur_suit_la_personne(atelier: Atelier) -> None:
    dits = []
    for suivie_ailleurs in (False, True):
        personne = await atelier.suivie()
        if suivie_ailleurs:
            await personne.positionnement("sante", cree=3)
            await personne.referent("referent_b", "ETAPE")
        demande = mission(atelier, personne, "referent_b", "ETAPE")
        dits.append([await atelier.muter("referent", NOMMER, demande | autre) for autre in ({}, {"fin": "2025-02-01"})])
    assert dits[0] == dits[1]
    assert [champ["code"] for champ in dits[1][1]["champs"]] == ["FIN_AVANT_DEBUT", "HORS_STRUCTURE"]
