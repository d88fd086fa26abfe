"""Requests for a new collaborateur (guide §11; permissions.md, row DemandeCollaborateur)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.auth.conftest import Site, open_site
from tests.auth.cycle import ERREURS, etat, faire, jeton, lignes, structure_de

DEMANDER = f"""mutation Demander($commande: DemanderCollaborateur!) {{
  demanderCollaborateur(commande: $commande) {{
    __typename ... on DemanderCollaborateurSucces {{ demande {{ id statut demandeur {{ email }} }} }} {ERREURS} }} }}"""
TRAITER = f"""mutation Traiter($commande: TraiterDemandeCollaborateur!) {{
  traiterDemandeCollaborateur(commande: $commande) {{
    __typename
    ... on TraiterDemandeCollaborateurSucces {{
      demande {{ statut motif version collaborateur {{ email profil }} traiteePar {{ email }} }} }}
    {ERREURS} }} }}"""
LISTE = "{ demandesCollaborateur(tri: [{champ: CREE_LE}]) { totalCount nodes { id demandeur { email } } } }"


@pytest.fixture
async def site(base: str) -> AsyncIterator[Site]:
    """A server that sends no mail: what waits in the outbox stays as it was left."""
    async with open_site(base) as opened:
        yield opened


def commande(structure: str, **autres: Any) -> dict[str, Any]:
    return {
        "structure": structure,
        "nom": "Delmas",
        "prenom": "Zoé",
        "email": "zoe.delmas@structure.example",
        "profil": "REFERENT",
        **autres,
    }


async def deposee(site: Site, qui: str = "referent", **autres: Any) -> str:
    """The id of a request that somebody makes for their structure."""
    result = await faire(
        site, DEMANDER, await jeton(site, qui), commande=commande(await structure_de(site, qui), **autres)
    )
    id_: str = result["demande"]["id"]
    return id_


async def vues(site: Site, qui: str) -> list[str]:
    answer = (await site.post(LISTE, await jeton(site, qui))).json()
    found = answer["data"]["demandesCollaborateur"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["id"] for node in found["nodes"]]


@pytest.mark.parametrize("qui", ["accueil", "referent", "referent-parcours", "sdi", "infocentre", "responsable"])
async def test_chacun_demande_pour_sa_structure(site: Site, qui: str) -> None:
    result = await faire(site, DEMANDER, await jeton(site, qui), commande=commande(await structure_de(site, qui)))
    assert result["demande"]["statut"] == "DEPOSEE"
    assert result["demande"]["demandeur"] == {"email": f"{qui}@demo.example"}


async def test_on_ne_demande_pas_pour_une_autre_structure(site: Site) -> None:
    token = await jeton(site, "referent")
    before = await etat(site)
    for structure in (await structure_de(site, "referent-b"), "Structure:99999"):
        result = await faire(site, DEMANDER, token, commande=commande(structure))
        assert [(c["chemin"], c["code"]) for c in result["champs"]] == [("commande.structure", "INCONNU")]
    assert await etat(site) == before


async def test_on_ne_demande_pas_deux_fois_la_meme_chose(site: Site) -> None:
    await deposee(site)
    again = commande(await structure_de(site, "referent"))
    assert (await faire(site, DEMANDER, await jeton(site, "accueil"), commande=again))["code"] == "DEMANDE_EN_COURS"


async def test_une_demande_se_lit_par_son_auteur_et_par_qui_peut_la_traiter(site: Site) -> None:
    made = await deposee(site)
    for qui in ("referent", "responsable", "pilote", "support"):
        assert made in await vues(site, qui), qui
    for qui in ("accueil", "referent-b", "responsable-b", "referent-parcours", "sdi", "infocentre"):
        assert made not in await vues(site, qui), qui
        node = await site.post("query N($id: ID!) { node(id: $id) { id } }", await jeton(site, qui), id=made)
        assert node.json()["data"]["node"] is None


@pytest.mark.parametrize("qui", ["responsable", "pilote"])
async def test_accepter_invite_la_personne_et_avertit_l_auteur(site: Site, qui: str) -> None:
    made = await deposee(site)
    result = await faire(
        site, TRAITER, await jeton(site, qui), commande={"demande": made, "decision": "ACCEPTER", "version": 1}
    )
    assert result["demande"] == {
        "statut": "ACCEPTEE",
        "motif": None,
        "version": 2,
        "collaborateur": {"email": "zoe.delmas@structure.example", "profil": "REFERENT"},
        "traiteePar": {"email": f"{qui}@demo.example"},
    }
    mails = await lignes(
        site, "SELECT modele, c.email FROM courriel JOIN collaborateur c ON c.id = collaborateur_id ORDER BY modele"
    )
    assert mails == [("DEMANDE_ACCEPTEE", "referent@demo.example"), ("INVITATION", "zoe.delmas@structure.example")]


@pytest.mark.parametrize("qui", ["responsable", "pilote", "support"])
async def test_refuser_demande_un_motif(site: Site, qui: str) -> None:
    made = await deposee(site)
    token = await jeton(site, qui)
    before = await etat(site)
    result = await faire(site, TRAITER, token, commande={"demande": made, "decision": "REFUSER", "motif": "  "})
    assert [champ["chemin"] for champ in result["champs"]] == ["commande.motif"]
    assert await etat(site) == before
    result = await faire(site, TRAITER, token, commande={"demande": made, "decision": "REFUSER", "motif": "Doublon"})
    assert (result["demande"]["statut"], result["demande"]["motif"]) == ("REFUSEE", "Doublon")
    assert result["demande"]["collaborateur"] is None


async def test_l_assistance_n_accepte_pas_ni_les_autres_profils(site: Site) -> None:
    made = await deposee(site)
    for qui, decision in (
        ("support", "ACCEPTER"),
        ("referent", "ACCEPTER"),
        ("referent", "REFUSER"),
        ("sdi", "REFUSER"),
        ("infocentre", "ACCEPTER"),
    ):
        token = await jeton(site, qui)
        before = await etat(site)
        answer = await site.post(TRAITER, token, commande={"demande": made, "decision": decision, "motif": "Non"})
        assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["INTERDIT"]
        assert await etat(site) == before


async def test_le_responsable_d_une_autre_structure_ne_la_trouve_pas(site: Site) -> None:
    made = await deposee(site)
    token = await jeton(site, "responsable-b")
    before = await etat(site)
    refused = {"decision": "REFUSER", "motif": "Non"}
    hidden = await faire(site, TRAITER, token, commande={"demande": made, **refused})
    absent = await faire(site, TRAITER, token, commande={"demande": "DemandeCollaborateur:99999", **refused})
    assert hidden == absent
    assert hidden["__typename"] == "ErreurIntrouvable"
    assert await etat(site) == before


async def test_une_demande_ne_se_traite_qu_une_fois(site: Site) -> None:
    made = await deposee(site)
    token = await jeton(site, "responsable")
    await faire(site, TRAITER, token, commande={"demande": made, "decision": "ACCEPTER"})
    before = await etat(site)
    again = await faire(site, TRAITER, token, commande={"demande": made, "decision": "REFUSER", "motif": "Non"})
    assert again["code"] == "DEMANDE_DEJA_TRAITEE"
    stale = await faire(site, TRAITER, token, commande={"demande": made, "decision": "ACCEPTER", "version": 1})
    assert stale["__typename"] == "ErreurConflit"
    assert await etat(site) == before


async def test_accepter_donne_un_profil_permis(site: Site) -> None:
    made = await deposee(site, profil=None)
    token = await jeton(site, "responsable")
    before = await etat(site)
    result = await faire(site, TRAITER, token, commande={"demande": made, "decision": "ACCEPTER"})
    assert [(c["chemin"], c["code"]) for c in result["champs"]] == [("commande.profil", "REQUIS")]
    result = await faire(site, TRAITER, token, commande={"demande": made, "decision": "ACCEPTER", "profil": "PILOTE"})
    assert [(c["chemin"], c["code"]) for c in result["champs"]] == [("commande.profil", "NON_PERMIS")]
    assert await etat(site) == before
