"""What becomes of a company's questions: the finished ones of 14 months, and where the present one stands."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.companies.rules import Sector
from portal.consultations.rules import Outcome, RequestState
from portal.demo.cases import Case, Place
from portal.demo.chance import Course, Days, Deck
from portal.demo.companies import Facts, Habit
from portal.demo.texts import Question, questions, words

if TYPE_CHECKING:
    from portal.documents.service import ChecklistText


class Present(StrEnum):
    """Where a company's present question stands. Demo data alone knows it."""

    NOTHING = "nothing"
    TODAY = "today"
    NEW = "new"
    OVERDUE = "overdue"
    TAKEN = "taken"
    ANSWERED = "answered"
    UNREAD = "unread"
    REPLIED = "replied"
    REOPENED = "reopened"
    WAITING_COMPANY = "waiting_company"
    WOKEN = "woken"
    WAITING_OTHERS = "waiting_others"
    CLOSED = "closed"


PRESENT = {
    Present.NOTHING: 23,
    Present.NEW: 3,
    Present.OVERDUE: 3,
    Present.TAKEN: 2,
    Present.ANSWERED: 3,
    Present.UNREAD: 2,
    Present.REPLIED: 2,
    Present.REOPENED: 1,
    Present.WAITING_COMPANY: 3,
    Present.WOKEN: 1,
    Present.WAITING_OTHERS: 3,
    Present.CLOSED: 2,
}
# Endings that do not depend on the question.
ENDINGS: dict[Outcome | None, int] = {
    None: 20,
    Outcome.WITHDRAWN: 2,
    Outcome.NO_REPLY: 2,
    Outcome.MERGED: 2,
}
# Finished questions of a company.
FINISHED = {
    Habit.NOT_BEGUN: (0, 0, 0, 0, 1),
    Habit.QUIET: (0, 1, 1, 2),
    Habit.STEADY: (0, 1, 2, 2, 3),
    Habit.LIVELY: (2, 3, 4),
    Habit.THOROUGH: (1, 2, 3),
}
# A finished question was asked at least so many working days ago, the longest course fits in.
LONG_AGO = 24
# One company in so many writes English.
ENGLISH = 9
# The companies that are told: their finished questions, working days ago, and their present ones; by item or title.
TOLD_FINISHED: dict[int, tuple[tuple[int, str], ...]] = {
    0: ((198, "Erstberatung für unseren Betrieb"), (96, "c06-01"), (41, "c06-05")),
    1: ((118, "Kopie des Titels: Papier oder Datei?"), (60, "Womit sollen wir anfangen?")),
}
TOLD: dict[int, tuple[tuple[Present, str], ...]] = {
    0: ((Present.UNREAD, "c05-06"), (Present.TAKEN, "Deutschkurs neben der Schicht")),
    1: ((Present.REPLIED, "Anerkennung in der Pflege: Wo fangen wir an?"),),
}


@dataclass(frozen=True)
class Desk:
    """What all companies share: the decks, the texts, the people of the service."""

    days: Days
    present: Deck[Present]
    endings: Deck[Outcome | None]
    places: Mapping[str, Place]
    consultants: Sequence[int]


def desk(rng: random.Random, days: Days, checklists: Sequence[ChecklistText], consultants: Sequence[int]) -> Desk:
    """Lay everything out."""
    places = {item.key: (one, item) for one in checklists for item in one.items}
    return Desk(days, Deck(rng, PRESENT), Deck(rng, ENDINGS), places, consultants)


class Stories:
    """The requests of one company."""

    def __init__(self, rng: random.Random, desk: Desk, facts: Facts, company_id: int, people: Sequence[int]) -> None:
        self._rng, self._desk, self._facts = rng, desk, facts
        self._company_id, self._people = company_id, people
        self._questions = self._fitting(english=facts.number % ENGLISH == ENGLISH - 1)
        self._cases: list[Case] = []

    def all(self, *, first_of_night: bool) -> list[Case]:
        """The finished questions, then the present ones. `first_of_night`: this one asks after midnight today."""
        told = TOLD.get(self._facts.number, ())
        presents: list[tuple[Present, Question | None]] = [(state, self._find(wanted)) for state, wanted in told]
        presents = presents or [(self._present(first_of_night), None)]
        for ago, question in self._long_ago():
            self._finished(Course(self._rng, self._desk.days, ago), question)
        for state, question in presents:
            self._now(state, question)
        return self._cases

    def _present(self, first_of_night: bool) -> Present:  # noqa: FBT001 - passed on
        drawn = Present.TODAY if first_of_night else self._desk.present.draw()
        return drawn if self._facts.active and self._facts.habit is not Habit.QUIET else Present.NOTHING

    def _fitting(self, *, english: bool) -> list[Question]:
        """What the company could ask, shuffled; the last is asked first, so English stands behind."""
        fitting = [one for one in questions() if not one.sectors or self._facts.sector in one.sectors]
        self._rng.shuffle(fitting)
        return sorted(fitting, key=lambda one: (one.language == "en") is english)

    def _long_ago(self) -> list[tuple[int, Question | None]]:
        told = TOLD_FINISHED.get(self._facts.number)
        if told is not None:
            return [(ago, self._find(wanted)) for ago, wanted in told]
        number = self._rng.choice(FINISHED[self._facts.habit]) if self._facts.joined > LONG_AGO else 0
        drawn = sorted((self._rng.randint(LONG_AGO, self._facts.joined) for _ in range(number)), reverse=True)
        return [(ago, None) for ago in drawn]

    def _find(self, wanted: str) -> Question:
        found = next(one for one in self._questions if wanted in (one.item, one.title))
        self._questions.remove(found)
        return found

    # Finished.

    def _finished(self, course: Course, question: Question | None) -> None:
        ending = None if question else self._desk.endings.draw()
        case = self._ask(course.moment, question)
        if ending is Outcome.WITHDRAWN:
            case.close(ending, course.later(0, 4))
            return
        self._take(case, course.later(0, 1))
        if ending is Outcome.MERGED and len(self._cases) > 1:
            case.close(ending, course.later(0, 1), into=self._cases[-2])
            return
        self._maybe_note(case, course)
        if ending is Outcome.NO_REPLY:
            self._no_reply(case, course)
            return
        self._conversation(case, course)
        self._end(case, course.later(1, 5))

    def _no_reply(self, case: Case, course: Course) -> None:
        self._ask_back(case, course, self._desk.days.ago(course.ago - 9), course.later(0, 2))
        case.close(Outcome.NO_REPLY, course.later(9, 12), self._one_of("no_reply_closing"))

    def _conversation(self, case: Case, course: Course) -> None:
        if self._rng.random() < 0.15:
            self._ask_elsewhere(case, course, self._desk.days.ago(course.ago - 8), course.later(0, 2))
            case.go_on(course.later(2, 4))
        self._answer(case, case.question.answer, course)
        if case.question.reply:
            case.reply(case.question.reply, course.later(0, 3))
            self._answer(case, case.question.then, course)
        elif self._rng.random() < 0.45:
            case.reply(self._one_of("thanks", case), course.later(0, 3))

    def _end(self, case: Case, at: dt.datetime) -> None:
        case.close(Outcome(case.question.closing), at, case.question.reason)

    # Present.

    def _now(self, state: Present, question: Question | None) -> None:
        if state is Present.NOTHING:
            return
        if state is Present.TODAY:
            self._ask(self._desk.days.moment(0, 5), question)
            return
        begun = min(self._rng.randint(*BEGUN[state]), self._facts.joined)
        course = Course(self._rng, self._desk.days, begun)
        case = self._ask(course.moment, question)
        if state is Present.NEW or (state is Present.OVERDUE and self._rng.random() < 0.5):
            return
        self._take(case, course.later(0, 1))
        if state not in (Present.TAKEN, Present.OVERDUE):
            self._maybe_note(case, course)
            self._courses()[state](case, course)

    def _courses(self) -> dict[Present, Callable[[Case, Course], None]]:
        return {
            Present.ANSWERED: self._answered,
            Present.UNREAD: self._unread,
            Present.REPLIED: self._replied,
            Present.REOPENED: self._reopened,
            Present.WAITING_COMPANY: self._waits_for_company,
            Present.WOKEN: self._woken,
            Present.WAITING_OTHERS: self._waits_for_others,
            Present.CLOSED: self._closed,
        }

    def _answered(self, case: Case, course: Course) -> None:
        self._answer(case, case.question.answer, course)

    def _unread(self, case: Case, course: Course) -> None:
        case.answer(case.question.answer, course.later(0, 1))

    def _replied(self, case: Case, course: Course) -> None:
        self._answer(case, case.question.answer, course)
        case.reply(case.question.reply or self._one_of("follow_up", case), course.later(1, 3))

    def _reopened(self, case: Case, course: Course) -> None:
        self._answer(case, case.question.answer, course)
        self._end(case, course.later(1, 2))
        case.reply(self._one_of("follow_up", case), course.later(3, 9))

    def _waits_for_company(self, case: Case, course: Course) -> None:
        until = self._desk.days.ahead(self._rng.randint(2, 9))
        self._ask_back(case, course, until, course.later(0, 2))

    def _woken(self, case: Case, course: Course) -> None:
        self._ask_back(case, course, self._desk.days.ago(self._rng.randint(0, 1)), course.later(0, 1))

    def _waits_for_others(self, case: Case, course: Course) -> None:
        until = self._desk.days.ahead(self._rng.randint(3, 12))
        self._ask_elsewhere(case, course, until, course.later(0, 2))

    def _closed(self, case: Case, course: Course) -> None:
        self._answer(case, case.question.answer, course)
        self._end(case, course.later(1, 4))

    # Steps.

    def _ask(self, at: dt.datetime, question: Question | None = None) -> Case:
        question = question or self._questions.pop()
        once = f"demo-{self._facts.number}-{len(self._cases)}"
        place = self._desk.places.get(question.item)
        case = Case(self._company_id, once, question, asker=self._rng.choice(self._people), at=at, place=place)
        self._cases.append(case)
        return case

    def _take(self, case: Case, at: dt.datetime) -> None:
        own = self._facts.consultant
        helps = own is None or self._rng.random() < 0.12
        case.take(self._rng.choice(self._desk.consultants) if own is None or helps else self._desk.consultants[own], at)

    def _maybe_note(self, case: Case, course: Course) -> None:
        if case.question.note and self._rng.random() < 0.6:
            case.note(case.question.note, course.soon())
        elif self._rng.random() < 0.2:
            case.note(self._one_of("team_notes"), course.soon())

    def _answer(self, case: Case, body: str, course: Course) -> None:
        most = 2 if self._rng.random() < 0.88 else 5
        at = course.later(0, most)
        case.answer(body, at, read=at)

    def _ask_back(self, case: Case, course: Course, until: dt.date, at: dt.datetime) -> None:
        case.answer(self._one_of("ask_back", case), at, read=at)
        case.wait(RequestState.WAITING_COMPANY, until, course.soon())

    def _ask_elsewhere(self, case: Case, course: Course, until: dt.date, at: dt.datetime) -> None:
        case.answer(self._one_of("ask_elsewhere", case), at, read=at)
        case.wait(RequestState.WAITING_THIRD_PARTY, until, course.soon())

    def _one_of(self, kind: str, case: Case | None = None) -> str:
        found = words("advice")[kind]
        sentences: list[str] = found if case is None else found[case.question.language]
        return self._rng.choice(sentences)


# How many working days ago the present question was asked: at least, at most.
BEGUN = {
    Present.NEW: (1, 1),
    Present.OVERDUE: (4, 7),
    Present.TAKEN: (2, 2),
    Present.ANSWERED: (3, 12),
    Present.UNREAD: (3, 4),
    Present.REPLIED: (3, 6),
    Present.REOPENED: (10, 15),
    Present.WAITING_COMPANY: (4, 9),
    Present.WOKEN: (6, 10),
    Present.WAITING_OTHERS: (4, 12),
    Present.CLOSED: (8, 20),
}


def asks_at_night(facts: Facts) -> bool:
    """Restaurants and hotels write after closing time."""
    return facts.sector is Sector.HOSPITALITY and facts.active and facts.habit is not Habit.QUIET


def chances(seed: int, number: int) -> random.Random:
    """The chance of one company, the same however many companies are made."""
    return random.Random(f"{seed}-{number}")  # a text, since it is hashed the same everywhere
