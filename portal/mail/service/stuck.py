"""Letters that do not arrive: look, send again, drop."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock
from portal.mail import queries
from portal.mail.queries import StuckMail
from portal.mail.rules import State
from portal.web.pagination import Cursor, Page

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.mail.models import OutgoingMail

MAILS_A_PAGE = 50


class NoSuchMail(Exception):
    """No stuck letter has this number (any more)."""


@dataclass(frozen=True)
class StuckPage:
    """Stuck letters, and how many others are on their way."""

    mails: Page[StuckMail]
    waiting: int


def stuck_page(session: Session, cursor: Cursor | None) -> StuckPage:
    """Stuck letters, the newest first."""
    found = queries.stuck(session, _place(cursor), MAILS_A_PAGE + 1)
    rows, more = found[:MAILS_A_PAGE], len(found) > MAILS_A_PAGE
    following = Cursor(rows[-1].created_at.isoformat(), rows[-1].id).word() if more else None
    return StuckPage(Page(tuple(map(_shown, rows)), following), queries.waiting(session))


def _place(cursor: Cursor | None) -> tuple[dt.datetime, int] | None:
    """Where the page begins; a forged cursor begins at the beginning."""
    try:
        moment = dt.datetime.fromisoformat(str(cursor.value)) if cursor else None
    except ValueError:
        return None
    return (moment, cursor.row_id) if cursor and moment and moment.tzinfo else None


def _shown(mail: OutgoingMail) -> StuckMail:
    return StuckMail(
        id=mail.id,
        to_name=mail.to_name,
        to_email=mail.to_email,
        subject=mail.subject,
        created_at=mail.created_at,
        attempts=mail.attempts,
        last_error=mail.last_error,
    )


def send_again(session: Session, mail_id: int) -> None:
    """Try a stuck letter anew, as if it were fresh. Raises NoSuchMail."""
    mail = _stuck(session, mail_id)
    mail.state, mail.attempts, mail.next_attempt_at = State.WAITING, 0, clock.now()


def drop(session: Session, mail_id: int) -> None:
    """Give a stuck letter up: its text goes, its key stays, so that it is not written again. Raises NoSuchMail."""
    mail = _stuck(session, mail_id)
    mail.state, mail.text, mail.html = State.DROPPED, "", ""


def _stuck(session: Session, mail_id: int) -> OutgoingMail:
    mail = queries.mail(session, mail_id, State.STUCK)
    if mail is None:
        raise NoSuchMail
    return mail
