"""Positioning a person on an offer, and the answer (guide §10.6)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reading.monde import Personne
from tests.workflows.atelier import Atelier, ensemble

pytestmark = pytest.mark.asyncio(loop_scope="session")

POSITIONNER, REPONDRE = "positionner", "repondrePositionnement"
MONTRE = "positionnement { id version statut motif date prescripteur { id } structure { raisonSociale } }"


def proposition(atelier: Atelier, personne: Personne, offre: str, **champs: Any) -> dict[str, Any]:
    """An offer, by its short name."""
    return {"beneficiaire": personne.gid, "offreDeService": f"OffreDeService:{atelier.offres[offre].id}", **champs}


async def ouvert(atelier: Atelier, compte: str, personne: Personne) -> bool:
    """Whether the file is open to the account."""
    data = await atelier.lire.data(
        atelier.callers[compte], "query ($id: ID!) { beneficiaire(id: $id) { id } }", id=personne.gid
    )
    return data["beneficiaire"] is not None


async def propose(atelier: Atelier, offre: str = "b") -> tuple[Personne, dict[str, Any]]:
    """A file of A proposed to an offer, and the proposal."""
    personne = await atelier.suivie()
    fait = await atelier.fait("referent", POSITIONNER, proposition(atelier, personne, offre), MONTRE)
    found: dict[str, Any] = fait["positionnement"]
    return personne, found


def reponse(ligne: dict[str, Any], statut: str, **champs: Any) -> dict[str, Any]:
    """An answer to a proposal just read."""
    return {"positionnement": ligne["id"], "version": ligne["version"], "reponse": statut, **champs}


async def test_une_proposition_ouvre_le_dossier_a_la_structure_de_l_offre(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    assert not await ouvert(atelier, "referent_b", personne)
    demande = proposition(atelier, personne, "b", origine="ORGANISME_CONVENTIONNE")
    fait = (await atelier.fait("referent", POSITIONNER, demande, MONTRE))["positionnement"]
    assert (fait["statut"], fait["date"]) == ("PROPOSE", "2025-03-28")
    assert fait["prescripteur"] == {"id": f"Collaborateur:{atelier.moi('referent')}"}
    assert await ouvert(atelier, "referent_b", personne)


async def test_une_proposition_de_sante_se_fait_mais_ne_se_voit_plus(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    montre = MONTRE + " beneficiaire { id positionnements { id } }"
    fait = await atelier.fait("referent", POSITIONNER, proposition(atelier, personne, "sante"), montre)
    assert fait["positionnement"] is None
    assert fait["beneficiaire"] == {"id": personne.gid, "positionnements": []}
    assert await ouvert(atelier, "referent_b", personne)


async def test_une_proposition_en_attente_ne_se_refait_pas(atelier: Atelier) -> None:
    personne, _ = await propose(atelier)
    assert await atelier.refus("referent", POSITIONNER, proposition(atelier, personne, "b")) == "DEJA_POSITIONNE"


@pytest.mark.parametrize(
    ("compte", "statut", "dit"),
    [
        ("referent", "PROPOSE", "attend une réponse : annulez-le pour le refaire."),
        ("referent_b", "PROPOSE", "attend une réponse : répondez-y."),
        ("referent_b", "ACCEPTE", "est accepté."),
        ("pilote", "PROPOSE", "attend une réponse : répondez-y ou annulez-le pour le refaire."),
    ],
)
async def test_le_refus_dit_ou_en_est_la_proposition_et_ce_que_chacun_peut_en_faire(
    atelier: Atelier, compte: str, statut: str, dit: str
) -> None:
    personne, ligne = await propose(atelier)
    if statut != "PROPOSE":
        await atelier.fait("referent_b", REPONDRE, reponse(ligne, statut))
    refus = await atelier.muter(compte, POSITIONNER, proposition(atelier, personne, "b"))
    assert refus["message"].endswith(f"depuis le 28/03/2025, et ce positionnement {dit}")


async def test_celle_qui_est_masquee_n_est_pas_dite(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await personne.positionnement("sante", cree=5)
    await atelier.fait("referent", POSITIONNER, proposition(atelier, personne, "sante"))


async def test_celle_qui_est_caduque_se_refait(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await personne.positionnement("b", cree=61)
    await atelier.fait("referent", POSITIONNER, proposition(atelier, personne, "b"))


async def test_tout_ce_qui_est_faux_est_dit_d_un_coup(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = proposition(atelier, personne, "a_fermee", date="2025-03-29", origine="LUNE")
    assert await atelier.chemins("referent", POSITIONNER, demande) == [
        "commande.date",
        "commande.offreDeService",
        "commande.origine",
    ]


async def test_la_structure_de_l_offre_accepte(atelier: Atelier) -> None:
    personne, ligne = await propose(atelier)
    fait = await atelier.fait("referent_b", REPONDRE, reponse(ligne, "ACCEPTE"), MONTRE)
    assert (fait["positionnement"]["statut"], fait["positionnement"]["version"]) == ("ACCEPTE", 2)
    assert (await atelier.journal(personne.id))[-1] == (
        "MODIFICATION",
        "Positionnement",
        {"statut": {"avant": "PROPOSE", "apres": "ACCEPTE"}},
    )


async def test_un_refus_dit_pourquoi_et_ferme_le_dossier_aussitot(atelier: Atelier) -> None:
    personne, ligne = await propose(atelier)
    assert await atelier.chemins("referent_b", REPONDRE, reponse(ligne, "REFUSE")) == ["commande.motif"]
    fait = await atelier.fait("referent_b", REPONDRE, reponse(ligne, "REFUSE", motif="Groupe complet"), MONTRE)
    assert fait["positionnement"] is None
    assert not await ouvert(atelier, "referent_b", personne)
    requete = "SELECT statut, motif FROM positionnement WHERE beneficiaire_id = :id"
    [(statut, motif)] = await atelier.sql(requete, id=personne.id)
    assert (statut, motif) == ("REFUSE", "Groupe complet")


async def test_un_motif_qui_parle_de_sante_rappelle_le_rgpd(atelier: Atelier) -> None:
    _, ligne = await propose(atelier)
    demande = reponse(ligne, "REFUSE", motif="La personne est dépressive")
    fait = await atelier.fait("pilote", REPONDRE, demande, "avertissements { code }")
    assert fait["avertissements"] == [{"code": "RAPPEL_SANTE"}]


async def test_qui_propose_annule_et_ne_repond_pas_a_la_place_de_la_structure(atelier: Atelier) -> None:
    _, ligne = await propose(atelier)
    assert await atelier.refus("referent", REPONDRE, reponse(ligne, "ACCEPTE")) == "REPONSE_RESERVEE"
    assert await atelier.refus("referent_b", REPONDRE, reponse(ligne, "ANNULE")) == "REPONSE_RESERVEE"
    fait = await atelier.fait("responsable", REPONDRE, reponse(ligne, "ANNULE", motif="Erreur"), MONTRE)
    assert fait["positionnement"]["statut"] == "ANNULE"


async def test_le_referent_de_parcours_annule_et_n_accepte_pas(atelier: Atelier) -> None:
    personne, ligne = await propose(atelier)
    await personne.referent("parcours", "PARCOURS")
    assert await atelier.refus("parcours", REPONDRE, reponse(ligne, "ACCEPTE")) == "REPONSE_RESERVEE"
    await atelier.fait("parcours", REPONDRE, reponse(ligne, "ANNULE"))


async def test_ce_qui_est_clos_dit_son_etat_et_ce_qui_est_possible(atelier: Atelier) -> None:
    _, ligne = await propose(atelier)
    await atelier.fait("pilote", REPONDRE, reponse(ligne, "ACCEPTE"))
    repris = ligne | {"version": 2}
    refus = await atelier.muter("pilote", REPONDRE, reponse(repris, "ACCEPTE"))
    assert refus["message"] == "Ce positionnement est accepté : refusez-le ou annulez-le."
    await atelier.fait("pilote", REPONDRE, reponse(repris, "ANNULE"))
    refus = await atelier.muter("pilote", REPONDRE, reponse(ligne | {"version": 3}, "REFUSE", motif="Non"))
    assert refus["code"] == "POSITIONNEMENT_CLOS"
    assert refus["message"] == "Ce positionnement est annulé : proposez de nouveau la personne."


async def test_proposer_n_est_pas_une_reponse(atelier: Atelier) -> None:
    _, ligne = await propose(atelier)
    assert await atelier.chemins("pilote", REPONDRE, reponse(ligne, "PROPOSE")) == ["commande.reponse"]


async def test_deux_reponses_a_la_fois_n_en_font_qu_une(atelier: Atelier) -> None:
    _, ligne = await propose(atelier)
    answers = await ensemble(
        atelier.muter("pilote", REPONDRE, reponse(ligne, "ACCEPTE")),
        atelier.muter("referent", REPONDRE, reponse(ligne, "ANNULE")),
    )
    codes = sorted(answer.get("code", "") for answer in answers)
    assert codes == ["", "VERSION_PERIMEE"]
