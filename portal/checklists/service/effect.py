"""What a change of a text reaches: for the editors, who see numbers and nothing else of the companies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.checklists.queries import effect
from portal.db.tenancy import every_company, with_unreleased
from portal.documents.service.editing import Counts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def answer_counts(session: Session, document_id: int) -> Counts:
    """How many companies, finished runs and answers a checklist has: three queries."""
    reason = "editors see how many answers a change reaches, and none of them"
    with every_company(session, reason), with_unreleased(session, reason):
        return Counts(
            companies=effect.companies(session, document_id),
            finished=effect.finished(session, document_id),
            items=effect.answers(session, document_id),
        )
