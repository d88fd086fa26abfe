"""What accounts and writes leave behind, removed every hour."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable

import structlog
from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

import db
from auth.throttle import Throttle

INTERVALLE = 3600.0
LIENS = dt.timedelta(days=30)
"""How long a link that no longer serves is still told from an unknown one."""
COURRIELS = dt.timedelta(days=90)
"""How long one may look for what became of a mail."""
CLES = dt.timedelta(hours=24)
"""How long an idempotency key holds."""

log = structlog.get_logger("menage")


async def sweep(engine: AsyncEngine, throttle: Throttle, now: dt.datetime) -> None:
    """Removes attempts out of any window, sessions that ended, links, mails and idempotency keys that are old."""
    await throttle.sweep(now)
    mails = db.Courriel
    async with engine.begin() as connection:
        await connection.execute(delete(db.SessionOuverte).where(db.SessionOuverte.expire_le <= now))
        await connection.execute(delete(db.LienCompte).where(db.LienCompte.expire_le <= now - LIENS))
        await connection.execute(delete(db.CleIdempotence).where(db.CleIdempotence.cree_le <= now - CLES))
        await connection.execute(delete(mails).where(mails.prochain_essai.is_(None), mails.cree_le <= now - COURRIELS))


async def sweep_forever(engine: AsyncEngine, throttle: Throttle, clock: Callable[[], dt.datetime]) -> None:
    """Sweeps every hour until it is cancelled; a database that does not answer is asked again an hour later."""
    while True:
        await asyncio.sleep(INTERVALLE)
        try:
            await sweep(engine, throttle, clock())
        except (OSError, SQLAlchemyError) as error:
            log.warning("menage_remis", erreur=type(error).__name__)
