"""How a request for advice moves, when its answer is due, and why it waits for somebody. Pure decisions."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import IntEnum, StrEnum

# A company's reply up to so many days after closing opens the request again.
REOPEN_DAYS = 30
LONGEST_MESSAGE = 5_000
LONGEST_SUBJECT = 200
LONGEST_REASON = 2_000
# So many characters of a message stand in for a missing subject.
TITLE_LENGTH = 80
# The topic of somebody who does not know yet. The others are the fields of action.
UNSURE = "unsure"
LANGUAGES = ("de", "en")


class RequestState(StrEnum):
    """Where a request stands. The words are stored."""

    NEW = "new"
    OPEN = "open"
    WAITING_COMPANY = "waiting_company"
    WAITING_THIRD_PARTY = "waiting_third_party"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a request ended. The words are stored."""

    RESOLVED = "resolved"
    MEASURES_AGREED = "measures_agreed"
    REFERRED = "referred"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    NO_REPLY = "no_reply"
    MERGED = "merged"


class Side(StrEnum):
    """Who wrote a message."""

    COMPANY = "company"
    SERVICE = "service"


class Step(StrEnum):
    """What was done, beside the states it led from and to; kept with each change."""

    ASKED = "asked"
    TAKEN = "taken"
    ANSWERED = "answered"
    REPLIED = "replied"
    WAITING = "waiting"
    OPENED = "opened"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    HANDED_OVER = "handed_over"


class Tab(StrEnum):
    """The parts of the inbox."""

    UNASSIGNED = "new"
    MINE = "mine"
    WAITING = "waiting"
    UNFINISHED = "open"
    CLOSED = "closed"


class Fault(StrEnum):
    """Why a move is refused."""

    NOT_FROM_HERE = "not_from_here"
    NEEDS_DAY = "needs_day"
    DAY_IS_PAST = "day_is_past"
    NEEDS_OUTCOME = "needs_outcome"
    NEEDS_REASON = "needs_reason"
    NEEDS_OFFICE = "needs_office"
    NEEDS_OTHER_REQUEST = "needs_other_request"


class MoveRefused(Exception):
    """A request cannot go there like that. `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault)


WAITING = frozenset({RequestState.WAITING_COMPANY, RequestState.WAITING_THIRD_PARTY})
UNFINISHED = frozenset(RequestState) - {RequestState.CLOSED}

# From where to where. Waiting again sets a new day.
MOVES: dict[RequestState, frozenset[RequestState]] = {
    RequestState.NEW: frozenset({RequestState.OPEN, RequestState.CLOSED}),
    RequestState.OPEN: WAITING | {RequestState.CLOSED},
    RequestState.WAITING_COMPANY: WAITING | {RequestState.OPEN, RequestState.CLOSED},
    RequestState.WAITING_THIRD_PARTY: WAITING | {RequestState.OPEN, RequestState.CLOSED},
    RequestState.CLOSED: frozenset({RequestState.OPEN}),
}
NAMES_OFFICE = frozenset({Outcome.REFERRED, Outcome.DECLINED})
# What a consultant may choose. Companies also withdraw by telephone.
CHOSEN_OUTCOMES = (
    Outcome.RESOLVED,
    Outcome.MEASURES_AGREED,
    Outcome.REFERRED,
    Outcome.DECLINED,
    Outcome.WITHDRAWN,
    Outcome.NO_REPLY,
)


@dataclass(frozen=True)
class Move:
    """Where a request shall go, with what that needs: waiting a day, closing an outcome."""

    to: RequestState
    wake_up_on: dt.date | None = None
    outcome: Outcome | None = None
    text: str = ""
    office: str = ""
    into: int | None = None


def check_move(state: RequestState, move: Move, today: dt.date) -> None:
    """Raise MoveRefused unless the move leads on from `state` and has all that it needs."""
    fault = _fault(state, move, today)
    if fault is not None:
        raise MoveRefused(fault)


def _fault(state: RequestState, move: Move, today: dt.date) -> Fault | None:
    if move.to not in MOVES[state]:
        return Fault.NOT_FROM_HERE
    if move.to in WAITING:
        return _waiting_fault(move.wake_up_on, today)
    return _closing_fault(move) if move.to is RequestState.CLOSED else None


def _waiting_fault(wake_up_on: dt.date | None, today: dt.date) -> Fault | None:
    if wake_up_on is None:
        return Fault.NEEDS_DAY
    return None if wake_up_on > today else Fault.DAY_IS_PAST


def _closing_fault(move: Move) -> Fault | None:
    if move.outcome is None:
        return Fault.NEEDS_OUTCOME
    if move.outcome is Outcome.DECLINED and not move.text.strip():
        return Fault.NEEDS_REASON
    if move.outcome in NAMES_OFFICE and not move.office:
        return Fault.NEEDS_OFFICE
    return Fault.NEEDS_OTHER_REQUEST if move.outcome is Outcome.MERGED and move.into is None else None


def can_reopen(closed_on: dt.date, today: dt.date) -> bool:
    """Whether a company's reply still opens the closed request; later it begins a new one."""
    return (today - closed_on).days <= REOPEN_DAYS


# The first answer is due some working days after asking. Public holidays count as working days for now.


def is_working_day(day: dt.date) -> bool:
    """Monday to Friday."""
    return day.weekday() < 5


def add_working_days(day: dt.date, number: int) -> dt.date:
    """The `number`-th working day after the day; the day itself for 0."""
    for _ in range(number):
        day += dt.timedelta(days=1)
        while not is_working_day(day):
            day += dt.timedelta(days=1)
    return day


def working_days_between(first: dt.date, last: dt.date) -> int:
    """How many working days come after `first`, up to and including `last`."""
    days = (last - first).days
    return sum(is_working_day(first + dt.timedelta(days=away)) for away in range(1, days + 1))


def due_on(counted_from: dt.date, target_days: int) -> dt.date:
    """The last day on which the first answer is in time."""
    return add_working_days(counted_from, target_days)


def counted_after_wait(counted_from: dt.date, waited_from: dt.date, waited_until: dt.date) -> dt.date:
    """From which day to count after a wait, so that the answer is due as many working days later as it waited."""
    return add_working_days(counted_from, working_days_between(waited_from, waited_until))


def last_overdue_start(today: dt.date, target_days: int) -> dt.date:
    """The last day from which counting makes an answer overdue today. All earlier days do, no later one does."""
    day = today
    while due_on(day, target_days) >= today:
        day -= dt.timedelta(days=1)
    return day


# Why a request stands in a consultant's list. A lower number is more urgent.


class Reason(IntEnum):
    """Derived from the request's facts, never stored."""

    OVERDUE = 0
    WOKEN = 1
    REPLIED = 2
    UNASSIGNED = 3
    OPEN = 4
    WAITING = 5
    CLOSED = 6


@dataclass(frozen=True)
class Facts:
    """What the reason follows from."""

    state: RequestState
    consultant_id: int | None
    counted_from: dt.date
    first_response_at: dt.datetime | None
    company_wrote_at: dt.datetime
    service_wrote_at: dt.datetime | None
    wake_up_on: dt.date | None


def reason(facts: Facts, today: dt.date, target_days: int) -> Reason:
    """The most urgent reason that holds."""
    if facts.state is RequestState.CLOSED:
        return Reason.CLOSED
    if facts.state in WAITING:
        return _waiting_reason(facts, today)
    if facts.first_response_at is None and due_on(facts.counted_from, target_days) < today:
        return Reason.OVERDUE
    if company_replied(facts.company_wrote_at, facts.service_wrote_at):
        return Reason.REPLIED
    return Reason.UNASSIGNED if facts.consultant_id is None else Reason.OPEN


def _waiting_reason(facts: Facts, today: dt.date) -> Reason:
    if facts.wake_up_on is not None and facts.wake_up_on <= today:
        return Reason.WOKEN
    # While another office is asked, the company's words do not end the waiting, but they are to be read.
    replied = company_replied(facts.company_wrote_at, facts.service_wrote_at)
    return Reason.REPLIED if replied and facts.state is RequestState.WAITING_THIRD_PARTY else Reason.WAITING


def company_replied(company_wrote_at: dt.datetime, service_wrote_at: dt.datetime | None) -> bool:
    """Whether the company wrote after the service did."""
    return service_wrote_at is not None and company_wrote_at > service_wrote_at


def is_unread(service_wrote_at: dt.datetime | None, company_read_at: dt.datetime | None) -> bool:
    """Whether there are words of the service that the company has not seen."""
    return service_wrote_at is not None and (company_read_at is None or service_wrote_at > company_read_at)


# Words.


@dataclass(frozen=True)
class Question:
    """What a company asks, as it came from the form."""

    message: str
    subject: str = ""
    topic: str = UNSURE
    language: str = "de"
    item_id: int | None = None
    earlier_id: int | None = None
    # Asked from an item of this hire, which the team may then read.
    hire_id: int | None = None


def title_of(subject: str, caption: str | None, message: str) -> str:
    """The subject if there is one, else the item's caption, else how the message begins."""
    for words in (subject, caption or ""):
        if words.strip():
            return shortened(words, LONGEST_SUBJECT)
    return shortened(message, TITLE_LENGTH)


def shortened(words: str, most: int) -> str:
    """One line of at most `most` characters, cut between words, with "…" where something is missing."""
    line = " ".join(words.split())
    if len(line) <= most:
        return line
    head = line[: most - 1]
    # A word longer than the line is cut inside.
    return (head.rpartition(" ")[0] or head).rstrip(" ,;:–-") + "…"


def once_key(word: str) -> str:
    """What is stored of the word that a form was made with: always the same length, whatever was sent."""
    return hashlib.sha256(word.encode("utf-8", "surrogatepass")).hexdigest()


def once_without_form(user_id: int, message: str, moment: dt.datetime) -> str:
    """The word for a message that came without one: the same within a minute."""
    return f"{user_id}|{moment:%Y-%m-%dT%H:%M}|{message}"
