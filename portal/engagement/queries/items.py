"""What companies say of items, counted: never whose it is, and none of their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, case, distinct, func, select

from portal.checklists.models import Answer, PutAside, Run
from portal.consultations.models import ConsultationRequest
from portal.documents.models import Document, Item

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

OPEN, NOT_APPLICABLE = "open", "not_applicable"


def not_applicable(session: Session) -> dict[int, tuple[int, int]]:
    """For each item at hand: how many companies said that it does not apply, of how many that answered it."""
    aside = select(PutAside.id).where(PutAside.company_id == Run.company_id, PutAside.document_id == Run.document_id)
    says_no = case((Answer.state == NOT_APPLICABLE, Answer.company_id))
    statement = (
        select(Answer.item_id, func.count(distinct(says_no)), func.count(distinct(Answer.company_id)))
        .join(Run, and_(Run.id == Answer.run_id, Run.company_id == Answer.company_id))
        .join(Item, Item.id == Answer.item_id)
        .join(Document, Document.id == Item.document_id)
        .where(Answer.state != OPEN, Run.left_out_at.is_(None), ~aside.exists())
        .where(Item.retired_at.is_(None), Document.retired_at.is_(None))
        .group_by(Answer.item_id)
    )
    return {item_id: (no, answered) for item_id, no, answered in session.execute(statement)}


def requests(session: Session) -> dict[int, int]:
    """For each item at hand: how many requests for advice began there."""
    statement = (
        select(ConsultationRequest.item_id, func.count())
        .join(Item, Item.id == ConsultationRequest.item_id)
        .join(Document, Document.id == Item.document_id)
        .where(Item.retired_at.is_(None), Document.retired_at.is_(None))
        .group_by(ConsultationRequest.item_id)
    )
    return {item_id: count for item_id, count in session.execute(statement) if item_id is not None}
