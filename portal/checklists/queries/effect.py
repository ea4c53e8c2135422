"""How many answers a change of a checklist reaches: numbers alone, nothing of any company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import distinct, func, select

from portal.checklists.models import Answer, Run
from portal.checklists.rules import State

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def companies(session: Session, document_id: int) -> int:
    """How many companies have answered anything of the checklist."""
    statement = (
        select(func.count(distinct(Answer.company_id)))
        .join(Run, Run.id == Answer.run_id)
        .where(Run.document_id == document_id, Answer.state != State.OPEN)
    )
    return session.scalar(statement) or 0


def finished(session: Session, document_id: int) -> int:
    """How many runs of it are finished."""
    statement = select(func.count(Run.id)).where(Run.document_id == document_id, Run.finished_at.is_not(None))
    return session.scalar(statement) or 0


def answers(session: Session, document_id: int) -> dict[int, int]:
    """How many answers each item of the checklist has."""
    statement = (
        select(Answer.item_id, func.count(Answer.id).label("answers"))
        .join(Run, Run.id == Answer.run_id)
        .where(Run.document_id == document_id, Answer.state != State.OPEN)
        .group_by(Answer.item_id)
    )
    return {row.item_id: row.answers for row in session.execute(statement)}
