"""Drafts: saved on the state that they were begun from, or kept beside it. Nothing typed is lost."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock, text
from portal.documents import parsing, queries
from portal.documents.models import Document, Draft, KeptText, Revision
from portal.documents.queries import editing
from portal.documents.rules import DraftState, Kind, Origin
from portal.documents.service import addresses
from portal.documents.service.editing.dates import caught_up, same_words
from portal.documents.service.editing.faults import Behind, NoSuchText, TooMuch

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


# What a column of numbers takes for sure.
_LONGEST_NUMBER = 18


@dataclass(frozen=True)
class Typed:
    """What a page sends: the whole text, the state it was begun from, and a word for the page it was typed on."""

    source: str
    stamp: str
    typing: str


def demand_document(session: Session, document_id: int, *, locked: bool = False) -> Document:
    """The document; raises NoSuchText."""
    document = editing.document(session, document_id, locked=locked)
    if document is None:
        raise NoSuchText
    return document


def stamp_of(draft: Draft | None, live: Revision | None) -> str:
    """A word for the state of a text: another one as soon as anybody saves or publishes it."""
    if draft is not None:
        return draft.stamp
    return f"live-{live.id}" if live else "none"


def tidied(session: Session, document_id: int, language: str, source: str) -> str:
    """What was typed, put in order, with an id for every item. It takes a child's time and writes nothing: to be asked
    before `save`, which holds up others. Raises TooMuch, NoSuchText.
    """
    _demand_limits(source)
    document = demand_document(session, document_id)
    kind = Kind(document.kind)
    tidy = parsing.mend_safely(language, kind, source)
    draft, live = editing.draft(session, document_id, language), queries.live_revision(session, document_id, language)
    newer = tidy if tidy == _present(draft, live) else _led_on(session, document, tidy)
    return tidy if newer == tidy else parsing.mend_safely(language, kind, newer)


def save(session: Session, actor_id: int, document_id: int, language: str, typed: Typed) -> Draft | None:
    """Store what was typed as the draft; None where it says what readers see already and there is no draft. Links to
    former addresses of texts become links to the present ones. Raises TooMuch, Behind, NoSuchText.
    """
    _demand_limits(typed.source)
    document = demand_document(session, document_id, locked=True)
    draft = editing.draft(session, document_id, language)
    live = queries.live_revision(session, document_id, language)
    source = text.join(*_halves(typed.source))
    now = _present(draft, live)
    if source != now:
        source = _led_on(session, document, source)
    before = _begun_from(session, document, draft, live, typed.stamp)
    if before is not None and live is not None:
        source = caught_up(source, before, live.source)
    if source == now:
        return draft
    if typed.stamp != stamp_of(draft, live) and not _is_own(draft, typed, actor_id) and (draft or before is None):
        raise Behind(keep(session, actor_id, document_id, language, source, typing=typed.typing).id)
    if draft is None:
        draft = Draft(document_id=document_id, language=language, base=live.number if live else 0)
        session.add(draft)
    write(draft, source, actor_id)
    draft.typing = typed.typing[:64]
    session.flush()
    return draft


def _demand_limits(source: str) -> None:
    problems = tuple(text.limits(source))
    if problems:
        raise TooMuch(problems)


def _present(draft: Draft | None, live: Revision | None) -> str:
    return draft.source if draft else live.source if live else ""


def _is_own(draft: Draft | None, typed: Typed, actor_id: int) -> bool:
    """Whether the draft came from this very page: a save whose answer got lost on its way is no reason to refuse."""
    return draft is not None and draft.saved_by == actor_id and bool(typed.typing) and draft.typing == typed.typing[:64]


def _begun_from(
    session: Session, document: Document, draft: Draft | None, live: Revision | None, stamp: str
) -> str | None:
    """What readers saw when the page was opened, if since then the live text got other dates or addresses and no other
    word: that is no reason to refuse what somebody types meanwhile. Of a page on a draft it is the version before the
    live one.
    """
    if live is None:
        return None
    number = stamp.removeprefix("live-")
    if draft is not None:
        found = queries.revision(session, live.document_id, live.language, live.number - 1)
    elif number.isdecimal() and len(number) < _LONGEST_NUMBER:
        found = editing.earlier(session, live, int(number))
    else:
        found = None
    if found is None:
        return None
    named = addresses.named(found.source, document.slug)
    source = addresses.readdressed(Kind(document.kind), named, addresses.moves(session))
    return source if same_words(source, live.source) else None


def follow_dates(session: Session, before: Revision) -> None:
    """After a version that changed dates alone: let the draft go on from it, with its dates where it had the old ones.
    Its stamp stays, so whoever has it open saves as if nothing had happened.
    """
    draft = editing.draft(session, before.document_id, before.language)
    live = queries.live_revision(session, before.document_id, before.language)
    if draft is None or live is None or not same_words(before.source, live.source):
        return
    draft.source = caught_up(draft.source, before.source, live.source)
    if draft.base == before.number:
        draft.base = live.number
    session.flush()


def _halves(source: str) -> tuple[str, str]:
    parted = text.part(source)
    return parted.head, parted.body


def _led_on(session: Session, document: Document, source: str) -> str:
    """What was typed before an address changed, or copied from elsewhere, says the address of now."""
    return addresses.readdressed(Kind(document.kind), source, addresses.moves(session))


def write(draft: Draft, source: str, actor_id: int) -> None:
    """Let the draft say this: whatever was agreed on it holds no more. What was said of it stays to be read."""
    draft.source, draft.stamp, draft.typing = source, secrets.token_urlsafe(12), ""
    draft.saved_at, draft.saved_by = clock.now(), actor_id
    draft.state = DraftState.DRAFT
    draft.publish_at = draft.plan = draft.planned_by = None


def keep(
    session: Session,
    actor_id: int | None,
    document_id: int,
    language: str,
    source: str,
    *,
    typing: str = "",
    origin: Origin = Origin.CONFLICT,
) -> KeptText:
    """Keep a text beside the draft; of one page it stays one text, however often it is sent."""
    typing = typing[:64] or secrets.token_urlsafe(12)
    kept = editing.kept_by_page(session, document_id, language, typing)
    if kept is None:
        kept = KeptText(document_id=document_id, language=language, typing=typing, origin=origin)
        session.add(kept)
    elif kept.kept_by != actor_id:
        return keep(session, actor_id, document_id, language, source, origin=origin)
    kept.source, kept.kept_at, kept.kept_by = source, clock.now(), actor_id
    session.flush()
    return kept


def kept_source(session: Session, document_id: int, language: str, kept_id: int) -> str:
    """What a kept text says; raises NoSuchText."""
    kept = editing.kept_text(session, document_id, language, kept_id)
    if kept is None:
        raise NoSuchText
    return kept.source


def put_in(session: Session, actor_id: int, document_id: int, language: str, kept_id: int) -> None:
    """Make a kept text the draft; what the draft said is kept in its place. Raises NoSuchText."""
    demand_document(session, document_id, locked=True)
    kept = editing.kept_text(session, document_id, language, kept_id)
    if kept is None:
        raise NoSuchText
    draft = editing.draft(session, document_id, language)
    live = queries.live_revision(session, document_id, language)
    if draft is None:
        draft = Draft(document_id=document_id, language=language, base=live.number if live else 0)
        session.add(draft)
    else:
        keep(session, draft.saved_by, document_id, language, draft.source, origin=Origin.REPLACED)
    write(draft, kept.source, actor_id)
    session.delete(kept)
    session.flush()


def drop_kept(session: Session, document_id: int, language: str, kept_id: int) -> None:
    """Throw a kept text away: the one deed that loses a text, asked for by a button that says so."""
    kept = editing.kept_text(session, document_id, language, kept_id)
    if kept is None:
        raise NoSuchText
    session.delete(kept)


def discard(session: Session, document_id: int, language: str) -> None:
    """Go back to what readers see; what the draft said is kept beside it. Raises NoSuchText."""
    demand_document(session, document_id, locked=True)
    draft = editing.draft(session, document_id, language)
    if draft is None:
        raise NoSuchText
    keep(session, draft.saved_by, document_id, language, draft.source, origin=Origin.REPLACED)
    session.delete(draft)
    session.flush()


def go_on(session: Session, document_id: int, language: str) -> None:
    """Write on with the draft although readers see another text by now: it will be published over that one."""
    demand_document(session, document_id, locked=True)
    draft = editing.draft(session, document_id, language)
    live = queries.live_revision(session, document_id, language)
    if draft is None:
        raise NoSuchText
    draft.base = live.number if live else 0
    draft.stamp = secrets.token_urlsafe(12)
    session.flush()
