"""Tables of hires, runs and answers. Rows refer to each other together with their company, so none can cross over."""

import datetime as dt

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Select,
    UniqueConstraint,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.db.model import Model
from portal.db.tenancy import CompanyOwned, Releasable
from portal.db.types import Id, JsonData, Line, LongText, Moment, Ref, UtcDateTime, Word


class Hire(Releasable, Model):
    """Somebody whom a company takes on. No name, nationality or document: `label` is the company's own word."""

    __tablename__ = "hires"

    id: Mapped[Id]
    # Made with the form: the same form sent twice is one hire.
    once: Mapped[Word]
    label: Mapped[LongText]
    group: Mapped[Word]
    moving: Mapped[bool] = mapped_column(default=False)
    training: Mapped[bool] = mapped_column(default=False)
    needs_permission: Mapped[bool] = mapped_column(default=False)
    # The anchors that due dates are counted from; empty: not known.
    first_working_day: Mapped[dt.date | None]
    move_in: Mapped[dt.date | None]
    visa_expiry: Mapped[dt.date | None]
    title_expiry: Mapped[dt.date | None]
    end_known: Mapped[dt.date | None]
    # What the last change of anchors did, so that it can be undone.
    last_move: Mapped[JsonData | None]
    state: Mapped[Word] = mapped_column(default="running")
    created_at: Mapped[Moment]
    created_by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    # When anybody last changed something about it or answered an item.
    touched_at: Mapped[Moment]
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    label_erased_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    # The company lets the team read it; or has asked the team about it.
    shared_with_service: Mapped[bool] = mapped_column(default=False)
    asked_about: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "once"),
        Index(None, "company_id", "state"),
    )

    @classmethod
    def is_released(cls) -> ColumnElement[bool]:
        return or_(cls.shared_with_service, cls.asked_about)


class Run(Releasable, Model):
    """A company works through a checklist. `subject` says for whom: "company", or "hire:" and the hire's number."""

    __tablename__ = "runs"

    id: Mapped[Id]
    document_id: Mapped[Ref] = mapped_column(ForeignKey("documents.id"), index=True)
    subject: Mapped[Word] = mapped_column(default="company")
    round: Mapped[int] = mapped_column(default=1)
    started_at: Mapped[Moment]
    started_by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    finished_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())
    finished_revision: Mapped[int | None]
    hire_id: Mapped[Ref | None] = mapped_column(index=True)
    # The company took the checklist away from the hire; its answers are kept in case it comes back.
    left_out_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime())

    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "document_id", "subject", "round"),
        ForeignKeyConstraint(["company_id", "hire_id"], ["hires.company_id", "hires.id"], onupdate="CASCADE"),
    )

    @classmethod
    def is_released(cls) -> ColumnElement[bool]:
        return or_(cls.hire_id.is_(None), cls.hire_id.in_(_released_hires()))


def _released_hires() -> Select[int]:
    return select(Hire.id).where(Hire.is_released())


def _released_runs() -> Select[int]:
    return select(Run.id).where(Run.is_released())


class Answer(Releasable, Model):
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

    @classmethod
    def is_released(cls) -> ColumnElement[bool]:
        return cls.run_id.in_(_released_runs())


class ItemDate(Releasable, Model):
    """A day kept with an item: set by hand, or left where it was when the item was finished."""

    __tablename__ = "item_dates"

    id: Mapped[Id]
    run_id: Mapped[Ref]
    item_id: Mapped[Ref] = mapped_column(ForeignKey("items.id"))
    day: Mapped[dt.date]
    by_hand: Mapped[bool]

    __table_args__ = (
        UniqueConstraint("run_id", "item_id"),
        ForeignKeyConstraint(["company_id", "run_id"], ["runs.company_id", "runs.id"], onupdate="CASCADE"),
    )

    @classmethod
    def is_released(cls) -> ColumnElement[bool]:
        return cls.run_id.in_(_released_runs())


class AnswerChange(Releasable, Model):
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
    # How it came about (rules.ChangeKind), and whether the answer counted after it: both for undoing it.
    kind: Mapped[Word] = mapped_column(default="said", server_default="said")
    confirmed: Mapped[bool] = mapped_column(default=True, server_default=true())

    __table_args__ = (
        UniqueConstraint("answer_id", "version"),
        Index(None, "company_id", "at"),
        ForeignKeyConstraint(["company_id", "answer_id"], ["answers.company_id", "answers.id"], onupdate="CASCADE"),
    )

    @classmethod
    def is_released(cls) -> ColumnElement[bool]:
        return cls.answer_id.in_(select(Answer.id).where(Answer.is_released()))


class PutAside(CompanyOwned, Model):
    """A company says that a checklist does not matter at present: it counts nowhere until taken up again."""

    __tablename__ = "put_aside"

    id: Mapped[Id]
    document_id: Mapped[Ref] = mapped_column(ForeignKey("documents.id"))
    at: Mapped[Moment]
    by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    __table_args__ = (UniqueConstraint("company_id", "document_id"),)


class Measure(Releasable, Model):
    """What a company will do, by whom and until when. It may hang on an item, and outlives it: the words are kept."""

    __tablename__ = "measures"

    id: Mapped[Id]
    # Made with the form: the same form sent twice is one measure.
    once: Mapped[Word]
    what: Mapped[Line]
    # A member, or a function in the company's own words; neither: nobody yet.
    owner_id: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"), index=True)
    owner_words: Mapped[Line] = mapped_column(default="")
    due_on: Mapped[dt.date | None]
    state: Mapped[Word] = mapped_column(default="open")
    reason: Mapped[LongText] = mapped_column(default="")
    item_id: Mapped[Ref | None] = mapped_column(ForeignKey("items.id"), index=True)
    item_caption: Mapped[LongText] = mapped_column(default="")
    run_id: Mapped[Ref | None]
    version: Mapped[int]
    created_at: Mapped[Moment]
    created_by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    changed_at: Mapped[Moment]

    __table_args__ = (
        UniqueConstraint("company_id", "id"),
        UniqueConstraint("company_id", "once"),
        Index(None, "company_id", "state", "due_on"),
        ForeignKeyConstraint(["company_id", "run_id"], ["runs.company_id", "runs.id"], onupdate="CASCADE"),
    )

    @classmethod
    def is_released(cls) -> ColumnElement[bool]:
        return or_(cls.run_id.is_(None), cls.run_id.in_(_released_runs()))


class MeasureChange(Releasable, Model):
    """One change of a measure, and what it said after it. Rows are added and never changed."""

    __tablename__ = "measure_changes"

    id: Mapped[Id]
    measure_id: Mapped[Ref]
    version: Mapped[int]
    at: Mapped[Moment]
    by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    kind: Mapped[Word]
    # As rules.Plan: what, owner_id, owner_words, due_on, state, reason.
    plan: Mapped[JsonData]

    __table_args__ = (
        UniqueConstraint("measure_id", "version"),
        ForeignKeyConstraint(["company_id", "measure_id"], ["measures.company_id", "measures.id"], onupdate="CASCADE"),
    )

    @classmethod
    def is_released(cls) -> ColumnElement[bool]:
        return cls.measure_id.in_(select(Measure.id).where(Measure.is_released()))


class ItemOwner(Releasable, Model):
    """A colleague who takes care of an item in a run."""

    __tablename__ = "item_owners"

    id: Mapped[Id]
    run_id: Mapped[Ref]
    item_id: Mapped[Ref] = mapped_column(ForeignKey("items.id"), index=True)
    user_id: Mapped[Ref] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    at: Mapped[Moment]
    by: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))

    __table_args__ = (
        UniqueConstraint("run_id", "item_id"),
        ForeignKeyConstraint(["company_id", "run_id"], ["runs.company_id", "runs.id"], onupdate="CASCADE"),
    )

    @classmethod
    def is_released(cls) -> ColumnElement[bool]:
        return cls.run_id.in_(_released_runs())
