"""How companies are listed and what their situation is called: pure decisions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum, StrEnum

QUIET_AFTER = dt.timedelta(days=60)
LIVELY_WITHIN = dt.timedelta(days=30)


class Sort(StrEnum):
    """Columns by which the portfolio can be ordered."""

    NAME = "name"
    PROGRESS = "progress"
    REQUESTS = "requests"
    HEARD = "heard"
    SPOKE = "spoke"


# What a reader wants to see first when a column is chosen: names from A, least progress, most requests, longest ago.
DESCENDING = frozenset({Sort.REQUESTS})


@dataclass(frozen=True)
class Filter:
    """Which companies; None or "" leaves a column open."""

    text: str = ""
    district: str = ""
    size_class: str = ""
    sector: str = ""
    consultant_id: int | None = None


class Situation(StrEnum):
    """How a company is doing, as a word with a reason; never a score."""

    OVERDUE = "overdue"
    REPLIED = "replied"
    NEW_REQUEST = "new_request"
    NOT_BEGUN = "not_begun"
    QUIET = "quiet"
    GOES_WELL = "goes_well"
    AT_WORK = "at_work"


@dataclass(frozen=True)
class Signs:
    """What the situation is judged by."""

    overdue_requests: int
    new_requests: int
    replied_requests: int
    begun: bool
    heard_at: dt.datetime | None
    nothing_open: bool


def situation(signs: Signs, now: dt.datetime) -> Situation:
    """Name what matters most: what waits for us, then what has gone quiet, then how it goes."""
    if signs.overdue_requests:
        return Situation.OVERDUE
    if signs.replied_requests:
        return Situation.REPLIED
    if signs.new_requests:
        return Situation.NEW_REQUEST
    if not signs.begun:
        return Situation.NOT_BEGUN
    return _pace(signs, now)


def _pace(signs: Signs, now: dt.datetime) -> Situation:
    silent_for = now - signs.heard_at if signs.heard_at else QUIET_AFTER
    if silent_for >= QUIET_AFTER and not signs.nothing_open:
        return Situation.QUIET
    return Situation.GOES_WELL if silent_for < LIVELY_WITHIN else Situation.AT_WORK


def quiet_days(heard_at: dt.datetime | None, now: dt.datetime) -> int:
    """Whole days since the company was last active; 0 if it never was."""
    return (now - heard_at).days if heard_at else 0


# Legal dates are shown so long before their day.
LAW_AHEAD = dt.timedelta(days=7)


class Urgency(IntEnum):
    """What a company does first."""

    OVERDUE = 0
    LAW_CLOSE = 1
    DUTY = 2
    OTHER = 3


def is_now(day: dt.date, today: dt.date, *, law: bool) -> bool:
    """Whether a hire's item belongs to what comes next: a suggestion from its day on, a legal date a week before."""
    return day <= today + (LAW_AHEAD if law else dt.timedelta(0))


def urgency(*, law: bool, overdue: bool, duty: bool) -> Urgency:
    """Rank a step. Only a legal date can be overdue; one that had passed before the hire was made is a duty like others."""
    if law:
        return Urgency.OVERDUE if overdue else Urgency.LAW_CLOSE
    return Urgency.DUTY if duty else Urgency.OTHER


class Occasion(StrEnum):
    """Why a company opens the portal for the first time."""

    HIRING = "hiring"
    SEARCHING = "searching"
    ARRIVED = "arrived"
    DUTIES = "duties"


# Fields of action whose checklist helps, the best first; without one, a hire is made.
OCCASIONS: dict[Occasion, tuple[str, ...]] = {
    Occasion.HIRING: (),
    Occasion.SEARCHING: ("gewinnung", "anerkennung"),
    Occasion.ARRIVED: ("ankommen", "wohnen-familie"),
    Occasion.DUTIES: ("aufenthalt",),
}
# From so many begun checklists on, progress is shown by field of action.
MANY_BEGUN = 3


class Wait(StrEnum):
    """Why a text waits for an editor, in the order of urgency."""

    SECOND_LOOK = "second_look"
    REVIEW = "review"
    KEPT = "kept"
    DUE = "due"
    DRAFT = "draft"
