"""Access tokens: short-lived signed JWTs (RFC 7519, HS256) that say who is asking."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import OrderedDict
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from auth.caller import Caller
from db.enums import Profil

ISSUER = AUDIENCE = "viesion"
DUREE = dt.timedelta(minutes=10)
_KNOWN = 2_000
_CLAIMS: dict[str, Any] = {
    "iss": {"essential": True, "value": ISSUER},
    "aud": {"essential": True, "value": AUDIENCE},
    "exp": {"essential": True},
    "sub": {"essential": True},
}


class JetonInvalide(Exception):
    """The token is malformed, forged, expired, or not for us."""


class AccessTokens:
    """Makes and reads access tokens. A token read once is recognised until it expires: checking it costs a look-up."""

    def __init__(self, secret: str) -> None:
        self._key = OctKey.import_key(hashlib.sha256(b"jeton d'acces" + secret.encode()).digest())
        self._known: OrderedDict[str, tuple[float, Caller]] = OrderedDict()

    def make(self, caller: Caller, now: dt.datetime) -> str:
        """A token for `caller`, valid ten minutes from `now`."""
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(caller.collaborateur),
            "iat": int(now.timestamp()),
            "exp": int((now + DUREE).timestamp()),
            "profil": caller.profil,
            "structures": caller.structures,
            "territoires": caller.territoires,
            "ver": caller.version,
        }
        return jwt.encode({"alg": "HS256"}, claims, self._key)

    def read(self, token: str, now: dt.datetime) -> Caller:
        """Who the token names. Errors: JetonInvalide."""
        known = self._known.get(token)
        if known is None:
            known = self._remember(token, self._decode(token, now))
        expires, caller = known
        if expires <= now.timestamp():
            raise JetonInvalide
        return caller

    def _decode(self, token: str, now: dt.datetime) -> tuple[float, Caller]:
        try:
            claims = jwt.decode(token, self._key, algorithms=["HS256"]).claims
            jwt.JWTClaimsRegistry(now=int(now.timestamp()), **_CLAIMS).validate(claims)
            caller = Caller(
                int(claims["sub"]),
                Profil(claims["profil"]),
                tuple(claims["structures"]),
                tuple(claims["territoires"]),
                int(claims["ver"]),
            )
            return float(claims["exp"]), caller
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise JetonInvalide from error

    def _remember(self, token: str, known: tuple[float, Caller]) -> tuple[float, Caller]:
        self._known[token] = known
        if len(self._known) > _KNOWN:
            self._known.popitem(last=False)
        return known
