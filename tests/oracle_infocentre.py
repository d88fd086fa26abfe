"""What permissions.md says of the infocentre once more, in plain Python: pseudonyms, the secret, coarse dimensions.

Nothing here is shared with `auth/` or `resolvers/`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import inspect

import db
from tests.oracle_donnees import Donnees
from tests.pseudonymes import empreinte, jeton

SECRET = "s" * 32
REFUSES = {"AdresseAnterieure", "Document", "Transmission"}
"""What of a file is closed."""
TRACE = {"cree_le", "modifie_le", "version"}
INTERDITS: dict[str, set[str]] = {
    "Beneficiaire": TRACE
    | {
        *("numero", "numero_dossier", "civilite", "nom", "nom_naissance", "prenom", "date_naissance", "age", "commune"),
        *(
            "numero_allocataire_masque",
            "homonymes_probables",
            "adresse",
            "code_postal",
            "telephone",
            "email",
            "adresses_anterieures",
        ),
        *("numero_caf", "numero_allocataire", "numero_demande_rsa", "organisme_payeur", "role_foyer"),
    },
    "Accompagnement": TRACE,
    "Rattachement": TRACE,
    "Positionnement": TRACE | {"motif", "prescripteur"},
    "Caracteristique": TRACE,
    "Contrat": TRACE | {"numero", "commentaire", "auteur"},
    "Referent": TRACE,
    "Etape": TRACE | {"commentaire", "close_le"},
    "Objectif": TRACE | {"libelle"},
    "PassageConvention": {"libelle"},
    "Entretien": TRACE | {"synthese", "notes_privees"},
    "ThemeEntretien": {"commentaire"},
    "Seance": TRACE | {"intitule"},
    "Bilan": TRACE | {"auteur"},
    "Reponse": {"texte", "nombre", "date"},
    "Difficulte": TRACE | {"commentaire", "structure", "auteur"},
    "Competence": TRACE | {"commentaire"},
    "Souhait": TRACE | {"libelle"},
    "Presence": set(),
    "HeuresMensuelles": set(),
    "CaracteristiqueEtape": set(),
    "Note": {"beneficiaire"},
    "Consultation": {"beneficiaire"},
}
"""By model read under a pseudonym (and one's own notes and recent files), the fields that are refused."""
DIMENSIONS = {
    "Beneficiaire": "secteur trancheAge etapes referents contrats accompagnements rattachements positionnements"
    " entretiens bilans difficultes caracteristiques",
    "Accompagnement": "dispositif entree sortie motifSortie dureeMois beneficiaire",
    "Rattachement": "offreDeService structure dateReceptionFio debut fin statut beneficiaire",
    "Positionnement": "offreDeService structure date origine statut beneficiaire",
    "Caracteristique": "definition etat valeur depuis verifieeLe",
    "Contrat": "type debut fin dateSignature etat plusRecent dernierContrat annuleLe accompagnement beneficiaire",
    "Referent": "type debut fin actif etape beneficiaire",
    "Objectif": "echeance statut etapes beneficiaire",
    "Etape": "offreDeService thematique structure debutReel finReelle dureeMois motifFin validee accompagnement"
    " beneficiaire referents objectifs entretiens bilans",
    "Entretien": "dateHeure dureeMinutes realisation type lieu vecteur structure accompagnement etapes themes seance"
    " beneficiaire",
    "ThemeEntretien": "theme",
    "Seance": "structure dateHeure lieu",
    "Bilan": "modele nature dateBilan dateMiseAJour dateSignature complet nombreReponses etape structure beneficiaire",
    "Difficulte": "difficulte realisation debut fin beneficiaire",
    "Competence": "competence niveau debut fin beneficiaire",
    "Souhait": "nature rang enCours beneficiaire",
}
"""What lists may be filtered and sorted on, by GraphQL name."""
OPERATEURS = {"Date": {"du", "au", "absent"}, "DateTime": {"du", "au", "absent"}, "String": {"egal", "parmi", "absent"}}


def opaque(type_name: str) -> bool:
    """Whether rows of the type are known by tokens."""
    return type_name in INTERDITS and type_name not in ("Note", "Consultation")


def dimension(type_name: str, champ: str) -> bool:
    """Whether lists of the type may be filtered or sorted on a field."""
    return not opaque(type_name) or champ in DIMENSIONS.get(type_name, "").split()


class Pseudonymes:
    """The tokens of one analyst over the rows of a database."""

    def __init__(self, donnees: Donnees, moi: int) -> None:
        self.donnees, self.moi = donnees, moi
        self.numeros: dict[str, int] = {}
        self.empreintes: dict[str, int] = {}
        for model, rows in donnees.rows.items():
            for row in rows if opaque(model.__name__) and "id" in inspect(model).columns else ():
                self.numeros[self.jeton(row)] = row.id
                self.empreintes[f"{model.__name__} {self.cle(row).hex()}"] = row.id

    def jeton(self, row: Any) -> str:
        """The global id of a row."""
        return jeton(SECRET, self.moi, type(row).__name__, row.id)

    def cle(self, row: Any) -> bytes:
        """What orders it among equals."""
        return empreinte(SECRET, self.moi, type(row).__name__, row.id)

    def ranger(self, rows: Iterable[Any]) -> list[Any]:
        """The rows of one model in their neutral order, where they have one."""
        rows = list(rows)
        return (
            sorted(rows, key=self.cle) if rows and opaque(type(rows[0]).__name__) and hasattr(rows[0], "id") else rows
        )

    def codee(self, row: Any) -> bool:
        """Whether the value of a characteristic is one that its definition offers."""
        if isinstance(row, db.Caracteristique):
            definition = self.donnees.un(db.DefinitionCaracteristique, row.definition_id)
            valeur, choix = row.valeur_saisie, definition.choix or ()
        else:
            definition = self.donnees.un(db.DefinitionCaracteristiqueEtape, row.definition_id)
            liste = [v for v in self.donnees.rows[db.Valeur] if v.liste == definition.liste]
            valeur, choix = row.valeur, [v.code for v in liste]
        match definition.type:
            case db.TypeCaracteristique.CHOIX:
                return valeur in choix
            case db.TypeCaracteristique.OUI_NON:
                return valeur in ("oui", "non")
            case db.TypeCaracteristique.DATE:
                return valeur is not None and len(valeur) == 10 and valeur[4] == valeur[7] == "-"
        return False

    def fermee(self, reponse: Any) -> bool:
        """Whether an answer is one of those that its question offers."""
        question = self.donnees.un(db.Question, reponse.question_id)
        return reponse.choix is not None and reponse.choix in (question.choix or ("Oui", "NC", "Non"))


def secret(rows: Iterable[Any]) -> bool:
    """Whether these rows are fewer than five people's."""
    return len({row.id if isinstance(row, db.Beneficiaire) else row.beneficiaire_id for row in rows}) < 5


def arrondi(total: int) -> int:
    """To the nearest multiple of five."""
    return round(total / 5) * 5
