"""Writing a letter into the outbox, in the transaction that it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from portal import clock
from portal.db.inserting import insert
from portal.mail import rules
from portal.mail.models import OutgoingMail
from portal.mail.rendering import base_url, link, render

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class Addressee(Protocol):
    """Who gets a letter, and in which language."""

    @property
    def name(self) -> str: ...

    @property
    def email(self) -> str: ...

    @property
    def language(self) -> str: ...


def write(
    session: Session,
    name: str,
    to: Addressee,
    /,
    *,
    key: str,
    at_most_once: bool = False,
    off_path: str | None = None,
    **values: Any,
) -> None:
    """Write the letter `<area>/<name>` in its reader's language. `off_path`: where letters like it are switched off."""
    more = values if off_path is None else {**values, "off_path": off_path}
    subject, text, html = render(name, to.language, reader=to.name, **more)
    enqueue(
        session,
        key=key,
        to_email=to.email,
        to_name=to.name,
        language=to.language,
        subject=subject,
        text=text,
        html=html,
        at_most_once=at_most_once,
        unsubscribe_url=None if off_path is None else link(off_path),
    )


def enqueue(
    session: Session,
    *,
    key: str,
    to_email: str,
    to_name: str,
    language: str,
    subject: str,
    text: str,
    html: str,
    at_most_once: bool = False,
    unsubscribe_url: str | None = None,
) -> None:
    """Let a letter leave once this transaction is done; one with the same `key` is never written twice.

    `at_most_once`: rather lost than twice (digests, reminders); otherwise rather twice than lost.
    What cannot be an address makes a letter that is stuck: whoever has something to tell is not stopped by it.
    """
    now = clock.now()
    row = insert(session, OutgoingMail).values(
        key=key,
        **_addressed(to_email),
        to_name=rules.header_line(to_name),
        language=language,
        subject=rules.header_line(subject),
        text=text,
        html=html,
        message_id=rules.new_message_id(urlsplit(base_url()).hostname or "localhost"),
        headers=_unsubscribe(unsubscribe_url) if unsubscribe_url else {},
        at_most_once=at_most_once,
        created_at=now,
        next_attempt_at=now,
    )
    session.execute(row.on_conflict_do_nothing(index_elements=[OutgoingMail.key]))


def _addressed(email: str) -> dict[str, str]:
    try:
        return {"to_email": rules.mailbox(email)}
    except rules.NotAMailbox:
        shown = rules.header_line(email)[: rules.LONGEST_ADDRESS]
        return {"to_email": shown, "state": rules.State.STUCK, "last_error": "not an e-mail address"}


def _unsubscribe(url: str) -> dict[str, str]:
    """What lets a mail program offer its own button (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{rules.header_line(url)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
