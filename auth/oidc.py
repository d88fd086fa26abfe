"""Tokens of the Département's identity provider (OpenID Connect), accepted like ours.

A token is a JWT signed by a key that the provider publishes (OpenID Connect Core 1.0, 3.1.3.7; Discovery 1.0), made for
our audience, and naming a verified e-mail: that of an open account. Keys are fetched when they are first needed, every
hour, and when a token names one that is not known.
"""

from __future__ import annotations

import asyncio
import base64
import datetime as dt
import hashlib
import urllib.request
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import orjson
import structlog
from joserfc import jwt
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

import db
from auth.accounts import load_caller
from auth.caller import Caller
from auth.tokens import JetonInvalide
from db.enums import ActionJournal

ALGORITHMES = ["RS256", "ES256"]
TOLERANCE = 30
"""Seconds by which the provider's clock may differ from ours."""
CLES = dt.timedelta(hours=1)
"""How long published keys are believed without asking again."""
ATTENTE = dt.timedelta(seconds=30)
"""The least time between two fetches: tokens that name keys nobody knows cannot make us ask more."""
APPELANT = dt.timedelta(seconds=60)
"""How long the caller of a token is remembered. Their rights are compared at each request all the same (rule 10)."""
_KNOWN, _DELAI, _TAILLE = 2_000, 5.0, 1_000_000

log = structlog.get_logger("oidc")


class FournisseurInjoignable(Exception):
    """The provider's keys cannot be had: nobody knows whether the token is good."""


class IdentityProvider:
    """Reads the tokens that `issuer` makes for `audience`. Errors: ValueError for an issuer that is not HTTPS."""

    def __init__(self, issuer: str, audience: str) -> None:
        if not audience:
            raise ValueError("oidc_audience manque")
        self.issuer, self._audience = _checked(issuer), audience
        self._keys: dict[str | None, Any] = {}
        self._fetched: dt.datetime | None = None
        self._fetching = asyncio.Lock()

    def made(self, token: str) -> bool:
        """Whether the token says that it comes from this provider; nothing is verified yet."""
        try:
            claims = orjson.loads(_part(token, 1))
        except (ValueError, IndexError):
            return False
        return isinstance(claims, dict) and claims.get("iss") == self.issuer

    async def email(self, token: str, now: dt.datetime) -> tuple[str, float]:
        """The verified e-mail that a token names, in lower case, and when the token expires (seconds since 1970).

        Errors: JetonInvalide, FournisseurInjoignable.
        """
        try:
            header = orjson.loads(_part(token, 0))
            kid, algorithm = header.get("kid"), header.get("alg")
        except (ValueError, IndexError, AttributeError) as error:
            raise JetonInvalide from error
        if algorithm not in ALGORITHMES:
            raise JetonInvalide
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=TOLERANCE,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self._audience},
            exp={"essential": True},
            email={"essential": True},
        )
        try:
            claims = await self._claims(token, kid, now)
            registry.validate(claims)
        except (JoseError, ValueError, TypeError) as error:
            raise JetonInvalide from error
        if claims.get("email_verified") is not True or not isinstance(claims["email"], str):
            raise JetonInvalide
        return claims["email"].strip().lower(), float(claims["exp"])

    async def _claims(self, token: str, kid: str | None, now: dt.datetime) -> dict[str, Any]:
        try:
            return jwt.decode(token, await self._key(kid, now), algorithms=ALGORITHMES).claims
        except BadSignatureError:
            if kid is not None:
                raise
            # The provider's one key, which tokens need not name, may have been replaced.
            return jwt.decode(token, await self._key(kid, now, doubted=True), algorithms=ALGORITHMES).claims

    async def _key(self, kid: str | None, now: dt.datetime, *, doubted: bool = False) -> Any:
        async with self._fetching:
            age = None if self._fetched is None else now - self._fetched
            if age is None or age > CLES or (age > ATTENTE and (doubted or kid not in self._keys)):
                await self._fetch(now)
        if not self._keys:
            raise FournisseurInjoignable
        if kid not in self._keys:
            raise JetonInvalide
        return self._keys[kid]

    async def _fetch(self, now: dt.datetime) -> None:
        try:
            said = await asyncio.to_thread(_get, f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
            if said.get("issuer") != self.issuer:
                raise ValueError("another issuer")
            keys: Any = await asyncio.to_thread(_get, _checked(said["jwks_uri"]))
            published = KeySet.import_key_set(keys)
        except (OSError, ValueError, KeyError, AttributeError, TypeError, JoseError) as error:
            log.warning("fournisseur_injoignable", erreur=type(error).__name__)
            return
        finally:
            self._fetched = now
        usable = [key for key in published.keys if isinstance(key, RSAKey | ECKey)]
        self._keys = {key.kid: key for key in usable}
        if len(usable) == 1:
            self._keys[None] = usable[0]


@dataclass(slots=True)
class _Known:
    caller: Caller
    expires: float
    until: dt.datetime


class SingleSignOn:
    """The callers of the provider's tokens, over the engine of transactions."""

    def __init__(self, engine: AsyncEngine, provider: IdentityProvider) -> None:
        self._engine, self._provider = engine, provider
        self._known: OrderedDict[bytes, _Known] = OrderedDict()

    def made(self, token: str) -> bool:
        """Whether the token says that it comes from the provider."""
        return self._provider.made(token)

    def known(self, token: str, now: dt.datetime) -> Caller | None:
        """The caller of a token read a moment ago."""
        found = self._known.get(_digest(token))
        return found.caller if found and now < found.until and now.timestamp() < found.expires else None

    def forget(self, token: str) -> None:
        """The caller of this token is asked for again: their rights have changed."""
        known = self._known.get(_digest(token))
        if known is not None:
            known.until = dt.datetime.min.replace(tzinfo=dt.UTC)

    async def caller(self, token: str, now: dt.datetime) -> Caller:
        """Who the token names.

        Errors: JetonInvalide, for somebody without an open account as well; FournisseurInjoignable.
        """
        email, expires = await self._provider.email(token, now)
        digest = _digest(token)
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            who = await session.scalar(
                select(db.Collaborateur).where(db.Collaborateur.email == email, db.Collaborateur.actif)
            )
            if who is None:
                raise JetonInvalide
            # Without a password of ours, the account is still where the version of the rights is kept.
            await session.execute(insert(db.Compte).values(collaborateur_id=who.id).on_conflict_do_nothing())
            caller = await load_caller(session, who)
            if digest not in self._known:
                session.add(_entry(caller, now))
        self._known[digest] = _Known(caller, expires, now + APPELANT)
        if len(self._known) > _KNOWN:
            self._known.popitem(last=False)
        return caller


def _entry(caller: Caller, now: dt.datetime) -> db.Journal:
    return db.Journal(
        quand=now,
        action=ActionJournal.CONNEXION,
        collaborateur_id=caller.collaborateur,
        profil=caller.profil,
        structure_id=caller.structures[0] if caller.structures else None,
        details={"par": "OIDC"},
    )


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _part(token: str, index: int) -> bytes:
    """One of the parts of a JWT. Errors: IndexError, ValueError."""
    part = token.split(".")[index]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _checked(url: str) -> str:
    """`url`, over HTTPS unless it is this machine's. Errors: ValueError."""
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or not (parts.scheme == "https" or local):
        raise ValueError("une adresse https:// est attendue")
    return url


def _get(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url, timeout=_DELAI) as answer:  # noqa: S310 the scheme is checked above
        _checked(answer.url)
        found = orjson.loads(answer.read(_TAILLE))
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found
