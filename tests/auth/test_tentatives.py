"""Trying again and again: counted per account and per address, for all workers; nothing tells a known account."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from auth import passwords
from auth.throttle import network
from tests.auth.conftest import Site, open_site
from tests.auth.cycle import ACTIVER, BON, OUBLIE, faire, lignes

REFERENT = "referent@demo.example"
INCONNU = "personne@demo.example"


async def echouer(site: Site, fois: int, identifiant: str = REFERENT) -> list[str]:
    """The codes of as many wrong passwords, one after the other."""
    return [(await site.connexion(identifiant, f"faux {rang}"))["code"] for rang in range(fois)]


async def test_au_dela_de_dix_essais_le_bon_mot_de_passe_est_refuse_aussi(site: Site) -> None:
    assert set(await echouer(site, 10)) == {"IDENTIFIANTS_INVALIDES"}
    refused = await site.connexion(REFERENT)
    assert refused["code"] == "TROP_DE_TENTATIVES"
    assert "15 minutes" in refused["message"]


async def test_la_fenetre_glisse(site: Site) -> None:
    await echouer(site, 5)
    site.now += dt.timedelta(minutes=10)
    await echouer(site, 5)
    site.now += dt.timedelta(minutes=4)
    assert (await site.connexion(REFERENT))["code"] == "TROP_DE_TENTATIVES"
    site.now += dt.timedelta(minutes=1, seconds=1)
    assert (await site.connexion(REFERENT))["__typename"] == "ConnexionSucces"


async def test_un_essai_refuse_ne_prolonge_pas_l_attente(site: Site) -> None:
    await echouer(site, 10)
    site.now += dt.timedelta(minutes=14)
    await echouer(site, 5)
    site.now += dt.timedelta(minutes=1, seconds=1)
    assert (await site.connexion(REFERENT))["__typename"] == "ConnexionSucces"


async def test_une_connexion_reussie_remet_le_compte_a_zero(site: Site) -> None:
    await echouer(site, 9)
    assert (await site.connexion(REFERENT))["__typename"] == "ConnexionSucces"
    assert set(await echouer(site, 9)) == {"IDENTIFIANTS_INVALIDES"}


async def test_un_compte_inconnu_est_limite_comme_un_autre(site: Site) -> None:
    known, unknown = await echouer(site, 12), await echouer(site, 12, INCONNU)
    assert known == unknown
    assert known[-1] == "TROP_DE_TENTATIVES"


async def test_la_limite_d_un_compte_ne_ferme_pas_les_autres(site: Site) -> None:
    await echouer(site, 12)
    assert (await site.connexion("sdi@demo.example"))["__typename"] == "ConnexionSucces"


async def test_une_adresse_qui_essaie_cent_comptes_est_arretee(site: Site) -> None:
    codes = [(await echouer(site, 1, f"compte{rang}@demo.example"))[0] for rang in range(101)]
    assert set(codes[:100]) == {"IDENTIFIANTS_INVALIDES"}
    assert codes[100] == "TROP_DE_TENTATIVES"
    elsewhere = httpx.ASGITransport(site.client._transport.app, client=("192.0.2.7", 4000))  # type: ignore[attr-defined]
    async with httpx.AsyncClient(transport=elsewhere, base_url="http://viesion.test") as client:
        site.client = client
        assert (await site.connexion(REFERENT))["__typename"] == "ConnexionSucces"


async def test_la_limite_tient_entre_deux_serveurs_et_sous_une_rafale(base: str) -> None:
    async with open_site(base, demo=True) as one, open_site(base, demo=True) as two:
        burst = [site.connexion(REFERENT, f"faux {rang}") for rang, site in enumerate([one, two] * 15)]
        codes = [answer["code"] for answer in await asyncio.gather(*burst)]
        assert codes.count("IDENTIFIANTS_INVALIDES") == 10
        assert codes.count("TROP_DE_TENTATIVES") == 20
        assert (await one.connexion(REFERENT))["code"] == "TROP_DE_TENTATIVES"
        assert (await two.connexion(REFERENT))["code"] == "TROP_DE_TENTATIVES"


async def test_mot_de_passe_oublie_est_limite_aussi(site: Site) -> None:
    for identifiant in (REFERENT, INCONNU):
        answers = [await faire(site, OUBLIE, identifiant=identifiant) for _ in range(11)]
        assert {answer["__typename"] for answer in answers[:10]} == {"DemanderReinitialisationSucces"}
        assert answers[10]["code"] == "TROP_DE_TENTATIVES"


async def test_essayer_des_liens_est_limite_par_adresse(site: Site) -> None:
    codes = [(await faire(site, ACTIVER, jeton=f"{rang}", motDePasse=BON))["code"] for rang in range(101)]
    assert codes[99:] == ["LIEN_INVALIDE", "TROP_DE_TENTATIVES"]


async def test_les_tentatives_ne_gardent_ni_adresse_ni_identifiant(site: Site) -> None:
    await echouer(site, 1)
    rows = await lignes(site, "SELECT cle FROM tentative")
    assert len(rows) == 2
    assert all(len(cle) == 32 and b"demo" not in cle for (cle,) in rows)


@contextmanager
def travail(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """The statements and the hash computations of a while."""
    done: dict[str, Any] = {"statements": [], "hashes": 0}
    real = passwords._verify

    def counted(password: str, stored: str | None) -> bool:
        done["hashes"] += 1
        return real(password, stored)

    def executed(_connection: Any, _cursor: Any, statement: str, *_others: Any) -> None:
        done["statements"].append(statement)

    engine = site.application.writes.sync_engine
    monkeypatch.setattr(passwords, "_verify", counted)
    event.listen(engine, "before_cursor_execute", executed)
    try:
        yield done
    finally:
        event.remove(engine, "before_cursor_execute", executed)
        monkeypatch.undo()


@pytest.fixture
async def muet(base: str) -> Any:
    """A server that sends no mail: nothing else runs while a test counts."""
    async with open_site(base) as opened:
        yield opened


async def test_une_connexion_refusee_coute_autant_pour_un_compte_connu_ou_non(
    muet: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for identifiant in (REFERENT, INCONNU):
        with travail(muet, monkeypatch) as done:
            await muet.connexion(identifiant, "faux")
        found.append(done)
    assert found[0]["hashes"] == 1
    assert len(found[0]["statements"]) > 3
    assert found[0] == found[1]


async def test_mot_de_passe_oublie_coute_et_repond_autant_pour_un_compte_connu_ou_non(
    muet: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, answers = [], []
    for identifiant in (REFERENT, INCONNU):
        with travail(muet, monkeypatch) as done:
            answers.append(await faire(muet, OUBLIE, identifiant=identifiant))
        found.append(done)
    assert found[0] == found[1]
    assert answers[0] == answers[1]
    assert await lignes(muet, "SELECT c.email FROM courriel JOIN collaborateur c ON c.id = collaborateur_id") == [
        (REFERENT,)
    ]


async def test_les_connexions_sont_au_journal(site: Site) -> None:
    await echouer(site, 1)
    await echouer(site, 1, INCONNU)
    await site.connexion(REFERENT)
    rows = await lignes(
        site, "SELECT action, email FROM journal j LEFT JOIN collaborateur c ON c.id = j.collaborateur_id ORDER BY j.id"
    )
    assert rows == [("CONNEXION_REFUSEE", REFERENT), ("CONNEXION_REFUSEE", None), ("CONNEXION", REFERENT)]


@pytest.mark.parametrize(
    ("adresse", "attendue"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9%eth0", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("testclient", "testclient"),
    ],
)
def test_une_adresse_ipv6_compte_avec_tout_son_reseau(adresse: str, attendue: str) -> None:
    assert network(adresse) == attendue


async def test_sans_mandataire_declare_l_en_tete_du_client_n_est_pas_cru(site: Site) -> None:
    codes = []
    for rang in range(12):
        site.client.headers["x-forwarded-for"] = f"198.51.100.{rang}"
        codes += await echouer(site, 1)
    assert codes[-1] == "TROP_DE_TENTATIVES"
    assert len(await lignes(site, "SELECT DISTINCT cle FROM tentative")) == 2
