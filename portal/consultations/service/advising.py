"""What the service does: take, answer, note, wait, close, hand over."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal import clock
from portal.access import Actor
from portal.accounts import service as accounts
from portal.consultations import queries
from portal.consultations.models import ConsultationRequest, TeamNote
from portal.consultations.rules import (
    NAMES_OFFICE,
    WAITING,
    Move,
    Outcome,
    RequestState,
    Side,
    Step,
    check_move,
)
from portal.consultations.service import telling
from portal.consultations.service.steps import (
    AlreadyTaken,
    NoSuchConsultant,
    NoSuchOffice,
    RequestClosed,
    load,
    message_key,
    move,
    record,
    state_of,
    write,
)
from portal.documents import service as documents
from portal.documents.rules import Kind


@dataclass(frozen=True)
class Answered:
    """What became of an answer: who else of the service wrote since the page was opened."""

    request: ConsultationRequest
    others: tuple[int, ...] = ()


def take(session: Session, actor: Actor, company_id: int, request_id: int) -> ConsultationRequest:
    """Answer for the request from now on. Raises AlreadyTaken if somebody else does, RequestClosed if it is closed."""
    request = _unfinished(session, company_id, request_id)
    if request.consultant_id not in (None, actor.user_id):
        raise AlreadyTaken(request.consultant_id or 0)
    _begin(session, request, actor.user_id)
    session.flush()
    return request


def _unfinished(session: Session, company_id: int, request_id: int) -> ConsultationRequest:
    request = load(session, company_id, request_id)
    if state_of(request) is RequestState.CLOSED:
        raise RequestClosed
    return request


def _once_taken(request: ConsultationRequest) -> RequestState:
    """Where the request stands after its taking, so that a refused move takes nothing."""
    state = state_of(request)
    return RequestState.OPEN if state is RequestState.NEW else state


def _begin(session: Session, request: ConsultationRequest, actor_id: int) -> None:
    """Whoever does the first thing with a request has taken it."""
    before, fresh = state_of(request), request.consultant_id is None
    if fresh:
        request.consultant_id = actor_id
    if before is RequestState.NEW:
        move(session, request, Move(RequestState.OPEN), Step.TAKEN, actor_id, consultant_id=request.consultant_id)
    elif fresh:
        record(session, request, Step.TAKEN, before, actor_id, consultant_id=actor_id)


def answer(
    session: Session,
    actor: Actor,
    company_id: int,
    request_id: int,
    body: str,
    *,
    once: str,
    after: Move | None = None,
    seen: int = 0,
) -> Answered:
    """Write to the company and lead the request on to `after` (None: it is open then).

    Two who answer at once both do: `seen` is the last message that this one had read, and the result names who
    else has written since. Raises RequestClosed and MoveRefused; then nothing is sent.
    """
    request = load(session, company_id, request_id)
    if queries.has_message(session, company_id, message_key(request.id, Side.SERVICE, once)):
        return Answered(request)
    if state_of(request) is RequestState.CLOSED:
        raise RequestClosed
    others = queries.others_answers(session, company_id, request.id, seen, actor.user_id)
    _lead_on(session, request, after or Move(RequestState.OPEN), actor.user_id)
    message = write(session, request, Side.SERVICE, body, actor_id=actor.user_id, once=once)
    telling.new_answer(session, actor, request, f"message/{message.id}")
    return Answered(request, others)


def _lead_on(session: Session, request: ConsultationRequest, to: Move, actor_id: int) -> None:
    """Take the request if nobody has, then move it; an open one that stays open makes no step."""
    stays = to.to is RequestState.OPEN and _once_taken(request) is RequestState.OPEN
    if not stays:
        check_move(_once_taken(request), to, clock.today())
    _begin(session, request, actor_id)
    if stays:
        return
    step = Step.WAITING if to.to in WAITING else Step.OPENED
    move(session, request, to, step, actor_id)


def wait(session: Session, actor: Actor, company_id: int, request_id: int, to: Move) -> ConsultationRequest:
    """Let the request wait, or take it back from waiting, without an answer. Raises RequestClosed, MoveRefused."""
    request = _unfinished(session, company_id, request_id)
    _lead_on(session, request, to, actor.user_id)
    session.flush()
    return request


def note(session: Session, actor: Actor, company_id: int, request_id: int, body: str, *, once: str) -> None:
    """Write something that only the team reads; the session must act for the team. It moves nothing."""
    request = load(session, company_id, request_id)
    key = message_key(request.id, Side.SERVICE, once)
    if queries.has_note(session, company_id, key):
        return
    session.add(
        TeamNote(company_id=company_id, request_id=request.id, once=key, body=body, at=clock.now(), by=actor.user_id)
    )
    session.flush()


def close(
    session: Session,
    actor: Actor,
    company_id: int,
    request_id: int,
    outcome: Outcome | None,
    *,
    text: str = "",
    office: str = "",
    into: int | None = None,
) -> ConsultationRequest:
    """End the request. `text` is read by the company. Closing twice changes nothing.

    Raises MoveRefused where something is missing, NoSuchOffice.
    """
    request = load(session, company_id, request_id)
    if state_of(request) is RequestState.CLOSED:
        return request
    named = office if outcome in NAMES_OFFICE else ""
    to = Move(RequestState.CLOSED, outcome=outcome, text=text, office=named, into=into)
    check_move(_once_taken(request), to, clock.today())
    _check_office(session, actor, named)
    _begin(session, request, actor.user_id)
    move(session, request, to, Step.CLOSED, actor.user_id)
    if text or named:
        # Words for the company: new to it, and a refusal with its reason is an answer.
        request.service_wrote_at = clock.now()
        request.first_response_at = request.first_response_at or request.service_wrote_at
        telling.new_answer(session, actor, request, f"closed/{request.id}/{request.service_wrote_at.isoformat()}")
    session.flush()
    return request


def _check_office(session: Session, actor: Actor, slug: str) -> None:
    if slug and documents.text(session, Kind.OFFICE, slug, actor.language) is None:
        raise NoSuchOffice


def open_again(session: Session, actor: Actor, company_id: int, request_id: int) -> ConsultationRequest:
    """The service takes up a closed request again, however long ago it was closed."""
    request = load(session, company_id, request_id)
    if state_of(request) is RequestState.CLOSED:
        move(session, request, Move(RequestState.OPEN), Step.REOPENED, actor.user_id)
        request.counted_from = clock.today()
        session.flush()
    return request


def reassign(
    session: Session, actor: Actor, company_id: int, request_id: int, consultant_id: int
) -> ConsultationRequest:
    """Hand the request to another consultant. Raises NoSuchConsultant, RequestClosed."""
    if consultant_id not in {one.id for one in accounts.consultants(session)}:
        raise NoSuchConsultant
    request = _unfinished(session, company_id, request_id)
    if request.consultant_id == consultant_id:
        return request
    before = state_of(request)
    request.consultant_id = consultant_id
    if before is RequestState.NEW:
        move(session, request, Move(RequestState.OPEN), Step.HANDED_OVER, actor.user_id, consultant_id=consultant_id)
    else:
        record(session, request, Step.HANDED_OVER, before, actor.user_id, consultant_id=consultant_id)
    telling.handed_over(session, actor, request, f"handed-over/{request.id}/{clock.now().isoformat()}")
    session.flush()
    return request
