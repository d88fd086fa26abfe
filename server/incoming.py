"""A request as it comes: its body, its parameters, and everything that makes them unacceptable."""

from __future__ import annotations

import asyncio
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive

from server.errors import ClientGone, RequestRefused
from server.limits import Limits

__all__ = ["Parameters", "body_parameters", "check_body_headers", "drain", "header_map", "read_body", "url_parameters"]

CLOSE: Final = ((b"connection", b"close"),)

# How long a refused body is thrown away before the answer, for clients that only read once they have written.
DRAIN_SECONDS: Final = 1.0


class Parameters(NamedTuple):
    """The parameters of a GraphQL request: a text or the name of a known document, never both."""

    query: str | None
    name: str | None
    variables: dict[str, Any]
    operation: str | None


def header_map(headers: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Headers by lower-case name; a repeated one is joined by commas (RFC 9110 §5.3)."""
    found = dict(headers)
    if len(found) < len(headers):
        found = {}
        for name, value in headers:
            found[name] = found[name] + b", " + value if name in found else value
    return found


def check_body_headers(headers: dict[bytes, bytes], limits: Limits) -> None:
    """Refuse a body by what is announced of it: 415 when compressed, 400 or 413 by its length."""
    encoding = headers.get(b"content-encoding")
    if encoding is not None and encoding.strip().lower() not in (b"", b"identity"):
        raise RequestRefused(415, "Le corps doit être envoyé sans compression (Content-Encoding).")
    announced = headers.get(b"content-length")
    if announced is not None:
        if not announced.isdigit() or len(announced) > 18:
            raise RequestRefused(400, "L'en-tête Content-Length n'est pas un nombre.")
        if int(announced) > limits.max_body:
            raise _too_large(limits)


def _too_large(limits: Limits) -> RequestRefused:
    return RequestRefused(413, f"Le corps de la requête dépasse {limits.max_body} octets.")


async def read_body(receive: Receive, limits: Limits) -> bytes:
    """The whole body.

    :raises RequestRefused: 413 beyond `max_body`, 408 when it has not ended after `body_timeout` seconds.
    :raises ClientGone: the client left first.
    """
    try:
        async with asyncio.timeout(limits.body_timeout):
            message = await receive()
            body: bytes = message.get("body", b"")
            if message["type"] == "http.request" and not message.get("more_body", False):
                if len(body) > limits.max_body:
                    raise _too_large(limits)
                return body
            parts, length = [body], len(body)
            while True:
                if message["type"] == "http.disconnect":
                    raise ClientGone
                if length > limits.max_body:
                    raise _too_large(limits)
                if not message.get("more_body", False):
                    return b"".join(parts)
                message = await receive()
                part = message.get("body", b"")
                parts.append(part)
                length += len(part)
    except TimeoutError:
        raise RequestRefused(408, "Le corps de la requête n'est pas arrivé à temps.", headers=CLOSE) from None


async def drain(receive: Receive) -> bool:
    """Throw away what is left of a refused body; False when it has not ended after a second."""
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            more = True
            while more:
                message = await receive()
                more = message["type"] == "http.request" and message.get("more_body", False)
                # Without it a body that is always there would never let the others run.
                await asyncio.sleep(0)
    except TimeoutError:
        return False
    return True


def body_parameters(body: bytes) -> Parameters:
    """The parameters of a POST.

    :raises RequestRefused: 400, not a JSON object of the expected members.
    """
    try:
        payload = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise RequestRefused(400, _json_message(error, "Le corps de la requête")) from None
    if isinstance(payload, list):
        raise RequestRefused(400, "Le corps est une liste : envoyez une opération par requête.")
    if not isinstance(payload, dict):
        raise RequestRefused(400, "Le corps doit être un objet JSON avec un membre « query ».")
    if payload.get("extensions") is not None and not isinstance(payload["extensions"], dict):
        raise RequestRefused(400, "Le membre « extensions » doit être un objet.")
    return _parameters(payload)


def url_parameters(query_string: bytes, limits: Limits) -> Parameters:
    """The parameters of a GET, whose `variables` are a JSON object.

    :raises RequestRefused: 400, or 414 when the query string is too long.
    """
    if len(query_string) > limits.max_query_string:
        raise RequestRefused(414, f"L'adresse dépasse {limits.max_query_string} octets.")
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=False,
            errors="strict",
            max_num_fields=16,
        )
    except ValueError:
        raise RequestRefused(400, "Les paramètres de l'adresse ne peuvent pas être lus (UTF-8 attendu).") from None
    payload: dict[str, Any] = dict(pairs)
    variables = payload.get("variables")
    if variables:
        try:
            payload["variables"] = orjson.loads(variables)
        except orjson.JSONDecodeError as error:
            raise RequestRefused(400, _json_message(error, "Le paramètre « variables »")) from None
    else:
        payload.pop("variables", None)
    return _parameters(payload)


def _parameters(payload: dict[str, Any]) -> Parameters:
    query, name = payload.get("query"), payload.get("id")
    variables, operation = payload.get("variables"), payload.get("operationName")
    if query is not None and not isinstance(query, str):
        raise RequestRefused(400, "Le membre « query » doit être un texte.")
    if name is not None and not isinstance(name, str):
        raise RequestRefused(400, "Le membre « id » doit être un texte.")
    if (query is None) == (name is None):
        reason = "soit une requête (« query »), soit le nom d'un document (« id »)"
        raise RequestRefused(400, f"Donnez {reason}{', et non les deux' if query is not None else ''}.")
    if variables is not None and not isinstance(variables, dict):
        raise RequestRefused(400, "Le membre « variables » doit être un objet.")
    if operation is not None and not isinstance(operation, str):
        raise RequestRefused(400, "Le membre « operationName » doit être un texte.")
    return Parameters(query, name, variables or {}, operation or None)


def _json_message(error: orjson.JSONDecodeError, what: str) -> str:
    """Why a JSON text is refused, without its content."""
    reason = error.msg
    if "surrogate" in reason:
        return f"{what} contient un demi-caractère isolé (U+D800 à U+DFFF)."
    if "UTF-8" in reason or "utf-8" in reason:
        return f"{what} n'est pas en UTF-8."
    if "depth" in reason or "recursion" in reason:
        return f"{what} est trop imbriqué."
    if "infinity" in reason:
        return f"{what} contient un nombre trop grand."
    return f"{what} n'est pas du JSON valide (ligne {error.lineno}, colonne {error.colno})."
