"""Creating an étape (guide §7.1)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import db
from tests.reading.lecteur import JOUR
from tests.reading.monde import Personne, il_y_a
from tests.workflows.atelier import Atelier, ensemble

pytestmark = pytest.mark.asyncio(loop_scope="session")

CREER, DUPLIQUER = "creerEtape", "dupliquerEtape"
MONTRE = (
    "etape { id version intitule debutReel finReelle dureeMois validee accompagnement { entree }"
    " referentInitiateur { nom } structure { raisonSociale } caracteristiques { definition { code } valeur } }"
    " referentsLies { id etape { id } } avertissements { code message }"
)


async def orientee(atelier: Atelier, offre: str = "a") -> Personne:
    """A person sent to an offer of structure A, in the dispositif since 17 December 2021."""
    personne = await atelier.personne()
    await personne.rattachement(offre, cree=5)
    await atelier.ajouter(db.Accompagnement(beneficiaire_id=personne.id, dispositif_id=1, entree=dt.date(2021, 12, 17)))
    return personne


def etape(atelier: Atelier, personne: Personne, offre: str = "a", **champs: Any) -> dict[str, Any]:
    """An étape convened for today."""
    id_ = f"OffreDeService:{atelier.offres[offre].id}"
    return {"beneficiaire": personne.gid, "offreDeService": id_, "debutReel": JOUR.isoformat(), **champs}


def codes(fait: dict[str, Any]) -> list[str]:
    """The codes of the warnings."""
    return [un["code"] for un in fait["avertissements"]]


async def test_une_etape_se_cree_avec_l_offre_et_le_debut_reel(atelier: Atelier) -> None:
    personne = await orientee(atelier)
    fait = await atelier.fait("referent", CREER, etape(atelier, personne), MONTRE)
    assert fait["etape"]["debutReel"] == "2025-03-28"
    assert fait["etape"]["finReelle"] is None
    assert fait["etape"]["intitule"] == "Offre a"
    assert fait["etape"]["structure"]["raisonSociale"] == "Structure A"
    assert codes(fait) == []


async def test_le_dispositif_se_met_de_lui_meme(atelier: Atelier) -> None:
    personne = await orientee(atelier)
    fait = await atelier.fait("referent", CREER, etape(atelier, personne), MONTRE)
    assert fait["etape"]["accompagnement"] == {"entree": "2021-12-17"}


async def test_sans_entree_dans_le_dispositif_l_etape_est_creee_et_c_est_dit(atelier: Atelier) -> None:
    personne = await atelier.personne()
    await personne.rattachement("a", cree=5)
    fait = await atelier.fait("referent", CREER, etape(atelier, personne), MONTRE)
    assert fait["etape"]["accompagnement"] is None
    assert codes(fait) == ["SANS_ACCOMPAGNEMENT"]


async def test_le_referent_ayant_initie_l_etape_est_celui_qui_la_cree(atelier: Atelier) -> None:
    personne = await orientee(atelier)
    fait = await atelier.fait("referent", CREER, etape(atelier, personne), MONTRE)
    assert fait["etape"]["referentInitiateur"] == {"nom": "Referent"}


async def test_un_sdi_cree_une_etape_sans_en_etre_l_initiateur(atelier: Atelier) -> None:
    personne = await atelier.personne(secteur_id=atelier.secteurs["secteur"].id)
    fait = await atelier.fait("sdi", CREER, etape(atelier, personne, "b"), MONTRE)
    assert fait["etape"]["referentInitiateur"] is None


@pytest.mark.parametrize("champ", [{"finReelle": "2025-04-30"}, {"motifFin": 1}])
async def test_la_fin_reelle_et_le_motif_ne_se_remplissent_pas_a_la_creation(
    atelier: Atelier, champ: dict[str, Any]
) -> None:
    personne = await orientee(atelier)
    assert await atelier.refus("referent", CREER, etape(atelier, personne, **champ)) == "REQUETE_INVALIDE"


async def test_les_dates_prevues_sont_acceptees_dans_l_ordre(atelier: Atelier) -> None:
    personne = await orientee(atelier)
    demande = etape(atelier, personne, debutPrevu="2025-04-01", finPrevue="2025-03-31")
    assert await atelier.chemins("referent", CREER, demande) == ["commande.finPrevue"]
    await atelier.fait("referent", CREER, demande | {"finPrevue": "2025-04-01"})


async def test_le_rattachement_et_le_positionnement_sont_suivis_d_effet(atelier: Atelier) -> None:
    personne = await orientee(atelier)
    await personne.positionnement("a", cree=8)
    await personne.rattachement("mos", cree=5)
    await atelier.fait("referent", CREER, etape(atelier, personne))
    rattachements = await atelier.sql(
        "SELECT statut, fin FROM rattachement WHERE beneficiaire_id = :id ORDER BY id", id=personne.id
    )
    assert rattachements == [("SUIVI", JOUR), ("EN_ATTENTE", None)]
    assert await atelier.sql("SELECT statut FROM positionnement WHERE beneficiaire_id = :id", id=personne.id) == [
        ("ACCEPTE",)
    ]


async def test_la_date_de_reception_de_la_fio_vient_du_rattachement(atelier: Atelier) -> None:
    personne = await orientee(atelier)
    fait = await atelier.fait("referent", CREER, etape(atelier, personne), MONTRE)
    fio = {"definition": {"code": "DATE_RECEPTION_FIO"}, "valeur": il_y_a(5).isoformat()}
    assert fait["etape"]["caracteristiques"] == [fio]
    creation, *_ = await atelier.journal(personne.id)
    assert creation[2] is not None
    assert creation[2]["caracteristiques"]["apres"] == {"DATE_RECEPTION_FIO": il_y_a(5).isoformat()}


@pytest.mark.parametrize(("donnee", "gardee"), [("2025-03-01", ["2025-03-01"]), (None, [])])
async def test_la_date_de_reception_de_la_fio_donnee_l_emporte(
    atelier: Atelier, donnee: str | None, gardee: list[str]
) -> None:
    personne = await orientee(atelier)
    valeurs = [{"code": "DATE_RECEPTION_FIO", "valeur": donnee}]
    fait = await atelier.fait("referent", CREER, etape(atelier, personne, caracteristiques=valeurs), MONTRE)
    assert [une["valeur"] for une in fait["etape"]["caracteristiques"]] == gardee


async def test_le_rattachement_d_une_autre_offre_ne_dit_rien_de_la_fio(atelier: Atelier) -> None:
    personne = await orientee(atelier)
    fait = await atelier.fait("referent", CREER, etape(atelier, personne, "mos"), MONTRE)
    assert fait["etape"]["caracteristiques"] == []


async def test_le_referent_d_etape_nomme_avant_l_etape_lui_est_lie(atelier: Atelier) -> None:
    personne = await orientee(atelier)
    nomme = await personne.referent("referent", "ETAPE")
    await personne.referent("referent_b", "ETAPE")
    await personne.referent("responsable", "ETAPE", fin=20)
    fait = await atelier.fait("referent", CREER, etape(atelier, personne), MONTRE)
    assert fait["referentsLies"] == [{"id": f"Referent:{nomme.id}", "etape": {"id": fait["etape"]["id"]}}]


async def test_une_offre_fermee_est_refusee(atelier: Atelier) -> None:
    personne = await orientee(atelier)
    assert await atelier.refus("referent", CREER, etape(atelier, personne, "a_fermee")) == "FERMEE"


@pytest.mark.parametrize(
    ("debut", "fin", "dit"),
    [
        (dt.date(2025, 6, 1), None, "n'est ouverte qu'à partir du 01/06/2025."),
        (None, dt.date(2025, 1, 31), "n'est ouverte que jusqu'au 31/01/2025."),
        (dt.date(2024, 9, 1), dt.date(2025, 1, 31), "n'est ouverte que du 01/09/2024 au 31/01/2025."),
    ],
)
async def test_une_offre_hors_de_sa_periode_dit_laquelle(
    atelier: Atelier, debut: dt.date | None, fin: dt.date | None, dit: str
) -> None:
    personne = await orientee(atelier)
    await atelier.modifier(db.OffreDeService, atelier.offres["a2"].id, debut=debut, fin=fin)
    refus = await atelier.muter("referent", CREER, etape(atelier, personne, "a2"))
    await atelier.modifier(db.OffreDeService, atelier.offres["a2"].id, debut=None, fin=None)
    assert [(champ["code"], dit in champ["message"]) for champ in refus["champs"]] == [("HORS_PERIODE", True)]


async def test_une_offre_d_une_autre_structure_est_refusee_avec_son_chemin(atelier: Atelier) -> None:
    personne = await orientee(atelier)
    demande = etape(atelier, personne, "b")
    assert await atelier.refus("referent", CREER, demande) == "HORS_STRUCTURE"
    assert await atelier.chemins("referent", CREER, demande) == ["commande.offreDeService"]
    assert await atelier.sql("SELECT 1 FROM etape WHERE beneficiaire_id = :id", id=personne.id) == []


async def test_les_caracteristiques_de_la_thematique_se_donnent_a_la_creation(atelier: Atelier) -> None:
    personne = await orientee(atelier)
    valeurs = [
        {"code": "ORIGINE_ORIENTATION", "valeur": "REFERENT_UNIQUE"},
        {"code": "PROJET_VALIDE", "valeur": "non"},
        {"code": "PROFIL"},
    ]
    fait = await atelier.fait("referent", CREER, etape(atelier, personne, caracteristiques=valeurs), MONTRE)
    assert {c["definition"]["code"]: c["valeur"] for c in fait["etape"]["caracteristiques"]} == {
        "ORIGINE_ORIENTATION": "REFERENT_UNIQUE",
        "PROJET_VALIDE": "non",
        "DATE_RECEPTION_FIO": il_y_a(5).isoformat(),
    }


async def test_creer_un_entretien_se_demande_dans_le_meme_geste(atelier: Atelier) -> None:
    personne = await orientee(atelier)
    rendez_vous = {"dateHeure": "2025-04-02T10:00:00+02:00", "type": "ACCUEIL"}
    demande = etape(atelier, personne, entretien=rendez_vous)
    fait = await atelier.fait("referent", CREER, demande, "etape { id } entretien { dateHeure etapes { id } }")
    assert fait["entretien"] == {"dateHeure": "2025-04-02T10:00:00+02:00", "etapes": [fait["etape"]]}


async def test_un_entretien_faux_n_ajoute_pas_l_etape(atelier: Atelier) -> None:
    personne = await orientee(atelier)
    rendez_vous = {"dateHeure": "2025-04-02T10:00:00+02:00", "type": "INCONNU", "convocationDate": "2025-04-03"}
    demande = etape(atelier, personne, entretien=rendez_vous, debutReel="2027-01-01")
    assert await atelier.chemins("referent", CREER, demande) == [
        "commande.debutReel",
        "commande.entretien.type",
        "commande.entretien.convocationDate",
    ]
    assert await atelier.sql("SELECT 1 FROM etape WHERE beneficiaire_id = :id", id=personne.id) == []


async def test_une_seconde_etape_sur_la_meme_offre_est_signalee(atelier: Atelier) -> None:
    personne = await orientee(atelier)
    await atelier.fait("referent", CREER, etape(atelier, personne))
    fait = await atelier.fait("referent", CREER, etape(atelier, personne), MONTRE)
    assert codes(fait) == ["ETAPE_EN_COURS"]


async def test_un_double_clic_avec_une_cle_ne_cree_qu_une_etape(atelier: Atelier) -> None:
    personne = await orientee(atelier)
    demande = etape(atelier, personne)
    un, deux = await ensemble(*(atelier.fait("referent", CREER, demande, MONTRE, cle="clic-etape") for _ in range(2)))
    assert un == deux
    assert await atelier.sql("SELECT count(*) FROM etape WHERE beneficiaire_id = :id", id=personne.id) == [(1,)]


async def test_la_creation_et_ce_qu_elle_entraine_sont_au_journal(atelier: Atelier) -> None:
    personne = await orientee(atelier)
    await personne.referent("referent", "ETAPE")
    valeurs = [{"code": "STATUT", "valeur": "CONJOINT"}]
    cree = await atelier.fait("referent", CREER, etape(atelier, personne, caracteristiques=valeurs), MONTRE)
    creation, rattachement, referent = await atelier.journal(personne.id)
    assert creation[:2] == ("CREATION", "Etape")
    assert creation[2] is not None
    caracteristiques = {"STATUT": "CONJOINT", "DATE_RECEPTION_FIO": il_y_a(5).isoformat()}
    assert creation[2]["caracteristiques"] == {"avant": None, "apres": caracteristiques}
    assert rattachement[:2] == ("MODIFICATION", "Rattachement")
    assert rattachement[2] is not None
    assert rattachement[2]["statut"] == {"avant": "EN_ATTENTE", "apres": "SUIVI"}
    assert referent == (
        "MODIFICATION",
        "Referent",
        {"etape": {"avant": None, "apres": cree["etape"]["id"]}},
    )


async def test_dupliquer_reprend_l_offre_et_les_caracteristiques_mais_pas_la_sortie(atelier: Atelier) -> None:
    personne = await orientee(atelier)
    valeurs = [
        {"code": "ORIGINE_ORIENTATION", "valeur": "SDI"},
        {"code": "ALERTE_SDI", "valeur": "oui"},
        {"code": "BILAN_FINAL_EFFECTUE", "valeur": "non"},
    ]
    demande = etape(atelier, personne, debutReel=il_y_a(90).isoformat(), caracteristiques=valeurs)
    premiere = await atelier.fait("referent", CREER, demande, MONTRE)
    copie = {"etape": premiere["etape"]["id"], "debutReel": JOUR.isoformat()}
    fait = await atelier.fait("referent", DUPLIQUER, copie, MONTRE)
    assert fait["etape"]["intitule"] == "Offre a"
    assert fait["etape"]["debutReel"] == "2025-03-28"
    assert {c["definition"]["code"]: c["valeur"] for c in fait["etape"]["caracteristiques"]} == {
        "ORIGINE_ORIENTATION": "SDI",
        "DATE_RECEPTION_FIO": il_y_a(5).isoformat(),
    }
    assert codes(fait) == ["ETAPE_EN_COURS"]


async def test_une_etape_dont_l_offre_a_ferme_ne_se_duplique_pas(atelier: Atelier) -> None:
    personne = await atelier.personne()
    ancienne = await personne.etape("a_fermee")
    copie = {"etape": f"Etape:{ancienne.id}", "debutReel": JOUR.isoformat()}
    assert await atelier.refus("referent", DUPLIQUER, copie) == "FERMEE"
