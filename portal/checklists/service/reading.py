"""One checklist as a company, or somebody of the service, reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from portal.accounts import service as accounts
from portal.checklists import queries, rules
from portal.checklists.rules import Figures, State
from portal.checklists.service.points import (
    FormerPoint,
    Point,
    RequestMarks,
    Sheet,
    around,
    counted,
    former_points,
    nested,
    no_marks,
    point_of,
)
from portal.companies import service as companies
from portal.documents import service as documents

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.checklists.models import Run
    from portal.checklists.queries import Place
    from portal.documents.service import ChecklistSummary, ChecklistText, ItemView, SectionView

MOST_NEXT = 2
COMPANY = "company"


@dataclass(frozen=True)
class SectionPage:
    """A section with its points."""

    number: int
    view: SectionView
    points: tuple[Point, ...]
    figures: Figures


@dataclass(frozen=True)
class RunView:
    """The company's run; `added` are the items that came after it was finished, or after its answers."""

    id: int
    finished_at: dt.datetime | None
    finished_revision: int | None
    added: int
    round: int = 1


@dataclass(frozen=True)
class ChecklistPage:
    """A checklist with a company's answers; without a company the answers are missing."""

    text: ChecklistText
    company_id: int | None
    run: RunView | None
    aside: bool
    sections: tuple[SectionPage, ...]
    figures: Figures
    points: tuple[Point, ...] = field(repr=False)
    former: tuple[FormerPoint, ...] = ()
    successor: ChecklistSummary | None = None

    @property
    def added(self) -> tuple[Point, ...]:
        """The points that are new to the company."""
        return tuple(one for one in self.points if one.added)

    @property
    def finished(self) -> bool:
        return self.run is not None and self.run.finished_at is not None

    @property
    def can_begin_round(self) -> bool:
        """Whether the company may go through it once more: after it finished a checklist that is still offered."""
        return self.finished and self.company_id is not None and not self.text.retired

    @property
    def can_answer(self) -> bool:
        """Whether its items can be answered: a finished one is reopened first, a retired one is never begun."""
        if self.company_id is None or self.finished:
            return False
        return self.run is not None or not self.text.retired

    @property
    def can_finish(self) -> bool:
        return self.can_answer and self.run is not None and self.figures.items > 0 and not self.figures.open

    @property
    def to_confirm(self) -> tuple[Point, ...]:
        return tuple(point for point in self.points if point.asks)

    @property
    def next_points(self) -> tuple[Point, ...]:
        """What to do next: open duties, then other open items, then those in progress."""
        waiting = [point for point in self.points if point.state in (State.OPEN, State.IN_PROGRESS)]
        waiting.sort(key=lambda point: (point.state is State.IN_PROGRESS, point.item.kind != rules.DUTY))
        return tuple(waiting[:MOST_NEXT])

    def point(self, key: str) -> Point | None:
        return next((one for one in self.points if one.item.key == key), None)

    def section(self, point: Point) -> SectionPage | None:
        return next((one for one in self.sections if one.number == point.item.section), None)


def company_page(
    session: Session,
    company_id: int,
    slug: str,
    language: str,
    marks: RequestMarks = no_marks,
    number: int | None = None,
) -> ChecklistPage | None:
    """The checklist with the company's answers, of round `number` or the current one; None if there is none.

    One for hires is read alone: it is answered for each hire.
    """
    text = documents.checklist(session, slug, language)
    if text is None:
        return None
    if text.audience != COMPANY:
        return _unanswered(text) if number is None else None
    place = queries.place(session, company_id, text.document_id, below(), number)
    if number is not None and place.run is None:
        return None
    sheet = Sheet(text, place)
    known = around(session, company_id, [sheet], text.language, marks)
    points = tuple(point_of(item, sheet, known) for item in _for_company(text.items, place))
    page = _page(text, company_id, place, points)
    return replace(page, former=former_points(sheet, known), successor=successor(session, text, language))


def below() -> queries.Below:
    """What the statement about a place joins."""
    return queries.Below(companies.sizes(), documents.every_item(), accounts.user_names())


def successor(session: Session, text: ChecklistText, language: str) -> ChecklistSummary | None:
    """The checklist that a retired one names in its place."""
    if not text.retired or not text.successor:
        return None
    offered = documents.checklists(session, language, text.audience)
    return next((one for one in offered if one.slug == text.successor), None)


def answers_beside(session: Session, company_id: int, slug: str, language: str) -> ChecklistPage | None:
    """The company's whole checklist, to be read beside its question; None also for one that is answered for hires."""
    page = company_page(session, company_id, slug, language)
    return None if page is None or page.company_id is None else page


def reading_page(session: Session, slug: str, language: str) -> ChecklistPage | None:
    """The checklist without any company's answers; None if there is none of that name."""
    text = documents.checklist(session, slug, language)
    return None if text is None else _unanswered(text)


def _unanswered(text: ChecklistText) -> ChecklistPage:
    points = tuple(Point(item, None, None, added=False) for item in text.items)
    return _page(text, None, None, points)


def figures_of_place(items: Iterable[ItemView], place: Place) -> Figures:
    """What a company has done of these items."""
    return rules.count(counted(item, place.answers.get(item.id)) for item in _for_company(items, place))


def _for_company(items: Iterable[ItemView], place: Place) -> tuple[ItemView, ...]:
    return tuple(item for item in items if not rules.is_left_out(item.kind, item.sizes, place.size_class))


def _page(text: ChecklistText, company_id: int | None, place: Place | None, points: tuple[Point, ...]) -> ChecklistPage:
    sections = tuple(_section(number, view, points, place) for number, view in enumerate(text.sections))
    return ChecklistPage(
        text=text,
        company_id=company_id,
        run=None if place is None or place.run is None else _run(place.run, points),
        aside=place is not None and place.aside,
        sections=tuple(section for section in sections if section.points),
        figures=_figures(points, place),
        points=points,
    )


def _run(run: Run, points: Iterable[Point]) -> RunView:
    added = sum(point.added for point in points)
    return RunView(run.id, run.finished_at, run.finished_revision, added, run.round)


def _figures(points: Iterable[Point], place: Place | None) -> Figures:
    answers = {} if place is None else place.answers
    return rules.count(counted(point.item, answers.get(point.item.id)) for point in points)


def _section(number: int, view: SectionView, points: Sequence[Point], place: Place | None) -> SectionPage:
    own = [point for point in points if point.item.section == number]
    return SectionPage(number, view, nested(own), _figures(own, place))
