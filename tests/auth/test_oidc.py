"""Tokens of an identity provider, a real one in a process of its own (OpenID Connect Core 1.0)."""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import hmac
import json
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from db.engine import write_engine
from tests.auth.conftest import Site, open_site
from tests.auth.cycle import (
    DESACTIVER,
    INVITER,
    MODIFIER,
    faire,
    identifiant_de,
    jeton,
    lignes,
    personne,
    structure_de,
)

AUDIENCE, REFERENT = "viesion-api", "referent@demo.example"
MOI = "{ moi { nom profil } }"
USERS = [
    {"sub": "vidal", "email": "Referent@Demo.Example", "email_verified": True},
    {"sub": "inconnu", "email": "inconnu@demo.example", "email_verified": True},
    {"sub": "douteux", "email": REFERENT, "email_verified": False},
    {"sub": "anonyme"},
]


@dataclass
class Fournisseur:
    """A running provider."""

    adresse: str

    def jeton(self, sub: str = "vidal", audience: str = AUDIENCE) -> str:
        """An ID token, by the authorization code flow."""
        back = "https://ecran.example/retour"
        asked = {"client_id": audience, "redirect_uri": back, "response_type": "code", "scope": "openid email"}
        with httpx.Client(base_url=self.adresse, auth=(audience, "secret")) as client:
            sent = client.post("/oauth2/authorize", params=asked, data={"sub": sub})
            [code] = parse_qs(urlsplit(sent.headers["location"]).query)["code"]
            given = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
            token: str = client.post("/oauth2/token", data=given).json()["id_token"]
        return token


@contextmanager
def fournisseur(port: int) -> Iterator[Fournisseur]:
    """A provider with keys of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "-H", "127.0.0.1", "-p", str(port)]
    for user in USERS:
        command += ["--user-claims", json.dumps(user)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            limit = time.monotonic() + 20
            while True:
                try:
                    httpx.get(f"{address}/jwks")
                    break
                except httpx.TransportError:
                    assert time.monotonic() < limit, "the provider did not start"
                    time.sleep(0.05)
            yield Fournisseur(address)
        finally:
            process.terminate()
            process.wait(10)


def port_libre() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@pytest.fixture(scope="module")
def port() -> int:
    return port_libre()


@pytest.fixture(scope="module")
def provider(port: int) -> Iterator[Fournisseur]:
    with fournisseur(port) as running:
        yield running


@pytest.fixture
async def site(base: str, provider: Fournisseur) -> AsyncIterator[Site]:
    async with open_site(base, oidc_emetteur=provider.adresse, oidc_audience=AUDIENCE) as opened:
        yield opened


async def refuse(site: Site, token: str) -> None:
    answer = await site.post(MOI, token)
    assert answer.status_code == 401
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["NON_AUTHENTIFIE"]


async def test_un_jeton_du_fournisseur_est_accepte_comme_un_notre(site: Site, provider: Fournisseur) -> None:
    for _ in range(2):
        answer = await site.post(MOI, provider.jeton())
        assert answer.json()["data"]["moi"] == {"nom": "Vidal", "profil": "REFERENT"}


async def test_sa_premiere_requete_est_une_connexion_au_journal(site: Site, provider: Fournisseur) -> None:
    token = provider.jeton()
    for _ in range(3):
        await site.post(MOI, token)
    assert await lignes(site, "SELECT details FROM journal WHERE action = 'CONNEXION'") == [({"par": "OIDC"},)]


async def test_un_collaborateur_sans_compte_chez_nous_entre_aussi(site: Site, provider: Fournisseur) -> None:
    async with site.application.writes.begin() as connection:
        await connection.exec_driver_sql(
            f"DELETE FROM compte USING collaborateur c WHERE c.id = collaborateur_id AND c.email = '{REFERENT}'"
        )
    assert (await site.post(MOI, provider.jeton())).status_code == 200
    assert (await site.connexion(REFERENT))["code"] == "IDENTIFIANTS_INVALIDES"


async def test_un_jeton_expire_est_refuse(site: Site, provider: Fournisseur) -> None:
    token = provider.jeton()
    assert (await site.post(MOI, token)).status_code == 200
    site.now += dt.timedelta(hours=1, minutes=1)
    await refuse(site, token)


async def test_un_jeton_pour_une_autre_audience_est_refuse(site: Site, provider: Fournisseur) -> None:
    await refuse(site, provider.jeton(audience="autre-application"))


@pytest.mark.parametrize("sub", ["inconnu", "douteux", "anonyme"])
async def test_une_adresse_inconnue_non_verifiee_ou_absente_est_refusee(
    site: Site, provider: Fournisseur, sub: str
) -> None:
    await refuse(site, provider.jeton(sub))


def claims(provider: Fournisseur, **autres: Any) -> dict[str, Any]:
    """What a good token says."""
    now = int(time.time())
    good = {"iss": provider.adresse, "aud": [AUDIENCE], "iat": now, "exp": now + 600, "sub": "vidal"}
    return {**good, "email": REFERENT, "email_verified": True, **autres}


def publiee(provider: Fournisseur) -> dict[str, Any]:
    """The key that the provider publishes."""
    return dict(httpx.get(f"{provider.adresse}/jwks").json()["keys"][0])


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


async def test_un_jeton_sans_signature_est_refuse(site: Site, provider: Fournisseur) -> None:
    head, body, signature = provider.jeton().split(".")
    none = _base64(b'{"alg":"none"}')
    for forged in (f"{none}.{body}.", f"{none}.{body}.{signature}", f"{head}.{body}.", f"{head}.{body}"):
        await refuse(site, forged)


async def test_un_jeton_signe_par_un_autre_est_refuse(site: Site, provider: Fournisseur) -> None:
    kid = publiee(provider)["kid"]
    for algorithm, key in (
        ("RS256", RSAKey.generate_key(2048)),
        ("ES256", ECKey.generate_key("P-256")),
        ("RS512", RSAKey.generate_key(2048)),
    ):
        await refuse(site, jwt.encode({"alg": algorithm, "kid": kid}, claims(provider), key, algorithms=[algorithm]))


async def test_la_cle_publique_n_est_pas_un_secret_partage(site: Site, provider: Fournisseur) -> None:
    published = publiee(provider)
    head = _base64(json.dumps({"alg": "HS256", "kid": published["kid"]}).encode())
    signed = f"{head}.{_base64(json.dumps(claims(provider)).encode())}"
    for secret in (RSAKey.import_key(published).as_pem(private=False), json.dumps(published).encode()):
        signature = hmac.digest(secret, signed.encode(), "sha256")
        await refuse(site, f"{signed}.{_base64(signature)}")


async def test_un_jeton_modifie_est_refuse(site: Site, provider: Fournisseur) -> None:
    head, _, signature = provider.jeton().split(".")
    body = _base64(json.dumps(claims(provider, email="pilote@demo.example")).encode())
    await refuse(site, f"{head}.{body}.{signature}")


@pytest.mark.parametrize("field", ["exp", "aud", "email", "email_verified"])
async def test_ce_qui_manque_au_jeton_le_fait_refuser(site: Site, provider: Fournisseur, field: str) -> None:
    key = RSAKey.generate_key(2048, {"kid": "test"})
    trusted = site.application.sign_on._provider
    trusted._keys, trusted._fetched = {"test": key}, site.now
    said = claims(provider)
    good = await site.post(MOI, jwt.encode({"alg": "RS256", "kid": "test"}, said, key))
    assert good.status_code == 200, "the token is good but for what is taken away"
    del said[field]
    await refuse(site, jwt.encode({"alg": "RS256", "kid": "test"}, said, key))


async def test_une_nouvelle_cle_du_fournisseur_remplace_l_ancienne(base: str) -> None:
    port = port_libre()
    async with open_site(base, oidc_emetteur=f"http://127.0.0.1:{port}", oidc_audience=AUDIENCE) as site:
        with fournisseur(port) as before:
            old = before.jeton()
            assert (await site.post(MOI, old)).status_code == 200
        site.now += dt.timedelta(seconds=61)
        with fournisseur(port) as after:
            assert (await site.post(MOI, after.jeton())).status_code == 200
            await refuse(site, old)


async def test_une_cle_qui_tourne_est_redemandee_mais_pas_a_chaque_jeton(site: Site, provider: Fournisseur) -> None:
    assert (await site.post(MOI, provider.jeton())).status_code == 200
    trusted = site.application.sign_on._provider
    [kid] = [kid for kid in trusted._keys if kid]
    trusted._keys = {"ancienne": trusted._keys[kid]}
    await refuse(site, provider.jeton())
    site.now += dt.timedelta(seconds=31)
    assert (await site.post(MOI, provider.jeton())).status_code == 200
    assert set(trusted._keys) == {kid, None}


async def changer(site: Site, version: int, **droits: Any) -> None:
    """Gives the person of the provider other rights."""
    commande = {"collaborateur": await identifiant_de(site, "referent"), "version": version, **droits}
    result = await faire(site, MODIFIER, await jeton(site, "pilote"), commande=commande)
    assert result["__typename"] == "ModifierCollaborateurSucces"


async def test_changer_ses_droits_vaut_des_la_requete_suivante(site: Site, provider: Fournisseur) -> None:
    """The provider's token says nothing of rights: those of now are read, and nobody has to sign in again."""
    token = provider.jeton()
    assert (await site.post(MOI, token)).status_code == 200
    other = await structure_de(site, "referent-b")
    await changer(site, 1, structures=[other])
    for _ in range(2):
        answer = await site.post("{ moi { structures { id } } }", token)
        assert answer.json()["data"]["moi"]["structures"] == [{"id": other}]
    assert await lignes(site, "SELECT count(*) FROM journal WHERE details->>'par' = 'OIDC'") == [(1,)]


async def test_un_droit_gagne_puis_perdu_vaut_pour_les_mutations_aussi(site: Site, provider: Fournisseur) -> None:
    token = provider.jeton()
    assert (await site.post(MOI, token)).status_code == 200
    structure = await structure_de(site, "referent")
    invites = "SELECT count(*) FROM collaborateur WHERE email LIKE '%@invite.example'"
    await changer(site, 1, profil="RESPONSABLE")
    result = await faire(site, INVITER, token, commande=personne(structure, email="a@invite.example"))
    assert result["__typename"] == "InviterCollaborateurSucces"
    assert await lignes(site, invites) == [(1,)]
    await changer(site, 2, profil="REFERENT")
    answer = await site.post(INVITER, token, commande=personne(structure, email="b@invite.example"))
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["INTERDIT"]
    assert await lignes(site, invites) == [(1,)]


async def test_deux_requetes_a_la_fois_reprennent_les_memes_nouveaux_droits(site: Site, provider: Fournisseur) -> None:
    token = provider.jeton()
    assert (await site.post(MOI, token)).status_code == 200
    await changer(site, 1, profil="RESPONSABLE")
    answers = await asyncio.gather(*(site.post(MOI, token) for _ in range(6)))
    assert [answer.json()["data"]["moi"]["profil"] for answer in answers] == ["RESPONSABLE"] * 6


async def test_une_mutation_a_moitie_faite_n_est_pas_refaite(site: Site, provider: Fournisseur) -> None:
    """Rights that change while the first field runs: the second is refused, and the first is not run again."""
    token = provider.jeton()
    await changer(site, 1, profil="RESPONSABLE")
    structure = await structure_de(site, "referent")
    commande = personne(structure, email="a@invite.example")
    double = """mutation ($commande: InviterCollaborateur!) {
        a: inviterCollaborateur(commande: $commande) { __typename }
        b: inviterCollaborateur(commande: $commande) { __typename }
    }"""
    perimer = (
        "CREATE FUNCTION perimer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " UPDATE compte SET version_droits = version_droits + 1 FROM collaborateur c"
        " WHERE c.id = collaborateur_id AND c.email = 'referent@demo.example'; RETURN NULL; END $$",
        "CREATE TRIGGER perimer AFTER INSERT ON courriel FOR EACH ROW EXECUTE FUNCTION perimer()",
    )
    assert (await site.post(MOI, token)).status_code == 200
    owner = write_engine(site.base)
    async with owner.begin() as connection:
        for ordre in perimer:
            await connection.exec_driver_sql(ordre)
    await owner.dispose()
    answer = await site.post(double, token, commande=commande)
    assert answer.status_code == 401
    assert await lignes(site, "SELECT count(*) FROM collaborateur WHERE email = 'a@invite.example'") == [(1,)]


async def test_un_compte_desactive_n_entre_plus(site: Site, provider: Fournisseur) -> None:
    token = provider.jeton()
    assert (await site.post(MOI, token)).status_code == 200
    await faire(site, DESACTIVER, await jeton(site, "pilote"), id=await identifiant_de(site, "referent"))
    await refuse(site, token)
    site.now += dt.timedelta(minutes=2)
    await refuse(site, token)


async def test_nos_propres_jetons_valent_toujours(site: Site) -> None:
    assert (await site.post(MOI, await jeton(site, "pilote"))).status_code == 200


async def test_sans_fournisseur_declare_ses_jetons_ne_sont_pas_lus(base: str, provider: Fournisseur) -> None:
    async with open_site(base) as site:
        await refuse(site, provider.jeton())


async def test_un_fournisseur_qui_ne_repond_pas_se_dit(base: str) -> None:
    absent = Fournisseur(f"http://127.0.0.1:{port_libre()}")
    async with open_site(base, oidc_emetteur=absent.adresse, oidc_audience=AUDIENCE) as site:
        key = RSAKey.generate_key(2048, {"kid": "k"})
        answer = await site.post(MOI, jwt.encode({"alg": "RS256", "kid": "k"}, claims(absent), key))
        assert answer.status_code == 503
        assert (await site.post(MOI, await jeton(site, "pilote"))).status_code == 200


@pytest.mark.parametrize("emetteur", ["http://ailleurs.example", "ftp://h", "https://"])
async def test_un_fournisseur_sans_https_est_refuse_au_demarrage(base: str, emetteur: str) -> None:
    with pytest.raises(ValueError, match="https"):
        async with open_site(base, oidc_emetteur=emetteur, oidc_audience=AUDIENCE):
            pass
