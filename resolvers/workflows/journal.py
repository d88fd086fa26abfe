"""The journal of writes: a row in the transaction of what it tells (permissions.md, rule 7; guide §12)."""

from __future__ import annotations

from typing import Any

import db
from db.enums import ActionJournal
from resolvers.workflows.unit import UniteDeTravail


def journaliser(
    unite: UniteDeTravail,
    action: ActionJournal,
    type_: str,
    objet_id: int | None,
    details: dict[str, Any] | None = None,
    *,
    beneficiaire_id: int | None = None,
) -> None:
    """Notes what the caller does to a row, of a file if it belongs to one.

    `details` is the diff: `{champ: {"avant": …, "apres": …}}`.
    """
    caller = unite.caller
    unite.session.add(
        db.Journal(
            quand=unite.maintenant,
            collaborateur_id=caller.collaborateur,
            profil=caller.profil,
            structure_id=caller.structures[0] if caller.structures else None,
            action=action,
            type=type_,
            objet_id=objet_id,
            beneficiaire_id=beneficiaire_id,
            requete=unite.request_id,
            details=details,
        )
    )


def difference(avant: dict[str, Any], apres: dict[str, Any]) -> dict[str, Any]:
    """What changed between two states of a row, by field."""
    return {
        champ: {"avant": avant.get(champ), "apres": valeur}
        for champ, valeur in apres.items()
        if avant.get(champ) != valeur
    }
