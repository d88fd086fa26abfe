"""The outbox: each mail leaves once, whatever dies on the way; the demo shows its mails instead."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Iterator
from email.message import EmailMessage

import pytest
from sqlalchemy import text

from resolvers.courrier.envoi import BAIL, ESSAIS, Expediteur, Outbox
from resolvers.courrier.smtp import EnvoiRefuse, Smtp, Transport
from resolvers.courrier.textes import TEXTES, rediger
from tests.auth.conftest import Site, open_site
from tests.auth.cycle import (
    ACTIVER,
    BON,
    DEFINIR,
    DESACTIVER,
    INVITER,
    OUBLIE,
    Poste,
    bureau_de_poste,
    faire,
    identifiant_de,
    jeton,
    lignes,
    partis,
    personne,
    structure_de,
)

REFERENT = "referent@demo.example"


@pytest.fixture
def poste() -> Iterator[Poste]:
    with bureau_de_poste() as running:
        yield running


@pytest.fixture
async def site(base: str) -> AsyncIterator[Site]:
    """A server without SMTP server: mails wait."""
    async with open_site(base) as opened:
        yield opened


async def etats(site: Site) -> list[tuple[int, str | None, bool, bool]]:
    """Of each mail: attempts, why it did not leave, whether it has left, whether it still may."""
    return await lignes(  # type: ignore[return-value]
        site, "SELECT essais, erreur, envoye_le IS NOT NULL, prochain_essai IS NOT NULL FROM courriel ORDER BY id"
    )


async def demander(site: Site) -> None:
    await faire(site, OUBLIE, identifiant=REFERENT)


async def test_sans_serveur_les_courriels_attendent_puis_partent(base: str, site: Site, poste: Poste) -> None:
    await demander(site)
    assert await etats(site) == [(0, None, False, True)]
    async with open_site(base, smtp_url=poste.url) as sending:
        await partis(sending)
        assert await etats(site) == [(1, None, True, False)]
    assert [mail["To"] for mail in poste.recus] == [REFERENT]


async def test_une_transaction_annulee_n_envoie_rien(site: Site) -> None:
    structure = await structure_de(site, "responsable")
    refused = personne(structure, email="sans arobase")
    assert (await faire(site, INVITER, await jeton(site, "responsable"), commande=refused))["champs"]
    assert await etats(site) == []


async def test_plusieurs_serveurs_n_envoient_chaque_courriel_qu_une_fois(base: str, poste: Poste) -> None:
    async with open_site(base) as waiting:
        for _ in range(10):
            await demander(waiting)
    async with open_site(base, smtp_url=poste.url) as one, open_site(base, smtp_url=poste.url) as two:
        boxes = [one.application.outbox, two.application.outbox]
        await asyncio.gather(*(box.send_all() for box in boxes * 3))
        await partis(one)
    assert len(poste.recus) == 10
    assert len({mail["Message-ID"] for mail in poste.recus}) == 10


def facteur(site: Site, transport: Transport) -> Outbox:
    """A sender that only sends when the test says so."""
    expediteur = Expediteur("VieSION <ne-pas-repondre@viesion.example>", "https://viesion.example")
    return Outbox(site.application.writes, transport, lambda: site.now, expediteur)


class Mort:
    """A transport in which the process dies."""

    async def send(self, message: EmailMessage) -> None:
        raise asyncio.CancelledError


async def test_un_courriel_survit_a_la_mort_de_qui_l_envoyait(site: Site, poste: Poste) -> None:
    await demander(site)
    with pytest.raises(asyncio.CancelledError):
        await facteur(site, Mort()).send_all()
    other = facteur(site, Smtp(poste.url))
    assert await other.send_all() == 0, "the lease of the dead one still runs"
    site.now += BAIL
    assert await other.send_all() == 1
    assert await etats(site) == [(2, None, True, False)]
    result = await faire(site, DEFINIR, jeton=poste.jeton(REFERENT), motDePasse=BON)
    assert result["__typename"] == "DefinirMotDePasseSucces"


async def test_un_echec_passager_se_reessaie_de_plus_en_plus_tard(site: Site, poste: Poste) -> None:
    poste.reponses = ["451 plus tard"] * 3
    outbox = facteur(site, Smtp(poste.url))
    await demander(site)
    assert await outbox.send_all() == 0
    for minutes in (1, 2, 4):
        assert await etats(site) == [(minutes.bit_length(), "SMTP_451", False, True)]
        site.now += dt.timedelta(minutes=minutes, seconds=-2)
        assert await outbox.send_all() == 0
        assert await etats(site) == [(minutes.bit_length(), "SMTP_451", False, True)], "tried too early"
        site.now += dt.timedelta(seconds=2)
        assert await outbox.send_all() == (minutes == 4)
    assert await etats(site) == [(4, None, True, False)]


async def test_apres_une_journee_d_echecs_on_abandonne(site: Site, poste: Poste) -> None:
    poste.reponses = ["451 plus tard"] * (ESSAIS + 5)
    outbox = facteur(site, Smtp(poste.url))
    await demander(site)
    for _ in range(ESSAIS + 5):
        await outbox.send_all()
        site.now += dt.timedelta(hours=2)
    assert await etats(site) == [(ESSAIS, "SMTP_451", False, False)]
    assert len(poste.reponses) == 5


async def test_un_serveur_absent_est_un_echec_passager(site: Site) -> None:
    with bureau_de_poste() as closed:
        url = closed.url
    await demander(site)
    await facteur(site, Smtp(url)).send_all()
    assert await etats(site) == [(1, "SMTPConnectError", False, True)]


async def test_un_destinataire_refuse_pour_de_bon_n_est_pas_reessaye(site: Site, poste: Poste) -> None:
    async def refuse(*_: object) -> str:
        return "550 inconnu"

    poste.handle_RCPT = refuse  # type: ignore[attr-defined]
    await demander(site)
    await facteur(site, Smtp(poste.url)).send_all()
    assert await etats(site) == [(1, "DESTINATAIRE_550", False, False)]


async def test_qui_est_desactive_ne_recoit_plus_de_lien(site: Site, poste: Poste) -> None:
    await demander(site)
    await faire(site, DESACTIVER, await jeton(site, "pilote"), id=await identifiant_de(site, "referent"))
    assert await etats(site) == [(0, "PERIME", False, False)]
    async with site.application.writes.begin() as connection:
        await connection.execute(text("UPDATE courriel SET prochain_essai = cree_le"))
    await facteur(site, Smtp(poste.url)).send_all()
    assert await etats(site) == [(0, "COMPTE_DESACTIVE", False, False)]
    assert poste.recus == []


async def test_la_demonstration_montre_ses_courriels(base: str) -> None:
    async with open_site(base, demo=True) as site:
        structure = await structure_de(site, "responsable")
        dangerous = personne(structure, prenom="<script>alert(1)</script>")
        await faire(site, INVITER, await jeton(site, "responsable"), commande=dangerous)
        await partis(site)
        page = await site.client.get("/demo/courriels")
        assert page.headers["content-type"].startswith("text/html")
        assert "<script>" not in page.text
        assert "&lt;script&gt;" in page.text
        [mail] = (await site.client.get("/demo/courriels.json")).json()
        assert (mail["a"], mail["objet"]) == ("zoe.delmas@structure.example", "Votre compte VieSION")
        token = mail["texte"].partition("#jeton=")[2].split()[0]
        result = await faire(site, ACTIVER, jeton=token, motDePasse=BON)
        assert result["__typename"] == "ActiverCompteSucces"


async def test_les_courriels_ne_se_montrent_que_dans_la_demonstration(site: Site) -> None:
    for path in ("/demo/courriels", "/demo/courriels.json"):
        assert (await site.client.get(path)).status_code == 404


@pytest.mark.parametrize("path", ["/compte/activation", "/compte/mot-de-passe"])
async def test_le_lien_mene_a_une_page_qui_ne_charge_rien_d_ailleurs(site: Site, path: str) -> None:
    page = await site.client.get(path)
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["referrer-policy"] == "no-referrer"
    script = await site.client.get("/compte/compte.js")
    assert script.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("modele", list(TEXTES))
def test_chaque_courriel_se_redige(modele: object) -> None:
    values = {"prenom": "{nom}", "nom": "N", "email": "E", "lien": "https://l", "personne": "P", "motif": "{lien}"}
    values |= {"ancienne": "{email}", "nouvelle": "F"}
    objet, corps = rediger(modele, values)  # type: ignore[arg-type]
    assert objet
    assert "Bonjour {nom} N," in corps, "what a person wrote is never read as a template"


@pytest.mark.parametrize("url", ["http://h", "smtp://", "h:25", ""])
def test_une_adresse_smtp_fausse_se_dit_au_demarrage(url: str) -> None:
    with pytest.raises(ValueError, match="smtp"):
        Smtp(url)


async def test_starttls_exige_n_envoie_rien_en_clair(poste: Poste) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "a@b.example", "c@d.example"
    with pytest.raises(EnvoiRefuse):
        await Smtp(poste.url.replace("smtp:", "smtp+starttls:")).send(message)
    assert poste.recus == []
