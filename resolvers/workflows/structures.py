"""The structure in whose name a row is entered."""

from __future__ import annotations

from sqlalchemy import ARRAY, Integer, any_, func, literal, or_, select

import db
from auth.scopes import SEUIL_ENTREE, SEUIL_ETAPE
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
            or_(acces.etape > SEUIL_ETAPE, acces.entree > SEUIL_ENTREE),
        )
        .order_by(func.array_position(liste, acces.structure_id))
        .limit(1)
    )
    suivie: int | None = await unite.session.scalar(requete, unite.viewpoint.binds())
    return suivie or miennes[0]
