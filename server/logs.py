"""Structured logs: one JSON line on standard error for each event, without personal data.

What an exception says may quote a row (PostgreSQL names the values of a broken constraint): its sentence is logged
without quoted texts, parentheses and numbers; its type, SQLSTATE and stack say the rest.
"""

from __future__ import annotations

import logging
import re
import secrets
import sys
import traceback
from typing import Any, Final

import orjson
import structlog

__all__ = [
    "configure_logs",
    "describe_exception",
    "log_internal_error",
    "new_request_id",
    "request_log",
    "valid_request_id",
]

REQUEST_ID: Final = re.compile(rb"[A-Za-z0-9._-]{1,64}")
PERSONAL: Final = re.compile(r"\"[^\"]*\"|'[^']*'|«[^»]*»|\([^()]*\)|\d+|\S+@\S+")
DEEPEST_FRAMES: Final = 12

request_log: Any = structlog.get_logger("viesion")
"""The logger of the edge: `request_log.info("requete", …)`."""


def configure_logs(level: int = logging.INFO) -> None:
    """Send every event of at least `level` to standard error, a line of JSON each."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="horodatage"),
            structlog.processors.JSONRenderer(serializer=_dumps),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )


def _dumps(event: Any, default: Any = None, **_: Any) -> bytes:
    return orjson.dumps(event, default=repr)


def new_request_id() -> str:
    """An id for a request that came without one: 16 hexadecimal digits."""
    return secrets.token_hex(8)


def valid_request_id(header: bytes | None) -> str | None:
    """The client's X-Request-ID when it is short and plain enough for a log line and a header, else None."""
    return header.decode("ascii") if header is not None and REQUEST_ID.fullmatch(header) else None


def log_internal_error(reference: str, error: BaseException, request_id: str | None = None) -> None:
    """Log what was masked behind `reference`."""
    request_log.error("erreur_interne", reference=reference, requete_id=request_id, **describe_exception(error))


def describe_exception(error: BaseException) -> dict[str, Any]:
    """Type, scrubbed sentence, SQLSTATE and innermost frames of an exception and of what caused it."""
    chain: list[str] = []
    seen: BaseException | None = error
    innermost = error
    while seen is not None and len(chain) < 5:
        sentence = PERSONAL.sub("…", str(seen).partition("\n")[0][:300])
        chain.append(f"{type(seen).__module__}.{type(seen).__qualname__}: {sentence}")
        innermost = seen
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    frames = traceback.extract_tb(innermost.__traceback__)[-DEEPEST_FRAMES:]
    description: dict[str, Any] = {
        "erreurs": chain,
        "pile": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }
    sqlstate = getattr(innermost, "sqlstate", None)
    if sqlstate is not None:
        description["sqlstate"] = sqlstate
    return description
