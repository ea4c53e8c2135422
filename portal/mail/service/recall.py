"""Letters that wait and do not tell what is true any more: out of the outbox, so that their writers write them anew.

A letter that leaves at most once is marked before it leaves, so one that still waits has not left, even while a worker
has it in hand: that worker asks for it once more and finds nothing. What is marked is on its way and counts as sent.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from portal.mail.models import OutgoingMail
from portal.mail.rules import State

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

# Any number, as long as no other lock has it. SQLite needs none: its writing sessions stand in line.
_LOCK = 2_017


def stand_in_line(session: Session) -> None:
    """For writers of letters that may be taken out, before they read what they tell of: whoever takes letters out waits
    until theirs are written, and they until the others are out. Any number of writers write at once.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock_shared(_LOCK)))


def take_out(session: Session, kind: str, since: dt.datetime, languages: Collection[str]) -> tuple[str, ...]:
    """Take the letters out whose key begins with `kind` and that were written since then in one of these languages;
    returns their keys, under which they may be written anew. One statement, however many there are.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    wrong = delete(OutgoingMail).where(
        OutgoingMail.state == State.WAITING,
        OutgoingMail.at_most_once,
        OutgoingMail.key.startswith(kind, autoescape=True),
        OutgoingMail.created_at >= since,
        OutgoingMail.language.in_(languages),
    )
    options = {"synchronize_session": False}
    return tuple(session.scalars(wrong.returning(OutgoingMail.key), execution_options=options))
