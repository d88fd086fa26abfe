"""The analyst, the people of a secteur that nobody else lives in, and how they are counted."""

from __future__ import annotations

import itertools
from typing import Any

import db
from auth.caller import Caller
from db.enums import Profil
from tests.pseudonymes import jeton
from tests.reading.monde import Monde, Personne

SECRET = "s" * 32
_SECTEURS = itertools.count(1)
TOTAL = "totalCount secretStatistique nodes { id }"


def analyste(monde: Monde) -> Caller:
    """The analyst."""
    return monde.callers["infocentre"]


def collegue(monde: Monde) -> Caller:
    """Another analyst."""
    return Caller(monde.moi("support"), Profil.INFOCENTRE)


async def secteur(monde: Monde) -> db.Territoire:
    """A secteur where nobody lives yet: what a test counts."""
    rang = next(_SECTEURS)
    territoire = db.Territoire(code=f"IC{rang}", libelle=f"Secteur {rang}")
    await monde.ajouter(territoire)
    return territoire


async def habitants(monde: Monde, combien: int, ou: db.Territoire | None = None, **champs: Any) -> list[Personne]:
    """People of a secteur."""
    ou = ou or await secteur(monde)
    return [await monde.personne(secteur_id=ou.id, **champs) for _ in range(combien)]


def de(ou: db.Territoire, *autres: str) -> str:
    """The filter of a secteur and other conditions."""
    conditions = [f'secteur: {{ un: {{ id: {{ egal: "Territoire:{ou.id}" }} }} }}', *autres]
    return "filtre: { " + ", ".join(conditions) + " }"


async def compter(monde: Monde, ou: db.Territoire, *autres: str) -> dict[str, Any]:
    """The list of a secteur as the analyst reads it."""
    data = await monde.lire.data(analyste(monde), f"{{ beneficiaires({de(ou, *autres)}, first: 100) {{ {TOTAL} }} }}")
    page: dict[str, Any] = data["beneficiaires"]
    return page


def opaque(monde: Monde, personne: Personne, caller: Caller | None = None) -> str:
    """The id of a file for an analyst."""
    moi = (caller or analyste(monde)).collaborateur
    assert moi is not None
    return jeton(SECRET, moi, "Beneficiaire", personne.id)


SOUS_SECRET = {"totalCount": None, "secretStatistique": True, "nodes": []}
