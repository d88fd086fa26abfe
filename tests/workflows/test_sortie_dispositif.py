"""Leaving the dispositif, and undoing it (guide §9)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import db
from tests.reading.lecteur import JOUR, MAINTENANT
from tests.reading.monde import Personne, il_y_a, midi
from tests.workflows.atelier import Atelier, ensemble
from tests.workflows.parcours import (
    ANNULEE,
    ANNULER,
    QUITTER,
    SORTIR,
    annuler,
    codes,
    entree,
    lignes,
    quitter,
    rendez_vous,
    sortie,
    suivie,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def entrees(atelier: Atelier, personne: Personne) -> list[dt.date | None]:
    """The first day of the entry of each étape, then of each entretien, of a file."""
    rows = await atelier.sql(
        "SELECT a.entree FROM (SELECT 1 AS rang, id, accompagnement_id FROM etape WHERE beneficiaire_id = :id"
        " UNION ALL SELECT 2, id, accompagnement_id FROM entretien WHERE beneficiaire_id = :id) t"
        " LEFT JOIN accompagnement a ON a.id = t.accompagnement_id ORDER BY t.rang, t.id",
        id=personne.id,
    )
    return [row[0] for row in rows]


async def test_quitter_le_dispositif_ferme_toutes_les_etapes_au_motif_7(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    ailleurs = await personne.etape("sante")
    await personne.referent("referent", "ETAPE", etape_id=etape.id)
    await personne.referent("referent_b", "ETAPE", etape_id=ailleurs.id)
    await rendez_vous(atelier, personne, etape)
    await rendez_vous(atelier, personne, ailleurs, compte="referent_b")
    accompagnement = await entree(atelier, personne)
    montre = (
        "accompagnement { sortie motifSortie { code } } etapesCloses { intitule finReelle motifFin { code } }"
        " rendezVousAnnules { realisation } referentsTermines { fin collaborateur { nom } }"
    )
    fait = await atelier.fait("referent", QUITTER, quitter(accompagnement), montre)
    assert fait["accompagnement"] == {"sortie": "2025-03-28", "motifSortie": {"code": "FIN_DROITS_RSA"}}
    assert fait["etapesCloses"] == [
        {"intitule": "Offre a", "finReelle": "2025-03-28", "motifFin": {"code": 7}},
        {"intitule": "Autre accompagnement", "finReelle": "2025-03-28", "motifFin": None},
    ]
    assert fait["rendezVousAnnules"] == [{"realisation": "ANNULE"}]
    assert fait["referentsTermines"] == [{"fin": "2025-03-28", "collaborateur": {"nom": "Referent"}}]
    rows = await atelier.sql("SELECT DISTINCT realisation FROM entretien WHERE beneficiaire_id = :id", id=personne.id)
    assert rows == [("ANNULE",)]
    rows = await atelier.sql("SELECT DISTINCT fin FROM referent WHERE beneficiaire_id = :id", id=personne.id)
    assert rows == [(JOUR,)]


async def test_annuler_la_sortie_du_dispositif_rouvre_ce_qu_elle_a_ferme_et_rien_d_autre(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    deja = await personne.etape("a2")
    await personne.etape("b")
    await personne.referent("referent", "ETAPE", etape_id=etape.id)
    await rendez_vous(atelier, personne, etape)
    accompagnement = await entree(atelier, personne)
    await atelier.fait("referent", SORTIR, sortie(deja))
    avant = await lignes(atelier, personne)
    await atelier.fait("referent", QUITTER, quitter(accompagnement))
    retour = {"accompagnement": f"Accompagnement:{accompagnement.id}", "version": 2}
    fait = await atelier.fait("referent", ANNULER, retour, ANNULEE)
    assert fait["accompagnement"]["sortie"] is None
    assert len(fait["etapes"]) == 2
    assert await lignes(atelier, personne) == avant


async def test_une_etape_fermee_par_la_sortie_du_dispositif_ne_se_rouvre_qu_avec_elle(atelier: Atelier) -> None:
    personne = await atelier.personne()
    accompagnement = await entree(atelier, personne)
    etape = await personne.etape("a", accompagnement_id=accompagnement.id)
    await atelier.fait("referent", QUITTER, quitter(accompagnement))
    refus = await atelier.muter("referent", ANNULER, annuler(etape))
    assert refus["code"] == "SORTIE_DU_DISPOSITIF"
    assert "le 28/03/2025" in refus["message"]


async def test_une_etape_quittee_avant_le_dispositif_se_rouvre_une_fois_celui_ci_retrouve(atelier: Atelier) -> None:
    personne = await atelier.personne()
    accompagnement = await entree(atelier, personne)
    etape = await personne.etape("a", accompagnement_id=accompagnement.id)
    await atelier.fait("referent", SORTIR, sortie(etape))
    await atelier.fait("referent", QUITTER, quitter(accompagnement))
    assert await atelier.refus("referent", ANNULER, annuler(etape)) == "SORTIE_DU_DISPOSITIF"
    retour = {"accompagnement": f"Accompagnement:{accompagnement.id}", "version": 2}
    await atelier.fait("referent", ANNULER, retour)
    await atelier.fait("referent", ANNULER, annuler(etape))


async def test_corriger_une_entree_finie_n_empeche_pas_d_annuler_la_sortie_d_une_etape(atelier: Atelier) -> None:
    """The exit from the dispositif was entered before that of the étape, whenever its dates are set right."""
    personne, etape = await suivie(atelier)
    commande = {
        "beneficiaire": personne.gid,
        "dispositif": "Dispositif:1",
        "entree": il_y_a(500).isoformat(),
        "sortie": il_y_a(20).isoformat(),
        "motif": "REPRISE_EMPLOI",
    }
    fait = await atelier.fait("referent", "entrerDispositif", commande, "accompagnement { id }")
    entree_ = fait["accompagnement"]["id"]
    hier = "UPDATE sortie SET cree_le = cree_le - interval '1 day' WHERE accompagnement_id = :id"
    await atelier.executer(hier, id=int(entree_.split(":")[1]))
    await atelier.fait("referent", SORTIR, sortie(etape, version=2))
    corrige = {"accompagnement": entree_, "version": 1, "sortie": il_y_a(10).isoformat()}
    await atelier.fait("referent", "modifierAccompagnement", corrige)
    await atelier.fait("referent", ANNULER, annuler(etape, 3), ANNULEE)


@pytest.mark.parametrize(("jours", "code"), [(40, None), (-1, "SORTIE_DU_DISPOSITIF")])
async def test_une_sortie_du_dispositif_venue_d_ailleurs_compte_du_jour_ou_elle_y_est(
    atelier: Atelier, jours: int, code: str | None
) -> None:
    personne = await atelier.personne()
    accompagnement = await entree(atelier, personne)
    etape = await personne.etape("a", accompagnement_id=accompagnement.id)
    await atelier.fait("referent", SORTIR, sortie(etape))
    await atelier.executer(
        "UPDATE accompagnement SET sortie = :jour, motif_sortie_id = :motif, modifie_le = :quand WHERE id = :id",
        jour=il_y_a(50),
        motif="MOTIF_SORTIE_DISPOSITIF:RADIATION",
        quand=midi(jours),
        id=accompagnement.id,
    )
    found = await atelier.muter("referent", ANNULER, annuler(etape))
    assert found.get("code") == code


async def test_annuler_la_sortie_d_une_entree_y_rattache_ce_qu_elle_couvre_de_nouveau(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    await personne.entretien("A", "referent", jours=30, etapes=[etape])
    passee = {
        "beneficiaire": personne.gid,
        "dispositif": "Dispositif:1",
        "entree": il_y_a(900).isoformat(),
        "sortie": il_y_a(500).isoformat(),
        "motif": "RADIATION",
    }
    montre = "accompagnement { id version }"
    fait = (await atelier.fait("referent", "entrerDispositif", passee, montre))["accompagnement"]
    assert await entrees(atelier, personne) == [None, None]
    await atelier.fait("referent", ANNULER, {"accompagnement": fait["id"], "version": fait["version"]})
    assert await entrees(atelier, personne) == [il_y_a(900)] * 2


async def test_une_etape_detachee_depuis_la_sortie_se_rouvre_avec_son_entree(atelier: Atelier) -> None:
    personne = await atelier.personne()
    accompagnement = await entree(atelier, personne)
    etape = await personne.etape("a", accompagnement_id=accompagnement.id)
    await rendez_vous(atelier, personne, etape)
    await atelier.fait("referent", QUITTER, quitter(accompagnement))
    id_ = f"Accompagnement:{accompagnement.id}"
    corrige = {"accompagnement": id_, "version": 2, "sortie": il_y_a(450).isoformat()}
    await atelier.fait("referent", "modifierAccompagnement", corrige)
    assert await entrees(atelier, personne) == [None, None]
    fait = await atelier.fait("referent", ANNULER, {"accompagnement": id_, "version": 3}, ANNULEE)
    assert [(une["finReelle"], une["id"]) for une in fait["etapes"]] == [(None, f"Etape:{etape.id}")]
    assert [un["realisation"] for un in fait["rendezVousRetablis"]] == ["PREVU"]
    assert await entrees(atelier, personne) == [il_y_a(500)] * 2
    [(version,)] = await atelier.sql("SELECT version FROM etape WHERE id = :id", id=etape.id)
    gestes = [details for _, type_, details in await atelier.journal(personne.id) if type_ == "Etape"]
    assert version == 1 + len(gestes)
    dits = [set(details) for details in gestes if details is not None]
    assert dits[-2:] == [{"finReelle", "motifFin", "closeLe", "caracteristiques"}, {"accompagnement"}]


async def test_une_nouvelle_entree_empeche_d_annuler_la_sortie_precedente(atelier: Atelier) -> None:
    personne, _ = await suivie(atelier)
    accompagnement = await entree(atelier, personne)
    await atelier.fait("referent", QUITTER, quitter(accompagnement, sortie=il_y_a(5).isoformat()))
    await atelier.ajouter(db.Accompagnement(beneficiaire_id=personne.id, dispositif_id=1, entree=il_y_a(2)))
    retour = {"accompagnement": f"Accompagnement:{accompagnement.id}", "version": 2}
    assert await atelier.refus("referent", ANNULER, retour) == "NOUVELLE_ENTREE"


async def test_ce_qui_a_change_chez_une_autre_structure_n_est_pas_dit(atelier: Atelier) -> None:
    personne, _ = await suivie(atelier)
    ailleurs = await personne.etape("b")
    accompagnement = await entree(atelier, personne)
    pris = await rendez_vous(atelier, personne, ailleurs, compte="referent_b")
    await atelier.fait("referent", QUITTER, quitter(accompagnement))
    await atelier.executer("UPDATE entretien SET version = version + 1 WHERE id = :id", id=pris)
    retour = {"accompagnement": f"Accompagnement:{accompagnement.id}", "version": 2}
    fait = await atelier.fait("referent", ANNULER, retour, ANNULEE)
    assert (codes(fait), fait["rendezVousRetablis"]) == ([], [])


async def test_les_caracteristiques_d_une_autre_structure_ne_sont_pas_dites(atelier: Atelier) -> None:
    personne, _ = await suivie(atelier)
    ailleurs = await personne.etape("b")
    accompagnement = await entree(atelier, personne)
    await atelier.fait("referent", QUITTER, quitter(accompagnement))
    valeurs = [{"code": "ALERTE_SDI", "valeur": "non"}]
    autre = {"etape": f"Etape:{ailleurs.id}", "version": 2, "caracteristiques": valeurs}
    await atelier.fait("referent_b", "saisirCaracteristiquesEtape", autre)
    retour = {"accompagnement": f"Accompagnement:{accompagnement.id}", "version": 2}
    fait = await atelier.fait("referent", ANNULER, retour, ANNULEE)
    assert codes(fait) == []
    rows = await atelier.sql("SELECT valeur FROM caracteristique_etape WHERE etape_id = :id", id=ailleurs.id)
    assert rows == [("non",)]


async def test_une_etape_commencee_ou_suivie_apres_la_sortie_finit_quand_elle_le_peut(atelier: Atelier) -> None:
    personne = await atelier.personne()
    recente = await personne.etape("a", debut=3)
    suivie_ = await personne.etape("a2")
    await atelier.ajouter(db.Presence(etape_id=suivie_.id, jour=il_y_a(2)))
    accompagnement = await entree(atelier, personne)
    await atelier.fait("referent", QUITTER, quitter(accompagnement, sortie=il_y_a(10).isoformat()))
    rows = await atelier.sql("SELECT id, fin_reelle FROM etape WHERE beneficiaire_id = :id", id=personne.id)
    assert {row.id: row.fin_reelle for row in rows} == {recente.id: il_y_a(3), suivie_.id: il_y_a(2)}


async def test_une_etape_qui_n_a_pas_commence_commence_et_finit_le_jour_de_la_saisie(atelier: Atelier) -> None:
    personne = await atelier.personne()
    venir = await personne.etape("a", debut=-40)
    await personne.etape("a2")
    accompagnement = await entree(atelier, personne)
    avant = await lignes(atelier, personne)
    await atelier.fait("referent", QUITTER, quitter(accompagnement, sortie=il_y_a(10).isoformat()))
    rows = await atelier.sql("SELECT debut_reel, fin_reelle FROM etape WHERE id = :id", id=venir.id)
    assert rows == [(JOUR, JOUR)]
    retour = {"accompagnement": f"Accompagnement:{accompagnement.id}", "version": 2}
    fait = await atelier.fait("referent", ANNULER, retour, ANNULEE)
    assert codes(fait) == []
    assert await lignes(atelier, personne) == avant


async def test_une_etape_suivie_depuis_sa_sortie_garde_le_debut_qu_elle_lui_a_donne(atelier: Atelier) -> None:
    personne = await atelier.personne()
    venir = await personne.etape("a", debut=-40)
    accompagnement = await entree(atelier, personne)
    await atelier.fait("referent", QUITTER, quitter(accompagnement))
    await atelier.fait("referent", "saisirPresence", {"etape": f"Etape:{venir.id}", "ajouter": [JOUR.isoformat()]})
    retour = {"accompagnement": f"Accompagnement:{accompagnement.id}", "version": 2}
    fait = await atelier.fait("referent", ANNULER, retour, ANNULEE)
    assert codes(fait) == ["DEBUT_GARDE"]
    rows = await atelier.sql("SELECT debut_reel, fin_reelle FROM etape WHERE id = :id", id=venir.id)
    assert rows == [(JOUR, None)]


async def test_aucune_fin_reelle_n_est_a_venir_quoi_que_porte_l_etape(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    await atelier.ajouter(db.PassageConvention(etape_id=etape.id, libelle="PLIE", debut=il_y_a(-400)))
    accompagnement = await entree(atelier, personne)
    await atelier.fait("referent", QUITTER, quitter(accompagnement))
    assert await atelier.sql("SELECT fin_reelle FROM etape WHERE id = :id", id=etape.id) == [(JOUR,)]


@pytest.mark.parametrize(
    ("champs", "chemin"),
    [
        ({"sortie": il_y_a(501).isoformat()}, "commande.sortie"),
        ({"sortie": il_y_a(-1).isoformat()}, "commande.sortie"),
        ({"motif": "LASSITUDE"}, "commande.motif"),
    ],
)
async def test_une_sortie_du_dispositif_impossible_est_refusee(
    atelier: Atelier, champs: dict[str, Any], chemin: str
) -> None:
    personne, _ = await suivie(atelier)
    accompagnement = await entree(atelier, personne)
    assert await atelier.chemins("referent", QUITTER, quitter(accompagnement, **champs)) == [chemin]


async def test_on_ne_quitte_pas_deux_fois_le_dispositif(atelier: Atelier) -> None:
    personne, _ = await suivie(atelier)
    accompagnement = await entree(atelier, personne)
    appels = (atelier.muter("referent", QUITTER, quitter(accompagnement)) for _ in range(3))
    types = sorted(answer["__typename"] for answer in await ensemble(*appels))
    assert types == ["ErreurConflit"] * 2 + ["SortirDispositifSucces"]
    assert await atelier.refus("referent", QUITTER, quitter(accompagnement, version=2)) == "DEJA_SORTI"


async def test_les_etapes_d_une_autre_entree_qui_continue_restent_ouvertes(atelier: Atelier) -> None:
    personne = await atelier.personne()
    accompagnement = await entree(atelier, personne)
    autre = db.Dispositif(code=f"AUTRE_{personne.id}", libelle="Autre dispositif")
    await atelier.ajouter(autre)
    continue_ = db.Accompagnement(beneficiaire_id=personne.id, dispositif_id=autre.id, entree=il_y_a(300))
    await atelier.ajouter(continue_)
    await personne.etape("a", accompagnement_id=continue_.id)
    await personne.etape("a2", accompagnement_id=accompagnement.id)
    fait = await atelier.fait("referent", QUITTER, quitter(accompagnement), "etapesCloses { intitule }")
    assert fait["etapesCloses"] == [{"intitule": "Offre a2"}]


async def test_l_acte_porte_l_instant_de_la_saisie(atelier: Atelier) -> None:
    _, etape = await suivie(atelier)
    await atelier.fait("referent", SORTIR, sortie(etape, finReelle=il_y_a(20).isoformat()))
    rows = await atelier.sql("SELECT close_le FROM etape WHERE id = :id", id=etape.id)
    assert rows == [(MAINTENANT,)]


async def test_une_sortie_du_dispositif_n_empeche_pas_de_fusionner_deux_dossiers(atelier: Atelier) -> None:
    garde = await atelier.personne()
    await entree(atelier, garde)
    absorbe = await atelier.personne()
    accompagnement = await entree(atelier, absorbe)
    etape = await absorbe.etape("a", accompagnement_id=accompagnement.id)
    await atelier.fait("referent", QUITTER, quitter(accompagnement))
    fusion = {"garde": garde.gid, "versionGarde": 1, "absorbe": absorbe.gid, "versionAbsorbe": 1, "confirmer": True}
    await atelier.fait("pilote", "fusionnerDoublons", fusion)
    [(version, dossier)] = await atelier.sql(
        "SELECT version, beneficiaire_id FROM etape WHERE id = :id AND fin_reelle IS NOT NULL", id=etape.id
    )
    assert dossier == garde.id
    assert await atelier.refus("referent", ANNULER, annuler(etape, version)) == "SORTIE_IMPORTEE"


@pytest.mark.parametrize(
    ("compte", "code"),
    [
        ("accueil", "INTERDIT"),
        ("referent", None),
        ("responsable", None),
        ("parcours", None),
        ("sdi", None),
        ("pilote", None),
        ("infocentre", "INTERDIT"),
        ("support", "INTERDIT"),
        ("referent_b", "INTROUVABLE"),
    ],
)
async def test_annule_la_sortie_du_dispositif_qui_peut_la_saisir(
    atelier: Atelier, compte: str, code: str | None
) -> None:
    personne = await atelier.personne(secteur_id=atelier.secteurs["secteur"].id)
    await personne.etape("a")
    await personne.referent("parcours", "PARCOURS")
    accompagnement = await entree(atelier, personne)
    await atelier.fait("referent", QUITTER, quitter(accompagnement))
    retour = {"accompagnement": f"Accompagnement:{accompagnement.id}", "version": 2}
    if code is None:
        await atelier.fait(compte, ANNULER, retour)
    else:
        assert await atelier.refus(compte, ANNULER, retour) == code
