"""What the tests of exits act upon: an étape, its bilan, its documents, its appointments, its exit and its undoing."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import db
from tests.reading.lecteur import JOUR, MAINTENANT
from tests.reading.monde import Personne, il_y_a
from tests.workflows.atelier import Atelier

SORTIR, DECLARER = "sortirEtape", "declarerDocument"
QUITTER, ANNULER = "sortirDispositif", "annulerSortie"
ANNULEE = (
    "etapes { id version finReelle motifFin { code } closeLe commentaire caracteristiques { valeur } }"
    " accompagnement { id sortie } rendezVousRetablis { id realisation } referentsRetablis { id fin }"
    " avertissements { code message }"
)
"""What undoing an exit shows."""
DEMAIN = MAINTENANT + dt.timedelta(days=1)
_CRENEAUX = itertools.count(1)


async def suivie(atelier: Atelier, offre: str = "a", **champs: Any) -> tuple[Personne, db.Etape]:
    """A file and its étape, begun 400 days ago."""
    personne = await atelier.personne(**champs)
    return personne, await personne.etape(offre)


def sortie(etape: db.Etape, motif: int = 7, **champs: Any) -> dict[str, Any]:
    """The exit of an étape today."""
    return {"etape": f"Etape:{etape.id}", "version": 1, "finReelle": JOUR.isoformat(), "motif": motif, **champs}


async def bilan_final(atelier: Atelier, personne: Personne, etape: db.Etape, *, sans: int = 0) -> db.Bilan:
    """The final bilan of an étape on MOC, its obligatory questions answered but the `sans` last."""
    [(modele,)] = await atelier.sql(
        "SELECT m.id FROM modele_bilan m JOIN thematique t ON t.id = m.thematique_id WHERE t.code = 'MOC' AND m.actif"
    )
    bilan = db.Bilan(
        beneficiaire_id=personne.id,
        structure_id=etape.structure_id,
        modele_id=modele,
        etape_id=etape.id,
        nature=db.NatureBilan.FINAL,
        date_bilan=il_y_a(3),
        date_mise_a_jour=il_y_a(2),
    )
    await atelier.ajouter(bilan)
    questions = await atelier.sql(
        "SELECT id FROM question WHERE modele_id = :modele AND obligatoire ORDER BY rang", modele=modele
    )
    assert len(questions) > sans
    repondues = questions[: len(questions) - sans]
    reponses = ({"bilan_id": bilan.id, "question_id": q.id, "modele_id": modele, "texte": "Oui"} for q in repondues)
    await atelier.ajouter(*(db.Reponse(**une) for une in reponses))
    return bilan


async def fnea(atelier: Atelier, etape: db.Etape, compte: str = "referent") -> str:
    """Declares the FNEA of an étape. Returns its id."""
    commande = {"etape": f"Etape:{etape.id}", "modele": "FNEA", "editeLe": JOUR.isoformat()}
    fait = await atelier.fait(compte, DECLARER, commande, "document { id modele { fnea } }")
    id_: str = fait["document"]["id"]
    return id_


async def rendez_vous(
    atelier: Atelier,
    personne: Personne,
    *etapes: db.Etape,
    quand: dt.datetime | None = None,
    compte: str = "referent",
) -> int:
    """An appointment for these étapes, by default on a slot that nobody has. Returns its id."""
    row = db.Entretien(
        beneficiaire_id=personne.id,
        structure_id=etapes[0].structure_id,
        collaborateur_id=atelier.moi(compte),
        type_id="TYPE_ENTRETIEN:SUIVI",
        date_heure=quand or DEMAIN + dt.timedelta(days=600, hours=next(_CRENEAUX)),
    )
    await atelier.ajouter(row)
    await atelier.lier(row, *etapes)
    return row.id


def annuler(etape: db.Etape, version: int = 2) -> dict[str, Any]:
    """The undoing of the exit of an étape."""
    return {"etape": f"Etape:{etape.id}", "version": version}


async def entree(atelier: Atelier, personne: Personne) -> db.Accompagnement:
    """An entry in the dispositif, 500 days ago."""
    row = db.Accompagnement(beneficiaire_id=personne.id, dispositif_id=1, entree=il_y_a(500))
    await atelier.ajouter(row)
    return row


def quitter(accompagnement: db.Accompagnement, **champs: Any) -> dict[str, Any]:
    """The exit from the dispositif, today."""
    return {
        "accompagnement": f"Accompagnement:{accompagnement.id}",
        "version": 1,
        "sortie": JOUR.isoformat(),
        "motif": "FIN_DROITS_RSA",
        **champs,
    }


def codes(fait: dict[str, Any]) -> list[str]:
    """The codes of the warnings."""
    return [un["code"] for un in fait["avertissements"]]


async def lignes(atelier: Atelier, personne: Personne) -> dict[str, list[Any]]:
    """The rows of a file that an exit may change, their versions and instants aside."""
    found = {}
    for table, colonnes in {
        "etape": "id, debut_reel, fin_reelle, motif_fin_id, close_le, commentaire, offre_de_service_id",
        "entretien": "id, realisation, date_heure",
        "referent": "id, debut, fin, etape_id",
        "accompagnement": "id, sortie, motif_sortie_id",
    }.items():
        requete = f"SELECT {colonnes} FROM {table} WHERE beneficiaire_id = :id ORDER BY id"
        found[table] = await atelier.sql(requete, id=personne.id)
    found["caracteristique_etape"] = await atelier.sql(
        "SELECT c.etape_id, c.definition_id, c.valeur FROM caracteristique_etape c JOIN etape e ON e.id = c.etape_id"
        " WHERE e.beneficiaire_id = :id ORDER BY 1, 2",
        id=personne.id,
    )
    return found
