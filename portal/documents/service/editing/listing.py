"""The list of all texts: where each stands, who is responsible, and what falls due."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from portal import text
from portal.accounts import service as accounts
from portal.documents.queries import editing
from portal.documents.rules import LANGUAGES, SOURCE_LANGUAGE, TRANSLATION, DraftState, Kind
from portal.documents.service.editing import keepers
from portal.documents.service.editing.freshness import is_due, review_day
from portal.documents.service.editing.keepers import Keeper, Team
from portal.documents.service.editing.languages import Fit, Translation, translation
from portal.documents.service.editing.titles import title_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.documents.models import Document, Draft


@dataclass(frozen=True)
class Line:
    """A document in the editor's list. `number` None: not published yet. `changed_at`, `changed_by`: of its words, in
    whichever language; that somebody found them still true is told by nothing but the date to come.
    """

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
    keeper: Keeper

    @property
    def waits(self) -> bool:
        """Whether somebody is to check it."""
        return DraftState.REVIEW in {self.draft, self.other_draft}

    @property
    def in_work(self) -> bool:
        return self.draft is not None or self.other_draft is not None or self.kept > 0

    @property
    def untranslated(self) -> bool:
        """Whether readers of English get the German text, or one that says what the German text said before."""
        return self.number is not None and not self.retired and self.translation.fit is not Fit.CURRENT

    def is_due(self, today: dt.date) -> bool:
        """Whether its day has come or comes within a month."""
        return not self.retired and self.review_by is not None and is_due(self.review_by, today)

    def is_late(self, today: dt.date) -> bool:
        """Whether its day has come."""
        return self.is_due(today) and self.review_by is not None and self.review_by <= today


@dataclass
class _Rows:
    """Everything that the lines are made of, by document."""

    team: Team
    documents: dict[int, Document] = field(default_factory=dict)
    live: defaultdict[int, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    history: defaultdict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    drafts: dict[tuple[int, str], Draft] = field(default_factory=dict)
    kept: dict[tuple[int, str], int] = field(default_factory=dict)

    def changes(self, number: int) -> list[tuple[dt.datetime, int | None]]:
        """When and by whom its words were changed last, in each language and its draft."""
        live, german = self.live[number].get(TRANSLATION), keepers.written(self.history[number])
        found = [(one.created_at, one.author_id) for one in (german, live) if one is not None]
        drafts = (self.drafts.get((number, language)) for language in LANGUAGES)
        return found + [(one.saved_at, one.saved_by) for one in drafts if one is not None]


def lines(session: Session) -> tuple[Line, ...]:
    """Every document by kind and title: six queries, however many there are."""
    rows = _rows(session)
    changes = {number: max(rows.changes(number), default=None, key=_when) for number in rows.documents}
    names = accounts.names(session, {change[1] for change in changes.values() if change and change[1]})
    found = [_line(rows, number, changes[number], names) for number in rows.documents]
    order = list(Kind)
    return tuple(sorted(found, key=lambda one: (order.index(one.kind), text.sort_key(one.title), one.document_id)))


def due(found: Sequence[Line], today: dt.date) -> tuple[Line, ...]:
    """Those of them that somebody should look at, the oldest day first."""
    wanted = [one for one in found if one.is_due(today)]
    return tuple(sorted(wanted, key=lambda one: (one.review_by or today, text.sort_key(one.title), one.document_id)))


def _when(change: tuple[dt.datetime, int | None]) -> dt.datetime:
    return change[0]


def _rows(session: Session) -> _Rows:
    rows = _Rows(keepers.team(session), kept=editing.kept_counts(session))
    for row in editing.every_document(session):
        rows.documents[row.Document.id] = row.Document
        if row.language is not None:
            rows.live[row.Document.id][row.language] = row
    for row in editing.german_history(session):
        rows.history[row.document_id].append(row)
    for draft in editing.every_draft(session):
        rows.drafts[draft.document_id, draft.language] = draft
    return rows


def _line(rows: _Rows, number: int, change: tuple[dt.datetime, int | None] | None, names: Mapping[int, str]) -> Line:
    document, history = rows.documents[number], rows.history[number]
    german, english = rows.live[number].get(SOURCE_LANGUAGE), rows.live[number].get(TRANSLATION)
    draft, other = rows.drafts.get((number, SOURCE_LANGUAGE)), rows.drafts.get((number, TRANSLATION))
    stands = translation(
        history,
        english.number if english else None,
        english.follows if english else None,
        english.created_at if english else None,
    )
    return Line(
        document_id=number,
        kind=Kind(document.kind),
        slug=document.slug,
        title=german.title if german else title_of(draft.source if draft else "", document.slug),
        number=german.number if german else None,
        retired=document.retired_at is not None,
        draft=draft.state if draft else None,
        publish_at=draft.publish_at if draft else None,
        other_draft=other.state if other else None,
        translation=stands if german else Translation(Fit.MISSING),
        review_by=review_day(german.meta) if german else None,
        changed_at=change[0] if change else None,
        changed_by=names.get(change[1] or 0) if change else None,
        kept=sum(rows.kept.get((number, language), 0) for language in LANGUAGES),
        keeper=rows.team.keeper(document.keeper_id, keepers.writer(history)),
    )
