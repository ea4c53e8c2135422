"""Tables of runs and answers. Rows refer to each other together with their company, so none can cross over."""

import datetime as dt

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.model import Model
from portal.db.tenancy import CompanyOwned
from portal.db.types import Id, LongText, Moment, Ref, UtcDateTime, Word


class Run(CompanyOwned, Model):
    """A company works through a checklist. `subject` says for whom: "company" now, a hire later."""

    __tablename__ = "runs"

    id: Mapped[Id]
    document_id: Mapped[Ref] = mapped_column(ForeignKey("documents.id"), index=True)
    subject: Mapped[Word] = mapped_column(default="company")
    round: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[Moment]
    started_by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    finished_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    finished_revision: Mapped[int | None]

    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "document_id", "subject", "round"),
    )


class Answer(CompanyOwned, Model):
    """The present answer to one item. `version` grows by one with each save; 0 is the answer never given."""

    __tablename__ = "answers"

    id: Mapped[Id]
    run_id: Mapped[Ref]
    item_id: Mapped[Ref] = mapped_column(ForeignKey("items.id"), index=True)
    state: Mapped[Word]
    reason: Mapped[Word] = mapped_column(default="")
    reason_text: Mapped[LongText] = mapped_column(default="")
    note: Mapped[LongText] = mapped_column(default="")
    version: Mapped[int]
    # Number of the German revision that was answered.
    revision: Mapped[int]
    confirmed: Mapped[bool] = mapped_column(default=True)
    answered_at: Mapped[Moment]
    answered_by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("run_id", "item_id"),
        ForeignKeyConstraint(["company_id", "run_id"], ["runs.company_id", "runs.id"], onupdate="CASCADE"),
    )


class AnswerChange(CompanyOwned, Model):
    """One change of an answer. Rows are added and never changed."""

    __tablename__ = "answer_changes"

    id: Mapped[Id]
    answer_id: Mapped[Ref]
    version: Mapped[int]
    at: Mapped[Moment]
    by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    from_state: Mapped[Word]
    to_state: Mapped[Word]
    reason: Mapped[Word] = mapped_column(default="")
    reason_text: Mapped[LongText] = mapped_column(default="")
    note: Mapped[LongText] = mapped_column(default="")
    revision: Mapped[int]

    __table_args__ = (
        UniqueConstraint("answer_id", "version"),
        Index(None, "company_id", "at"),
        ForeignKeyConstraint(["company_id", "answer_id"], ["answers.company_id", "answers.id"], onupdate="CASCADE"),
    )


class PutAside(CompanyOwned, Model):
    """A company says that a checklist does not matter at present: it counts nowhere until taken up again."""

    __tablename__ = "put_aside"

    id: Mapped[Id]
    document_id: Mapped[Ref] = mapped_column(ForeignKey("documents.id"))
    at: Mapped[Moment]
    by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    __table_args__ = (UniqueConstraint("company_id", "document_id"),)
