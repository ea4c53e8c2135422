"""The items that hires bring with them, with answers and days: what every page about hires is made of."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock
from portal.checklists import rules
from portal.checklists.queries import Place
from portal.checklists.queries import hires as stored
from portal.checklists.rules import Figures, State, hires
from portal.checklists.rules.hires import (
    Anchor,
    Case,
    Due,
    Group,
    HireState,
    OwnDay,
    Phase,
    Placed,
    Standing,
    Task,
)
from portal.checklists.service.points import Sheet, counted
from portal.companies import service as companies
from portal.documents import service as documents

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.checklists.models import Answer, Hire, ItemDate, Run
    from portal.documents.service import ChecklistText, ItemView

HIRE = "hire"
ANCHORS = tuple(Anchor)
# After these nothing is awaited any more, whatever the day.
FAR = dt.date.max


@dataclass(frozen=True)
class HireItem:
    """An item of a hire's checklist."""

    run: Run
    text: ChecklistText
    item: ItemView
    task: Task
    answer: Answer | None
    own: OwnDay | None
    due: Due
    phase: Phase

    @property
    def state(self) -> State:
        return State(self.answer.state) if self.answer else State.OPEN

    @property
    def finished(self) -> bool:
        return self.state in hires.FINISHED

    @property
    def placed(self) -> Placed:
        return Placed(self.task, self.state, self.own)


def case(hire: Hire) -> Case:
    """What the rules ask about a hire."""
    days = {anchor: getattr(hire, anchor) for anchor in ANCHORS}
    return Case(
        group=Group(hire.group),
        moving=hire.moving,
        training=hire.training,
        permission=hire.needs_permission,
        state=HireState(hire.state),
        anchors={anchor: day for anchor, day in days.items() if day is not None},
    )


def figures(items: Sequence[HireItem]) -> Figures:
    """Count these items by the rule of all checklists."""
    return rules.count(counted(one.item, one.answer) for one in items)


@dataclass(frozen=True)
class HireSheet:
    """One checklist of a hire: its text with all answers to it, and the items that the hire gets."""

    sheet: Sheet
    items: list[HireItem]


def items_of_hires(
    session: Session, company_id: int, found: Sequence[Hire], language: str
) -> dict[int, list[HireItem]]:
    """The items of each hire, in the order of the checklists. As many queries for one hire as for many."""
    sheets = sheets_of_hires(session, company_id, found, language)
    return {hire_id: [item for one in some for item in one.items] for hire_id, some in sheets.items()}


def sheets_of_hires(
    session: Session, company_id: int, found: Sequence[Hire], language: str
) -> dict[int, list[HireSheet]]:
    """The checklists of each hire, in their order. As many queries for one hire as for many."""
    if not found:
        return {}
    runs = [run for run in stored.runs_of_hires(session, [one.id for one in found]) if run.left_out_at is None]
    texts = texts_of(session, {run.document_id for run in runs}, language)
    work = _Work(session, company_id, runs)
    by_hire: dict[int, list[HireSheet]] = {one.id: [] for one in found}
    cases = {one.id: case(one) for one in found}
    for run in sorted(runs, key=lambda one: (texts.order(one.document_id), one.id)):
        text = texts.by_document.get(run.document_id)
        if text is not None and run.hire_id is not None:
            by_hire[run.hire_id].append(work.sheet(run, text, cases[run.hire_id]))
    return by_hire


@dataclass(frozen=True)
class HireTexts:
    """Checklists for hires."""

    by_document: dict[int, ChecklistText]

    def order(self, document_id: int) -> tuple[bool, int]:
        """Those for people still abroad come first, then as they were made."""
        text = self.by_document.get(document_id)
        return text is None or not only_abroad(text), document_id


def only_abroad(text: ChecklistText) -> bool:
    """Whether the whole checklist is for people who still live abroad."""
    return tuple(text.groups) == (Group.OTHER_ABROAD,)


def texts_of(session: Session, document_ids: set[int], language: str) -> HireTexts:
    """The checklists by their numbers, those no longer offered too."""
    found = documents.whole_checklists(session, document_ids, language)
    return HireTexts({text.document_id: text for text in found})


class _Work:
    """What is stored for some runs."""

    def __init__(self, session: Session, company_id: int, runs: Sequence[Run]) -> None:
        ids = [run.id for run in runs]
        self._answers: dict[int, dict[int, Answer]] = defaultdict(dict)
        for answer in stored.answers_of_runs(session, ids):
            self._answers[answer.run_id][answer.item_id] = answer
        self._days: dict[int, dict[int, ItemDate]] = defaultdict(dict)
        for row in stored.dates_of_runs(session, ids):
            self._days[row.run_id][row.item_id] = row
        company = companies.company(session, company_id)
        self._size = "" if company is None else company.size_class
        self._today = clock.today()

    def sheet(self, run: Run, text: ChecklistText, of: Case) -> HireSheet:
        """The run with its items; who answered and who takes care is not asked for."""
        place = Place(self._size, run, aside=False, answers=self._answers[run.id], owners={}, names={})
        return HireSheet(Sheet(text, place), self._items(run, text, of))

    def _items(self, run: Run, text: ChecklistText, of: Case) -> list[HireItem]:
        made_on = clock.local(run.started_at).date()
        shown = [one for one in text.items if not rules.is_left_out(one.kind, one.sizes, self._size)]
        read = [(one, hires.task(one.attributes)) for one in shown]
        return [self._item(run, text, one, task, of, made_on) for one, task in read if hires.applies(task, of)]

    def _item(self, run: Run, text: ChecklistText, item: ItemView, task: Task, of: Case, made_on: dt.date) -> HireItem:
        answer, row = self._answers[run.id].get(item.id), self._days[run.id].get(item.id)
        own = None if row is None else OwnDay(row.day, row.by_hand)
        state = State.OPEN if answer is None else State(answer.state)
        due = hires.due(task, of, state, own, made_on, self._today)
        place = hires.phase(task, only_abroad=only_abroad(text))
        return HireItem(run, text, item, task, answer, own, due, place)


def order_of_urgency(one: HireItem) -> tuple[int, dt.date]:
    """Legal dates that are overdue first, then by day."""
    rank = {Standing.OVERDUE: 0, Standing.TO_CLARIFY: 1}.get(one.due.standing, 2)
    return rank, one.due.day or FAR


def next_item(items: Sequence[HireItem]) -> HireItem | None:
    """What to do next for a hire."""
    waiting = [one for one in items if not one.finished]
    return min(waiting, key=order_of_urgency, default=None)
