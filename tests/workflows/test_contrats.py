"""The RSA contract (guide §6.1)."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

import db
from db.enums import Profil
from tests.workflows.atelier import Atelier, ensemble

pytestmark = pytest.mark.asyncio(loop_scope="session")

CREER, MODIFIER, ANNULER = "creerContratRsa", "modifierContratRsa", "annulerContratRsa"
AVERTI = "avertissements { code message }"
MONTRE = "contrat { id version type debut fin etat commentaire accompagnement { entree } } contratClos { id fin }"


def contrat(dossier: str, **champs: Any) -> dict[str, Any]:
    """A CER from 1 March 2025."""
    return {"beneficiaire": dossier, "type": "CER", "debut": "2025-03-01", **champs}


async def test_un_contrat_se_cree_par_sa_date_de_fin(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    fait = await atelier.fait("referent", CREER, contrat(personne.gid, fin="2025-08-31"), MONTRE)
    assert fait["contrat"]["fin"] == "2025-08-31"
    assert fait["contrat"]["etat"] == "EN_COURS"
    assert fait["contratClos"] is None


@pytest.mark.parametrize(
    ("debut", "mois", "fin"),
    [
        ("2025-03-01", 6, "2025-08-31"),
        ("2025-01-15", 3, "2025-04-14"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2024-12-01", 1, "2024-12-31"),
    ],
)
async def test_ou_par_sa_duree_en_mois(atelier: Atelier, debut: str, mois: int, fin: str) -> None:
    personne = await atelier.suivie()
    fait = await atelier.fait("referent", CREER, contrat(personne.gid, debut=debut, dureeMois=mois), MONTRE)
    assert fait["contrat"]["fin"] == fin


async def test_ou_sans_terme_comme_la_liste_du_guide_en_montre(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    fait = await atelier.fait("referent", CREER, contrat(personne.gid), MONTRE)
    assert fait["contrat"]["fin"] is None


async def test_la_date_de_fin_et_la_duree_ne_se_donnent_pas_ensemble(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = contrat(personne.gid, fin="2025-08-31", dureeMois=6)
    assert await atelier.chemins("referent", CREER, demande) == ["commande.dureeMois"]


async def test_tout_ce_qui_est_faux_est_dit_d_un_coup(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = contrat(personne.gid, fin="2025-02-01", dateSignature="2025-04-02")
    assert await atelier.chemins("referent", CREER, demande) == ["commande.fin", "commande.dateSignature"]


async def test_l_accompagnement_se_met_de_lui_meme(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await atelier.ajouter(db.Accompagnement(beneficiaire_id=personne.id, dispositif_id=1, entree=dt.date(2021, 12, 17)))
    fait = await atelier.fait("referent", CREER, contrat(personne.gid), MONTRE)
    assert fait["contrat"]["accompagnement"] == {"entree": "2021-12-17"}


async def test_un_nouveau_contrat_ferme_la_veille_celui_qui_est_sans_terme(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    premier = await atelier.fait("referent", CREER, contrat(personne.gid, debut="2024-01-01"), MONTRE)
    fait = await atelier.fait("referent", CREER, contrat(personne.gid), MONTRE)
    assert fait["contratClos"] == {"id": premier["contrat"]["id"], "fin": "2025-02-28"}


async def test_deux_contrats_d_un_meme_type_ne_se_chevauchent_pas(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await atelier.fait("referent", CREER, contrat(personne.gid, dureeMois=6))
    refus = await atelier.muter("referent", CREER, contrat(personne.gid, debut="2025-08-31"))
    assert refus["code"] == "CONTRAT_CHEVAUCHANT"
    assert "du 01/03/2025 au 31/08/2025" in refus["message"]
    await atelier.fait("referent", CREER, contrat(personne.gid, debut="2025-08-31", type="CE"))


async def test_un_contrat_annule_laisse_sa_place(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    premier = (await atelier.fait("referent", CREER, contrat(personne.gid), MONTRE))["contrat"]
    annule = await atelier.fait("referent", ANNULER, {"contrat": premier["id"], "version": 1}, "contrat { etat }")
    assert annule["contrat"]["etat"] == "ANNULE"
    await atelier.fait("referent", CREER, contrat(personne.gid))
    assert await atelier.refus("referent", MODIFIER, {"contrat": premier["id"], "version": 2}) == "CONTRAT_ANNULE"


async def test_une_duree_ne_mene_pas_au_dela_des_dates_admises(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = contrat(personne.gid, debut="2095-01-01", dureeMois=72)
    assert (await atelier.fait("referent", CREER, demande, MONTRE))["contrat"]["fin"] == "2100-12-31"
    trop = await atelier.muter("referent", CREER, contrat(personne.gid, debut="2095-01-01", dureeMois=73, type="CE"))
    assert [(champ["chemin"], champ["code"]) for champ in trop["champs"]] == [("commande.dureeMois", "HORS_BORNES")]
    cree = (await atelier.fait("referent", CREER, contrat(personne.gid, debut="2094-01-01", type="CO"), MONTRE))[
        "contrat"
    ]
    change = {"contrat": cree["id"], "version": 1, "debut": "2095-01-01", "dureeMois": 73}
    assert await atelier.chemins("referent", MODIFIER, change) == ["commande.dureeMois"]


async def test_annuler_le_contrat_qui_en_avait_clos_un_autre_dit_qu_il_le_reste(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await atelier.fait("referent", CREER, contrat(personne.gid, debut="2024-01-01"))
    cree = (await atelier.fait("referent", CREER, contrat(personne.gid), MONTRE))["contrat"]
    annule = {"contrat": cree["id"], "version": 1}
    [averti] = (await atelier.fait("referent", ANNULER, annule, AVERTI))["avertissements"]
    assert averti["code"] == "PRECEDENT_CLOS"
    assert "Le contrat du 01/01/2024 au 28/02/2025" in averti["message"]


async def test_annuler_un_contrat_qui_n_en_avait_clos_aucun_n_avertit_de_rien(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await atelier.fait("referent", CREER, contrat(personne.gid, debut="2024-01-01", fin="2025-02-28"))
    autre = (await atelier.fait("referent", CREER, contrat(personne.gid, debut="2024-06-01", type="CE"), MONTRE))[
        "contrat"
    ]
    await atelier.fait("referent", MODIFIER, {"contrat": autre["id"], "version": 1, "fin": "2025-02-28"})
    cree = (await atelier.fait("referent", CREER, contrat(personne.gid), MONTRE))["contrat"]
    fait = await atelier.fait("referent", ANNULER, {"contrat": cree["id"], "version": 1}, AVERTI)
    assert fait["avertissements"] == []


async def test_modifier_garde_ce_qui_n_est_pas_donne_et_null_efface(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = contrat(personne.gid, dureeMois=6, commentaire="Premier jet")
    cree = (await atelier.fait("referent", CREER, demande, MONTRE))["contrat"]
    change = {"contrat": cree["id"], "version": 1, "commentaire": None, "dureeMois": 3}
    fait = (await atelier.fait("referent", MODIFIER, change, MONTRE.split(" contratClos")[0]))["contrat"]
    assert (fait["debut"], fait["fin"], fait["commentaire"], fait["version"]) == ("2025-03-01", "2025-05-31", None, 2)


async def test_une_signature_venue_d_ailleurs_n_empeche_pas_de_modifier_le_reste(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    venu = db.Contrat(
        beneficiaire_id=personne.id,
        type=db.TypeContrat.CER,
        debut=dt.date(2025, 3, 1),
        date_signature=dt.date(2025, 5, 1),
    )
    await atelier.ajouter(venu)
    change = {"contrat": f"Contrat:{venu.id}", "version": 1, "numero": "7"}
    await atelier.fait("referent", MODIFIER, change)
    assert await atelier.chemins("referent", MODIFIER, change | {"version": 2, "dateSignature": "2025-05-01"}) == [
        "commande.dateSignature"
    ]


async def test_une_version_perimee_n_ecrase_rien(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    cree = (await atelier.fait("referent", CREER, contrat(personne.gid), MONTRE))["contrat"]
    change = {"contrat": cree["id"], "version": 1}
    await atelier.fait("referent", MODIFIER, change | {"numero": "1"})
    assert await atelier.refus("referent", MODIFIER, change | {"numero": "2"}) == "VERSION_PERIMEE"
    [(numero,)] = await atelier.sql("SELECT numero FROM contrat WHERE beneficiaire_id = :id", id=personne.id)
    assert numero == "1"


async def test_le_commentaire_d_un_autre_ne_se_modifie_pas(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    cree = (await atelier.fait("referent", CREER, contrat(personne.gid, commentaire="Le mien"), MONTRE))["contrat"]
    change = {"contrat": cree["id"], "version": 1, "commentaire": "Le vôtre"}
    assert await atelier.refus("responsable", MODIFIER, change) == "CHAMP_RESERVE"


async def test_chaque_ecriture_laisse_sa_difference_au_journal(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    cree = (await atelier.fait("referent", CREER, contrat(personne.gid), MONTRE))["contrat"]
    await atelier.fait("referent", MODIFIER, {"contrat": cree["id"], "version": 1, "fin": "2025-09-30"})
    creation, modification = await atelier.journal(personne.id)
    assert creation[:2] == ("CREATION", "Contrat")
    assert creation[2] is not None
    assert creation[2]["type"] == {"avant": None, "apres": "CER"}
    assert creation[2]["auteur"]["apres"] == f"Collaborateur:{atelier.moi('referent')}"
    assert modification == ("MODIFICATION", "Contrat", {"fin": {"avant": None, "apres": "2025-09-30"}})


async def test_un_double_clic_avec_une_cle_ne_cree_qu_un_contrat(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = contrat(personne.gid, dureeMois=6)
    un, deux = await ensemble(*(atelier.fait("referent", CREER, demande, MONTRE, cle="clic") for _ in range(2)))
    assert un == deux
    [(nombre,)] = await atelier.sql("SELECT count(*) FROM contrat WHERE beneficiaire_id = :id", id=personne.id)
    assert nombre == 1
    assert await atelier.refus("referent", CREER, demande | {"numero": "7"}, cle="clic") == "CLE_DEJA_UTILISEE"


async def test_un_refus_ne_garde_pas_la_cle(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await atelier.refus("referent", CREER, contrat(personne.gid, fin="2020-01-01"), cle="reprise")
    await atelier.fait("referent", CREER, contrat(personne.gid), cle="reprise")


async def test_deux_contrats_a_la_fois_n_en_font_qu_un(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    appels = (atelier.muter("referent", CREER, contrat(personne.gid, dureeMois=6)) for _ in range(5))
    types = sorted(answer["__typename"] for answer in await ensemble(*appels))
    assert types == ["CreerContratRsaSucces"] + ["ErreurMetier"] * 4


@pytest.mark.parametrize("champ", ["debut", "type", "dureeMois"])
async def test_ce_qui_ne_peut_pas_etre_vide_ne_s_efface_pas(atelier: Atelier, champ: str) -> None:
    personne = await atelier.suivie()
    cree = (await atelier.fait("referent", CREER, contrat(personne.gid), MONTRE))["contrat"]
    change = {"contrat": cree["id"], "version": 1, champ: None}
    assert await atelier.chemins("referent", MODIFIER, change) == [f"commande.{champ}"]


@pytest.mark.parametrize(
    ("demande", "chemin"),
    [
        ({"beneficiaire": "Etape:1"}, "commande.beneficiaire"),
        ({"dureeMois": 0}, "commande.dureeMois"),
        ({"debut": "0202-03-01"}, "commande.debut"),
        ({"numero": "x" * 201}, "commande.numero"),
    ],
)
async def test_une_valeur_impossible_est_refusee_avec_son_chemin(
    atelier: Atelier, demande: dict[str, Any], chemin: str
) -> None:
    personne = await atelier.suivie()
    assert await atelier.chemins("referent", CREER, contrat(personne.gid) | demande) == [chemin]


async def test_une_cle_ne_donne_pas_a_un_ancien_referent_le_pseudonyme_d_un_dossier_qu_il_connait(
    atelier: Atelier,
) -> None:
    await atelier.compte("devenu", Profil.REFERENT, atelier.structures["A"])
    personne = await atelier.suivie()
    await atelier.fait("devenu", CREER, contrat(personne.gid), cle="devenu")
    devenu = dataclasses.replace(atelier.callers["devenu"], profil=Profil.INFOCENTRE)
    atelier.callers["devenu"] = devenu
    assert await atelier.refus("devenu", CREER, contrat(personne.gid), cle="devenu") == "CLE_DEJA_UTILISEE"
