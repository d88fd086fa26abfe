"""Idempotency keys: the same call twice, by an impatient finger or after a broken connection, has one effect.

The row of the key goes in first, in the transaction of what it guards: a second call waits for the first to end, then
gets its result. What was refused keeps no key.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import orjson
from sqlalchemy import and_, select, update
from sqlalchemy.dialects.postgresql import insert

import db
from auth import numeros
from auth.menage import CLES
from resolvers.writing.errors import ChampInvalide, Conflit, Validation
from resolvers.writing.unit import UniteDeTravail

LONGUEUR = 200
"""Characters of a key, at most."""


async def reserver(unite: UniteDeTravail, mutation: str, cle: str, commande: Any) -> dict[str, Any] | None:
    """Takes the key for this call; or returns what the call that took it before has answered.

    Errors: Validation for a key that is empty or too long; Conflit when the key served for another input, or under
    another profil.
    """
    if not 0 < len(cle) <= LONGUEUR or "\x00" in cle:
        raise Validation(ChampInvalide("cle", f"Une clé de 1 à {LONGUEUR} caractères est attendue.", "CLE_INVALIDE"))
    table, empreinte = db.CleIdempotence, _empreinte(unite, commande)
    prise = insert(table).values(
        collaborateur_id=unite.moi, mutation=mutation, cle=cle, empreinte=empreinte, cree_le=unite.maintenant
    )
    perimee = prise.on_conflict_do_update(
        index_elements=[table.collaborateur_id, table.mutation, table.cle],
        set_={"empreinte": empreinte, "cree_le": unite.maintenant, "resultat": None},
        where=table.cree_le <= unite.maintenant - CLES,
    )
    if await unite.session.scalar(perimee.returning(table.cle)) is not None:
        return None
    ligne = (
        await unite.session.execute(select(table.empreinte, table.resultat).where(_est(unite, mutation, cle)))
    ).one()
    if ligne.empreinte != empreinte:
        raise Conflit("CLE_DEJA_UTILISEE", "Cette clé a déjà servi à une autre saisie : donnez-en une nouvelle.")
    found: dict[str, Any] = ligne.resultat
    return found


async def retenir(unite: UniteDeTravail, mutation: str, cle: str, resultat: dict[str, Any]) -> None:
    """Keeps what the call answered with its key."""
    await unite.session.execute(update(db.CleIdempotence).where(_est(unite, mutation, cle)).values(resultat=resultat))


def _est(unite: UniteDeTravail, mutation: str, cle: str) -> Any:
    table = db.CleIdempotence
    return and_(table.collaborateur_id == unite.moi, table.mutation == mutation, table.cle == cle)


def _empreinte(unite: UniteDeTravail, commande: Any) -> bytes:
    """A keyed hash of the input, the same for the same input: a plain one would let the NIR in it be guessed.

    Under another profil it is another call: whoever has become an analyst would be shown the pseudonym of a file that
    they know.
    """
    plate = orjson.dumps([unite.caller.profil, asdict(commande)], default=str, option=orjson.OPT_SORT_KEYS)
    return numeros.coffre().empreinte(plate.decode())
