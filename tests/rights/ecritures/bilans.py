"""The writes of bilans and their transmission, by each profil."""

from __future__ import annotations

from typing import Any

from tests.rights.ecritures.cas import ABSENT, FAIT, INTERDIT, Cas, dossier
from tests.workflows.atelier import Atelier

SIEN = (INTERDIT, FAIT, FAIT, INTERDIT, INTERDIT, INTERDIT, INTERDIT, INTERDIT)
AUTRE = (INTERDIT, ABSENT, ABSENT, INTERDIT, INTERDIT, INTERDIT, INTERDIT, INTERDIT)
REPONSES = [{"question": "PROJET_RETENU", "texte": "Œnologue"}, {"question": "PROJET_VALIDE", "choix": "OUI"}]


async def ajouter(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    dates = {"dateBilan": "2025-03-20", "dateMiseAJour": "2025-03-21"}
    return {"commande": {"beneficiaire": personne.gid, "modele": "MOC_BILAN", **dates, "reponses": REPONSES}}


async def modifier(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    [(modele,)] = await monde.sql("SELECT id FROM modele_bilan WHERE code = 'MOC_BILAN'")
    bilan = await personne.bilan("A" if sienne else "B", modele_id=modele)
    return {"commande": {"bilan": f"Bilan:{bilan.id}", "version": 1, "reponses": REPONSES}}


async def transmettre(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    bilan = await personne.bilan("A" if sienne else "B")
    return {"commande": {"bilan": f"Bilan:{bilan.id}", "destinataire": "SDI"}}


CAS = {
    "ajouterBilan": Cas(ajouter, SIEN, AUTRE),
    "modifierBilan": Cas(modifier, SIEN, AUTRE),
    "transmettre": Cas(transmettre, SIEN, AUTRE),
}
