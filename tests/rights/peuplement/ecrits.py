"""The bilans and documents of a file, and their transmissions."""

from __future__ import annotations

import datetime as dt

import db
from tests.reading.lecteur import JOUR
from tests.reading.monde import il_y_a
from tests.rights.genres import REFERENTS, Envois
from tests.rights.oracle import Ligne
from tests.rights.population import Population


async def poser_ecrits(population: Population, ou: Ligne, etape: Ligne | None, structure: str, envois: Envois) -> None:
    """A bilan and a document for each way of sending them."""
    for envoi in envois:
        faits = {"structure": structure, "transmis": frozenset(envoi)}
        ici = {"structure_id": population.monde.structures[structure].id, "etape_id": etape.row.id if etape else None}
        bilan = await population.poser(
            "Bilan",
            ou,
            **ici,
            modele_id=1,
            nature=db.NatureBilan.EN_COURS,
            date_bilan=il_y_a(20),
            date_mise_a_jour=il_y_a(20),
            faits=faits,
        )
        reponse = {"question_id": 1, "modele_id": 1, "secrets": {"texte": "texte"}}
        choisie = {
            "question_id": 2,
            "modele_id": 1,
            "choix": "NC",
            "champs": {"choix": "NC"},
            "faits": {"fermee": True},
        }
        for donnees in (reponse, choisie):
            bilan.lier(
                "reponses", await population.partie(bilan, "reponses", "Reponse", bilan_id=bilan.row.id, **donnees)
            )
        if envoi == ("A",):
            await population.ecriture(ou, bilan, REFERENTS[structure], "dateSignature")
        document = await population.poser(
            "Document",
            ou,
            **ici,
            modele_id=1,
            bilan_id=bilan.row.id,
            cree_par_id=population.monde.moi(REFERENTS[structure]),
            edite_le=il_y_a(2),
            format=db.FormatDocument.DOCX,
            taille=3,
            contenu=b"doc",
            faits=faits,
            secrets={"nom_fichier": "nomFichier"},
        )
        document.lier("bilan", bilan)
        ou.lier("bilans", bilan)
        ou.lier("documents", document)
        for ecrit, cle in ((bilan, "bilan_id"), (document, "document_id")):
            if etape is not None:
                ecrit.lier("etape", etape)
                etape.lier("bilans" if ecrit is bilan else "documents", ecrit)
            await _transmissions(population, ecrit, cle, structure, envoi)


async def _transmissions(
    population: Population, ecrit: Ligne, cle: str, structure: str, envoi: tuple[str, ...]
) -> None:
    for rang, a in enumerate(envoi):
        jour = JOUR - dt.timedelta(days=rang)
        recue = a in population.monde.structures
        transmission = await population.partie(
            ecrit,
            "transmissions",
            "Transmission",
            **{cle: ecrit.row.id},
            destinataire=db.Destinataire.STRUCTURE if recue else db.Destinataire(a),
            structure_id=population.monde.structures[a].id if recue else None,
            date=jour,
            par_id=population.monde.moi(REFERENTS[structure]),
            champs={"date": jour.isoformat()},
        )
        ecrit.lier("transmissions", transmission)
