"""Who may manage whose account (permissions.md, row Collaborateur; guide §11), and from when it holds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.auth.conftest import Site, open_site
from tests.auth.cycle import (
    DESACTIVER,
    INVITER,
    MODIFIER,
    RENVOYER,
    etat,
    faire,
    identifiant_de,
    jeton,
    lignes,
    personne,
    structure_de,
)

COMPTES = ["accueil", "referent", "responsable", "responsable-b", "referent-b", "referent-parcours", "sdi", "pilote"]
COMPTES += ["infocentre", "support"]
MOI = "{ moi { nom } }"


@pytest.fixture
async def site(base: str) -> AsyncIterator[Site]:
    """A server that sends no mail: what waits in the outbox stays as it was left."""
    async with open_site(base) as opened:
        yield opened


async def refusee(site: Site, query: str, token: str, **variables: Any) -> dict[str, Any]:
    """The error of a mutation that the whole profil may not do; nothing has changed."""
    before = await etat(site)
    answer = (await site.post(query, token, **variables)).json()
    assert await etat(site) == before
    [error] = answer["errors"]
    assert list(answer["data"].values()) == [None]
    return dict(error)


@pytest.mark.parametrize("qui", [c for c in COMPTES if c.split("-b")[0] not in ("responsable", "pilote")])
async def test_les_autres_profils_n_invitent_personne(site: Site, qui: str) -> None:
    structure = await structure_de(site, qui)
    error = await refusee(site, INVITER, await jeton(site, qui), commande=personne(structure))
    assert error["extensions"]["code"] == "INTERDIT"
    assert await lignes(site, "SELECT action, details->>'operation' FROM journal WHERE action = 'ACCES_REFUSE'") == [
        ("ACCES_REFUSE", "inviterCollaborateur")
    ]


@pytest.mark.parametrize("profil", ["ACCUEIL", "REFERENT", "RESPONSABLE"])
async def test_un_responsable_invite_dans_sa_structure(site: Site, profil: str) -> None:
    structure = await structure_de(site, "responsable")
    result = await faire(site, INVITER, await jeton(site, "responsable"), commande=personne(structure, profil=profil))
    made = result["collaborateur"]
    assert (made["profil"], made["actif"], made["structures"]) == (profil, True, [{"id": structure}])


@pytest.mark.parametrize("profil", ["REFERENT_PARCOURS", "SDI", "PILOTE", "INFOCENTRE", "SUPPORT"])
async def test_un_responsable_ne_donne_pas_plus_que_les_profils_d_un_operateur(site: Site, profil: str) -> None:
    structure = await structure_de(site, "responsable")
    token = await jeton(site, "responsable")
    before = await etat(site)
    result = await faire(site, INVITER, token, commande=personne(structure, profil=profil))
    assert ("commande.profil", "NON_PERMIS") in {(c["chemin"], c["code"]) for c in result["champs"]}
    assert await etat(site) == before


async def test_un_responsable_n_invite_ni_ailleurs_ni_avec_un_territoire(site: Site) -> None:
    mine, other = await structure_de(site, "responsable"), await structure_de(site, "responsable-b")
    commande = personne(mine, structures=[mine, other, "Structure:99999"], territoires=["Territoire:1"])
    result = await faire(site, INVITER, await jeton(site, "responsable"), commande=commande)
    assert [(c["chemin"], c["code"]) for c in result["champs"]] == [
        ("commande.structures.1", "INCONNU"),
        ("commande.structures.2", "INCONNU"),
        ("commande.territoires", "NON_PERMIS"),
    ]
    # A structure of others and one that does not exist are told the same way.
    assert len({c["message"] for c in result["champs"][:2]}) == 1


async def test_un_pilote_invite_tout_profil_partout(site: Site) -> None:
    token = await jeton(site, "pilote")
    structure = await structure_de(site, "responsable-b")
    for rang, profil in enumerate(["REFERENT_PARCOURS", "SDI", "PILOTE", "INFOCENTRE", "SUPPORT"]):
        commande = personne(
            structure, profil=profil, territoires=["Territoire:1"], email=f"p{rang}@departement.example"
        )
        result = await faire(site, INVITER, token, commande=commande)
        assert result["collaborateur"]["profil"] == profil


async def test_tout_ce_qui_ne_va_pas_est_dit_en_une_fois(site: Site) -> None:
    commande = personne(
        "Structure:1", nom=" ", prenom="x" * 101, email="pas une adresse", telephone="04", structures=[], profil="SDI"
    )
    token = await jeton(site, "pilote")
    before = await etat(site)
    result = await faire(site, INVITER, token, commande=commande)
    assert [champ["chemin"] for champ in result["champs"]] == [
        "commande.nom",
        "commande.prenom",
        "commande.email",
        "commande.telephone",
        "commande.structures",
        "commande.territoires",
    ]
    assert await etat(site) == before


@pytest.mark.parametrize(
    "email", ["a@b", "a b@c.fr", "a@c.fr\nBcc: x@y.fr", "a@c.fr, x@y.fr", "<a@c.fr>", "é@c.fr", "a@-c.fr", ""]
)
async def test_une_adresse_qui_en_cache_une_autre_est_refusee(site: Site, email: str) -> None:
    structure = await structure_de(site, "responsable")
    result = await faire(site, INVITER, await jeton(site, "responsable"), commande=personne(structure, email=email))
    assert [champ["chemin"] for champ in result["champs"]] == ["commande.email"]


async def test_une_adresse_ne_sert_qu_a_une_personne_quelle_que_soit_sa_casse(site: Site) -> None:
    structure = await structure_de(site, "responsable")
    commande = personne(structure, email=" Referent@Demo.EXAMPLE ")
    result = await faire(site, INVITER, await jeton(site, "responsable"), commande=commande)
    assert [(c["chemin"], c["code"]) for c in result["champs"]] == [("commande.email", "DEJA_UTILISE")]


@pytest.mark.parametrize("qui", ["responsable", "pilote", "support"])
async def test_un_compte_desactive_n_ouvre_plus_rien_des_la_requete_suivante(site: Site, qui: str) -> None:
    opened = await site.connexion("referent@demo.example")
    assert (await site.post(MOI, opened["jetonAcces"])).status_code == 200
    id_ = await identifiant_de(site, "referent")
    result = await faire(site, DESACTIVER, await jeton(site, qui), id=id_)
    assert result["collaborateur"] == {"actif": False}
    assert (await site.post(MOI, opened["jetonAcces"])).status_code == 401
    assert (await site.connexion("referent@demo.example"))["code"] == "IDENTIFIANTS_INVALIDES"
    whose = "SELECT count(*) FROM session_ouverte WHERE collaborateur_id = :id"
    assert await lignes(site, whose, id=int(id_.split(":")[1])) == [(0,)]
    diff = await lignes(
        site, "SELECT details FROM journal WHERE type = 'Collaborateur' AND objet_id = :id", id=int(id_.split(":")[1])
    )
    assert diff == [({"actif": {"avant": True, "apres": False}},)]


async def test_un_ancien_jeton_n_ecrit_plus_non_plus(site: Site) -> None:
    old = await jeton(site, "responsable")
    structure = await structure_de(site, "responsable")
    await faire(site, DESACTIVER, await jeton(site, "pilote"), id=await identifiant_de(site, "responsable"))
    before = await etat(site)
    answer = await site.post(INVITER, old, commande=personne(structure))
    assert answer.status_code == 401
    assert await etat(site) == before


@pytest.mark.parametrize("query", [DESACTIVER, RENVOYER])
@pytest.mark.parametrize("cible", ["referent-b", "responsable-b", "sdi", "pilote", "inconnu"])
async def test_un_responsable_ne_touche_pas_aux_comptes_des_autres(site: Site, query: str, cible: str) -> None:
    id_ = "Collaborateur:99999" if cible == "inconnu" else await identifiant_de(site, cible)
    token = await jeton(site, "responsable")
    before = await etat(site)
    result = await faire(site, query, token, id=id_)
    assert (result["__typename"], result["code"]) == ("ErreurIntrouvable", "INTROUVABLE")
    assert await etat(site) == before


async def test_un_responsable_ne_ferme_pas_le_compte_de_qui_travaille_aussi_ailleurs(site: Site) -> None:
    token = await jeton(site, "responsable")
    id_ = await identifiant_de(site, "referent")
    both = [await structure_de(site, "referent"), await structure_de(site, "responsable-b")]
    moved = {"collaborateur": id_, "version": 1, "structures": both}
    await faire(site, MODIFIER, await jeton(site, "pilote"), commande=moved)
    before = await etat(site)
    result = await faire(site, DESACTIVER, token, id=id_)
    assert result["code"] == "AUTRE_STRUCTURE"
    assert await etat(site) == before


async def test_on_ne_ferme_ni_son_compte_ni_celui_du_dernier_pilote(site: Site) -> None:
    pilote = await identifiant_de(site, "pilote")
    assert (await faire(site, DESACTIVER, await jeton(site, "pilote"), id=pilote))["code"] == "COMPTE_PROPRE"
    assert (await faire(site, DESACTIVER, await jeton(site, "support"), id=pilote))["code"] == "DERNIER_PILOTE"


@pytest.mark.parametrize("qui", [c for c in COMPTES if c != "pilote"])
async def test_seul_un_pilote_change_les_droits(site: Site, qui: str) -> None:
    commande = {"collaborateur": await identifiant_de(site, "accueil"), "version": 1, "profil": "PILOTE"}
    error = await refusee(site, MODIFIER, await jeton(site, qui), commande=commande)
    assert error["extensions"]["code"] == "INTERDIT"


async def test_changer_de_structure_vaut_des_la_requete_suivante(site: Site) -> None:
    opened = await site.connexion("referent@demo.example")
    other = await structure_de(site, "referent-b")
    commande = {"collaborateur": await identifiant_de(site, "referent"), "version": 1, "structures": [other]}
    result = await faire(site, MODIFIER, await jeton(site, "pilote"), commande=commande)
    assert result["collaborateur"] == {"profil": "REFERENT", "version": 2, "structures": [{"id": other}]}
    assert (await site.post(MOI, opened["jetonAcces"])).status_code == 401
    again = await jeton(site, "referent")
    answer = await site.post("{ moi { structures { id } } }", again)
    assert answer.json()["data"]["moi"]["structures"] == [{"id": other}]


async def test_une_version_perimee_est_un_conflit(site: Site) -> None:
    commande = {"collaborateur": await identifiant_de(site, "referent"), "version": 7, "profil": "ACCUEIL"}
    token = await jeton(site, "pilote")
    before = await etat(site)
    result = await faire(site, MODIFIER, token, commande=commande)
    assert (result["__typename"], result["code"]) == ("ErreurConflit", "VERSION_PERIMEE")
    assert await etat(site) == before


async def test_ne_rien_changer_ne_ferme_aucune_session(site: Site) -> None:
    opened = await jeton(site, "referent")
    commande = {"collaborateur": await identifiant_de(site, "referent"), "version": 1, "profil": "REFERENT"}
    await faire(site, MODIFIER, await jeton(site, "pilote"), commande=commande)
    assert (await site.post(MOI, opened)).status_code == 200


async def test_sans_jeton_on_ne_gere_aucun_compte(site: Site) -> None:
    for query in (INVITER, RENVOYER, DESACTIVER, MODIFIER):
        assert (await site.post(query)).status_code == 401
