"""The mutations of competences and wishes (guide §8.6, §10.2)."""

from __future__ import annotations

import strawberry

from resolvers.workflows import competences, souhaits
from schema.contrats import VERSION
from schema.operations import entree, mutation

NIVEAU = "Code de la liste NIVEAU_COMPETENCE, par exemple EN_COURS_ACQUISITION."
DEBUT = "« Début » : jour depuis lequel le niveau est constaté, jamais à venir."
FIN = "« Fin » : dernier jour où il l'a été, compris ; vide s'il l'est toujours."
COMMENTAIRE = "Précisions libres : employeur, durée, outils utilisés…"
RAPPEL = "RAPPEL_SANTE quand un commentaire parle de santé (guide §12)."
LU = "Souhait que vous avez lu ; rien pour un nouveau souhait."

entree(
    competences.NouvelleCompetence,
    "Une compétence à ajouter.",
    competence="Compétence du référentiel, choisie après son groupe de filières et sa filière : son identifiant ou son "
    "code.",
    niveau=NIVEAU,
    debut=DEBUT,
    fin=FIN,
    commentaire=COMMENTAIRE,
)
entree(
    competences.AjouterCompetences,
    "Les compétences d'une personne (guide §8.6) ; cette saisie n'est pas obligatoire.",
    beneficiaire="Le dossier.",
    competences="Les compétences, chacune une seule fois tant qu'elle n'a pas de fin.",
)
entree(
    competences.ModifierCompetence,
    "Ce qui change dans une compétence ; ce qui n'est pas donné reste tel quel, `null` efface.",
    competence="La compétence.",
    version=VERSION,
    niveau=NIVEAU,
    debut=DEBUT,
    fin=FIN,
    commentaire=COMMENTAIRE,
)
entree(
    souhaits.SouhaitLu,
    "Un souhait tel que vous l'avez lu.",
    souhait="Le souhait.",
    version=VERSION,
)
entree(
    souhaits.SouhaitVoulu,
    "Un souhait de la nouvelle liste.",
    souhait=LU,
    version="La version que vous avez lue, avec le souhait.",
    libelle="Métier ou secteur souhaité, en clair.",
    en_cours="Faux quand la personne y a renoncé ou l'a réalisé.",
)
entree(
    souhaits.ModifierSouhaits,
    "Les souhaits d'une personne pour une nature. Chaque souhait déjà au dossier y est nommé, gardé ou retiré : ce que "
    "vous n'avez pas lu ne se perd pas.",
    beneficiaire="Le dossier.",
    nature="Souhaits de métier ou de secteur.",
    souhaits="La liste entière, par ordre de préférence : le premier a le rang 1.",
    retires="Les souhaits à retirer de la liste.",
)


@strawberry.type
class Competences:
    """The mutations of competences and wishes."""

    ajouter_competences = mutation(
        competences.ajouter_competences,
        "« + Ajouter des compétences » (« Employabilité » > « Compétences », guide §8.6) : une ou plusieurs.",
        argument="Les compétences.",
        succes="Les compétences sont ajoutées.",
        competences="Les compétences ajoutées, dans l'ordre donné.",
        avertissements=RAPPEL,
    )
    modifier_competence = mutation(
        competences.modifier_competence,
        "Modifie une compétence : son niveau, ses dates (guide §8.6).",
        argument="Les changements.",
        succes="La compétence est modifiée.",
        competence="La compétence modifiée.",
        avertissements=RAPPEL,
    )
    modifier_souhaits = mutation(
        souhaits.modifier_souhaits,
        "Écrit la liste ordonnée des souhaits de métier ou de secteur (« Souhaits métier / secteur en cours », guide "
        "§10.2).",
        argument="La liste.",
        succes="Les souhaits sont enregistrés.",
        souhaits="Les souhaits de cette nature, par rang.",
    )
