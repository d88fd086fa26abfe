"""The world that the rights are tried on: each kind of file, and the rows of nobody's file."""

from __future__ import annotations

import db
from db.enums import Profil
from tests.reading.monde import Monde, il_y_a
from tests.rights.genres import GENRES, SOURCES, Genre
from tests.rights.oracle import Ligne
from tests.rights.peuplement.dossiers import poser_contrat, poser_entree, poser_personne, poser_suivi
from tests.rights.peuplement.ecrits import poser_ecrits
from tests.rights.peuplement.etapes import poser_entretiens, poser_etape
from tests.rights.population import Population


async def peupler(monde: Monde) -> Population:
    """Writes every kind of file and the rows of nobody's file."""
    population = Population(monde)
    await monde.compte("double", Profil.RESPONSABLE, monde.structures["A"], monde.structures["S"])
    await _referentiels(population)
    for genre in GENRES:
        await _dossier(population, genre)
    await _demandes(population)
    return population


async def _referentiels(population: Population) -> None:
    groupe = db.GroupeFiliere(code="G", libelle="Groupe")
    await population.monde.ajouter(
        groupe,
        db.ModeleDocument(code="FNEA", libelle="FNEA"),
        db.Question(modele_id=1, section="Section", code="Q", libelle="Question", type=db.TypeQuestion.TEXTE, rang=1),
        db.Question(
            modele_id=1, section="Section", code="F", libelle="Fermée", type=db.TypeQuestion.OUI_NC_NON, rang=2
        ),
        db.DefinitionCaracteristiqueEtape(
            code="AIDE", rubrique="Rubrique", libelle="Aide", type=db.TypeCaracteristique.TEXTE, rang=1
        ),
        db.DefinitionCaracteristiqueEtape(
            code="ENTREE", rubrique="Rubrique", libelle="Entrée", type=db.TypeCaracteristique.DATE, rang=2
        ),
        db.DefinitionCaracteristique(
            code="NUMERO", rubrique="RSA", libelle="Numéro", type=db.TypeCaracteristique.TEXTE, rang=3
        ),
        db.DefinitionCaracteristique(
            code="VEHICULE",
            rubrique="Mobilité",
            libelle="Véhicule",
            type=db.TypeCaracteristique.CHOIX,
            choix=["Voiture", "Vélo"],
            rang=4,
        ),
    )
    filiere = db.Filiere(groupe_id=groupe.id, code="F", libelle="Filière")
    await population.monde.ajouter(filiere)
    await population.monde.ajouter(db.CompetenceReference(filiere_id=filiere.id, code="C", libelle="Compétence"))


async def _dossier(population: Population, genre: Genre) -> None:
    ou = await poser_personne(population, genre)
    await poser_suivi(population, ou)
    accompagnement = await population.poser("Accompagnement", ou, dispositif_id=1, entree=il_y_a(500))
    ou.lier("accompagnements", accompagnement)
    await poser_contrat(population, ou, accompagnement)
    if genre.mission is not None:
        mission = await population.poser(
            "Referent",
            ou,
            collaborateur_id=population.monde.moi("parcours"),
            type=db.TypeReferent.PARCOURS,
            debut=il_y_a(300 if genre.mission >= 0 else genre.mission),
            fin=il_y_a(genre.mission) if genre.mission > 0 else None,
        )
        ou.lier("referents", mission)
        ou.lier("referentParcours", mission)
    if genre.entree:
        type_, jours, statut = genre.entree
        await poser_entree(population, ou, type_, "a", jours, statut)
    entretiens: list[Ligne] = []
    for offre, fin in genre.etapes or (("a", 99), ("b", 99)):
        etape = await poser_etape(population, ou, accompagnement, offre, fin) if genre.etapes else None
        if etape is not None:
            for type_, statut in (("Rattachement", "ANNULE"), ("Positionnement", "REFUSE")):
                await poser_entree(population, ou, type_, offre, 3, statut)
        entretiens += await poser_entretiens(population, ou, etape, offre, len(entretiens))
        await poser_ecrits(population, ou, etape, SOURCES[offre][0], genre.envois)
    passes = [e for e in entretiens if e.row.realisation is not db.Realisation.PREVU]
    ou.lier("dernierEntretien", *sorted(passes, key=lambda e: e.row.date_heure, reverse=True))
    futurs = [e for e in entretiens if e.row.realisation is db.Realisation.PREVU]
    ou.lier("prochainEntretien", *sorted(futurs, key=lambda e: e.row.date_heure))


async def _demandes(population: Population) -> None:
    for auteur, structure in (("referent", "A"), ("referent_b", "B"), ("infocentre", "S")):
        await population.poser(
            "DemandeCollaborateur",
            None,
            demandeur_id=population.monde.moi(auteur),
            structure_id=population.monde.structures[structure].id,
            faits={"auteur": auteur, "structure": structure},
            secrets={"nom": "nom", "prenom": "prenom", "email": "email", "fonction": "fonction"},
        )
