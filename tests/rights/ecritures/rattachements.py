"""Entering a file, by each profil."""

from __future__ import annotations

import datetime as dt
from typing import Any

import db
from tests.reading.lecteur import JOUR
from tests.rights.ecritures.cas import ABSENT, FAIT, INTERDIT, Cas, dossier, rang
from tests.workflows.atelier import Atelier


async def rattacher(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    secteur = monde.secteurs["secteur" if sienne else "ailleurs"].id
    numero = f"7{rang():09d}"
    await monde.personne(numero_caf=numero, role_foyer=db.RoleFoyer.ALLOCATAIRE, secteur_id=secteur)
    offre = monde.offres["a" if structure == monde.structures["A"].id else "b"].id
    return {
        "commande": {
            "numeroAllocataire": numero,
            "dateNaissance": dt.date(1985, 5, 17).isoformat(),
            "offreDeService": f"OffreDeService:{offre}",
            "dateReceptionFio": JOUR.isoformat(),
        }
    }


async def annuler(monde: Atelier, compte: str, structure: int, *, sienne: bool) -> dict[str, Any]:
    """To an offer of A, or of B, on a file of one's own or of nobody's."""
    personne = await dossier(monde, sienne=sienne)
    row = await personne.rattachement("a" if sienne else "b", cree=5)
    return {"commande": {"rattachement": f"Rattachement:{row.id}", "version": 1}}


# fmt: off
CAS = {
    "rattacherBeneficiaire": Cas(rattacher,
        (INTERDIT, FAIT, FAIT, INTERDIT, FAIT, FAIT, INTERDIT, INTERDIT),
        (INTERDIT, ABSENT, ABSENT, INTERDIT, ABSENT, FAIT, INTERDIT, INTERDIT)),
    "annulerRattachement": Cas(annuler,
        (INTERDIT, FAIT, FAIT, INTERDIT, FAIT, FAIT, INTERDIT, INTERDIT),
        (INTERDIT, ABSENT, ABSENT, INTERDIT, ABSENT, FAIT, INTERDIT, INTERDIT)),
}
# fmt: on
