"""`viesion query`: a named operation, run in this process with the rights of an account."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from queries import NamedOperation
from server.app import Application
from server.execution import execute_document
from server.limits import Limits
from server.settings import Settings


class UnknownAccount(LookupError):
    """No active account has this identifiant."""


async def run_named(url: str, operation: NamedOperation, variables: dict[str, Any], account: str) -> dict[str, Any]:
    """The answer to an operation, as the API would give it. Errors: UnknownAccount."""
    application = Application(Settings(database_url=url, secret=secrets.token_hex(32)), Limits())
    await application.start()
    try:
        caller = await application.accounts.find(account)
        if caller is None:
            raise UnknownAccount(account)
        return await execute_document(application, operation.document, variables, caller)
    finally:
        await application.stop()


def show(result: dict[str, Any], form: str) -> None:
    """Prints an answer: JSON, or a table whose rows are those of its first list."""
    if form == "json" or not result.get("data"):
        print(orjson.dumps(result, option=orjson.OPT_INDENT_2).decode())  # noqa: T201
        return
    for error in result.get("errors", ()):
        Console(stderr=True).print(error["message"], style="red")
    rows = [dict(_flat(row)) for row in _rows(result["data"])]
    names = list(dict.fromkeys(key for row in rows for key in row))
    table = Table(*names)
    for row in rows:
        table.add_row(*("" if row.get(name) is None else str(row[name]) for name in names))
    Console().print(table)


def _rows(data: Any) -> list[Any]:
    """The first list found, from the root down; else the one object."""
    level = [data]
    while level:
        for value in level:
            if isinstance(value, list):
                return value
        level = [inner for value in level if isinstance(value, dict) for inner in value.values()]
    return [data]


def _flat(value: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{prefix}.{key}" if prefix else key)
    elif isinstance(value, list):
        yield prefix, f"{len(value)} lignes"
    else:
        yield prefix, value
