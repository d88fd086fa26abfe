"""Offers of service as an étape may take them (guide §2, §7.1)."""

from __future__ import annotations

import datetime as dt

import db
from resolvers.writing.commandes import Fautes
from resolvers.writing.unit import UniteDeTravail


async def offre_ouverte(
    unite: UniteDeTravail, id_: int, jour: dt.date, fautes: Fautes, chemin: str
) -> db.OffreDeService | None:
    """The offer of that id; noted as a fault of `chemin`, and None, when it takes nobody on that day."""
    offre = await unite.session.get(db.OffreDeService, id_)
    if offre is None:
        fautes.ajouter(chemin, "Cette offre de service n'existe pas.", "INCONNU")
    elif not offre.ouverte:
        fautes.ajouter(chemin, f"L'offre « {offre.libelle} » est fermée : choisissez-en une autre.", "FERMEE")
    elif (offre.debut and jour < offre.debut) or (offre.fin and jour > offre.fin):
        fautes.ajouter(chemin, f"L'offre « {offre.libelle} » n'est ouverte {_periode(offre)}.", "HORS_PERIODE")
    else:
        return offre
    return None


def _periode(offre: db.OffreDeService) -> str:
    """« que du 01/01/2025 au 30/06/2025 », for an offer of which one of the two days is known at least."""
    if offre.debut and offre.fin:
        return f"que du {offre.debut:%d/%m/%Y} au {offre.fin:%d/%m/%Y}"
    return f"qu'à partir du {offre.debut:%d/%m/%Y}" if offre.debut else f"que jusqu'au {offre.fin:%d/%m/%Y}"
