"""Every SELECT on the addresses of texts: former ones, and who links to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select, union

from portal.documents.models import Document, Draft, FormerAddress, KeptText, LiveRevision, Revision

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from portal.documents.rules import Kind


def former(session: Session) -> list[Row[Any]]:
    """(kind, former slug, present slug, document) of all former addresses."""
    statement = select(
        FormerAddress.kind, FormerAddress.slug, Document.slug.label("present"), FormerAddress.document_id
    ).join(Document, Document.id == FormerAddress.document_id)
    return list(session.execute(statement.order_by(FormerAddress.kind, FormerAddress.slug)))


def former_slugs(session: Session, document_id: int) -> list[str]:
    """The slugs that a text had before."""
    statement = select(FormerAddress.slug).where(FormerAddress.document_id == document_id)
    return list(session.scalars(statement.order_by(FormerAddress.slug)))


def bearer(session: Session, kind: Kind, slug: str) -> Document | None:
    """The text that has this address now. It is not locked: who asks holds another one, and two who want each other's
    address would wait for each other.
    """
    return session.scalars(select(Document).where(Document.kind == kind, Document.slug == slug)).one_or_none()


def holder(session: Session, kind: Kind, slug: str) -> Document | None:
    """The text that had this address before."""
    statement = (
        select(Document)
        .join(FormerAddress, FormerAddress.document_id == Document.id)
        .where(FormerAddress.kind == kind, FormerAddress.slug == slug)
    )
    return session.scalars(statement).one_or_none()


def forget(session: Session, kind: Kind, slug: str) -> None:
    """Let an address be no former one any more: its text has it again."""
    session.execute(delete(FormerAddress).where(FormerAddress.kind == kind, FormerAddress.slug == slug))


def naming(session: Session, document_id: int, words: Collection[str]) -> set[int]:
    """The numbers of this text and of all that have one of the words: in what readers see, in drafts, in kept texts."""
    live = select(LiveRevision.document_id).join(Revision, Revision.id == LiveRevision.revision_id)
    found = union(
        live.where(_has(Revision.source, words)),
        select(Draft.document_id).where(_has(Draft.source, words)),
        select(KeptText.document_id).where(_has(KeptText.source, words)),
    )
    return {document_id, *session.scalars(found)}


def live_of(session: Session, document_ids: Collection[int]) -> list[tuple[Document, Revision]]:
    """What readers see of these documents, German texts first."""
    statement = (
        select(Document, Revision)
        .join(LiveRevision, LiveRevision.document_id == Document.id)
        .join(Revision, Revision.id == LiveRevision.revision_id)
        .where(Document.id.in_(document_ids))
        .order_by(Revision.language, Document.kind, Revision.title, Document.id)
    )
    return [(document, revision) for document, revision in session.execute(statement)]


def unpublished_of(session: Session, document_ids: Collection[int]) -> list[tuple[Document, Draft | KeptText]]:
    """The drafts of these documents, and what is kept beside them: two queries."""
    drafts = select(Document, Draft).join(Draft, Draft.document_id == Document.id)
    kept = select(Document, KeptText).join(KeptText, KeptText.document_id == Document.id)
    mine = Document.id.in_(document_ids)
    found: list[tuple[Document, Draft | KeptText]] = []
    found += [(document, one) for document, one in session.execute(drafts.where(mine).order_by(Draft.id))]
    found += [(document, one) for document, one in session.execute(kept.where(mine).order_by(KeptText.id))]
    return found


def _has(column: InstrumentedAttribute[str], words: Collection[str]) -> ColumnElement[bool]:
    return or_(*(column.contains(one, autoescape=True) for one in words))
