"""The structure in whose name a row is entered, and who works there."""

from __future__ import annotations

from sqlalchemy import ARRAY, Integer, any_, exists, func, literal, select

import db
from auth.scopes import acces_ouvert
from resolvers.writing.errors import RegleMetier
from resolvers.writing.unit import UniteDeTravail


async def structure_de_saisie(unite: UniteDeTravail, beneficiaire: int) -> int:
    """The first of the caller's structures that follows the file; else, for who sees it otherwise, their first one.

    Errors: RegleMetier SANS_STRUCTURE when the caller has none.
    """
    miennes = unite.caller.structures
    if not miennes:
        raise RegleMetier("SANS_STRUCTURE", "Vous n'êtes d'aucune structure : demandez d'abord à y être rattaché.")
    acces, liste = db.AccesStructure, literal(list(miennes), ARRAY(Integer))
    requete = (
        select(acces.structure_id)
        .where(
            acces.beneficiaire_id == beneficiaire,
            acces.structure_id == any_(liste),
            acces_ouvert(acces),
        )
        .order_by(func.array_position(liste, acces.structure_id))
        .limit(1)
    )
    suivie: int | None = await unite.session.scalar(requete, unite.viewpoint.binds())
    return suivie or miennes[0]


async def en_poste(unite: UniteDeTravail, collaborateur: int, structure: int) -> bool:
    """Whether an active collaborateur works in a structure."""
    qui, lien = db.Collaborateur, db.collaborateur_structure.c
    requete = exists().where(
        qui.id == collaborateur, qui.actif, lien.collaborateur_id == qui.id, lien.structure_id == structure
    )
    return bool(await unite.session.scalar(select(requete)))
