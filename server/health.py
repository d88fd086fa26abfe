"""Whether the process lives, whether it can serve, and JSON answers where Starlette would send plain text."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from server.errors import Code, error_entry, internal_entry, new_reference
from server.logs import describe_exception, log_internal_error, request_log

__all__ = ["alive", "exception_handlers", "readiness"]

READY_WITHIN: Final = 2.0
"""Seconds after which a server that has not said it is ready is not."""

SENTENCES: Final = {
    404: "Cette adresse n'existe pas.",
    405: "Cette méthode n'est pas admise à cette adresse.",
    413: "Le corps de la requête est trop grand.",
}


def _json(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(
        orjson.dumps(content),
        status,
        {"cache-control": "no-store", **(headers or {})},
        "application/json; charset=utf-8",
    )


async def alive(request: Request) -> Response:
    """`GET /sante`: the process answers."""
    return _json({"etat": "en vie"})


def readiness(ready: Callable[[], Awaitable[Any]]) -> Callable[[Request], Awaitable[Response]]:
    """The handler of `GET /pret`: 200 when `ready()` returns within two seconds, 503 when it raises or is late."""

    async def handler(request: Request) -> Response:
        try:
            async with asyncio.timeout(READY_WITHIN):
                await ready()
        except Exception as error:
            request_log.warning("pas_pret", **describe_exception(error))
            return _json({"etat": "indisponible"}, 503, {"retry-after": "5"})
        return _json({"etat": "prêt"})

    return handler


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    sentence = SENTENCES.get(error.status_code, "La requête est refusée.")
    body = {"errors": [error_entry(sentence, Code.REQUETE_INVALIDE)]}
    return _json(body, error.status_code, error.headers)


async def _failed(request: Request, error: Exception) -> Response:
    reference = new_reference()
    log_internal_error(reference, error)
    return _json({"errors": [internal_entry(reference)]}, 500)


def exception_handlers() -> dict[Any, Callable[[Request, Exception], Awaitable[Response]]]:
    """What `Starlette(exception_handlers=…)` takes, so that its own 404, 405 and 500 are JSON as well."""
    return {HTTPException: _refused, Exception: _failed}
