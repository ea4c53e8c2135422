"""Repeatable chance: cards drawn from decks, and moments on working days."""

from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING, Generic, TypeVar

from portal import clock
from portal.consultations.rules import add_working_days, is_working_day

if TYPE_CHECKING:
    from collections.abc import Mapping

Card = TypeVar("Card")

# Minutes of the day between which a course of events begins anew.
MORNING, AFTERNOON, EVENING = 7 * 60 + 40, 15 * 60 + 30, 18 * 60
FOURTEEN_MONTHS = 300
"""In working days."""


class Deck(Generic[Card]):
    """Draws in shuffled order; shuffled again after the last card. So shares hold also for a few cards."""

    def __init__(self, rng: random.Random, shares: Mapping[Card, int]) -> None:
        self._rng = rng
        self._shares = shares
        self._left: list[Card] = []

    def draw(self) -> Card:
        """Take the next card."""
        if not self._left:
            self._left = [card for card, times in self._shares.items() for _ in range(times)]
            self._rng.shuffle(self._left)
        return self._left.pop()


class Days:
    """Working days, counted back from today."""

    def __init__(self, today: dt.date) -> None:
        self.today = today
        self._back = [today]
        while len(self._back) <= FOURTEEN_MONTHS:
            self._back.append(_working_day_before(self._back[-1]))

    def ago(self, number: int) -> dt.date:
        """The working day so many before today; today itself for 0."""
        return self._back[number]

    def ahead(self, number: int) -> dt.date:
        """The working day so many after today."""
        return add_working_days(self.today, number)

    def moment(self, ago: int, minute: int) -> dt.datetime:
        """That minute of that day on the wall clock in Stuttgart, in UTC."""
        at = dt.time(minute // 60, minute % 60)
        return dt.datetime.combine(self.ago(ago), at, clock.BERLIN).astimezone(dt.UTC)


def _working_day_before(day: dt.date) -> dt.date:
    day -= dt.timedelta(days=1)
    while not is_working_day(day):
        day -= dt.timedelta(days=1)
    return day


class Course:
    """Moments in their order, `begun` to `last` working days ago. None lies in the future, since `last` is not 0."""

    def __init__(self, rng: random.Random, days: Days, begun: int, last: int = 1) -> None:
        self._rng, self._days, self._last = rng, days, last
        self.ago = max(begun, last)
        self._minute = rng.randint(MORNING, AFTERNOON)

    @property
    def moment(self) -> dt.datetime:
        return self._days.moment(self.ago, self._minute)

    def soon(self) -> dt.datetime:
        """Some minutes later, on the same day."""
        self._minute = min(self._minute + self._rng.randint(1, 6), EVENING + 180)
        return self.moment

    def later(self, least: int, most: int) -> dt.datetime:
        """So many working days later, as far as there are days left."""
        step = min(self._rng.randint(least, most), self.ago - self._last)
        if step == 0:
            return self.soon()
        self.ago -= step
        self._minute = self._rng.randint(MORNING, AFTERNOON)
        return self.moment
