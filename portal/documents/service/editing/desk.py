"""What stands on an editor's desk: one text with its state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock, text
from portal.accounts import service as accounts
from portal.documents import queries
from portal.documents.queries import editing
from portal.documents.rules import LANGUAGES, SOURCE_LANGUAGE, DraftState, Kind
from portal.documents.service.editing.four_eyes import unseen
from portal.documents.service.editing.languages import Translation, of_issue
from portal.documents.service.editing.saving import demand_document, stamp_of
from portal.documents.service.editing.titles import title_of
from portal.search import service as search

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
    """One text in one language, as its editor finds it. `live` is the number that readers see, 0 for none. `retired`:
    readers find it archived; `archives`: the text that is written says so; `unseen`: words of the reader's stand in the
    draft that nobody else has gone through; `unscheduled`: when the draft was to be published, before somebody took it
    out of the schedule.
    """

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
    unseen: bool
    handed_in_by: str | None
    handed_in_by_me: bool
    publish_at: dt.datetime | None
    unscheduled: dt.datetime | None
    live: int
    base: int
    retired: bool
    archives: bool
    kept: tuple[Kept, ...]
    others: tuple[str, ...]
    languages: tuple[LanguageLine, ...]

    @property
    def german(self) -> int | None:
        """The number of the version that readers of German see."""
        return next(one.number for one in self.languages if one.language == SOURCE_LANGUAGE)

    @property
    def moved(self) -> bool:
        """Whether readers see another text than the one the draft was begun from."""
        return self.draft is not None and self.base != self.live

    @property
    def is_checked(self) -> bool:
        """Whether the reader may give it back: another handed it in, and at most the reader has changed it since."""
        if self.draft == DraftState.REVIEW:
            return not self.handed_in_by_me
        return self.draft == DraftState.DRAFT and self.mine and bool(self.handed_in_by) and not self.handed_in_by_me


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
        unseen=bool(draft and unseen(draft, actor_id)),
        handed_in_by=names.get(draft.handed_in_by or 0) if draft else None,
        handed_in_by_me=bool(draft and draft.handed_in_by == actor_id),
        publish_at=draft.publish_at if draft else None,
        unscheduled=_unscheduled(draft),
        live=live.number if live else 0,
        base=draft.base if draft else live.number if live else 0,
        retired=document.retired_at is not None,
        archives=bool(text.read_front_matter(source).values.get("retired")),
        kept=tuple(_kept(one, names, actor_id) for one in kept),
        others=tuple(sorted(names[one] for one in here if one != actor_id and one in names)),
        languages=_languages(session, document_id),
    )


def _unscheduled(draft: Draft | None) -> dt.datetime | None:
    at = draft.plan.get("unscheduled") if draft and draft.plan else None
    return dt.datetime.fromisoformat(at) if at else None


def _begin(session: Session, document: Document, language: str) -> str:
    """A translation begins as the German text with the attributes taken out, to be written over line by line."""
    german = queries.live_revision(session, document.id, SOURCE_LANGUAGE)
    if german is None or language == SOURCE_LANGUAGE:
        return ""
    head = text.with_meta("---\n---", {"id": document.slug, "title": german.title, "summary": german.summary})
    return text.translatable(text.join(head, text.part(german.source).body))


def _kept(one: KeptText, names: Mapping[int, str], actor_id: int) -> Kept:
    return Kept(one.id, names.get(one.kept_by or 0), one.kept_at, one.origin, one.kept_by == actor_id)


def _languages(session: Session, document_id: int) -> tuple[LanguageLine, ...]:
    german = editing.german_history(session, [document_id])
    lines = []
    for language in LANGUAGES:
        live = editing.live_issue(session, document_id, language)
        draft = editing.draft(session, document_id, language)
        number = live.revision.number if live else None
        stands = None if language == SOURCE_LANGUAGE else of_issue(german, live)
        lines.append(LanguageLine(language, number, stands, draft.state if draft else None))
    return tuple(lines)


@dataclass(frozen=True)
class User:
    """A text that links to another: in which languages, and of a checklist in which items."""

    document_id: int
    kind: Kind
    title: str
    languages: tuple[str, ...]
    items: tuple[str, ...]


def used_by(session: Session, document_id: int) -> tuple[User, ...]:
    """The live texts that link to this one, in any language, from any item or as its predecessor: four queries. Raises
    NoSuchText.
    """
    document = demand_document(session, document_id)
    found = search.mentions_of(session, document.kind, document.slug, SOURCE_LANGUAGE)
    by_text: dict[int, list[search.Mention]] = {}
    for one in found:
        if one.where.document_id != document_id:
            by_text.setdefault(one.where.document_id, []).append(one)
    order = list(Kind)
    users = [_user(number, some) for number, some in by_text.items()]
    return tuple(sorted(users, key=lambda one: (order.index(one.kind), text.sort_key(one.title), one.document_id)))


def _user(document_id: int, mentions: list[search.Mention]) -> User:
    first = mentions[0].where
    kind = Kind.CHECKLIST if first.item else Kind(first.kind.value)
    languages = {one.language for one in mentions}
    items = {one.where.item: one.where.title for one in mentions if one.where.item}
    return User(
        document_id,
        kind,
        first.context or first.title,
        tuple(one for one in LANGUAGES if one in languages),
        tuple(items.values()),
    )
