"""Allocataires' numbers: a CAF number names a household, an MSA number is the person's NIR and is kept encrypted.

A NIR is stored three times, never in clear: encrypted (AES-GCM) to be revealed on purpose, as a keyed hash to be found
by its exact value, and masked to be shown. Both keys come from the server's secret: another secret reads none of them.
"""

from __future__ import annotations

import hashlib
import re
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from stdnum.fr import nir as norme

CHIFFRES_CAF = 15
_CHIFFRES_COURTS = 7
_NONCE = 12


class NumeroIllisible(ValueError):
    """What was stored does not open: another secret sealed it, or it was changed."""


class Coffre:
    """Seals, opens and recognises NIR with the keys of one secret."""

    def __init__(self, secret: str) -> None:
        self._chiffre = AESGCM(hashlib.blake2b(secret.encode(), person=b"nir chiffre", digest_size=32).digest())
        self._cle = hashlib.blake2b(secret.encode(), person=b"nir empreinte", digest_size=32).digest()

    def sceller(self, nir: str) -> bytes:
        """The NIR encrypted, otherwise each time."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._chiffre.encrypt(nonce, nir.encode(), None)

    def ouvrir(self, scelle: bytes) -> str:
        """The NIR again. Errors: NumeroIllisible."""
        try:
            return self._chiffre.decrypt(scelle[:_NONCE], scelle[_NONCE:], None).decode()
        except (InvalidTag, ValueError) as error:
            raise NumeroIllisible from error

    def empreinte(self, texte: str) -> bytes:
        """What stands for a NIR, or for a text that may hold one, where its exact value is looked for."""
        return hashlib.blake2b(texte.encode(), key=self._cle, digest_size=32).digest()


_coffre: Coffre | None = None


def use_secret(secret: str) -> None:
    """Gives the secret that every worker has, before a restart and after."""
    global _coffre
    _coffre = Coffre(secret)


def coffre() -> Coffre:
    """The safe of the server. Errors: RuntimeError without a secret: what another one sealed would never open again."""
    if _coffre is None:
        raise RuntimeError("numeros.use_secret comes first")
    return _coffre


def numero_caf(texte: str) -> str | None:
    """A CAF number as it is stored: digits alone, leading zeros beyond seven digits removed; None for no number."""
    nu = re.sub(r"[\s.]", "", texte)
    if not nu.isascii() or not nu.isdigit() or not nu.strip("0"):
        return None
    nu = nu.lstrip("0").rjust(_CHIFFRES_COURTS, "0")
    return nu if len(nu) <= CHIFFRES_CAF else None


def numero_nir(texte: str) -> str | None:
    """A NIR of 15 characters whose check digits are right (2A and 2B in Corsica), without spaces; None otherwise."""
    nu = re.sub(r"[\s.]", "", texte).upper()
    return nu if nu.isascii() and re.match("[1-8]", nu) and norme.is_valid(nu) else None


def masque(nir: str) -> str:
    """What is shown of a NIR: the last three of its thirteen characters, its check digits aside."""
    return f"•••••••••• {nir[10:13]}"
