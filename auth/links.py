"""Links sent by mail: a random token, kept as its hash, good once, for one use, for a day (guide §1)."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

import db
from auth.versions import spend_links
from db.enums import UsageLien

DUREE_LIEN = dt.timedelta(hours=24)


class LienRefuse(Exception):
    """The link opens nothing; `qui` is to whom it was sent."""

    def __init__(self, qui: int | None = None) -> None:
        super().__init__()
        self.qui = qui


class LienInvalide(LienRefuse):
    """Unknown token, made for something else, or of a closed account: nobody is told which."""


class LienUtilise(LienRefuse):
    """The link has served, or a later one has."""


class LienExpire(LienRefuse):
    """The link is over a day old."""


def make_link(session: AsyncSession, collaborateur_id: int, usage: UsageLien, now: dt.datetime) -> str:
    """The token of a new link. It exists in the mail alone."""
    token = secrets.token_urlsafe(32)
    session.add(
        db.LienCompte(
            collaborateur_id=collaborateur_id, usage=usage, empreinte=_digest(token), expire_le=now + DUREE_LIEN
        )
    )
    return token


async def use_link(session: AsyncSession, token: str, usage: UsageLien, now: dt.datetime) -> db.Collaborateur:
    """The collaborateur to whom the link was sent, locked; this link and the others sent to them no longer serve.

    Errors: LienInvalide, LienUtilise, LienExpire.
    """
    links = db.LienCompte
    whose = select(links.collaborateur_id).where(links.empreinte == _digest(token)).scalar_subquery()
    # The person first: two links of the same person cannot then wait for each other.
    collaborateur = await session.scalar(select(db.Collaborateur).where(db.Collaborateur.id == whose).with_for_update())
    link = await session.scalar(select(links).where(links.empreinte == _digest(token)))
    if link is None or link.usage != usage or collaborateur is None or not collaborateur.actif:
        raise LienInvalide(link.collaborateur_id if link else None)
    if link.utilise_le is not None:
        raise LienUtilise(collaborateur.id)
    if link.expire_le <= now:
        raise LienExpire(collaborateur.id)
    await spend_links(session, collaborateur.id, now)
    return collaborateur


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
