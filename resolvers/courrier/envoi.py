"""The outbox: mails leave one after the other, whichever worker takes them, until they have left.

Taking a mail is a lease: a worker that dies leaves it to the others when the lease ends. A mail leaves twice only if
its sender dies between the server's acceptance and the note of it; both then carry the same Message-ID, and links that
work.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

import db
from auth.links import make_link
from db.enums import ModeleCourriel, UsageLien
from resolvers.courrier.smtp import EnvoiRefuse, Transport
from resolvers.courrier.textes import PAGES, TEXTES, rediger

INTERVALLE = 1.0
"""Seconds between two looks at the outbox."""
BAIL = dt.timedelta(minutes=2)
"""How long a mail belongs to who took it: more than sending takes."""
PREMIER_DELAI, DERNIER_DELAI, ESSAIS = dt.timedelta(minutes=1), dt.timedelta(hours=2), 15
"""Waits between attempts double from the first to the last: given up after about a day."""
ARRET = 10.0
"""Seconds that a mail on its way out has to leave when the server stops."""

log = structlog.get_logger("courriel")


@dataclass(frozen=True, slots=True)
class Expediteur:
    """From whom mails come, and the public address that their links start with."""

    adresse: str
    adresse_publique: str


@dataclass(frozen=True, slots=True)
class _Taken:
    id: int
    essais: int
    message: EmailMessage


class Outbox:
    """Sends what the table `courriel` holds."""

    def __init__(
        self, engine: AsyncEngine, transport: Transport, clock: Callable[[], dt.datetime], expediteur: Expediteur
    ) -> None:
        self._engine, self._transport, self._clock = engine, transport, clock
        self.expediteur = expediteur
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Starts looking at the outbox, until `stop`."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Lets the mail on its way out leave, and stops."""
        self._stopping.set()
        if self._task is not None:
            _, late = await asyncio.wait([self._task], timeout=ARRET)
            for task in late:
                task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                await self.send_all()
            except (OSError, SQLAlchemyError) as error:
                log.warning("courriels_en_attente", erreur=type(error).__name__)
            try:
                await asyncio.wait_for(self._stopping.wait(), INTERVALLE)
            except TimeoutError:
                continue

    async def send_all(self) -> int:
        """Sends every mail that is due. Returns how many left."""
        left = 0
        while not self._stopping.is_set() and (taken := await self._take()) is not None:
            left += await self._send(taken)
        return left

    async def _send(self, taken: _Taken) -> bool:
        try:
            await self._transport.send(taken.message)
        except EnvoiRefuse as refused:
            over = refused.definitif or taken.essais >= ESSAIS
            wait = min(PREMIER_DELAI * 2 ** (taken.essais - 1), DERNIER_DELAI)
            # Its id says which mail; nobody's address goes to the log.
            log.warning("courriel_non_parti", courriel=taken.id, essais=taken.essais, code=refused.code, abandon=over)
            await self._note(taken, prochain_essai=None if over else self._now() + wait, erreur=refused.code)
            return False
        await self._note(taken, prochain_essai=None, envoye_le=self._now(), donnees={}, erreur=None)
        return True

    async def _take(self) -> _Taken | None:
        """Leases the mail that has waited most, with a link of its own; skips those that say nothing any more."""
        mails = db.Courriel
        while True:
            now = self._now()
            async with AsyncSession(self._engine, expire_on_commit=False) as session, session.begin():
                found = (
                    await session.execute(
                        select(mails, db.Collaborateur)
                        .join(db.Collaborateur, db.Collaborateur.id == mails.collaborateur_id)
                        .where(mails.prochain_essai <= now)
                        .order_by(mails.prochain_essai, mails.id)
                        .limit(1)
                        .with_for_update(of=mails, skip_locked=True)
                    )
                ).one_or_none()
                if found is None:
                    return None
                mail, who = found
                if not who.actif:
                    mail.prochain_essai, mail.erreur = None, "COMPTE_DESACTIVE"
                    continue
                mail.essais += 1
                mail.prochain_essai = now + BAIL
                return _Taken(mail.id, mail.essais, self._message(session, mail, who, now))

    def _message(
        self, session: AsyncSession, mail: db.Courriel, who: db.Collaborateur, now: dt.datetime
    ) -> EmailMessage:
        values: dict[str, Any] = {**mail.donnees, "prenom": who.prenom, "nom": who.nom, "email": who.email}
        usage = TEXTES[mail.modele].lien
        if usage is not None:
            token = make_link(session, who.id, usage, now)
            values["lien"] = self._link(usage, token)
        objet, corps = rediger(mail.modele, values)
        message = EmailMessage()
        message["From"] = self.expediteur.adresse
        message["To"] = mail.donnees.get("destinataire", who.email)
        message["Subject"] = objet
        message["Date"] = format_datetime(now)
        domain = self.expediteur.adresse.rpartition("@")[2].rstrip("> ") or "viesion"
        message["Message-ID"] = f"<courriel-{mail.id}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(corps, charset="utf-8")
        return message

    def _link(self, usage: UsageLien, token: str) -> str:
        return f"{self.expediteur.adresse_publique.rstrip('/')}/{PAGES[usage]}#jeton={token}"

    async def _note(self, taken: _Taken, **values: Any) -> None:
        """What became of a mail, if its lease is still ours."""
        mails = db.Courriel
        async with self._engine.begin() as connection:
            await connection.execute(
                update(mails).where(mails.id == taken.id, mails.essais == taken.essais).values(**values)
            )

    def _now(self) -> dt.datetime:
        return self._clock().replace(microsecond=0)


def deposit(
    session: AsyncSession, modele: ModeleCourriel, collaborateur_id: int, now: dt.datetime, **donnees: str
) -> None:
    """Leaves a mail in the outbox, in the caller's transaction: it goes if the transaction does.

    `donnees` are what its text names, and `destinataire` another address than the person's.
    """
    session.add(
        db.Courriel(modele=modele, collaborateur_id=collaborateur_id, donnees=donnees, cree_le=now, prochain_essai=now)
    )
