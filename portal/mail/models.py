"""The outbox."""

import datetime as dt

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.model import Model
from portal.db.types import Id, JsonData, Line, LongText, Moment, UtcDateTime, Word


class OutgoingMail(Model):
    """A letter on its way. `key` says what it is about, so that the same thing is never mailed twice."""

    __tablename__ = "outgoing_mails"

    id: Mapped[Id]
    key: Mapped[Line] = mapped_column(unique=True)
    to_email: Mapped[str] = mapped_column(String(254))
    to_name: Mapped[Line]
    language: Mapped[str] = mapped_column(String(2))
    subject: Mapped[Line]
    # Emptied once delivered: a letter may hold a link with which its reader logs in.
    text: Mapped[LongText]
    html: Mapped[LongText]
    # The same at each attempt, so that a reader's program knows the second copy of a letter.
    message_id: Mapped[Line]
    headers: Mapped[JsonData]
    # Rather lost than twice: it is marked as sent before it leaves.
    at_most_once: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment]
    state: Mapped[Word] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[Moment]
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    last_error: Mapped[Line] = mapped_column(default="")
    # Which worker has it in hand, and until when nobody else may.
    claimed_by: Mapped[Word | None]
    claimed_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())

    __table_args__ = (Index(None, "state", "next_attempt_at", "id"),)
