"""The writes of entretiens, by each profil."""

from __future__ import annotations

from typing import Any

import db
from tests.reading.monde import Personne
from tests.rights.ecritures.cas import ABSENT, FAIT, INTERDIT, Cas, rang
from tests.workflows.atelier import Atelier

SIEN = (FAIT, FAIT, FAIT, FAIT, INTERDIT, INTERDIT, INTERDIT, INTERDIT)
"""Reception and operators on their own rows, the référent de parcours on theirs."""
AUTRE = (ABSENT, ABSENT, ABSENT, ABSENT, INTERDIT, INTERDIT, INTERDIT, INTERDIT)


async def _personne(monde: Atelier, *, sienne: bool) -> tuple[Personne, db.Etape]:
    """A file of one's own with its étape at A, or one of nobody's with its étape at B."""
    personne = await monde.personne(secteur_id=monde.secteurs["secteur" if sienne else "ailleurs"].id)
    if sienne:
        await personne.referent("parcours", "PARCOURS")
    return personne, await personne.etape("a" if sienne else "b")


async def prendre(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne, etape = await _personne(monde, sienne=sienne)
    jour = f"{2026 + rang() % 60}-05-04T10:00:00+02:00"
    commande = {"beneficiaire": personne.gid, "etapes": [f"Etape:{etape.id}"], "dateHeure": jour, "type": "SUIVI"}
    return {"commande": commande}


async def _entretien(monde: Atelier, compte: str, *, sienne: bool, **champs: Any) -> dict[str, Any]:
    """A past entretien of structure A held by the account, or one of structure B."""
    personne, etape = await _personne(monde, sienne=sienne)
    nom, qui = ("A", compte) if sienne else ("B", "referent_b")
    donnees = {"synthese": None, "realisation": db.Realisation.PREVU, **champs}
    entretien = await personne.entretien(nom, qui, etapes=[etape], **donnees)
    return {"entretien": f"Entretien:{entretien.id}", "version": 1}


async def saisir(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    commande = await _entretien(monde, compte, sienne=sienne)
    return {"commande": {**commande, "synthese": "Projet de formation."}}


CAS = {
    "prendreRendezVous": Cas(prendre, SIEN, AUTRE),
    "saisirSynthese": Cas(saisir, (INTERDIT, *SIEN[1:]), AUTRE),
}
