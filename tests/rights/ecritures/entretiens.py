"""The writes of entretiens, by each profil."""

from __future__ import annotations

from typing import Any

import db
from tests.reading.monde import Personne, midi
from tests.rights.ecritures.cas import ABSENT, FAIT, INTERDIT, INVALIDE, Cas, rang
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


async def modifier(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    return {"commande": {**await _entretien(monde, compte, sienne=sienne), "dureeMinutes": 45}}


async def annuler(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    return {"commande": {**await _entretien(monde, compte, sienne=sienne), "motif": "REPORT"}}


async def prendre_a_plusieurs(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    participants = []
    for _ in range(2):
        personne, etape = await _personne(monde, sienne=sienne)
        participants.append({"beneficiaire": personne.gid, "etapes": [f"Etape:{etape.id}"]})
    jour = f"{2026 + rang() % 60}-06-04T10:00:00+02:00"
    return {"commande": {"intitule": "Atelier CV", "dateHeure": jour, "participants": participants}}


async def _seance(monde: Atelier, *, sienne: bool) -> tuple[db.Seance, list[db.Entretien]]:
    """A past séance of two participants, at structure A or at structure B."""
    nom, qui = ("A", "referent") if sienne else ("B", "referent_b")
    champs = {"date_heure": midi(10), "duree_minutes": 60}
    seance = db.Seance(
        intitule="Atelier CV", structure_id=monde.structures[nom].id, collaborateur_id=monde.moi(qui), **champs
    )
    await monde.ajouter(seance)
    entretiens = []
    for _ in range(2):
        personne, etape = await _personne(monde, sienne=sienne)
        donnees = {**champs, "realisation": db.Realisation.PREVU, "synthese": None, "seance_id": seance.id}
        entretiens.append(await personne.entretien(nom, qui, etapes=[etape], **donnees))
    return seance, entretiens


async def modifier_seance(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    seance, _ = await _seance(monde, sienne=sienne)
    return {"commande": {"seance": f"Seance:{seance.id}", "version": 1, "dureeMinutes": 90}}


async def saisir_realisations(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    seance, entretiens = await _seance(monde, sienne=sienne)
    feuille = [{"entretien": f"Entretien:{un.id}", "version": 1, "realisation": "PRESENCE"} for un in entretiens]
    return {"commande": {"seance": f"Seance:{seance.id}", "realisations": feuille}}


async def ajouter_participants(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    seance, _ = await _seance(monde, sienne=sienne)
    participants = []
    for _ in range(2):
        personne, etape = await _personne(monde, sienne=sienne)
        participants.append({"beneficiaire": personne.gid, "etapes": [f"Etape:{etape.id}"]})
    return {"commande": {"seance": f"Seance:{seance.id}", "version": 1, "participants": participants}}


SEANCE_SIENNE = (FAIT, FAIT, FAIT, *[INTERDIT] * 5)
SEANCE_AUTRE = (ABSENT, ABSENT, ABSENT, *[INTERDIT] * 5)
CAS = {
    "prendreRendezVous": Cas(prendre, SIEN, AUTRE),
    "saisirSynthese": Cas(saisir, (INTERDIT, *SIEN[1:]), AUTRE),
    "modifierEntretien": Cas(modifier, SIEN, AUTRE),
    "annulerEntretien": Cas(annuler, SIEN, AUTRE),
    "prendreRendezVousCollectif": Cas(prendre_a_plusieurs, SEANCE_SIENNE, (*[INVALIDE] * 3, *[INTERDIT] * 5)),
    "ajouterParticipants": Cas(ajouter_participants, SEANCE_SIENNE, SEANCE_AUTRE),
    "modifierSeance": Cas(modifier_seance, SEANCE_SIENNE, SEANCE_AUTRE),
    "saisirRealisations": Cas(saisir_realisations, SEANCE_SIENNE, SEANCE_AUTRE),
}
