"""Signing in (guide §1): who may, what they get, for how long."""

from __future__ import annotations

import datetime as dt
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from sqlalchemy import text

from auth.tokens import AUDIENCE, ISSUER
from tests.auth.conftest import Site

MOI = "{ moi { nom prenom profil } }"
RAFRAICHIR = """
mutation Rafraichir($jeton: String!) {
  rafraichirJeton(jeton: $jeton) {
    __typename
    ... on ConnexionSucces { jetonAcces jetonRafraichissement }
    ... on Erreur { code }
  }
}
"""
DECONNEXION = "mutation Fin($jeton: String!) { deconnexion(jeton: $jeton) { deconnecte } }"


async def test_un_identifiant_et_son_mot_de_passe_ouvrent_une_session(site: Site) -> None:
    opened = await site.connexion("referent@demo.example")
    assert opened["__typename"] == "ConnexionSucces"
    assert opened["expireDans"] == 600
    assert opened["moi"] == {"nom": "Vidal", "profil": "REFERENT"}


async def test_l_identifiant_ne_tient_pas_compte_de_la_casse_ni_des_espaces(site: Site) -> None:
    assert (await site.connexion("  Referent@Demo.Example "))["__typename"] == "ConnexionSucces"


@pytest.mark.parametrize(
    ("identifiant", "mot_de_passe"),
    [("referent@demo.example", "faux"), ("inconnu@demo.example", "viesion-demo"), ("", "")],
)
async def test_un_refus_ne_dit_pas_ce_qui_est_faux(site: Site, identifiant: str, mot_de_passe: str) -> None:
    assert await site.connexion(identifiant, mot_de_passe) == {
        "__typename": "ErreurMetier",
        "code": "IDENTIFIANTS_INVALIDES",
        "message": "Identifiant ou mot de passe incorrect.",
    }


async def test_un_compte_ferme_n_ouvre_plus_de_session(site: Site) -> None:
    async with site.application.writes.begin() as connection:
        await connection.execute(text("UPDATE collaborateur SET actif = false WHERE email = 'sdi@demo.example'"))
    assert (await site.connexion("sdi@demo.example"))["code"] == "IDENTIFIANTS_INVALIDES"


async def test_le_jeton_dit_qui_demande(site: Site) -> None:
    jeton = (await site.connexion("pilote@demo.example"))["jetonAcces"]
    answer = (await site.post(MOI, jeton)).json()
    assert answer == {"data": {"moi": {"nom": "Cazenave", "prenom": "Philippe", "profil": "PILOTE"}}}


async def test_le_jeton_d_acces_expire_au_bout_de_dix_minutes(site: Site) -> None:
    jeton = (await site.connexion("referent@demo.example"))["jetonAcces"]
    site.now += dt.timedelta(minutes=9, seconds=59)
    assert (await site.post(MOI, jeton)).status_code == 200
    site.now += dt.timedelta(seconds=2)
    _refused(await site.post(MOI, jeton))


async def test_sans_jeton_rien_ne_se_lit_meme_pas_le_schema(site: Site) -> None:
    for query in (MOI, "{ __schema { queryType { name } } }", "{ __typename }", "{ inconnu }"):
        _refused(await site.post(query))


def _forged(**changes: Any) -> str:
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "1", "exp": 2**40, "profil": "PILOTE", "structures": []}
    key = OctKey.import_key(b"k" * 32)
    return jwt.encode({"alg": "HS256"}, {**claims, "territoires": [], "ver": 1, **changes}, key)


@pytest.mark.parametrize(
    "jeton",
    [
        "n'importe quoi",
        "a.b.c",
        "",
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIiwicHJvZmlsIjoiUElMT1RFIn0.",
        _forged(),
    ],
    ids=["texte", "trois parts", "vide", "alg none", "autre clé"],
)
async def test_un_jeton_faux_est_refuse(site: Site, jeton: str) -> None:
    _refused(await site.post(MOI, jeton or " "))


@pytest.mark.parametrize("changes", [{"aud": "autre"}, {"iss": "autre"}, {"profil": "ROI"}, {"sub": "x"}])
async def test_un_jeton_signe_mais_pas_pour_nous_est_refuse(site: Site, changes: dict[str, str]) -> None:
    tokens = site.application.tokens
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "1", "exp": 2**40, "profil": "PILOTE", "structures": []}
    jeton = jwt.encode({"alg": "HS256"}, {**claims, "territoires": [], "ver": 1, **changes}, tokens._key)
    _refused(await site.post(MOI, jeton))


async def test_le_jeton_de_rafraichissement_prolonge_la_session(site: Site) -> None:
    opened = await site.connexion("referent@demo.example")
    site.now += dt.timedelta(days=13)
    renewed = (await site.post(RAFRAICHIR, jeton=opened["jetonRafraichissement"])).json()["data"]["rafraichirJeton"]
    assert renewed["__typename"] == "ConnexionSucces"
    assert (await site.post(MOI, renewed["jetonAcces"])).json()["data"]["moi"]["profil"] == "REFERENT"


async def test_un_jeton_de_rafraichissement_rejoue_ferme_toute_la_session(site: Site) -> None:
    first = (await site.connexion("referent@demo.example"))["jetonRafraichissement"]
    second = await _refresh(site, first)
    assert await _refresh(site, first) == {"__typename": "ErreurMetier", "code": "SESSION_INVALIDE"}
    assert (await _refresh(site, second["jetonRafraichissement"]))["code"] == "SESSION_INVALIDE"


async def test_une_session_finit_apres_quatorze_jours(site: Site) -> None:
    opened = await site.connexion("referent@demo.example")
    site.now += dt.timedelta(days=14, seconds=1)
    assert (await _refresh(site, opened["jetonRafraichissement"]))["code"] == "SESSION_INVALIDE"


async def test_se_deconnecter_ferme_la_session(site: Site) -> None:
    opened = await site.connexion("referent@demo.example")
    answer = await site.post(DECONNEXION, jeton=opened["jetonRafraichissement"])
    assert answer.json() == {"data": {"deconnexion": {"deconnecte": True}}}
    assert (await _refresh(site, opened["jetonRafraichissement"]))["code"] == "SESSION_INVALIDE"
    assert (await site.post(DECONNEXION, jeton="inconnu")).json()["data"]["deconnexion"]["deconnecte"]


async def test_les_jetons_de_rafraichissement_ne_sont_pas_gardes_en_clair(site: Site) -> None:
    opened = await site.connexion("referent@demo.example")
    async with site.application.writes.connect() as connection:
        rows = (await connection.execute(text("SELECT session_ouverte::text FROM session_ouverte"))).scalars().all()
    assert len(rows) == 1
    assert opened["jetonRafraichissement"] not in rows[0]


async def test_la_demonstration_annonce_ses_comptes(site: Site) -> None:
    configuration = (await site.client.get("/graphiql/configuration.json")).json()
    assert {"identifiant": "referent-parcours@demo.example", "profil": "REFERENT_PARCOURS"} in configuration["comptes"]
    assert configuration["motDePasse"] == "viesion-demo"


async def _refresh(site: Site, jeton: str) -> dict[str, Any]:
    result: dict[str, Any] = (await site.post(RAFRAICHIR, jeton=jeton)).json()["data"]["rafraichirJeton"]
    return result


def _refused(answer: httpx.Response) -> None:
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    [error] = answer.json()["errors"]
    assert error["extensions"]["code"] == "NON_AUTHENTIFIE"
    assert "data" not in answer.json()
