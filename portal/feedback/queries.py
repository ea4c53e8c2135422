"""Every SELECT on feedback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, select

from portal.feedback.models import Feedback

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def comments(session: Session, document_id: int | None, before: int | None, most: int) -> list[Feedback]:
    """What was said in words, the latest first; of one guide, and before one of them, if these are given."""
    statement = select(Feedback).where(Feedback.comment != "").order_by(Feedback.id.desc()).limit(most)
    if document_id is not None:
        statement = statement.where(Feedback.document_id == document_id)
    if before is not None:
        statement = statement.where(Feedback.id < before)
    return list(session.scalars(statement))


def counts(session: Session) -> list[Any]:
    """document_id, how often it helped, how often not, and how many comments there are."""
    statement = select(
        Feedback.document_id,
        func.sum(case((Feedback.helpful, 1), else_=0)).label("yes"),
        func.sum(case((Feedback.helpful, 0), else_=1)).label("no"),
        func.sum(case((Feedback.comment != "", 1), else_=0)).label("comments"),
    )
    return list(session.execute(statement.group_by(Feedback.document_id)))


def one(session: Session, feedback_id: int) -> Feedback | None:
    return session.get(Feedback, feedback_id)
