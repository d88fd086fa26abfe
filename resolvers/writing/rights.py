"""The rights of a write (permissions.md, rule 7): the profil's first, then the row's, as it is and as it becomes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Integer, Select, and_, any_, bindparam, false, select
from sqlalchemy.orm import aliased

import db
from auth.policy import TABLE
from auth.rules import ecriture, ecriture_du_dossier, lecture
from auth.versions import version_held
from db.enums import Profil
from resolvers.writing.errors import Interdit, Introuvable
from resolvers.writing.ordres import Ordre
from resolvers.writing.unit import UniteDeTravail


def exiger_profil(unite: UniteDeTravail, modele: type[db.Base], *groupes: str) -> Profil:
    """The caller's profil. Errors: Interdit when one of the groups (`ligne` by default) is refused to all of it."""
    profil = unite.caller.profil
    for groupe in groupes or ("ligne",):
        if profil is None or not TABLE[modele].groupes[groupe][profil].ecriture:
            raise Interdit
    assert profil is not None
    return profil


@cache
def lignes_permises(modele: type[db.Base], profil: Profil, groupe: str = "ligne", cle: str = "id") -> Select[Any]:
    """The row of id `:ligne` (those whose `cle` it is), if this profil sees it and may write the group of it."""
    ligne = aliased(modele)
    # A file may be written to without each of its rows being seen: those of a masked étape stay absent.
    vue = lecture(modele, "ligne", profil, ligne, None)
    return select(ligne).where(getattr(ligne, cle) == bindparam("ligne"), vue, ecriture(modele, groupe, profil, ligne))


async def droits_tenus(unite: UniteDeTravail) -> bool:
    """Whether the caller's rights are still those of their token (rule 10); nobody has none to lose."""
    return unite.caller.anonymous or [ligne[0] for ligne in await unite.lignes(_VERSION)] == [unite.caller.version]


async def exiger_ligne(unite: UniteDeTravail, modele: type[db.Base], id_: int, groupe: str = "ligne") -> None:
    """Errors: Introuvable when the caller may not write this group of this row, as the transaction sees it now."""
    profil = exiger_profil(unite, modele, groupe)
    await unite.ecrire()
    if not (await groupes_permis(unite, modele, (id_,), profil, (groupe,)))[id_][groupe]:
        raise Introuvable


async def groupes_permis(
    unite: UniteDeTravail, modele: type[db.Base], ids: Collection[int], profil: Profil, groupes: Iterable[str]
) -> dict[int, dict[str, bool]]:
    """Which of these groups of each row the caller may write, as the transaction sees them now."""
    noms = tuple(sorted(groupes))
    found = await unite.lignes(_groupes(modele, profil, noms), lignes=list(ids))
    return {ligne[0]: dict(zip(noms, ligne[1:], strict=True)) for ligne in found}


async def lisible(unite: UniteDeTravail, objet: db.Entite) -> bool:
    """Whether the caller sees this row, as the transaction sees it now."""
    await unite.ecrire()
    return bool(await lisibles(unite, type(objet), (objet.id,)))


async def lisibles(
    unite: UniteDeTravail, modele: type[db.Entite], ids: Sequence[int], groupe: str = "ligne"
) -> tuple[int, ...]:
    """Those of these rows of which the caller sees this group, as the transaction sees them now, in the order given."""
    profil = unite.caller.profil
    assert profil is not None
    if not ids:
        return ()
    found = {ligne[0] for ligne in await unite.lignes(_vues(modele, profil, groupe), lignes=list(ids))}
    return tuple(id_ for id_ in ids if id_ in found)


@cache
def _vues(modele: type[db.Entite], profil: Profil, groupe: str) -> Ordre:
    ligne: Any = aliased(modele)
    conditions = (lecture(modele, nom, profil, ligne, None) for nom in dict.fromkeys(("ligne", groupe)))
    vue = and_(*(false() if condition is None else condition for condition in conditions))
    return Ordre(select(ligne.id).where(ligne.id == any_(bindparam("lignes", type_=ARRAY(Integer))), vue))


@cache
def _groupes(modele: type[db.Base], profil: Profil, groupes: tuple[str, ...]) -> Ordre:
    ligne: Any = aliased(modele)
    conditions = [ecriture(modele, groupe, profil, ligne) for groupe in groupes]
    return Ordre(select(ligne.id, *conditions).where(ligne.id == any_(bindparam("lignes", type_=ARRAY(Integer)))))


async def exiger_dossier(unite: UniteDeTravail, modele: type[db.Base], dossier: int, groupe: str = "ligne") -> None:
    """Errors: Introuvable when the caller may add no row of `modele` to this file."""
    if not await dossiers_permis(unite, modele, [dossier], groupe):
        raise Introuvable("Ce dossier")


async def dossiers_permis(
    unite: UniteDeTravail, modele: type[db.Base], dossiers: Collection[int], groupe: str = "ligne"
) -> set[int]:
    """The files among these to which the caller may add a row of `modele`. Errors: Interdit."""
    profil = exiger_profil(unite, modele, groupe)
    return {ligne[0] for ligne in await unite.lignes(_dossiers(modele, profil, groupe), dossiers=list(dossiers))}


@cache
def _dossiers(modele: type[db.Base], profil: Profil, groupe: str) -> Ordre:
    personne: Any = aliased(db.Beneficiaire)
    condition = ecriture_du_dossier(modele, groupe, profil, personne.id)
    dites = any_(bindparam("dossiers", type_=ARRAY(Integer)))
    return Ordre(select(personne.id).where(personne.id == dites, personne.fusionne_dans_id.is_(None), condition))


_VERSION = Ordre(version_held())
