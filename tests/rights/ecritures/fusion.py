"""Merging two files, by each profil."""

from __future__ import annotations

from typing import Any

from tests.rights.ecritures.cas import ABSENT, FAIT, INTERDIT, Cas, dossier
from tests.workflows.atelier import Atelier


async def fusionner(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    """Two files of one's own, or one's own and another's."""
    garde, absorbe = await dossier(monde, sienne=True), await dossier(monde, sienne=sienne)
    commande = {"garde": garde.gid, "versionGarde": 1, "absorbe": absorbe.gid, "versionAbsorbe": 1, "confirmer": True}
    return {"commande": commande}


# fmt: off
CAS = {
    "fusionnerDoublons": Cas(fusionner,
        (INTERDIT, INTERDIT, INTERDIT, INTERDIT, FAIT, FAIT, INTERDIT, INTERDIT),
        (INTERDIT, INTERDIT, INTERDIT, INTERDIT, ABSENT, FAIT, INTERDIT, INTERDIT)),
}
# fmt: on
