"""What a company does: ask, reply, withdraw, read."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Actor
from portal.checklists import service as checklists
from portal.consultations import queries
from portal.consultations.models import ConsultationRequest
from portal.consultations.rules import (
    Move,
    Outcome,
    Question,
    RequestState,
    Side,
    Step,
    can_reopen,
    once_key,
    title_of,
)
from portal.consultations.service import telling
from portal.consultations.service.steps import CannotReopen, load, message_key, move, record, state_of, write
from portal.documents import service as documents


def ask(session: Session, actor: Actor, company_id: int, question: Question, once: str) -> ConsultationRequest:
    """Make a request, or return the one that this form has made already."""
    wording = wording_of(session, question.item_id, actor.language)
    if question.hire_id is not None and not checklists.ask_about(session, company_id, question.hire_id):
        question = replace(question, hire_id=None)
    return _ask_once(session, actor, company_id, question, wording=wording, once=once)


def _ask_once(
    session: Session, actor: Actor, company_id: int, question: Question, *, wording: dict[str, Any] | None, once: str
) -> ConsultationRequest:
    key = once_key(once)
    existing = queries.request_by_once(session, company_id, key)
    if existing is not None:
        return existing
    try:
        with session.begin_nested():
            return _new(session, actor, company_id, question, wording=wording, once=once)
    except IntegrityError:
        # The other click of a double one was faster; anything else is a fault.
        existing = queries.request_by_once(session, company_id, key)
        if existing is None:
            raise
        return existing


def _new(
    session: Session, actor: Actor, company_id: int, question: Question, *, wording: dict[str, Any] | None, once: str
) -> ConsultationRequest:
    request = ConsultationRequest(
        company_id=company_id,
        once=once_key(once),
        title=title_of(question.subject, wording["caption"] if wording else None, question.message),
        topic=question.topic,
        language=question.language,
        state=RequestState.NEW,
        asked_at=clock.now(),
        asked_by=actor.user_id,
        counted_from=clock.today(),
        company_wrote_at=clock.now(),
        item_id=question.item_id if wording else None,
        item_wording=wording,
        hire_id=question.hire_id,
        earlier_request_id=_earlier(session, company_id, question.earlier_id),
    )
    session.add(request)
    session.flush()
    message = write(session, request, Side.COMPANY, question.message, actor_id=actor.user_id, once=once)
    telling.new_request(session, request, message)
    record(session, request, Step.ASKED, RequestState.NEW, actor.user_id)
    session.flush()
    return request


def _earlier(session: Session, company_id: int, request_id: int | None) -> int | None:
    """The earlier request, if it is one of this company."""
    if request_id is None:
        return None
    request = queries.request(session, company_id, request_id)
    return None if request is None else request.id


def wording_of(session: Session, item_id: int | None, language: str) -> dict[str, Any] | None:
    """The item as it reads now, to be kept with a request. None: no such item."""
    found = None if item_id is None else documents.item(session, item_id, language)
    if found is None:
        return None
    summary, item = found
    checklist = documents.checklist(session, summary.slug, language)
    return {
        "key": item.key,
        "caption": item.caption,
        "parts": dict(item.parts),
        "checklist": summary.slug,
        "title": summary.title,
        "field": summary.field,
        "revision": checklist.revision if checklist else item.meaning_revision,
        "language": item.language,
    }


def reply(
    session: Session, actor: Actor, company_id: int, request_id: int, body: str, *, once: str
) -> ConsultationRequest:
    """Add what the company writes. It opens a waiting request, and a closed one up to 30 days after closing.

    Later it begins a new request that names the old one; that one is returned.
    """
    request = load(session, company_id, request_id)
    if queries.has_message(session, company_id, message_key(request.id, Side.COMPANY, once)):
        return request
    if state_of(request) is RequestState.CLOSED and not _is_fresh(request):
        return _ask_again(session, actor, request, body, once)
    if state_of(request) is RequestState.CLOSED:
        _reopen(session, request, actor.user_id)
    message = write(session, request, Side.COMPANY, body, actor_id=actor.user_id, once=once)
    telling.new_reply(session, request, message)
    if state_of(request) is RequestState.WAITING_COMPANY:
        move(session, request, Move(RequestState.OPEN), Step.REPLIED, actor.user_id)
    session.flush()
    return request


def _ask_again(session: Session, actor: Actor, old: ConsultationRequest, body: str, once: str) -> ConsultationRequest:
    question = Question(
        message=body,
        subject=old.title,
        topic=old.topic,
        language=old.language,
        item_id=old.item_id,
        earlier_id=old.id,
        hire_id=old.hire_id,
    )
    wording = wording_of(session, old.item_id, actor.language) or old.item_wording
    return _ask_once(session, actor, old.company_id, question, wording=wording, once=once)


def withdraw(session: Session, actor: Actor, company_id: int, request_id: int) -> ConsultationRequest:
    """The company needs no answer any more. Withdrawing twice, or what is closed anyway, changes nothing."""
    request = load(session, company_id, request_id)
    if state_of(request) is not RequestState.CLOSED:
        move(session, request, Move(RequestState.CLOSED, outcome=Outcome.WITHDRAWN), Step.WITHDRAWN, actor.user_id)
        request.company_read_at = clock.now()
        session.flush()
    return request


def reopen(session: Session, actor: Actor, company_id: int, request_id: int) -> ConsultationRequest:
    """Open a closed request again without a word. Raises CannotReopen after 30 days."""
    request = load(session, company_id, request_id)
    if state_of(request) is not RequestState.CLOSED:
        return request
    if not _is_fresh(request):
        raise CannotReopen
    _reopen(session, request, actor.user_id)
    session.flush()
    return request


def _reopen(session: Session, request: ConsultationRequest, actor_id: int) -> None:
    move(session, request, Move(RequestState.OPEN), Step.REOPENED, actor_id)
    request.counted_from = clock.today()


def _is_fresh(request: ConsultationRequest) -> bool:
    closed_at = request.closed_at or request.asked_at
    return can_reopen(clock.local(closed_at).date(), clock.today())


def mark_read(session: Session, company_id: int, request_id: int, seen: dt.datetime) -> None:
    """The company has seen what the service wrote until `seen`; what came later stays new."""
    request = load(session, company_id, request_id)
    last = min(seen, clock.now())
    if request.company_read_at is None or request.company_read_at < last:
        request.company_read_at = last
        session.flush()
