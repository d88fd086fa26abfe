"""How often one may try: a sliding window per account and per address, in PostgreSQL so that it holds for all workers.

An attempt is written before what it asks is done, under a lock of its keys: a burst of simultaneous attempts counts
for what it is. Known and unknown accounts are the same to it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
from dataclasses import dataclass

from sqlalchemy import ARRAY, BigInteger, bindparam, delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

import db

_LOCK = text("SELECT pg_advisory_xact_lock(verrou) FROM unnest(:verrous) AS verrou").bindparams(
    bindparam("verrous", type_=ARRAY(BigInteger))
)


class TropDeTentatives(Exception):
    """The window is full; `attente` is the number of seconds until it has room again."""

    def __init__(self, attente: int) -> None:
        super().__init__(f"{attente} s")
        self.attente = attente


@dataclass(frozen=True, slots=True)
class Window:
    """At most `par_compte` attempts on an account and `par_adresse` from an address, in any `duree`.

    An address may be that of a whole office behind one router.
    """

    duree: dt.timedelta = dt.timedelta(minutes=15)
    par_compte: int = 10
    par_adresse: int = 100


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt under way: what to forget, or to give back, if it turns out well."""

    compte: bytes | None
    ids: tuple[int, ...]


class Throttle:
    """Attempts over the engine of transactions. `secret` keys the hashes."""

    def __init__(self, engine: AsyncEngine, secret: str, window: Window) -> None:
        self._engine, self._window = engine, window
        self._key = hashlib.sha256(b"tentatives" + secret.encode()).digest()

    async def attempt(
        self, nature: str, now: dt.datetime, *, compte: str | None = None, adresse: str | None = None
    ) -> Attempt:
        """Counts one attempt of this `nature`. Errors: TropDeTentatives, and the attempt is not counted."""
        limits = {}
        if compte is not None:
            limits[self._digest(nature, "compte", compte)] = self._window.par_compte
        if adresse:
            limits[self._digest(nature, "adresse", network(adresse))] = self._window.par_adresse
        if not limits:
            return Attempt(None, ())
        seen = db.Tentative
        keys = sorted(limits)
        async with self._engine.begin() as connection:
            await connection.execute(_LOCK, {"verrous": [int.from_bytes(key[:8], signed=True) for key in keys]})
            counted = await connection.execute(
                select(seen.cle, func.count(), func.min(seen.quand))
                .where(seen.cle.in_(keys), seen.quand > now - self._window.duree)
                .group_by(seen.cle)
            )
            full = [oldest for key, count, oldest in counted if count >= limits[key]]
            if full:
                raise TropDeTentatives(max(1, int((max(full) + self._window.duree - now).total_seconds())))
            rows = [{"cle": key, "quand": now} for key in keys]
            ids = (await connection.scalars(insert(seen).returning(seen.id), rows)).all()
        return Attempt(self._digest(nature, "compte", compte) if compte is not None else None, tuple(ids))

    async def forget(self, attempt: Attempt) -> None:
        """The attempt was good: the account starts afresh, and the address is not charged for it."""
        seen = db.Tentative
        async with self._engine.begin() as connection:
            await connection.execute(delete(seen).where(seen.id.in_(attempt.ids) | (seen.cle == attempt.compte)))

    async def give_back(self, attempt: Attempt) -> None:
        """The attempt was good, and is not charged; those that failed before it still are: it tells of other rows."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(db.Tentative).where(db.Tentative.id.in_(attempt.ids)))

    async def sweep(self, now: dt.datetime) -> None:
        """Removes what no window looks at any more."""
        async with self._engine.begin() as connection:
            await connection.execute(delete(db.Tentative).where(db.Tentative.quand <= now - self._window.duree))

    def _digest(self, *parts: str) -> bytes:
        return hashlib.blake2b("\x1f".join(parts).encode(), key=self._key, digest_size=32).digest()


def network(adresse: str) -> str:
    """What stands for the address: itself, or the /64 that an IPv6 subscriber has whole (RFC 6177)."""
    try:
        parsed = ipaddress.ip_address(adresse.partition("%")[0])
    except ValueError:
        return adresse
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
