"""Hires of demo companies, with what was done for them so far."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from portal.checklists.models import Hire, Run
from portal.checklists.rules import State
from portal.checklists.rules.hires import FOLLOWS, Anchor, Case, Group, applies, counted_day, task, why_list
from portal.demo.chance import Days
from portal.demo.companies import Facts, Habit
from portal.demo.progress import AnswerPlan, RunPlan, Said

if TYPE_CHECKING:
    from portal.documents.service import ChecklistText, ItemView

ABROAD, HERE, UNION = Group.OTHER_ABROAD, Group.OTHER_HERE, Group.EU_EEA_CH
# So many working days before an item's day it was mostly done; this share of what lies behind is done.
AHEAD_DAYS = 3
DONE = 0.9
LONGEST_AGO = 170
BEGIN_MINUTE = 9 * 60


@dataclass(frozen=True)
class Told:
    """A hire as it is told. `starts`: days from today to the first working day; None: not known yet."""

    label: str
    group: Group
    starts: int | None
    moving: bool = False
    made: int = 20
    visa_days: int | None = None
    shared: bool = False
    open_keys: tuple[str, ...] = field(default=())


# The first company shows the board with everything that a board can say.
TOLD = {
    0: (
        Told("Fall 3", ABROAD, -3, moving=True, made=LONGEST_AGO, visa_days=75, open_keys=("h2-07", "h2-08")),
        Told("Gießerei 2", HERE, 8, made=25, open_keys=("h2-03",)),
        Told("Fall 4", ABROAD, 70, moving=True, made=120, shared=True),
        Told("Montage Frühjahr", UNION, None, made=10),
    ),
    1: (Told("Küche 1", HERE, 21, made=15),),
}
LABELS = ("Fall 1", "Fall 2", "Werkstatt", "Lager 1", "Büro", "Frühschicht", "Montage")
MANY_DAYS = (-60, -20, 5, 14, 30, 90)
# Share of the lively companies that have a hire.
HAS_HIRE = 0.35


@dataclass
class HirePlan:
    """A hire and its runs, before either has a number."""

    hire: Hire
    runs: list[RunPlan]

    def number(self) -> None:
        """Once the hire has its number, its runs name it."""
        for plan in self.runs:
            plan.run.hire_id, plan.run.subject = self.hire.id, f"hire:{self.hire.id}"


class Hires:
    """Makes the hires of one company. `people` are its members' numbers."""

    def __init__(self, rng: random.Random, days: Days, facts: Facts, company_id: int, people: Sequence[int]) -> None:
        self._rng, self._days, self._facts = rng, days, facts
        self._company_id, self._people = company_id, people

    def all(self, checklists: Sequence[ChecklistText]) -> list[HirePlan]:
        """The hires, each with the checklists that follow for it."""
        return [self._plan(one, number, checklists) for number, one in enumerate(self._told())]

    def _told(self) -> tuple[Told, ...]:
        if self._facts.number in TOLD:
            return TOLD[self._facts.number]
        if self._facts.habit not in {Habit.STEADY, Habit.LIVELY} or self._rng.random() > HAS_HIRE:
            return ()
        starts, group = self._rng.choice(MANY_DAYS), self._rng.choice(list(Group))
        made = self._rng.randint(10, 60)
        return (Told(self._rng.choice(LABELS), group, starts, moving=group is ABROAD, made=made),)

    def _plan(self, told: Told, number: int, checklists: Sequence[ChecklistText]) -> HirePlan:
        case = self._case(told)
        made = self._days.moment(max(1, min(told.made, self._facts.joined)), BEGIN_MINUTE + number)
        hire = Hire(
            company_id=self._company_id,
            once=f"demo-{number}",
            label=told.label,
            group=told.group.value,
            moving=told.moving,
            first_working_day=case.anchors.get(Anchor.FIRST_WORKING_DAY),
            visa_expiry=case.anchors.get(Anchor.VISA_EXPIRY),
            state="running",
            created_at=made,
            created_by=self._people[0],
            touched_at=self._days.moment(1, BEGIN_MINUTE),
            shared_with_service=told.shared,
        )
        fitting = [one for one in checklists if why_list(one.groups, case) in FOLLOWS]
        return HirePlan(hire, [self._run(one, case, told, made) for one in fitting])

    def _case(self, told: Told) -> Case:
        days = {Anchor.FIRST_WORKING_DAY: told.starts, Anchor.VISA_EXPIRY: told.visa_days}
        anchors = {name: self._days.today + dt.timedelta(days=away) for name, away in days.items() if away is not None}
        return Case(told.group, moving=told.moving, anchors=anchors)

    def _run(self, checklist: ChecklistText, case: Case, told: Told, made: dt.datetime) -> RunPlan:
        run = Run(
            company_id=self._company_id,
            document_id=checklist.document_id,
            started_at=made,
            started_by=self._people[0],
        )
        plans = [AnswerPlan(item) for item in checklist.items if self._is_done(item, case, told)]
        for plan in plans:
            plan.said.append(self._said(plan.item, case, made))
        return RunPlan(run, checklist.revision, plans)

    def _is_done(self, item: ItemView, case: Case, told: Told) -> bool:
        one = task(item.attributes)
        day = counted_day(one, case)
        if not applies(one, case) or day is None or item.key in told.open_keys:
            return False
        return day <= self._days.today + dt.timedelta(days=AHEAD_DAYS) and self._rng.random() < DONE

    def _said(self, item: ItemView, case: Case, made: dt.datetime) -> Said:
        """Done some days before its day, but neither before the hire was made nor after yesterday."""
        day = counted_day(task(item.attributes), case) or self._days.today
        then = self._days.moment(self._working_days_ago(day - dt.timedelta(days=2)), 11 * 60 + self._rng.randint(0, 59))
        return Said(max(then, made), self._rng.choice(self._people), State.DONE, "", "", "")

    def _working_days_ago(self, day: dt.date) -> int:
        return next((ago for ago in range(1, LONGEST_AGO + 1) if self._days.ago(ago) <= day), LONGEST_AGO)
