"""What the pages of this area hang on, and what happens at every visit of somebody logged in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from flask import Blueprint, Flask

from portal.accounts import service
from portal.web import people, transaction

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

blueprint = Blueprint("accounts", __name__)
CALENDARS = "portal_calendars"


class Calendars(Protocol):
    """Finds where a person's calendar is read; None: the person has none. Given by app.py."""

    def __call__(self, session: Session, user_id: int, /) -> str | None: ...


def give_calendars(app: Flask, calendars: Calendars) -> None:
    """Let the page about one's account name the address of the calendar."""
    app.extensions[CALENDARS] = calendars


@blueprint.before_app_request
def note_visit() -> None:
    """Keep the log-in alive. A page that reads cannot write, so it takes a short transaction of its own."""
    person = people.current()
    if person is None or not service.needs_touch(person.seen_at):
        return
    if not transaction.is_reading():
        # A second writer would wait for this request's own lock.
        service.touch_session(transaction.session(), person.login_id)
        return
    with transaction.database().session() as session:
        service.touch_session(session, person.login_id)
        session.commit()
