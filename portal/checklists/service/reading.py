"""One checklist as a company, or somebody of the service, reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from portal.accounts import service as accounts
from portal.checklists import queries, rules
from portal.checklists.rules import Counted, Figures, State
from portal.checklists.service import measures
from portal.companies import service as companies
from portal.documents import service as documents

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.checklists.models import Answer, Run
    from portal.checklists.queries import Place
    from portal.checklists.rules.hires import Due
    from portal.checklists.service.measures import MeasureView
    from portal.documents.service import ChecklistSummary, ChecklistText, ItemName, ItemView, SectionView

MOST_NEXT = 2
COMPANY = "company"


@dataclass(frozen=True)
class RequestMark:
    """A question to the service that was asked from an item: its page, how it stands in words, since when."""

    url: str
    words: str
    at: dt.datetime | None


class RequestMarks(Protocol):
    """Finds the newest request of each item, in one query. Given by app.py."""

    def __call__(self, session: Session, company_id: int, item_ids: Sequence[int], /) -> dict[int, RequestMark]: ...


def no_marks(_session: Session, _company_id: int, _item_ids: Sequence[int]) -> dict[int, RequestMark]:
    """Find nothing: for pages without requests."""
    return {}


@dataclass(frozen=True)
class AnswerView:
    """The present answer. `flagged`: its text changed since; `confirmed` False: carried over, not yet said again."""

    state: State
    reason: str
    reason_text: str
    note: str
    version: int
    at: dt.datetime
    by: str
    flagged: bool
    confirmed: bool
    revision: int


@dataclass(frozen=True)
class Offer:
    """The answer to the item that this one came from: offered, not counted. `caption`: that item's words."""

    caption: str
    answer: AnswerView


@dataclass(frozen=True)
class Point:
    """An item with its answer and what lies below it. `added`: it came after the company's answers. `due`: of a hire's
    item.
    """

    item: ItemView
    answer: AnswerView | None
    mark: RequestMark | None
    added: bool
    below: tuple[Point, ...] = ()
    owner: str = ""
    measures: tuple[MeasureView, ...] = ()
    offer: Offer | None = None
    due: Due | None = None

    @property
    def state(self) -> State:
        return self.answer.state if self.answer else State.OPEN

    @property
    def version(self) -> int:
        return self.answer.version if self.answer else 0

    @property
    def asks(self) -> bool:
        """Whether the answer waits to be confirmed."""
        return self.answer is not None and (self.answer.flagged or not self.answer.confirmed)


@dataclass(frozen=True)
class SectionPage:
    """A section with its points."""

    number: int
    view: SectionView
    points: tuple[Point, ...]
    figures: Figures


@dataclass(frozen=True)
class FormerPoint:
    """An answer to an item that has left the checklist: it counts nowhere and is kept."""

    name: ItemName
    answer: AnswerView
    measures: tuple[MeasureView, ...]


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
        return tuple(point for point in self.points if point.added)

    @property
    def can_begin_round(self) -> bool:
        """Whether the company may go through it once more: after it finished a checklist that is still offered."""
        finished = self.run is not None and self.run.finished_at is not None
        return finished and self.company_id is not None and not self.text.retired

    @property
    def can_answer(self) -> bool:
        """Whether its items can be answered: a finished one is reopened first, a retired one is never begun."""
        if self.company_id is None or (self.run is not None and self.run.finished_at is not None):
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


@dataclass(frozen=True)
class _Around:
    """What belongs to the answers of a page, each by the item's number; `former` are items that are gone."""

    marks: dict[int, RequestMark]
    measures: dict[int, tuple[MeasureView, ...]]
    origins: dict[str, int]
    former: dict[int, ItemName]


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
    around = _around(session, company_id, text, place, marks)
    points = tuple(_point(item, place, around) for item in _for_company(text.items, place))
    page = _page(text, company_id, place, points)
    return replace(page, former=_former(text, place, around), successor=_successor(session, text, language))


def below() -> queries.Below:
    """What the statement about a place joins."""
    return queries.Below(companies.sizes(), documents.every_item(), accounts.user_names())


def _around(session: Session, company_id: int, text: ChecklistText, place: Place, marks: RequestMarks) -> _Around:
    present = {item.id for item in text.items}
    gone = place.answers.keys() - present
    origins = documents.item_ids(session, text.document_id, _origins(text, place)) if place.answers else {}
    return _Around(
        marks=marks(session, company_id, [item.id for item in text.items]),
        measures=measures.measures_of_items(session, company_id, present | gone),
        origins=origins,
        former=documents.item_names(session, gone | _answered(origins, place), text.language),
    )


def _origins(text: ChecklistText, place: Place) -> set[str]:
    """Keys of the items that others, still unanswered, came from."""
    waiting = (item for item in text.items if _is_blank(place.answers.get(item.id)))
    return {item.attributes["was"] for item in waiting if item.attributes.get("was")}


def _answered(origins: dict[str, int], place: Place) -> set[int]:
    return {item_id for item_id in origins.values() if not _is_blank(place.answers.get(item_id))}


def _is_blank(answer: Answer | None) -> bool:
    return answer is None or answer.state == State.OPEN


def _former(text: ChecklistText, place: Place, around: _Around) -> tuple[FormerPoint, ...]:
    gone = place.answers.keys() - {item.id for item in text.items}
    return tuple(
        FormerPoint(
            around.former[one], answer_view(None, place.answers[one], place.names), around.measures.get(one, ())
        )
        for one in sorted(gone & around.former.keys())
    )


def _successor(session: Session, text: ChecklistText, language: str) -> ChecklistSummary | None:
    """The checklist that a retired one names in its place."""
    if not text.retired or not text.successor:
        return None
    return next((one for one in documents.checklists(session, language) if one.slug == text.successor), None)


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


def counted(item: ItemView, answer: Answer | None) -> Counted:
    if answer is None:
        return Counted(item.kind)
    due = rules.is_due_for_confirmation(answer.revision, item.meaning_revision, item.strayed_revision)
    return Counted(item.kind, State(answer.state), answer.confirmed, due)


def _point(item: ItemView, place: Place, around: _Around) -> Point:
    answer = place.answers.get(item.id)
    return Point(
        item,
        None if answer is None else answer_view(item, answer, place.names),
        around.marks.get(item.id),
        added=_is_added(item, place),
        owner=place.names.get(place.owners.get(item.id, 0), ""),
        measures=around.measures.get(item.id, ()),
        offer=_offer(item, place, around),
    )


def _offer(item: ItemView, place: Place, around: _Around) -> Offer | None:
    origin = around.origins.get(item.attributes.get("was") or "", 0)
    old = place.answers.get(origin)
    if old is None or origin not in around.former or not _is_blank(place.answers.get(item.id)):
        return None
    return None if _is_blank(old) else Offer(around.former[origin].caption, answer_view(None, old, place.names))


def answer_view(item: ItemView | None, answer: Answer, names: dict[int, str]) -> AnswerView:
    state = State(answer.state)
    due = item is not None and rules.is_due_for_confirmation(
        answer.revision, item.meaning_revision, item.strayed_revision
    )
    return AnswerView(
        state=state,
        reason=answer.reason,
        reason_text=answer.reason_text,
        note=answer.note,
        version=answer.version,
        at=answer.answered_at,
        by=names.get(answer.answered_by or 0, ""),
        flagged=due and state is not State.OPEN,
        confirmed=answer.confirmed,
        revision=answer.revision,
    )


def _is_added(item: ItemView, place: Place) -> bool:
    run = place.run
    if run is not None and run.finished_revision is not None:
        return item.first_revision > run.finished_revision
    answered = (answer.revision for answer in place.answers.values())
    return rules.is_new(item.first_revision, answered, has_answer=not _is_blank(place.answers.get(item.id)))


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


def nested(points: Sequence[Point]) -> tuple[Point, ...]:
    """Put points below the ones they belong to; one whose parent is not shown stands by itself."""
    shown = {point.item.key for point in points}
    below: dict[str | None, list[Point]] = {}
    for point in points:
        parent = point.item.parent_key if point.item.parent_key in shown else None
        below.setdefault(parent, []).append(point)
    return _with_below(below, None)


def _with_below(below: dict[str | None, list[Point]], parent: str | None) -> tuple[Point, ...]:
    return tuple(replace(point, below=_with_below(below, point.item.key)) for point in below.get(parent, ()))
