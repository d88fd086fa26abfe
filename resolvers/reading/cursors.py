"""Cursors: the sort values of a row, encrypted since they carry names, and bound to the list they came from.

PostgreSQL emits them between quotes behind a marker that nobody can guess; they are encrypted on the way out.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as MalformedBase64
from dataclasses import dataclass

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV


class CurseurInvalide(ValueError):
    """The text is not a cursor that this server made."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page starts or ends: the list it belongs to and the sort values of a row, as PostgreSQL's text."""

    liste: str
    valeurs: tuple[str | None, ...]


class CursorBox:
    """Seals and opens cursors. Sealing is deterministic: the same row has the same cursor (AES-SIV, RFC 5297)."""

    def __init__(self, secret: str) -> None:
        self._cipher = AESSIV(hashlib.blake2b(secret.encode(), person=b"curseur", digest_size=64).digest())
        self.marker = secrets.token_hex(16)
        self._sealed = re.compile(b'"' + self.marker.encode() + b'([0-9a-f]+)"')

    def seal(self, plain: bytes) -> bytes:
        """The opaque text of a cursor."""
        return urlsafe_b64encode(self._cipher.encrypt(plain, None)).rstrip(b"=")

    def open(self, text: str) -> Cursor:
        """Errors: CurseurInvalide."""
        try:
            raw = text.encode("ascii")
            liste, *valeurs = orjson.loads(self._cipher.decrypt(urlsafe_b64decode(raw + b"=" * (-len(raw) % 4)), None))
        except (UnicodeEncodeError, MalformedBase64, InvalidTag, ValueError) as error:
            raise CurseurInvalide from error
        return Cursor(liste, tuple(valeurs))

    def seal_all(self, json: bytes) -> bytes:
        """`json` with each marked cursor sealed."""
        return self._sealed.sub(lambda found: b'"' + self.seal(bytes.fromhex(found[1].decode())) + b'"', json)


box = CursorBox(secrets.token_hex(32))


def use_secret(secret: str) -> None:
    """Makes cursors last across restarts and workers: they depend on the server's secret."""
    global box
    box = CursorBox(secret)
