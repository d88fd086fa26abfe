"""The writes of difficulties, by each profil."""

from __future__ import annotations

from typing import Any

from tests.rights.ecritures.cas import ABSENT, FAIT, INTERDIT, Cas, dossier
from tests.workflows.atelier import Atelier

SIEN = (INTERDIT, FAIT, FAIT, FAIT, INTERDIT, INTERDIT, INTERDIT, INTERDIT)
AUTRE = (INTERDIT, ABSENT, ABSENT, ABSENT, INTERDIT, INTERDIT, INTERDIT, INTERDIT)


async def ajouter(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    difficultes = [{"difficulte": code, "debut": "2025-03-01"} for code in ("ENDETTEMENT", "LOYER")]
    return {"commande": {"beneficiaire": personne.gid, "difficultes": difficultes}}


async def modifier(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    difficulte = await personne.difficulte("B")
    return {"commande": {"difficulte": f"Difficulte:{difficulte.id}", "version": 1, "fin": "2025-03-20"}}


CAS = {
    "ajouterDifficultes": Cas(ajouter, SIEN, AUTRE),
    "modifierDifficulte": Cas(modifier, SIEN, AUTRE),
}
