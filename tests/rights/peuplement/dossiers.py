"""What belongs to a file itself: the person, their situation, contrats, entries, and what others keep on them."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import db
from tests.reading.monde import il_y_a, midi
from tests.rights.genres import GENRES, REFERENTS, SOURCES, Genre
from tests.rights.oracle import Ligne
from tests.rights.population import Population


async def poser_personne(population: Population, genre: Genre) -> Ligne:
    """The person of a file of that kind: the row of the file."""
    rang = len(population.de("Beneficiaire")) + 1
    numero, telephone = f"77{rang:08d}", f"+33699{rang:06d}"
    secteur = population.monde.secteurs[genre.secteur].id if genre.secteur else None
    ligne = await population.poser(
        "Beneficiaire",
        None,
        civilite=db.Civilite.MME,
        date_naissance=dt.date(1980, 1, rang),
        code_postal=f"340{rang:02d}",
        telephone=telephone,
        numero_caf=numero,
        role_foyer=db.RoleFoyer.ALLOCATAIRE,
        secteur_id=secteur,
        secrets={
            "nom": "nom",
            "nom_naissance": "nomNaissance",
            "prenom": "prenom",
            "adresse": "adresse",
            "commune": "commune",
            "email": "email",
            "numero_demande_rsa": "numeroDemandeRsa",
        },
        champs={
            "numeroAllocataire": numero,
            "numeroAllocataireMasque": f"•••• {numero[-3:]}",
            "telephone": telephone,
            "codePostal": f"340{rang:02d}",
            "dateNaissance": f"1980-01-{rang:02d}",
            "roleFoyer": "ALLOCATAIRE",
            "civilite": "MME",
        },
    )
    ligne.dossiers = [genre.dossier]
    return ligne


async def poser_suivi(population: Population, ou: Ligne) -> None:
    """What belongs to the file itpopulation."""
    ou.lier(
        "adressesAnterieures",
        await population.poser("AdresseAnterieure", ou, au=il_y_a(900), secrets={"adresse": "adresse"}),
    )
    for definition, sante in ((1, False), (2, True)):
        ou.lier(
            "caracteristiques",
            await population.poser(
                "Caracteristique",
                ou,
                definition_id=definition,
                depuis=il_y_a(9),
                verifiee_le=il_y_a(9),
                faits={"sante": sante},
                secrets={"valeur_saisie": "valeur"},
            ),
        )
    ou.lier(
        "caracteristiques",
        await population.poser(
            "Caracteristique",
            ou,
            definition_id=4,
            valeur_saisie="Vélo",
            depuis=il_y_a(9),
            verifiee_le=il_y_a(9),
            champs={"valeur": "Vélo"},
            faits={"codee": True},
        ),
    )
    numero = {"valeur": ou.champs["numeroAllocataire"]}
    ou.lier(
        "caracteristiques",
        await population.poser("Caracteristique", ou, definition_id=3, champ="numero_allocataire", champs=numero),
    )
    ou.lier(
        "competences",
        await population.poser(
            "Competence", ou, competence_id=1, debut=il_y_a(50), secrets={"commentaire": "commentaire"}
        ),
    )
    ou.lier(
        "souhaits",
        await population.poser("Souhait", ou, nature=db.NatureSouhait.METIER, rang=1, secrets={"libelle": "libelle"}),
    )
    ou.lier("objectifs", await population.poser("Objectif", ou, secrets={"libelle": "libelle"}))
    for structure, sante in itertools.product("AS", (False, True)):
        difficulte = await population.poser(
            "Difficulte",
            ou,
            difficulte_id=2 if sante else 1,
            structure_id=population.monde.structures[structure].id,
            auteur_id=population.monde.moi(REFERENTS[structure]),
            debut=il_y_a(30),
            sante=sante,
            faits={"structure": structure, "sante": sante},
            secrets={"commentaire": "commentaire"},
        )
        ou.lier("difficultes", difficulte)
        if ou.dossiers[0].nom == GENRES[0].nom:
            await population.ecriture(ou, difficulte, REFERENTS[structure], "commentaire")
    await _autour(population, ou)


async def _autour(population: Population, ou: Ligne) -> None:
    """The référents that hang on no étape, and what belongs to one collaborateur alone."""
    for type_, structure, cachee in (("HORS_ACCOMPAGNEMENT", "S", False), ("ETAPE", "B", True)):
        referent = await population.poser(
            "Referent",
            ou,
            collaborateur_id=population.monde.moi(REFERENTS[structure]),
            type=db.TypeReferent(type_),
            debut=il_y_a(200),
            faits={"structure": structure, "cachee": cachee},
        )
        ou.lier("referents", referent)
    for auteur in ("referent", "pilote", "support"):
        await population.poser(
            "Note",
            ou,
            collaborateur_id=population.monde.moi(auteur),
            faits={"auteur": auteur},
            secrets={"texte": "texte"},
        )
        await population.poser(
            "Consultation", ou, collaborateur_id=population.monde.moi(auteur), quand=midi(1), faits={"auteur": auteur}
        )
    for auteur, structure in (("referent", "A"), ("referent_s", "S")):
        await population.poser(
            "Journal",
            ou,
            quand=midi(1),
            collaborateur_id=population.monde.moi(auteur),
            structure_id=population.monde.structures[structure].id,
            action=db.ActionJournal.LECTURE,
            type="Beneficiaire",
            objet_id=ou.row.id,
            faits={"auteur": auteur, "structure": structure},
            champs={"objet": ou.champs["id"]},
            secrets={"requete": "requete"},
        )
    await population.ecriture(ou, ou, "sdi", "adresse")


async def poser_contrat(population: Population, ou: Ligne, accompagnement: Ligne) -> None:
    """A contrat that names the structure of its author."""
    contrat = await population.poser(
        "Contrat",
        ou,
        accompagnement_id=accompagnement.row.id,
        auteur_id=population.monde.moi("referent_s"),
        type=db.TypeContrat.CER,
        debut=il_y_a(100),
        faits={"nomme": "S"},
        secrets={"numero": "numero", "commentaire": "commentaire"},
    )
    contrat.lier("accompagnement", accompagnement)
    ou.lier("contrats", contrat)


async def poser_entree(population: Population, ou: Ligne, type_: str, offre: str, jours: int, statut: str) -> None:
    """A rattachement or a positionnement to an offer, created that many days ago."""
    structure, cachee = SOURCES[offre]
    donnees: dict[str, Any] = {
        "offre_de_service_id": population.monde.offres[offre].id,
        "structure_id": population.monde.structures[structure].id,
        "statut": statut,
        "cree_le": midi(jours),
        "faits": {"structure": structure, "cachee": cachee, "nomme": structure},
    }
    jour = il_y_a(jours)
    if type_ == "Rattachement":
        entree = await population.poser(type_, ou, date_reception_fio=jour, debut=jour, **donnees)
    else:
        donnees["prescripteur_id"] = population.monde.moi(REFERENTS[structure])
        entree = await population.poser(type_, ou, date=jour, secrets={"motif": "motif"}, **donnees)
    ou.lier("rattachements" if type_ == "Rattachement" else "positionnements", entree)
