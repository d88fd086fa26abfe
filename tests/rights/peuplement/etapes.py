"""An étape with its référent and all that it holds, and the entretiens for it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import db
from tests.reading.monde import il_y_a, midi
from tests.rights.genres import GENRES, REFERENTS, SOURCES
from tests.rights.oracle import Ligne
from tests.rights.population import Population


async def poser_etape(population: Population, ou: Ligne, accompagnement: Ligne, offre: str, fin: int | None) -> Ligne:
    """An étape on an offer, which ended `fin` days ago or is open, its référent and what it holds."""
    structure, cachee = SOURCES[offre]
    faits = {"structure": structure, "cachee": cachee}
    etape = await population.poser(
        "Etape",
        ou,
        offre_de_service_id=population.monde.offres[offre].id,
        structure_id=population.monde.structures[structure].id,
        accompagnement_id=accompagnement.row.id,
        debut_reel=il_y_a(400),
        fin_reelle=None if fin is None else il_y_a(fin),
        motif_fin_id=None if fin is None else 1,
        champs={"intitule": f"Offre {offre}"},
        faits=faits,
        secrets={"commentaire": "commentaire"},
    )
    etape.lier("accompagnement", accompagnement)
    ou.lier("etapes", etape)
    referent = await population.poser(
        "Referent",
        ou,
        collaborateur_id=population.monde.moi(REFERENTS[structure]),
        type=db.TypeReferent.ETAPE,
        etape_id=etape.row.id,
        debut=il_y_a(100),
        faits=faits,
    )
    referent.lier("etape", etape)
    etape.lier("referents", referent)
    ou.lier("referents", referent)
    await _detail(population, ou, etape)
    await population.ecriture(ou, etape, REFERENTS[structure], "commentaire")
    return etape


async def _detail(population: Population, ou: Ligne, etape: Ligne) -> None:
    objectif = await population.poser("Objectif", ou, secrets={"libelle": "libelle"})
    async with population.monde.lire.application.writes.begin() as connection:
        await connection.execute(db.objectif_etape.insert().values(objectif_id=objectif.row.id, etape_id=etape.row.id))
    objectif.lier("etapes", etape)
    ou.lier("objectifs", objectif)
    etape.lier("objectifs", objectif)
    cle = {"etape_id": etape.row.id}
    mois = dt.date(2025, 2, 1)
    parties: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("passagesConvention", "PassageConvention", {"debut": il_y_a(9), "secrets": {"libelle": "libelle"}}),
        ("caracteristiques", "CaracteristiqueEtape", {"definition_id": 1, "secrets": {"valeur": "valeur"}}),
        (
            "caracteristiques",
            "CaracteristiqueEtape",
            {
                "definition_id": 2,
                "valeur": "2025-01-02",
                "champs": {"valeur": "2025-01-02"},
                "faits": {"codee": True},
            },
        ),
        ("jours", "Presence", {"jour": il_y_a(8), "champs": {"jour": il_y_a(8).isoformat()}}),
        ("heuresMensuelles", "HeuresMensuelles", {"mois": mois, "heures": 7, "champs": {"mois": str(mois)}}),
    )
    for champ, type_, donnees in parties:
        partie = await population.partie(etape, champ, type_, **cle, **donnees)
        etape.lier(champ, partie)
    etape.champs |= {"joursRealises": 1, "totalHeures": 7.0, "joursPrevus": 66}


async def poser_entretiens(
    population: Population, ou: Ligne, etape: Ligne | None, offre: str, rang: int
) -> list[Ligne]:
    """A past one with all it may carry, and one to come."""
    structure, _ = SOURCES[offre]
    auteur = REFERENTS[structure]
    ici = {"structure_id": population.monde.structures[structure].id, "collaborateur_id": population.monde.moi(auteur)}
    faits = {"structure": structure}
    quand = midi(10 + rang)
    seance = await population.poser(
        "Seance", None, **ici, date_heure=quand, duree_minutes=60, faits=faits, secrets={"intitule": "intitule"}
    )
    seance.dossiers = ou.dossiers
    communs: dict[str, Any] = {**ici, "type_id": "TYPE_ENTRETIEN:SUIVI", "faits": faits}
    secrets = {"secrets": {"synthese": "synthese"}}
    futur = await population.poser("Entretien", ou, date_heure=midi(-10 - rang), **communs, **secrets)
    passe = await population.poser(
        "Entretien",
        ou,
        date_heure=quand,
        seance_id=seance.row.id,
        prochain_entretien_id=futur.row.id,
        realisation=db.Realisation.PRESENCE,
        **communs,
        **secrets,
    )
    futur.row.realisation = db.Realisation.PREVU
    seance.lier("entretiens", passe)
    passe.lier("seance", seance)
    passe.lier("prochainEntretien", futur)
    cle = {"entretien_id": passe.row.id}
    theme = {"theme_id": "THEME_ENTRETIEN:EMPLOI", "secrets": {"commentaire": "commentaire"}}
    passe.lier("themes", await population.partie(passe, "themes", "ThemeEntretien", **cle, **theme))
    note = await population.poser(
        "NotePrivee",
        None,
        **cle,
        auteur_id=population.monde.moi(auteur),
        faits={"auteur": auteur},
        secrets={"texte": "texte"},
    )
    passe.lier("notesPrivees", note)
    if ou.dossiers[0].nom == GENRES[0].nom:
        await population.ecriture(ou, passe, auteur, "synthese")
    ou.lier("entretiens", passe, futur)
    if etape is not None:
        async with population.monde.lire.application.writes.begin() as connection:
            lien = {"entretien_id": passe.row.id, "etape_id": etape.row.id, "beneficiaire_id": ou.row.id}
            await connection.execute(db.entretien_etape.insert().values(**lien))
        passe.lier("etapes", etape)
        etape.lier("entretiens", passe)
    return [passe, futur]
