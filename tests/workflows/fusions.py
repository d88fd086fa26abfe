"""What the tests of merges act upon: two files, a full one, and how many rows each table holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import insert

import db
from resolvers.workflows.fusions import A_PART, deplacees
from tests.reading.monde import Personne, il_y_a, midi
from tests.workflows.atelier import Atelier

FUSIONNER = "fusionnerDoublons"
MONTRE = "beneficiaire { id version } avertissements { code message }"


def fusion(garde: Personne, absorbe: Personne, **champs: Any) -> dict[str, Any]:
    """Two files, as they were first read."""
    return {
        "garde": garde.gid,
        "versionGarde": 1,
        "absorbe": absorbe.gid,
        "versionAbsorbe": 1,
        "confirmer": True,
        **champs,
    }


async def entree(atelier: Atelier, personne: Personne, debut: str, fin: str | None = None) -> db.Accompagnement:
    """An entry in « Accomp RSA »."""
    [(motif,)] = await atelier.sql("SELECT min(id) FROM valeur WHERE liste = 'MOTIF_SORTIE_DISPOSITIF'")
    row = db.Accompagnement(
        beneficiaire_id=personne.id,
        dispositif_id=1,
        entree=dt.date.fromisoformat(debut),
        sortie=dt.date.fromisoformat(fin) if fin else None,
        motif_sortie_id=motif if fin else None,
    )
    await atelier.ajouter(row)
    return row


async def plein(atelier: Atelier) -> Personne:
    """A file with a row in every table that belongs to files."""
    personne = await atelier.personne()
    accompagnement = await entree(atelier, personne, "2020-01-01", "2021-01-01")
    etape = await personne.etape("a", accompagnement_id=accompagnement.id)
    await personne.rattachement("a", cree=10)
    await personne.positionnement("b", cree=10)
    await personne.referent("referent", "ETAPE", etape_id=etape.id)
    suivant = await personne.entretien("A", "referent", jours=3, accompagnement_id=accompagnement.id)
    premier = await personne.entretien("A", "referent", jours=9, prochain_entretien_id=suivant.id)
    bilan = await personne.bilan("A", etape_id=etape.id)
    await personne.difficulte("A")
    [(competence,)] = await atelier.sql("SELECT min(id) FROM competence_reference")
    [(modele,)] = await atelier.sql("SELECT min(id) FROM modele_document")
    [(definition,)] = await atelier.sql("SELECT id FROM definition_caracteristique WHERE code = 'PERMIS_B'")
    await atelier.ajouter(
        db.AdresseAnterieure(beneficiaire_id=personne.id, adresse="1 rue Neuve", au=il_y_a(500)),
        db.Contrat(
            beneficiaire_id=personne.id,
            accompagnement_id=accompagnement.id,
            type=db.TypeContrat.CER,
            debut=dt.date(2020, 2, 1),
            fin=dt.date(2020, 8, 1),
        ),
        db.Objectif(beneficiaire_id=personne.id, libelle="Permis"),
        db.Competence(beneficiaire_id=personne.id, competence_id=competence, debut=il_y_a(50)),
        db.Souhait(beneficiaire_id=personne.id, nature=db.NatureSouhait.METIER, libelle="Jardinier", rang=1),
        db.Note(collaborateur_id=atelier.moi("referent"), beneficiaire_id=personne.id, texte="Rappeler"),
        db.Caracteristique(
            beneficiaire_id=personne.id,
            definition_id=definition,
            valeur_saisie="oui",
            depuis=il_y_a(20),
            verifiee_le=il_y_a(20),
        ),
        db.Document(
            beneficiaire_id=personne.id,
            structure_id=etape.structure_id,
            modele_id=modele,
            etape_id=etape.id,
            bilan_id=bilan.id,
            cree_par_id=atelier.moi("referent"),
            edite_le=il_y_a(5),
        ),
        db.Consultation(collaborateur_id=atelier.moi("referent"), beneficiaire_id=personne.id, quand=midi(2)),
    )
    groupe = db.GroupeSauvegarde(collaborateur_id=atelier.moi("referent"), nom=f"Groupe {personne.id}")
    await atelier.ajouter(groupe)
    async with atelier.lire.application.writes.begin() as connection:
        await connection.execute(
            insert(db.groupe_beneficiaire).values(groupe_id=groupe.id, beneficiaire_id=personne.id)
        )
        await connection.execute(
            insert(db.entretien_etape).values(entretien_id=premier.id, etape_id=etape.id, beneficiaire_id=personne.id)
        )
    return personne


async def lignes(atelier: Atelier, dossier: int) -> dict[str, int]:
    """How many rows of each table belong to a file."""
    tables = [table.name for table in deplacees()] + sorted(A_PART)
    parts = (f"SELECT '{nom}' AS nom, count(*) AS n FROM {nom} WHERE beneficiaire_id = :id" for nom in tables)
    return {row.nom: row.n for row in await atelier.sql(" UNION ALL ".join(parts), id=dossier)}


async def total(atelier: Atelier) -> dict[str, int]:
    """How many rows each table of the database has, those that readers and attempts leave aside."""
    tables = await atelier.sql("SELECT tablename AS nom FROM pg_tables WHERE schemaname = 'public'")
    noms = {table.nom for table in tables} - {"journal", "consultation", "tentative", "acces_structure"}
    parts = (f"SELECT '{nom}' AS nom, count(*) AS n FROM {nom}" for nom in noms)
    return {row.nom: row.n for row in await atelier.sql(" UNION ALL ".join(parts))}


async def dossiers(atelier: Atelier, nom: str) -> tuple[Personne, Personne]:
    """Two files of nearly one name."""
    return await atelier.suivie(nom=nom, prenom="Lina"), await atelier.suivie(nom=nom + "s", prenom="Lina")
