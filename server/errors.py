"""What a program is told when something goes wrong, and the one place where errors are masked.

Exception
├── RequestRefused           a 4xx or 5xx with one French sentence and a code
│   ├── AuthenticationError  401, with its challenge
│   │   └── StaleRights      the caller's rights changed since their token was read
│   └── InvalidDocument      syntax, validation, choice of operation, variables
└── ClientGone               nobody is left to answer
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

from graphql import GraphQLError

from server.messages import coercion_message

__all__ = [
    "AuthenticationError",
    "ClientGone",
    "Code",
    "InvalidDocument",
    "RequestRefused",
    "StaleRights",
    "error_entry",
    "internal_entry",
    "new_reference",
    "present",
]

Headers = tuple[tuple[bytes, bytes], ...]
InternalErrorLog = Callable[[str, BaseException], None]


class Code(StrEnum):
    """The closed list of `extensions.code`: what a program may switch on."""

    NON_AUTHENTIFIE = "NON_AUTHENTIFIE"
    INTERDIT = "INTERDIT"
    REQUETE_INVALIDE = "REQUETE_INVALIDE"
    COUT_DEPASSE = "COUT_DEPASSE"
    DOCUMENT_INCONNU = "DOCUMENT_INCONNU"
    DELAI_DEPASSE = "DELAI_DEPASSE"
    TROP_DE_REQUETES = "TROP_DE_REQUETES"
    INTERNE = "INTERNE"


CODES: Final = frozenset(code.value for code in Code)


class RequestRefused(Exception):
    """The request is answered with `status` and one error, and nothing is executed.

    `message` is a French sentence, `headers` are added to the response.
    """

    def __init__(self, status: int, message: str, code: Code = Code.REQUETE_INVALIDE, headers: Headers = ()) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.headers = headers
        self.entries: list[dict[str, Any]] = [error_entry(message, code)]


class AuthenticationError(RequestRefused):
    """No token, or one that is not accepted: 401 with the challenge RFC 6750 asks for."""

    def __init__(self, message: str = "Connectez-vous : cette opération demande un jeton d'accès valide.") -> None:
        super().__init__(401, message, Code.NON_AUTHENTIFIE, ((b"www-authenticate", b"Bearer"),))


class StaleRights(AuthenticationError):
    """The caller's rights have changed since their token was read.

    `written` says that a field of a mutation was done all the same: the operation cannot be run again.
    """

    def __init__(self, *, written: bool) -> None:
        super().__init__()
        self.written = written


class InvalidDocument(RequestRefused):
    """A well-formed request whose document, operation or variables are wrong: 400.

    `entries` are the errors of the response, already in French.
    """

    def __init__(self, entries: list[dict[str, Any]]) -> None:
        super().__init__(400, entries[0]["message"])
        self.entries = entries


class ClientGone(Exception):
    """The client closed its connection before the answer."""


def error_entry(message: str, code: str, error: GraphQLError | None = None, /, **extensions: Any) -> dict[str, Any]:
    """One entry of `errors` (GraphQL specification, Response Format), placed where `error` was."""
    entry: dict[str, Any] = {"message": message}
    if error is not None and error.locations:
        entry["locations"] = [location.formatted for location in error.locations]
    if error is not None and error.path is not None:
        entry["path"] = error.path
    entry["extensions"] = {"code": code, **extensions}
    return entry


def new_reference() -> str:
    """What a user quotes to the support, and what the log carries: 12 hexadecimal digits."""
    return secrets.token_hex(6)


def internal_entry(reference: str, error: GraphQLError | None = None) -> dict[str, Any]:
    """The entry of a masked error: its reference and nothing else."""
    message = f"Une erreur interne est survenue. Référence : {reference}"
    return error_entry(message, Code.INTERNE, error, reference=reference)


def present(errors: Iterable[GraphQLError], log: InternalErrorLog) -> list[dict[str, Any]]:
    """The `errors` of a response: ours as they are, those of graphql-core in French, all others masked.

    An error is ours when its extensions carry a `Code` and nothing but a GraphQLError lies behind it. An exception that
    failed several fields is logged once, by `log(reference, exception)`, and keeps one reference.
    """
    references: dict[int, str] = {}
    entries = []
    for error in errors:
        origin = _origin(error)
        extensions: Mapping[str, Any] = error.extensions or {}
        # Before execution, a Python error comes from a scalar that read a variable: the caller's mistake, not ours.
        if isinstance(origin, GraphQLError) or error.path is None:
            message = coercion_message(error)
            if message is not None:
                entries.append(error_entry(message, Code.REQUETE_INVALIDE, error))
                continue
        if isinstance(origin, GraphQLError) and extensions.get("code") in CODES:
            others = {key: value for key, value in extensions.items() if key != "code"}
            entries.append(error_entry(error.message, extensions["code"], error, **others))
            continue
        reference = references.get(id(origin))
        if reference is None:
            reference = references[id(origin)] = new_reference()
            log(reference, origin)
        entries.append(internal_entry(reference, error))
    return entries


def _origin(error: GraphQLError) -> BaseException:
    """The innermost exception: a GraphQLError is wrapped in another one for each place it passes through."""
    origin: BaseException = error
    while isinstance(origin, GraphQLError) and origin.original_error is not None:
        origin = origin.original_error
    return origin
