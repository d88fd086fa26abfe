"""The writes of référents and positionnements, by each profil."""

from __future__ import annotations

from typing import Any

from tests.rights.ecritures.cas import ABSENT, DOSSIER_AUTRE, DOSSIER_SIEN, FAIT, INTERDIT, METIER, Cas, dossier
from tests.workflows.atelier import Atelier


async def nommer(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    return {
        "commande": {
            "beneficiaire": personne.gid,
            "collaborateur": f"Collaborateur:{monde.moi('referent')}",
            "type": "HORS_ACCOMPAGNEMENT",
            "debut": "2025-03-01",
        }
    }


async def _referent(monde: Atelier, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    referent = await personne.referent("referent", "HORS_ACCOMPAGNEMENT")
    return {"referent": f"Referent:{referent.id}", "version": 1}


async def modifier(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    return {"commande": {**await _referent(monde, sienne=sienne), "fin": "2025-12-31"}}


async def supprimer(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    return {"commande": await _referent(monde, sienne=sienne)}


async def positionner(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    offre = f"OffreDeService:{monde.offres['a2'].id}"
    return {"commande": {"beneficiaire": personne.gid, "offreDeService": offre}}


async def repondre(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    ligne = await personne.positionnement("a2" if sienne else "b", cree=5)
    return {"commande": {"positionnement": f"Positionnement:{ligne.id}", "version": 1, "reponse": "ACCEPTE"}}


# fmt: off
CAS = {
    "nommerReferent": Cas(nommer, DOSSIER_SIEN, DOSSIER_AUTRE),
    "modifierReferent": Cas(modifier, DOSSIER_SIEN, DOSSIER_AUTRE),
    "supprimerReferent": Cas(supprimer, DOSSIER_SIEN, DOSSIER_AUTRE),
    "positionner": Cas(positionner, DOSSIER_SIEN, DOSSIER_AUTRE),
    "repondrePositionnement": Cas(repondre,
        (INTERDIT, FAIT, FAIT, METIER, FAIT, FAIT, INTERDIT, INTERDIT),
        (INTERDIT, ABSENT, ABSENT, ABSENT, ABSENT, FAIT, INTERDIT, INTERDIT)),
}
# fmt: on
