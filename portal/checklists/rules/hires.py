"""A hire: which items it brings, when they are due, and how it ends.

A date is a suggestion unless the item says that it is the law's; only such a date is ever overdue.
"""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from portal.checklists.rules.answers import State

LONGEST_LABEL = 80
# Anchors further away than this are slips of the pen.
EARLIEST_ANCHOR = dt.date(2000, 1, 1)
MOST_YEARS_AHEAD = 20
LABEL_KEPT_MONTHS = 6
UNTOUCHED_MONTHS = 12
ASKED_MONTHS = 1
# The early end of a job is told to the foreigners authority within two weeks where the stay is for a training, or
# the job needs a permission of its own (§§ 16g, 60c, 60d); the item's own offset holds for all others.
SHORT_NOTICE = (14, "d")

Offset = tuple[int, str]


class Group(StrEnum):
    """Where somebody comes from, as far as the duties differ. The words are stored."""

    EU_EEA_CH = "eu_eea_ch"
    OTHER_HERE = "other_here"
    OTHER_ABROAD = "other_abroad"


MOVING = "moving"
TRAINING = "training"
# Asked besides the group, not alternatives to it.
ASKED_BESIDES = frozenset({MOVING, TRAINING})
OTHER_STATES = frozenset({Group.OTHER_HERE, Group.OTHER_ABROAD})


class Anchor(StrEnum):
    """The days that due dates are counted from. One never stands in for another."""

    FIRST_WORKING_DAY = "first_working_day"
    MOVE_IN = "move_in"
    VISA_EXPIRY = "visa_expiry"
    TITLE_EXPIRY = "title_expiry"
    END_KNOWN = "end_known"


class HireState(StrEnum):
    """How a hire stands. The words are stored."""

    RUNNING = "running"
    FINISHED = "finished"
    NOT_STARTED = "not_started"
    ENDED_EARLY = "ended_early"


class Phase(StrEnum):
    """The parts of a hire, in their order; known also without any date."""

    BEFORE_ENTRY = "before_entry"
    BEFORE_START = "before_start"
    FIRST_DAY = "first_day"
    FIRST_WEEKS = "first_weeks"
    LATER = "later"
    EARLY_END = "early_end"


class Standing(StrEnum):
    """How an item stands to its day."""

    NONE = "none"
    AHEAD = "ahead"
    LATE = "late"
    OVERDUE = "overdue"
    TO_CLARIFY = "to_clarify"


MOVES: Mapping[HireState, frozenset[HireState]] = {
    HireState.RUNNING: frozenset({HireState.FINISHED, HireState.NOT_STARTED, HireState.ENDED_EARLY}),
    HireState.FINISHED: frozenset({HireState.RUNNING, HireState.ENDED_EARLY}),
    HireState.NOT_STARTED: frozenset({HireState.RUNNING}),
    HireState.ENDED_EARLY: frozenset({HireState.RUNNING}),
}
FINISHED = frozenset({State.DONE, State.NOT_APPLICABLE})
FIRST_WEEKS = 28


@dataclass(frozen=True)
class Case:
    """What is known of a hire. No anchor: not known."""

    group: Group
    moving: bool = False
    training: bool = False
    permission: bool = False
    state: HireState = HireState.RUNNING
    anchors: Mapping[Anchor, dt.date] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """What an item says about its day, and for whom it is."""

    due: Offset | None = None
    anchor: Anchor = Anchor.FIRST_WORKING_DAY
    law: bool = False
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class OwnDay:
    """A day kept with an item: set `by_hand`, or left where it was when the item was finished."""

    day: dt.date
    by_hand: bool


@dataclass(frozen=True)
class Due:
    """When an item is due, and how it stands to that day."""

    day: dt.date | None
    law: bool
    by_hand: bool
    standing: Standing
    # The anchor that must be known first, where there is no day yet.
    waits_for: Anchor | None = None


def task(attributes: Mapping[str, Any]) -> Task:
    """Read the attributes of an item."""
    due = attributes.get("due")
    return Task(
        due=(int(due[0]), str(due[1])) if due else None,
        anchor=Anchor(attributes.get("anchor") or Anchor.FIRST_WORKING_DAY),
        law=bool(attributes.get("law")),
        groups=tuple(attributes.get("groups") or ()),
    )


# Days.


def due_date(offset: Offset, anchor: dt.date) -> dt.date | None:
    """Count from the anchor. A month later is the same day, or the month's last where it has no such day.

    None: no calendar reaches so far.
    """
    number, unit = offset
    try:
        if unit == "m":
            return _months_later(anchor, number)
        return anchor + dt.timedelta(days=number * 7 if unit == "w" else number)
    except (OverflowError, ValueError):
        return None


def _months_later(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def counted_day(one: Task, case: Case) -> dt.date | None:
    """The day that follows from the anchor; None where it is not known."""
    anchor = case.anchors.get(one.anchor)
    if one.due is None or anchor is None:
        return None
    short = is_duty_of_end(one) and (case.training or case.permission)
    return due_date(SHORT_NOTICE if short else one.due, anchor)


def due(one: Task, case: Case, state: State, own: OwnDay | None, made_on: dt.date, today: dt.date) -> Due:
    """When the item is due. `made_on` is the day on which its checklist was begun for the hire."""
    finished = state in FINISHED
    by_hand = own is not None and own.by_hand and not one.law
    kept = own is not None and (by_hand or (finished and not own.by_hand))
    day = own.day if own is not None and kept else counted_day(one, case)
    if day is None:
        return Due(None, one.law, by_hand, Standing.NONE, one.anchor if one.due is not None else None)
    if finished or not is_awaited(one, case):
        return Due(day, one.law, by_hand, Standing.NONE)
    return Due(day, one.law, by_hand, _standing(day, one.law, clarify=not by_hand and day < made_on, today=today))


def _standing(day: dt.date, law: bool, *, clarify: bool, today: dt.date) -> Standing:  # noqa: FBT001 - read beside the day
    if clarify:
        return Standing.TO_CLARIFY
    if day >= today:
        return Standing.AHEAD
    return Standing.OVERDUE if law else Standing.LATE


def can_be_set(one: Task) -> bool:
    """Whether its day may be set by hand: a legal date follows from its anchor alone."""
    return not one.law


def is_credible_anchor(day: dt.date, today: dt.date) -> bool:
    """Whether somebody can mean this day."""
    return EARLIEST_ANCHOR <= day <= _months_later(today, MOST_YEARS_AHEAD * 12)


def anchors_of_legal_days(tasks: Iterable[Task], days: Collection[dt.date]) -> dict[Anchor, set[dt.date]]:
    """Which days of which anchors put a legal date on one of these days."""
    found: dict[Anchor, set[dt.date]] = {}
    for one in tasks:
        if not one.law or one.due is None:
            continue
        offsets = (one.due, SHORT_NOTICE) if one.anchor is Anchor.END_KNOWN else (one.due,)
        found.setdefault(one.anchor, set()).update(
            anchor for offset in offsets for day in days for anchor in anchors_before(offset, day)
        )
    return found


def anchors_before(offset: Offset, day: dt.date) -> tuple[dt.date, ...]:
    """The anchors from which the offset leads to this day: of months several, where the day is a month's last."""
    number, unit = offset
    near = due_date((-number, unit), day)
    if near is None:
        return ()
    around = (due_date((away, "d"), near) for away in range(-3, 4))
    return tuple(one for one in around if one is not None and due_date(offset, one) == day)


# Which items.


def applies(one: Task, case: Case) -> bool:
    """Whether the hire gets the item. Named groups are alternatives; "moving" and "training" are asked besides."""
    if one.anchor is Anchor.END_KNOWN and case.state is not HireState.ENDED_EARLY:
        return False
    if (MOVING in one.groups and not case.moving) or (TRAINING in one.groups and not case.training):
        return False
    named = [word for word in one.groups if word not in ASKED_BESIDES]
    return not named or case.group in named


def is_duty_of_end(one: Task) -> bool:
    """Whether the law asks for it at an early end."""
    return one.law and one.anchor is Anchor.END_KNOWN


def is_awaited(one: Task, case: Case) -> bool:
    """Whether anybody still waits for the item: after an early end only for what the end brings."""
    if case.state is HireState.ENDED_EARLY:
        return one.anchor is Anchor.END_KNOWN
    return case.state is HireState.RUNNING


def phase(one: Task, *, only_abroad: bool) -> Phase:
    """Where an item stands. `only_abroad`: its whole checklist is for people who still live abroad."""
    if one.anchor is Anchor.END_KNOWN:
        return Phase.EARLY_END
    if only_abroad:
        return Phase.BEFORE_ENTRY
    if one.anchor is not Anchor.FIRST_WORKING_DAY:
        return Phase.FIRST_WEEKS
    return _phase_by_days(_in_days(one.due))


def _in_days(offset: Offset | None) -> int:
    number, unit = offset or (1, "d")
    return number * {"d": 1, "w": 7, "m": 30}[unit]


def _phase_by_days(days: int) -> Phase:
    if days < 0:
        return Phase.BEFORE_START
    if days == 0:
        return Phase.FIRST_DAY
    return Phase.FIRST_WEEKS if days <= FIRST_WEEKS else Phase.LATER


# Which checklists.


class Why(StrEnum):
    """Why a checklist follows, or does not."""

    EVERYBODY = "everybody"
    FITS = "fits"
    OTHER_GROUP = "other_group"
    NOT_MOVING = "not_moving"
    NO_TRAINING = "no_training"


def why_list(groups: Sequence[str], case: Case) -> Why:
    """Say whether a checklist for these groups follows for the hire."""
    if not groups:
        return Why.EVERYBODY
    if any(word not in ASKED_BESIDES for word in groups) and case.group not in groups:
        return Why.OTHER_GROUP
    if TRAINING in groups and not case.training:
        return Why.NO_TRAINING
    return Why.NOT_MOVING if MOVING in groups and not case.moving else Why.FITS


FOLLOWS = frozenset({Why.EVERYBODY, Why.FITS})


# Moving an anchor.


@dataclass(frozen=True)
class Placed:
    """An item with its answer's state and its own day, if any."""

    task: Task
    state: State
    own: OwnDay | None


@dataclass(frozen=True)
class Shift:
    """How many items move with an anchor and how many stay."""

    moved: int
    kept: int


def moves(one: Placed) -> bool:
    """Whether the item follows its anchor."""
    return one.state not in FINISHED and (one.own is None or not one.own.by_hand or one.task.law)


def shift(items: Collection[Placed], anchors: Collection[Anchor]) -> Shift:
    """Count what these anchors move. Items without an offset have no day to be moved."""
    hanging = [one for one in items if one.task.due is not None and one.task.anchor in anchors]
    moved = sum(moves(one) for one in hanging)
    return Shift(moved, len(hanging) - moved)


# Ending.


class EndFault(StrEnum):
    """Why a hire cannot end like that."""

    NOT_FROM_HERE = "not_from_here"
    NEEDS_DAY = "needs_day"
    DAY_IS_AHEAD = "day_is_ahead"


class EndRefused(Exception):
    """A hire cannot go there like that. `fault` says why."""

    def __init__(self, fault: EndFault) -> None:
        self.fault = fault
        super().__init__(fault)


def check_end(case: Case, to: HireState, known_since: dt.date | None, today: dt.date) -> None:
    """Raise EndRefused unless the hire can go there. An early end needs the day since which it is known."""
    if to not in MOVES[case.state]:
        raise EndRefused(EndFault.NOT_FROM_HERE)
    if to is not HireState.ENDED_EARLY:
        return
    if known_since is None and case.group in OTHER_STATES:
        raise EndRefused(EndFault.NEEDS_DAY)
    if known_since is not None and known_since > today:
        raise EndRefused(EndFault.DAY_IS_AHEAD)


def label_is_due_for_erasure(closed_on: dt.date | None, today: dt.date) -> bool:
    """Whether the label of a closed hire has been kept long enough."""
    return closed_on is not None and today >= _months_later(closed_on, LABEL_KEPT_MONTHS)


def is_untouched(touched_on: dt.date, today: dt.date) -> bool:
    """Whether so little happened that somebody should be asked whether the hire still runs."""
    return today >= _months_later(touched_on, UNTOUCHED_MONTHS)


def is_left_behind(touched_on: dt.date, today: dt.date) -> bool:
    """Whether the question was there for a month without an answer, so that the hire is closed."""
    return today >= _months_later(touched_on, UNTOUCHED_MONTHS + ASKED_MONTHS)


def once_key(word: str) -> str:
    """What is stored of the word that a form was made with: always the same length, whatever was sent."""
    return hashlib.sha256(word.encode("utf-8", "surrogatepass")).hexdigest()
