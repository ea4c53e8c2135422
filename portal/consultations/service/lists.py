"""The company's list, the service's inbox, and the counts in the navigation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.access import Actor
from portal.accounts import service as accounts
from portal.companies import service as companies
from portal.consultations import queries
from portal.consultations.models import ConsultationRequest
from portal.consultations.rules import (
    UNFINISHED,
    WAITING,
    Facts,
    Outcome,
    Reason,
    RequestState,
    Tab,
    due_on,
    is_unread,
    last_overdue_start,
    reason,
)
from portal.db.tenancy import every_company
from portal.web.pagination import Cursor, Page

PAGE = 25
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class CompanyRow:
    """A request in the company's list. `consultant` None: the team."""

    id: int
    title: str
    state: RequestState
    outcome: Outcome | None
    asked_at: dt.datetime
    wake_up_on: dt.date | None
    consultant: str | None
    unread: bool


@dataclass(frozen=True)
class InboxRow:
    """A request in the inbox."""

    id: int
    title: str
    company_id: int
    company: str
    topic: str
    state: RequestState
    outcome: Outcome | None
    reason: Reason
    asked_at: dt.datetime
    company_wrote_at: dt.datetime
    due_on: dt.date
    wake_up_on: dt.date | None
    closed_at: dt.datetime | None
    consultant: str | None


Key = tuple[Any, ...]


@dataclass(frozen=True)
class Inbox:
    """A page of one tab, with how many stand in each tab (closed ones are not counted)."""

    page: Page[InboxRow]
    counts: dict[Tab, int]


def company_of(session: Session, request_id: int) -> int | None:
    """The company of a request, for the gate; None if there is no such request."""
    return queries.company_of(session, request_id) if request_id <= LARGEST_ID else None


def company_requests(session: Session, company_id: int, after: Cursor | None = None) -> Page[CompanyRow]:
    """The company's requests, what moved last first."""
    order = queries.by_last_words()
    found = queries.of_company(session, company_id, order, _place(order, after), PAGE + 1)
    names = accounts.names(session, _consultants(found))
    rows = tuple(_company_row(one.request, names) for one in found[:PAGE])
    return Page(rows, _following(found))


def _consultants(found: list[queries.Listed]) -> set[int]:
    return {one.request.consultant_id for one in found if one.request.consultant_id is not None}


def _following(found: list[queries.Listed]) -> str | None:
    """Write where the next page begins: the sort values of the last row as one word, and its id."""
    if len(found) <= PAGE:
        return None
    last = found[PAGE - 1]
    words = (key.isoformat() if isinstance(key, dt.date) else str(key) for key in last.keys)
    return Cursor("|".join(words), last.request.id).word()


def _place(order: queries.Order, after: Cursor | None) -> Key | None:
    """Read it again; a link that does not fit this order begins at the first page."""
    if after is None or not isinstance(after.value, str):
        return None
    words = after.value.split("|")
    try:
        return (*(read(word) for read, word in zip(order.readers, words, strict=True)), after.row_id)
    except (ValueError, OverflowError):
        return None


def _company_row(request: ConsultationRequest, names: dict[int, str]) -> CompanyRow:
    return CompanyRow(
        id=request.id,
        title=request.title,
        state=RequestState(request.state),
        outcome=outcome_of(request),
        asked_at=request.asked_at,
        wake_up_on=request.wake_up_on,
        consultant=names.get(request.consultant_id or 0),
        unread=is_unread(request.service_wrote_at, request.company_read_at),
    )


def outcome_of(request: ConsultationRequest) -> Outcome | None:
    """How the request ended, if it did."""
    return Outcome(request.outcome) if request.outcome else None


def inbox(session: Session, actor: Actor, tab: Tab, target_days: int, after: Cursor | None = None) -> Inbox:
    """A page of one tab: the most urgent first; waiting ones by their day, closed ones by their end."""
    order = _ORDERS[tab](target_days)
    found = _FINDERS[tab](session, actor.user_id, order, _place(order, after), PAGE + 1)
    names = accounts.names(session, _consultants(found))
    firms = companies.names(session, {one.request.company_id for one in found})
    rows = tuple(_inbox_row(one.request, names, firms, target_days) for one in found[:PAGE])
    return Inbox(Page(rows, _following(found)), _counts(session, actor))


def _by_urgency(target_days: int) -> queries.Order:
    today = clock.today()
    return queries.by_urgency(today, last_overdue_start(today, target_days))


_ORDERS: dict[Tab, Callable[[int], queries.Order]] = {
    Tab.UNASSIGNED: _by_urgency,
    Tab.MINE: _by_urgency,
    Tab.UNFINISHED: _by_urgency,
    Tab.WAITING: lambda _days: queries.by_wake_up(),
    Tab.CLOSED: lambda _days: queries.by_closing(),
}
Finder = Callable[[Session, int, queries.Order, "Key | None", int], "list[queries.Listed]"]
_FINDERS: dict[Tab, Finder] = {
    Tab.UNASSIGNED: lambda session, _user, *rest: queries.unassigned(session, *rest),
    Tab.MINE: queries.of_consultant,
    Tab.UNFINISHED: lambda session, _user, *rest: queries.in_states(session, UNFINISHED, *rest),
    Tab.WAITING: lambda session, _user, *rest: queries.in_states(session, WAITING, *rest),
    Tab.CLOSED: lambda session, _user, *rest: queries.in_states(session, frozenset({RequestState.CLOSED}), *rest),
}


def _counts(session: Session, actor: Actor) -> dict[Tab, int]:
    counts = queries.tab_counts(session, actor.user_id)
    return {
        Tab.UNASSIGNED: counts.unassigned,
        Tab.MINE: counts.mine,
        Tab.WAITING: counts.waiting,
        Tab.UNFINISHED: counts.unfinished,
    }


def _inbox_row(
    request: ConsultationRequest, names: dict[int, str], firms: dict[int, str], target_days: int
) -> InboxRow:
    return InboxRow(
        id=request.id,
        title=request.title,
        company_id=request.company_id,
        company=firms.get(request.company_id, ""),
        topic=request.topic,
        state=RequestState(request.state),
        outcome=outcome_of(request),
        reason=reason(facts_of(request), clock.today(), target_days),
        asked_at=request.asked_at,
        company_wrote_at=request.company_wrote_at,
        due_on=due_on(request.counted_from, target_days),
        wake_up_on=request.wake_up_on,
        closed_at=request.closed_at,
        consultant=names.get(request.consultant_id or 0),
    )


def facts_of(request: ConsultationRequest) -> Facts:
    """What the reason for its place in a list follows from."""
    return Facts(
        state=RequestState(request.state),
        consultant_id=request.consultant_id,
        counted_from=request.counted_from,
        first_response_at=request.first_response_at,
        company_wrote_at=request.company_wrote_at,
        service_wrote_at=request.service_wrote_at,
        wake_up_on=request.wake_up_on,
    )


def waiting_for_team(session: Session, actor: Actor, company_id: int | None) -> int:  # noqa: ARG001 - the bar asks every place alike
    """Count the requests that wait for this consultant: untaken ones, and the own ones where the company wrote last."""
    with every_company(session, "the top bar of a consultant counts the requests of all companies"):
        return queries.count_for_consultant(session, actor.user_id)


def waiting_for_company(session: Session, actor: Actor, company_id: int | None) -> int:
    """Count the requests with words of the service that the company has not read."""
    place = actor.belonging(company_id) or actor.company
    if place is None:
        return 0
    with every_company(session, "the top bar counts also on pages that touch no company's rows"):
        return queries.count_unread(session, place.company_id)


def unread_answers(session: Session, company_id: int) -> int:
    """Count the company's requests with words of the service that it has not read. Inside the company's scope."""
    return queries.count_unread(session, company_id)


def requests_of_items(
    session: Session, company_id: int, item_ids: frozenset[int], hire_id: int | None = None
) -> dict[int, tuple[queries.ItemRequest, ...]]:
    """The company's requests from these items, its own or those of a hire, by item, oldest first."""
    found: dict[int, list[queries.ItemRequest]] = {}
    for one in queries.of_items(session, company_id, item_ids, hire_id):
        found.setdefault(one.item_id, []).append(one)
    return {item_id: tuple(requests) for item_id, requests in found.items()}
