"""What the home pages show: the next items of a company, requests that wait, companies that were active, texts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, false, func, or_, select
from sqlalchemy.orm import aliased

from portal.checklists.models import Answer, AnswerChange, PutAside, Run
from portal.companies.models import Company
from portal.consultations.models import ConsultationRequest, Message
from portal.documents.models import Document, Item, ItemText, LiveRevision, Publication, Revision

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

DUTY = "duty"
OPEN = "open"


def next_items(session: Session, company_id: int, size_class: str, language: str, limit: int) -> list[Any]:
    """Open items of the checklists the company has begun and not put aside: duties first, then in order."""
    aside = select(PutAside.id).where(PutAside.company_id == Run.company_id, PutAside.document_id == Run.document_id)
    statement = (
        _worded(language)
        .join(Run, and_(Run.document_id == Document.id, Run.company_id == company_id, Run.subject == "company"))
        .outerjoin(Answer, and_(Answer.run_id == Run.id, Answer.item_id == Item.id))
        .where(_counts_for(size_class), Run.finished_at.is_(None), ~aside.exists())
        .where(or_(Answer.id.is_(None), Answer.state == OPEN, Answer.confirmed.is_(False)))
        .order_by(case((Item.kind == DUTY, 0), else_=1), Run.started_at, Item.position)
    )
    return list(session.execute(statement.limit(limit)))


def _counts_for(size_class: str) -> Any:
    fits = or_(Item.kind == DUTY, Item.sizes == "", Item.sizes.contains(f"|{size_class}|", autoescape=True))
    return and_(Item.retired_at.is_(None), fits)


def _worded(language: str) -> Any:
    """Items with their caption in the reader's language, else in German."""
    german, own = aliased(ItemText), aliased(ItemText)
    live_german, live_own = aliased(LiveRevision), aliased(LiveRevision)
    title = aliased(Revision)
    caption = func.coalesce(own.caption, german.caption).label("caption")
    return (
        select(Item.key, Item.kind, Document.slug, title.title, caption, own.item_id.is_(None).label("in_german"))
        .select_from(Item)
        .join(Document, Document.id == Item.document_id)
        .join(live_german, and_(live_german.document_id == Document.id, live_german.language == "de"))
        .join(german, and_(german.revision_id == live_german.revision_id, german.item_id == Item.id))
        .outerjoin(live_own, and_(live_own.document_id == Document.id, live_own.language == language))
        .outerjoin(own, and_(own.revision_id == live_own.revision_id, own.item_id == Item.id))
        .join(title, title.id == func.coalesce(live_own.revision_id, live_german.revision_id))
    )


def latest_answer(session: Session, company_id: int) -> Any:
    """The last words of the service to the company, with the request they belong to; None before the first."""
    statement = (
        select(Message.body, Message.at, Message.by, ConsultationRequest.id, ConsultationRequest.title)
        .add_columns(ConsultationRequest.company_read_at)
        .join(ConsultationRequest, ConsultationRequest.id == Message.request_id)
        .where(Message.company_id == company_id, Message.side == "service")
        .order_by(Message.at.desc(), Message.id.desc())
    )
    return session.execute(statement.limit(1)).one_or_none()


def reworked_guides(session: Session, language: str, since: dt.datetime, limit: int) -> list[Any]:
    """Guides with a newer text than their first since then, latest first; small changes, such as of links, are none."""
    german, own, live_own = aliased(Revision), aliased(Revision), aliased(LiveRevision)
    reworked = (
        select(Revision.document_id, func.max(Revision.created_at).label("created_at"))
        .outerjoin(Publication, Publication.revision_id == Revision.id)
        .where(Revision.language == "de", Revision.number > 1, func.coalesce(Publication.minor, false()).is_(False))
        .group_by(Revision.document_id)
        .subquery()
    )
    statement = (
        select(Document.slug, func.coalesce(own.title, german.title).label("title"), reworked.c.created_at)
        .add_columns(own.id.is_(None).label("in_german"))
        .join(LiveRevision, and_(LiveRevision.document_id == Document.id, LiveRevision.language == "de"))
        .join(german, german.id == LiveRevision.revision_id)
        .join(reworked, reworked.c.document_id == Document.id)
        .outerjoin(live_own, and_(live_own.document_id == Document.id, live_own.language == language))
        .outerjoin(own, own.id == live_own.revision_id)
        .where(Document.kind == "guide", Document.retired_at.is_(None))
        .where(reworked.c.created_at >= since)
        .order_by(reworked.c.created_at.desc(), Document.id)
    )
    return list(session.execute(statement.limit(limit)))


def active_companies(session: Session, user_id: int, since: dt.datetime, limit: int) -> list[Any]:
    """The consultant's companies that answered items since then, most recent first."""
    last = func.max(AnswerChange.at)
    statement = (
        select(Company.id, Company.name, func.count().label("changes"))
        .add_columns(func.sum(case((AnswerChange.to_state == "done", 1), else_=0)).label("done"), last.label("last"))
        .join(AnswerChange, AnswerChange.company_id == Company.id)
        .where(Company.consultant_id == user_id, AnswerChange.at >= since)
        .group_by(Company.id, Company.name)
        .order_by(last.desc(), Company.id)
    )
    return list(session.execute(statement.limit(limit)))
