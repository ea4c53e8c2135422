"""Going through a checklist once more, and reading how it was before."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.checklists import queries
from portal.checklists.models import ItemOwner, Run
from portal.checklists.queries import rounds
from portal.checklists.rules import State
from portal.checklists.service import answering, faults, runs

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.access import Actor
    from portal.checklists.models import Answer
    from portal.documents.service import ChecklistText


@dataclass(frozen=True)
class RoundView:
    """An earlier round."""

    number: int
    started_at: dt.datetime
    finished_at: dt.datetime | None
    finished_revision: int | None


def earlier_rounds(session: Session, company_id: int, document_id: int) -> tuple[RoundView, ...]:
    """The rounds before the current one, latest first."""
    found = rounds.runs(session, company_id, document_id)[:-1]
    return tuple(RoundView(one.round, one.started_at, one.finished_at, one.finished_revision) for one in found[::-1])


def next_round(session: Session, actor: Actor, company_id: int, slug: str) -> int:
    """Begin the next round with the answers of the last one, unconfirmed, and return its number.

    What is to be done again (`repeat`) starts open. Doing it twice changes nothing. Raises NoChecklist, NotBegun,
    NotFinished, ChecklistRetired.
    """
    text = runs.text(session, slug)
    last = queries.locked_run(session, company_id, text.document_id)
    if last is None:
        raise faults.NotBegun
    if last.finished_at is None:
        if last.round > 1:
            return last.round
        raise faults.NotFinished
    if text.retired:
        raise faults.ChecklistRetired
    return _begin(session, actor, last, text)


def _begin(session: Session, actor: Actor, last: Run, text: ChecklistText) -> int:
    number = last.round + 1
    try:
        with session.begin_nested():
            run = Run(
                company_id=last.company_id,
                document_id=last.document_id,
                subject=last.subject,
                round=number,
                started_at=clock.now(),
                started_by=actor.user_id,
            )
            session.add(run)
    except IntegrityError:
        # A colleague began it a moment earlier, with the same answers.
        if queries.locked_run(session, last.company_id, last.document_id) is last:
            raise
        return number
    _carry(session, actor, last, run, text)
    return number


def _carry(session: Session, actor: Actor, last: Run, run: Run, text: ChecklistText) -> None:
    again = {item.id: bool(item.attributes.get("repeat")) for item in text.items}
    for answer in rounds.answers(session, last):
        if answer.item_id in again:
            _copy(session, actor, run, answer, again=again[answer.item_id])
    for item_id, user_id in rounds.owners(session, last).items():
        row = ItemOwner(
            company_id=run.company_id,
            run_id=run.id,
            item_id=item_id,
            user_id=user_id,
            at=clock.now(),
            by=actor.user_id,
        )
        session.add(row)
    session.flush()


def _copy(session: Session, actor: Actor, run: Run, answer: Answer, *, again: bool) -> None:
    state = State.OPEN if again else State(answer.state)
    if state is not State.OPEN or answer.note:
        answering.copy_answer((session, actor, run), answer, state)
