"""The writes of contracts, by each profil."""

from __future__ import annotations

import datetime as dt
from typing import Any

import db
from tests.rights.ecritures.cas import DOSSIER_AUTRE, DOSSIER_SIEN, Cas, dossier
from tests.workflows.atelier import Atelier


async def creer(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    return {"commande": {"beneficiaire": personne.gid, "type": "CER", "debut": "2025-03-01"}}


async def _contrat(monde: Atelier, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    contrat = db.Contrat(beneficiaire_id=personne.id, type=db.TypeContrat.CER, debut=dt.date(2025, 1, 1))
    await monde.ajouter(contrat)
    return {"contrat": f"Contrat:{contrat.id}", "version": 1}


async def modifier(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    return {"commande": {**await _contrat(monde, sienne=sienne), "numero": "CER-7"}}


async def annuler(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    return {"commande": await _contrat(monde, sienne=sienne)}


CAS = {
    "creerContratRsa": Cas(creer, DOSSIER_SIEN, DOSSIER_AUTRE),
    "modifierContratRsa": Cas(modifier, DOSSIER_SIEN, DOSSIER_AUTRE),
    "annulerContratRsa": Cas(annuler, DOSSIER_SIEN, DOSSIER_AUTRE),
}
