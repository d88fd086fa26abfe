"""Opaque ids: what stands for the id of a row read under a pseudonym (scope `m`), for one analyst.

A token is a mark and the id masked by it: `m = SHA-256(k, 1, id)`, cut to 8 bytes, then `id XOR SHA-256(k, 2, m)`, the
construction of synthetic initialisation vectors (RFC 5297). The key `k` depends on the server's secret, the analyst and
the type, so that a token tells nothing of its id, of another type's ids, nor of another analyst's tokens; the mark is
checked when it comes back, so that an invented token names nothing. SQL makes them (`pseudonyme`), Python reads them.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import lru_cache
from typing import Any

from sqlalchemy import LargeBinary, Text, bindparam, func

import db
from auth.caller import Caller
from auth.policy import TABLE
from auth.rules import sous_pseudonyme
from db.enums import Profil
from resolvers.reading.ids import INEXISTANT, true_number

MARQUE = 8
"""Bytes of the mark: an invented token is one of 2⁶⁴."""
LECTEURS = frozenset(profil for profil in Profil for modele in TABLE if sous_pseudonyme(modele, profil))
"""The profils that read something under a pseudonym."""


class Pseudonyms:
    """Keys and tokens under one secret."""

    def __init__(self, secret: str) -> None:
        self._root = hashlib.blake2b(secret.encode(), person=b"pseudonyme", digest_size=32).digest()
        self.keys = lru_cache(64)(self._keys)

    def key(self, collaborateur: int, type_name: str) -> bytes:
        """The key of one analyst for one type of row."""
        return hmac.digest(self._root, f"{collaborateur} {type_name}".encode(), "sha256")

    def _keys(self, collaborateur: int) -> dict[str, bytes]:
        return {_parameter(modele): self.key(collaborateur, modele.__name__) for modele in TABLE}

    def number(self, caller: Caller, type_name: str, token: str) -> int:
        """The id behind a token of this caller; INEXISTANT when it is not one of theirs."""
        assert caller.collaborateur is not None
        key, raw = self.key(caller.collaborateur, type_name), bytes.fromhex(token)
        mark, masked = raw[:MARQUE], raw[MARQUE:]
        mask = hashlib.sha256(key + b"\x02" + mark).digest()[:4]
        plain = bytes(a ^ b for a, b in zip(masked, mask, strict=True))
        genuine = hashlib.sha256(key + b"\x01" + plain).digest()[:MARQUE]
        return int.from_bytes(plain, "big", signed=True) if hmac.compare_digest(genuine, mark) else INEXISTANT


box = Pseudonyms(secrets.token_hex(32))


def use_secret(secret: str) -> None:
    """Makes tokens last across restarts and workers: they depend on the server's secret."""
    global box
    box = Pseudonyms(secret)


def binds(caller: Caller) -> dict[str, bytes]:
    """The keys that the statements of this caller bind, by parameter; none for who reads true ids."""
    return box.keys(caller.collaborateur) if caller.profil in LECTEURS and caller.collaborateur is not None else {}


def row_number(caller: Caller, model: type[db.Base], number: int | str) -> int:
    """The id of the row that a global id names for this caller, from the part after its type.

    Who reads the model under a pseudonym is known a row by its token alone, everybody else by its number alone:
    anything else is INEXISTANT, as an absent row is.
    """
    if caller.profil is None or not sous_pseudonyme(model, caller.profil):
        return true_number(number)
    return INEXISTANT if isinstance(number, int) else box.number(caller, model.__name__, number)


def token(model: type[db.Base], id_: Any) -> Any:
    """The token of an id, as SQL."""
    return func.pseudonyme(_key(model), id_, type_=Text())


def neutral_order(model: type[db.Base], id_: Any) -> Any:
    """What orders rows instead of their id, as SQL: it says nothing of when they were written."""
    return func.pseudonyme_empreinte(_key(model), id_, type_=LargeBinary())


def _key(model: type[db.Base]) -> Any:
    return bindparam(_parameter(model), type_=LargeBinary())


def _parameter(model: type[db.Base]) -> str:
    return f"pseudonyme_{model.__name__}"
