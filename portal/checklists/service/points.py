"""Items with what belongs to their answers: for a company's checklist, and for one of a hire."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from portal.checklists import rules
from portal.checklists.rules import Counted, State
from portal.checklists.service import measures
from portal.documents import service as documents

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.checklists.models import Answer
    from portal.checklists.queries import Place
    from portal.checklists.rules.hires import Due
    from portal.checklists.service.measures import MeasureView
    from portal.documents.service import ChecklistText, ItemName, ItemView


@dataclass(frozen=True)
class RequestMark:
    """A question to the service that was asked from an item: its page, how it stands in words, since when."""

    url: str
    words: str
    at: dt.datetime | None


class RequestMarks(Protocol):
    """Finds the newest request of each item, asked for the company or for one of its hires, in one query. Given by
    app.py.
    """

    def __call__(
        self, session: Session, company_id: int, item_ids: Sequence[int], hire_id: int | None, /
    ) -> dict[int, RequestMark]: ...


def no_marks(
    _session: Session, _company_id: int, _item_ids: Sequence[int], _hire_id: int | None
) -> dict[int, RequestMark]:
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
class FormerPoint:
    """An answer to an item that has left the checklist: it counts nowhere and is kept."""

    name: ItemName
    answer: AnswerView
    measures: tuple[MeasureView, ...]


@dataclass(frozen=True)
class Sheet:
    """A checklist and where one stands with it."""

    text: ChecklistText
    place: Place

    @property
    def gone(self) -> set[int]:
        """The items that are answered and have left the checklist."""
        return self.place.answers.keys() - {item.id for item in self.text.items}


@dataclass(frozen=True)
class Around:
    """What belongs to the answers of a page, each by the item's number; `former` are items that are gone, `origins`
    those that others came from, by checklist and key.
    """

    marks: dict[int, RequestMark]
    measures: dict[int, tuple[MeasureView, ...]]
    origins: dict[tuple[int, str], int]
    former: dict[int, ItemName]


def around(
    session: Session,
    company_id: int,
    sheets: Sequence[Sheet],
    language: str,
    marks: RequestMarks,
    hire_id: int | None = None,
) -> Around:
    """Gather it for one checklist of a company, or for all of a hire."""
    present = [item.id for sheet in sheets for item in sheet.text.items]
    gone = {item_id for sheet in sheets for item_id in sheet.gone}
    origins = {key: found for sheet in sheets for key, found in _origins(session, sheet).items()}
    answered = {one for sheet in sheets for one in origins.values() if not _is_blank(sheet.place.answers.get(one))}
    return Around(
        marks=marks(session, company_id, present, hire_id),
        measures=measures.measures_of_items(session, company_id, gone.union(present), hire_id),
        origins=origins,
        former=documents.item_names(session, gone | answered, language),
    )


def _origins(session: Session, sheet: Sheet) -> dict[tuple[int, str], int]:
    """The items that others, still unanswered, came from."""
    answers, document_id = sheet.place.answers, sheet.text.document_id
    waiting = [item for item in sheet.text.items if answers and _is_blank(answers.get(item.id))]
    keys = {item.attributes["was"] for item in waiting if item.attributes.get("was")}
    return {(document_id, key): one for key, one in documents.item_ids(session, document_id, keys).items()}


def _is_blank(answer: Answer | None) -> bool:
    return answer is None or answer.state == State.OPEN


def former_points(sheet: Sheet, known: Around) -> tuple[FormerPoint, ...]:
    """The answers to items that have left the checklist."""
    place = sheet.place
    return tuple(
        FormerPoint(known.former[one], answer_view(None, place.answers[one], place.names), known.measures.get(one, ()))
        for one in sorted(sheet.gone & known.former.keys())
    )


def counted(item: ItemView, answer: Answer | None) -> Counted:
    """The item as it counts in figures."""
    if answer is None:
        return Counted(item.kind)
    due = rules.is_due_for_confirmation(answer.revision, item.meaning_revision, item.strayed)
    return Counted(item.kind, State(answer.state), answer.confirmed, due)


def point_of(item: ItemView, sheet: Sheet, known: Around) -> Point:
    """The item with what belongs to its answer."""
    place = sheet.place
    answer = place.answers.get(item.id)
    return Point(
        item,
        None if answer is None else answer_view(item, answer, place.names),
        known.marks.get(item.id),
        added=_is_added(item, place),
        owner=place.names.get(place.owners.get(item.id, 0), ""),
        measures=known.measures.get(item.id, ()),
        offer=_offer(item, sheet, known),
    )


def _offer(item: ItemView, sheet: Sheet, known: Around) -> Offer | None:
    place = sheet.place
    origin = known.origins.get((sheet.text.document_id, item.attributes.get("was") or ""), 0)
    old = place.answers.get(origin)
    if old is None or origin not in known.former or not _is_blank(place.answers.get(item.id)):
        return None
    return None if _is_blank(old) else Offer(known.former[origin].caption, answer_view(None, old, place.names))


def answer_view(item: ItemView | None, answer: Answer, names: dict[int, str]) -> AnswerView:
    """The answer as it is shown; `item` None: it is gone, so nobody is asked to confirm."""
    state = State(answer.state)
    due = item is not None and rules.is_due_for_confirmation(answer.revision, item.meaning_revision, item.strayed)
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
