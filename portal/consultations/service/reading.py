"""What the page of one request shows, to the company and to the team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.accounts import service as accounts
from portal.checklists import service as checklists
from portal.checklists.service import HireView
from portal.companies import service as companies
from portal.consultations import queries
from portal.consultations.models import ConsultationRequest, Message, RequestChange, TeamNote
from portal.consultations.rules import (
    Outcome,
    Reason,
    RequestState,
    Side,
    Step,
    can_reopen,
    due_on,
    is_unread,
    reason,
)
from portal.consultations.service.lists import facts_of, outcome_of
from portal.consultations.service.steps import RequestNotFound
from portal.documents import service as documents
from portal.documents.rules import Kind


class EntryKind(StrEnum):
    """What stands in a thread."""

    COMPANY = "company"
    SERVICE = "service"
    NOTE = "note"
    CHANGE = "change"


@dataclass(frozen=True)
class Change:
    """A step of the request, for the team's thread. `to_whom`: whose request it became."""

    step: Step
    to: RequestState
    outcome: Outcome | None
    wake_up_on: dt.date | None
    to_whom: str


@dataclass(frozen=True)
class Entry:
    """A message, a team note or a step, in the order in which they happened. `who` is "" for a deleted account."""

    kind: EntryKind
    at: dt.datetime
    who: str
    body: str = ""
    change: Change | None = None


@dataclass(frozen=True)
class ItemWording:
    """The item that was asked about, as it read then. `parts` are safe HTML with holes for figures."""

    key: str
    caption: str
    parts: dict[str, str]
    checklist: str
    title: str
    language: str


@dataclass(frozen=True)
class Office:
    """The office that a referred or declined request names."""

    slug: str
    title: str


@dataclass(frozen=True)
class RequestPage:
    """A request as its page shows it. `hire`: from whose item it was asked; `seen`: the service's last words, for marking them as read."""

    id: int
    company_id: int
    title: str
    topic: str
    language: str
    state: RequestState
    outcome: Outcome | None
    outcome_text: str
    office: Office | None
    asked_at: dt.datetime
    consultant_id: int | None
    consultant: str
    wake_up_on: dt.date | None
    closed_at: dt.datetime | None
    can_reopen: bool
    unread: bool
    seen: dt.datetime | None
    last_message_id: int
    item_id: int | None
    item: ItemWording | None
    hire: HireView | None
    earlier_id: int | None
    thread: tuple[Entry, ...]


@dataclass(frozen=True)
class Person:
    """Somebody who gives advice."""

    id: int
    name: str


@dataclass(frozen=True)
class TeamPage:
    """The same for the service: with notes, steps, and what a consultant needs to act."""

    request: RequestPage
    company: str
    reason: Reason
    due_on: dt.date
    consultants: tuple[Person, ...]
    offices: tuple[Office, ...]


def company_page(session: Session, company_id: int, request_id: int, language: str) -> RequestPage:
    """What the company sees. Nothing here asks for team notes. Raises RequestNotFound."""
    request = _load(session, company_id, request_id)
    said = queries.messages(session, company_id, request_id)
    names = accounts.names(session, _people(request, said))
    # Nobody has taken it yet: the company's own consultant will.
    who = names.get(request.consultant_id or 0) or who_answers(session, company_id)
    thread = tuple(_message(one, names) for one in said)
    return _page(session, request, said, thread, consultant=who, language=language)


def team_page(session: Session, company_id: int, request_id: int, language: str, target_days: int) -> TeamPage:
    """What the team sees; the session must act for the team. Raises RequestNotFound."""
    request = _load(session, company_id, request_id)
    said = queries.messages(session, company_id, request_id)
    notes = queries.team_notes(session, company_id, request_id)
    steps = queries.changes(session, company_id, request_id)
    names = accounts.names(session, _people(request, [*said, *notes, *steps]))
    thread = _interleaved(said, notes, steps, names)
    return TeamPage(
        request=_page(
            session, request, said, thread, consultant=names.get(request.consultant_id or 0, ""), language=language
        ),
        company=companies.names(session, {company_id}).get(company_id, ""),
        reason=reason(facts_of(request), clock.today(), target_days),
        due_on=due_on(request.counted_from, target_days),
        consultants=tuple(Person(one.id, one.name) for one in accounts.consultants(session)),
        offices=tuple(Office(*one) for one in offices(session, language)),
    )


def title(session: Session, company_id: int, request_id: int) -> str | None:
    """What the request is called, if the company has it."""
    request = queries.request(session, company_id, request_id)
    return None if request is None else request.title


def offices(session: Session, language: str) -> list[tuple[str, str]]:
    """Slug and title of every office in the directory."""
    return [(one.slug, one.title) for one in documents.texts(session, Kind.OFFICE, language)]


def who_answers(session: Session, company_id: int) -> str:
    """The name of the company's consultant; "" where the team takes turns."""
    company = companies.company(session, company_id)
    consultant_id = company.consultant_id if company else None
    return accounts.names(session, {consultant_id}).get(consultant_id, "") if consultant_id else ""


def _load(session: Session, company_id: int, request_id: int) -> ConsultationRequest:
    request = queries.request(session, company_id, request_id)
    if request is None:
        raise RequestNotFound
    return request


def _people(request: ConsultationRequest, rows: Iterable[Message | TeamNote | RequestChange]) -> set[int]:
    """Everybody named on the page."""
    found = {request.consultant_id, *(row.by for row in rows)}
    found |= {row.details.get("consultant_id") for row in rows if isinstance(row, RequestChange)}
    return {one for one in found if one is not None}


def _page(
    session: Session,
    request: ConsultationRequest,
    said: tuple[Message, ...],
    thread: tuple[Entry, ...],
    *,
    consultant: str,
    language: str,
) -> RequestPage:
    closed = request.closed_at
    return RequestPage(
        id=request.id,
        company_id=request.company_id,
        title=request.title,
        topic=request.topic,
        language=request.language,
        state=RequestState(request.state),
        outcome=outcome_of(request),
        outcome_text=request.outcome_text,
        office=_office(session, request.office, language),
        asked_at=request.asked_at,
        consultant_id=request.consultant_id,
        consultant=consultant,
        wake_up_on=request.wake_up_on,
        closed_at=closed,
        can_reopen=closed is not None and can_reopen(clock.local(closed).date(), clock.today()),
        unread=is_unread(request.service_wrote_at, request.company_read_at),
        seen=request.service_wrote_at,
        last_message_id=said[-1].id if said else 0,
        item_id=request.item_id,
        item=_wording(request.item_wording),
        hire=None if request.hire_id is None else checklists.hire_view(session, request.hire_id),
        earlier_id=request.earlier_request_id,
        thread=thread,
    )


def _office(session: Session, slug: str, language: str) -> Office | None:
    if not slug:
        return None
    text = documents.text(session, Kind.OFFICE, slug, language)
    if text is None:
        # It was named when the office's page had another address.
        slug = documents.present_slug(session, Kind.OFFICE, slug) or slug
        text = documents.text(session, Kind.OFFICE, slug, language)
    return Office(slug, text.title if text else slug)


def _wording(stored: dict[str, Any] | None) -> ItemWording | None:
    if not stored:
        return None
    return ItemWording(
        key=stored.get("key", ""),
        caption=stored.get("caption", ""),
        parts=stored.get("parts", {}),
        checklist=stored.get("checklist", ""),
        title=stored.get("title", ""),
        language=stored.get("language", "de"),
    )


def _message(row: Message, names: dict[int, str]) -> Entry:
    kind = EntryKind.COMPANY if row.side == Side.COMPANY else EntryKind.SERVICE
    return Entry(kind, row.at, names.get(row.by or 0, ""), row.body)


def _interleaved(
    said: tuple[Message, ...],
    notes: tuple[TeamNote, ...],
    steps: tuple[RequestChange, ...],
    names: dict[int, str],
) -> tuple[Entry, ...]:
    entries = [_message(row, names) for row in said]
    entries += [Entry(EntryKind.NOTE, row.at, names.get(row.by or 0, ""), row.body) for row in notes]
    # That it was asked is said by its first message.
    entries += [_step(row, names) for row in steps if row.details.get("step") != Step.ASKED]
    return tuple(sorted(entries, key=lambda entry: entry.at))


def _step(row: RequestChange, names: dict[int, str]) -> Entry:
    day = row.details.get("wake_up_on")
    change = Change(
        step=Step(row.details.get("step", Step.OPENED)),
        to=RequestState(row.to_state),
        outcome=Outcome(row.outcome) if row.outcome else None,
        wake_up_on=dt.date.fromisoformat(day) if day else None,
        to_whom=names.get(row.details.get("consultant_id") or 0, ""),
    )
    return Entry(EntryKind.CHANGE, row.at, names.get(row.by or 0, ""), change=change)
