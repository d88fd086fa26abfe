"""The writes of exits, by each profil."""

from __future__ import annotations

import datetime as dt
from typing import Any

import db
from tests.reading.lecteur import JOUR, MAINTENANT
from tests.rights.ecritures.cas import ABSENT, DOSSIER_AUTRE, DOSSIER_SIEN, FAIT, INTERDIT, Cas, dossier
from tests.rights.ecritures.etapes import AUTRE, SIENNE, etape
from tests.workflows.atelier import Atelier

DOCUMENT_SIEN = (INTERDIT, FAIT, FAIT, INTERDIT, INTERDIT, INTERDIT, INTERDIT, INTERDIT)
"""Operators alone write documents."""
DOCUMENT_AUTRE = (INTERDIT, ABSENT, ABSENT, INTERDIT, INTERDIT, INTERDIT, INTERDIT, INTERDIT)


async def declarer(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    _, cible = await etape(monde, sienne=sienne)
    [(fnea,)] = await monde.sql("SELECT id FROM modele_document WHERE code = 'FNEA'")
    return {"commande": {"etape": cible["etape"], "modele": f"ModeleDocument:{fnea}", "editeLe": JOUR.isoformat()}}


async def retirer(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne, cible = await etape(monde, sienne=sienne)
    document = db.Document(
        beneficiaire_id=personne.id,
        structure_id=monde.structures["A" if sienne else "B"].id,
        modele_id=1,
        etape_id=int(cible["etape"].partition(":")[2]),
        cree_par_id=monde.moi("referent" if sienne else "referent_b"),
        edite_le=JOUR,
    )
    await monde.ajouter(document)
    return {"commande": {"document": f"Document:{document.id}", "version": 1}}


async def sortir(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    _, cible = await etape(monde, sienne=sienne)
    return {"commande": {**cible, "finReelle": JOUR.isoformat(), "motif": 7, "commentaire": "Fin des droits"}}


async def annuler(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await monde.personne(secteur_id=monde.secteurs["secteur" if sienne else "ailleurs"].id)
    row = await personne.etape("a" if sienne else "b", fin=5, close_le=MAINTENANT)
    effets = {"etapes": [{"id": row.id, "caracteristiques": {}}], "rendez_vous": [], "referents": []}
    sortie = db.Sortie(etape_id=row.id, par_id=monde.moi("referent"), effets=effets, cree_le=MAINTENANT)
    await monde.ajouter(sortie)
    if sienne:
        await personne.referent("parcours", "PARCOURS")
    return {"commande": {"etape": f"Etape:{row.id}", "version": 1}}


async def quitter(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    personne = await dossier(monde, sienne=sienne)
    entree = db.Accompagnement(beneficiaire_id=personne.id, dispositif_id=1, entree=dt.date(2024, 1, 15))
    await monde.ajouter(entree)
    return {
        "commande": {
            "accompagnement": f"Accompagnement:{entree.id}",
            "version": 1,
            "sortie": JOUR.isoformat(),
            "motif": "DEMENAGEMENT",
        }
    }


CAS = {
    "declarerDocument": Cas(declarer, DOCUMENT_SIEN, DOCUMENT_AUTRE),
    "retirerDocument": Cas(retirer, DOCUMENT_SIEN, DOCUMENT_AUTRE),
    "sortirEtape": Cas(sortir, SIENNE, AUTRE),
    "annulerSortie": Cas(annuler, SIENNE, AUTRE),
    "sortirDispositif": Cas(quitter, DOSSIER_SIEN, DOSSIER_AUTRE),
}
