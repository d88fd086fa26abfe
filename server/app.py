"""The application: one Starlette app around the GraphQL endpoint, the explorer, health and metrics."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from graphql import GraphQLSchema
from starlette.applications import Starlette
from starlette.routing import Route

from auth import numeros
from auth.accounts import Accounts
from auth.caller import ANONYMOUS, Caller, Tails, Viewpoint
from auth.journal import ReadJournal
from auth.menage import sweep_forever
from auth.oidc import FournisseurInjoignable, IdentityProvider, SingleSignOn
from auth.throttle import Throttle, Window
from auth.tokens import AccessTokens, JetonInvalide
from db.engine import write_engine
from db.pools import ReadPools
from queries import OPERATIONS
from resolvers.courrier.envoi import Expediteur, Outbox
from resolvers.courrier.smtp import Smtp
from resolvers.reading import cursors, pseudonyms
from resolvers.reading.engine import Engine
from resolvers.reading.executor import FragmentExecutor
from schema import schema
from server.context import Context
from server.courriels import Mailbox
from server.errors import AuthenticationError, Code, RequestRefused
from server.explorer import explorer_routes
from server.health import alive, exception_handlers, readiness
from server.http import GraphQLEndpoint
from server.limits import Limits
from server.logs import request_log
from server.metrics import Metrics
from server.pages import account_routes
from server.prepared import PreparedDocument
from server.settings import Settings

Clock = Callable[[], dt.datetime]


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Application:
    """The parts of a running server, put together in one place. `clock` is moved by tests."""

    execution_context_class = FragmentExecutor
    schema: GraphQLSchema = schema._schema

    def __init__(self, settings: Settings, limits: Limits, clock: Clock = _now) -> None:
        self.settings, self.limits, self.clock = settings, limits, clock
        self.tokens = AccessTokens(settings.secret)
        self.tails = Tails(settings.jours_apres_etape, settings.jours_entree)
        cursors.use_secret(settings.secret)
        pseudonyms.use_secret(settings.secret)
        numeros.use_secret(settings.secret)
        self.pools: ReadPools | None = None
        self.writes = write_engine(settings.database_url, bornes=True)
        window = Window(settings.fenetre_tentatives, settings.tentatives_par_compte, settings.tentatives_par_adresse)
        self.throttle = Throttle(self.writes, settings.secret, window)
        self.accounts = Accounts(self.writes, self.throttle)
        self.journal = ReadJournal(self.writes)
        self.sign_on = None
        if settings.oidc_emetteur:
            provider = IdentityProvider(settings.oidc_emetteur, settings.oidc_audience)
            self.sign_on = SingleSignOn(self.writes, provider)
        self.mailbox = Mailbox() if settings.demo and not settings.smtp_url else None
        transport = Smtp(settings.smtp_url) if settings.smtp_url else self.mailbox
        expediteur = Expediteur(settings.courriel_expediteur, settings.adresse_publique)
        self.outbox = Outbox(self.writes, transport, clock, expediteur) if transport else None

    async def start(self) -> None:
        """Opens the pools; what was loaded to get there is left out of garbage collection, whose pauses it caused."""
        self.pools = await ReadPools.open(self.settings.database_url, self.settings.pool)
        self.engine = Engine(self.pools)
        self.journal.start()
        gc.collect()
        gc.freeze()
        gc.set_threshold(10_000, 10, 1_000)

    async def stop(self) -> None:
        """Closes what `start` opened, once the journal is written."""
        await self.journal.stop()
        if self.pools:
            await self.pools.close()
        await self.writes.dispose()

    @asynccontextmanager
    async def background(self) -> AsyncIterator[None]:
        """Sends mails and keeps house while a server runs; without a way out, mails wait in the outbox."""
        sweeping = asyncio.create_task(sweep_forever(self.writes, self.throttle, self.clock))
        if self.outbox:
            self.outbox.start()
        else:
            request_log.warning("courriels_sans_serveur", reglage="VIESION_SMTP_URL")
        try:
            yield
        finally:
            sweeping.cancel()
            await asyncio.gather(sweeping, return_exceptions=True)
            if self.outbox:
                await self.outbox.stop()

    def publish_at(self, address: str) -> None:
        """Makes the links of mails start with this address."""
        if self.outbox:
            self.outbox.expediteur = replace(self.outbox.expediteur, adresse_publique=address)

    async def ready(self) -> None:
        """Returns when the database answers. Errors: whatever keeps it from answering."""
        assert self.pools is not None
        await self.pools.keyed.fetchval("SELECT 1 FROM collaborateur LIMIT 1", timeout=2)

    # What the GraphQL endpoint asks (server.http.Backend)

    def authenticate(self, authorization: str | None) -> Caller | Awaitable[Caller]:
        """The caller of an `Authorization` header, to be awaited when the identity provider must be asked.

        Errors: AuthenticationError; RequestRefused when the provider does not answer.
        """
        if authorization is None:
            return ANONYMOUS
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            raise AuthenticationError
        token, now = token.strip(), self.clock()
        known = self.sign_on.known(token, now) if self.sign_on else None
        if known is not None:
            return known
        try:
            return self.tokens.read(token, now)
        except JetonInvalide:
            if self.sign_on and self.sign_on.made(token):
                return self._federated(self.sign_on, token, now)
            self.journal.rejected(now, "Jeton")
            raise AuthenticationError from None

    async def renewed(self, authorization: str, caller: Caller) -> Caller | None:
        """The caller of a provider's token with the rights of now; None for a token of ours, which holds its rights.

        Errors: AuthenticationError; RequestRefused when the provider does not answer.
        """
        token, now = authorization.partition(" ")[2].strip(), self.clock()
        if self.sign_on is None or not self.sign_on.made(token):
            return None
        known = self.sign_on.known(token, now)
        if known is not None and known != caller:
            return known
        self.sign_on.forget(token)
        return await self._federated(self.sign_on, token, now)

    async def _federated(self, sign_on: SingleSignOn, token: str, now: dt.datetime) -> Caller:
        try:
            return await sign_on.caller(token, now)
        except JetonInvalide:
            self.journal.rejected(now, "Jeton")
            raise AuthenticationError from None
        except FournisseurInjoignable:
            raise RequestRefused(503, "Le fournisseur d'identité ne répond pas : réessayez.", Code.INTERNE) from None

    def context(self, caller: Caller, request_id: str, document: PreparedDocument, adresse: str = "") -> Context:
        """The context of one execution; `adresse` is the client's, empty for the command line."""
        now = self.clock().replace(microsecond=0)
        viewpoint = Viewpoint(caller, now, self.tails, self.settings.ouvrir_etapes)
        deadline = time.monotonic() + self.limits.timeout
        return Context(
            self.engine, self.accounts, self.tokens, self.journal, viewpoint, request_id, deadline, adresse=adresse
        )

    def explorer_configuration(self) -> dict[str, object]:
        """What GraphiQL shows first; the demo accounts only in the demo."""
        operations = [operation.as_tab() for operation in OPERATIONS.values()]
        comptes, mot_de_passe = [], None
        if self.settings.demo:
            from db.demo.structures import COMPTES, DOMAINE, MOT_DE_PASSE

            comptes = [
                {"identifiant": f"{nom}@{DOMAINE}", "profil": nom.removesuffix("-b").replace("-", "_").upper()}
                for nom in COMPTES
            ]
            mot_de_passe = MOT_DE_PASSE
        return {
            "demo": self.settings.demo,
            "comptes": comptes,
            "motDePasse": mot_de_passe,
            "operations": operations,
        }


def create_app(settings: Settings, clock: Clock = _now, limits: Limits | None = None) -> Starlette:
    """The ASGI application of these settings."""
    limits = limits or Limits()
    application = Application(settings, limits, clock)
    metrics = Metrics()
    named = {name: operation.document for name, operation in OPERATIONS.items()}
    endpoint = GraphQLEndpoint(application, limits, metrics, named, log_requests=settings.journal_requetes)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[dict[str, Any]]:
        await application.start()
        endpoint.documents.warm()
        try:
            async with application.background():
                yield {}
        finally:
            await application.stop()

    routes = [
        Route("/graphql", endpoint),
        Route("/sante", alive),
        Route("/pret", readiness(application.ready)),
        Route("/metrics", metrics.handler),
        *account_routes(),
        *(application.mailbox.routes() if application.mailbox else ()),
        *explorer_routes(application.explorer_configuration),
    ]
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers=exception_handlers())
    app.state.application = application
    return app
