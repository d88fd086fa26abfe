"""The same sheet by plain Strawberry, as its documentation shows: types, resolvers, one dataloader per relation.

`uvicorn --factory benchmarks.peers.dataloader:application` serves `BENCH_DATABASE_URL`, without rights.
"""

from __future__ import annotations

import base64
import datetime as dt
import os
from collections.abc import Callable
from typing import Any

import strawberry
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache

import db
from benchmarks.peers.loaders import PREMIERS, Loaders

Info = strawberry.Info[Any, Any]


def one(model: Any, key: str) -> Any:
    """A to-one relation by the foreign key `key`."""

    async def resolve(root: Any, info: Info) -> Any:
        value = getattr(root, key)
        return None if value is None else await info.context["loaders"].by_id(model, value)

    return strawberry.field(resolver=resolve)


def many(model: Any, key: str, *order: Any) -> Any:
    """A to-many relation by the foreign key `key` of `model`."""
    column = getattr(model, key)

    async def resolve(root: Any, info: Info) -> Any:
        return await info.context["loaders"].children(model, column, order, root.id)

    return strawberry.field(resolver=resolve)


def computed(compute: Callable[[Any, dt.date], Any]) -> Any:
    """A value computed from the row and the day."""

    def resolve(root: Any, info: Info) -> Any:
        return compute(root, info.context["loaders"].aujourdhui)

    return strawberry.field(resolver=resolve)


def loaded(load: Callable[[Any, Loaders], Any]) -> Any:
    """What the loaders give for the row."""

    async def resolve(root: Any, info: Info) -> Any:
        return await load(root, info.context["loaders"])

    return strawberry.field(resolver=resolve)


def itself() -> Any:
    """An object that groups fields of the same row."""
    return strawberry.field(resolver=lambda root: root)


def global_id(name: str) -> Any:
    """`Type:number`."""
    return strawberry.field(resolver=lambda root: f"{name}:{root.id}")


def mois(debut: dt.date, fin: dt.date | None, jour: dt.date) -> float:
    """Days / 30, one decimal."""
    return round(((fin or jour) - debut).days / 30, 1)


def etat_contrat(contrat: db.Contrat, jour: dt.date) -> str:
    """The state that the dates of a contract say."""
    if contrat.annule_le:
        return "ANNULE"
    if contrat.debut > jour:
        return "EN_PREPARATION"
    if contrat.fin is None or contrat.fin >= jour + dt.timedelta(days=30):
        return "EN_COURS"
    return "A_RENOUVELER" if contrat.fin >= jour else "ECHU"


async def plus_recent(contrat: db.Contrat, loaders: Loaders) -> bool:
    """Whether no other contract of the person starts later."""
    order = (db.Contrat.debut.desc(), db.Contrat.id)
    tous = await loaders.children(db.Contrat, db.Contrat.beneficiaire_id, order, contrat.beneficiaire_id)
    return not contrat.annule_le and not any(autre.debut > contrat.debut for autre in tous if not autre.annule_le)


async def valeur(caracteristique: db.Caracteristique, loaders: Loaders) -> str | None:
    """The value stored, or the number of the person that the characteristic shows."""
    if caracteristique.champ is None:
        return caracteristique.valeur_saisie
    personne = await loaders.by_id(db.Beneficiaire, caracteristique.beneficiaire_id)
    if caracteristique.champ == "numero_allocataire":
        return personne.numero_caf or personne.nir_masque  # type: ignore[no-any-return]
    return personne.numero_demande_rsa  # type: ignore[no-any-return]


async def etat_caracteristique(caracteristique: db.Caracteristique, loaders: Loaders) -> str:
    """Missing, to be refreshed or up to date."""
    if await valeur(caracteristique, loaders) is None:
        return "MANQUANTE"
    definition = await loaders.by_id(db.DefinitionCaracteristique, caracteristique.definition_id)
    verifiee, delai = caracteristique.verifiee_le, definition.delai_rafraichissement
    if verifiee and delai is not None and verifiee + dt.timedelta(days=delai) < loaders.aujourdhui:
        return "A_ACTUALISER"
    return "A_JOUR"


async def complet(bilan: db.Bilan, loaders: Loaders) -> bool:
    """Whether each obligatory question is answered."""
    questions = await loaders.obligatoires(bilan.modele_id)
    order = (db.Reponse.question_id, db.Reponse.rang)
    reponses = await loaders.children(db.Reponse, db.Reponse.bilan_id, order, bilan.id)
    return questions <= {reponse.question_id for reponse in reponses}


async def difficultes_en_cours(personne: db.Beneficiaire, loaders: Loaders) -> list[Any]:
    """The difficulties that have no end, the latest first."""
    order = (db.Difficulte.debut.desc(), db.Difficulte.id)
    toutes = await loaders.children(db.Difficulte, db.Difficulte.beneficiaire_id, order, personne.id)
    return [difficulte for difficulte in toutes if difficulte.fin is None]


async def jours_prevus(etape: db.Etape, loaders: Loaders) -> int:
    """Days of presence planned by the thématique of the offer."""
    offre = await loaders.by_id(db.OffreDeService, etape.offre_de_service_id)
    return (await loaders.by_id(db.Thematique, offre.thematique_id)).jours_presence  # type: ignore[no-any-return]


async def thematique_de(etape: db.Etape, loaders: Loaders) -> Any:
    """The thématique of the étape's offer."""
    offre = await loaders.by_id(db.OffreDeService, etape.offre_de_service_id)
    return await loaders.by_id(db.Thematique, offre.thematique_id)


async def intitule(etape: db.Etape, loaders: Loaders) -> str:
    """The label of the étape's offer."""
    return (await loaders.by_id(db.OffreDeService, etape.offre_de_service_id)).libelle  # type: ignore[no-any-return]


def age(personne: db.Beneficiaire, jour: dt.date) -> int:
    """Whole years on that day."""
    ne = personne.date_naissance
    return jour.year - ne.year - ((jour.month, jour.day) < (ne.month, ne.day))


@strawberry.type
class Libelle:
    libelle: str


@strawberry.type
class CodeLibelle:
    code: str
    libelle: str


@strawberry.type
class MotifFin:
    code: int
    libelle: str


@strawberry.type
class Territoire:
    code: str
    libelle: str
    parent: Libelle | None = one(db.Territoire, "parent_id")


@strawberry.type
class Structure:
    raison_sociale: str


@strawberry.type
class Collaborateur:
    nom: str
    prenom: str
    email: str
    telephone: str | None
    structures: list[Structure] = loaded(lambda row, loaders: loaders.structures(row.id))


@strawberry.type
class Coordonnees:
    adresse: str | None
    code_postal: str | None
    commune: str | None
    telephone: str | None
    email: str | None


@strawberry.type
class Accompagnement:
    id: strawberry.ID = global_id("Accompagnement")
    dispositif: CodeLibelle = one(db.Dispositif, "dispositif_id")
    entree: dt.date
    sortie: dt.date | None
    motif_sortie: Libelle | None = one(db.Valeur, "motif_sortie_id")
    duree_mois: float = computed(lambda row, jour: mois(row.entree, row.sortie, jour))


@strawberry.type
class Definition:
    rubrique: str
    libelle: str


@strawberry.type
class Caracteristique:
    definition: Definition = one(db.DefinitionCaracteristique, "definition_id")
    valeur: str | None = loaded(valeur)
    depuis: dt.date | None
    verifiee_le: dt.date | None
    etat: str = loaded(etat_caracteristique)


@strawberry.type
class Contrat:
    id: strawberry.ID = global_id("Contrat")
    numero: str | None
    type: str
    debut: dt.date
    fin: dt.date | None
    date_signature: dt.date | None
    etat: str = computed(etat_contrat)
    plus_recent: bool = loaded(plus_recent)
    dernier_contrat: bool


@strawberry.type
class Referent:
    id: strawberry.ID = global_id("Referent")
    type: str
    debut: dt.date
    fin: dt.date | None
    actif: bool = computed(lambda row, jour: row.debut <= jour and (row.fin is None or row.fin >= jour))
    collaborateur: Collaborateur = one(db.Collaborateur, "collaborateur_id")


@strawberry.type
class OffreDeService:
    libelle: str
    ouverte: bool
    territoire: Territoire = one(db.Territoire, "territoire_id")
    thematique: CodeLibelle = one(db.Thematique, "thematique_id")


@strawberry.type
class Presence:
    jours_realises: int = loaded(lambda row, loaders: loaders.count(db.Presence.etape_id, row.id))
    jours_prevus: int = loaded(jours_prevus)
    total_heures: float = loaded(
        lambda row, loaders: loaders.count(db.HeuresMensuelles.etape_id, row.id, db.HeuresMensuelles.heures)
    )


@strawberry.type
class CaracteristiqueEtape:
    definition: Libelle = one(db.DefinitionCaracteristiqueEtape, "definition_id")
    valeur: str


@strawberry.type
class Theme:
    theme: Libelle = one(db.Valeur, "theme_id")
    commentaire: str | None


@strawberry.type
class Entretien:
    id: strawberry.ID = global_id("Entretien")
    date_heure: dt.datetime
    duree_minutes: int
    type: Libelle = one(db.Valeur, "type_id")
    realisation: str
    lieu: Libelle | None = one(db.Valeur, "lieu_id")
    synthese: str | None
    collaborateur: Collaborateur = one(db.Collaborateur, "collaborateur_id")
    themes: list[Theme] = many(db.ThemeEntretien, "entretien_id", db.ThemeEntretien.rang, db.ThemeEntretien.id)


@strawberry.type
class PageInfo:
    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class EntretienConnection:
    nodes: list[Entretien]
    page_info: PageInfo


@strawberry.type
class Reponse:
    question: CodeLibelle = one(db.Question, "question_id")
    texte: str | None
    nombre: float | None
    date: dt.date | None
    choix: str | None


@strawberry.type
class Bilan:
    id: strawberry.ID = global_id("Bilan")
    modele: Libelle = one(db.ModeleBilan, "modele_id")
    nature: str
    date_bilan: dt.date
    date_mise_a_jour: dt.date
    nombre_questions: int = loaded(lambda row, loaders: loaders.count(db.Question.modele_id, row.modele_id))
    nombre_reponses: int = loaded(lambda row, loaders: loaders.count(db.Reponse.bilan_id, row.id))
    complet: bool = loaded(complet)
    reponses: list[Reponse] = many(db.Reponse, "bilan_id", db.Reponse.question_id, db.Reponse.rang)


@strawberry.type
class Etape:
    id: strawberry.ID = global_id("Etape")
    intitule: str = loaded(intitule)
    acces: str = computed(lambda row, jour: "COMPLET")
    debut_reel: dt.date
    fin_reelle: dt.date | None
    duree_mois: float = computed(lambda row, jour: mois(row.debut_reel, row.fin_reelle, jour))
    motif_fin: MotifFin | None = one(db.MotifFinEtape, "motif_fin_id")
    commentaire: str | None
    thematique: CodeLibelle = loaded(thematique_de)
    structure: Structure = one(db.Structure, "structure_id")
    offre_de_service: OffreDeService = one(db.OffreDeService, "offre_de_service_id")
    referent_initiateur: Collaborateur | None = one(db.Collaborateur, "referent_initiateur_id")
    presence: Presence = itself()
    caracteristiques: list[CaracteristiqueEtape] = many(
        db.CaracteristiqueEtape, "etape_id", db.CaracteristiqueEtape.definition_id
    )
    bilans: list[Bilan] = many(db.Bilan, "etape_id", db.Bilan.date_bilan.desc(), db.Bilan.id)

    @strawberry.field
    async def entretiens(root: Any, info: Info, first: int = PREMIERS) -> EntretienConnection:
        rows = await info.context["loaders"].entretiens(root.id)
        nodes = rows[:first]
        cursor = base64.b64encode(f"{nodes[-1].date_heure} {nodes[-1].id}".encode()).decode() if nodes else None
        return EntretienConnection(nodes=nodes, page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=cursor))


@strawberry.type
class Competence:
    libelle: str
    filiere: Libelle = one(db.Filiere, "filiere_id")


@strawberry.type
class CompetenceAcquise:
    id: strawberry.ID = global_id("Competence")
    competence: Competence = one(db.CompetenceReference, "competence_id")
    niveau: Libelle | None = one(db.Valeur, "niveau_id")
    debut: dt.date
    fin: dt.date | None


@strawberry.type
class Souhait:
    nature: str
    libelle: str
    rang: int
    en_cours: bool


@strawberry.type
class DifficulteReference:
    libelle: str
    nature: Libelle = one(db.NatureDifficulte, "nature_id")


@strawberry.type
class Difficulte:
    id: strawberry.ID = global_id("Difficulte")
    difficulte: DifficulteReference = one(db.DifficulteReference, "difficulte_id")
    debut: dt.date
    fin: dt.date | None
    realisation: Libelle | None = one(db.Valeur, "realisation_id")
    commentaire: str | None


@strawberry.type
class Beneficiaire:
    id: strawberry.ID = global_id("Beneficiaire")
    numero_dossier: str
    civilite: str
    nom: str
    nom_naissance: str | None
    prenom: str
    date_naissance: dt.date
    age: int = computed(age)
    acces: str = computed(lambda row, jour: "COMPLET")
    coordonnees: Coordonnees = itself()
    numero_allocataire: str | None = computed(lambda row, jour: row.numero_caf or row.nir_masque)
    numero_demande_rsa: str | None
    organisme_payeur: Libelle | None = one(db.Valeur, "organisme_payeur_id")
    role_foyer: str | None
    secteur: Territoire | None = one(db.Territoire, "secteur_id")
    accompagnements: list[Accompagnement] = many(
        db.Accompagnement, "beneficiaire_id", db.Accompagnement.entree.desc(), db.Accompagnement.id
    )
    caracteristiques: list[Caracteristique] = many(
        db.Caracteristique, "beneficiaire_id", db.Caracteristique.definition_id
    )
    contrats: list[Contrat] = many(db.Contrat, "beneficiaire_id", db.Contrat.debut.desc(), db.Contrat.id)
    referents: list[Referent] = many(db.Referent, "beneficiaire_id", db.Referent.debut.desc(), db.Referent.id)
    etapes: list[Etape] = many(db.Etape, "beneficiaire_id", db.Etape.debut_reel.desc(), db.Etape.id)
    dernier_entretien: Entretien | None = loaded(lambda row, loaders: loaders.dernier(row.id))
    prochain_entretien: Entretien | None = loaded(lambda row, loaders: loaders.prochain(row.id))
    competences: list[CompetenceAcquise] = many(
        db.Competence, "beneficiaire_id", db.Competence.debut.desc(), db.Competence.id
    )
    souhaits: list[Souhait] = many(db.Souhait, "beneficiaire_id", db.Souhait.rang, db.Souhait.id)
    difficultes: list[Difficulte] = loaded(difficultes_en_cours)


@strawberry.type
class Query:
    @strawberry.field
    async def beneficiaire(self, info: Info, id: strawberry.ID) -> Beneficiaire | None:
        return await info.context["loaders"].by_id(db.Beneficiaire, int(id.partition(":")[2]))  # type: ignore[no-any-return]


class Server(GraphQL[Any, Any]):
    """Strawberry's own view, with loaders made for each request."""

    sessions: Any

    async def get_context(self, request: Any, response: Any) -> dict[str, Any]:
        """The context of one request."""
        return {"loaders": Loaders(self.sessions)}


def application() -> Server:
    """The ASGI application, for uvicorn."""
    parsed, validated = ParserCache(maxsize=100), ValidationCache(maxsize=100)
    server = Server(strawberry.Schema(Query, extensions=[lambda: parsed, lambda: validated]))
    # No connection opened or transaction begun for each read: what a careful author would see to.
    engine = create_async_engine(
        os.environ["BENCH_DATABASE_URL"], pool_size=16, max_overflow=0, isolation_level="AUTOCOMMIT"
    )
    server.sessions = async_sessionmaker(engine, expire_on_commit=False)
    return server
