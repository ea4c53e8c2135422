"""Every SELECT of this area. Team notes are read in one place only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from portal.consultations.models import ConsultationRequest, Message, RequestChange, TeamNote
from portal.consultations.rules import WAITING, Outcome, Reason, RequestState

_FAR = dt.date(9999, 12, 31)
Request = ConsultationRequest


def company_of(session: Session, request_id: int) -> int | None:
    """The company of a request, whichever it is."""
    return session.scalar(select(Request.company_id).where(Request.id == request_id))


def request(session: Session, company_id: int, request_id: int, *, lock: bool = False) -> Request | None:
    """The request; locked, so that of two writers the second sees what the first did."""
    statement = select(Request).where(Request.company_id == company_id, Request.id == request_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.scalar(statement)


def request_by_once(session: Session, company_id: int, once: str) -> Request | None:
    """The request that was made with this word."""
    return session.scalar(select(Request).where(Request.company_id == company_id, Request.once == once))


def has_message(session: Session, company_id: int, once: str) -> bool:
    """Whether a message was already made with this word."""
    found = select(Message.id).where(Message.company_id == company_id, Message.once == once)
    return session.scalar(found) is not None


def has_note(session: Session, company_id: int, once: str) -> bool:
    """Whether a team note was already made with this word."""
    found = select(TeamNote.id).where(TeamNote.company_id == company_id, TeamNote.once == once)
    return session.scalar(found) is not None


def messages(session: Session, company_id: int, request_id: int) -> tuple[Message, ...]:
    """What both sides wrote, in order."""
    mine = select(Message).where(Message.company_id == company_id, Message.request_id == request_id)
    return tuple(session.scalars(mine.order_by(Message.at, Message.id)))


def changes(session: Session, company_id: int, request_id: int) -> tuple[RequestChange, ...]:
    """The steps of the request, in order."""
    mine = select(RequestChange).where(RequestChange.company_id == company_id, RequestChange.request_id == request_id)
    return tuple(session.scalars(mine.order_by(RequestChange.at, RequestChange.id)))


def team_notes(session: Session, company_id: int, request_id: int) -> tuple[TeamNote, ...]:
    """What the team notes among itself; nothing in a company's session."""
    mine = select(TeamNote).where(TeamNote.company_id == company_id, TeamNote.request_id == request_id)
    return tuple(session.scalars(mine.order_by(TeamNote.at, TeamNote.id)))


def waits_since(session: Session, company_id: int, request_id: int) -> dt.datetime | None:
    """When the request last began to wait."""
    begun = select(func.max(RequestChange.at)).where(
        RequestChange.company_id == company_id,
        RequestChange.request_id == request_id,
        RequestChange.to_state.in_(WAITING),
        RequestChange.from_state.not_in(WAITING),
    )
    return session.scalar(begun)


def others_answers(session: Session, company_id: int, request_id: int, after: int, me: int) -> tuple[int, ...]:
    """Who else of the service wrote after the message `after`."""
    theirs = (
        select(Message.by)
        .where(Message.company_id == company_id, Message.request_id == request_id)
        .where(Message.id > after, Message.side == "service", Message.by != me)
        .distinct()
    )
    return tuple(one for one in session.scalars(theirs) if one is not None)


class ItemRequest(NamedTuple):
    """A request that was asked from an item."""

    item_id: int
    id: int
    state: RequestState
    outcome: Outcome | None
    asked_at: dt.datetime


def of_items(
    session: Session, company_id: int, item_ids: frozenset[int], hire_id: int | None = None
) -> tuple[ItemRequest, ...]:
    """The company's requests from these items, its own or those of a hire, oldest first."""
    if not item_ids:
        return ()
    whose = Request.hire_id.is_(None) if hire_id is None else Request.hire_id == hire_id
    statement = (
        select(Request.item_id, Request.id, Request.state, Request.outcome, Request.asked_at)
        .where(Request.company_id == company_id, Request.item_id.in_(item_ids), whose)
        .order_by(Request.asked_at, Request.id)
    )
    return tuple(
        ItemRequest(item_id or 0, number, RequestState(state), Outcome(outcome) if outcome else None, asked_at)
        for item_id, number, state, outcome, asked_at in session.execute(statement)
    )


# Counts.


def count_unread(session: Session, company_id: int) -> int:
    """Requests with words of the service that the company has not seen."""
    seen = or_(Request.company_read_at.is_(None), Request.service_wrote_at > Request.company_read_at)
    statement = select(func.count(Request.id)).where(
        Request.company_id == company_id, Request.service_wrote_at.is_not(None), seen
    )
    return session.scalar(statement) or 0


def count_for_consultant(session: Session, user_id: int) -> int:
    """Requests that nobody has taken, and those of this consultant where the company wrote last."""
    replied = Request.company_wrote_at > Request.service_wrote_at
    unanswered = and_(Request.state.not_in(WAITING), or_(Request.service_wrote_at.is_(None), replied))
    meanwhile = and_(Request.state == RequestState.WAITING_THIRD_PARTY, replied)
    mine = and_(Request.consultant_id == user_id, or_(unanswered, meanwhile))
    statement = select(func.count(Request.id)).where(
        Request.state != RequestState.CLOSED, or_(Request.consultant_id.is_(None), mine)
    )
    return session.scalar(statement) or 0


class TabCounts(NamedTuple):
    """How many requests stand in each part of the inbox."""

    unassigned: int
    mine: int
    waiting: int
    unfinished: int


def tab_counts(session: Session, user_id: int) -> TabCounts:
    """One pass over the unfinished requests."""
    statement = select(
        _how_many(Request.consultant_id.is_(None)),
        _how_many(Request.consultant_id == user_id),
        _how_many(Request.state.in_(WAITING)),
        func.count(Request.id),
    ).where(Request.state != RequestState.CLOSED)
    untaken, mine, waiting, unfinished = session.execute(statement).one()
    return TabCounts(untaken, mine, waiting, unfinished)


def _how_many(part: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((part, 1), else_=0)), 0)


# Lists.


class Order(NamedTuple):
    """Sort keys (the id follows them), how each is read from a link, and whether they run backwards."""

    keys: tuple[Any, ...]
    readers: tuple[Callable[[str], Any], ...]
    backwards: bool = False


def _moment(word: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(word)
    if moment.tzinfo is None:
        raise ValueError(word)
    return moment.astimezone(dt.UTC)


def _rank(word: str) -> int:
    return Reason(int(word)).value


def by_last_words() -> Order:
    """The company's list: what moved last comes first."""
    later = Request.service_wrote_at > Request.company_wrote_at
    moved_at = case((later, Request.service_wrote_at), else_=Request.company_wrote_at)
    return Order((moved_at,), (_moment,), backwards=True)


def by_urgency(today: dt.date, overdue_start: dt.date) -> Order:
    """The most urgent first, of equal ones that which waits longest. The same as rules.reason: a test compares them."""
    replied = Request.company_wrote_at > Request.service_wrote_at
    waiting = case(
        (Request.wake_up_on <= today, Reason.WOKEN.value),
        (and_(Request.state == RequestState.WAITING_THIRD_PARTY, replied), Reason.REPLIED.value),
        else_=Reason.WAITING.value,
    )
    late = and_(Request.first_response_at.is_(None), Request.counted_from <= overdue_start)
    rank = case(
        (Request.state == RequestState.CLOSED, Reason.CLOSED.value),
        (Request.state.in_(WAITING), waiting),
        (late, Reason.OVERDUE.value),
        (replied, Reason.REPLIED.value),
        (Request.consultant_id.is_(None), Reason.UNASSIGNED.value),
        else_=Reason.OPEN.value,
    )
    return Order((rank, Request.company_wrote_at), (_rank, _moment))


def by_wake_up() -> Order:
    """The next to wake first."""
    return Order((func.coalesce(Request.wake_up_on, literal(_FAR)),), (dt.date.fromisoformat,))


def by_closing() -> Order:
    """The last closed first."""
    return Order((Request.closed_at,), (_moment,), backwards=True)


class Listed(NamedTuple):
    """A request and the sort values of its row."""

    request: Request
    keys: tuple[Any, ...]


def of_company(
    session: Session, company_id: int, order: Order, after: tuple[Any, ...] | None, most: int
) -> list[Listed]:
    """A page of the company's requests."""
    return _page(session, select(Request).where(Request.company_id == company_id), order, after, most)


def unassigned(session: Session, order: Order, after: tuple[Any, ...] | None, most: int) -> list[Listed]:
    """Unfinished requests that nobody has taken."""
    chosen = select(Request).where(Request.state != RequestState.CLOSED, Request.consultant_id.is_(None))
    return _page(session, chosen, order, after, most)


def of_consultant(
    session: Session, user_id: int, order: Order, after: tuple[Any, ...] | None, most: int
) -> list[Listed]:
    """Unfinished requests of one consultant."""
    chosen = select(Request).where(Request.state != RequestState.CLOSED, Request.consultant_id == user_id)
    return _page(session, chosen, order, after, most)


def in_states(
    session: Session, states: frozenset[RequestState], order: Order, after: tuple[Any, ...] | None, most: int
) -> list[Listed]:
    """Requests in any of the states."""
    return _page(session, select(Request).where(Request.state.in_(states)), order, after, most)


def _page(
    session: Session, chosen: Select[Request], order: Order, after: tuple[Any, ...] | None, most: int
) -> list[Listed]:
    """`after`: sort values and id of the last row shown."""
    keys = (*order.keys, Request.id)
    if after is not None:
        here, there = tuple_(*keys), tuple_(*(literal(value, key.type) for value, key in zip(after, keys, strict=True)))
        chosen = chosen.where(here < there if order.backwards else here > there)
    sorting = [key.desc() if order.backwards else key.asc() for key in keys]
    rows = session.execute(chosen.add_columns(*order.keys).order_by(*sorting).limit(most))
    return [Listed(row[0], tuple(row[1:])) for row in rows]
