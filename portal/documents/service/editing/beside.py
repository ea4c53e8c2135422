"""Choosing between the draft and what stands beside it: what others typed, what readers see. What goes is kept."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from portal.documents import queries
from portal.documents.models import Draft, SettledFile
from portal.documents.queries import editing
from portal.documents.rules import Origin
from portal.documents.service.editing.faults import Behind, NoSuchText
from portal.documents.service.editing.four_eyes import wrote
from portal.documents.service.editing.saving import demand_document, demand_words, keep, reopen, write

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.documents.models import KeptText


def kept_source(session: Session, document_id: int, language: str, kept_id: int) -> str:
    """What a kept text says; raises NoSuchText."""
    kept = editing.kept_text(session, document_id, language, kept_id)
    if kept is None:
        raise NoSuchText
    return kept.source


def seal(source: str) -> str:
    """A word for what a page shows of a kept text: another one as soon as a letter of it is another."""
    return hashlib.sha256(source.encode()).hexdigest()


def put_in(
    session: Session, actor_id: int, document_id: int, language: str, kept_id: int, seen: str, stamp: str
) -> None:
    """Make a kept text the draft, in the words of whoever wrote it; what the draft said is kept in its place. It stands on
    the version that it was begun from; where that is not known, whoever puts it in goes on with it.

    `seen`, `stamp`: seal and stamp of the texts that the page showed. Raises NoSuchText, Behind (one is another by now).
    """
    document = demand_document(session, document_id, locked=True)
    kept = _kept(session, document_id, language, kept_id, seen)
    draft = editing.draft(session, document_id, language)
    live = queries.live_revision(session, document_id, language)
    demand_words(draft, live, stamp)
    if draft is None:
        draft = Draft(document_id=document_id, language=language, base=live.number if live else 0)
        session.add(draft)
    else:
        _put_aside(session, draft)
        reopen(session, actor_id, document, draft)
    write(draft, kept.source, kept.kept_by)
    draft.saved_at, draft.writers = kept.kept_at, kept.writers
    if kept.base is None:
        _go_over(session, actor_id, draft)
    else:
        draft.base = kept.base
    _take_away(session, kept)
    session.flush()


def drop_kept(session: Session, document_id: int, language: str, kept_id: int, seen: str) -> None:
    """Throw a kept text away: the one deed that loses a text, asked for by a button that says so. Raises NoSuchText,
    Behind (it says more by now than the page showed).
    """
    demand_document(session, document_id, locked=True)
    _take_away(session, _kept(session, document_id, language, kept_id, seen))


def _take_away(session: Session, kept: KeptText) -> None:
    """The file that a text came from is still there: it shall not be kept again with the next sync."""
    if kept.origin == Origin.FILES:
        session.merge(SettledFile(document_id=kept.document_id, language=kept.language, typing=kept.typing))
    session.delete(kept)


def _kept(session: Session, document_id: int, language: str, kept_id: int, seen: str) -> KeptText:
    kept = editing.kept_text(session, document_id, language, kept_id)
    if kept is None:
        raise NoSuchText
    if seal(kept.source) != seen:
        raise Behind(kept.id)
    return kept


def discard(session: Session, actor_id: int, document_id: int, language: str, stamp: str) -> None:
    """Go back to what readers see; what the draft said is kept beside it, and who had planned it is told. Raises
    NoSuchText, Behind (it says something else by now than the page showed).
    """
    document, draft = demand_document(session, document_id, locked=True), _draft(session, document_id, language, stamp)
    _put_aside(session, draft)
    reopen(session, actor_id, document, draft)
    session.delete(draft)
    session.flush()


def go_on(session: Session, actor_id: int, document_id: int, language: str, stamp: str) -> None:
    """Write on with the draft although readers see another text by now: it will be published over that one. That is a
    deed of its own, which a second person has to see: nothing that was agreed before holds. Raises NoSuchText, Behind.
    """
    document, draft = demand_document(session, document_id, locked=True), _draft(session, document_id, language, stamp)
    reopen(session, actor_id, document, draft)
    _go_over(session, actor_id, draft)
    draft.stamp = secrets.token_urlsafe(12)
    session.flush()


def _go_over(session: Session, actor_id: int, draft: Draft) -> None:
    """Let the draft stand on what readers see by now."""
    draft.base = queries.last_number(session, draft.document_id, draft.language)
    wrote(draft, actor_id)


def _draft(session: Session, document_id: int, language: str, stamp: str) -> Draft:
    draft = editing.draft(session, document_id, language)
    if draft is None:
        raise NoSuchText
    demand_words(draft, None, stamp)
    return draft


def _put_aside(session: Session, draft: Draft) -> None:
    place = (draft.document_id, draft.language)
    keep(session, draft.saved_by, *place, draft.source, origin=Origin.REPLACED, writers=draft.writers, base=draft.base)
