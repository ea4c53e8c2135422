"""Every SELECT on the outbox."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_

from portal.mail.models import OutgoingMail
from portal.mail.rules import State

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class StuckMail:
    """A letter that waits for somebody to decide. Its text is for its reader alone."""

    id: int
    to_name: str
    to_email: str
    subject: str
    created_at: dt.datetime
    attempts: int
    last_error: str


def _is_due(now: dt.datetime) -> ColumnElement[bool]:
    free = or_(OutgoingMail.claimed_until.is_(None), OutgoingMail.claimed_until <= now)
    return and_(OutgoingMail.state == State.WAITING, OutgoingMail.next_attempt_at <= now, free)


def has_due(session: Session, now: dt.datetime) -> bool:
    """Whether any letter could leave now."""
    return session.scalar(select(OutgoingMail.id).where(_is_due(now)).limit(1)) is not None


def due(session: Session, now: dt.datetime, most: int) -> tuple[OutgoingMail, ...]:
    """Letters that could leave now, the oldest first, locked; those that another worker is taking are passed over.

    SQLite knows no lock of a row, and needs none: its writing sessions stand in line from their beginning.
    """
    statement = select(OutgoingMail).where(_is_due(now)).order_by(OutgoingMail.next_attempt_at, OutgoingMail.id)
    return tuple(session.scalars(statement.limit(most).with_for_update(skip_locked=True)))


def mail(session: Session, mail_id: int, state: State) -> OutgoingMail | None:
    """The letter, if it stands there, locked."""
    statement = select(OutgoingMail).where(OutgoingMail.id == mail_id, OutgoingMail.state == state)
    return session.scalar(statement.with_for_update())


def stuck(session: Session, after: tuple[dt.datetime, int] | None, most: int) -> tuple[OutgoingMail, ...]:
    """Stuck letters, the newest first, from a place on."""
    statement = select(OutgoingMail).where(OutgoingMail.state == State.STUCK)
    if after is not None:
        statement = statement.where(tuple_(OutgoingMail.created_at, OutgoingMail.id) < after)
    newest = statement.order_by(OutgoingMail.created_at.desc(), OutgoingMail.id.desc())
    return tuple(session.scalars(newest.limit(most)))


def waiting(session: Session) -> int:
    """How many letters are on their way."""
    return session.scalar(select(func.count()).where(OutgoingMail.state == State.WAITING)) or 0
