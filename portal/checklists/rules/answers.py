"""The states of an item, and what counts in a company's figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

LONGEST_NOTE = 4000
LONGEST_REASON = 1000
LONGEST_MEASURE = 300
LONGEST_FUNCTION = 120
DUTY = "duty"


class State(StrEnum):
    """What a company says about an item. Any may follow any."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"


class Reason(StrEnum):
    """Why an item does not apply."""

    NOT_HERE = "not_here"
    ARRANGED = "arranged"


class ChangeKind(StrEnum):
    """How a change of an answer or a measure came about."""

    SAID = "said"
    NOTED = "noted"
    CONFIRMED = "confirmed"
    # Taken over from the item that this one came from, or from the round before.
    OFFERED = "offered"
    COPIED = "copied"
    UNDONE = "undone"


class MeasureState(StrEnum):
    """How a measure stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Tab(StrEnum):
    """The views of the list of measures."""

    MINE = "mine"
    ALL = "all"
    DONE = "done"


class ReasonNeeded(Exception):
    """An item that does not apply says nothing without its reason."""


class ReasonTextNeeded(ReasonNeeded):
    """A duty is set aside only in words of one's own."""


@dataclass(frozen=True)
class Said:
    """What an answer says: equal ones are no conflict."""

    state: State = State.OPEN
    reason: str = ""
    reason_text: str = ""


@dataclass(frozen=True)
class Step:
    """One change in an answer's history: its version, who made it, what the answer said after it."""

    version: int
    by: int | None
    said: Said
    note: str
    revision: int = 0
    confirmed: bool = True


@dataclass(frozen=True)
class Plan:
    """What a measure says: equal ones are no conflict."""

    what: str
    owner_id: int | None = None
    owner_words: str = ""
    due_on: dt.date | None = None
    state: MeasureState = MeasureState.OPEN
    reason: str = ""

    def words(self) -> dict[str, str | int | None]:
        """As it is kept."""
        return {**asdict(self), "due_on": self.due_on.isoformat() if self.due_on else None, "state": self.state.value}


@dataclass(frozen=True)
class Counted:
    """An item that counts, as the company has answered it."""

    kind: str
    state: State = State.OPEN
    confirmed: bool = True
    due_for_confirmation: bool = False


@dataclass(frozen=True)
class Figures:
    """Numbers of items. `to_confirm` are part of the answered ones, `unconfirmed` part of the open ones."""

    items: int = 0
    done: int = 0
    in_progress: int = 0
    not_applicable: int = 0
    duties: int = 0
    duties_done: int = 0
    duties_not_applicable: int = 0
    to_confirm: int = 0
    unconfirmed: int = 0

    @property
    def answered(self) -> int:
        return self.done + self.in_progress + self.not_applicable

    @property
    def open(self) -> int:
        return self.items - self.answered

    @property
    def countable(self) -> int:
        """Of how many "done" is said."""
        return self.items - self.not_applicable

    @property
    def duties_countable(self) -> int:
        return self.duties - self.duties_not_applicable

    @property
    def begun(self) -> bool:
        """Whether these are figures of anything: only begun checklists are summed."""
        return self.items > 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Figures)))


def count(items: Iterable[Counted]) -> Figures:
    """Count each item once, also one below another."""
    return sum((_figures(item) for item in items), Figures())


def _figures(item: Counted) -> Figures:
    if not item.confirmed:
        return Figures(items=1, duties=_is(item, DUTY), unconfirmed=int(item.state is not State.OPEN))
    duty = _is(item, DUTY)
    done, away = item.state is State.DONE, item.state is State.NOT_APPLICABLE
    return Figures(
        items=1,
        done=int(done),
        in_progress=int(item.state is State.IN_PROGRESS),
        not_applicable=int(away),
        duties=duty,
        duties_done=duty * done,
        duties_not_applicable=duty * away,
        to_confirm=int(item.due_for_confirmation and item.state is not State.OPEN),
    )


def _is(item: Counted, kind: str) -> int:
    return int(item.kind == kind)


def is_due_for_confirmation(answer_revision: int, meaning_revision: int, strayed: Collection[int] = ()) -> bool:
    """Whether the item meant something else when it was answered. All are numbers of German revisions.

    `strayed`: later ones than that of the meaning, which were taken back and meant something else.
    """
    return answer_revision < meaning_revision or answer_revision in strayed


def is_left_out(kind: str, sizes: Sequence[str], size_class: str) -> bool:
    """Whether the item is for companies of other sizes. A duty is never left out by size."""
    return kind != DUTY and bool(sizes) and size_class not in sizes


def said(state: State, reason: Reason | None, reason_text: str, kind: str) -> Said:
    """Put an answer together; a reason belongs to "not applicable" alone.

    Raises ReasonNeeded, or ReasonTextNeeded for a duty without words.
    """
    if state is not State.NOT_APPLICABLE:
        return Said(state)
    if reason is None:
        raise ReasonNeeded
    found = Said(state, reason, reason_text)
    check_reason(found, kind)
    return found


def check_reason(answer: Said, kind: str) -> None:
    """Raise ReasonTextNeeded for a duty that is set aside without words."""
    if answer.state is State.NOT_APPLICABLE and kind == DUTY and not answer.reason_text.strip():
        raise ReasonTextNeeded


def changed_by_another(history: Sequence[Step], version: int, person: int, wanted: Said | None) -> Step | None:
    """Return the step by which another person, after `version`, made the answer say something else than `wanted`.

    Only the last such step speaks: whoever changed it later has seen the earlier ones.
    """
    before, last = Said(), None
    for step in history:
        if step.version > version and step.said != before:
            last = step
        before = step.said
    if last is None or last.by == person or last.said == wanted:
        return None
    return last


def note_by_another(history: Sequence[Step], version: int, person: int, wanted: str) -> Step | None:
    """Return the step by which another person, after `version`, wrote another note than `wanted`."""
    before, last = "", None
    for step in history:
        if step.version > version and step.note != before:
            last = step
        before = step.note
    if last is None or last.by == person or last.note == wanted:
        return None
    return last


def before_the_last(history: Sequence[Step]) -> Step:
    """Return what held before the last change: what undoing it brings back. Undoing that again brings it forth.

    Raises ValueError where nothing was ever changed.
    """
    if not history:
        raise ValueError("There is nothing to undo.")
    last = history[-1]
    return history[-2] if len(history) > 1 else Step(0, None, Said(), "", last.revision)


def is_new(first_revision: int, answered: Iterable[int], *, has_answer: bool) -> bool:
    """Whether an item came after some answer of the run was given, and nobody has answered it yet."""
    return not has_answer and any(revision < first_revision for revision in answered)


def read_plan(words: Mapping[str, Any]) -> Plan:
    """Read what was kept of a measure."""
    due_on = words["due_on"]
    return Plan(
        what=words["what"],
        owner_id=words["owner_id"],
        owner_words=words["owner_words"],
        due_on=dt.date.fromisoformat(due_on) if due_on else None,
        state=MeasureState(words["state"]),
        reason=words["reason"],
    )
