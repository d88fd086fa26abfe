"""A small world holding each kind of file, where every text of every row is unlike any other.

Each row is written with its facts, so that `oracle.py` can say who reads it without asking the database.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from dataclasses import dataclass, field
from typing import Any

import db
from db.enums import Profil
from tests.pseudonymes import jeton
from tests.reading.lecteur import JOUR
from tests.reading.monde import Monde, il_y_a, midi
from tests.rights.matrice import regle_champ
from tests.rights.oracle import Compte, Dossier, Ligne, existe, tient

SECRET = re.compile(r"Secret\d{5}Fin|\+33699\d{6}|(?<=\")77\d{8}(?=\")")
"""A text written in one field of one row."""
SOURCES = {"a": ("A", False), "b": ("B", False), "s": ("S", True), "sante": ("B", True)}
"""Each offer: its structure, and whether its étapes are hidden from others (health, sensible structure)."""
REFERENTS = {"A": "referent", "B": "referent_b", "S": "referent_s"}
Envois = tuple[tuple[str, ...], ...]
PEU: Envois = ((), ("SDI",))
TOUS: Envois = ((), ("SDI",), ("A",), ("RU",), ("S", "SDI"))


@dataclass(frozen=True)
class Genre:
    """A kind of file: its étapes as (offer, days since their end), its other openings, and who is at home there.

    `mission` is how many days ago that of its référent de parcours ended: 0 while it lasts, -1 when it begins tomorrow.
    """

    nom: str
    suivi: str = ""
    etapes: tuple[tuple[str, int | None], ...] = ()
    entree: tuple[str, int, str] | None = None
    mission: int | None = None
    secteur: str | None = None
    envois: Envois = PEU

    @property
    def dossier(self) -> Dossier:
        """The facts of the file."""
        return Dossier(
            self.nom,
            frozenset(self.suivi),
            parcours=self.mission == 0,
            territoire=self.secteur in ("sdi", "secteur"),
        )


GENRES = (
    Genre("ouvert", "ABS", (("a", None), ("b", None), ("s", None), ("sante", 40)), secteur="ailleurs", envois=TOUS),
    Genre("finie_29", "A", (("a", 29), ("b", 31))),
    Genre("finie_31", "S", (("a", 31), ("s", 29))),
    Genre("ailleurs", "B", (("b", None),), envois=TOUS),
    Genre("ailleurs_sensible", "S", (("s", None),)),
    Genre("ailleurs_sante", "B", (("sante", None),)),
    Genre("rattache", "A", entree=("Rattachement", 10, "EN_ATTENTE")),
    Genre("rattache_caduc", entree=("Rattachement", 60, "EN_ATTENTE")),
    Genre("rattache_annule", entree=("Rattachement", 10, "ANNULE")),
    Genre("positionne", "A", entree=("Positionnement", 10, "PROPOSE")),
    Genre("positionne_caduc", entree=("Positionnement", 60, "PROPOSE")),
    Genre("positionne_refuse", entree=("Positionnement", 10, "REFUSE")),
    Genre("parcours_actuel", "B", (("b", None), ("sante", None)), mission=0, envois=TOUS),
    Genre("parcours_passe", "B", (("b", None),), mission=1),
    Genre("parcours_futur", "B", (("b", None),), mission=-1),
    Genre("territoire_sien", "BS", (("s", None), ("sante", None)), secteur="secteur", envois=TOUS),
    Genre("territoire_autre", "B", (("b", None),), secteur="ailleurs"),
)


@dataclass(eq=False, repr=False)
class Population:
    """The rows of the world, by type in `de`, the whole of them in `lignes`."""

    monde: Monde
    lignes: list[Ligne] = field(default_factory=list)
    _numeros: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    @classmethod
    async def creer(cls, monde: Monde) -> Population:
        """Writes every kind of file and the rows of nobody's file."""
        self = cls(monde)
        await monde.compte("double", Profil.RESPONSABLE, monde.structures["A"], monde.structures["S"])
        await self._referentiels()
        for genre in GENRES:
            await self._dossier(genre)
        await self._demandes()
        return self

    def de(self, type_: str) -> list[Ligne]:
        """The rows of a type."""
        return [ligne for ligne in self.lignes if ligne.type == type_]

    def secrets(self, compte: Compte) -> set[str]:
        """The texts that this account may read somewhere."""
        return {
            valeur
            for ligne in self.lignes
            if porte(compte, ligne)
            for champ, valeur in ligne.champs.items()
            if isinstance(valeur, str)
            and SECRET.search(f'"{valeur}"')
            and tient(regle_champ(ligne.type, champ, compte.profil), compte, ligne)
        }

    def texte(self) -> str:
        """A text found nowhere else."""
        return f"Secret{next(self._numeros):05d}Fin"

    async def poser(self, type_: str, ou: Any, **donnees: Any) -> Ligne:
        """Writes a row. `ou` is the file's row, or None; `faits` its facts; `secrets` the columns to fill with texts.

        `secrets` maps columns to GraphQL fields.
        """
        faits, secrets = donnees.pop("faits", {}), donnees.pop("secrets", {})
        champs = dict(donnees.pop("champs", {}))
        textes = {colonne: self.texte() for colonne in secrets}
        champs |= {secrets[colonne]: texte for colonne, texte in textes.items()}
        if ou is not None:
            donnees["beneficiaire_id"] = ou.row.id
        row = getattr(db, type_)(**donnees, **textes)
        await self.monde.ajouter(row)
        ligne = Ligne(type_, ou.dossiers if ou is not None else [], row=row, champs=champs, **faits)
        if "id" in row.__mapper__.columns and type_ not in SANS_ID:
            ligne.champs["id"] = f"{type_}:{row.id}"
            ligne.jeton = jeton("s" * 32, self.monde.moi("infocentre"), type_, row.id)
        if ou is not None:
            ligne.lier("beneficiaire", ou)
        self.lignes.append(ligne)
        return ligne

    async def _referentiels(self) -> None:
        groupe = db.GroupeFiliere(code="G", libelle="Groupe")
        await self.monde.ajouter(
            groupe,
            db.ModeleDocument(code="FNEA", libelle="FNEA"),
            db.Question(
                modele_id=1, section="Section", code="Q", libelle="Question", type=db.TypeQuestion.TEXTE, rang=1
            ),
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
        await self.monde.ajouter(filiere)
        await self.monde.ajouter(db.CompetenceReference(filiere_id=filiere.id, code="C", libelle="Compétence"))

    async def _dossier(self, genre: Genre) -> None:
        ou = await self._personne(genre)
        await self._suivi(ou)
        accompagnement = await self.poser("Accompagnement", ou, dispositif_id=1, entree=il_y_a(500))
        ou.lier("accompagnements", accompagnement)
        await self._contrat(ou, accompagnement)
        if genre.mission is not None:
            mission = await self.poser(
                "Referent",
                ou,
                collaborateur_id=self.monde.moi("parcours"),
                type=db.TypeReferent.PARCOURS,
                debut=il_y_a(300 if genre.mission >= 0 else genre.mission),
                fin=il_y_a(genre.mission) if genre.mission > 0 else None,
            )
            ou.lier("referents", mission)
            ou.lier("referentParcours", mission)
        if genre.entree:
            type_, jours, statut = genre.entree
            await self._entree(ou, type_, "a", jours, statut)
        entretiens: list[Ligne] = []
        for offre, fin in genre.etapes or (("a", 99), ("b", 99)):
            etape = await self._etape(ou, accompagnement, offre, fin) if genre.etapes else None
            if etape is not None:
                for type_, statut in (("Rattachement", "ANNULE"), ("Positionnement", "REFUSE")):
                    await self._entree(ou, type_, offre, 3, statut)
            entretiens += await self._entretiens(ou, etape, offre, len(entretiens))
            await self._ecrits(ou, etape, SOURCES[offre][0], genre.envois)
        passes = [e for e in entretiens if e.row.realisation is not db.Realisation.PREVU]
        ou.lier("dernierEntretien", *sorted(passes, key=lambda e: e.row.date_heure, reverse=True))
        futurs = [e for e in entretiens if e.row.realisation is db.Realisation.PREVU]
        ou.lier("prochainEntretien", *sorted(futurs, key=lambda e: e.row.date_heure))

    async def _personne(self, genre: Genre) -> Ligne:
        rang = len(self.de("Beneficiaire")) + 1
        numero, telephone = f"77{rang:08d}", f"+33699{rang:06d}"
        secteur = self.monde.secteurs[genre.secteur].id if genre.secteur else None
        ligne = await self.poser(
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

    async def _suivi(self, ou: Ligne) -> None:
        """What belongs to the file itself."""
        ou.lier(
            "adressesAnterieures",
            await self.poser("AdresseAnterieure", ou, au=il_y_a(900), secrets={"adresse": "adresse"}),
        )
        for definition, sante in ((1, False), (2, True)):
            ou.lier(
                "caracteristiques",
                await self.poser(
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
            await self.poser(
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
            await self.poser("Caracteristique", ou, definition_id=3, champ="numero_allocataire", champs=numero),
        )
        ou.lier(
            "competences",
            await self.poser(
                "Competence", ou, competence_id=1, debut=il_y_a(50), secrets={"commentaire": "commentaire"}
            ),
        )
        ou.lier(
            "souhaits",
            await self.poser("Souhait", ou, nature=db.NatureSouhait.METIER, rang=1, secrets={"libelle": "libelle"}),
        )
        ou.lier("objectifs", await self.poser("Objectif", ou, secrets={"libelle": "libelle"}))
        for structure, sante in itertools.product("AS", (False, True)):
            difficulte = await self.poser(
                "Difficulte",
                ou,
                difficulte_id=2 if sante else 1,
                structure_id=self.monde.structures[structure].id,
                auteur_id=self.monde.moi(REFERENTS[structure]),
                debut=il_y_a(30),
                sante=sante,
                faits={"structure": structure, "sante": sante},
                secrets={"commentaire": "commentaire"},
            )
            ou.lier("difficultes", difficulte)
            if ou.dossiers[0].nom == GENRES[0].nom:
                await self._ecriture(ou, difficulte, REFERENTS[structure], "commentaire")
        await self._autour(ou)

    async def _autour(self, ou: Ligne) -> None:
        """The référents that hang on no étape, and what belongs to one collaborateur alone."""
        for type_, structure, cachee in (("HORS_ACCOMPAGNEMENT", "S", False), ("ETAPE", "B", True)):
            referent = await self.poser(
                "Referent",
                ou,
                collaborateur_id=self.monde.moi(REFERENTS[structure]),
                type=db.TypeReferent(type_),
                debut=il_y_a(200),
                faits={"structure": structure, "cachee": cachee},
            )
            ou.lier("referents", referent)
        for auteur in ("referent", "pilote", "support"):
            await self.poser(
                "Note",
                ou,
                collaborateur_id=self.monde.moi(auteur),
                faits={"auteur": auteur},
                secrets={"texte": "texte"},
            )
            await self.poser(
                "Consultation", ou, collaborateur_id=self.monde.moi(auteur), quand=midi(1), faits={"auteur": auteur}
            )
        for auteur, structure in (("referent", "A"), ("referent_s", "S")):
            await self.poser(
                "Journal",
                ou,
                quand=midi(1),
                collaborateur_id=self.monde.moi(auteur),
                structure_id=self.monde.structures[structure].id,
                action=db.ActionJournal.LECTURE,
                type="Beneficiaire",
                objet_id=ou.row.id,
                faits={"auteur": auteur, "structure": structure},
                champs={"objet": ou.champs["id"]},
                secrets={"requete": "requete"},
            )
        await self._ecriture(ou, ou, "sdi", "adresse")

    async def _ecriture(self, ou: Ligne, objet: Ligne, auteur: str, champ: str) -> None:
        """A writing on an object: a row of the journal, and of the history of the object."""
        caller = self.monde.callers[auteur]
        texte = self.texte()
        structure = next((nom for nom, compte in REFERENTS.items() if compte == auteur), None)
        faits: dict[str, Any] = {"auteur": auteur, "structure": structure}
        geste = await self.poser(
            "Journal",
            ou,
            quand=midi(1),
            collaborateur_id=caller.collaborateur,
            structure_id=caller.structures[0],
            action=db.ActionJournal.MODIFICATION,
            type=objet.type,
            objet_id=objet.row.id,
            details={champ: {"avant": None, "apres": texte}},
            faits=faits,
            champs={"objet": objet.champs["id"]},
            secrets={"requete": "requete"},
        )
        dit = {"action": "MODIFICATION", "requete": geste.champs["requete"]}
        modification = Ligne("Modification", ou.dossiers, champs=dit, porteur=(objet, "historique"), **faits)
        changement = Ligne(
            "Changement",
            ou.dossiers,
            champs={"champ": champ, "avant": None, "apres": texte},
            porteur=(modification, "changements"),
            objet=objet,
        )
        modification.lier("changements", changement)
        objet.lier("historique", modification)
        self.lignes += [modification, changement]

    async def _contrat(self, ou: Ligne, accompagnement: Ligne) -> None:
        contrat = await self.poser(
            "Contrat",
            ou,
            accompagnement_id=accompagnement.row.id,
            auteur_id=self.monde.moi("referent_s"),
            type=db.TypeContrat.CER,
            debut=il_y_a(100),
            faits={"nomme": "S"},
            secrets={"numero": "numero", "commentaire": "commentaire"},
        )
        contrat.lier("accompagnement", accompagnement)
        ou.lier("contrats", contrat)

    async def _entree(self, ou: Ligne, type_: str, offre: str, jours: int, statut: str) -> None:
        structure, cachee = SOURCES[offre]
        donnees: dict[str, Any] = {
            "offre_de_service_id": self.monde.offres[offre].id,
            "structure_id": self.monde.structures[structure].id,
            "statut": statut,
            "cree_le": midi(jours),
            "faits": {"structure": structure, "cachee": cachee, "nomme": structure},
        }
        jour = il_y_a(jours)
        if type_ == "Rattachement":
            entree = await self.poser(type_, ou, date_reception_fio=jour, debut=jour, **donnees)
        else:
            donnees["prescripteur_id"] = self.monde.moi(REFERENTS[structure])
            entree = await self.poser(type_, ou, date=jour, secrets={"motif": "motif"}, **donnees)
        ou.lier("rattachements" if type_ == "Rattachement" else "positionnements", entree)

    async def _etape(self, ou: Ligne, accompagnement: Ligne, offre: str, fin: int | None) -> Ligne:
        structure, cachee = SOURCES[offre]
        faits = {"structure": structure, "cachee": cachee}
        etape = await self.poser(
            "Etape",
            ou,
            offre_de_service_id=self.monde.offres[offre].id,
            structure_id=self.monde.structures[structure].id,
            accompagnement_id=accompagnement.row.id,
            debut_reel=il_y_a(400),
            fin_reelle=None if fin is None else il_y_a(fin),
            motif_fin_id=None if fin is None else 1,
            champs={"intitule": f"Offre {offre}"},
            faits=faits,
            secrets={"commentaire": "commentaire"},
        )
        etape.lier("accompagnement", accompagnement)
        ou.lier("etapes", etape)
        referent = await self.poser(
            "Referent",
            ou,
            collaborateur_id=self.monde.moi(REFERENTS[structure]),
            type=db.TypeReferent.ETAPE,
            etape_id=etape.row.id,
            debut=il_y_a(100),
            faits=faits,
        )
        referent.lier("etape", etape)
        etape.lier("referents", referent)
        ou.lier("referents", referent)
        await self._detail(ou, etape)
        await self._ecriture(ou, etape, REFERENTS[structure], "commentaire")
        return etape

    async def _detail(self, ou: Ligne, etape: Ligne) -> None:
        objectif = await self.poser("Objectif", ou, secrets={"libelle": "libelle"})
        async with self.monde.lire.application.writes.begin() as connection:
            await connection.execute(
                db.objectif_etape.insert().values(objectif_id=objectif.row.id, etape_id=etape.row.id)
            )
        objectif.lier("etapes", etape)
        ou.lier("objectifs", objectif)
        etape.lier("objectifs", objectif)
        cle = {"etape_id": etape.row.id}
        mois = dt.date(2025, 2, 1)
        parties: tuple[tuple[str, str, dict[str, Any]], ...] = (
            ("passagesConvention", "PassageConvention", {"debut": il_y_a(9), "secrets": {"libelle": "libelle"}}),
            ("caracteristiques", "CaracteristiqueEtape", {"definition_id": 1, "secrets": {"valeur": "valeur"}}),
            (
                "caracteristiques",
                "CaracteristiqueEtape",
                {
                    "definition_id": 2,
                    "valeur": "2025-01-02",
                    "champs": {"valeur": "2025-01-02"},
                    "faits": {"codee": True},
                },
            ),
            ("jours", "Presence", {"jour": il_y_a(8), "champs": {"jour": il_y_a(8).isoformat()}}),
            ("heuresMensuelles", "HeuresMensuelles", {"mois": mois, "heures": 7, "champs": {"mois": str(mois)}}),
        )
        for champ, type_, donnees in parties:
            partie = await self._partie(etape, champ, type_, **cle, **donnees)
            etape.lier(champ, partie)
        etape.champs |= {"joursRealises": 1, "totalHeures": 7.0, "joursPrevus": 66}

    async def _partie(self, porteur: Ligne, champ: str, type_: str, **donnees: Any) -> Ligne:
        """A row that is read through another alone."""
        partie = await self.poser(type_, None, **donnees)
        partie.dossiers, partie.porteur = porteur.dossiers, (porteur, champ)
        return partie

    async def _entretiens(self, ou: Ligne, etape: Ligne | None, offre: str, rang: int) -> list[Ligne]:
        """A past one with all it may carry, and one to come."""
        structure, _ = SOURCES[offre]
        auteur = REFERENTS[structure]
        ici = {"structure_id": self.monde.structures[structure].id, "collaborateur_id": self.monde.moi(auteur)}
        faits = {"structure": structure}
        quand = midi(10 + rang)
        seance = await self.poser(
            "Seance", None, **ici, date_heure=quand, duree_minutes=60, faits=faits, secrets={"intitule": "intitule"}
        )
        seance.dossiers = ou.dossiers
        communs: dict[str, Any] = {**ici, "type_id": "TYPE_ENTRETIEN:SUIVI", "faits": faits}
        secrets = {"secrets": {"synthese": "synthese"}}
        futur = await self.poser("Entretien", ou, date_heure=midi(-10 - rang), **communs, **secrets)
        passe = await self.poser(
            "Entretien",
            ou,
            date_heure=quand,
            seance_id=seance.row.id,
            prochain_entretien_id=futur.row.id,
            realisation=db.Realisation.PRESENCE,
            **communs,
            **secrets,
        )
        futur.row.realisation = db.Realisation.PREVU
        seance.lier("entretiens", passe)
        passe.lier("seance", seance)
        passe.lier("prochainEntretien", futur)
        cle = {"entretien_id": passe.row.id}
        theme = {"theme_id": "THEME_ENTRETIEN:EMPLOI", "secrets": {"commentaire": "commentaire"}}
        passe.lier("themes", await self._partie(passe, "themes", "ThemeEntretien", **cle, **theme))
        note = await self.poser(
            "NotePrivee",
            None,
            **cle,
            auteur_id=self.monde.moi(auteur),
            faits={"auteur": auteur},
            secrets={"texte": "texte"},
        )
        passe.lier("notesPrivees", note)
        if ou.dossiers[0].nom == GENRES[0].nom:
            await self._ecriture(ou, passe, auteur, "synthese")
        ou.lier("entretiens", passe, futur)
        if etape is not None:
            async with self.monde.lire.application.writes.begin() as connection:
                lien = {"entretien_id": passe.row.id, "etape_id": etape.row.id, "beneficiaire_id": ou.row.id}
                await connection.execute(db.entretien_etape.insert().values(**lien))
            passe.lier("etapes", etape)
            etape.lier("entretiens", passe)
        return [passe, futur]

    async def _ecrits(self, ou: Ligne, etape: Ligne | None, structure: str, envois: Envois) -> None:
        """A bilan and a document for each way of sending them."""
        for envoi in envois:
            faits = {"structure": structure, "transmis": frozenset(envoi)}
            ici = {"structure_id": self.monde.structures[structure].id, "etape_id": etape.row.id if etape else None}
            bilan = await self.poser(
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
                    "reponses", await self._partie(bilan, "reponses", "Reponse", bilan_id=bilan.row.id, **donnees)
                )
            if envoi == ("A",):
                await self._ecriture(ou, bilan, REFERENTS[structure], "dateSignature")
            document = await self.poser(
                "Document",
                ou,
                **ici,
                modele_id=1,
                bilan_id=bilan.row.id,
                cree_par_id=self.monde.moi(REFERENTS[structure]),
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
                await self._transmissions(ecrit, cle, structure, envoi)

    async def _transmissions(self, ecrit: Ligne, cle: str, structure: str, envoi: tuple[str, ...]) -> None:
        for rang, a in enumerate(envoi):
            jour = JOUR - dt.timedelta(days=rang)
            recue = a in self.monde.structures
            transmission = await self._partie(
                ecrit,
                "transmissions",
                "Transmission",
                **{cle: ecrit.row.id},
                destinataire=db.Destinataire.STRUCTURE if recue else db.Destinataire(a),
                structure_id=self.monde.structures[a].id if recue else None,
                date=jour,
                par_id=self.monde.moi(REFERENTS[structure]),
                champs={"date": jour.isoformat()},
            )
            ecrit.lier("transmissions", transmission)

    async def _demandes(self) -> None:
        for auteur, structure in (("referent", "A"), ("referent_b", "B"), ("infocentre", "S")):
            await self.poser(
                "DemandeCollaborateur",
                None,
                demandeur_id=self.monde.moi(auteur),
                structure_id=self.monde.structures[structure].id,
                faits={"auteur": auteur, "structure": structure},
                secrets={"nom": "nom", "prenom": "prenom", "email": "email", "fonction": "fonction"},
            )


SANS_ID = frozenset(
    {
        "PassageConvention",
        "CaracteristiqueEtape",
        "ThemeEntretien",
        "Reponse",
        "Transmission",
        "Journal",
        "Consultation",
    }
)
"""The types that the API shows without an id."""


def porte(compte: Compte, ligne: Ligne) -> bool:
    """Whether the row exists for the account, and the row that carries it shows it."""
    if ligne.porteur is None:
        return existe(compte, ligne)
    porteur, champ = ligne.porteur
    montre = tient(regle_champ(porteur.type, champ, compte.profil), compte, porteur)
    return existe(compte, ligne) and montre and porte(compte, porteur)
