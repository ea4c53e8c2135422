"""What the pages of this area hang on, and what happens at every visit of somebody logged in."""

from __future__ import annotations

from flask import Blueprint, request

from portal.accounts import service
from portal.web import people, transaction

blueprint = Blueprint("accounts", __name__)


@blueprint.before_app_request
def note_visit() -> None:
    """Keep the log-in alive. A page that reads cannot write, so it takes a short transaction of its own."""
    person = people.current()
    if person is None or not service.needs_touch(person.seen_at):
        return
    if request.method not in transaction.READING:
        # A second writer would wait for this request's own lock.
        service.touch_session(transaction.session(), person.login_id)
        return
    with transaction.database().session() as session:
        service.touch_session(session, person.login_id)
        session.commit()
