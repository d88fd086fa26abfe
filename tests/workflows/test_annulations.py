"""Leaving the dispositif, and undoing an exit within thirty days (guide §9)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import db
from tests.reading.lecteur import JOUR, MAINTENANT
from tests.reading.monde import Personne, il_y_a
from tests.workflows.atelier import Atelier, ensemble
from tests.workflows.parcours import DEMAIN, SORTIR, rendez_vous, sortie, suivie

pytestmark = pytest.mark.asyncio(loop_scope="session")

DEUX_JOURS = dt.timedelta(days=2)
QUITTER, ANNULER = "sortirDispositif", "annulerSortie"
MONTRE = (
    "etapes { id version finReelle motifFin { code } closeLe commentaire caracteristiques { valeur } }"
    " accompagnement { id sortie } rendezVousRetablis { id realisation } referentsRetablis { id fin }"
    " avertissements { code message }"
)


def annuler(etape: db.Etape, version: int = 2) -> dict[str, Any]:
    """The undoing of the exit of an étape."""
    return {"etape": f"Etape:{etape.id}", "version": version}


async def entree(atelier: Atelier, personne: Personne) -> db.Accompagnement:
    """An entry in the dispositif, 500 days ago."""
    row = db.Accompagnement(beneficiaire_id=personne.id, dispositif_id=1, entree=il_y_a(500))
    await atelier.ajouter(row)
    return row


def quitter(accompagnement: db.Accompagnement, **champs: Any) -> dict[str, Any]:
    """The exit from the dispositif, today."""
    return {
        "accompagnement": f"Accompagnement:{accompagnement.id}",
        "version": 1,
        "sortie": JOUR.isoformat(),
        "motif": "FIN_DROITS_RSA",
        **champs,
    }


def codes(fait: dict[str, Any]) -> list[str]:
    """The codes of the warnings."""
    return [un["code"] for un in fait["avertissements"]]


async def lignes(atelier: Atelier, personne: Personne) -> dict[str, list[Any]]:
    """The rows of a file that an exit may change, their versions and instants aside."""
    found = {}
    for table, colonnes in {
        "etape": "id, debut_reel, fin_reelle, motif_fin_id, close_le, commentaire, offre_de_service_id",
        "entretien": "id, realisation, date_heure",
        "referent": "id, debut, fin, etape_id",
        "accompagnement": "id, sortie, motif_sortie_id",
    }.items():
        requete = f"SELECT {colonnes} FROM {table} WHERE beneficiaire_id = :id ORDER BY id"
        found[table] = await atelier.sql(requete, id=personne.id)
    found["caracteristique_etape"] = await atelier.sql(
        "SELECT c.etape_id, c.definition_id, c.valeur FROM caracteristique_etape c JOIN etape e ON e.id = c.etape_id"
        " WHERE e.beneficiaire_id = :id ORDER BY 1, 2",
        id=personne.id,
    )
    return found


# Annuler la sortie d'une étape


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
    fait = await atelier.fait("referent", ANNULER, annuler(etape), MONTRE)
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
    fait = await atelier.fait("referent", ANNULER, annuler(etape, 4), MONTRE)
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
    fait = await atelier.fait("referent", ANNULER, annuler(etape), MONTRE)
    assert codes(fait) == ["CRENEAU_PRIS"]
    assert fait["rendezVousRetablis"] == []


async def test_un_rendez_vous_que_l_on_ne_lit_pas_ne_prend_pas_le_creneau(atelier: Atelier) -> None:
    """Else undoing an exit would tell when the person meets another structure."""
    personne, etape = await suivie(atelier)
    quand = DEMAIN + dt.timedelta(days=41)
    pris = await rendez_vous(atelier, personne, etape, quand=quand)
    await atelier.fait("referent", SORTIR, sortie(etape))
    masquee = await personne.etape("sante")
    cache = await personne.entretien("B", "parcours", etapes=[masquee], date_heure=quand, realisation="PREVU")
    await atelier.executer("UPDATE entretien SET modifie_le = :q WHERE id = :id", q=MAINTENANT, id=cache.id)
    fait = await atelier.fait("referent", ANNULER, annuler(etape), MONTRE)
    assert codes(fait) == []
    assert [un["id"] for un in fait["rendezVousRetablis"]] == [f"Entretien:{pris}"]


async def test_un_chevauchement_d_avant_la_sortie_revient_avec_le_rendez_vous(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    ailleurs, autre = await suivie(atelier)
    quand = DEMAIN + dt.timedelta(days=50)
    await rendez_vous(atelier, personne, etape, quand=quand)
    deja = await rendez_vous(atelier, ailleurs, autre, quand=quand + dt.timedelta(minutes=10))
    await atelier.executer("UPDATE entretien SET modifie_le = :hier WHERE id = :id", hier=DEMAIN - DEUX_JOURS, id=deja)
    await atelier.fait("referent", SORTIR, sortie(etape))
    fait = await atelier.fait("referent", ANNULER, annuler(etape), MONTRE)
    assert (codes(fait), len(fait["rendezVousRetablis"])) == ([], 1)


async def test_un_rendez_vous_pris_ailleurs_et_que_l_on_ne_voit_pas_ne_prend_pas_le_creneau(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    ailleurs = await personne.etape("b")
    quand = DEMAIN + dt.timedelta(days=60)
    await rendez_vous(atelier, personne, etape, quand=quand)
    await atelier.fait("referent", SORTIR, sortie(etape))
    await rendez_vous(atelier, personne, ailleurs, quand=quand, compte="referent_b")
    fait = await atelier.fait("referent", ANNULER, annuler(etape), MONTRE)
    assert (codes(fait), len(fait["rendezVousRetablis"])) == ([], 1)


async def test_un_rendez_vous_passe_entre_temps_est_a_realiser(atelier: Atelier) -> None:
    personne, etape = await suivie(atelier)
    await rendez_vous(atelier, personne, etape, quand=DEMAIN + dt.timedelta(hours=15, minutes=7))
    await atelier.fait("referent", SORTIR, sortie(etape))
    with atelier.plus_tard(3):
        fait = await atelier.fait("referent", ANNULER, annuler(etape), MONTRE)
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


# Sortir du dispositif


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
    fait = await atelier.fait("referent", ANNULER, retour, MONTRE)
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
    await atelier.fait("referent", ANNULER, annuler(etape, 3), MONTRE)


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
    fait = await atelier.fait("referent", ANNULER, retour, MONTRE)
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
    fait = await atelier.fait("referent", ANNULER, retour, MONTRE)
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
    fait = await atelier.fait("referent", ANNULER, retour, MONTRE)
    assert codes(fait) == []
    assert await lignes(atelier, personne) == avant


async def test_une_etape_suivie_depuis_sa_sortie_garde_le_debut_qu_elle_lui_a_donne(atelier: Atelier) -> None:
    personne = await atelier.personne()
    venir = await personne.etape("a", debut=-40)
    accompagnement = await entree(atelier, personne)
    await atelier.fait("referent", QUITTER, quitter(accompagnement))
    await atelier.fait("referent", "saisirPresence", {"etape": f"Etape:{venir.id}", "ajouter": [JOUR.isoformat()]})
    retour = {"accompagnement": f"Accompagnement:{accompagnement.id}", "version": 2}
    fait = await atelier.fait("referent", ANNULER, retour, MONTRE)
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
