"""Completing and refreshing characteristics (guide §10.2, §10.3)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reading.monde import Personne, il_y_a
from tests.workflows.atelier import Atelier, ensemble

pytestmark = pytest.mark.asyncio(loop_scope="session")

ACTUALISER = "actualiserCaracteristiques"
MONTRE = "caracteristiques { id version definition { code } valeur depuis verifieeLe etat }"


def actualise(personne: Personne, *caracteristiques: dict[str, Any]) -> dict[str, Any]:
    """Characteristics of a file."""
    return {"beneficiaire": personne.gid, "caracteristiques": list(caracteristiques)}


async def test_une_caracteristique_manquante_se_complete(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = actualise(personne, {"definition": "PERMIS_B", "valeur": "Oui", "depuis": "2021-09-07"})
    [fait] = (await atelier.fait("referent", ACTUALISER, demande, MONTRE))["caracteristiques"]
    assert (fait["definition"]["code"], fait["valeur"], fait["depuis"]) == ("PERMIS_B", "oui", "2021-09-07")
    assert (fait["verifieeLe"], fait["etat"], fait["version"]) == ("2025-03-28", "A_JOUR", 2)


async def test_plusieurs_a_la_fois_dans_l_ordre_donne(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    [(id_,)] = await atelier.sql("SELECT id FROM definition_caracteristique WHERE code = 'VEHICULE'")
    demande = actualise(
        personne,
        {"definition": f"DefinitionCaracteristique:{id_}", "valeur": "Aucun"},
        {"definition": "ENFANTS_A_CHARGE", "valeur": "02"},
        {"definition": "LOGEMENT", "valeur": "Sans hébergement"},
    )
    fait = (await atelier.fait("referent", ACTUALISER, demande, MONTRE))["caracteristiques"]
    assert [(une["definition"]["code"], une["valeur"]) for une in fait] == [
        ("VEHICULE", "Aucun"),
        ("ENFANTS_A_CHARGE", "2"),
        ("LOGEMENT", "Sans hébergement"),
    ]


async def test_verifier_rend_la_fleche_verte_sans_changer_la_valeur(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    un = {"definition": "POLE_EMPLOI_INSCRIT", "valeur": "oui", "depuis": "2024-01-01"}
    await atelier.fait("referent", ACTUALISER, actualise(personne, un))
    await atelier.executer(
        "UPDATE caracteristique SET verifiee_le = :jour WHERE beneficiaire_id = :id", jour=il_y_a(91), id=personne.id
    )
    demande = actualise(personne, {"definition": "POLE_EMPLOI_INSCRIT", "verifiee": True})
    [fait] = (await atelier.fait("referent", ACTUALISER, demande, MONTRE))["caracteristiques"]
    assert (fait["valeur"], fait["depuis"]) == ("oui", "2024-01-01")
    assert (fait["verifieeLe"], fait["etat"]) == ("2025-03-28", "A_JOUR")


async def test_une_valeur_donnee_de_nouveau_garde_son_jour_de_depart(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    un = {"definition": "PERMIS_B", "valeur": "oui", "depuis": "2020-05-05"}
    await atelier.fait("referent", ACTUALISER, actualise(personne, un))
    demande = actualise(personne, {"definition": "PERMIS_B", "valeur": "oui"})
    [fait] = (await atelier.fait("referent", ACTUALISER, demande, MONTRE))["caracteristiques"]
    assert fait["depuis"] == "2020-05-05"
    demande = actualise(personne, {"definition": "PERMIS_B", "valeur": "non", "version": fait["version"]})
    [fait] = (await atelier.fait("referent", ACTUALISER, demande, MONTRE))["caracteristiques"]
    assert fait["depuis"] == "2025-03-28"


@pytest.mark.parametrize("valeur", ["non", None])
async def test_une_valeur_connue_ne_s_ecrase_pas_sans_avoir_ete_lue(atelier: Atelier, valeur: str | None) -> None:
    personne = await atelier.suivie()
    await atelier.fait("referent", ACTUALISER, actualise(personne, {"definition": "PERMIS_B", "valeur": "oui"}))
    demande = actualise(personne, {"definition": "PERMIS_B", "valeur": valeur})
    assert await atelier.chemins("referent", ACTUALISER, demande) == ["commande.caracteristiques.0.version"]


async def test_null_efface_et_la_caracteristique_manque_de_nouveau(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await atelier.fait("referent", ACTUALISER, actualise(personne, {"definition": "PERMIS_B", "valeur": "oui"}))
    demande = actualise(personne, {"definition": "PERMIS_B", "valeur": None, "version": 2})
    [fait] = (await atelier.fait("referent", ACTUALISER, demande, MONTRE))["caracteristiques"]
    assert (fait["valeur"], fait["depuis"], fait["verifieeLe"], fait["etat"]) == (None, None, None, "MANQUANTE")


async def test_chaque_valeur_a_la_forme_de_sa_definition(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = actualise(
        personne,
        {"definition": "PERMIS_B", "valeur": "peut-être"},
        {"definition": "VEHICULE", "valeur": "Tapis volant"},
        {"definition": "ENFANTS_A_CHARGE", "valeur": "-1"},
        {"definition": "LOGEMENT", "depuis": "2025-03-29", "valeur": "Propriétaire"},
        {"definition": "SITUATION_FAMILIALE"},
        {"definition": "NIVEAU_FORMATION", "verifiee": True},
    )
    assert await atelier.chemins("referent", ACTUALISER, demande) == [
        "commande.caracteristiques.0.valeur",
        "commande.caracteristiques.1.valeur",
        "commande.caracteristiques.2.valeur",
        "commande.caracteristiques.3.depuis",
        "commande.caracteristiques.4",
        "commande.caracteristiques.4.verifiee",
        "commande.caracteristiques.5.verifiee",
    ]


async def test_une_caracteristique_inconnue_ou_donnee_deux_fois_est_nommee(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = actualise(
        personne,
        {"definition": "LUNE", "valeur": "oui"},
        {"definition": "PERMIS_B", "valeur": "oui"},
        {"definition": "PERMIS_B", "valeur": "non"},
        {"definition": "DefinitionCaracteristique:0", "valeur": "non"},
    )
    assert await atelier.chemins("referent", ACTUALISER, demande) == [
        "commande.caracteristiques.0.definition",
        "commande.caracteristiques.2.definition",
        "commande.caracteristiques.3.definition",
    ]
    assert await atelier.chemins("referent", ACTUALISER, actualise(personne)) == ["commande.caracteristiques"]


async def test_les_numeros_se_modifient_avec_l_identite_et_se_verifient_ici(atelier: Atelier) -> None:
    personne = await atelier.suivie(numero_demande_rsa="4455667")
    demande = actualise(personne, {"definition": "NUMERO_DEMANDE_RSA", "valeur": "1"})
    refus = await atelier.muter("pilote", ACTUALISER, demande)
    assert refus["champs"][0]["code"] == "AILLEURS"
    demande = actualise(personne, {"definition": "NUMERO_DEMANDE_RSA", "verifiee": True})
    [fait] = (await atelier.fait("referent", ACTUALISER, demande, MONTRE))["caracteristiques"]
    assert (fait["valeur"], fait["etat"], fait["verifieeLe"]) == ("4455667", "A_JOUR", "2025-03-28")


@pytest.mark.parametrize(("compte", "permis"), [("referent", True), ("responsable", False), ("pilote", False)])
async def test_la_sante_suit_ses_propres_droits(atelier: Atelier, compte: str, permis: bool) -> None:
    personne = await atelier.suivie()
    demande = actualise(personne, {"definition": "PERMIS_B", "valeur": "oui"}, {"definition": "RQTH", "valeur": "oui"})
    if permis:
        await atelier.fait(compte, ACTUALISER, demande)
        return
    refus = await atelier.muter(compte, ACTUALISER, demande)
    assert [(champ["chemin"], champ["code"]) for champ in refus["champs"]] == [
        ("commande.caracteristiques.1.definition", "NON_PERMIS")
    ]
    [(nombre,)] = await atelier.sql("SELECT count(*) FROM caracteristique WHERE beneficiaire_id = :id", id=personne.id)
    assert nombre == 0


async def test_une_version_perimee_n_ecrase_rien(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    await atelier.fait("referent", ACTUALISER, actualise(personne, {"definition": "PERMIS_B", "valeur": "oui"}))
    demande = actualise(personne, {"definition": "PERMIS_B", "valeur": "non", "version": 1})
    assert await atelier.refus("referent", ACTUALISER, demande) == "VERSION_PERIMEE"


async def test_deux_saisies_a_la_fois_n_en_perdent_aucune(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    un, deux = {"definition": "PERMIS_B", "valeur": "oui"}, {"definition": "VEHICULE", "valeur": "Voiture"}
    await ensemble(*(atelier.fait("referent", ACTUALISER, actualise(personne, donne)) for donne in (un, deux)))
    rows = await atelier.sql(
        "SELECT valeur_saisie FROM caracteristique WHERE beneficiaire_id = :id ORDER BY 1", id=personne.id
    )
    assert [row.valeur_saisie for row in rows] == ["Voiture", "oui"]


async def test_chaque_caracteristique_laisse_sa_difference_au_journal(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    demande = actualise(
        personne, {"definition": "PERMIS_B", "valeur": "oui"}, {"definition": "VEHICULE", "valeur": "Voiture"}
    )
    await atelier.fait("referent", ACTUALISER, demande)
    ecrits = await atelier.journal(personne.id)
    assert [ecrit[:2] for ecrit in ecrits] == [("MODIFICATION", "Caracteristique")] * 2
    assert {ecrit[2]["valeurSaisie"]["apres"] for ecrit in ecrits if ecrit[2]} == {"oui", "Voiture"}


async def test_le_nombre_d_ordres_ne_depend_pas_du_nombre_de_caracteristiques(atelier: Atelier) -> None:
    une = [{"definition": "PERMIS_B", "valeur": "oui"}]
    trois = [*une, {"definition": "VEHICULE", "valeur": "Voiture"}, {"definition": "RQTH", "valeur": "non"}]
    comptes = []
    for donnees in (une, trois):
        personne = await atelier.suivie()
        with atelier.ordres() as ordres:
            await atelier.fait("referent", ACTUALISER, actualise(personne, *donnees))
        comptes.append(len(ordres))
    assert comptes[0] == comptes[1]
