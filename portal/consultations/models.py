"""Tables of requests for advice. The team's notes have a table of their own that a company's session cannot read."""

import datetime as dt

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.model import Model
from portal.db.tenancy import CompanyOwned, TeamOnly
from portal.db.types import Id, JsonData, Line, LongText, Moment, Ref, UtcDateTime, Word


class ConsultationRequest(CompanyOwned, Model):
    """A question of a company. States and outcomes: consultations/rules.py."""

    __tablename__ = "consultation_requests"

    id: Mapped[Id]
    # Made with the form: the same form sent twice is one request.
    once: Mapped[Word]
    title: Mapped[Line]
    topic: Mapped[Word]
    # The language in which the answer is wanted.
    language: Mapped[str] = mapped_column(String(2))
    state: Mapped[Word] = mapped_column(index=True)
    outcome: Mapped[Word] = mapped_column(default="")
    outcome_text: Mapped[LongText] = mapped_column(default="")
    # Slug of the office that a declined or referred request names.
    office: Mapped[Word] = mapped_column(default="")
    asked_at: Mapped[Moment]
    asked_by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    consultant_id: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    # From which day the first answer's due date is counted: the day of asking, later by what it waited since.
    counted_from: Mapped[dt.date]
    # Waiting stops the clock and ends on a day.
    wake_up_on: Mapped[dt.date | None]
    first_response_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    # Last words of each side; from these follow "company replied" and "answered".
    company_wrote_at: Mapped[Moment]
    service_wrote_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    # The service's last words that the company has seen; later ones are new.
    company_read_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    # The item it was asked from, and its wording of that moment: caption, parts, checklist, revision.
    item_id: Mapped[Ref | None] = mapped_column(ForeignKey("items.id"), index=True)
    item_wording: Mapped[JsonData | None]
    # The hire from whose item it was asked; the team may read that hire since.
    hire_id: Mapped[Ref | None]
    earlier_request_id: Mapped[Ref | None]

    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "once"),
        Index(None, "company_id", "state"),
        ForeignKeyConstraint(
            ["company_id", "earlier_request_id"],
            ["consultation_requests.company_id", "consultation_requests.id"],
            onupdate="CASCADE",
        ),
        ForeignKeyConstraint(["company_id", "hire_id"], ["hires.company_id", "hires.id"], onupdate="CASCADE"),
    )


class Message(CompanyOwned, Model):
    """What one side wrote to the other. `side`: company or service."""

    __tablename__ = "messages"

    id: Mapped[Id]
    request_id: Mapped[Ref]
    once: Mapped[Word]
    side: Mapped[Word]
    body: Mapped[LongText]
    at: Mapped[Moment]
    by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    __table_args__ = (
        UniqueConstraint("company_id", "once"),
        Index(None, "request_id", "at"),
        ForeignKeyConstraint(
            ["company_id", "request_id"],
            ["consultation_requests.company_id", "consultation_requests.id"],
            onupdate="CASCADE",
        ),
    )


class TeamNote(TeamOnly, Model):
    """What the team notes among itself about a request."""

    __tablename__ = "team_notes"

    id: Mapped[Id]
    request_id: Mapped[Ref]
    once: Mapped[Word]
    body: Mapped[LongText]
    at: Mapped[Moment]
    by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    __table_args__ = (
        UniqueConstraint("company_id", "once"),
        Index(None, "request_id", "at"),
        ForeignKeyConstraint(
            ["company_id", "request_id"],
            ["consultation_requests.company_id", "consultation_requests.id"],
            onupdate="CASCADE",
        ),
    )


class RequestChange(CompanyOwned, Model):
    """One step of a request: taken, waiting, closed, reopened. Rows are added and never changed."""

    __tablename__ = "request_changes"

    id: Mapped[Id]
    request_id: Mapped[Ref]
    at: Mapped[Moment]
    by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    from_state: Mapped[Word]
    to_state: Mapped[Word]
    outcome: Mapped[Word] = mapped_column(default="")
    details: Mapped[JsonData]

    __table_args__ = (
        Index(None, "request_id", "at"),
        ForeignKeyConstraint(
            ["company_id", "request_id"],
            ["consultation_requests.company_id", "consultation_requests.id"],
            onupdate="CASCADE",
        ),
    )
