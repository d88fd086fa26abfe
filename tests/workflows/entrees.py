"""What the tests of entries in dispositifs act upon: entries, contracts, and what belongs to them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import db
from tests.reading.monde import Personne
from tests.workflows.atelier import Atelier

MODIFIER = "modifierAccompagnement"
MONTRE = "accompagnement { id version entree sortie motifSortie { code } }"
FIN_DROITS = "MOTIF_SORTIE_DISPOSITIF:FIN_DROITS_RSA"


def entree(personne: Personne, jour: str, **champs: Any) -> dict[str, Any]:
    """« Accomp RSA » from that day."""
    return {"beneficiaire": personne.gid, "dispositif": "Dispositif:1", "entree": jour, **champs}


async def inscrite(atelier: Atelier, personne: Personne, du: dt.date, au: dt.date | None = None) -> db.Accompagnement:
    """An entry that is there."""
    row = db.Accompagnement(
        beneficiaire_id=personne.id,
        dispositif_id=1,
        entree=du,
        sortie=au,
        motif_sortie_id=None if au is None else FIN_DROITS,
    )
    await atelier.ajouter(row)
    return row


def corriger(accompagnement: db.Accompagnement, jour: str, version: int = 1) -> dict[str, Any]:
    """Another first day for an entry."""
    return {"accompagnement": f"Accompagnement:{accompagnement.id}", "version": version, "entree": jour}


async def contrat(atelier: Atelier, personne: Personne, debut: dt.date, **champs: Any) -> db.Contrat:
    """A CER without end."""
    row = db.Contrat(beneficiaire_id=personne.id, type=db.TypeContrat.CER, debut=debut, **champs)
    await atelier.ajouter(row)
    return row


async def lies(atelier: Atelier, personne: Personne) -> dict[str, list[dt.date | None]]:
    """The first day of the entry of each étape, contract and entretien of a file, in the order of their ids."""
    found = {}
    for table in ("etape", "contrat", "entretien"):
        rows = await atelier.sql(
            f"SELECT a.entree FROM {table} t LEFT JOIN accompagnement a ON a.id = t.accompagnement_id"
            " WHERE t.beneficiaire_id = :id ORDER BY t.id",
            id=personne.id,
        )
        found[table] = [row[0] for row in rows]
    return found


async def ailleurs(atelier: Atelier, personne: Personne, du: dt.date, au: dt.date | None = None) -> db.Accompagnement:
    """An entry in another dispositif."""
    autre = db.Dispositif(code=f"AUTRE_{personne.id}_{du:%Y}", libelle="Autre dispositif")
    await atelier.ajouter(autre)
    row = db.Accompagnement(
        beneficiaire_id=personne.id,
        dispositif_id=autre.id,
        entree=du,
        sortie=au,
        motif_sortie_id=None if au is None else FIN_DROITS,
    )
    await atelier.ajouter(row)
    return row
