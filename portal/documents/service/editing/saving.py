"""Drafts: saved on the state that they were begun from, or kept beside it. Nothing typed is lost."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from portal import clock, text
from portal.documents import parsing, queries
from portal.documents.models import Document, Draft, KeptText, Revision
from portal.documents.queries import editing
from portal.documents.rules import SOURCE_LANGUAGE, DraftState, Kind, Origin
from portal.documents.service import addresses, items
from portal.documents.service.editing import telling
from portal.documents.service.editing.dates import caught_up, same_words
from portal.documents.service.editing.faults import Behind, NoSuchText, TooMuch
from portal.documents.service.editing.four_eyes import wrote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session


# What a column of numbers takes for sure.
_LONGEST_NUMBER = 18
_INNER = re.compile(r"(?<=\S)[ \t]+")


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
    """A word for the state of a text: another one as soon as anybody changes a word of it or publishes it.

    Behind a draft's own word stand the versions whose dates it followed, the first one's number and the last one's.
    """
    if draft is not None:
        return draft.stamp
    return f"live-{live.id}" if live else "none"


def demand_words(draft: Draft | None, live: Revision | None, stamp: str) -> None:
    """Raises Behind where the page with this stamp showed other words; dates that followed by themselves are none."""
    if _word(stamp) != _word(stamp_of(draft, live)):
        raise Behind(0)


def _word(stamp: str) -> str:
    return stamp.partition("/")[0]


def tidied(session: Session, document_id: int, language: str, source: str) -> str:
    """What was typed, put in order, with an id for every item. It takes a child's time and writes nothing: to be asked
    before `save`, which holds up others. Raises TooMuch, NoSuchText.
    """
    _demand_limits(source)
    document = demand_document(session, document_id)
    kind, taken = Kind(document.kind), items.keys(session, document_id)
    tidy = parsing.mend_safely(language, kind, source, taken)
    draft, live = editing.draft(session, document_id, language), queries.live_revision(session, document_id, language)
    newer = tidy if tidy == _present(draft, live) else _led_on(session, document, tidy)
    return tidy if newer == tidy else parsing.mend_safely(language, kind, newer, taken)


def save(
    session: Session, actor_id: int, document_id: int, language: str, typed: Typed, tidy: str | None = None
) -> Draft | None:
    """Store what was typed as the draft; None where it says what readers see already and there is no draft. Links to
    former addresses of texts become links to the present ones.

    `tidy`: the same as `tidied` puts it in order, to be stored instead; where order is all that is new, the draft stays
    whose it was and in review or scheduled as it was. Raises TooMuch, Behind, NoSuchText.
    """
    _demand_limits(typed.source)
    held = _held(session, document_id, language)
    plain, follows = _followed(session, held, typed.source, typed.stamp)
    source = plain if tidy is None else _followed(session, held, tidy, typed.stamp)[0]
    if source == held.source:
        return held.draft
    if held.draft is not None and _words(plain) == _words(held.source):
        held.draft.source = source
        session.flush()
        return held.draft
    if not (follows or typed.stamp == held.stamp or _is_own(held.draft, typed, actor_id)):
        raise Behind(_keep_typed(session, actor_id, held, source, typed).id)
    return _store(session, actor_id, held, source, typed.typing)


def _demand_limits(source: str) -> None:
    problems = tuple(text.limits(source))
    if problems:
        raise TooMuch(problems)


@dataclass(frozen=True)
class _Held:
    """A text as it is stored now; its document is locked."""

    document: Document
    language: str
    draft: Draft | None
    live: Revision | None

    @property
    def source(self) -> str:
        return _present(self.draft, self.live)

    @property
    def stamp(self) -> str:
        return stamp_of(self.draft, self.live)


def _held(session: Session, document_id: int, language: str) -> _Held:
    document = demand_document(session, document_id, locked=True)
    draft = editing.draft(session, document_id, language)
    return _Held(document, language, draft, queries.live_revision(session, document_id, language))


def _present(draft: Draft | None, live: Revision | None) -> str:
    return draft.source if draft else live.source if live else ""


def _followed(session: Session, held: _Held, written: str, stamp: str) -> tuple[str, bool]:
    """What was written, with the addresses of now; and whether the page with this stamp shows the text of now but for
    dates that followed since. Then it gets these, too.
    """
    source = text.join(*_halves(written))
    if source != held.source:
        source = _led_on(session, held.document, source)
    before = _begun_from(session, held, stamp)
    return (source, False) if before is None else (caught_up(source, before, held.source), True)


def _led_on(session: Session, document: Document, source: str) -> str:
    """What was typed before an address changed, or copied from elsewhere, says the address of now."""
    return addresses.readdressed(Kind(document.kind), source, addresses.moves(session))


def _keep_typed(session: Session, actor_id: int, held: _Held, source: str, typed: Typed) -> KeptText:
    """Keep it beside the draft, with what is known of the text that the page showed."""
    from_live = typed.stamp == "none" or typed.stamp.startswith("live-")
    writers, base = ((), _base_of(session, held, typed.stamp)) if from_live else _of_drafts(session, held)
    place = (held.document.id, held.language)
    return keep(session, actor_id, *place, source, typing=typed.typing, writers=writers, base=base)


def _base_of(session: Session, held: _Held, stamp: str) -> int | None:
    """The number of the version that a page with this stamp showed; 0: there was none, None: nobody knows."""
    if stamp == "none":
        return 0
    number = _number(stamp.removeprefix("live-"))
    found = editing.earlier(session, held.live, number) if held.live and number else None
    return found.number if found else None


def _of_drafts(session: Session, held: _Held) -> tuple[set[int], int | None]:
    """Who may have words in what is typed on a draft, and its base where it can be no other. No stamp says of which
    draft it was: that of now may have been handed in since, or be another than one that was put aside.
    """
    kept = editing.kept_texts(session, held.document.id, held.language)
    found = [(one.writers, one.kept_by, one.base) for one in kept if one.origin == Origin.REPLACED]
    if held.draft is not None:
        found.append((held.draft.writers, held.draft.saved_by, held.draft.base))
    writers = {one for several, last, _base in found for one in (*several, last) if one is not None}
    bases = {base for _several, _last, base in found}
    return writers, bases.pop() if len(bases) == 1 else None


def _store(session: Session, actor_id: int, held: _Held, source: str, typing: str) -> Draft:
    draft = held.draft
    if draft is None:
        base = held.live.number if held.live else 0
        german = queries.last_number(session, held.document.id, SOURCE_LANGUAGE)
        draft = Draft(document_id=held.document.id, language=held.language, base=base, german=german)
        session.add(draft)
    else:
        reopen(session, actor_id, held.document, draft)
    write(draft, source, actor_id)
    draft.typing = typing[:64]
    session.flush()
    return draft


def _words(source: str) -> list[str]:
    """The lines of a text without what no reader sees: more than one blank or empty line where one does, and blanks at
    their ends.
    """
    lines = [_INNER.sub(" ", line).rstrip() for line in source.split("\n")]
    return [line for before, line in pairwise(["", *lines]) if line or before]


def _is_own(draft: Draft | None, typed: Typed, actor_id: int) -> bool:
    """Whether the draft came from this very page: a save whose answer got lost on its way is no reason to refuse. No
    two pages have the same word: a tab that is duplicated gets its page anew, since no browser may store it.
    """
    return draft is not None and draft.saved_by == actor_id and bool(typed.typing) and draft.typing == typed.typing[:64]


def _begun_from(session: Session, held: _Held, stamp: str) -> str | None:
    """What a page showed that is older than the text of now, if since then only dates or addresses followed: that is no
    reason to refuse what somebody types meanwhile. None for a page that shows the text of now: whatever dates it
    sends are its editor's own.
    """
    if held.live is None or stamp == held.stamp:
        return None
    if held.draft is not None:
        return _dates_before(session, held.draft, stamp)
    number = _number(stamp.removeprefix("live-"))
    found = editing.earlier(session, held.live, number) if number else None
    if found is None:
        return None
    named = addresses.named(found.source, held.document.slug)
    source = addresses.readdressed(Kind(held.document.kind), named, addresses.moves(session))
    return source if same_words(source, held.live.source) else None


def _dates_before(session: Session, draft: Draft, stamp: str) -> str | None:
    """The version whose dates a page has that showed the words of the draft, before these followed."""
    word, *seen = stamp.split("/")
    own, *followed = draft.stamp.split("/")
    if word != own or not followed:
        return None
    number = _number(seen[-1] if seen else followed[0])
    found = queries.revision(session, draft.document_id, draft.language, number) if number else None
    return found.source if found else None


def _number(word: str) -> int:
    """The number that a word of a page says; 0 for none."""
    return int(word) if word.isdecimal() and len(word) < _LONGEST_NUMBER else 0


def follow_dates(session: Session, before: Revision) -> None:
    """After a version that changed dates alone: let the draft go on from it, with its dates where it had the old ones.
    Its stamp says so, and whoever has it open saves as if nothing had happened.
    """
    draft = editing.draft(session, before.document_id, before.language)
    live = queries.live_revision(session, before.document_id, before.language)
    if draft is None or live is None or not same_words(before.source, live.source):
        return
    draft.source = caught_up(draft.source, before.source, live.source)
    word, *followed = draft.stamp.split("/")
    draft.stamp = f"{word}/{followed[0] if followed else before.number}/{live.number}"
    if draft.base == before.number:
        draft.base = live.number
    session.flush()


def _halves(source: str) -> tuple[str, str]:
    parted = text.part(source)
    return parted.head, parted.body


def write(draft: Draft, source: str, actor_id: int | None) -> None:
    """Let the draft say this, in somebody's words. What was said of it stays to be read."""
    draft.source, draft.stamp, draft.typing = source, secrets.token_urlsafe(12), ""
    draft.saved_at, draft.saved_by = clock.now(), actor_id
    draft.state = DraftState.DRAFT
    wrote(draft, actor_id)


def reopen(session: Session, actor_id: int, document: Document, draft: Draft) -> None:
    """Take the draft out of review and out of the schedule: whatever was agreed on it holds no more. Somebody else who
    had planned it is told, and the draft says so until it is planned again.
    """
    at, planner = draft.publish_at, draft.planned_by
    plan = {"unscheduled": draft.plan["unscheduled"]} if draft.plan and "unscheduled" in draft.plan else None
    if at is not None and planner != actor_id:
        plan = {"unscheduled": at.isoformat()}
        telling.unscheduled(session, actor_id, document, draft)
    draft.state = DraftState.DRAFT
    draft.publish_at, draft.plan, draft.planned_by = None, plan, None


def keep(
    session: Session,
    actor_id: int | None,
    document_id: int,
    language: str,
    source: str,
    *,
    typing: str = "",
    origin: Origin = Origin.CONFLICT,
    writers: Iterable[int] = (),
    base: int | None = None,
) -> KeptText:
    """Keep a text beside the draft; of one page it stays one text, however often it is sent. `writers`: who, besides who
    typed it, has words in it that nobody else has gone through; `base`: number of the version that it was begun from,
    0 for none, None where that is not known.
    """
    typing = typing[:64] or secrets.token_urlsafe(12)
    kept = editing.kept_by_page(session, document_id, language, typing)
    if kept is None:
        kept = KeptText(document_id=document_id, language=language, typing=typing, origin=origin, base=base)
        session.add(kept)
    elif kept.kept_by != actor_id:
        return keep(session, actor_id, document_id, language, source, origin=origin, writers=writers, base=base)
    kept.source, kept.kept_at, kept.kept_by = source, clock.now(), actor_id
    own = [actor_id] if actor_id and origin is Origin.CONFLICT else []
    kept.writers = sorted({*(kept.writers or ()), *writers, *own})
    session.flush()
    return kept
