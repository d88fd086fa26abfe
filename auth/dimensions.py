"""What may be asked of rows read under a pseudonym: the coarse dimensions that lists are filtered and sorted on.

permissions.md, rule 8. A filter on anything finer would find one person by what one already knows of them.
Referentials, structures and offers are no person's: all that they may be filtered on stays open.
"""

from __future__ import annotations

import db

_DIMENSIONS: dict[type[db.Base], str] = {
    db.Beneficiaire: "secteur tranche_age etapes referents contrats accompagnements rattachements positionnements"
    " entretiens bilans difficultes caracteristiques",
    db.Accompagnement: "dispositif entree sortie motif_sortie duree_mois beneficiaire",
    db.Rattachement: "offre_de_service structure date_reception_fio debut fin statut beneficiaire",
    db.Positionnement: "offre_de_service structure date origine statut beneficiaire",
    db.Caracteristique: "definition etat valeur depuis verifiee_le",
    db.Contrat: "type debut fin date_signature etat plus_recent dernier_contrat annule_le accompagnement beneficiaire",
    db.Referent: "type debut fin actif etape beneficiaire",
    db.Objectif: "echeance statut etapes beneficiaire",
    db.Etape: "offre_de_service thematique structure debut_reel fin_reelle duree_mois motif_fin validee accompagnement"
    " beneficiaire referents objectifs entretiens bilans",
    db.Entretien: "date_heure duree_minutes realisation type lieu vecteur structure accompagnement etapes themes seance"
    " beneficiaire",
    db.ThemeEntretien: "theme",
    db.Seance: "structure date_heure lieu",
    db.Bilan: "modele nature date_bilan date_mise_a_jour date_signature complet nombre_reponses etape structure"
    " beneficiaire",
    db.Difficulte: "difficulte realisation debut fin beneficiaire",
    db.Competence: "competence niveau debut fin beneficiaire",
    db.Souhait: "nature rang en_cours beneficiaire",
}
DIMENSIONS = {modele: frozenset(noms.split()) for modele, noms in _DIMENSIONS.items()}
"""By model, the attributes: closed sets, references, booleans, numbers; dates, by whole months."""


def est_dimension(modele: type[db.Base], attribut: str) -> bool:
    """Whether lists of `modele` may be filtered or sorted on `attribut` under a pseudonym."""
    return attribut in DIMENSIONS.get(modele, ())
