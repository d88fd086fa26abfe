"""Changing somebody's identity, and opening a closed account again (permissions.md, row Collaborateur)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from tests.auth.conftest import Site, open_site
from tests.auth.cycle import (
    ACTIVER,
    BON,
    DEFINIR,
    DESACTIVER,
    ERREURS,
    INVITER,
    MODIFIER,
    OUBLIE,
    Poste,
    bureau_de_poste,
    etat,
    faire,
    identifiant_de,
    jeton,
    lignes,
    partis,
    personne,
    structure_de,
)

REFERENT, NOUVELLE = "referent@demo.example", "chloe.vidal@demo.example"
MOI = "{ moi { nom email } }"
REACTIVER = f"""mutation Reactiver($id: ID!, $version: Int) {{
  reactiverCollaborateur(commande: {{collaborateur: $id, version: $version}}) {{
    __typename ... on ReactiverCollaborateurSucces {{ collaborateur {{ actif }} }} {ERREURS} }} }}"""


@pytest.fixture
def poste() -> Iterator[Poste]:
    with bureau_de_poste() as running:
        yield running


@pytest.fixture
async def site(base: str, poste: Poste) -> AsyncIterator[Site]:
    async with open_site(base, smtp_url=poste.url) as opened:
        yield opened


async def changer(site: Site, **champs: Any) -> dict[str, Any]:
    """What a pilote is answered on changing the référent."""
    commande = {"collaborateur": await identifiant_de(site, "referent"), "version": 1, **champs}
    return await faire(site, MODIFIER, await jeton(site, "pilote"), commande=commande)


async def fermer(site: Site, id_: str) -> None:
    """Closes an account."""
    result = await faire(site, DESACTIVER, await jeton(site, "pilote"), id=id_)
    assert result["__typename"] == "DesactiverCollaborateurSucces"


async def mail_envoyes(site: Site) -> list[str]:
    """The kinds of the mails that were left, sent or not."""
    return [modele for (modele,) in await lignes(site, "SELECT modele FROM courriel ORDER BY id")]


# Identity


async def test_changer_un_nom_une_fonction_ou_un_telephone_ne_ferme_aucune_session(site: Site) -> None:
    opened = await jeton(site, "referent")
    changes = {"nom": " Vidal-Roux ", "prenom": "Chloé", "fonction": "Conseillère", "telephone": "+33467000001"}
    assert (await changer(site, **changes))["__typename"] == "ModifierCollaborateurSucces"
    answer = await site.post("{ moi { nom prenom fonction collaborateur { telephone version } } }", opened)
    assert answer.json()["data"]["moi"] == {
        "nom": "Vidal-Roux",
        "prenom": "Chloé",
        "fonction": "Conseillère",
        "collaborateur": {"telephone": "+33467000001", "version": 2},
    }
    assert await mail_envoyes(site) == []


async def test_null_efface_et_ce_qui_n_est_pas_donne_reste(site: Site) -> None:
    await changer(site, fonction="Conseillère", telephone="+33467000001")
    await changer(site, version=2, telephone=None)
    found = "SELECT nom, fonction, telephone FROM collaborateur WHERE email = :email"
    assert await lignes(site, found, email=REFERENT) == [("Vidal", "Conseillère", None)]


async def test_tout_ce_qui_ne_va_pas_est_dit_en_une_fois(site: Site) -> None:
    before = await etat(site)
    result = await changer(site, nom=" ", email="pilote@demo.example", telephone="04", profil="SDI", territoires=[])
    assert [(c["chemin"], c["code"]) for c in result["champs"]] == [
        ("commande.nom", "VIDE"),
        ("commande.email", "DEJA_UTILISE"),
        ("commande.telephone", "INVALIDE"),
        ("commande.territoires", "REQUIS"),
    ]
    after = await etat(site)
    assert {name: after[name] for name in before if name != "session"} == {
        name: rows for name, rows in before.items() if name != "session"
    }


async def test_redonner_son_adresse_a_quelqu_un_ne_change_rien(site: Site) -> None:
    opened = await jeton(site, "referent")
    assert (await changer(site, email=" Referent@Demo.Example "))["collaborateur"]["version"] == 1
    assert (await site.post(MOI, opened)).status_code == 200


async def test_changer_l_adresse_ferme_les_sessions_et_previent_les_deux(site: Site, poste: Poste) -> None:
    opened = await site.connexion(REFERENT)
    await changer(site, email=" Chloe.Vidal@Demo.Example")
    assert (await site.post(MOI, opened["jetonAcces"])).status_code == 401
    assert (await site.connexion(REFERENT))["code"] == "IDENTIFIANTS_INVALIDES"
    answer = await site.post(MOI, await jeton(site, NOUVELLE))
    assert answer.json()["data"]["moi"]["email"] == NOUVELLE
    await partis(site)
    assert [mail["To"] for mail in poste.recus] == [REFERENT, NOUVELLE]
    for mail in poste.recus:
        said = mail.get_content()
        assert REFERENT in said
        assert NOUVELLE in said
        assert "#jeton=" not in said


async def test_un_lien_envoye_a_l_ancienne_adresse_ne_sert_plus(site: Site, poste: Poste) -> None:
    await faire(site, OUBLIE, identifiant=REFERENT)
    await partis(site)
    link = poste.jeton(REFERENT)
    await changer(site, email=NOUVELLE)
    assert (await faire(site, DEFINIR, jeton=link, motDePasse=BON))["code"] == "LIEN_DEJA_UTILISE"


async def test_qui_n_avait_pas_active_son_compte_est_invite_a_sa_nouvelle_adresse(site: Site, poste: Poste) -> None:
    pilote = await jeton(site, "pilote")
    await faire(site, INVITER, pilote, commande=personne(await structure_de(site, "responsable")))
    await partis(site)
    id_ = await identifiant_de(site, "zoe.delmas@structure.example")
    await faire(site, MODIFIER, pilote, commande={"collaborateur": id_, "version": 1, "email": "zoe@structure.example"})
    await partis(site)
    opened = await faire(site, ACTIVER, jeton=poste.jeton("zoe@structure.example"), motDePasse=BON)
    assert opened["identifiant"] == "zoe@structure.example"


async def test_l_historique_dit_ce_qui_a_change(site: Site) -> None:
    other = await structure_de(site, "referent-b")
    mine = await structure_de(site, "referent")
    await changer(site, email=NOUVELLE, structures=[other], exportAutorise=True)
    id_ = await identifiant_de(site, NOUVELLE)
    query = """query ($id: ID!) { collaborateur(id: $id) { exportAutorise
        historique { nodes { changements { champ avant apres } } } } }"""
    answer = await site.post(query, await jeton(site, "pilote"), id=id_)
    shown = answer.json()["data"]["collaborateur"]
    assert shown["exportAutorise"] is True
    assert shown["historique"]["nodes"] == [
        {
            "changements": [
                {"champ": "email", "avant": REFERENT, "apres": NOUVELLE},
                {"champ": "exportAutorise", "avant": "false", "apres": "true"},
                {"champ": "structures", "avant": f'["{mine}"]', "apres": f'["{other}"]'},
            ]
        }
    ]


async def test_chacun_sait_s_il_peut_exporter_et_le_pilote_le_sait_de_tous(site: Site) -> None:
    await changer(site, exportAutorise=True)
    id_ = await identifiant_de(site, "referent")
    query = "query ($id: ID!) { moi { exportAutorise } collaborateur(id: $id) { exportAutorise } }"
    for compte, lu in (
        ("referent", True),
        ("accueil", None),
        ("responsable", None),
        ("pilote", True),
        ("support", True),
    ):
        data = (await site.post(query, await jeton(site, compte), id=id_)).json()["data"]
        [(sien,)] = await lignes(
            site, "SELECT export_autorise FROM collaborateur WHERE email = :email", email=f"{compte}@demo.example"
        )
        assert data == {"moi": {"exportAutorise": sien}, "collaborateur": {"exportAutorise": lu}}


# Opening again


async def test_un_compte_rouvert_demande_un_nouveau_mot_de_passe(site: Site, poste: Poste) -> None:
    id_ = await identifiant_de(site, "referent")
    await fermer(site, id_)
    result = await faire(site, REACTIVER, await jeton(site, "pilote"), id=id_, version=2)
    assert result["collaborateur"] == {"actif": True}
    assert (await site.connexion(REFERENT))["code"] == "IDENTIFIANTS_INVALIDES"
    await partis(site)
    assert "Mot de passe oublié" in poste.dernier(REFERENT).get_content()
    await faire(site, OUBLIE, identifiant=REFERENT)
    await partis(site)
    await faire(site, DEFINIR, jeton=poste.jeton(REFERENT), motDePasse=BON)
    assert (await site.post(MOI, await jeton(site, "referent", BON))).status_code == 200


async def test_un_compte_rouvert_jamais_active_est_invite_de_nouveau(site: Site, poste: Poste) -> None:
    pilote = await jeton(site, "pilote")
    await faire(site, INVITER, pilote, commande=personne(await structure_de(site, "responsable")))
    await partis(site)
    first = poste.jeton("zoe.delmas@structure.example")
    id_ = await identifiant_de(site, "zoe.delmas@structure.example")
    await fermer(site, id_)
    await faire(site, REACTIVER, pilote, id=id_)
    await partis(site)
    assert (await faire(site, ACTIVER, jeton=first, motDePasse=BON))["code"] == "LIEN_DEJA_UTILISE"
    opened = await faire(site, ACTIVER, jeton=poste.jeton("zoe.delmas@structure.example"), motDePasse=BON)
    assert opened["identifiant"] == "zoe.delmas@structure.example"


async def test_un_jeton_d_avant_la_fermeture_ne_revit_pas(site: Site) -> None:
    opened = await site.connexion(REFERENT)
    id_ = await identifiant_de(site, "referent")
    await fermer(site, id_)
    await faire(site, REACTIVER, await jeton(site, "pilote"), id=id_)
    assert (await site.post(MOI, opened["jetonAcces"])).status_code == 401


async def test_rouvrir_un_compte_ouvert_ne_change_rien(site: Site) -> None:
    pilote, id_ = await jeton(site, "pilote"), await identifiant_de(site, "referent")
    before = await etat(site)
    assert (await faire(site, REACTIVER, pilote, id=id_))["collaborateur"] == {"actif": True}
    assert await etat(site) == before


@pytest.mark.parametrize("qui", ["responsable", "support", "accueil"])
async def test_seul_un_pilote_rouvre_un_compte(site: Site, qui: str) -> None:
    id_ = await identifiant_de(site, "referent")
    await fermer(site, id_)
    token = await jeton(site, qui)
    before = await etat(site)
    answer = await site.post(REACTIVER, token, id=id_)
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["INTERDIT"]
    assert await etat(site) == before


async def test_une_version_perimee_est_un_conflit(site: Site) -> None:
    id_ = await identifiant_de(site, "referent")
    await fermer(site, id_)
    result = await faire(site, REACTIVER, await jeton(site, "pilote"), id=id_, version=1)
    assert (result["__typename"], result["code"]) == ("ErreurConflit", "VERSION_PERIMEE")
