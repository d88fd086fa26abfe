"""GraphQL over HTTP, as the draft specification says it, in one ASGI application.

The usual request, a POST of a document already prepared, goes through one `orjson.loads`, one look-up, graphql-core's
`execute` and one `orjson.dumps`. What is not said by the specification is decided here:

- whatever is wrong with a request, a wrong document, operation or variable included, is a 4xx in both media types:
  the draft would let `application/json` say 200, but a client that only reads the status must not take it for one;
- an operation that runs out of time has no result: 504 without `data`, since `data: null` would say that its fields
  were executed, and 200 would let a cache or a client take it for an answer;
- an unknown named document is 404: its name is part of the address of a GET.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from functools import partial
from inspect import isawaitable
from time import perf_counter
from typing import Any, Final, Protocol, cast

import orjson
from graphql import ExecutionResult, GraphQLSchema, OperationType, execute
from graphql.execution import Executor
from starlette.types import Receive, Scope, Send

from auth.caller import Caller
from server.cost import evaluate
from server.errors import (
    AuthenticationError,
    ClientGone,
    Code,
    InvalidDocument,
    RequestRefused,
    StaleRights,
    internal_entry,
    new_reference,
    present,
)
from server.incoming import (
    Parameters,
    body_parameters,
    check_body_headers,
    drain,
    header_map,
    read_body,
    url_parameters,
)
from server.limits import Limits, check_variables
from server.logs import log_internal_error, new_request_id, request_log, valid_request_id
from server.metrics import Metrics
from server.negotiation import GRAPHQL_JSON, JSON, accepted_media_type, is_json
from server.prepared import DocumentStore, PreparedDocument, PreparedOperation
from server.watch import Watch

__all__ = ["Backend", "GraphQLEndpoint"]

CONTENT_TYPES: Final = {
    GRAPHQL_JSON: b"application/graphql-response+json; charset=utf-8",
    JSON: b"application/json; charset=utf-8",
}

CLIENT_GONE: Final = 499
"""What the log and the measures say of a request whose client left (nginx's convention); nothing is sent."""


class Backend(Protocol):
    """What the endpoint needs from the application."""

    @property
    def schema(self) -> GraphQLSchema: ...
    @property
    def execution_context_class(self) -> type[Executor[Any]] | None: ...

    def authenticate(self, authorization: str | None) -> Caller | Awaitable[Caller]:
        """The caller of an `Authorization` header, anonymous without one; to be awaited when others must be asked.

        :raises AuthenticationError: the token is not accepted.
        """

    def renewed(self, authorization: str, caller: Caller) -> Awaitable[Caller | None]:
        """The caller of the same header with the rights of now, once those of `caller` were found stale.

        None when a new token must be asked for. :raises AuthenticationError: the token is accepted no longer.
        """

    def context(self, caller: Caller, request_id: str, document: PreparedDocument, adresse: str = "") -> Any:
        """The `info.context` of one execution, for a client at `adresse`.

        What resolvers append to its `errors` is added to the result's.
        """


class _Exchange:
    """What is known of one request, as it goes: for the answer's headers, the log and the measures."""

    __slots__ = (
        "adresse",
        "body_read",
        "caller",
        "codes",
        "document",
        "media_type",
        "operation",
        "references",
        "request_id",
    )

    def __init__(self, request_id: str, adresse: str) -> None:
        self.request_id, self.adresse = request_id, adresse
        self.media_type = JSON
        self.body_read = False
        self.caller: Caller | None = None
        self.document: PreparedDocument | None = None
        self.operation: PreparedOperation | None = None
        self.codes: list[str] = []
        self.references: list[str] = []

    def internal(self, reference: str, error: BaseException) -> None:
        self.references.append(reference)
        log_internal_error(reference, error, self.request_id)


class GraphQLEndpoint:
    """The ASGI application of `/graphql`.

    :param named: texts of the documents that may be asked for by name.
    :param log_requests: whether each request leaves a line in the log.
    """

    def __init__(
        self,
        backend: Backend,
        limits: Limits | None = None,
        metrics: Metrics | None = None,
        named: Mapping[str, str] | None = None,
        *,
        log_requests: bool = True,
    ) -> None:
        self.limits = limits or Limits()
        self.documents = DocumentStore(backend.schema, self.limits, named or {})
        self._backend = backend
        self._metrics = metrics or Metrics()
        self._log_requests = log_requests
        self._executor = backend.execution_context_class

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = perf_counter()
        headers = header_map(scope["headers"])
        client = scope.get("client")
        request_id = valid_request_id(headers.get(b"x-request-id")) or new_request_id()
        exchange = _Exchange(request_id, client[0] if client else "")
        self._metrics.in_flight.inc()
        status = CLIENT_GONE
        try:
            extra: tuple[tuple[bytes, bytes], ...] = ()
            try:
                status, content = await self._answer(scope, receive, headers, exchange)
            except ClientGone:
                return
            except RequestRefused as refused:
                status, content, extra = await self._refuse(refused, receive, headers, exchange)
            except Exception as error:
                reference = new_reference()
                exchange.internal(reference, error)
                exchange.codes = [Code.INTERNE]
                status, content = 500, orjson.dumps({"errors": [internal_entry(reference)]})
            await send(
                {
                    "type": "http.response.start",
                    "status": status,
                    "headers": [
                        (b"content-type", CONTENT_TYPES[exchange.media_type]),
                        (b"content-length", str(len(content)).encode()),
                        (b"cache-control", b"no-store"),
                        (b"vary", b"Accept"),
                        (b"x-request-id", exchange.request_id.encode()),
                        *extra,
                    ],
                }
            )
            await send({"type": "http.response.body", "body": content})
        finally:
            self._metrics.in_flight.dec()
            self._record(exchange, status, perf_counter() - started)

    async def _answer(
        self, scope: Scope, receive: Receive, headers: dict[bytes, bytes], exchange: _Exchange
    ) -> tuple[int, bytes]:
        method = scope["method"]
        if method not in ("POST", "GET"):
            raise RequestRefused(
                405, "Utilisez POST, ou GET pour un document nommé.", headers=((b"allow", b"GET, POST"),)
            )
        media_type = accepted_media_type(headers.get(b"accept"))
        if media_type is None:
            raise RequestRefused(406, f"La réponse n'existe qu'en {GRAPHQL_JSON} ou en {JSON}.")
        exchange.media_type = media_type
        if method == "POST":
            if not is_json(headers.get(b"content-type")):
                raise RequestRefused(415, f"Le corps doit être en {JSON}, en UTF-8 (Content-Type).")
            check_body_headers(headers, self.limits)
        header = headers.get(b"authorization")
        authorization = None if header is None else header.decode("latin-1")
        found = self._backend.authenticate(authorization)
        exchange.caller = await found if isawaitable(found) else found
        if method == "POST":
            body = await read_body(receive, self.limits)
            exchange.body_read = True
            parameters = body_parameters(body)
        else:
            parameters = url_parameters(scope["query_string"], self.limits)
            if parameters.query is not None:
                raise RequestRefused(
                    405, "Une requête en texte libre s'envoie par POST.", headers=((b"allow", b"POST"),)
                )
        try:
            return await self._run(parameters, method, receive, exchange)
        except StaleRights as stale:
            renewed = await self._backend.renewed(authorization or "", exchange.caller)
            if renewed is None or stale.written:
                raise
            exchange.caller = renewed
            return await self._run(parameters, method, receive, exchange)

    async def _run(
        self, parameters: Parameters, method: str, receive: Receive, exchange: _Exchange
    ) -> tuple[int, bytes]:
        """Find the document and its operation, check what may be asked, and execute."""
        caller = cast("Caller", exchange.caller)
        document = exchange.document = await self._document(parameters, caller.anonymous)
        operation = document.operation(parameters.operation)
        exchange.operation = operation
        if caller.anonymous and not operation.public:
            raise AuthenticationError
        if operation.kind is not OperationType.QUERY and method == "GET":
            raise RequestRefused(405, "Une mutation s'envoie par POST.", headers=((b"allow", b"POST"),))
        if operation.kind is OperationType.SUBSCRIPTION:
            raise RequestRefused(400, "L'API n'a pas d'abonnement.")
        if parameters.variables:
            check_variables(parameters.variables, self.limits)
        self._check_cost(operation, parameters.variables)
        if operation.answer is not None:
            return 200, operation.answer
        context = self._backend.context(caller, exchange.request_id, document, exchange.adresse)
        result = await self._execute(document, operation, parameters.variables, context, receive)
        return self._encode(result, context, operation, exchange)

    async def _document(self, parameters: Parameters, anonymous: bool) -> PreparedDocument:
        if parameters.name is not None:
            try:
                return self.documents.named(parameters.name)
            except RequestRefused:
                if anonymous:
                    raise AuthenticationError from None
                raise
        text = cast("str", parameters.query)
        return self.documents.known(text) or await self.documents.prepare(text, anonymous=anonymous)

    def _check_cost(self, operation: PreparedOperation, variables: dict[str, Any]) -> None:
        cost = operation.cost if isinstance(operation.cost, int) else evaluate(operation.cost, variables)
        maximum = self.documents.introspection_maximum if operation.introspection else self.limits.max_cost
        if cost > maximum:
            raise RequestRefused(
                400,
                f"Cette requête coûte {cost}, au-delà du maximum de {maximum} : demandez moins de lignes ou de champs.",
                Code.COUT_DEPASSE,
            )

    async def _execute(
        self,
        document: PreparedDocument,
        operation: PreparedOperation,
        variables: dict[str, Any],
        context: Any,
        receive: Receive,
    ) -> ExecutionResult:
        """Run the operation until its end, its deadline or its client's departure.

        :raises RequestRefused: 504 DELAI_DEPASSE. :raises ClientGone: nobody waits for the answer.
        """
        with Watch(receive, self.limits.timeout) as watch:
            try:
                start = partial(self._start, document, operation, variables, context)
                # A large schema takes graphql-core a quarter of a second of pure computation.
                result = await self.documents.aside(start) if operation.introspection else start()
                return cast("ExecutionResult", await result if isawaitable(result) else result)
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if watch.reason is None or task is None or task.uncancel() > 0:
                    raise
        if watch.reason == "depart":
            raise ClientGone
        raise RequestRefused(
            504,
            f"L'opération n'a pas abouti en {self.limits.timeout:g} secondes : elle est interrompue.",
            Code.DELAI_DEPASSE,
        )

    def _start(
        self, document: PreparedDocument, operation: PreparedOperation, variables: dict[str, Any], context: Any
    ) -> Any:
        return execute(
            self._backend.schema,
            document.document,
            context_value=context,
            variable_values=variables,
            operation_name=operation.name,
            max_coercion_errors=self.limits.max_errors,
            executor_class=self._executor,
        )

    def _encode(
        self, result: ExecutionResult, context: Any, operation: PreparedOperation, exchange: _Exchange
    ) -> tuple[int, bytes]:
        """The status and the body of an executed operation; an error before execution has no `data` entry."""
        data, errors = result.data, result.errors
        if errors is None and not context.errors:
            content = orjson.dumps({"data": data})
            if operation.introspection and not operation.has_variables:
                operation.answer = content
            return 200, content
        entries = present([*(errors or ()), *context.errors], exchange.internal)
        if any(entry["extensions"]["code"] == Code.NON_AUTHENTIFIE for entry in entries):
            done = any(value is not None for value in (data or {}).values())
            raise StaleRights(written=done and operation.kind is OperationType.MUTATION)
        if data is None and errors and all(error.path is None for error in errors):
            codes = {entry["extensions"]["code"] for entry in entries}
            if Code.INTERNE.value not in codes:
                raise InvalidDocument(entries)
            exchange.codes = sorted(codes)
            return 500, orjson.dumps({"errors": entries})
        exchange.codes = [entry["extensions"]["code"] for entry in entries]
        return 200, orjson.dumps({"errors": entries, "data": data})

    async def _refuse(
        self, refused: RequestRefused, receive: Receive, headers: dict[bytes, bytes], exchange: _Exchange
    ) -> tuple[int, bytes, tuple[tuple[bytes, bytes], ...]]:
        extra = refused.headers
        has_body = b"content-length" in headers or b"transfer-encoding" in headers
        if has_body and not exchange.body_read and refused.status != 408 and not await drain(receive):
            extra = (*extra, (b"connection", b"close"))
        exchange.codes = [entry["extensions"]["code"] for entry in refused.entries]
        return refused.status, orjson.dumps({"errors": refused.entries}), extra

    def _record(self, exchange: _Exchange, status: int, seconds: float) -> None:
        document = exchange.document
        self._metrics.observe(document.name if document else None, status, seconds, exchange.codes)
        if not self._log_requests:
            return
        request_log.info(
            "requete",
            requete_id=exchange.request_id,
            operation=exchange.operation.name if exchange.operation else None,
            document=document.digest if document else None,
            profil=None if exchange.caller is None or exchange.caller.anonymous else exchange.caller.profil,
            statut=status,
            duree_ms=round(seconds * 1000, 2),
            codes=sorted({str(code) for code in exchange.codes}),
            references=exchange.references,
        )
