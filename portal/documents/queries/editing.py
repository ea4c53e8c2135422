"""Every SELECT of the editor: drafts, revisions and how they were published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, or_, select, update
from sqlalchemy.orm import aliased

from portal.db.inserting import insert
from portal.documents.models import (
    Document,
    Draft,
    EditingRules,
    EditorVisit,
    KeptText,
    LiveRevision,
    Publication,
    Revision,
    SettledFile,
)
from portal.documents.rules import SOURCE_LANGUAGE, DraftState, Origin

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

    from sqlalchemy import Row
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Issue:
    """A revision with how it was published; None: before that was noted."""

    revision: Revision
    publication: Publication | None

    @property
    def follows(self) -> int | None:
        return self.publication.follows if self.publication else None


def document(session: Session, document_id: int, *, locked: bool = False) -> Document | None:
    statement = select(Document).where(Document.id == document_id)
    return session.scalars(statement.with_for_update() if locked else statement).one_or_none()


def draft(session: Session, document_id: int, language: str) -> Draft | None:
    statement = select(Draft).where(Draft.document_id == document_id, Draft.language == language)
    return session.scalars(statement).one_or_none()


def drafts_due(session: Session, now: dt.datetime) -> list[tuple[int, str]]:
    """Document and language of what is to be published by now, in the order in which documents are locked."""
    statement = (
        select(Draft.document_id, Draft.language)
        .where(Draft.state == DraftState.SCHEDULED, Draft.publish_at <= now)
        .order_by(Draft.document_id, Draft.language)
    )
    return [(row.document_id, row.language) for row in session.execute(statement)]


def kept_texts(session: Session, document_id: int, language: str) -> list[KeptText]:
    statement = select(KeptText).where(KeptText.document_id == document_id, KeptText.language == language)
    return list(session.scalars(statement.order_by(KeptText.kept_at.desc(), KeptText.id.desc())))


def kept_text(session: Session, document_id: int, language: str, kept_id: int) -> KeptText | None:
    statement = select(KeptText).where(
        KeptText.id == kept_id, KeptText.document_id == document_id, KeptText.language == language
    )
    return session.scalars(statement).one_or_none()


def kept_by_page(session: Session, document_id: int, language: str, typing: str) -> KeptText | None:
    statement = select(KeptText).where(
        KeptText.document_id == document_id, KeptText.language == language, KeptText.typing == typing
    )
    return session.scalars(statement).one_or_none()


def revisions(session: Session, document_id: int, language: str) -> list[Issue]:
    """All states of a text, the newest first; without their bodies, which lists do not show."""
    statement = (
        select(Revision, Publication)
        .outerjoin(Publication, Publication.revision_id == Revision.id)
        .where(Revision.document_id == document_id, Revision.language == language)
        .order_by(Revision.number.desc())
    )
    return [Issue(*row) for row in session.execute(statement)]


def issue(session: Session, document_id: int, language: str, number: int) -> Issue | None:
    statement = (
        select(Revision, Publication)
        .outerjoin(Publication, Publication.revision_id == Revision.id)
        .where(Revision.document_id == document_id, Revision.language == language, Revision.number == number)
    )
    row = session.execute(statement).one_or_none()
    return Issue(*row) if row else None


def live_issue(session: Session, document_id: int, language: str) -> Issue | None:
    """What readers of a language see, and how it was published."""
    statement = (
        select(Revision, Publication)
        .join(LiveRevision, LiveRevision.revision_id == Revision.id)
        .outerjoin(Publication, Publication.revision_id == Revision.id)
        .where(LiveRevision.document_id == document_id, LiveRevision.language == language)
    )
    row = session.execute(statement).one_or_none()
    return Issue(*row) if row else None


def published_alone(session: Session, document_id: int, language: str) -> list[Issue]:
    """The versions of a text that were published without a second person, the newest first."""
    statement = (
        select(Revision, Publication)
        .join(Publication, Publication.revision_id == Revision.id)
        .where(Revision.document_id == document_id, Revision.language == language, Publication.reason != "")
        .order_by(Revision.number.desc())
    )
    return [Issue(*row) for row in session.execute(statement)]


def meanings(session: Session, document_id: int) -> list[Row[Any]]:
    """(number, meanings, withdraws) of every German revision of a document, the oldest first."""
    statement = (
        select(Revision.number, Publication.meanings, Publication.withdraws)
        .outerjoin(Publication, Publication.revision_id == Revision.id)
        .where(Revision.document_id == document_id, Revision.language == SOURCE_LANGUAGE)
        .order_by(Revision.number)
    )
    return list(session.execute(statement))


def german_history(session: Session, document_ids: list[int] | None = None) -> list[Row[Any]]:
    """(document, number, time, author, minor, confirms and withdraws or None) of every German revision."""
    statement = (
        select(Revision.document_id, Revision.number, Revision.created_at, Revision.author_id)
        .add_columns(Publication.minor, Publication.confirms, Publication.withdraws)
        .outerjoin(Publication, Publication.revision_id == Revision.id)
        .where(Revision.language == SOURCE_LANGUAGE)
        .order_by(Revision.number)
    )
    if document_ids is not None:
        statement = statement.where(Revision.document_id.in_(document_ids))
    return list(session.execute(statement))


def every_document(session: Session) -> list[Row[Any]]:
    """Every document with its live texts and its drafts: one row for each language that has either."""
    live, words = aliased(LiveRevision), aliased(Revision)
    statement = (
        select(
            *(Document, words.language, words.number, words.title, words.meta),
            *(words.created_at, words.author_id, Publication.follows),
        )
        .outerjoin(live, live.document_id == Document.id)
        .outerjoin(words, words.id == live.revision_id)
        .outerjoin(Publication, Publication.revision_id == words.id)
        .order_by(Document.kind, Document.slug, words.language)
    )
    return list(session.execute(statement))


def every_draft(session: Session) -> list[Draft]:
    return list(session.scalars(select(Draft).order_by(Draft.saved_at.desc(), Draft.id)))


def unseen(session: Session, withdrawn_after: dt.datetime) -> list[Row[Any]]:
    """What was published alone and nobody has looked at; and what was taken back lately: newest first."""
    alone = and_(Publication.reason != "", Publication.looked_at.is_(None))
    back = and_(Publication.withdraws.is_not(None), Revision.created_at > withdrawn_after)
    statement = (
        select(Document, Revision, Publication)
        .join(Revision, Revision.document_id == Document.id)
        .join(Publication, Publication.revision_id == Revision.id)
        .where(or_(alone, back))
        .order_by(Revision.created_at.desc(), Revision.id.desc())
    )
    return list(session.execute(statement))


def withdrawals(session: Session) -> list[tuple[int, str, int, int]]:
    """(document, language, number, number of the version that it took back) of all withdrawals, the newest first."""
    statement = (
        select(Revision.document_id, Revision.language, Revision.number, Publication.withdraws)
        .join(Publication, Publication.revision_id == Revision.id)
        .where(Publication.withdraws.is_not(None))
        .order_by(Revision.number.desc())
    )
    return [(row.document_id, row.language, row.number, row.withdraws) for row in session.execute(statement)]


def kept_counts(session: Session) -> dict[tuple[int, str], int]:
    """How many texts beside the draft wait for somebody to choose, by document and language: not those that somebody
    put aside.
    """
    statement = select(KeptText.document_id, KeptText.language, func.count()).where(KeptText.origin != Origin.REPLACED)
    statement = statement.group_by(KeptText.document_id, KeptText.language)
    return {(number, language): count for number, language, count in session.execute(statement)}


def titles(session: Session, languages: Iterable[str]) -> list[Row[Any]]:
    """(document, kind, slug, language, title) of the live texts in these languages, but the retired ones."""
    statement = (
        select(Document.id, Document.kind, Document.slug, Revision.language, Revision.title)
        .join(LiveRevision, LiveRevision.document_id == Document.id)
        .join(Revision, Revision.id == LiveRevision.revision_id)
        .where(LiveRevision.language.in_(languages), Document.retired_at.is_(None))
    )
    return list(session.execute(statement))


def visitors(session: Session, document_id: int, language: str, after: dt.datetime) -> list[int]:
    """Who has had the editor of a text open since then."""
    statement = select(EditorVisit.user_id).where(
        EditorVisit.document_id == document_id, EditorVisit.language == language, EditorVisit.seen_at > after
    )
    return list(session.scalars(statement))


def note_visit(session: Session, document_id: int, language: str, user_id: int, now: dt.datetime) -> None:
    """One person may have the text open in two tabs, and both say so for the first time at once."""
    keys = {"document_id": document_id, "language": language, "user_id": user_id}
    row = insert(session, EditorVisit).values(**keys, seen_at=now)
    session.execute(row.on_conflict_do_update(index_elements=[*keys], set_={"seen_at": now}))


def forget_visits(session: Session, before: dt.datetime) -> None:
    session.execute(delete(EditorVisit).where(EditorVisit.seen_at < before))


def editing_rules(session: Session) -> EditingRules | None:
    return session.get(EditingRules, 1)


def choose_four_eyes(session: Session, value: bool | None) -> None:  # noqa: FBT001 - the value is the choice
    """Set it, also where somebody else sets it for the first time at this moment."""
    row = insert(session, EditingRules).values(id=1, four_eyes=value)
    session.execute(row.on_conflict_do_update(index_elements=[EditingRules.id], set_={"four_eyes": value}))
    session.get(EditingRules, 1, populate_existing=True)


def earlier(session: Session, live: Revision, revision_id: int) -> Revision | None:
    """This revision, if it is one of the same text in the same language."""
    own = (Revision.document_id == live.document_id, Revision.language == live.language)
    return session.scalars(select(Revision).where(Revision.id == revision_id, *own)).one_or_none()


def german_sources(session: Session, document_ids: Collection[int]) -> list[Row[Any]]:
    """(document, kind, slug, source) of the live German texts of these documents."""
    statement = (
        select(Revision.document_id, Document.kind, Document.slug, Revision.source)
        .join(LiveRevision, LiveRevision.revision_id == Revision.id)
        .join(Document, Document.id == Revision.document_id)
        .where(LiveRevision.language == SOURCE_LANGUAGE, LiveRevision.document_id.in_(document_ids))
    )
    return list(session.execute(statement))


def is_settled(session: Session, document_id: int, language: str, typing: str) -> bool:
    """Whether somebody has decided about this text of content/."""
    return session.get(SettledFile, (document_id, language, typing)) is not None


def note_in_files(session: Session, revision_id: int) -> None:
    """From now on a file that differs from this revision is newer than it."""
    session.execute(update(Publication).where(Publication.revision_id == revision_id).values(in_files=True))


def has_hash(session: Session, document_id: int, language: str, source_hash: str) -> bool:
    """Whether a text was ever published with this content."""
    statement = select(Revision.id).where(
        Revision.document_id == document_id, Revision.language == language, Revision.source_hash == source_hash
    )
    return session.scalars(statement.limit(1)).first() is not None


def publications(session: Session, revision_ids: Collection[int]) -> list[Publication]:
    """How these revisions were published, as far as that was noted."""
    return list(session.scalars(select(Publication).where(Publication.revision_id.in_(revision_ids))))
