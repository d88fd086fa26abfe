"""Every row of a small database in memory, their relations, and their derived figures in plain Python."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import inspect, select
from sqlalchemy.ext.asyncio import AsyncSession

import db
from db.engine import write_engine
from db.enums import EtatCaracteristique, EtatContrat, Realisation, TrancheAge, TypeReferent

PARIS = ZoneInfo("Europe/Paris")
ECRITURES = {"CREATION", "MODIFICATION", "SUPPRESSION"}
ORDRES: dict[str, dict[str, str]] = {
    "Beneficiaire": {
        "adresses_anterieures": "-au",
        "accompagnements": "-entree",
        "rattachements": "-debut",
        "caracteristiques": "definition_id",
        "contrats": "-debut",
        "referents": "-debut",
        "etapes": "-debut_reel",
        "positionnements": "-date",
        "entretiens": "-date_heure",
        "bilans": "-date_bilan",
        "competences": "-debut",
        "souhaits": "rang",
        "difficultes": "-debut",
        "objectifs": "echeance",
        "homonymes_probables": "cle_tri",
        "documents": "-cree_le",
    },
    "Etape": {
        "referents": "-debut",
        "objectifs": "",
        "entretiens": "-date_heure",
        "bilans": "-date_bilan",
        "documents": "-cree_le",
        "caracteristiques": "definition_id",
        "presences": "jour",
        "heures_mensuelles": "mois",
        "passages_convention": "debut",
        "offres_compatibles": "libelle",
    },
    "Entretien": {"etapes": "debut_reel", "themes": "rang", "notes_privees": ""},
    "Bilan": {"reponses": "question_id rang", "transmissions": "-date", "questions_manquantes": "rang"},
    "Document": {"transmissions": "-date"},
    "Objectif": {"etapes": "debut_reel"},
    "Seance": {"entretiens": ""},
    "Structure": {"offres": "libelle", "collaborateurs": "cle_tri"},
    "Collaborateur": {"structures": "raison_sociale", "territoires": "libelle", "consultations": "-quand"},
    "Modification": {"changements": "champ"},
    "Territoire": {"secteurs": "libelle"},
    "Thematique": {"modeles_bilan": "libelle", "caracteristiques_etape": "rang"},
    "ModeleBilan": {"questions": "rang"},
    "NatureDifficulte": {"difficultes": "rang"},
    "GroupeFiliere": {"filieres": "libelle"},
    "Filiere": {"competences": "libelle"},
}
"""The order of each list (`-`: descending), as its description says it; equals follow their key."""


class Donnees:
    """The rows of a database on one day at one instant."""

    def __init__(self, maintenant: dt.datetime) -> None:
        self.maintenant, self.jour = maintenant, maintenant.astimezone(PARIS).date()
        self.rows: dict[type[db.Base], list[Any]] = {}
        self._cles: dict[tuple[type[db.Base], Any], Any] = {}
        self._index: dict[tuple[type[db.Base], str], dict[Any, list[Any]]] = {}
        self._liens: dict[str, list[Any]] = {}

    @classmethod
    async def charger(cls, url: str, maintenant: dt.datetime) -> Donnees:
        """Reads every table once."""
        donnees = cls(maintenant)
        engine = write_engine(url, pool=1)
        async with AsyncSession(engine, expire_on_commit=False) as session:
            for mapper in db.Base.registry.mappers:
                model = mapper.class_
                donnees.rows[model] = list(await session.scalars(select(model)))
                for row in donnees.rows[model]:
                    key = mapper.primary_key_from_instance(row)
                    donnees._cles[model, key[0] if len(key) == 1 else tuple(key)] = row
            mapped = {mapper.local_table.name for mapper in db.Base.registry.mappers}  # type: ignore[attr-defined]
            for table in db.Base.metadata.sorted_tables:
                if table.name not in mapped:
                    donnees._liens[table.name] = list((await session.execute(select(table))).mappings())
            session.expunge_all()
        await engine.dispose()
        return donnees

    def un(self, model: type[db.Base], key: Any) -> Any:
        """The row of that key, or None."""
        return self._cles.get((model, key))

    def de(self, model: type[db.Base], colonne: str, valeur: Any) -> list[Any]:
        """The rows whose column holds that value."""
        index = self._index.get((model, colonne))
        if index is None:
            index = self._index[model, colonne] = defaultdict(list)
            for row in self.rows[model]:
                index[getattr(row, colonne)].append(row)
        return index.get(valeur, [])

    def lies(self, row: Any, attribut: str, rang: Callable[[Any], Any] | None = None) -> list[Any]:
        """Every row at the other end of a relation, in its order, whoever asks; `rang` orders equals, or their key."""
        found = self._lies(row, attribut)
        ordre = ORDRES.get(type(row).__name__, {}).get(attribut, "")
        found = sorted(found, key=rang or (lambda other: inspect(other).identity))
        for colonne in reversed(ordre.split()):
            nom = colonne.lstrip("-")
            found.sort(key=lambda other, nom=nom: _rang(getattr(other, nom)), reverse=colonne.startswith("-"))  # type: ignore[misc]
        return found

    def _lies(self, row: Any, attribut: str) -> list[Any]:
        if attribut == "historique":
            gestes = self.de(db.Modification, "objet_id", row.id)
            return [g for g in gestes if g.type == type(row).__name__ and g.action in ECRITURES]
        if attribut == "thematique" and isinstance(row, db.Etape):
            return [self.un(db.Thematique, self.un(db.OffreDeService, row.offre_de_service_id).thematique_id)]
        if attribut == "offres_compatibles":
            ouvertes = [o for o in self.de(db.OffreDeService, "structure_id", row.structure_id) if o.ouverte]
            return [o for o in ouvertes if o.id != row.offre_de_service_id and row.fin_reelle is None]
        if attribut == "dernier_entretien":
            passes = [e for e in self.lies(row, "entretiens") if e.date_heure <= self.maintenant]
            return [e for e in passes if e.realisation is not Realisation.ANNULE]
        if attribut == "prochain_entretien" and isinstance(row, db.Beneficiaire):
            futurs = [e for e in self.lies(row, "entretiens") if e.date_heure > self.maintenant]
            return [e for e in futurs if e.realisation is Realisation.PREVU]
        if attribut == "referent_parcours":
            return [r for r in self.lies(row, "referents") if r.type is TypeReferent.PARCOURS]
        if attribut == "questions_manquantes":
            repondues = {reponse.question_id for reponse in self.de(db.Reponse, "bilan_id", row.id)}
            posees = self.de(db.Question, "modele_id", row.modele_id)
            return [question for question in posees if question.obligatoire and question.id not in repondues]
        if attribut == "homonymes_probables":
            return [autre for autre in self.rows[db.Beneficiaire] if autre is not row and ressemblent(autre, row)]
        relation = inspect(type(row)).relationships[attribut]
        target = relation.mapper.class_
        if relation.secondary is None:
            [(local, remote)] = relation.local_remote_pairs or ()
            valeur = getattr(row, str(local.key))
            return [] if valeur is None else list(self.de(target, str(remote.key), valeur))
        [(_, ici)] = relation.synchronize_pairs
        [(_, la)] = relation.secondary_synchronize_pairs
        liens = self._liens[relation.secondary.name]  # type: ignore[attr-defined]
        return [self.un(target, lien[la.name]) for lien in liens if lien[ici.name] == row.id]

    def premier(self, row: Any, attribut: str, rang: Callable[[Any], Any] | None = None) -> Callable[[list[Any]], Any]:
        """How a to-one relation that may find several rows chooses among those that exist for the caller."""
        ordre = rang or (lambda other: other.id)
        if attribut in ("dernier_entretien", "referent_parcours"):
            nom = "date_heure" if attribut == "dernier_entretien" else "debut"
            # Of equals, `max` keeps the first.
            return lambda rows: max(sorted(rows, key=ordre), key=lambda r: getattr(r, nom))
        if attribut == "prochain_entretien" and isinstance(row, db.Beneficiaire):
            return lambda rows: min(sorted(rows, key=ordre), key=lambda r: r.date_heure)
        return lambda rows: rows[0]

    # Derived figures

    def valeur(self, row: Any, attribut: str) -> Any:
        """A column, or a figure recomputed from the rows."""
        derive = getattr(self, f"_{type(row).__name__}_{attribut}".lower(), None)
        return derive(row) if derive else getattr(row, attribut)

    def _journal_objet(self, row: Any) -> str | None:
        return None if row.type is None or row.objet_id is None else f"{row.type}:{row.objet_id}"

    def _mois(self, debut: dt.date, fin: dt.date | None) -> float:
        return float(round(Decimal(max(((fin or self.jour) - debut).days, 0)) / 30, 1))

    def _beneficiaire_age(self, row: Any) -> int:
        anniversaire = (row.date_naissance.month, row.date_naissance.day)
        return int(self.jour.year - row.date_naissance.year - ((self.jour.month, self.jour.day) < anniversaire))

    def _beneficiaire_tranche_age(self, row: Any) -> TrancheAge:
        age = self.jour.year - row.date_naissance.year
        if age < 25:
            return TrancheAge.MOINS_DE_25
        return TrancheAge(f"DE_{age // 5 * 5}_A_{age // 5 * 5 + 4}") if age < 65 else TrancheAge.PLUS_DE_64

    def _beneficiaire_numero_dossier(self, row: Any) -> str:
        return f"#{row.numero}"

    def _beneficiaire_numero_allocataire(self, row: Any) -> str | None:
        return row.numero_caf or row.nir_masque

    def _beneficiaire_numero_allocataire_masque(self, row: Any) -> str | None:
        return "•••• " + row.numero_caf[-3:] if row.numero_caf else row.nir_masque

    def _accompagnement_duree_mois(self, row: Any) -> float:
        return self._mois(row.entree, row.sortie)

    def _etape_duree_mois(self, row: Any) -> float:
        return self._mois(row.debut_reel, row.fin_reelle)

    def _etape_intitule(self, row: Any) -> str:
        return str(self.un(db.OffreDeService, row.offre_de_service_id).libelle)

    def _etape_jours_realises(self, row: Any) -> int:
        return len(self.de(db.Presence, "etape_id", row.id))

    def _etape_jours_prevus(self, row: Any) -> int:
        [thematique] = self._lies(row, "thematique")
        return int(thematique.jours_presence)

    def _etape_total_heures(self, row: Any) -> float:
        return float(sum(mois.heures for mois in self.de(db.HeuresMensuelles, "etape_id", row.id)))

    def _caracteristique_valeur(self, row: Any) -> str | None:
        personne = self.un(db.Beneficiaire, row.beneficiaire_id)
        if row.champ is None:
            return row.valeur_saisie
        return self.valeur(personne, row.champ)  # type: ignore[no-any-return]

    def _caracteristique_etat(self, row: Any) -> EtatCaracteristique:
        delai = self.un(db.DefinitionCaracteristique, row.definition_id).delai_rafraichissement
        if self._caracteristique_valeur(row) is None:
            return EtatCaracteristique.MANQUANTE
        if delai is not None and row.verifiee_le is not None and (self.jour - row.verifiee_le).days > delai:
            return EtatCaracteristique.A_ACTUALISER
        return EtatCaracteristique.A_JOUR

    def _contrat_etat(self, row: Any) -> EtatContrat:
        if row.annule_le is not None:
            return EtatContrat.ANNULE
        if row.debut > self.jour:
            return EtatContrat.EN_PREPARATION
        reste = (row.fin - self.jour).days if row.fin else 1000
        if reste < 0:
            return EtatContrat.ECHU
        return EtatContrat.A_RENOUVELER if reste < 30 else EtatContrat.EN_COURS

    def _contrat_plus_recent(self, row: Any) -> bool:
        autres = [c for c in self.de(db.Contrat, "beneficiaire_id", row.beneficiaire_id) if c.annule_le is None]
        return row.annule_le is None and not any(autre.debut > row.debut for autre in autres)

    def _referent_actif(self, row: Any) -> bool:
        return bool(row.debut <= self.jour and (row.fin is None or row.fin >= self.jour))

    def _bilan_nombre_questions(self, row: Any) -> int:
        return len(self.de(db.Question, "modele_id", row.modele_id))

    def _bilan_nombre_reponses(self, row: Any) -> int:
        return len(self.de(db.Reponse, "bilan_id", row.id))

    def _bilan_complet(self, row: Any) -> bool:
        repondues = {reponse.question_id for reponse in self.de(db.Reponse, "bilan_id", row.id)}
        questions = self.de(db.Question, "modele_id", row.modele_id)
        return all(question.id in repondues for question in questions if question.obligatoire)


def _rang(valeur: Any) -> tuple[bool, Any]:
    """What is missing comes last."""
    return (valeur is None, valeur if valeur is not None else 0)


def ressemblent(un: Any, autre: Any) -> bool:
    """Whether two people may be one: the same date of birth and nearly the same name."""
    if un.date_naissance != autre.date_naissance:
        return False
    noms = [
        [trigrammes(f"{nom} {qui.prenom}") for nom in (qui.nom, qui.nom_naissance) if nom is not None]
        for qui in (un, autre)
    ]
    return any(2 * len(a & b) >= len(a | b) for a in noms[0] for b in noms[1])


def trigrammes(texte: str) -> set[str]:
    """The trigrams of the words of a name, as pg_trgm cuts them."""
    mots = "".join(c if c.isalnum() else " " for c in normaliser(texte)).split()
    return {f"  {mot} "[rang : rang + 3] for mot in mots for rang in range(len(mot) + 1)}


def normaliser(texte: str) -> str:
    """Without accents, case, hyphens or apostrophes."""
    decompose = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "OE"))
    return "".join(c for c in decompose if not unicodedata.combining(c)).lower().translate(str.maketrans("-'’", "   "))
