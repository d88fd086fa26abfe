"""What the tests of the menu of an étape act upon: an étape as its commands name it."""

from __future__ import annotations

from typing import Any

from tests.reading.monde import Personne
from tests.workflows.atelier import Atelier

MODIFIER, CHANGER, VALIDER, SUPPRIMER = "modifierEtape", "changerOffreDeService", "validerEtape", "supprimerEtape"
PRESENCE, HEURES = "saisirPresence", "saisirHeuresMensuelles"
LIER, DELIER, CARACTERISTIQUES = "lierObjectif", "delierObjectif", "saisirCaracteristiquesEtape"


async def etape(atelier: Atelier, offre: str = "a", **champs: Any) -> tuple[Personne, dict[str, Any]]:
    """A file and its étape, begun 400 days ago, as the commands name it."""
    personne = await atelier.personne()
    row = await personne.etape(offre, **champs)
    return personne, {"etape": f"Etape:{row.id}", "version": 1}


async def close(atelier: Atelier) -> dict[str, Any]:
    """An étape that ended ten days ago."""
    _, cible = await etape(atelier, fin=10)
    return cible
