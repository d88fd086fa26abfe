"""Who may be the same person: « Attention aux HOMONYMES » (guide §5.3)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, func, or_, select

import db
from auth.rules import lecture
from db.ressemblance import meme_nom, noms
from resolvers.writing.commandes import Fautes
from resolvers.writing.unit import UniteDeTravail


@dataclass(frozen=True, slots=True)
class Ressemblants:
    """The people who look like somebody: those whom the caller sees, those whom they do not, and whether one of
    either has the same number and the same role in the household."""

    visibles: tuple[int, ...]
    hors_portee: int
    meme_numero: bool

    def __bool__(self) -> bool:
        return bool(self.visibles or self.hors_portee)


async def ressemblants(unite: UniteDeTravail, personne: db.Beneficiaire) -> Ressemblants:
    """Who has the same date of birth and nearly the same name, or the same number; the person aside."""
    profil = unite.caller.profil
    assert profil is not None
    autre = db.Beneficiaire
    numero = _meme_numero(autre, personne)
    requete = select(
        autre.id,
        lecture(autre, "ligne", profil, autre, None).label("visible"),
        and_(numero, _meme_role(autre, personne)).label("meme_numero"),
    ).where(
        autre.fusionne_dans_id.is_(None),
        or_(and_(autre.date_naissance == personne.date_naissance, _meme_nom(autre, personne)), numero),
    )
    if personne.id is not None:
        requete = requete.where(autre.id != personne.id)
    lignes = (await unite.session.execute(requete.order_by(autre.id), unite.viewpoint.binds())).all()
    visibles = tuple(ligne.id for ligne in lignes if ligne.visible)
    return Ressemblants(visibles, len(lignes) - len(visibles), any(ligne.meme_numero for ligne in lignes))


async def attendre_son_tour(unite: UniteDeTravail, personne: db.Beneficiaire) -> None:
    """Waits for whoever is creating somebody born the same day: two creations at once would not see each other."""
    await unite.session.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended(f"naissance {personne.date_naissance}", 0)))
    )


def refuser_numero(fautes: Fautes, found: Ressemblants) -> None:
    """Notes that somebody has that number and that role, without telling who."""
    message = "Ce numéro, avec ce rôle dans le foyer, est déjà celui d'un autre dossier."
    fautes.si(found.meme_numero, "numero_allocataire", message, "DEJA_UTILISE")


def _meme_nom(autre: type[db.Beneficiaire], personne: db.Beneficiaire) -> ColumnElement[bool]:
    donnes = [
        func.normaliser(f"{nom} {personne.prenom}") for nom in (personne.nom, personne.nom_naissance) if nom is not None
    ]
    return meme_nom(noms(autre.cle_tri, autre.nom_naissance, autre.prenom), donnes)


def _meme_numero(autre: type[db.Beneficiaire], personne: db.Beneficiaire) -> ColumnElement[bool]:
    if personne.numero_caf is not None:
        return autre.numero_caf == personne.numero_caf
    if personne.numero_empreinte is not None:
        return autre.numero_empreinte == personne.numero_empreinte
    return false()


def _meme_role(autre: type[db.Beneficiaire], personne: db.Beneficiaire) -> ColumnElement[bool]:
    # Of two people whose role is not known, one may be the conjoint of the other.
    return false() if personne.role_foyer is None else autre.role_foyer == personne.role_foyer
