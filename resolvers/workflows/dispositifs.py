"""Entering a dispositif: when RSA rights open, the person enters it (guide §2)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import or_, select

import db
from resolvers.writing.commandes import (
    Fautes,
    IdAccompagnement,
    IdBeneficiaire,
    IdDispositif,
    commande,
    resultat,
)
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import creer, ouvrir
from resolvers.writing.unit import UniteDeTravail


@commande
class EntrerDispositif:
    """The dispositif that a person enters, and when."""

    beneficiaire: IdBeneficiaire
    dispositif: IdDispositif
    entree: dt.date


@resultat
class DispositifEntre:
    """The entry."""

    accompagnement: IdAccompagnement


async def entrer_dispositif(unite: UniteDeTravail, commande: EntrerDispositif) -> DispositifEntre:
    """Opens an entry in a dispositif; there is one at a time in each.

    Errors: Interdit, Introuvable; Validation; RegleMetier DEJA_ENTRE.
    """
    await ouvrir(unite, commande.beneficiaire, db.Accompagnement)
    fautes = Fautes()
    fautes.si(commande.entree > unite.aujourdhui, "entree", "L'entrée ne peut pas être à venir.", "A_VENIR")
    dispositif = await unite.session.get(db.Dispositif, commande.dispositif)
    fautes.si(dispositif is None, "dispositif", "Ce dispositif n'existe pas.", "INCONNU")
    fautes.lever()
    assert dispositif is not None
    entree = db.Accompagnement
    requete = select(entree).where(
        entree.beneficiaire_id == commande.beneficiaire,
        entree.dispositif_id == dispositif.id,
        or_(entree.sortie.is_(None), entree.sortie >= commande.entree),
    )
    deja = await unite.session.scalar(requete.order_by(entree.entree.desc()).limit(1))
    if deja is not None:
        raise RegleMetier("DEJA_ENTRE", f"La personne est dans « {dispositif.libelle} » {_periode(deja)}")
    accompagnement = db.Accompagnement(
        beneficiaire_id=commande.beneficiaire, dispositif_id=dispositif.id, entree=commande.entree
    )
    await creer(unite, accompagnement)
    return DispositifEntre(accompagnement=accompagnement.id)


def _periode(deja: db.Accompagnement) -> str:
    if deja.sortie is None:
        return f"depuis le {deja.entree:%d/%m/%Y} : une nouvelle entrée demande d'abord une sortie."
    return f"du {deja.entree:%d/%m/%Y} au {deja.sortie:%d/%m/%Y} : donnez une entrée après sa sortie."
