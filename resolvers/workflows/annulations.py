"""Undoing an exit within thirty days of the day it was entered (guide §9): exactly what it did, and no more.

What somebody has changed since then is left as it is, and told.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select

import db
from resolvers.workflows.accompagnements import lier
from resolvers.workflows.cloture import jour_limite
from resolvers.workflows.retour import Retour, SortieAnnulee
from resolvers.writing.commandes import (
    Fautes,
    IdAccompagnement,
    IdEtape,
    commande,
)
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import d_office, enregistrer, reprendre
from resolvers.writing.unit import UniteDeTravail


@commande
class AnnulerSortie:
    """The étape, or the entry in the dispositif, whose exit is to be undone."""

    etape: IdEtape | None = None
    accompagnement: IdAccompagnement | None = None
    version: int


async def annuler_sortie(unite: UniteDeTravail, commande: AnnulerSortie) -> SortieAnnulee:
    """Undoes the exit from an étape, or from the dispositif with the étapes that it closed.

    Errors: Interdit, Introuvable, Conflit; Validation; RegleMetier SANS_SORTIE, SORTIE_DU_DISPOSITIF, NOUVELLE_ENTREE,
    SORTIE_IMPORTEE, DELAI_PASSE.
    """
    fautes = Fautes()
    fautes.si(
        (commande.etape is None) is (commande.accompagnement is None),
        "etape",
        "Donnez une étape, ou une entrée dans le dispositif : l'une des deux.",
        "ETAPE_OU_ACCOMPAGNEMENT",
    )
    fautes.lever()
    if commande.etape is not None:
        return await _de_l_etape(unite, commande.etape, commande.version)
    assert commande.accompagnement is not None
    return await _du_dispositif(unite, commande.accompagnement, commande.version)


async def _de_l_etape(unite: UniteDeTravail, id_: int, version: int) -> SortieAnnulee:
    etape = await reprendre(unite, db.Etape, id_, version, quoi="Cette étape")
    if etape.fin_reelle is None:
        raise RegleMetier("SANS_SORTIE", "Cette étape est ouverte : il n'y a pas de sortie à annuler.")
    acte = await _acte(unite, db.Sortie.etape_id == etape.id)
    sortie = await _sortie_du_dispositif(unite, etape, acte)
    if sortie:
        raise RegleMetier(
            "SORTIE_DU_DISPOSITIF",
            f"La personne est sortie du dispositif{sortie} : annulez d'abord cette sortie-là (annulerSortie, en "
            "donnant l'accompagnement).",
        )
    acte = _annulable(unite, acte)
    retour = Retour(unite, acte)
    parties = await retour.rouvrir([etape])
    await enregistrer(unite, etape, **parties[etape.id]._asdict())
    return await retour.finir(None)


async def _du_dispositif(unite: UniteDeTravail, id_: int, version: int) -> SortieAnnulee:
    entree = await reprendre(unite, db.Accompagnement, id_, version, quoi="Cette entrée dans le dispositif")
    if entree.sortie is None:
        raise RegleMetier("SANS_SORTIE", "La personne est dans ce dispositif : il n'y a pas de sortie à annuler.")
    acte = _annulable(unite, await _acte(unite, db.Sortie.accompagnement_id == entree.id))
    autre = db.Accompagnement
    reentree = await unite.session.scalar(
        select(autre.entree).where(
            autre.beneficiaire_id == entree.beneficiaire_id,
            autre.dispositif_id == entree.dispositif_id,
            autre.id != entree.id,
            or_(autre.sortie.is_(None), autre.sortie > entree.sortie),
        )
    )
    if reentree is not None:
        raise RegleMetier(
            "NOUVELLE_ENTREE",
            f"La personne est entrée de nouveau dans ce dispositif le {reentree:%d/%m/%Y} : la sortie précédente "
            "reste, poursuivez avec cette entrée.",
        )
    retour = Retour(unite, acte)
    ids = [un["id"] for un in acte.effets["etapes"]]
    etapes = (await unite.session.scalars(select(db.Etape).where(db.Etape.id.in_(ids)).order_by(db.Etape.id))).all()
    parties = await retour.rouvrir(etapes)
    for etape in etapes:
        d_office(unite, etape, **parties[etape.id]._asdict())
    entree.sortie, entree.motif_sortie_id = None, None
    await enregistrer(unite, entree)
    await unite.session.flush()
    await lier(unite, entree)
    return await retour.finir(entree.id)


async def _sortie_du_dispositif(unite: UniteDeTravail, etape: db.Etape, acte: db.Sortie | None) -> str:
    """« le 12/03/2025 » when it is the exit from the dispositif, or one entered since, that keeps the étape closed.

    One that came from elsewhere, or was merged, has no act: it was entered when the entry was last written.
    """
    entree = await unite.session.get(db.Accompagnement, etape.accompagnement_id) if etape.accompagnement_id else None
    if entree is not None and entree.sortie is not None:
        autre = await _acte(unite, db.Sortie.accompagnement_id == entree.id)
        saisie = entree.modifie_le if autre is None else autre.cree_le
        if acte is None or saisie >= acte.cree_le:
            return f" le {entree.sortie:%d/%m/%Y}"
    if acte is not None:
        return ""
    avec_elle = await _acte(unite, db.Sortie.effets.contains({"etapes": [{"id": etape.id}]}))
    return " depuis" if avec_elle is not None else ""


async def _acte(unite: UniteDeTravail, de: Any) -> db.Sortie | None:
    acte: db.Sortie | None = await unite.session.scalar(select(db.Sortie).where(de, db.Sortie.annulee_le.is_(None)))
    return acte


def _annulable(unite: UniteDeTravail, acte: db.Sortie | None) -> db.Sortie:
    """Errors: RegleMetier SORTIE_IMPORTEE, DELAI_PASSE."""
    if acte is None:
        message = (
            "Ce que cette sortie a changé n'est pas connu (elle vient d'ailleurs, ou le dossier a été fusionné) : elle "
            "ne peut pas être annulée. Créez une autre étape ou une nouvelle entrée."
        )
        raise RegleMetier("SORTIE_IMPORTEE", message)
    limite = jour_limite(acte.cree_le)
    if unite.aujourdhui > limite:
        raise RegleMetier(
            "DELAI_PASSE",
            f"Cette sortie pouvait être annulée jusqu'au {limite:%d/%m/%Y} : saisissez une nouvelle étape ou une "
            "nouvelle entrée.",
        )
    return acte
