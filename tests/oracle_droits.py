"""The rights of permissions.md once more, in plain Python over rows in memory: the SQL of the engine must agree.

Nothing here is shared with `auth/`: a rule is written from the specification, row by row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql.pyutils import camel_to_snake
from sqlalchemy import inspect

import db
from db.enums import (
    Destinataire,
    Profil,
    StatutPositionnement,
    StatutRattachement,
    TypeReferent,
    TypeStructure,
)
from tests import oracle_infocentre
from tests.oracle_donnees import PARIS, Donnees
from tests.oracle_infocentre import Pseudonymes

OPERATEURS = {Profil.ACCUEIL, Profil.REFERENT, Profil.RESPONSABLE}
ECRIVAINS = {Profil.REFERENT, Profil.RESPONSABLE}
PARTOUT = {Profil.PILOTE, Profil.INFOCENTRE}

CARTE_RESTREINTE = {
    "adresse", "code_postal", "telephone", "email", "adresses_anterieures", "numero_caf", "numero_allocataire",
    "numero_demande_rsa", "organisme_payeur", "role_foyer",
}  # fmt: skip
"""What of a card the référent de parcours and the SDI read of their own files only."""
CLASSEMENT = {"thematique", "structure"}
DESTINATION = {"offre_de_service", "structure", "motif"}
DETAIL = {
    "intitule", "offre_de_service", "accompagnement", "referent_initiateur", "validee", "objectifs", "jours_realises",
    "jours_prevus", "total_heures", "presences", "heures_mensuelles", "passages_convention", "motif_fin", "commentaire",
    "caracteristiques", "close_le", "offres_compatibles",
}  # fmt: skip
NOMMES = {("Contrat", "auteur"): "auteur_id", ("Positionnement", "prescripteur"): "prescripteur_id"}
"""Who is named to their colleagues only: another name would tell that another structure follows the person."""
INTERDITS: dict[tuple[str, str], set[Profil]] = {
    ("Entretien", "synthese"): {Profil.ACCUEIL, Profil.SDI, Profil.PILOTE},
    ("Entretien", "themes"): {Profil.ACCUEIL, Profil.SDI, Profil.PILOTE},
    ("Contrat", "commentaire"): {Profil.ACCUEIL},
    ("Difficulte", "commentaire"): {Profil.ACCUEIL, Profil.PILOTE},
}
"""Fields refused to a whole profil that nevertheless sees the row."""
PUBLICS = {
    "Structure", "OffreDeService", "Territoire", "Thematique", "Dispositif", "Valeur", "MotifFinEtape",
    "DefinitionCaracteristique", "DefinitionCaracteristiqueEtape", "ModeleBilan", "Question", "NatureDifficulte",
    "DifficulteReference", "GroupeFiliere", "Filiere", "CompetenceReference", "ModeleDocument", "Aide",
    "Collaborateur",
}  # fmt: skip
PERSONNELS = {"NotePrivee": "auteur_id", "Note": "collaborateur_id", "Consultation": "collaborateur_id"}
SANS_REFUS = (Profil.REFERENT_PARCOURS, Profil.SUPPORT)
"""The profils, operators aside, that are not told of attempts that were refused."""
JOURNAUX = {"Journal", "Modification", "Changement"}
REGARDES: dict[str, set[str]] = {
    "Rattachement": {"offre_de_service", "structure"},
    "Positionnement": {"offre_de_service", "structure", "prescripteur"},
    "Etape": {"thematique", "structure"},
    "Referent": {"etape", "collaborateur", "type"},
    "Contrat": {"auteur"},
    "Objectif": {"libelle", "etapes"},
    "Difficulte": {"difficulte", "sante"},
}
"""What a row rule of operators looks at: its changes are told of their own rows and own actions alone."""
SANS_REGLE = {"inconnu", "nir_chiffre"}
SANS_BILAN = {"Bilan", "Reponse", "Transmission", "Difficulte"}
"""Closed to the reception."""


@dataclass(eq=False)
class Droits:
    """What one collaborateur may read on one day."""

    donnees: Donnees
    moi: int
    jour: dt.date

    def __post_init__(self) -> None:
        collaborateur = self.donnees.un(db.Collaborateur, self.moi)
        self.profil: Profil = collaborateur.profil
        self.structures = {row.id for row in self.donnees.lies(collaborateur, "structures")}
        self.territoires: set[int] = set()
        for territoire in self.donnees.lies(collaborateur, "territoires"):
            self._descendre(territoire)
        self.pseudonymes = Pseudonymes(self.donnees, self.moi) if self.profil is Profil.INFOCENTRE else None
        self.suivi = cache(self._suivi)
        self.ouvert = cache(self._ouvert)

    def _descendre(self, territoire: Any) -> None:
        self.territoires.add(territoire.id)
        for secteur in self.donnees.lies(territoire, "secteurs"):
            self._descendre(secteur)

    # Files

    def _suivi(self, dossier: int) -> bool:
        """Scope s."""
        for etape in self.donnees.de(db.Etape, "beneficiaire_id", dossier):
            recente = etape.fin_reelle is None or (self.jour - _derniere(etape)).days < 30
            if etape.structure_id in self.structures and recente:
                return True
        ouverts: tuple[tuple[Any, set[Any]], ...] = (
            (db.Rattachement, {StatutRattachement.EN_ATTENTE}),
            (db.Positionnement, {StatutPositionnement.PROPOSE, StatutPositionnement.ACCEPTE}),
        )
        for model, statuts in ouverts:
            for entree in self.donnees.de(model, "beneficiaire_id", dossier):
                age = (self.jour - entree.cree_le.astimezone(PARIS).date()).days
                if entree.structure_id in self.structures and entree.statut in statuts and age < 60:
                    return True
        return False

    def _ouvert(self, dossier: int) -> bool:
        """The scope of the profil: s, a, t, every file, or none."""
        if self.profil in OPERATEURS:
            return self.suivi(dossier)
        if self.profil is Profil.REFERENT_PARCOURS:
            return any(
                mission.collaborateur_id == self.moi
                and mission.type is TypeReferent.PARCOURS
                and mission.debut <= self.jour <= (mission.fin or dt.date.max)
                for mission in self.donnees.de(db.Referent, "beneficiaire_id", dossier)
            )
        if self.profil is Profil.SDI:
            return self.donnees.un(db.Beneficiaire, dossier).secteur_id in self.territoires
        return self.profil in PARTOUT

    # Rows

    def refuse(self, model: type[db.Base]) -> bool:
        """Whether no row of the model is for this profil."""
        nom = model.__name__
        if nom in PUBLICS or nom in PERSONNELS or nom == "DemandeCollaborateur":
            return False
        if nom in JOURNAUX:
            return self.profil is Profil.INFOCENTRE
        if self.profil is Profil.SUPPORT:
            return True
        if self.profil is Profil.INFOCENTRE:
            return nom in oracle_infocentre.REFUSES
        if nom == "ThemeEntretien":
            return self.profil in INTERDITS["Entretien", "themes"]
        return self.profil is Profil.ACCUEIL and nom in SANS_BILAN

    def existe(self, row: Any) -> bool:
        """Whether the row exists for this caller."""
        nom = type(row).__name__
        if self.refuse(type(row)):
            return False
        if nom in PERSONNELS:
            return bool(getattr(row, PERSONNELS[nom]) == self.moi)
        if nom == "Beneficiaire":
            return self.profil not in OPERATEURS or self.suivi(row.id)
        if nom == "Seance":
            return self._seance(row)
        if nom == "Reponse" and self.pseudonymes is not None:
            return self.pseudonymes.fermee(row)
        if nom in ("Journal", "Modification"):
            return self._geste(row)
        if nom == "Changement":
            return self._changement(row)
        if nom == "DemandeCollaborateur":
            tous = self.profil in (Profil.PILOTE, Profil.SUPPORT)
            return tous or row.demandeur_id == self.moi or (self.profil is Profil.RESPONSABLE and self.propre(row))
        if not hasattr(row, "beneficiaire_id"):
            return True
        special: Callable[[Any], bool] | None = getattr(self, "_" + nom.lower(), None)
        return special(row) if special else self.ouvert(row.beneficiaire_id)

    def _seance(self, row: Any) -> bool:
        if self.profil in OPERATEURS:
            return row.structure_id in self.structures
        participants = self.donnees.de(db.Entretien, "seance_id", row.id)
        return self.profil in PARTOUT or any(self.ouvert(one.beneficiaire_id) for one in participants)

    def _geste(self, row: Any) -> bool:
        """A row of the journal: my own action, or one on a file whose journal my profil reads.

        An attempt that was refused is told to the SDI of the file and to the pilote alone, unless it is their own.
        """
        sien = row.collaborateur_id == self.moi
        if row.action == db.ActionJournal.ACCES_REFUSE and (sien or self.profil in (*OPERATEURS, *SANS_REFUS)):
            return False
        if self.profil is Profil.PILOTE:
            return True
        lit = self.profil in (Profil.RESPONSABLE, Profil.SDI) and row.beneficiaire_id is not None
        return sien or (lit and self.ouvert(row.beneficiaire_id))

    def _changement(self, row: Any) -> bool:
        """A changed field is told as the field itself is shown, on the object as it is now."""
        geste = self.donnees.un(db.Modification, row.modification_id)
        objet = self.donnees.un(getattr(db, geste.type), geste.objet_id)
        nom, attribut = geste.type, camel_to_snake(row.champ)
        if attribut in SANS_REGLE or self.interdit(type(objet), attribut) or not self.montre(objet, attribut):
            return False
        lie = inspect(type(objet)).relationships.get(attribut)
        if lie is not None and self.refuse(lie.mapper.class_):
            return False
        if nom in ("Bilan", "Document") and not self._tenu(objet):
            return False
        regarde = self.profil in OPERATEURS or (self.profil is Profil.PILOTE and nom == "Difficulte")
        regarde = regarde and attribut in REGARDES.get(nom, ())
        if (self.profil, nom, attribut) == (Profil.ACCUEIL, "Caracteristique", "definition"):
            regarde = True
        mien = hasattr(objet, "structure_id") and self.propre(objet)
        return not regarde or mien or geste.collaborateur_id == self.moi

    def _tenu(self, row: Any) -> bool:
        """A bilan or a document read for itself, not because it was transmitted."""
        if self.profil in (Profil.SDI, Profil.PILOTE) or not self.ouvert(row.beneficiaire_id):
            return False
        return self.profil not in OPERATEURS or self.propre(row)

    def _nomme(self, row: Any, attribut: str) -> bool:
        """Whether the head of a structure reads who acted, or on what: no other operator is named."""
        if row.collaborateur_id == self.moi or row.structure_id in self.structures:
            return True
        if attribut == "objet":
            return bool(row.type == "Beneficiaire")
        structures = [] if row.structure_id is None else [self.donnees.un(db.Structure, row.structure_id)]
        if attribut == "collaborateur" and row.collaborateur_id is not None:
            qui = self.donnees.un(db.Collaborateur, row.collaborateur_id)
            structures += self.donnees.lies(qui, "structures")
        return not any(s.sensible or s.type is TypeStructure.ORGANISME_CONVENTIONNE for s in structures)

    def propre(self, row: Any) -> bool:
        """The row's own structure is one of mine."""
        return row.structure_id in self.structures

    def visible(self, row: Any) -> bool:
        """An étape, or what leads to one, that may be told from outside its structure."""
        offre = self.donnees.un(db.OffreDeService, row.offre_de_service_id)
        sante = self.donnees.un(db.Thematique, offre.thematique_id).sante
        return self.propre(row) or not (sante or self.donnees.un(db.Structure, row.structure_id).sensible)

    def _rattachement(self, row: Any) -> bool:
        return self.ouvert(row.beneficiaire_id) and (self.profil not in OPERATEURS or self.visible(row))

    _positionnement = _rattachement

    def _caracteristique(self, row: Any) -> bool:
        sante = self.donnees.un(db.DefinitionCaracteristique, row.definition_id).sante
        return self.ouvert(row.beneficiaire_id) and not (self.profil in (Profil.ACCUEIL, Profil.INFOCENTRE) and sante)

    def _referent(self, row: Any) -> bool:
        if not self.ouvert(row.beneficiaire_id):
            return False
        if self.profil not in OPERATEURS or row.type is not TypeReferent.ETAPE:
            return True
        if row.etape_id is not None:
            return self.visible(self.donnees.un(db.Etape, row.etape_id))
        return self._collegue(row.collaborateur_id)

    def _collegue(self, collaborateur: int | None) -> bool:
        """The collaborateur works in one of my structures."""
        row = self.donnees.un(db.Collaborateur, collaborateur)
        return row is not None and any(s.id in self.structures for s in self.donnees.lies(row, "structures"))

    def _objectif(self, row: Any) -> bool:
        if not self.ouvert(row.beneficiaire_id):
            return False
        etapes = self.donnees.lies(row, "etapes")
        vue = self.propre if self.profil is Profil.ACCUEIL else self.visible
        return self.profil not in OPERATEURS or not etapes or any(vue(etape) for etape in etapes)

    def _entretien(self, row: Any) -> bool:
        return self.ouvert(row.beneficiaire_id) and (self.profil not in OPERATEURS or self.propre(row))

    def _difficulte(self, row: Any) -> bool:
        if not self.ouvert(row.beneficiaire_id):
            return False
        if self.profil in OPERATEURS:
            return not row.sante or self.propre(row)
        return not (self.profil in PARTOUT and row.sante)

    def _bilan(self, row: Any) -> bool:
        return self._transmissible(row, "bilan_id")

    def _document(self, row: Any) -> bool:
        return self._transmissible(row, "document_id")

    def _transmissible(self, row: Any, cle: str) -> bool:
        envois = self.donnees.de(db.Transmission, cle, row.id)
        ouvert = self.ouvert(row.beneficiaire_id)
        if self.profil is Profil.SDI:
            return ouvert and any(envoi.destinataire is Destinataire.SDI for envoi in envois)
        if self.profil is Profil.PILOTE:
            return bool(envois)
        if self.profil in OPERATEURS:
            recu = self.profil in ECRIVAINS and any(envoi.structure_id in self.structures for envoi in envois)
            return recu or (ouvert and self.propre(row))
        return ouvert

    # Fields

    def interdit(self, model: type[db.Base], attribut: str) -> bool:
        """Whether the field is refused to the whole profil."""
        if self.profil is Profil.INFOCENTRE and attribut in oracle_infocentre.INTERDITS.get(model.__name__, ()):
            return True
        return self.profil in INTERDITS.get((model.__name__, attribut), ())

    def montre(self, row: Any, attribut: str) -> bool:
        """Whether the field of this row is shown, when its profil may read it at all."""
        nom = type(row).__name__
        if nom in JOURNAUX and attribut in ("objet", "structure", "collaborateur"):
            return self.profil is not Profil.RESPONSABLE or self._nomme(row, attribut)
        if (nom, attribut) == ("Collaborateur", "export_autorise"):
            return self.profil in (Profil.PILOTE, Profil.SUPPORT) or row.id == self.moi
        if self.pseudonymes is not None and attribut == "valeur":
            return self.pseudonymes.codee(row)
        if nom == "Beneficiaire" and attribut in CARTE_RESTREINTE:
            return self.ouvert(row.id)
        if nom == "Etape" and self.profil in OPERATEURS:
            if attribut in CLASSEMENT:
                return self.propre(row) or (self.profil in ECRIVAINS and self.visible(row))
            return attribut not in DETAIL or self.propre(row)
        if self.profil not in OPERATEURS:
            return True
        if nom in ("Rattachement", "Positionnement") and attribut in DESTINATION:
            return self.profil is not Profil.ACCUEIL or self.propre(row)
        if nom == "Difficulte" and attribut in ("commentaire", "structure", "auteur"):
            return self.propre(row)
        if (nom, attribut) in NOMMES:
            return self._collegue(getattr(row, NOMMES[nom, attribut]))
        return True

    def acces(self, row: Any) -> str:
        """COMPLET, or RESTREINT when something of the row is hidden."""
        if isinstance(row, db.Beneficiaire):
            return "COMPLET" if self.ouvert(row.id) else "RESTREINT"
        return "COMPLET" if self.profil not in OPERATEURS or self.propre(row) else "RESTREINT"


def _derniere(etape: Any) -> dt.date:
    """The day from which the 30 days of a closed étape run: its last, or that on which its exit was entered."""
    fin: dt.date = etape.fin_reelle
    return fin if etape.close_le is None else max(fin, etape.close_le.astimezone(PARIS).date())
