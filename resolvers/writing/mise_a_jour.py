"""What changed of a row, written without the unit of work of the ORM, which costs more than all the rest."""

from __future__ import annotations

from functools import cache

from sqlalchemy import bindparam, inspect, update

import db
from resolvers.writing.ordres import Ordre
from resolvers.writing.unit import UniteDeTravail


async def mettre_a_jour(unite: UniteDeTravail, objet: db.Entite) -> None:
    """Writes the columns that were set on a row read by the session, then whatever else waits to be written.

    Errors: AssertionError when the row is gone, which its locked file forbids.
    """
    etat = inspect(objet)
    intacts = etat.unmodified
    changees = tuple(colonne.key for colonne in etat.mapper.column_attrs if colonne.key not in intacts)
    valeurs = {f"v_{nom}": getattr(objet, nom) for nom in changees}
    ecrites = await unite.lignes(_mise_a_jour(type(objet), changees), ligne=objet.id, **valeurs)
    assert len(ecrites) == 1, type(objet)
    etat._commit(etat.dict, changees)
    if not etat.committed_state:
        etat._commit_all(etat.dict, unite.session.sync_session.identity_map)
    await unite.ecrire()


@cache
def _mise_a_jour(modele: type[db.Entite], attributs: tuple[str, ...]) -> Ordre:
    colonnes = inspect(modele).column_attrs
    valeurs = {
        colonnes[nom].columns[0]: bindparam(f"v_{nom}", type_=colonnes[nom].columns[0].type) for nom in attributs
    }
    return Ordre(update(modele).where(modele.id == bindparam("ligne")).values(valeurs).returning(modele.id))
