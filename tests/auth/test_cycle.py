"""The life of an account (guide §1), through a real SMTP server and with the clock moved."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text

from tests.auth.conftest import Site, open_site
from tests.auth.cycle import (
    ACTIVER,
    BON,
    DEFINIR,
    INVITER,
    OUBLIE,
    RENVOYER,
    Poste,
    attendue,
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

ZOE = "zoe.delmas@structure.example"
REFERENT = "referent@demo.example"
JOUR = dt.timedelta(hours=24)


@pytest.fixture
def poste() -> Iterator[Poste]:
    with bureau_de_poste() as running:
        yield running


@pytest.fixture
async def site(base: str, poste: Poste) -> AsyncIterator[Site]:
    async with open_site(base, smtp_url=poste.url, adresse_publique="https://viesion.example/") as opened:
        yield opened


async def invitee(site: Site) -> None:
    result = await faire(
        site, INVITER, await jeton(site, "responsable"), commande=personne(await structure_de(site, "responsable"))
    )
    assert result["__typename"] == "InviterCollaborateurSucces"
    await partis(site)


async def oublie(site: Site) -> None:
    await faire(site, OUBLIE, identifiant=REFERENT)
    await partis(site)


async def test_de_l_invitation_a_la_connexion(site: Site, poste: Poste) -> None:
    await invitee(site)
    activated = await faire(site, ACTIVER, jeton=poste.jeton(ZOE), motDePasse=BON)
    assert activated == {"__typename": "ActiverCompteSucces", "identifiant": ZOE}
    opened = await site.connexion(ZOE, BON)
    assert opened["moi"] == {"nom": "Delmas", "profil": "REFERENT"}


async def test_l_invitation_dit_l_identifiant_le_lien_et_sa_duree(site: Site, poste: Poste) -> None:
    await invitee(site)
    mail = poste.dernier(ZOE)
    texte = mail.get_content()
    assert mail["Subject"] == "Votre compte VieSION"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content_charset() == "utf-8"
    assert "Bonjour Zoé Delmas" in texte
    assert ZOE in texte
    assert "24 heures" in texte
    assert f"https://viesion.example/compte/activation#jeton={poste.jeton(ZOE)}" in texte


async def test_un_compte_invite_n_ouvre_rien_avant_son_activation(site: Site) -> None:
    await invitee(site)
    assert (await site.connexion(ZOE, ""))["code"] == "IDENTIFIANTS_INVALIDES"


async def test_le_lien_d_activation_vaut_24_heures(site: Site, poste: Poste) -> None:
    await invitee(site)
    site.now += JOUR - dt.timedelta(seconds=2)
    result = await faire(site, ACTIVER, jeton=poste.jeton(ZOE), motDePasse=BON)
    assert result["__typename"] == "ActiverCompteSucces"


async def test_un_lien_expire_le_dit_et_dit_quoi_faire(site: Site, poste: Poste) -> None:
    await invitee(site)
    site.now += JOUR + dt.timedelta(seconds=1)
    before = await etat(site)
    result = await faire(site, ACTIVER, jeton=poste.jeton(ZOE), motDePasse=BON)
    assert result["code"] == "LIEN_EXPIRE"
    assert "nouvelle invitation" in result["message"]
    assert await etat(site) == before


@pytest.mark.parametrize("qui", ["responsable", "pilote", "support"])
async def test_une_invitation_expiree_se_renvoie(site: Site, poste: Poste, qui: str) -> None:
    await invitee(site)
    first = poste.jeton(ZOE)
    site.now += JOUR * 2
    renewed = await faire(site, RENVOYER, await jeton(site, qui), id=await identifiant_de(site, ZOE))
    assert renewed["__typename"] == "RenvoyerInvitationSucces"
    await partis(site)
    assert (await faire(site, ACTIVER, jeton=first, motDePasse=BON))["code"] == "LIEN_DEJA_UTILISE"
    result = await faire(site, ACTIVER, jeton=poste.jeton(ZOE), motDePasse=BON)
    assert result["__typename"] == "ActiverCompteSucces"


async def test_qui_n_a_pas_active_son_compte_recoit_une_autre_invitation_par_mot_de_passe_oublie(
    site: Site, poste: Poste
) -> None:
    await invitee(site)
    site.now += JOUR * 2
    await faire(site, OUBLIE, identifiant=ZOE)
    await partis(site)
    result = await faire(site, ACTIVER, jeton=poste.jeton(ZOE), motDePasse=BON)
    assert result["__typename"] == "ActiverCompteSucces"


async def test_un_compte_active_ne_se_reinvite_pas(site: Site) -> None:
    result = await faire(site, RENVOYER, await jeton(site, "responsable"), id=await identifiant_de(site, "referent"))
    assert result["code"] == "COMPTE_DEJA_ACTIVE"


async def test_un_lien_ne_sert_qu_une_fois(site: Site, poste: Poste) -> None:
    await invitee(site)
    await faire(site, ACTIVER, jeton=poste.jeton(ZOE), motDePasse=BON)
    before = await etat(site)
    again = await faire(site, ACTIVER, jeton=poste.jeton(ZOE), motDePasse="un autre, tout aussi bon 71")
    assert again["code"] == "LIEN_DEJA_UTILISE"
    assert await etat(site) == before


async def test_un_lien_rejoue_est_au_journal_de_la_personne(site: Site, poste: Poste) -> None:
    await invitee(site)
    for _ in range(3):
        await faire(site, ACTIVER, jeton=poste.jeton(ZOE), motDePasse=BON)
    await site.application.journal.flush()
    refus = "SELECT action, details->>'refus' FROM journal JOIN collaborateur c ON c.id = collaborateur_id"
    assert await lignes(site, f"{refus} WHERE type = 'LienCompte' AND email = :email", email=ZOE) == [
        ("CONNEXION_REFUSEE", "2")
    ]


async def test_un_lien_ne_sert_qu_a_ce_pour_quoi_il_est_fait(site: Site, poste: Poste) -> None:
    await invitee(site)
    await oublie(site)
    before = await etat(site)
    assert (await faire(site, DEFINIR, jeton=poste.jeton(ZOE), motDePasse=BON))["code"] == "LIEN_INVALIDE"
    assert (await faire(site, ACTIVER, jeton=poste.jeton(REFERENT), motDePasse=BON))["code"] == "LIEN_INVALIDE"
    assert await etat(site) == before


@pytest.mark.parametrize("faux", ["", "n'importe quoi", "A" * 43])
async def test_un_lien_inconnu_n_ouvre_rien(site: Site, faux: str) -> None:
    assert (await faire(site, ACTIVER, jeton=faux, motDePasse=BON))["code"] == "LIEN_INVALIDE"


async def test_mot_de_passe_oublie(site: Site, poste: Poste) -> None:
    await oublie(site)
    changed = await faire(site, DEFINIR, jeton=poste.jeton(REFERENT), motDePasse=BON)
    assert changed == {"__typename": "DefinirMotDePasseSucces", "identifiant": REFERENT}
    assert (await site.connexion(REFERENT))["code"] == "IDENTIFIANTS_INVALIDES"
    assert (await site.connexion(REFERENT, BON))["__typename"] == "ConnexionSucces"


async def test_changer_de_mot_de_passe_ferme_tout_et_se_dit_par_courriel(site: Site, poste: Poste) -> None:
    opened = await site.connexion(REFERENT)
    await oublie(site)
    await faire(site, DEFINIR, jeton=poste.jeton(REFERENT), motDePasse=BON)
    await partis(site)
    assert (await site.post("{ moi { nom } }", opened["jetonAcces"])).status_code == 401
    refreshed = await site.post(
        "mutation R($j: String!) { rafraichirJeton(jeton: $j) { ... on Erreur { code } } }",
        j=opened["jetonRafraichissement"],
    )
    assert refreshed.json()["data"]["rafraichirJeton"]["code"] == "SESSION_INVALIDE"
    assert poste.dernier(REFERENT)["Subject"] == "Votre mot de passe VieSION a changé"


async def test_une_connexion_qui_croise_le_changement_n_ouvre_pas_de_session(site: Site) -> None:
    """The old password was right when it was looked at; the change commits before the session is written."""
    async with site.application.writes.connect() as autre, autre.begin():
        who = await autre.execute(text("SELECT id FROM collaborateur WHERE email = :e FOR UPDATE"), {"e": REFERENT})
        values = {"id": who.scalar_one(), "hash": "$argon2id$v=19$m=8,t=1,p=1$c2Vsc2Vsc2Vs$c29ydGll"}
        connexion = asyncio.create_task(site.connexion(REFERENT))
        await attendue(site)
        await autre.execute(text("UPDATE compte SET mot_de_passe = :hash WHERE collaborateur_id = :id"), values)
    assert (await connexion)["code"] == "IDENTIFIANTS_INVALIDES"
    assert await lignes(site, "SELECT 1 FROM session_ouverte") == []


async def test_un_lien_plus_recent_utilise_perime_les_autres(site: Site, poste: Poste) -> None:
    await oublie(site)
    first = poste.jeton(REFERENT)
    await oublie(site)
    assert poste.jeton(REFERENT) != first
    await faire(site, DEFINIR, jeton=poste.jeton(REFERENT), motDePasse=BON)
    assert (await faire(site, DEFINIR, jeton=first, motDePasse=BON))["code"] == "LIEN_DEJA_UTILISE"


@pytest.mark.parametrize(
    ("mot_de_passe", "codes"),
    [
        ("court", {"TROP_COURT", "TROP_DEVINABLE"}),
        ("motdepasse1234", {"TROP_DEVINABLE"}),
        ("azertyuiop123", {"TROP_DEVINABLE"}),
        ("aaaaaaaaaaaaaaaa", {"TROP_DEVINABLE"}),
        ("zoe.delmas.structure", {"TROP_PROCHE"}),
        ("DelmasZoéDelmas1", {"TROP_PROCHE"}),
        (BON * 6, {"TROP_LONG"}),
        ("", {"TROP_COURT"}),
    ],
)
async def test_un_mot_de_passe_faible_est_refuse_avec_ses_raisons_et_le_lien_sert_encore(
    site: Site, poste: Poste, mot_de_passe: str, codes: set[str]
) -> None:
    await invitee(site)
    before = await etat(site)
    result = await faire(site, ACTIVER, jeton=poste.jeton(ZOE), motDePasse=mot_de_passe)
    assert result["__typename"] == "ErreurValidation"
    assert {champ["chemin"] for champ in result["champs"]} == {"motDePasse"}
    assert {champ["code"] for champ in result["champs"]} == codes
    assert await etat(site) == before
    assert (await faire(site, ACTIVER, jeton=poste.jeton(ZOE), motDePasse=BON))["identifiant"] == ZOE


async def test_un_accent_compose_ou_decompose_est_le_meme_mot_de_passe(site: Site, poste: Poste) -> None:
    await invitee(site)
    await faire(site, ACTIVER, jeton=poste.jeton(ZOE), motDePasse=BON)
    decompose = BON.replace("è", "e\u0300").replace("é", "e\u0301")
    assert decompose != BON
    assert (await site.connexion(ZOE, decompose))["__typename"] == "ConnexionSucces"


async def test_ni_le_lien_ni_le_mot_de_passe_ne_sont_gardes(site: Site, poste: Poste) -> None:
    await invitee(site)
    token = poste.jeton(ZOE)
    await faire(site, ACTIVER, jeton=token, motDePasse=BON)
    for table in ("lien_compte", "courriel", "compte", "journal"):
        rows = str(await lignes(site, f"SELECT t::text FROM {table} t"))
        assert token not in rows
        assert BON not in rows


async def test_les_journaux_du_serveur_ne_portent_ni_jeton_ni_adresse(
    base: str, poste: Poste, capfd: pytest.CaptureFixture[str]
) -> None:
    async with open_site(base, smtp_url=poste.url, journal_requetes=True) as site:
        await invitee(site)
        token = poste.jeton(ZOE)
        await faire(site, ACTIVER, jeton=token, motDePasse=BON)
    said = "".join(capfd.readouterr())
    assert "activer" in said.lower() or "requete" in said
    assert token not in said
    assert ZOE not in said
