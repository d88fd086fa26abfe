"""Whether a peer's sheet holds the same data as ours, before anything is timed.

Peers have no rights: where ours masks a field or leaves out a row of another structure, theirs may hold more. A sheet
of which nothing is masked must be equal.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

MASKED = "Autre accompagnement"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:")
DECIMAL = re.compile(r"-?\d+(\.\d+)?")


class Difference(AssertionError):
    """A peer answers something else than we do."""


def check(ours: Any, theirs: Any, *, strict: bool) -> int:
    """Compares two sheets and returns the number of values found equal.

    `strict`: nothing is masked in ours, so that lists have the same length and nothing is null on one side only.
    Fields that the peer does not give at all are left out. Errors: Difference.
    """
    return _check(ours, theirs, strict, ("beneficiaire",))


def unmasked(sheet: dict[str, Any]) -> bool:
    """Whether our sheet shows all that there is, as far as it says so itself."""
    return all(etape["acces"] == "COMPLET" for etape in sheet["etapes"])


def _check(ours: Any, theirs: Any, strict: bool, path: tuple[Any, ...]) -> int:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if path[-1] == "entretiens" and theirs["pageInfo"]["hasNextPage"]:
            return 0  # each orders the ten rows of its first page in its own way
        if not strict and path[-1] in ("dernierEntretien", "prochainEntretien") and _other(ours, theirs):
            return 0
        return sum(_check(value, theirs[key], strict, (*path, key)) for key, value in ours.items() if key in theirs)
    if isinstance(ours, list) and isinstance(theirs, list):
        return _rows(ours, theirs, strict, path)
    if path[-1] == "endCursor":
        return 1
    if not strict and (ours is None or ours in (MASKED, "RESTREINT") or path[-1] == "hasNextPage"):
        return 0
    if _plain(ours) != _plain(theirs):
        raise Difference(f"{'.'.join(map(str, path))} : {ours!r} chez nous, {theirs!r} en face")
    return 1


def _rows(ours: list[Any], theirs: list[Any], strict: bool, path: tuple[Any, ...]) -> int:
    if ours and "id" in ours[0]:
        found = {_number(row["id"]): row for row in theirs}
        missing = [row["id"] for row in ours if _number(row["id"]) not in found]
        if missing:
            raise Difference(f"{'.'.join(map(str, path))} : {missing} manquent en face")
        ordered = [found[_number(row["id"])] for row in ours]
        if path[-2:] != ("entretiens", "nodes") and ordered != [row for row in theirs if row in ordered]:
            raise Difference(f"{'.'.join(map(str, path))} : dans un autre ordre")
    else:
        ordered = theirs
    if len(ours) != len(theirs) and (strict or (ours and "id" not in ours[0])):
        raise Difference(f"{'.'.join(map(str, path))} : {len(ours)} lignes chez nous, {len(theirs)} en face")
    return sum(
        _check(one, other, strict, (*path, rank)) for rank, (one, other) in enumerate(zip(ours, ordered, strict=False))
    )


def _other(ours: dict[str, Any], theirs: dict[str, Any]) -> bool:
    return bool(_number(ours["id"]) != _number(theirs["id"]))


def _number(id: str | int) -> int:
    return int(str(id).rpartition(":")[2])


def _plain(value: Any) -> Any:
    """Values as they are: an id without its type, an instant whatever its offset, 3 and 3.0 and '3' alike."""
    if isinstance(value, str):
        head, colon, tail = value.partition(":")
        if colon and head.isalpha() and tail.isdecimal():
            return int(tail)
        if INSTANT.match(value):
            return dt.datetime.fromisoformat(value)
        if DECIMAL.fullmatch(value):
            return float(value)
    return value
