"""The writes of accounts, by each profil."""

from __future__ import annotations

from typing import Any

import db
from db.enums import Profil
from tests.rights.ecritures.cas import ABSENT, FAIT, INTERDIT, INVALIDE, Cas, rang
from tests.workflows.atelier import Atelier


async def collaborateur(monde: Atelier, structure: int, *, actif: bool = True) -> db.Collaborateur:
    """A référent who has not activated their account."""
    qui = {"nom": "Delmas", "prenom": "Zoé", "email": f"zoe{rang()}@essai.example"}
    row = db.Collaborateur(**qui, profil=Profil.REFERENT, actif=actif)
    row.structures = [next(s for s in monde.structures.values() if s.id == structure)]
    await monde.fusionner(row)
    await monde.fusionner(db.Compte(collaborateur_id=row.id))
    return row


def identite() -> dict[str, str]:
    """Somebody whom nobody knows."""
    return {"nom": "Pons", "prenom": "Léa", "email": f"lea{rang()}@essai.example"}


async def inviter(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    return {"commande": {**identite(), "profil": "REFERENT", "structures": [f"Structure:{structure}"]}}


async def designer(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    return {"commande": {"collaborateur": f"Collaborateur:{(await collaborateur(monde, structure)).id}"}}


async def ferme(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    row = await collaborateur(monde, structure, actif=False)
    return {"commande": {"collaborateur": f"Collaborateur:{row.id}"}}


async def modifier(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    row = await collaborateur(monde, structure)
    return {"commande": {"collaborateur": f"Collaborateur:{row.id}", "version": 1, "profil": "ACCUEIL"}}


async def demander(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    ou = monde.callers[compte].structures[0] if sienne else monde.structures["S"].id
    return {"commande": {**identite(), "structure": f"Structure:{ou}"}}


async def traiter(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    row = db.DemandeCollaborateur(
        demandeur_id=monde.moi("referent_b"), structure_id=structure, profil=Profil.REFERENT, **identite()
    )
    await monde.ajouter(row)
    return {"commande": {"demande": f"DemandeCollaborateur:{row.id}", "decision": "ACCEPTER"}}


# fmt: off
CAS = {
    "inviterCollaborateur": Cas(inviter,
        (INTERDIT, INTERDIT, FAIT, INTERDIT, INTERDIT, FAIT, INTERDIT, INTERDIT),
        (INTERDIT, INTERDIT, INVALIDE, INTERDIT, INTERDIT, FAIT, INTERDIT, INTERDIT)),
    "renvoyerInvitation": Cas(designer,
        (INTERDIT, INTERDIT, FAIT, INTERDIT, INTERDIT, FAIT, INTERDIT, FAIT),
        (INTERDIT, INTERDIT, ABSENT, INTERDIT, INTERDIT, FAIT, INTERDIT, FAIT)),
    "desactiverCollaborateur": Cas(designer,
        (INTERDIT, INTERDIT, FAIT, INTERDIT, INTERDIT, FAIT, INTERDIT, FAIT),
        (INTERDIT, INTERDIT, ABSENT, INTERDIT, INTERDIT, FAIT, INTERDIT, FAIT)),
    "reactiverCollaborateur": Cas(ferme,
        (INTERDIT, INTERDIT, INTERDIT, INTERDIT, INTERDIT, FAIT, INTERDIT, INTERDIT),
        (INTERDIT, INTERDIT, INTERDIT, INTERDIT, INTERDIT, FAIT, INTERDIT, INTERDIT)),
    "modifierCollaborateur": Cas(modifier,
        (INTERDIT, INTERDIT, INTERDIT, INTERDIT, INTERDIT, FAIT, INTERDIT, INTERDIT),
        (INTERDIT, INTERDIT, INTERDIT, INTERDIT, INTERDIT, FAIT, INTERDIT, INTERDIT)),
    "demanderCollaborateur": Cas(demander,
        (FAIT, FAIT, FAIT, FAIT, FAIT, FAIT, FAIT, FAIT),
        (INVALIDE, INVALIDE, INVALIDE, INVALIDE, INVALIDE, FAIT, INVALIDE, FAIT)),
    "traiterDemandeCollaborateur": Cas(traiter,
        (INTERDIT, INTERDIT, FAIT, INTERDIT, INTERDIT, FAIT, INTERDIT, INTERDIT),
        (INTERDIT, INTERDIT, ABSENT, INTERDIT, INTERDIT, FAIT, INTERDIT, INTERDIT)),
}
# fmt: on
