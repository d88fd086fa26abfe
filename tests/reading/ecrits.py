"""What collaborateurs have done in the demo: writings of every kind of object, requests for accounts."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

import db
from db.demo.structures import COMPTES, DOMAINE
from db.engine import write_engine
from tests.reading.lecteur import MAINTENANT

CHANGES: dict[str, str] = {
    "Beneficiaire": "nom adresse telephone numeroCaf organismePayeur nirChiffre",
    "Accompagnement": "entree motifSortie",
    "Rattachement": "debut offreDeService structure statut",
    "Positionnement": "statut motif prescripteur structure",
    "Caracteristique": "valeurSaisie definition verifieeLe",
    "Contrat": "numero commentaire auteur",
    "Referent": "fin collaborateur etape",
    "Etape": "debutReel commentaire structure thematique offreDeService validee",
    "Objectif": "libelle echeance etapes",
    "Entretien": "realisation synthese themes seance",
    "Seance": "intitule lieu",
    "Bilan": "dateSignature reponses",
    "Difficulte": "debut commentaire difficulte sante auteur",
    "Competence": "niveau commentaire",
    "Souhait": "libelle rang",
    "Document": "nomFichier bilan",
    "Collaborateur": "nom exportAutorise structures",
    "DemandeCollaborateur": "statut motif",
}
"""Fields that a writing changes, of each rule that a field may follow; `inconnu` is of none."""
AUTEURS = ("referent", "responsable", "accueil", "referent-parcours", "sdi", "pilote", "referent-b", "responsable-b")
ACTIONS = (db.ActionJournal.MODIFICATION, db.ActionJournal.MODIFICATION, db.ActionJournal.CREATION)


async def ecrire_demo(url: str) -> None:
    """Writes them, the same each time."""
    engine, hasard = write_engine(url, pool=1), random.Random(7)
    async with AsyncSession(engine) as session, session.begin():
        emails = {f"{compte}@{DOMAINE}": compte for compte in COMPTES}
        found = select(db.Collaborateur).where(db.Collaborateur.email.in_(emails))
        comptes = {emails[row.email]: row for row in await session.scalars(found)}
        liens = await session.execute(select(db.collaborateur_structure))
        structures = {row.collaborateur_id: row.structure_id for row in liens}
        await _demandes(session, comptes, structures)
        for nom, champs in CHANGES.items():
            modele: Any = getattr(db, nom)
            for objet in await session.scalars(select(modele).order_by(modele.id).limit(120)):
                if nom == "Beneficiaire" or hasard.random() < 0.6:
                    for _ in range(hasard.randint(1, 3)):
                        auteur = comptes[hasard.choice(AUTEURS)]
                        session.add(_ecriture(hasard, objet, auteur, structures.get(auteur.id), champs.split()))
    await engine.dispose()


async def _demandes(session: AsyncSession, comptes: dict[str, db.Collaborateur], structures: dict[int, int]) -> None:
    for rang, (auteur, ou) in enumerate(itertools.product(("referent", "support", "infocentre"), AUTEURS[:6])):
        session.add(
            db.DemandeCollaborateur(
                demandeur_id=comptes[auteur].id,
                structure_id=structures[comptes[ou].id],
                nom=f"Delmas{rang}",
                prenom="Zoé",
                email=f"zoe{rang}@essai.example",
                statut=db.StatutDemande.REFUSEE if rang % 3 == 0 else db.StatutDemande.DEPOSEE,
                motif="Déjà connue" if rang % 3 == 0 else None,
            )
        )
    await session.flush()


def _ecriture(
    hasard: random.Random, objet: Any, auteur: db.Collaborateur, structure: int | None, champs: list[str]
) -> db.Journal:
    changes = [*hasard.sample(champs, hasard.randint(0, len(champs))), "inconnu"]
    valeurs: list[Any] = [None, "avant", True, 3, f"{type(objet).__name__}:1", ["Structure:1"]]
    details = {champ: {"avant": hasard.choice(valeurs), "apres": hasard.choice(valeurs)} for champ in changes}
    return db.Journal(
        quand=MAINTENANT - dt.timedelta(minutes=hasard.randint(1, 40)),
        collaborateur_id=auteur.id,
        profil=auteur.profil,
        structure_id=structure,
        action=hasard.choice(ACTIONS),
        type=type(objet).__name__,
        objet_id=objet.id,
        beneficiaire_id=objet.id if isinstance(objet, db.Beneficiaire) else getattr(objet, "beneficiaire_id", None),
        details=details if len(changes) > 1 else None,
    )
