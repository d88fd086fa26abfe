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
from auth.caller import ANONYMOUS, Caller
from auth.passwords import verify
from auth.throttle import Throttle
from db.enums import ActionJournal

DUREE_SESSION = dt.timedelta(days=14)


class IdentifiantsInvalides(Exception):
    """Unknown identifiant, wrong password, or closed account: nobody is told which."""


class SessionInvalide(Exception):
    """The refresh token is unknown, expired, or was already used; `qui` is whose it was."""

    def __init__(self, qui: int | None = None) -> None:
        super().__init__()
        self.qui = qui


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request comes from: the client's address, and the id that the log and the journal give the request."""

    adresse: str = ""
    request_id: str = ""


NOWHERE = Origin()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who has signed in, and the refresh token that keeps the session open."""

    caller: Caller
    refresh: str


class Accounts:
    """Accounts over the engine of transactions."""

    def __init__(self, engine: AsyncEngine, throttle: Throttle) -> None:
        self._engine, self._throttle = engine, throttle

    @property
    def engine(self) -> AsyncEngine:
        """The engine of transactions."""
        return self._engine

    @property
    def throttle(self) -> Throttle:
        """How often one may try."""
        return self._throttle

    async def sign_in(self, identifiant: str, password: str, now: dt.datetime, origin: Origin = NOWHERE) -> SignedIn:
        """Opens a session.

        Errors: IdentifiantsInvalides, after the same work for known and unknown accounts; auth.throttle's
        TropDeTentatives, before any work.
        """
        identifiant = identifiant.strip().lower()
        attempt = await self._throttle.attempt("connexion", now, compte=identifiant, adresse=origin.adresse)
        async with AsyncSession(self._engine) as session:
            row = (
                await session.execute(
                    select(db.Compte.mot_de_passe, db.Collaborateur.id)
                    .join(db.Collaborateur, db.Collaborateur.id == db.Compte.collaborateur_id)
                    .where(db.Collaborateur.email == identifiant, db.Collaborateur.actif)
                )
            ).one_or_none()
        stored, who = row if row else (None, None)
        # No connection is held while the hash is computed: a crowd of sign-ins would take them all.
        good = await verify(password, stored)
        async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
            signed = await self._opened(session, who, stored, now, origin) if good and who is not None else None
            if signed is None:
                session.add(_entry(ActionJournal.CONNEXION_REFUSEE, who, now, origin))
        if signed is None:
            raise IdentifiantsInvalides
        await self._throttle.forget(attempt)
        return signed

    async def _opened(
        self, session: AsyncSession, who: int, stored: str | None, now: dt.datetime, origin: Origin
    ) -> SignedIn | None:
        """A new session, unless the account was closed or its password changed while the hash was computed.

        The lock comes first: whoever closes an account or changes its password holds the person's row, closes the
        sessions that there are, and must not miss this one.
        """
        await session.execute(
            select(db.Collaborateur.id).where(db.Collaborateur.id == who).with_for_update(read=True, key_share=True)
        )
        collaborateur = await session.scalar(
            select(db.Collaborateur)
            .join(db.Compte, db.Compte.collaborateur_id == db.Collaborateur.id)
            .where(db.Collaborateur.id == who, db.Collaborateur.actif, db.Compte.mot_de_passe == stored)
        )
        if collaborateur is None:
            return None
        caller = await load_caller(session, collaborateur)
        session.add(_entry(ActionJournal.CONNEXION, who, now, origin, caller))
        return SignedIn(caller, _open(session, who, uuid.uuid4(), now))

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
                raise SessionInvalide(collaborateur.id)
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


def _entry(
    action: ActionJournal, who: int | None, now: dt.datetime, origin: Origin, caller: Caller = ANONYMOUS
) -> db.Journal:
    return db.Journal(
        quand=now,
        action=action,
        collaborateur_id=who,
        profil=caller.profil,
        structure_id=caller.structures[0] if caller.structures else None,
        requete=origin.request_id or None,
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
    version = select(db.Compte.version_droits).where(db.Compte.collaborateur_id == collaborateur.id)
    return Caller(
        collaborateur.id,
        collaborateur.profil,
        tuple(structures),
        tuple(territoires),
        await session.scalar(version) or 1,
    )
