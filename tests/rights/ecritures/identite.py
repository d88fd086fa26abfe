"""The writes of who a person is, by each profil."""

from __future__ import annotations

import datetime as dt
from typing import Any

import db
from tests.rights.ecritures.cas import (
    ABSENT,
    DOSSIER_AUTRE,
    DOSSIER_SIEN,
    FAIT,
    INTERDIT,
    INVALIDE,
    Cas,
    dossier,
    rang,
)
from tests.workflows.atelier import Atelier


async def creer(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    """By an offer of A (or of B), in a secteur of one's own (or of another's): what each profil needs."""
    commande: dict[str, Any] = {
        "civilite": "M",
        "nom": "Nouveau" + "".join(chr(97 + int(c)) for c in f"{rang():06d}"),
        "prenom": "Sacha",
        "dateNaissance": f"{1950 + rang() % 50}-0{1 + rang() % 9}-11",
        "confirmer": True,
    }
    if compte != "parcours":
        commande["offreDeService"] = f"OffreDeService:{monde.offres['a' if sienne else 'b'].id}"
        commande["dateReceptionFio"] = "2025-03-01"
        commande["secteur"] = f"Territoire:{monde.secteurs['secteur' if sienne else 'ailleurs'].id}"
    return {"commande": commande}


async def _dossier(monde: Atelier, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    return {"beneficiaire": personne.gid, "version": 1}


async def modifier(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    return {"commande": {**await _dossier(monde, sienne=sienne), "prenom": "Camille"}}


async def demenager(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    return {"commande": {**await _dossier(monde, sienne=sienne), "adresse": "2 rue des Oliviers", "commune": "Sète"}}


async def entrer(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    return {"commande": {"beneficiaire": personne.gid, "dispositif": "Dispositif:1", "entree": "2025-01-06"}}


async def corriger_entree(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    entree = db.Accompagnement(beneficiaire_id=personne.id, dispositif_id=1, entree=dt.date(2024, 1, 15))
    await monde.ajouter(entree)
    accompagnement = f"Accompagnement:{entree.id}"
    return {"commande": {"accompagnement": accompagnement, "version": 1, "entree": "2023-12-15"}}


async def actualiser(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    caracteristiques = [{"definition": "PERMIS_B", "valeur": "oui"}]
    return {"commande": {"beneficiaire": personne.gid, "caracteristiques": caracteristiques}}


# fmt: off
CAS = {
    "creerBeneficiaire": Cas(creer,
        (INTERDIT, FAIT, FAIT, FAIT, FAIT, FAIT, INTERDIT, INTERDIT),
        (INTERDIT, INVALIDE, INVALIDE, FAIT, INVALIDE, FAIT, INTERDIT, INTERDIT)),
    "modifierIdentite": Cas(modifier, DOSSIER_SIEN, DOSSIER_AUTRE),
    "saisirChangementAdresse": Cas(demenager,
        (FAIT, FAIT, FAIT, FAIT, FAIT, FAIT, INTERDIT, INTERDIT),
        (ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, FAIT, INTERDIT, INTERDIT)),
    "entrerDispositif": Cas(entrer, DOSSIER_SIEN, DOSSIER_AUTRE),
    "modifierAccompagnement": Cas(corriger_entree, DOSSIER_SIEN, DOSSIER_AUTRE),
    "actualiserCaracteristiques": Cas(actualiser, DOSSIER_SIEN, DOSSIER_AUTRE),
}
# fmt: on
