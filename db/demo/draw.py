"""Seeded draws, and the little arithmetic of days that every chapter needs."""

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

T = TypeVar("T")

PARIS = ZoneInfo("Europe/Paris")


class Weighted(Generic[T]):
    """Values with their weights, drawn in the time of a bisection."""

    __slots__ = ("cumulated", "total", "values")

    def __init__(self, weights: Iterable[tuple[T, float]]) -> None:
        pairs = list(weights)
        self.values = [value for value, _ in pairs]
        self.cumulated = list(accumulate(weight for _, weight in pairs))
        self.total = self.cumulated[-1]


class Draw:
    """Draws from one seed: the same seed gives the same draws, whatever else is drawn elsewhere."""

    __slots__ = ("_random",)

    def __init__(self, *seed: object) -> None:
        self._random = random.Random(":".join(map(str, seed))).random

    def chance(self, probability: float) -> bool:
        return self._random() < probability

    def between(self, low: int, high: int) -> int:
        """An integer of [low, high]; `low` when the bounds cross."""
        return low + int(self._random() * (high - low + 1)) if high > low else low

    def among(self, values: Sequence[T]) -> T:
        return values[int(self._random() * len(values))]

    def weighted(self, values: Weighted[T]) -> T:
        return values.values[bisect(values.cumulated, self._random() * values.total)]

    def several(self, values: Sequence[T], number: int) -> list[T]:
        """`number` different values, in the order drawn (all of them when there are fewer)."""
        left = list(values)
        return [left.pop(int(self._random() * len(left))) for _ in range(min(number, len(left)))]

    def instant(self, day: dt.date) -> dt.datetime:
        """A working hour of `day`, in Paris."""
        seconds = int(self._random() * 34_200)
        return dt.datetime(
            day.year, day.month, day.day, 8 + seconds // 3600, seconds // 60 % 60, seconds % 60, tzinfo=PARIS
        )


def plus(day: dt.date, days: int) -> dt.date:
    return dt.date.fromordinal(day.toordinal() + days)


def plus_months(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last day."""
    years, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(day.year + years, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(day)


def working(day: dt.date) -> dt.date:
    """`day`, or the Friday before when it falls on a week-end."""
    return plus(day, -max(0, day.weekday() - 4))
