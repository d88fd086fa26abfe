"""The root of writes, assembled from the mutations of each noun."""

from __future__ import annotations

import strawberry

from schema.caracteristiques import Caracteristiques
from schema.collaborateurs import Collaborateurs
from schema.competences import Competences
from schema.comptes import Comptes
from schema.connexion import Connexions
from schema.contrats import Contrats
from schema.demandes import Demandes
from schema.difficultes import Difficultes
from schema.etapes import Etapes
from schema.fusion import Fusions
from schema.identite import Identites
from schema.positionnements import Positionnements
from schema.presences import Presences
from schema.rattachements import Rattachements
from schema.referents import Referents
from schema.rendez_vous import Entretiens
from schema.saisie_bilans import Bilans
from schema.sorties import Sorties


@strawberry.type(description="Ce qui s'écrit.")
class Mutation(
    Connexions,
    Comptes,
    Collaborateurs,
    Demandes,
    Rattachements,
    Identites,
    Fusions,
    Caracteristiques,
    Contrats,
    Referents,
    Positionnements,
    Etapes,
    Presences,
    Entretiens,
    Difficultes,
    Competences,
    Sorties,
    Bilans,
):
    """Root mutations, named as in domain.md."""
