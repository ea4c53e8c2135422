"""How a company works through its checklists: runs, answers and each change on the way."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from portal.checklists.models import Answer, AnswerChange, PutAside, Run
from portal.checklists.rules import DUTY, ChangeKind, Reason, State, is_left_out
from portal.demo.chance import Course, Days
from portal.demo.companies import Facts, Habit
from portal.demo.texts import words

if TYPE_CHECKING:
    from portal.documents.service import ChecklistText, ItemView

TOLD = {0: "muster", 1: "beispiel"}
# Share of the items that a company answers in a checklist: at least, at most.
SHARES = {
    Habit.QUIET: (0.15, 0.6),
    Habit.STEADY: (0.3, 0.8),
    Habit.LIVELY: (0.5, 0.95),
    Habit.THOROUGH: (1.0, 1.0),
}
# A quiet company did nothing for so many working days: more than 60 days.
QUIET_FOR = (46, 80)
# Working days.
RECENTLY = 20
STATES = {State.DONE: 62, State.IN_PROGRESS: 25, State.NOT_APPLICABLE: 13}
NOTED = 0.18
PUT_ASIDE = 0.06


@dataclass(frozen=True)
class Said:
    """What an answer says after one change."""

    at: dt.datetime
    by: int
    state: State
    reason: str
    reason_text: str
    note: str


@dataclass
class AnswerPlan:
    """An item and everything that was said about it, the latest last."""

    item: ItemView
    said: list[Said] = field(default_factory=list)

    def row(self, run: Run, revision: int) -> Answer:
        """The present answer. A note alone does not change who answered when."""
        last = self.said[-1]
        answered = next(one for one in self.said if one.state == last.state)
        return Answer(
            company_id=run.company_id,
            run_id=run.id,
            item_id=self.item.id,
            state=last.state,
            reason=last.reason,
            reason_text=last.reason_text,
            note=last.note,
            version=len(self.said),
            revision=revision,
            answered_at=answered.at,
            answered_by=answered.by,
        )

    def changes(self, answer: Answer) -> Iterator[AnswerChange]:
        """The history of the answer."""
        before = State.OPEN
        for version, said in enumerate(self.said, 1):
            yield AnswerChange(
                company_id=answer.company_id,
                answer_id=answer.id,
                version=version,
                at=said.at,
                by=said.by,
                from_state=before,
                to_state=said.state,
                reason=said.reason,
                reason_text=said.reason_text,
                note=said.note,
                revision=answer.revision,
                kind=ChangeKind.NOTED if said.state is before else ChangeKind.SAID,
            )
            before = said.state


@dataclass
class RunPlan:
    """A run and its answers, before either has a number."""

    run: Run
    revision: int
    answers: list[AnswerPlan]


@dataclass(frozen=True)
class Aim:
    """Where a company gets with a checklist: the state of each item it answers, and which of them it notes at."""

    checklist: ChecklistText
    begun: int
    last: int
    states: Mapping[str, State]
    noted: frozenset[str]


class Progress:
    """Makes the runs of one company. `people` are its members' numbers."""

    def __init__(self, rng: random.Random, days: Days, facts: Facts, company_id: int, people: Sequence[int]) -> None:
        self._rng, self._days, self._facts = rng, days, facts
        self._company_id, self._people = company_id, people

    def runs(self, checklists: Sequence[ChecklistText]) -> list[RunPlan]:
        """The runs that the company has begun."""
        return [self._run(aim) for aim in self._aims(checklists) if aim.states]

    def put_aside(self, checklists: Sequence[ChecklistText], begun: set[int]) -> list[PutAside]:
        """Now and then a checklist that does not matter at present."""
        left = [one for one in checklists if one.document_id not in begun]
        if not begun or not left or self._rng.random() > PUT_ASIDE * len(left):
            return []
        aside, at = self._rng.choice(left), self._days.moment(self._last(), 11 * 60)
        return [PutAside(company_id=self._company_id, document_id=aside.document_id, at=at, by=self._people[0])]

    # What the company wants to do.

    def _aims(self, checklists: Sequence[ChecklistText]) -> list[Aim]:
        told = TOLD.get(self._facts.number)
        if told is not None:
            by_slug = {one.slug: one for one in checklists}
            stories = words("progress")["told"][told]
            return [_told(by_slug[one["checklist"]], one) for one in stories if one["checklist"] in by_slug]
        if self._facts.habit is Habit.NOT_BEGUN:
            return []
        number = self._rng.choice((1, 1, 2, 2, 3)) if self._facts.habit is not Habit.THOROUGH else 2
        chosen = self._rng.sample(checklists, min(number, len(checklists)))
        return [self._aim(one, latest=place == 0) for place, one in enumerate(chosen)]

    def _aim(self, checklist: ChecklistText, *, latest: bool) -> Aim:
        """The latest one was begun so short before the company's last day that it was still at work then."""
        share = self._rng.uniform(*SHARES[self._facts.habit])
        last = self._last()
        first = min(last + RECENTLY, self._facts.joined) if latest else self._facts.joined
        items = [one for one in checklist.items if not is_left_out(one.kind, one.sizes, self._facts.size_class)]
        states = {one.key: self._state() for one in items if self._rng.random() < share}
        noted = frozenset(key for key in states if self._rng.random() < NOTED)
        return Aim(checklist, self._rng.randint(last, first), last, states, noted)

    def _last(self) -> int:
        if self._facts.habit is Habit.QUIET:
            return self._rng.randint(*QUIET_FOR)
        return min(self._rng.randint(1, 6 if self._facts.habit is Habit.LIVELY else 25), self._facts.joined)

    def _state(self) -> State:
        state = self._rng.choices(list(STATES), list(STATES.values()))[0]
        finished = self._facts.habit is Habit.THOROUGH
        return State.DONE if finished and state is State.IN_PROGRESS else state

    # How it gets there.

    def _run(self, aim: Aim) -> RunPlan:
        course = Course(self._rng, self._days, aim.begun, aim.last)
        began, by = course.moment, self._person()
        answers = self._answers(aim, course)
        run = Run(company_id=self._company_id, document_id=aim.checklist.document_id, started_at=began, started_by=by)
        if self._facts.habit is Habit.THOROUGH:
            run.finished_at, run.finished_revision = course.later(0, 2), aim.checklist.revision
        return RunPlan(run, aim.checklist.revision, answers)

    def _answers(self, aim: Aim, course: Course) -> list[AnswerPlan]:
        """First once through the list, over some days; then what was only begun."""
        plans = [AnswerPlan(item) for item in aim.checklist.items if item.key in aim.states]
        for plan in plans:
            self._advance(course, 0.25, 12)
            self._say(plan, course.moment, self._first_state(aim.states[plan.item.key]))
            if plan.item.key in aim.noted:
                self._note(plan, course.soon())
        for plan in plans:
            if plan.said[-1].state is not aim.states[plan.item.key]:
                self._advance(course, 0.7, 15)
                self._say(plan, course.moment, aim.states[plan.item.key])
        return plans

    def _advance(self, course: Course, chance: float, most: int) -> None:
        if self._rng.random() < chance:
            course.later(1, most)
        else:
            course.soon()

    def _first_state(self, aim: State) -> State:
        return State.IN_PROGRESS if aim is State.DONE and self._rng.random() < 0.3 else aim

    def _say(self, plan: AnswerPlan, at: dt.datetime, state: State) -> None:
        note = plan.said[-1].note if plan.said else ""
        reason, text = self._reason(plan.item) if state is State.NOT_APPLICABLE else ("", "")
        plan.said.append(Said(at, self._person(), state, reason, text, note))

    def _note(self, plan: AnswerPlan, at: dt.datetime) -> None:
        last = plan.said[-1]
        plan.said.append(Said(at, self._person(), last.state, last.reason, last.reason_text, self._words(plan.item)))

    def _words(self, item: ItemView) -> str:
        fitting: list[str] = words("progress")["notes_by_item"].get(item.key, [])
        any_item: list[str] = words("progress")["notes"]
        return self._rng.choice(fitting if fitting and self._rng.random() < 0.8 else any_item)

    def _reason(self, item: ItemView) -> tuple[str, str]:
        """A duty is set aside only with words of one's own."""
        reason = self._rng.choice((Reason.NOT_HERE, Reason.NOT_HERE, Reason.ARRANGED))
        wordy = item.kind == DUTY or self._rng.random() < 0.4
        return reason, self._rng.choice(words("progress")["reason_texts"][reason]) if wordy else ""

    def _person(self) -> int:
        return self._people[0] if self._rng.random() < 0.7 else self._rng.choice(self._people)


def _told(checklist: ChecklistText, story: Mapping[str, object]) -> Aim:
    states: Mapping[str, list[str]] = story["states"]  # type: ignore[assignment] # our own file
    live = {item.key for item in checklist.items}
    by_key = {key: State(state) for state, keys in states.items() for key in keys if key in live}
    noted: list[str] = story["notes"]  # type: ignore[assignment]
    return Aim(checklist, int(str(story["begun"])), 1, by_key, frozenset(noted))
