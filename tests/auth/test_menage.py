"""What the account cycle leaves behind goes away, and nothing that still serves."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator

import pytest

from auth.menage import sweep
from resolvers.courrier.envoi import Expediteur, Outbox
from server.courriels import Mailbox
from tests.auth.conftest import Site, open_site
from tests.auth.cycle import OUBLIE, faire, lignes

TABLES = ("tentative", "session_ouverte", "lien_compte", "courriel")


@pytest.fixture
async def site(base: str) -> AsyncIterator[Site]:
    async with open_site(base) as opened:
        yield opened


async def restes(site: Site) -> dict[str, int]:
    """How many rows each table keeps."""
    return {table: (await lignes(site, f"SELECT count(*) FROM {table}"))[0][0] for table in TABLES}


async def test_chaque_chose_part_en_son_temps(site: Site) -> None:
    application, start = site.application, site.now
    await site.connexion("referent@demo.example")
    await site.connexion("referent@demo.example", "faux")
    await faire(site, OUBLIE, identifiant="referent@demo.example")
    outbox = Outbox(application.writes, Mailbox(), lambda: site.now, Expediteur("a@b.example", "https://b.example"))
    await outbox.send_all()
    await faire(site, OUBLIE, identifiant="sdi@demo.example")
    found = []
    for age in (dt.timedelta(), dt.timedelta(minutes=16), dt.timedelta(days=15), dt.timedelta(days=92)):
        await sweep(application.writes, application.throttle, start + age)
        found.append(tuple((await restes(site)).values()))
    # The mail that waits is never thrown away.
    assert found == [(6, 1, 1, 2), (0, 1, 1, 2), (0, 0, 1, 2), (0, 0, 0, 1)]
