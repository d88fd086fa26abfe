"""The writes of entretiens, by each profil."""

from __future__ import annotations

from typing import Any

from tests.rights.ecritures.cas import ABSENT, FAIT, INTERDIT, Cas, rang
from tests.workflows.atelier import Atelier

SIEN = (FAIT, FAIT, FAIT, FAIT, INTERDIT, INTERDIT, INTERDIT, INTERDIT)
"""Reception and operators on their own rows, the référent de parcours on theirs."""
AUTRE = (ABSENT, ABSENT, ABSENT, ABSENT, INTERDIT, INTERDIT, INTERDIT, INTERDIT)


async def prendre(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await monde.personne(secteur_id=monde.secteurs["secteur" if sienne else "ailleurs"].id)
    etape = await personne.etape("a" if sienne else "b")
    if sienne:
        await personne.referent("parcours", "PARCOURS")
    jour = f"{2026 + rang() % 60}-05-04T10:00:00+02:00"
    commande = {"beneficiaire": personne.gid, "etapes": [f"Etape:{etape.id}"], "dateHeure": jour, "type": "SUIVI"}
    return {"commande": commande}


CAS = {"prendreRendezVous": Cas(prendre, SIEN, AUTRE)}
