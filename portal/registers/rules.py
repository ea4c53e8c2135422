"""Which registers there are, and how a figure stands to the calendar."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Words of the addresses of pages, so no figure can be called so.
RESERVED = frozenset({"new", "next", "versions", "file"})
# So long before a figure ends its editors are warned: new values are announced in late autumn.
WARNED_BEFORE = dt.timedelta(days=45)


class Register(StrEnum):
    """A file of `content/` without its ending. The word is stored."""

    FIGURES = "figures"
    SITE = "site"

    @property
    def file_name(self) -> str:
        return f"{self}.yaml"


class Standing(StrEnum):
    """How a figure stands today, the most pressing first."""

    ENDED = "ended"
    ENDING = "ending"
    HOLDS = "holds"
    TO_COME = "to_come"


@dataclass(frozen=True, slots=True)
class Period:
    """From when to when a value holds; `until` None: until further notice."""

    start: dt.date
    until: dt.date | None


def standing(periods: Sequence[Period], today: dt.date) -> Standing:
    """Of a figure by all its periods: a successor that is entered in time is no reason to warn."""
    last = max(periods, key=lambda one: one.start)
    if min(one.start for one in periods) > today:
        return Standing.TO_COME
    if last.until is None or last.until > today + WARNED_BEFORE:
        return Standing.HOLDS
    return Standing.ENDED if last.until < today else Standing.ENDING


def following(last: Period) -> Period | None:
    """The period that is likely to come next: as long as the last one, right behind it. None: nobody can tell."""
    if last.until is None:
        return None
    start = last.until + dt.timedelta(days=1)
    if (last.start.day, last.start.month) == (start.day, start.month):
        years = start.year - last.start.year
        return Period(start, _years_later(start, years) - dt.timedelta(days=1))
    return Period(start, start + (last.until - last.start))


_UNIT = re.compile(r"[^\W\d_]|[%‰€$£]")


def lost_unit(before: str, now: str) -> bool:
    """Whether a value is a bare number although the one before it had a unit: “14,60” after “13,90 €”."""
    return bool(_UNIT.search(before)) and not _UNIT.search(now)


def _years_later(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
