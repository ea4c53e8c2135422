"""What the worker does with the outbox: take letters, and write down what became of each."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import update

from portal import clock
from portal.mail import queries, rules
from portal.mail.models import OutgoingMail
from portal.mail.rules import State

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def claim(session: Session, worker: str, most: int) -> tuple[OutgoingMail, ...]:
    """Take letters that are due: until the claim ends no other worker touches them."""
    now = clock.now()
    taken = queries.due(session, now, most)
    for one in taken:
        one.claimed_by, one.claimed_until = worker, now + rules.CLAIM_LIVES
    session.flush()
    return taken


def release(session: Session, worker: str) -> None:
    """Give back what was taken and not tried."""
    mine = (OutgoingMail.claimed_by == worker, OutgoingMail.state == State.WAITING)
    session.execute(update(OutgoingMail).where(*mine).values(claimed_by=None, claimed_until=None))


def has_time(mail: OutgoingMail) -> bool:
    """Whether enough of the claim is left to begin with the letter."""
    return mail.claimed_until is not None and clock.now() < mail.claimed_until - rules.CLAIM_RESERVE


def mark_leaving(session: Session, mail: OutgoingMail) -> bool:
    """Write down that the letter is gone, before it goes. False: it is not this worker's any more."""
    return _mark(session, mail, State.WAITING, state=State.SENT, sent_at=clock.now())


def mark_sent(session: Session, mail: OutgoingMail) -> None:
    """Write down that the letter arrived at the server, and forget its text."""
    expected = State.SENT if mail.at_most_once else State.WAITING
    _mark(session, mail, expected, state=State.SENT, sent_at=clock.now(), text="", html="", **_FREE)


def mark_failed(session: Session, mail: OutgoingMail, reason: str) -> None:
    """Write down that the letter has not arrived, and when to try again."""
    failures = mail.attempts + 1
    pause = rules.pause_after(failures)
    if pause is None:
        mark_stuck(session, mail, reason)
        return
    again: dict[str, Any] = {"state": State.WAITING, "sent_at": None, "next_attempt_at": clock.now() + pause}
    _mark(session, mail, None, attempts=failures, last_error=rules.header_line(reason), **again, **_FREE)


def mark_stuck(session: Session, mail: OutgoingMail, reason: str) -> None:
    """Write down that trying again would be of no use, or might deliver the letter twice."""
    facts: dict[str, Any] = {"attempts": mail.attempts + 1, "last_error": rules.header_line(reason)}
    _mark(session, mail, None, state=State.STUCK, sent_at=None, **facts, **_FREE)


_FREE: dict[str, dt.datetime | None] = {"claimed_by": None, "claimed_until": None}


def _mark(session: Session, mail: OutgoingMail, expected: State | None, **values: Any) -> bool:
    """Change the letter while it is this worker's; whose claim has ended changes nothing."""
    mine = [OutgoingMail.id == mail.id, OutgoingMail.claimed_by == mail.claimed_by]
    if expected is not None:
        mine.append(OutgoingMail.state == expected)
    changed = update(OutgoingMail).where(*mine).values(**values).returning(OutgoingMail.id)
    # The row in hand stays as it was taken: its claim is what later marks are compared with.
    options = {"synchronize_session": False}
    return session.execute(changed, execution_options=options).one_or_none() is not None
