"""What pages get of hires: plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from portal.checklists.rules import Figures
from portal.checklists.rules.hires import Anchor, Case, Due, Group, HireState, Phase, Standing, Why
from portal.checklists.service.points import FormerPoint, Point


@dataclass(frozen=True)
class HireView:
    """A hire as its company sees it. `label` is empty after it was erased."""

    id: int
    company_id: int
    label: str
    case: Case
    created_on: dt.date
    closed_on: dt.date | None
    shared: bool
    asked_about: bool
    untouched: bool

    @property
    def state(self) -> HireState:
        return self.case.state

    @property
    def group(self) -> Group:
        return self.case.group

    @property
    def first_day(self) -> dt.date | None:
        return self.case.anchors.get(Anchor.FIRST_WORKING_DAY)

    @property
    def can_answer(self) -> bool:
        """While it runs; after an early end for what the end brings."""
        return self.state in {HireState.RUNNING, HireState.ENDED_EARLY}


@dataclass(frozen=True)
class PhaseCount:
    """How far one phase is."""

    phase: Phase
    figures: Figures
    overdue: int
    late: int
    to_clarify: int
    is_now: bool = False

    @property
    def finished(self) -> bool:
        return self.figures.items > 0 and self.figures.items == self.figures.done + self.figures.not_applicable


@dataclass(frozen=True)
class NextItem:
    """What to do next for a hire."""

    key: str
    caption: str
    language: str
    due: Due


@dataclass(frozen=True)
class BoardRow:
    """A hire beside others."""

    hire: HireView
    phases: tuple[PhaseCount | None, ...]
    next: NextItem | None


@dataclass(frozen=True)
class Board:
    """Hires side by side; `overdue` are legal dates."""

    rows: tuple[BoardRow, ...]
    phases: tuple[Phase, ...]
    running: int
    closed: int
    overdue: int


@dataclass(frozen=True)
class PhasePart:
    """A phase on a hire's own page."""

    count: PhaseCount
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Undo:
    """The last change of anchors, while it can be taken back."""

    changes: Mapping[Anchor, tuple[dt.date | None, dt.date | None]]
    moved: int
    kept: int


@dataclass(frozen=True)
class ListName:
    """A checklist of a hire. `retired`: no longer offered; `successor` takes its place, if there is one."""

    title: str
    language: str
    retired: bool = False
    successor: str = ""


@dataclass(frozen=True)
class HirePage:
    """A hire with all its items. `places`: in which checklist each stands, also one that has left it, and its key there.
    `company_id` None: for somebody who may only look.
    """

    hire: HireView
    company_id: int | None
    lists: tuple[ListName, ...]
    parts: tuple[PhasePart, ...]
    points: tuple[Point, ...]
    figures: Figures
    places: Mapping[str, tuple[str, str]]
    undo: Undo | None
    can_answer: bool
    # Those that an item is counted from, or that are known.
    anchors: tuple[Anchor, ...]
    next_key: str | None
    former: tuple[FormerPoint, ...] = ()

    def point(self, key: str) -> Point | None:
        return next((one for one in self.points if one.item.key == key), None)

    def read_only(self) -> HirePage:
        """The same for somebody who may only look."""
        return replace(self, company_id=None, can_answer=False, undo=None)

    @property
    def finished(self) -> bool:
        """Whether its checklists stay as they were when it was closed."""
        return self.hire.state in {HireState.FINISHED, HireState.NOT_STARTED}

    @property
    def next_point(self) -> Point | None:
        """What to do next, while it runs."""
        return None if self.next_key is None else self.point(self.next_key)

    @property
    def to_confirm(self) -> tuple[Point, ...]:
        return tuple(one for one in self.points if one.asks)

    @property
    def added(self) -> tuple[Point, ...]:
        return tuple(one for one in self.points if one.added)

    def part(self, key: str) -> PhasePart | None:
        """The phase in which the item stands."""
        return next((part for part in self.parts if any(one.item.key == key for one in _flat(part.points))), None)

    @property
    def end_duties(self) -> tuple[Point, ...]:
        """What the law asks for at the early end."""
        points = [one for part in self.parts if part.count.phase is Phase.EARLY_END for one in _flat(part.points)]
        return tuple(one for one in points if one.due and one.due.law)

    @property
    def to_clarify(self) -> tuple[Point, ...]:
        return tuple(one for one in self.points if one.due and one.due.standing is Standing.TO_CLARIFY)

    @property
    def overdue(self) -> tuple[Point, ...]:
        return tuple(one for one in self.points if one.due and one.due.standing is Standing.OVERDUE)


def _flat(points: Sequence[Point]) -> list[Point]:
    return [one for point in points for one in (point, *_flat(point.below))]


@dataclass(frozen=True)
class ListOffer:
    """A checklist in the dialog about a hire: whether it is ticked, and why."""

    slug: str
    title: str
    summary: str
    item_count: int
    language: str
    why: Why
    ticked: bool


@dataclass(frozen=True)
class DueItem:
    """A day of a hire, for calendars and papers. `law`: it is the law's, `by_hand`: the company's own, else our suggestion;
    `owner`: who takes care of it.
    """

    hire_id: int
    label: str
    run_id: int
    item_id: int
    key: str
    slug: str
    caption: str
    language: str
    kind: str
    day: dt.date
    law: bool
    standing: Standing
    changed_at: dt.datetime
    owner: str = ""
    by_hand: bool = False


@dataclass(frozen=True)
class HireCounts:
    """All that the team may know of hires that are not released to it."""

    running: int
    overdue: int
