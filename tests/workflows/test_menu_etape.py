"""The menu of an étape (guide §7.2): its modification (§7.3), its offre de service, its validation, its removal."""

from __future__ import annotations

from typing import Any

import pytest

from db.enums import Profil
from tests.reading.lecteur import JOUR
from tests.reading.monde import il_y_a
from tests.workflows.atelier import Atelier, ensemble
from tests.workflows.menu import (
    CARACTERISTIQUES,
    CHANGER,
    DELIER,
    LIER,
    MODIFIER,
    PRESENCE,
    SUPPRIMER,
    VALIDER,
    close,
    etape,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


# Modifier l'étape


async def test_modifier_change_ce_qui_est_donne(atelier: Atelier) -> None:
    _, cible = await etape(atelier, commentaire="Premier jet")
    montre = "etape { version debutReel commentaire dureeMois }"
    debut = il_y_a(93).isoformat()
    fait = await atelier.fait("referent", MODIFIER, cible | {"debutReel": debut, "commentaire": None}, montre)
    assert fait["etape"] == {"version": 2, "debutReel": debut, "commentaire": None, "dureeMois": 3.1}


async def test_le_debut_ne_passe_pas_apres_une_presence_saisie(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    jour = il_y_a(50).isoformat()
    await atelier.fait("referent", PRESENCE, {"etape": cible["etape"], "ajouter": [jour]})
    change = cible | {"version": 2, "debutReel": il_y_a(49).isoformat()}
    assert await atelier.refus("referent", MODIFIER, change) == "APRES_PRESENCE"
    await atelier.fait("referent", MODIFIER, change | {"debutReel": jour})


async def test_le_referent_initiateur_est_de_la_structure_de_l_etape(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    autre = cible | {"referentInitiateur": f"Collaborateur:{atelier.moi('referent_b')}"}
    assert await atelier.chemins("referent", MODIFIER, autre) == ["commande.referentInitiateur"]
    collegue = cible | {"referentInitiateur": f"Collaborateur:{atelier.moi('responsable')}"}
    fait = await atelier.fait("referent", MODIFIER, collegue, "etape { referentInitiateur { nom } }")
    assert fait["etape"]["referentInitiateur"] == {"nom": "Responsable"}


async def test_deux_modifications_a_la_fois_une_seule_passe(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    appels = (atelier.muter("referent", MODIFIER, cible | {"commentaire": f"Version {n}"}) for n in range(5))
    types = sorted(answer["__typename"] for answer in await ensemble(*appels))
    assert types == ["ErreurConflit"] * 4 + ["ModifierEtapeSucces"]


async def test_d_une_etape_close_seul_le_commentaire_change(atelier: Atelier) -> None:
    cible = await close(atelier)
    refus = await atelier.muter("referent", MODIFIER, cible | {"debutReel": il_y_a(300).isoformat()})
    assert refus["code"] == "ETAPE_CLOSE"
    assert f"close depuis le {il_y_a(10):%d/%m/%Y}" in refus["message"]
    await atelier.fait("referent", MODIFIER, cible | {"commentaire": "Dernières informations"})


@pytest.mark.parametrize(
    ("mutation", "champs"),
    [
        (CHANGER, {"offreDeService": "OffreDeService:2"}),
        (SUPPRIMER, {}),
        (LIER, {"nouveau": {"libelle": "Permis B"}}),
        (DELIER, {"objectif": "Objectif:1"}),
    ],
)
async def test_le_reste_du_menu_est_ferme_sur_une_etape_close(
    atelier: Atelier, mutation: str, champs: dict[str, Any]
) -> None:
    cible = await close(atelier)
    assert await atelier.refus("referent", mutation, cible | champs) == "ETAPE_CLOSE"


# Changer d'offre de service


async def test_les_offres_compatibles_sont_celles_ouvertes_de_la_structure(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    texte = "query ($id: ID!) { etape(id: $id) { offresCompatibles { libelle } } }"
    data = await atelier.lire.data(atelier.callers["referent"], texte, id=cible["etape"])
    assert data["etape"]["offresCompatibles"] == [
        {"libelle": f"Offre {nom}"} for nom in ("a2", "ai", "c_parti", "mos", "psme")
    ]


async def test_une_etape_close_n_a_pas_d_offre_compatible(atelier: Atelier) -> None:
    cible = await close(atelier)
    texte = "query ($id: ID!) { etape(id: $id) { offresCompatibles { libelle } } }"
    data = await atelier.lire.data(atelier.callers["referent"], texte, id=cible["etape"])
    assert data["etape"]["offresCompatibles"] == []


async def test_l_offre_change_dans_la_meme_structure(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    vers = cible | {"offreDeService": f"OffreDeService:{atelier.offres['a2'].id}"}
    fait = await atelier.fait("referent", CHANGER, vers, "etape { intitule }")
    assert fait["etape"]["intitule"] == "Offre a2"


@pytest.mark.parametrize(("offre", "code"), [("b", "AUTRE_STRUCTURE"), ("a_fermee", "FERMEE")])
async def test_une_offre_incompatible_est_refusee(atelier: Atelier, offre: str, code: str) -> None:
    _, cible = await etape(atelier)
    vers = cible | {"offreDeService": f"OffreDeService:{atelier.offres[offre].id}"}
    assert await atelier.refus("referent", CHANGER, vers) == code


async def test_une_autre_thematique_est_refusee_tant_que_l_etape_a_quelque_chose_de_la_premiere(
    atelier: Atelier,
) -> None:
    _, cible = await etape(atelier)
    propre = {"caracteristiques": [{"code": "PROJET_VALIDE", "valeur": "oui"}]}
    await atelier.fait("referent", CARACTERISTIQUES, cible | propre)
    vers = {"etape": cible["etape"], "offreDeService": f"OffreDeService:{atelier.offres['mos'].id}"}
    refus = await atelier.muter("referent", CHANGER, vers | {"version": 2})
    assert refus["code"] == "OFFRE_INCOMPATIBLE"
    assert "des caractéristiques" in refus["message"]
    effacee = {"caracteristiques": [{"code": "PROJET_VALIDE"}]}
    await atelier.fait("referent", CARACTERISTIQUES, cible | {"version": 2} | effacee)
    await atelier.fait("referent", CHANGER, vers | {"version": 3})


async def test_un_document_de_la_premiere_thematique_en_empeche_une_autre(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    for modele in ("FICHE_BILAN_MOC", "FNEA"):
        declare = {"etape": cible["etape"], "modele": modele, "editeLe": JOUR.isoformat()}
        await atelier.fait("referent", "declarerDocument", declare)
    vers = cible | {"offreDeService": f"OffreDeService:{atelier.offres['mos'].id}"}
    refus = await atelier.muter("referent", CHANGER, vers)
    assert refus["code"] == "OFFRE_INCOMPATIBLE"
    assert "(un document)" in refus["message"]
    await atelier.executer(
        "DELETE FROM document d USING modele_document m WHERE m.id = d.modele_id AND m.code = 'FICHE_BILAN_MOC'"
        " AND d.etape_id = :id",
        id=int(cible["etape"].removeprefix("Etape:")),
    )
    await atelier.fait("referent", CHANGER, vers)


async def test_a_qui_ne_voit_pas_un_bilan_d_une_autre_thematique_il_n_est_pas_nomme(atelier: Atelier) -> None:
    personne = await atelier.personne(secteur_id=atelier.secteurs["secteur"].id)
    row = await personne.etape("a")
    [(modele,)] = await atelier.sql(
        "SELECT m.id FROM modele_bilan m JOIN thematique t ON t.id = m.thematique_id WHERE t.code = 'MOC' LIMIT 1"
    )
    await personne.bilan("A", etape_id=row.id, modele_id=modele)
    vers = {"etape": f"Etape:{row.id}", "version": 1, "offreDeService": f"OffreDeService:{atelier.offres['mos'].id}"}
    refus = await atelier.muter("sdi", CHANGER, vers)
    assert refus["code"] == "OFFRE_INCOMPATIBLE"
    assert "(des éléments que vous ne voyez pas)" in refus["message"]


# Valider


async def test_valider_puis_retirer_la_validation(atelier: Atelier) -> None:
    _, cible = await etape(atelier)
    fait = await atelier.fait("responsable", VALIDER, cible, "etape { validee }")
    assert fait["etape"]["validee"] is True
    assert await atelier.refus("responsable", VALIDER, cible | {"version": 2}) == "DEJA_VALIDEE"
    fait = await atelier.fait("responsable", VALIDER, cible | {"version": 2, "validee": False}, "etape { validee }")
    assert fait["etape"]["validee"] is False
    assert await atelier.refus("responsable", VALIDER, cible | {"version": 3, "validee": False}) == "NON_VALIDEE"


# Whose étape


async def test_l_etape_d_une_autre_structure_n_existe_pas(atelier: Atelier) -> None:
    personne = await atelier.suivie()
    autre = await personne.etape("b")
    cible = {"etape": f"Etape:{autre.id}", "version": 1}
    inconnue = {"etape": "Etape:999999", "version": 1}
    for mutation, champs in (
        (MODIFIER, {"commentaire": "x"}),
        (SUPPRIMER, {}),
        (PRESENCE, {"ajouter": [JOUR.isoformat()]}),
        (VALIDER, {}),
    ):
        refus = await atelier.muter("referent", mutation, cible | champs)
        assert refus["code"] == "INTROUVABLE"
        assert refus == await atelier.muter("referent", mutation, inconnue | champs)


async def test_qui_travaille_pour_deux_structures_agit_pour_celle_de_l_etape(atelier: Atelier) -> None:
    await atelier.compte("deux", Profil.REFERENT, atelier.structures["A"], atelier.structures["B"])
    personne = await atelier.suivie(nom="Dedeux")
    masquee = await personne.etape("sante")
    modifier = {"etape": f"Etape:{masquee.id}", "version": 1, "commentaire": "Vu ce jour"}
    await atelier.fait("deux", MODIFIER, modifier)
    texte = """{ journal(filtre: {beneficiaire: {un: {nom: {egal: "Dedeux"}}}, action: {egal: MODIFICATION}}) {
        nodes { objet collaborateur { nom } structure { raisonSociale } } } }"""
    lu = await atelier.lire.data(atelier.callers["responsable"], texte)
    assert lu["journal"]["nodes"] == [{"objet": None, "collaborateur": None, "structure": None}]
