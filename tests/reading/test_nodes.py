"""One object by its id or its number, several at once, and the first ones of a list."""

from __future__ import annotations

from typing import Any

import pytest

from auth.caller import Caller
from tests.reading.lecteur import Lecteur

pytestmark = pytest.mark.asyncio(loop_scope="session")


# Nodes


async def test_node_donne_l_objet_de_son_type(demo: Lecteur, referent: Caller, fiche: Any) -> None:
    etape = fiche["etapes"][0]["id"]
    document = "query ($id: ID!) { node(id: $id) { __typename id } }"
    assert await demo.data(referent, document, id=fiche["id"]) == {
        "node": {"__typename": "Beneficiaire", "id": fiche["id"]}
    }
    assert await demo.data(referent, document, id=etape) == {"node": {"__typename": "Etape", "id": etape}}


@pytest.mark.parametrize(
    "id_",
    [
        "Beneficiaire:2000000000",
        "Inconnu:1",
        "Query:1",
        "PageInfo:1",
        "ValeurReferentiel:1",
        "Presence:1",
        "Coordonnees:1",
        "Node:1",
        "Moi:1",
        "Sens:1",
    ],
)
async def test_node_ne_trouve_rien_hors_des_objets_qui_existent(demo: Lecteur, referent: Caller, id_: str) -> None:
    assert await demo.data(referent, "query ($id: ID!) { node(id: $id) { id } }", id=id_) == {"node": None}


async def test_node_ne_donne_rien_d_un_dossier_d_ailleurs(demo: Lecteur, comptes: dict[str, Caller]) -> None:
    document = "{ beneficiaires(first: 100) { nodes { id } } }"
    miens = [node["id"] for node in (await demo.data(comptes["referent"], document))["beneficiaires"]["nodes"]]
    tous = [node["id"] for node in (await demo.data(comptes["pilote"], document))["beneficiaires"]["nodes"]]
    ailleurs = next(id_ for id_ in tous if id_ not in miens)
    assert await demo.data(comptes["referent"], "query ($id: ID!) { node(id: $id) { id } }", id=ailleurs) == {
        "node": None
    }


@pytest.mark.parametrize(
    "id_",
    [
        "",
        "1",
        "Beneficiaire",
        "Beneficiaire:",
        "Beneficiaire:0",
        "Beneficiaire:01",
        "Beneficiaire:-1",
        "Beneficiaire:1 ",
        "Beneficiaire:2147483648",
        "Beneficiaire:1:2",
        "beneficiaire:1",
        "Beneficiaire:١",
    ],
)
async def test_un_identifiant_mal_forme_est_refuse(demo: Lecteur, referent: Caller, id_: str) -> None:
    code, message = await demo.refus(referent, "query ($id: ID!) { node(id: $id) { id } }", id=id_)
    assert code == "REQUETE_INVALIDE"
    assert "« Type:123 »" in message or "identifiant" in message


async def test_un_identifiant_d_un_autre_type_est_refuse(demo: Lecteur, referent: Caller) -> None:
    code, message = await demo.refus(referent, '{ beneficiaire(id: "Etape:1") { id } }')
    assert code == "REQUETE_INVALIDE"
    assert "Beneficiaire" in message


async def test_nodes_rend_l_ordre_les_doublons_et_les_absents(demo: Lecteur, referent: Caller, fiche: Any) -> None:
    etape = fiche["etapes"][0]["id"]
    ids = [etape, fiche["id"], "Beneficiaire:2000000000", etape, "Inconnu:3"]
    data = await demo.data(referent, "query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", ids=ids)
    assert data["nodes"] == [
        {"id": etape, "__typename": "Etape"},
        {"id": fiche["id"], "__typename": "Beneficiaire"},
        None,
        {"id": etape, "__typename": "Etape"},
        None,
    ]


async def test_nodes_prend_cent_identifiants_au_plus(demo: Lecteur, referent: Caller) -> None:
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert len((await demo.data(referent, document, ids=["Beneficiaire:1"] * 100))["nodes"]) == 100
    code, _ = await demo.refus(referent, document, ids=["Beneficiaire:1"] * 101)
    assert code == "REQUETE_INVALIDE"


async def test_beneficiaire_se_trouve_par_son_numero(demo: Lecteur, referent: Caller, fiche: Any) -> None:
    document = "query ($n: String) { beneficiaire(numeroDossier: $n) { id } }"
    assert await demo.data(referent, document, n=fiche["numeroDossier"]) == {"beneficiaire": {"id": fiche["id"]}}


@pytest.mark.parametrize("arguments", ["", '(id: "Beneficiaire:1", numeroDossier: "#1")', "(id: null)"])
async def test_beneficiaire_veut_une_seule_cle(demo: Lecteur, referent: Caller, arguments: str) -> None:
    code, message = await demo.refus(referent, f"{{ beneficiaire{arguments} {{ id }} }}")
    assert (code, message) == ("REQUETE_INVALIDE", "Donnez un seul de ces arguments : id, numeroDossier.")


# Lists


@pytest.mark.parametrize("limite", [0, 1, 2, 500])
async def test_limite_garde_les_premieres_lignes(demo: Lecteur, referent: Caller, fiche: Any, limite: int) -> None:
    data = await demo.data(
        referent,
        """query ($id: ID!, $l: Int) {
            beneficiaire(id: $id) { etapes(limite: $l) { id } toutes: etapes(limite: null) { id } }
        }""",
        id=fiche["id"],
        l=limite,
    )
    toutes = data["beneficiaire"]["toutes"]
    assert [etape["id"] for etape in toutes] == [etape["id"] for etape in fiche["etapes"]]
    assert data["beneficiaire"]["etapes"] == toutes[:limite]


@pytest.mark.parametrize("limite", [-1, 501])
async def test_limite_hors_de_ses_bornes_est_refusee(demo: Lecteur, referent: Caller, limite: int) -> None:
    code, message = await demo.refus(
        referent, 'query ($l: Int) { beneficiaire(id: "Beneficiaire:1") { etapes(limite: $l) { id } } }', l=limite
    )
    assert (code, message) == ("REQUETE_INVALIDE", "« limite » va de 0 à 500.")
