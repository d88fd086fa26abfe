"""A small world written by hand: three structures, one account of each profil, and the files that a test asks for.

Structure A is where `referent` works; B is another operator; S is a sensible one. Offers: `moc` at each of them, and
`sante` (PSME, of health) at B.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

import db
from auth.accounts import load_caller
from auth.caller import Caller
from db.enums import Profil
from tests.reading.lecteur import JOUR, Lecteur

_NUMEROS = itertools.count(1)


def il_y_a(jours: int) -> dt.date:
    """The day that many days before `JOUR`."""
    return JOUR - dt.timedelta(days=jours)


@dataclass
class Monde:
    """What every test shares; `lire` reads it, `ajouter` writes to it."""

    lire: Lecteur
    structures: dict[str, db.Structure] = field(default_factory=dict)
    offres: dict[str, db.OffreDeService] = field(default_factory=dict)
    callers: dict[str, Caller] = field(default_factory=dict)
    secteurs: dict[str, db.Territoire] = field(default_factory=dict)

    @classmethod
    async def creer(cls, lire: Lecteur) -> Monde:
        """Writes what every test shares."""
        monde = cls(lire)
        await monde._lieux()
        await monde._comptes()
        return monde

    async def ajouter(self, *rows: Any) -> None:
        """Writes rows, in one transaction; their ids are then known."""
        async with AsyncSession(self.lire.application.writes, expire_on_commit=False) as session, session.begin():
            session.add_all(rows)

    async def _lieux(self) -> None:
        moc = db.Thematique(code="MOC", libelle="MOC")
        psme = db.Thematique(code="PSME", libelle="PSME", sante=True)
        sdi = db.Territoire(code="SDI", libelle="SDI Montpelliérain")
        ailleurs = db.Territoire(code="AILLEURS", libelle="SDI du Biterrois")
        await self.ajouter(moc, psme, sdi, ailleurs)
        secteur = db.Territoire(code="SECTEUR", libelle="Lattes", parent_id=sdi.id)
        for nom in "ABS":
            self.structures[nom] = db.Structure(
                raison_sociale=f"Structure {nom}", type=db.TypeStructure.ORGANISME_CONVENTIONNE, sensible=nom == "S"
            )
        await self.ajouter(secteur, *self.structures.values())
        self.secteurs = {"sdi": sdi, "ailleurs": ailleurs, "secteur": secteur}
        for nom, structure, thematique in (("a", "A", moc), ("b", "B", moc), ("s", "S", moc), ("sante", "B", psme)):
            self.offres[nom] = db.OffreDeService(
                libelle=f"Offre {nom}",
                thematique_id=thematique.id,
                territoire_id=sdi.id,
                structure_id=self.structures[structure].id,
            )
        await self.ajouter(
            *self.offres.values(),
            db.Dispositif(code="RSA", libelle="Accomp RSA"),
            db.MotifFinEtape(
                code=1,
                libelle="Fin",
                nature=db.NatureMotifFin.NORMALE,
                exige_bilan_final=False,
                exige_fnea=False,
                alerte_sdi=False,
            ),
            db.Valeur(id="TYPE_ENTRETIEN:SUIVI", liste="TYPE_ENTRETIEN", code="SUIVI", libelle="Suivi", rang=1),
            db.Valeur(id="THEME_ENTRETIEN:EMPLOI", liste="THEME_ENTRETIEN", code="EMPLOI", libelle="Emploi", rang=1),
            db.NatureDifficulte(code="LOGEMENT", libelle="Logement", rang=1),
            db.NatureDifficulte(code="SANTE", libelle="Santé", sante=True, rang=2),
            db.DefinitionCaracteristique(
                code="PERMIS", rubrique="Mobilité", libelle="Permis B", type=db.TypeCaracteristique.OUI_NON, rang=1
            ),
            db.DefinitionCaracteristique(
                code="RQTH",
                rubrique="CDAPH",
                libelle="RQTH",
                type=db.TypeCaracteristique.OUI_NON,
                sante=True,
                rang=2,
                delai_rafraichissement=100,
            ),
        )
        await self.ajouter(
            db.DifficulteReference(nature_id=1, code="LOYER", libelle="Loyer impayé", rang=1),
            db.DifficulteReference(nature_id=2, code="SOIN", libelle="Accès aux soins", rang=1),
            db.ModeleBilan(code="FLASH", libelle="Bilan flash", thematique_id=moc.id),
        )

    async def _comptes(self) -> None:
        departement = db.Structure(raison_sociale="Département", type=db.TypeStructure.DEPARTEMENT)
        await self.ajouter(departement)
        for nom, profil, structure in (
            ("accueil", Profil.ACCUEIL, "A"),
            ("referent", Profil.REFERENT, "A"),
            ("responsable", Profil.RESPONSABLE, "A"),
            ("referent_b", Profil.REFERENT, "B"),
            ("referent_s", Profil.REFERENT, "S"),
            ("parcours", Profil.REFERENT_PARCOURS, None),
            ("sdi", Profil.SDI, None),
            ("pilote", Profil.PILOTE, None),
            ("infocentre", Profil.INFOCENTRE, None),
            ("support", Profil.SUPPORT, None),
        ):
            await self.compte(nom, profil, self.structures[structure] if structure else departement)

    async def compte(self, nom: str, profil: Profil, *structures: db.Structure) -> None:
        """An account under that name, which works for these structures."""
        collaborateur = db.Collaborateur(
            nom=nom.capitalize(), prenom="Dominique", email=f"{nom}@essai.example", profil=profil
        )
        collaborateur.structures = list(structures)
        if profil is Profil.SDI:
            collaborateur.territoires = [self.secteurs["sdi"]]
        await self.fusionner(collaborateur)
        await self.fusionner(db.Compte(collaborateur_id=collaborateur.id))
        async with AsyncSession(self.lire.application.writes) as session:
            self.callers[nom] = await load_caller(session, collaborateur)

    async def fusionner(self, row: Any) -> None:
        """Writes a row linked to rows written before."""
        async with AsyncSession(self.lire.application.writes, expire_on_commit=False) as session, session.begin():
            session.add(row)

    async def modifier(self, modele: type[db.Entite], id_: int, **valeurs: Any) -> None:
        """Changes a row behind the back of everybody."""
        async with self.lire.application.writes.begin() as connection:
            await connection.execute(update(modele).where(modele.id == id_).values(**valeurs))

    def moi(self, compte: str) -> int:
        """The id of an account's collaborateur."""
        found = self.callers[compte].collaborateur
        assert found is not None
        return found

    async def personne(self, **champs: Any) -> Personne:
        """A new file, open to nobody yet but the pilote."""
        numero = next(_NUMEROS)
        donnees = {
            "civilite": db.Civilite.MME,
            "nom": f"Personne{numero}",
            "prenom": "Alix",
            "date_naissance": dt.date(1985, 5, 17),
            **champs,
        }
        row = db.Beneficiaire(**donnees)
        await self.ajouter(row)
        return Personne(self, row.id)

    async def suivie(self, **champs: Any) -> Personne:
        """A new file with an open étape at A."""
        personne = await self.personne(**champs)
        await personne.etape("a")
        return personne


@dataclass
class Personne:
    """A file and what may be added to it."""

    monde: Monde
    id: int

    @property
    def gid(self) -> str:
        """Its global id."""
        return f"Beneficiaire:{self.id}"

    async def etape(self, offre: str, *, debut: int = 400, fin: int | None = None, **champs: Any) -> db.Etape:
        """An étape that began and ended that many days ago."""
        choisie = self.monde.offres[offre]
        row = db.Etape(
            beneficiaire_id=self.id,
            offre_de_service_id=choisie.id,
            structure_id=choisie.structure_id,
            debut_reel=il_y_a(debut),
            fin_reelle=None if fin is None else il_y_a(fin),
            motif_fin_id=None if fin is None else 1,
            **champs,
        )
        await self.monde.ajouter(row)
        return row

    async def rattachement(self, offre: str, *, cree: int, statut: str = "EN_ATTENTE") -> db.Rattachement:
        """A rattachement created that many days ago."""
        choisie = self.monde.offres[offre]
        row = db.Rattachement(
            beneficiaire_id=self.id,
            offre_de_service_id=choisie.id,
            structure_id=choisie.structure_id,
            date_reception_fio=il_y_a(cree),
            debut=il_y_a(cree),
            statut=db.StatutRattachement(statut),
            cree_le=midi(cree),
        )
        await self.monde.ajouter(row)
        return row

    async def positionnement(self, offre: str, *, cree: int, statut: str = "PROPOSE") -> db.Positionnement:
        """A positionnement created that many days ago."""
        choisie = self.monde.offres[offre]
        row = db.Positionnement(
            beneficiaire_id=self.id,
            offre_de_service_id=choisie.id,
            structure_id=choisie.structure_id,
            date=il_y_a(cree),
            statut=db.StatutPositionnement(statut),
            cree_le=midi(cree),
        )
        await self.monde.ajouter(row)
        return row

    async def referent(self, compte: str, type_: str, *, fin: int | None = None, **champs: Any) -> db.Referent:
        """A mission of an account, begun 300 days ago."""
        row = db.Referent(
            beneficiaire_id=self.id,
            collaborateur_id=self.monde.moi(compte),
            type=db.TypeReferent(type_),
            debut=il_y_a(300),
            fin=None if fin is None else il_y_a(fin),
            **champs,
        )
        await self.monde.ajouter(row)
        return row

    async def entretien(
        self, structure: str, compte: str, *, jours: int = 10, etapes: Sequence[db.Etape] = (), **champs: Any
    ) -> db.Entretien:
        """An entretien at noon, that many days ago, for these étapes."""
        row = db.Entretien(
            beneficiaire_id=self.id,
            structure_id=self.monde.structures[structure].id,
            collaborateur_id=self.monde.moi(compte),
            type_id="TYPE_ENTRETIEN:SUIVI",
            **{
                "date_heure": midi(jours),
                "realisation": db.Realisation.PRESENCE,
                "synthese": "Synthèse",
                **champs,
            },
        )
        await self.monde.ajouter(row)
        if etapes:
            liens = [{"entretien_id": row.id, "etape_id": e.id, "beneficiaire_id": self.id} for e in etapes]
            async with self.monde.lire.application.writes.begin() as connection:
                await connection.execute(insert(db.entretien_etape), liens)
        return row

    async def bilan(self, structure: str, **champs: Any) -> db.Bilan:
        """A bilan of that structure."""
        row = db.Bilan(
            beneficiaire_id=self.id,
            structure_id=self.monde.structures[structure].id,
            nature=db.NatureBilan.EN_COURS,
            date_bilan=il_y_a(20),
            date_mise_a_jour=il_y_a(20),
            **{"modele_id": 1, **champs},
        )
        await self.monde.ajouter(row)
        return row

    async def transmettre(self, bilan: db.Bilan, destinataire: str, structure: str | None = None) -> None:
        """Sends a bilan."""
        await self.monde.ajouter(
            db.Transmission(
                bilan_id=bilan.id,
                destinataire=db.Destinataire(destinataire),
                structure_id=self.monde.structures[structure].id if structure else None,
                date=il_y_a(5),
                par_id=self.monde.moi("referent_b"),
            )
        )

    async def difficulte(self, structure: str, *, sante: bool = False, **champs: Any) -> db.Difficulte:
        """A difficulty entered by that structure, with a comment."""
        row = db.Difficulte(
            beneficiaire_id=self.id,
            difficulte_id=2 if sante else 1,
            structure_id=self.monde.structures[structure].id,
            debut=il_y_a(30),
            commentaire="Commentaire",
            sante=sante,
            **champs,
        )
        await self.monde.ajouter(row)
        return row


def midi(jours: int) -> dt.datetime:
    """Noon UTC, that many days before `JOUR`."""
    return dt.datetime.combine(il_y_a(jours), dt.time(12), dt.UTC)
