"""Signing in: an account's identifiant and password for its caller, and the sessions that keep it signed in."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

import db
from auth.caller import Caller
from auth.passwords import verify

DUREE_SESSION = dt.timedelta(days=14)


class IdentifiantsInvalides(Exception):
    """Unknown identifiant, wrong password, or closed account: nobody is told which."""


class SessionInvalide(Exception):
    """The refresh token is unknown, expired, or was already used."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who has signed in, and the refresh token that keeps the session open."""

    caller: Caller
    refresh: str


class Accounts:
    """Accounts over the engine of transactions."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def sign_in(self, identifiant: str, password: str, now: dt.datetime) -> SignedIn:
        """Opens a session. Errors: IdentifiantsInvalides, after the same work for known and unknown accounts."""
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            row = (
                await session.execute(
                    select(db.Compte.mot_de_passe, db.Collaborateur)
                    .join(db.Collaborateur, db.Collaborateur.id == db.Compte.collaborateur_id)
                    .where(db.Collaborateur.email == identifiant.strip().lower())
                )
            ).one_or_none()
            stored, collaborateur = row if row else (None, None)
            if not await verify(password, stored) or collaborateur is None or not collaborateur.actif:
                raise IdentifiantsInvalides
            caller = await load_caller(session, collaborateur)
            return SignedIn(caller, _open(session, collaborateur.id, uuid.uuid4(), now))

    async def find(self, identifiant: str) -> Caller | None:
        """The caller that this identifiant would be, without signing in: for the command line."""
        async with AsyncSession(self._engine) as session:
            found = await session.scalar(
                select(db.Collaborateur).where(db.Collaborateur.email == identifiant.lower(), db.Collaborateur.actif)
            )
            return await load_caller(session, found) if found else None

    async def refresh(self, token: str, now: dt.datetime) -> SignedIn:
        """Exchanges a refresh token for a new one; one used twice closes its whole family (RFC 9700, 4.14.2).

        Errors: SessionInvalide.
        """
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            found = (
                await session.execute(
                    select(db.SessionOuverte, db.Collaborateur)
                    .join(db.Collaborateur, db.Collaborateur.id == db.SessionOuverte.collaborateur_id)
                    .where(db.SessionOuverte.empreinte == _digest(token))
                    .with_for_update(of=db.SessionOuverte)
                )
            ).one_or_none()
            if found is None:
                raise SessionInvalide
            opened, collaborateur = found
            reused = opened.remplacee_le is not None
            if reused or opened.expire_le <= now or not collaborateur.actif:
                await session.execute(delete(db.SessionOuverte).where(db.SessionOuverte.famille == opened.famille))
                await session.commit()
                raise SessionInvalide
            await session.execute(
                update(db.SessionOuverte).where(db.SessionOuverte.id == opened.id).values(remplacee_le=now)
            )
            caller = await load_caller(session, collaborateur)
            return SignedIn(caller, _open(session, collaborateur.id, opened.famille, now))

    async def sign_out(self, token: str) -> None:
        """Closes the session of a refresh token, known or not."""
        async with AsyncSession(self._engine) as session, session.begin():
            famille = select(db.SessionOuverte.famille).where(db.SessionOuverte.empreinte == _digest(token))
            await session.execute(
                delete(db.SessionOuverte).where(db.SessionOuverte.famille == famille.scalar_subquery())
            )


def _open(session: AsyncSession, collaborateur: int, famille: uuid.UUID, now: dt.datetime) -> str:
    token = secrets.token_urlsafe(32)
    session.add(
        db.SessionOuverte(
            collaborateur_id=collaborateur, famille=famille, empreinte=_digest(token), expire_le=now + DUREE_SESSION
        )
    )
    return token


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


async def load_caller(session: AsyncSession, collaborateur: db.Collaborateur) -> Caller:
    """The caller of a collaborateur: structures, and territories with those below them."""
    membre, secteur = db.collaborateur_structure, db.collaborateur_territoire
    structures = await session.scalars(
        select(membre.c.structure_id)
        .where(membre.c.collaborateur_id == collaborateur.id)
        .order_by(membre.c.structure_id)
    )
    below = (
        select(secteur.c.territoire_id.label("id"))
        .where(secteur.c.collaborateur_id == collaborateur.id)
        .cte("territoires", recursive=True)
    )
    below = below.union(select(db.Territoire.id).where(db.Territoire.parent_id == below.c.id))
    territoires = await session.scalars(select(below.c.id).order_by(below.c.id))
    return Caller(collaborateur.id, collaborateur.profil, tuple(structures), tuple(territoires))
