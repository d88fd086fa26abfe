"""Passwords: argon2id, off the event loop, the same work whether the account exists or not."""

from __future__ import annotations

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("personne")


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its own salt."""
    return _HASHER.hash(password)


async def verify(password: str, stored: str | None) -> bool:
    """Whether `password` is the one of `stored`; without account, as much work for a refusal."""
    return await asyncio.to_thread(_verify, password, stored)


def _verify(password: str, stored: str | None) -> bool:
    try:
        return _HASHER.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
