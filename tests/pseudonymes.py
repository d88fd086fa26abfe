"""The opaque ids of an analyst, made once more in plain Python from what the decision says of them."""

from __future__ import annotations

import hashlib
import hmac


def empreinte(secret: str, collaborateur: int, type_: str, numero: int) -> bytes:
    """What orders the rows of a type for one analyst."""
    return hashlib.sha256(_cle(secret, collaborateur, type_) + b"\x01" + numero.to_bytes(4, "big")).digest()


def jeton(secret: str, collaborateur: int, type_: str, numero: int) -> str:
    """The global id that one analyst reads of a row."""
    marque = empreinte(secret, collaborateur, type_, numero)[:8]
    masque = hashlib.sha256(_cle(secret, collaborateur, type_) + b"\x02" + marque).digest()[:4]
    chiffre = int.from_bytes(masque, "big") ^ numero
    return f"{type_}:{marque.hex()}{chiffre:08x}"


def _cle(secret: str, collaborateur: int, type_: str) -> bytes:
    racine = hashlib.blake2b(secret.encode(), person=b"pseudonyme", digest_size=32).digest()
    return hmac.new(racine, f"{collaborateur} {type_}".encode(), "sha256").digest()
