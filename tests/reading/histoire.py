"""Writing what the mutations journal of an object, and reading its history."""

from __future__ import annotations

from typing import Any

import db
from db.enums import ActionJournal
from tests.reading.monde import Monde, Personne, midi

HISTORIQUE = """query ($id: ID!) { node(id: $id) { ... on %s { historique {
    totalCount nodes { quand action profil collaborateur { nom } structure { raisonSociale }
    changements { champ avant apres } } } } } }"""


async def noter(
    monde: Monde,
    compte: str,
    objet: db.Base,
    changements: dict[str, tuple[Any, Any]] | None = None,
    *,
    jours: int = 1,
    action: ActionJournal = ActionJournal.MODIFICATION,
) -> None:
    """A writing on an object, as the mutations journal it, by an account."""
    caller, row = monde.callers[compte], objet
    await monde.ajouter(
        db.Journal(
            quand=midi(jours),
            collaborateur_id=caller.collaborateur,
            profil=caller.profil,
            structure_id=caller.structures[0],
            action=action,
            type=type(row).__name__,
            objet_id=row.id,  # type: ignore[attr-defined]
            beneficiaire_id=getattr(row, "beneficiaire_id", row.id),  # type: ignore[attr-defined]
            details={champ: {"avant": avant, "apres": apres} for champ, (avant, apres) in (changements or {}).items()}
            or None,
        )
    )


async def histoire(monde: Monde, compte: str, objet: db.Base) -> list[dict[str, Any]]:
    """The history that the account reads of an object, without any error."""
    type_ = type(objet).__name__
    id_ = f"{type_}:{objet.id}"  # type: ignore[attr-defined]
    data = await monde.lire.data(monde.callers[compte], HISTORIQUE % type_, id=id_)
    page = data["node"]["historique"]
    assert page["totalCount"] == len(page["nodes"])
    nodes: list[dict[str, Any]] = page["nodes"]
    return nodes


def champs(modifications: list[dict[str, Any]]) -> list[list[str]]:
    """The names of the changed fields that are shown, by writing."""
    return [[un["champ"] for un in modification["changements"]] for modification in modifications]


async def dossier_partage(monde: Monde) -> Personne:
    """A file of the SDI's territory that A follows, and whose référent de parcours is `parcours`."""
    personne = await monde.suivie(secteur_id=monde.secteurs["secteur"].id)
    await personne.referent("parcours", "PARCOURS")
    return personne
