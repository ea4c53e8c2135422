"""One request for advice and what happened to it, kept to the rules of requests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from portal import clock
from portal.consultations.models import ConsultationRequest, Message, RequestChange, TeamNote
from portal.consultations.rules import (
    NAMES_OFFICE,
    WAITING,
    Move,
    Outcome,
    RequestState,
    Side,
    Step,
    check_move,
    counted_after_wait,
)

if TYPE_CHECKING:
    from portal.demo.texts import Question
    from portal.documents.service import ChecklistText, ItemView


class Case:
    """A request that goes on step by step, each at its moment. Rows get the request's number when it has one."""

    def __init__(
        self, company_id: int, once: str, question: Question, *, asker: int, at: dt.datetime, place: Place | None
    ) -> None:
        self.question, self.asker, self.consultant = question, asker, 0
        self.merged_into: Case | None = None
        self.children: list[Message | TeamNote | RequestChange] = []
        self._waits_since: dt.date | None = None
        self.request = ConsultationRequest(
            company_id=company_id,
            once=once,
            title=question.title,
            topic=question.topic,
            language=question.language,
            state=RequestState.NEW,
            asked_at=at,
            asked_by=asker,
            counted_from=_day(at),
            company_wrote_at=at,
            item_id=place[1].id if place else None,
            item_wording=wording(*place) if place else None,
        )
        self._message(Side.COMPANY, question.ask, asker, at)
        self._record(Step.ASKED, RequestState.NEW, asker, at)

    def take(self, consultant: int, at: dt.datetime) -> None:
        """Somebody of the service answers for it from now on."""
        self.consultant = self.request.consultant_id = consultant
        self._move(Move(RequestState.OPEN), Step.TAKEN, consultant, at, consultant_id=consultant)

    def answer(self, body: str, at: dt.datetime, *, read: dt.datetime | None = None) -> None:
        """The service writes; `read`: when the company saw it."""
        self._message(Side.SERVICE, body, self.consultant, at)
        self.request.service_wrote_at = at
        self.request.first_response_at = self.request.first_response_at or at
        if read is not None:
            self.request.company_read_at = at

    def reply(self, body: str, at: dt.datetime) -> None:
        """The company writes: that opens a request which waited for it, or was closed a short time ago."""
        if self.state is RequestState.CLOSED:
            self._move(Move(RequestState.OPEN), Step.REOPENED, self.asker, at)
            self.request.counted_from = _day(at)
        self._message(Side.COMPANY, body, self.asker, at)
        self.request.company_wrote_at = self.request.company_read_at = at
        if self.state is RequestState.WAITING_COMPANY:
            self._move(Move(RequestState.OPEN), Step.REPLIED, self.asker, at)

    def wait(self, state: RequestState, until: dt.date, at: dt.datetime) -> None:
        """Nothing is expected of the service until then."""
        self._move(Move(state, wake_up_on=until), Step.WAITING, self.consultant, at)
        self._waits_since = _day(at)

    def go_on(self, at: dt.datetime) -> None:
        """The service takes the request back from waiting."""
        self._move(Move(RequestState.OPEN), Step.OPENED, self.consultant, at)

    def note(self, body: str, at: dt.datetime) -> None:
        """The team writes to itself."""
        note = TeamNote(company_id=self.request.company_id, once=self._once(), body=body, at=at, by=self.consultant)
        self.children.append(note)

    def close(self, outcome: Outcome, at: dt.datetime, text: str = "", into: Case | None = None) -> None:
        """End it. `into` has its number already."""
        office = self.question.office if outcome in NAMES_OFFICE else ""
        by = self.asker if outcome is Outcome.WITHDRAWN else self.consultant
        step = Step.WITHDRAWN if outcome is Outcome.WITHDRAWN else Step.CLOSED
        self.merged_into = into
        # The number of the other request is not known yet; 0 stands in until it is.
        self._move(Move(RequestState.CLOSED, None, outcome, text, office, 0 if into else None), step, by, at)
        if text or office:
            self.request.service_wrote_at = at
            self.request.first_response_at = self.request.first_response_at or at
            self.request.company_read_at = at

    def number(self) -> None:
        """Let all rows know the number of their request; it must have been flushed."""
        for row in self.children:
            row.request_id = self.request.id
        if self.merged_into is not None:
            closing = next(row for row in reversed(self.children) if isinstance(row, RequestChange))
            closing.details = {**closing.details, "into": self.merged_into.request.id}

    @property
    def state(self) -> RequestState:
        return RequestState(self.request.state)

    def _move(self, to: Move, step: Step, by: int, at: dt.datetime, **details: Any) -> None:
        before = self.state
        check_move(before, to, _day(at))
        if self._waits_since is not None and before in WAITING and to.to not in WAITING:
            counted = counted_after_wait(self.request.counted_from, self._waits_since, _day(at))
            self.request.counted_from, self._waits_since = counted, None
        self.request.state, self.request.wake_up_on = to.to, to.wake_up_on
        self.request.outcome, self.request.outcome_text = to.outcome or "", to.text
        self.request.office = to.office
        self.request.closed_at = at if to.to is RequestState.CLOSED else None
        self._record(step, before, by, at, **_details(to), **details)

    def _record(self, step: Step, before: RequestState, by: int, at: dt.datetime, **details: Any) -> None:
        change = RequestChange(
            company_id=self.request.company_id,
            at=at,
            by=by,
            from_state=before,
            to_state=self.state,
            outcome=self.request.outcome or "",
            details={"step": step, **details},
        )
        self.children.append(change)

    def _message(self, side: Side, body: str, by: int, at: dt.datetime) -> None:
        message = Message(
            company_id=self.request.company_id, once=self._once(), side=side, body=body.strip(), at=at, by=by
        )
        self.children.append(message)

    def _once(self) -> str:
        return f"{self.request.once}-{len(self.children)}"


Place = tuple["ChecklistText", "ItemView"]


def wording(checklist: ChecklistText, item: ItemView) -> Mapping[str, Any]:
    """The item as it reads when the question is asked."""
    return {
        "key": item.key,
        "caption": item.caption,
        "parts": dict(item.parts),
        "checklist": checklist.slug,
        "title": checklist.title,
        "field": checklist.field,
        "revision": checklist.revision,
        "language": item.language,
    }


def _details(to: Move) -> dict[str, Any]:
    until = to.wake_up_on.isoformat() if to.wake_up_on else ""
    facts = {"wake_up_on": until, "office": to.office, "text": to.text}
    return {name: value for name, value in facts.items() if value}


def _day(at: dt.datetime) -> dt.date:
    return clock.local(at).date()
