"""The version of an account's rights: a change of rights makes a new one, and older tokens no longer hold (rule 10)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Select, delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

import db
from auth.scopes import MOI


async def bump_rights(session: AsyncSession, collaborateur_id: int) -> None:
    """Makes every token of the collaborateur worthless from the next request, and closes their sessions.

    To be called by whatever changes who they are or what they may see: profil, structures, territoires, password,
    deactivation. It is part of the caller's transaction.
    """
    changed = insert(db.Compte).values(collaborateur_id=collaborateur_id, version_droits=2)
    await session.execute(
        changed.on_conflict_do_update(
            index_elements=[db.Compte.collaborateur_id], set_={"version_droits": db.Compte.version_droits + 1}
        )
    )
    await session.execute(delete(db.SessionOuverte).where(db.SessionOuverte.collaborateur_id == collaborateur_id))


def version_held() -> Select[int]:
    """The version of the rights of `:moi`, no row when their account is closed: the first thing that a write asks.

    The row is locked until the end of the transaction, so that no change of rights comes in between.
    """
    return (
        select(db.Compte.version_droits)
        .join(db.Collaborateur, db.Collaborateur.id == db.Compte.collaborateur_id)
        .where(db.Compte.collaborateur_id == MOI, db.Collaborateur.actif)
        .with_for_update(read=True, of=db.Compte)
    )


async def spend_links(session: AsyncSession, collaborateur_id: int, now: dt.datetime) -> None:
    """No link sent to the collaborateur until now serves any more, nor one about to be sent."""
    links, mails = db.LienCompte, db.Courriel
    # Mails first: this waits for a sender that is making a link, which the second statement then sees.
    await session.execute(
        update(mails)
        .where(
            mails.collaborateur_id == collaborateur_id,
            mails.prochain_essai.is_not(None),
            mails.modele.in_((db.ModeleCourriel.INVITATION, db.ModeleCourriel.REINITIALISATION)),
        )
        .values(prochain_essai=None, erreur="PERIME")
    )
    await session.execute(
        update(links)
        .where(links.collaborateur_id == collaborateur_id, links.utilise_le.is_(None))
        .values(utilise_le=now)
    )
