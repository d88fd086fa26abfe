"""A small schema with one field for each way an operation can go, behind the real endpoint."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import uvicorn
from graphql import GraphQLError, GraphQLSchema, build_schema
from prometheus_client import CollectorRegistry

from server.errors import AuthenticationError
from server.http import GraphQLEndpoint
from server.limits import Limits
from server.metrics import Metrics

SDL = """
type Query {
  bonjour: String
  personne(id: ID!, ville: Ville): Personne
  personnes(first: Int = 20, last: Int, after: String): Personnes
  liste(limite: Int): [Personne]
  recherche(filtre: Filtre, nombre: Int, ratio: Float, actif: Boolean, jour: Jour, mois: Mois): String
  choix(un: UnSeul): String
  lent: String
  panne: String
  pannes: [String]
  base: String
  interdit: String
  obligatoire: String!
  signale: String
  cher: String
  noeud: Noeud
  chose: Chose
}
type Mutation { connexion(identifiant: String!, motDePasse: String!): String ecrire: String }
type Subscription { suivi: String autre: String }
interface Noeud { id: ID! }
union Chose = Personne | Ordinateur
type Personne implements Noeud { id: ID! nom: String ami: Personne amis(first: Int): [Personne] age: Int }
type Ordinateur implements Noeud { id: ID! memoire: Int nom: Int }
type Personnes { edges: [Lien] nodes: [Personne] pageInfo: PageInfo totalCount: Int }
type Lien { node: Personne cursor: String }
type PageInfo { hasNextPage: Boolean }
input Filtre { nom: String ville: Ville et: [Filtre!] age: Int obligatoire: Int! = 0 }
input UnSeul @oneOf { nom: String age: Int }
enum Ville { CRETEIL VITRY }
scalar Jour
scalar Mois
"""

TOKEN = "bon-jeton"


@dataclass
class Caller:
    anonymous: bool
    profil: str


@dataclass
class Context:
    caller: Caller
    request_id: str
    errors: list[GraphQLError] = field(default_factory=list)


@dataclass
class Backend:
    """An application whose every execution leaves a trace: `contexts` begun, `cancelled` on the way."""

    schema: GraphQLSchema
    contexts: list[Context] = field(default_factory=list)
    started: asyncio.Event = field(default_factory=asyncio.Event)
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)
    execution_context_class: None = None

    def authenticate(self, authorization: str | None) -> Caller:
        if authorization is None:
            return Caller(True, "")
        if authorization != f"Bearer {TOKEN}":
            raise AuthenticationError
        return Caller(False, "REFERENT")

    async def renewed(self, authorization: str, caller: Caller) -> None:
        return None

    def context(self, caller: Caller, request_id: str, document: Any, adresse: str = "") -> Context:
        context = Context(caller, request_id)
        self.contexts.append(context)
        return context


def _coded(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "REQUETE_INVALIDE"})


def _parse_jour(value: Any) -> Any:
    raise _coded("Une date de la forme AAAA-MM-JJ est attendue.")


def _parse_mois(value: Any) -> Any:
    raise ValueError(f"bad month {value}")


def _schema(backend: Callable[[], Backend]) -> GraphQLSchema:
    schema = build_schema(SDL)
    assert schema.query_type is not None
    assert schema.mutation_type is not None
    fields = schema.query_type.fields

    async def lent(_source: Any, _info: Any) -> str:
        backend().started.set()
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            backend().cancelled.set()
            raise
        return "jamais"

    def panne(_source: Any, _info: Any) -> str:
        raise RuntimeError("SELECT mot_de_passe FROM compte WHERE nom = 'Dupont' -- /srv/app.py")

    def pannes(_source: Any, _info: Any) -> list[Any]:
        error = RuntimeError("la même panne")
        return [error, error]

    def base(_source: Any, _info: Any) -> str:
        raise ConnectionRefusedError("connect to 10.0.0.1:5432")

    def interdit(_source: Any, _info: Any) -> str:
        raise GraphQLError("Ce champ est réservé.", extensions={"code": "INTERDIT", "champ": "interdit"})

    def signale(_source: Any, info: Any) -> str:
        info.context.errors.append(GraphQLError("Masqué.", path=["signale", "nom"], extensions={"code": "INTERDIT"}))
        return "lu"

    resolvers = {
        "bonjour": lambda _source, _info: "Bonjour",
        "personne": lambda _source, _info, **given: {"id": given["id"], "nom": "Nom"},
        "recherche": lambda _source, _info, **_given: "trouvé",
        "liste": lambda _source, _info, **_given: [],
        "lent": lent,
        "panne": panne,
        "pannes": pannes,
        "base": base,
        "interdit": interdit,
        "signale": signale,
    }
    for name, resolver in resolvers.items():
        fields[name].resolve = resolver
    fields["cher"].extensions = {"cost": 1_000}
    schema.mutation_type.fields["connexion"].extensions = {"public": True}
    schema.mutation_type.fields["connexion"].resolve = lambda _source, _info, **_given: "jeton"
    schema.mutation_type.fields["ecrire"].resolve = lambda _source, _info: "écrit"
    schema.type_map["Jour"].coerce_input_value = _parse_jour  # type: ignore[attr-defined]
    schema.type_map["Mois"].coerce_input_value = _parse_mois  # type: ignore[attr-defined]
    return schema


@pytest.fixture
def backend() -> Backend:
    holder: list[Backend] = []
    holder.append(Backend(_schema(lambda: holder[0])))
    return holder[0]


@pytest.fixture
def schema(backend: Backend) -> GraphQLSchema:
    return backend.schema


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def named() -> dict[str, str]:
    return {
        "Salut": "query Salut { bonjour }",
        "Fiche": "query Fiche($id: ID!) { personne(id: $id) { id } } query Autre { bonjour }",
        "Ecriture": "mutation Ecriture { ecrire }",
        "Entree": 'mutation Entree { connexion(identifiant: "a", motDePasse: "b") }',
    }


@pytest.fixture
def make_endpoint(
    backend: Backend, registry: CollectorRegistry, named: dict[str, str]
) -> Callable[..., GraphQLEndpoint]:
    def make(**limits: Any) -> GraphQLEndpoint:
        return GraphQLEndpoint(backend, Limits(**limits), Metrics(registry), named)

    return make


@pytest.fixture
def endpoint(make_endpoint: Callable[..., GraphQLEndpoint]) -> GraphQLEndpoint:
    return make_endpoint()


@pytest.fixture
async def make_client() -> AsyncIterator[Callable[..., httpx.AsyncClient]]:
    """Clients of an ASGI application, signed in unless `anonymous`."""
    clients: list[httpx.AsyncClient] = []

    def make(app: Any, *, anonymous: bool = False) -> httpx.AsyncClient:
        headers = {} if anonymous else {"authorization": f"Bearer {TOKEN}"}
        transport = httpx.ASGITransport(app=app)
        clients.append(httpx.AsyncClient(transport=transport, base_url="http://serveur/graphql", headers=headers))
        return clients[-1]

    yield make
    for client in clients:
        await client.aclose()


@pytest.fixture
def client(make_client: Callable[..., httpx.AsyncClient], endpoint: GraphQLEndpoint) -> httpx.AsyncClient:
    return make_client(endpoint)


@pytest.fixture
def anonymous(make_client: Callable[..., httpx.AsyncClient], endpoint: GraphQLEndpoint) -> httpx.AsyncClient:
    return make_client(endpoint, anonymous=True)


@pytest.fixture
async def serve() -> AsyncIterator[Callable[..., Any]]:
    """Serve an application by uvicorn on a free port of 127.0.0.1, for what needs a real socket; returns the port."""
    running: list[tuple[uvicorn.Server, asyncio.Task[None]]] = []

    async def start(app: Any) -> int:
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off", ws="none"))
        task = asyncio.create_task(server.serve())
        running.append((server, task))
        while not server.started:  # noqa: ASYNC110 uvicorn has no event for it
            await asyncio.sleep(0.01)
        port: int = server.servers[0].sockets[0].getsockname()[1]
        return port

    yield start
    for server, task in running:
        server.should_exit = server.force_exit = True
        await task
