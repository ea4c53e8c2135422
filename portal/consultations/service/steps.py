"""One step of a request: load it, move it, write into it, and note who did what."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from portal import clock
from portal.consultations import queries
from portal.consultations.models import ConsultationRequest, Message, RequestChange
from portal.consultations.rules import (
    WAITING,
    Move,
    RequestState,
    Side,
    Step,
    check_move,
    counted_after_wait,
    once_key,
)


class RequestNotFound(Exception):
    """There is no such request in this company."""


class RequestClosed(Exception):
    """The request was closed in the meantime, so nothing was sent."""


class CannotReopen(Exception):
    """Closed too long ago, or not closed at all."""


class AlreadyTaken(Exception):
    """Somebody else answers the request already: `consultant_id`."""

    def __init__(self, consultant_id: int) -> None:
        self.consultant_id = consultant_id
        super().__init__(consultant_id)


class NoSuchConsultant(Exception):
    """That person gives no advice here."""


class NoSuchOffice(Exception):
    """No office of that name is in the directory."""


def load(session: Session, company_id: int, request_id: int) -> ConsultationRequest:
    """The request, locked until the transaction ends. Raises RequestNotFound."""
    request = queries.request(session, company_id, request_id, lock=True)
    if request is None:
        raise RequestNotFound
    return request


def state_of(request: ConsultationRequest) -> RequestState:
    """Its state as a word of the rules."""
    return RequestState(request.state)


def move(
    session: Session, request: ConsultationRequest, to: Move, step: Step, actor_id: int | None, **details: Any
) -> None:
    """Lead the request on and note the step. Raises MoveRefused, and then nothing has changed."""
    before = state_of(request)
    check_move(before, to, clock.today())
    if before in WAITING and to.to not in WAITING:
        _count_the_wait(session, request)
    request.state = to.to
    request.wake_up_on = to.wake_up_on
    request.outcome = to.outcome or ""
    request.outcome_text, request.office = to.text, to.office
    request.closed_at = clock.now() if to.to is RequestState.CLOSED else None
    record(session, request, step, before, actor_id, **_move_details(to), **details)


def _count_the_wait(session: Session, request: ConsultationRequest) -> None:
    begun = queries.waits_since(session, request.company_id, request.id)
    if begun is not None:
        first = clock.local(begun).date()
        request.counted_from = counted_after_wait(request.counted_from, first, clock.today())


def _move_details(to: Move) -> dict[str, Any]:
    facts = {
        "wake_up_on": to.wake_up_on.isoformat() if to.wake_up_on else None,
        "office": to.office,
        "text": to.text,
        "into": to.into,
    }
    return {name: value for name, value in facts.items() if value}


def record(
    session: Session,
    request: ConsultationRequest,
    step: Step,
    before: RequestState,
    actor_id: int | None,
    **details: Any,
) -> None:
    """Note that a step was done. The company may read these rows, so no word of the team among itself goes here."""
    session.add(
        RequestChange(
            company_id=request.company_id,
            request_id=request.id,
            at=clock.now(),
            by=actor_id,
            from_state=before,
            to_state=request.state,
            outcome=request.outcome,
            details={"step": step, **details},
        )
    )


def message_key(request_id: int, side: Side, once: str) -> str:
    """The stored word of a message or note: two requests, and both sides of one, may bring the same."""
    return once_key(f"{request_id}|{side}|{once}")


def write(
    session: Session, request: ConsultationRequest, side: Side, body: str, *, actor_id: int, once: str
) -> Message:
    """Add a message to the request."""
    now = clock.now()
    message = Message(
        company_id=request.company_id,
        request_id=request.id,
        once=message_key(request.id, side, once),
        side=side,
        body=body,
        at=now,
        by=actor_id,
    )
    session.add(message)
    _remember_last_words(request, side, now)
    session.flush()
    return message


def _remember_last_words(request: ConsultationRequest, side: Side, now: dt.datetime) -> None:
    if side is Side.COMPANY:
        request.company_wrote_at = now
        # Who writes has the page open.
        request.company_read_at = now
        return
    request.service_wrote_at = now
    request.first_response_at = request.first_response_at or now
