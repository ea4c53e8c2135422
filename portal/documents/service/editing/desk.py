"""What stands on an editor's desk: one text with its state, and the list of all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal import clock, text
from portal.accounts import service as accounts
from portal.documents import queries
from portal.documents.queries import editing
from portal.documents.rules import ADDRESSES, LANGUAGES, SOURCE_LANGUAGE, DraftState, Kind
from portal.documents.service.editing.languages import Fit, Translation, translation
from portal.documents.service.editing.saving import demand_document, stamp_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.documents.models import Document, Draft, KeptText

HERE = dt.timedelta(minutes=2)


@dataclass(frozen=True)
class Kept:
    """A text beside the draft."""

    id: int
    by: str | None
    at: dt.datetime
    origin: str
    mine: bool


@dataclass(frozen=True)
class LanguageLine:
    """A language of a text: its live version, how it stands to the source, and the draft on top."""

    language: str
    number: int | None
    translation: Translation | None
    draft: str | None


@dataclass(frozen=True)
class Desk:
    """One text in one language, as its editor finds it. `live` is the number that readers see, 0 for none."""

    document_id: int
    kind: Kind
    slug: str
    language: str
    title: str
    source: str
    stamp: str
    draft: str | None
    comment: str
    failed: bool
    saved_at: dt.datetime | None
    saved_by: str | None
    mine: bool
    handed_in_by: str | None
    handed_in_by_me: bool
    publish_at: dt.datetime | None
    live: int
    base: int
    retired: bool
    kept: tuple[Kept, ...]
    others: tuple[str, ...]
    languages: tuple[LanguageLine, ...]

    @property
    def moved(self) -> bool:
        """Whether readers see another text than the one the draft was begun from."""
        return self.draft is not None and self.base != self.live


def desk(session: Session, actor_id: int, document_id: int, language: str) -> Desk:
    """The text that the editor opens; raises NoSuchText."""
    document = demand_document(session, document_id)
    draft = editing.draft(session, document_id, language)
    live = queries.live_revision(session, document_id, language)
    kept = editing.kept_texts(session, document_id, language)
    here = editing.visitors(session, document_id, language, clock.now() - HERE)
    people = {
        *here,
        *(one.kept_by for one in kept if one.kept_by),
        *([draft.saved_by, draft.handed_in_by] if draft else []),
    }
    names = accounts.names(session, [one for one in people if one])
    source = draft.source if draft else live.source if live else ""
    return Desk(
        document_id=document_id,
        kind=Kind(document.kind),
        slug=document.slug,
        language=language,
        title=title_of(source, document.slug),
        source=source or _begin(session, document, language),
        stamp=stamp_of(draft, live),
        draft=draft.state if draft else None,
        comment=draft.comment if draft else "",
        failed=bool(draft and draft.plan and draft.plan.get("failed")),
        saved_at=draft.saved_at if draft else None,
        saved_by=names.get(draft.saved_by or 0) if draft else None,
        mine=bool(draft and draft.saved_by == actor_id),
        handed_in_by=names.get(draft.handed_in_by or 0) if draft else None,
        handed_in_by_me=bool(draft and draft.handed_in_by == actor_id),
        publish_at=draft.publish_at if draft else None,
        live=live.number if live else 0,
        base=draft.base if draft else live.number if live else 0,
        retired=document.retired_at is not None,
        kept=tuple(_kept(one, names, actor_id) for one in kept),
        others=tuple(sorted(names[one] for one in here if one != actor_id and one in names)),
        languages=_languages(session, document_id),
    )


def title_of(source: str, slug: str) -> str:
    """The title in the front matter, else the name in the address."""
    title = text.read_front_matter(source).values.get("title")
    return title if isinstance(title, str) and title else slug


def _begin(session: Session, document: Document, language: str) -> str:
    """A translation begins as the German text with the attributes taken out, to be written over line by line."""
    german = queries.live_revision(session, document.id, SOURCE_LANGUAGE)
    if german is None or language == SOURCE_LANGUAGE:
        return ""
    head = text.with_meta("---\n---", {"id": document.slug, "title": german.title, "summary": german.summary})
    source = text.join(head, text.part(german.source).body)
    for place in reversed(text.places(source)):
        if place.attributes.retired is None:
            others = dict.fromkeys(key for key in place.attributes.given if key != "id")
            source = text.with_attributes(source, place.line, dict.fromkeys(others, ""))
    return source


def _kept(one: KeptText, names: Mapping[int, str], actor_id: int) -> Kept:
    return Kept(one.id, names.get(one.kept_by or 0), one.kept_at, one.origin, one.kept_by == actor_id)


def _languages(session: Session, document_id: int) -> tuple[LanguageLine, ...]:
    german = editing.german_history(session, [document_id])
    lines = []
    for language in LANGUAGES:
        live = editing.live_issue(session, document_id, language)
        draft = editing.draft(session, document_id, language)
        number = live.revision.number if live else None
        stands = None
        if language != SOURCE_LANGUAGE:
            stands = translation(
                german, number, live.follows if live else None, live.revision.created_at if live else None
            )
        lines.append(LanguageLine(language, number, stands, draft.state if draft else None))
    return tuple(lines)


@dataclass(frozen=True)
class User:
    """A text that links to another."""

    document_id: int
    kind: Kind
    title: str


def used_by(session: Session, document_id: int) -> tuple[User, ...]:
    """The live German texts that link to this one; raises NoSuchText."""
    document = demand_document(session, document_id)
    folder = next(folder for folder, kind in ADDRESSES.items() if kind == document.kind)
    rows = editing.mentions(session, f"/{folder}/{document.slug}")
    return tuple(User(row.Document.id, Kind(row.Document.kind), row.title) for row in rows)


# The list ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A document in the editor's list. `number` None: not published yet."""

    document_id: int
    kind: Kind
    slug: str
    title: str
    number: int | None
    retired: bool
    draft: str | None
    publish_at: dt.datetime | None
    other_draft: str | None
    translation: Translation
    review_by: dt.date | None
    changed_at: dt.datetime | None
    changed_by: str | None
    kept: int

    @property
    def waits(self) -> bool:
        """Whether somebody is to check it."""
        return DraftState.REVIEW in {self.draft, self.other_draft}


def lines(session: Session) -> tuple[Line, ...]:
    """Every document by kind and title: five queries, however many there are."""
    rows: dict[int, dict[str, Any]] = {}
    documents: dict[int, Document] = {}
    for row in editing.every_document(session):
        documents[row.Document.id] = row.Document
        rows.setdefault(row.Document.id, {})[row.language or ""] = row
    drafts = {(one.document_id, one.language): one for one in editing.every_draft(session)}
    history: dict[int, list[Any]] = {}
    for row in editing.german_history(session):
        history.setdefault(row.document_id, []).append(row)
    kept = editing.kept_counts(session)
    names = accounts.names(session, _people(rows, drafts))
    found = [_line(documents[number], rows[number], drafts, history.get(number, []), names, kept) for number in rows]
    order = list(Kind)
    return tuple(sorted(found, key=lambda one: (order.index(one.kind), text.sort_key(one.title), one.document_id)))


def _people(rows: Mapping[int, Mapping[str, Any]], drafts: Mapping[tuple[int, str], Draft]) -> set[int]:
    wrote = {row.author_id for languages in rows.values() for row in languages.values()}
    return {one for one in wrote | {draft.saved_by for draft in drafts.values()} if one}


def _line(
    document: Document,
    live: Mapping[str, Any],
    drafts: Mapping[tuple[int, str], Draft],
    history: list[Any],
    names: Mapping[int, str],
    kept: Mapping[tuple[int, str], int],
) -> Line:
    german, english = live.get(SOURCE_LANGUAGE), live.get("en")
    draft, other = drafts.get((document.id, SOURCE_LANGUAGE)), drafts.get((document.id, "en"))
    stands = translation(
        history,
        english.number if english else None,
        english.follows if english else None,
        english.created_at if english else None,
    )
    changes = [(one.created_at, one.author_id) for one in (german, english) if one is not None]
    changes += [(one.saved_at, one.saved_by) for one in (draft, other) if one is not None]
    at, by = max(changes, key=lambda change: change[0]) if changes else (None, None)
    review_by = (german.meta if german else {}).get("review_by")
    return Line(
        document_id=document.id,
        kind=Kind(document.kind),
        slug=document.slug,
        title=german.title if german else title_of(draft.source if draft else "", document.slug),
        number=german.number if german else None,
        retired=document.retired_at is not None,
        draft=draft.state if draft else None,
        publish_at=draft.publish_at if draft else None,
        other_draft=other.state if other else None,
        translation=stands if german else Translation(Fit.MISSING),
        review_by=dt.date.fromisoformat(review_by) if review_by else None,
        changed_at=at,
        changed_by=names.get(by or 0),
        kept=sum(kept.get((document.id, language), 0) for language in LANGUAGES),
    )
