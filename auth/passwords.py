"""Passwords: argon2id, off the event loop, the same work whether the account exists or not; what makes a good one.

The rules of a new password follow NIST SP 800-63B, 3.1.1.2: length and strength, no composition, nothing built on who
chooses it.
"""

from __future__ import annotations

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn  # type: ignore[import-untyped]

LONGUEUR_MINIMALE, LONGUEUR_MAXIMALE = 12, 128
SCORE_MINIMAL = 3
_MEASURED = 72
"""The characters that zxcvbn looks at: it takes seconds beyond."""

_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("personne")
# A hash takes 64 MiB: a crowd of them at once would take the memory of everything else.
_HASHING = ThreadPoolExecutor(2, thread_name_prefix="argon2")
# zxcvbn keeps the words of whoever chooses in a global: one at a time.
_MEASURING = ThreadPoolExecutor(1, thread_name_prefix="zxcvbn")


@dataclass(frozen=True, slots=True)
class Faiblesse:
    """Why a password is refused: a stable code, and a sentence that says what would be right."""

    code: str
    message: str


async def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its own salt."""
    return await asyncio.get_running_loop().run_in_executor(_HASHING, _HASHER.hash, _normal(password))


async def verify(password: str, stored: str | None) -> bool:
    """Whether `password` is the one of `stored`; without account, as much work for a refusal."""
    return await asyncio.get_running_loop().run_in_executor(_HASHING, _verify, password, stored)


async def weaknesses(password: str, *about: str) -> list[Faiblesse]:
    """Everything wrong with a new password of somebody whose names and e-mail are `about`; empty when it is good."""
    found = []
    length = len(password := _normal(password))
    if length < LONGUEUR_MINIMALE:
        found.append(
            Faiblesse("TROP_COURT", f"Choisissez au moins {LONGUEUR_MINIMALE} caractères (il y en a {length}).")
        )
    if length > LONGUEUR_MAXIMALE:
        found.append(Faiblesse("TROP_LONG", f"Choisissez au plus {LONGUEUR_MAXIMALE} caractères."))
    words = [word for text in about for word in (text, *text.replace("@", " ").replace(".", " ").split()) if word]
    weak = await asyncio.get_running_loop().run_in_executor(_MEASURING, _measure, password[:_MEASURED], words)
    return [*found, weak] if weak else found


def _verify(password: str, stored: str | None) -> bool:
    try:
        return _HASHER.verify(stored or _NOBODY, _normal(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """One form of accented letters, whichever the keyboard makes."""
    return unicodedata.normalize("NFC", password)


def _plain(text: str) -> str:
    """Lower case without accents: how a name is told again in a password."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _measure(password: str, words: list[str]) -> Faiblesse | None:
    if not password:
        return None
    measured = zxcvbn(password, user_inputs=words, max_length=_MEASURED)
    if measured["score"] < SCORE_MINIMAL:
        why = _FRENCH.get(measured["feedback"]["warning"], "Ce mot de passe est facile à deviner.")
        return Faiblesse("TROP_DEVINABLE", f"{why} {_ADVICE}")
    # A name between two dots is worth ten thousand guesses to zxcvbn, and one to a colleague: what is left must be
    # good without it.
    left = plain = _plain(password)
    for word in sorted({_plain(word) for word in words if len(word) > 2}, key=len, reverse=True):
        left = left.replace(word, "")
    if left != plain and (not left or zxcvbn(left[:_MEASURED])["score"] < SCORE_MINIMAL):
        return Faiblesse("TROP_PROCHE", f"Ce mot de passe reprend votre nom ou votre adresse. {_ADVICE}")
    return None


_ADVICE = "Quatre mots sans rapport entre eux font un bon mot de passe."
_FRENCH = {
    "Straight rows of keys are easy to guess.": "Une rangée du clavier se devine facilement.",
    "Short keyboard patterns are easy to guess.": "Un dessin court sur le clavier se devine facilement.",
    'Repeats like "aaa" are easy to guess.': "Un même caractère répété se devine facilement.",
    'Repeats like "abcabcabc" are only slightly harder to guess than "abc".': (
        "Un motif répété ne vaut guère mieux qu'une seule fois."
    ),
    'Sequences like "abc" or "6543" are easy to guess.': "Une suite comme « abc » ou « 6543 » se devine facilement.",
    "Recent years are easy to guess.": "Une année récente se devine facilement.",
    "Dates are often easy to guess.": "Une date se devine souvent.",
    "This is a top-10 common password.": "Ce mot de passe est l'un des dix plus courants.",
    "This is a top-100 common password.": "Ce mot de passe est l'un des cent plus courants.",
    "This is a very common password.": "Ce mot de passe est très courant.",
    "This is similar to a commonly used password.": "Ce mot de passe ressemble à un mot de passe courant.",
    "A word by itself is easy to guess.": "Un mot seul se devine facilement.",
    "Names and surnames by themselves are easy to guess.": "Un prénom ou un nom seul se devine facilement.",
    "Common names and surnames are easy to guess.": "Un prénom ou un nom courant se devine facilement.",
}
"""zxcvbn's warnings in French."""
