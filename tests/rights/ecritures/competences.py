"""The writes of competences and wishes, by each profil."""

from __future__ import annotations

import datetime as dt
from typing import Any

import db
from tests.rights.ecritures.cas import Cas, dossier
from tests.rights.ecritures.difficultes import AUTRE, SIEN
from tests.workflows.atelier import Atelier


async def ajouter(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    competences = [{"competence": code, "debut": "2025-03-01"} for code in ("VENDANGER", "IRRIGUER")]
    return {"commande": {"beneficiaire": personne.gid, "competences": competences}}


async def modifier(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    competence = db.Competence(beneficiaire_id=personne.id, competence_id=1, debut=dt.date(2025, 1, 1))
    await monde.ajouter(competence)
    return {"commande": {"competence": f"Competence:{competence.id}", "version": 1, "fin": "2025-03-20"}}


async def souhaiter(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    anciens = [
        db.Souhait(beneficiaire_id=personne.id, nature=db.NatureSouhait.METIER, libelle=libelle, rang=rang)
        for rang, libelle in enumerate(("Ouvrier viticole", "Caviste"), 1)
    ]
    await monde.ajouter(*anciens)
    un, deux = ({"souhait": f"Souhait:{ancien.id}", "version": 1} for ancien in anciens)
    voulus = [{"libelle": "Œnologue"}, {**deux, "libelle": "Caviste"}]
    return {"commande": {"beneficiaire": personne.gid, "nature": "METIER", "souhaits": voulus, "retires": [un]}}


CAS = {
    "ajouterCompetences": Cas(ajouter, SIEN, AUTRE),
    "modifierCompetence": Cas(modifier, SIEN, AUTRE),
    "modifierSouhaits": Cas(souhaiter, SIEN, AUTRE),
}
