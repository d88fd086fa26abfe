"""Leaving an étape (guide §9): the bilan, then the documents, then the date and the motif."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import db
from tests.reading.monde import il_y_a, midi
from tests.workflows.atelier import Atelier, ensemble
from tests.workflows.parcours import DECLARER, DEMAIN, SORTIR, bilan_final, fnea, rendez_vous, sortie, suivie

pytestmark = pytest.mark.asyncio(loop_scope="session")

MONTRE = (
    "etape { id version finReelle motifFin { code } caracteristiques { definition { code } valeur } }"
    " rendezVousAnnules { id realisation } referentsTermines { id fin } alerteSdi consequence"
    " avertissements { code message }"
)
MOTIFS_A_BILAN, MOTIFS_A_FNEA = (1, 6, 9), (2, 3, 4, 5, 8)


# Ce que chaque motif demande


@pytest.mark.parametrize("motif", MOTIFS_A_BILAN)
async def test_sans_bilan_final_la_sortie_est_refusee(atelier: Atelier, motif: int) -> None:
    _, etape = await suivie(atelier)
    refus = await atelier.muter("referent", SORTIR, sortie(etape, motif))
    assert [(champ["chemin"], champ["code"]) for champ in refus["champs"]] == [("commande.motif", "BILAN_MANQUANT")]
    assert "ajouterBilan" in refus["champs"][0]["message"]
    assert await atelier.sql("SELECT 1 FROM etape WHERE id = :id AND fin_reelle IS NOT NULL", id=etape.id) == []


async def test_un_bilan_final_incomplet_nomme_les_questions_qui_attendent(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    await bilan_final(atelier, personne, etape, sans=1)
    refus = await atelier.muter("referent", SORTIR, sortie(etape, 1))
    [champ] = refus["champs"]
    [(question,)] = await atelier.sql(
        "SELECT q.libelle FROM question q JOIN modele_bilan m ON m.id = q.modele_id JOIN thematique t"
        " ON t.id = m.thematique_id WHERE t.code = 'MOC' AND q.obligatoire ORDER BY q.rang DESC LIMIT 1"
    )
    assert champ["code"] == "BILAN_MANQUANT"
    assert f"du {il_y_a(3):%d/%m/%Y} attend encore « {question} »" in champ["message"]


@pytest.mark.parametrize("motif", MOTIFS_A_BILAN)
async def test_avec_un_bilan_final_complet_la_sortie_se_fait(atelier: Atelier, motif: int) -> None:
    personne, etape = await suivie(atelier)
    await bilan_final(atelier, personne, etape)
    fait = await atelier.fait("referent", SORTIR, sortie(etape, motif), MONTRE)
    assert fait["etape"]["motifFin"] == {"code": motif}
    valeurs = {une["definition"]["code"]: une["valeur"] for une in fait["etape"]["caracteristiques"]}
    assert valeurs["BILAN_FINAL_EFFECTUE"] == "oui"


async def test_le_bilan_final_d_une_autre_etape_ne_compte_pas(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    autre = await personne.etape("a2")
    await bilan_final(atelier, personne, autre)
    assert await atelier.refus("referent", SORTIR, sortie(etape, 1)) == "BILAN_MANQUANT"


@pytest.mark.parametrize("motif", MOTIFS_A_FNEA)
async def test_sans_fnea_la_non_entree_est_refusee_puis_faite_avec(atelier: Atelier, motif: int) -> None:
    _, etape = await suivie(atelier)
    refus = await atelier.muter("referent", SORTIR, sortie(etape, motif))
    assert [(champ["chemin"], champ["code"]) for champ in refus["champs"]] == [("commande.motif", "DOCUMENT_MANQUANT")]
    assert "declarerDocument" in refus["champs"][0]["message"]
    await fnea(atelier, etape)
    fait = await atelier.fait("referent", SORTIR, sortie(etape, motif), MONTRE)
    assert fait["alerteSdi"] is True
    assert "FNEA" in fait["consequence"]


async def test_la_fin_des_droits_ne_demande_rien_et_alerte_le_sdi(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    fait = await atelier.fait("referent", SORTIR, sortie(etape), MONTRE)
    assert fait["etape"]["finReelle"] == "2025-03-28"
    assert fait["etape"]["caracteristiques"] == [{"definition": {"code": "ALERTE_SDI"}, "valeur": "oui"}]
    assert fait["alerteSdi"] is True


async def test_la_sortie_classique_n_alerte_pas_le_sdi(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    await bilan_final(atelier, personne, etape)
    fait = await atelier.fait("referent", SORTIR, sortie(etape, 1), MONTRE)
    assert fait["alerteSdi"] is False
    assert "ALERTE_SDI" not in {une["definition"]["code"] for une in fait["etape"]["caracteristiques"]}


async def test_tout_ce_qui_manque_et_tout_ce_qui_est_faux_est_dit_d_un_coup(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    demande = sortie(etape, 1, finReelle=il_y_a(-1).isoformat(), caracteristiques=[{"code": "INCONNUE"}])
    assert await atelier.chemins("referent", SORTIR, demande) == [
        "commande.finReelle",
        "commande.caracteristiques.0.code",
        "commande.motif",
    ]


@pytest.mark.parametrize(
    ("champs", "code"),
    [
        ({"finReelle": il_y_a(401).isoformat()}, "FIN_AVANT_DEBUT"),
        ({"finReelle": il_y_a(-1).isoformat()}, "A_VENIR"),
        ({"motif": 10}, "INCONNU"),
    ],
)
async def test_une_sortie_impossible_est_refusee(atelier: Atelier, champs: dict[str, Any], code: str) -> None:
    _, etape = await suivie(atelier)
    assert await atelier.refus("referent", SORTIR, sortie(etape) | champs) == code


async def test_une_etape_qui_n_a_pas_commence_ne_prend_pas_fin_et_le_debut_reel_est_a_corriger(
    atelier: Atelier,
) -> None:
    personne = await atelier.personne()
    etape = await personne.etape("a", debut=-30)
    refus = await atelier.muter("referent", SORTIR, sortie(etape))
    assert (refus["__typename"], refus["code"]) == ("ErreurMetier", "ETAPE_A_VENIR")
    assert f"que le {il_y_a(-30):%d/%m/%Y}" in refus["message"]
    corrige = {"etape": f"Etape:{etape.id}", "version": 1, "debutReel": il_y_a(1).isoformat()}
    await atelier.fait("referent", "modifierEtape", corrige)
    await atelier.fait("referent", SORTIR, sortie(etape) | {"version": 2})


async def test_la_fin_ne_laisse_aucune_presence_derriere_elle(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    await atelier.ajouter(db.Presence(etape_id=etape.id, jour=il_y_a(4)))
    demande = sortie(etape, finReelle=il_y_a(5).isoformat())
    assert await atelier.refus("referent", SORTIR, demande) == "AVANT_PRESENCE"
    await atelier.fait("referent", SORTIR, demande | {"finReelle": il_y_a(4).isoformat()})


async def test_a_qui_ne_remplit_pas_les_bilans_rien_n_est_dit_de_ceux_qui_existent(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier, secteur_id=atelier.secteurs["secteur"].id)
    sans = await atelier.muter("sdi", SORTIR, sortie(etape, 1))
    await bilan_final(atelier, personne, etape, sans=1)
    assert await atelier.muter("sdi", SORTIR, sortie(etape, 1)) == sans


async def test_a_qui_n_ecrit_pas_les_documents_la_fnea_est_a_demander_a_la_structure(atelier: Atelier) -> None:
    _, etape = await suivie(atelier, secteur_id=atelier.secteurs["secteur"].id)
    [champ] = (await atelier.muter("sdi", SORTIR, sortie(etape, 2)))["champs"]
    assert champ["code"] == "DOCUMENT_MANQUANT"
    assert champ["message"].endswith(": la structure de l'étape doit la produire ou la déclarer.")


async def test_le_commentaire_et_les_dernieres_informations_se_donnent_avec_la_sortie(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    valeurs = [{"code": "PROJET_VALIDE", "valeur": "oui"}]
    demande = sortie(etape, commentaire="Emploi trouvé", caracteristiques=valeurs)
    fait = await atelier.fait("referent", SORTIR, demande, "etape { commentaire caracteristiques { valeur } }")
    assert fait["etape"] == {"commentaire": "Emploi trouvé", "caracteristiques": [{"valeur": "oui"}, {"valeur": "oui"}]}


# Ce qu'elle entraîne


async def test_les_rendez_vous_a_venir_sans_etape_ouverte_sont_annules(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier, secteur_id=atelier.secteurs["secteur"].id)
    autre = await personne.etape("a2")
    annule = await rendez_vous(atelier, personne, etape)
    garde = await rendez_vous(atelier, personne, etape, autre, quand=DEMAIN + dt.timedelta(hours=1))
    passe = await rendez_vous(atelier, personne, etape, quand=midi(1))
    fait = await atelier.fait("referent", SORTIR, sortie(etape), MONTRE)
    assert fait["rendezVousAnnules"] == [{"id": f"Entretien:{annule}", "realisation": "ANNULE"}]
    assert [un["code"] for un in fait["avertissements"]] == ["SANS_REALISATION"]
    rows = await atelier.sql("SELECT id, realisation FROM entretien WHERE beneficiaire_id = :id", id=personne.id)
    assert {row.id: row.realisation for row in rows} == {annule: "ANNULE", garde: "PREVU", passe: "PREVU"}


async def test_les_referents_de_l_etape_terminent_leur_mission_avec_elle(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    de_l_etape = await personne.referent("referent", "ETAPE", etape_id=etape.id)
    ancien = await personne.referent("responsable", "ETAPE", etape_id=etape.id, fin=50)
    parcours = await personne.referent("parcours", "PARCOURS")
    tardif = db.Referent(
        beneficiaire_id=personne.id,
        collaborateur_id=atelier.moi("responsable"),
        type=db.TypeReferent.ETAPE,
        debut=il_y_a(2),
        etape_id=etape.id,
    )
    await atelier.ajouter(tardif)
    fait = await atelier.fait("referent", SORTIR, sortie(etape, finReelle=il_y_a(10).isoformat()), MONTRE)
    assert fait["referentsTermines"] == [
        {"id": f"Referent:{de_l_etape.id}", "fin": il_y_a(10).isoformat()},
        {"id": f"Referent:{tardif.id}", "fin": il_y_a(2).isoformat()},
    ]
    rows = await atelier.sql("SELECT id, fin FROM referent WHERE beneficiaire_id = :id", id=personne.id)
    fins = {row.id: row.fin for row in rows}
    assert (fins[ancien.id], fins[parcours.id]) == (il_y_a(50), None)


async def test_la_sortie_et_ses_suites_sont_au_journal(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    await rendez_vous(atelier, personne, etape)
    await personne.referent("referent", "ETAPE", etape_id=etape.id)
    await atelier.fait("referent", SORTIR, sortie(etape))
    lignes = await atelier.journal(personne.id)
    assert [(action, type_) for action, type_, _ in lignes] == [
        ("MODIFICATION", "Entretien"),
        ("MODIFICATION", "Referent"),
        ("MODIFICATION", "Etape"),
    ]
    assert lignes[0][2] == {
        "realisation": {"avant": "PREVU", "apres": "ANNULE"},
        "motifAnnulation": {"avant": None, "apres": "ETAPE_TERMINEE"},
    }
    details = lignes[2][2]
    assert details is not None
    assert details["finReelle"] == {"avant": None, "apres": "2025-03-28"}
    assert details["caracteristiques"] == {"avant": {"ALERTE_SDI": None}, "apres": {"ALERTE_SDI": "oui"}}


async def test_une_sortie_saisie_tard_laisse_le_dossier_ouvert_trente_jours(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    demande = sortie(etape, finReelle=il_y_a(60).isoformat())
    fait = await atelier.fait("referent", SORTIR, demande, MONTRE)
    assert fait["etape"]["finReelle"] == il_y_a(60).isoformat()
    texte = "query ($id: ID!) { beneficiaire(id: $id) { id } }"
    for jours, vu in ((29, True), (30, False)):
        with atelier.plus_tard(jours):
            data = await atelier.lire.data(atelier.callers["referent"], texte, id=personne.gid)
        assert (data["beneficiaire"] is not None) is vu


async def test_deux_sorties_a_la_fois_n_en_font_qu_une(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    types = sorted(
        answer["__typename"]
        for answer in await ensemble(*(atelier.muter("referent", SORTIR, sortie(etape)) for _ in range(5)))
    )
    assert types == ["ErreurConflit"] * 4 + ["SortirEtapeSucces"]
    assert await atelier.sql("SELECT count(*) FROM sortie WHERE etape_id = :id", id=etape.id) == [(1,)]


async def test_une_sortie_et_un_rendez_vous_a_la_fois_ne_laissent_rien_de_prevu_sur_une_etape_close(
    atelier: Atelier,
) -> None:
    for rang in range(5):
        personne, etape = await suivie(atelier)
        quand = (DEMAIN + dt.timedelta(days=7 + rang)).isoformat()
        prendre = {
            "beneficiaire": personne.gid,
            "etapes": [f"Etape:{etape.id}"],
            "dateHeure": quand,
            "type": "SUIVI",
        }
        fin, pris = await ensemble(
            atelier.muter("referent", SORTIR, sortie(etape)),
            atelier.muter("referent", "prendreRendezVous", prendre),
        )
        assert fin["__typename"] == "SortirEtapeSucces"
        assert pris["__typename"] == "PrendreRendezVousSucces" or pris["code"] == "ETAPE_CLOSE"
        assert (
            await atelier.sql(
                "SELECT 1 FROM entretien WHERE beneficiaire_id = :id AND realisation = 'PREVU'", id=personne.id
            )
            == []
        )


async def test_une_etape_close_ne_se_ferme_pas_deux_fois(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    await atelier.fait("referent", SORTIR, sortie(etape))
    refus = await atelier.muter("referent", SORTIR, sortie(etape) | {"version": 2})
    assert refus["code"] == "ETAPE_CLOSE"
    assert "annulerSortie) jusqu'au 27/04/2025" in refus["message"]


# Déclarer un document édité ailleurs


async def test_un_formulaire_edite_sur_rsactus_se_declare(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    montre = "document { modele { code } nomFichier editeLe etape { id } }"
    [(modele,)] = await atelier.sql("SELECT id FROM modele_document WHERE code = 'FNEA'")
    commande = {"etape": f"Etape:{etape.id}", "modele": f"ModeleDocument:{modele}", "editeLe": "2025-03-20"}
    fait = await atelier.fait("referent", DECLARER, commande, montre)
    assert fait["document"] == {
        "modele": {"code": "FNEA"},
        "nomFichier": None,
        "editeLe": "2025-03-20",
        "etape": {"id": f"Etape:{etape.id}"},
    }
    for jour, code in ((il_y_a(401), "HORS_ETAPE"), (il_y_a(-1), "A_VENIR")):
        assert await atelier.refus("referent", DECLARER, commande | {"editeLe": jour.isoformat()}) == code


async def test_le_modele_declare_est_celui_de_la_thematique(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    commande = {"etape": f"Etape:{etape.id}", "modele": "FICHE_BILAN_MOS", "editeLe": "2025-03-20"}
    assert await atelier.refus("referent", DECLARER, commande) == "AUTRE_THEMATIQUE"
    assert await atelier.refus("referent", DECLARER, commande | {"modele": "INCONNU"}) == "INCONNU"


async def test_une_autre_fiche_ne_vaut_pas_la_fnea(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    commande = {"etape": f"Etape:{etape.id}", "modele": "FICHE_BILAN_MOC", "editeLe": "2025-03-20"}
    await atelier.fait("referent", DECLARER, commande)
    assert await atelier.refus("referent", SORTIR, sortie(etape, 2)) == "DOCUMENT_MANQUANT"


async def test_la_sortie_ne_dit_rien_des_rendez_vous_que_l_on_ne_voit_pas(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier, secteur_id=atelier.secteurs["secteur"].id)
    await personne.entretien("B", "parcours", jours=5, etapes=[etape], realisation=db.Realisation.PREVU)
    await personne.entretien("B", "parcours", jours=-5, etapes=[etape], realisation=db.Realisation.PREVU)
    fait = await atelier.fait("referent", SORTIR, sortie(etape), MONTRE)
    assert (fait["rendezVousAnnules"], fait["avertissements"]) == ([], [])


async def test_un_commentaire_qui_parle_de_sante_est_rappele_au_rgpd(atelier: Atelier) -> None:
    _, etape = await suivie(atelier, secteur_id=atelier.secteurs["secteur"].id)
    texte = {"commentaire": "Suit une chimiothérapie pour un cancer"}
    modifie = {"etape": f"Etape:{etape.id}", "version": 1} | texte
    fait = await atelier.fait("referent", "modifierEtape", modifie, "avertissements { code }")
    assert fait["avertissements"] == [{"code": "RAPPEL_SANTE"}]
    fin = sortie(etape) | {"version": 2} | texte
    fait = await atelier.fait("referent", SORTIR, fin, "avertissements { code }")
    assert fait["avertissements"] == [{"code": "RAPPEL_SANTE"}]
