"""The home page of an editor: what waits, the most pressing first."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock
from portal.documents.rules import SOURCE_LANGUAGE, TRANSLATION, DraftState
from portal.documents.service import editing
from portal.engagement.rules import Wait

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

    from portal.documents.service.editing import Line, Notice

# Of each sort so many; the rest stands in the list of texts.
MOST_OF_A_SORT = 5


@dataclass(frozen=True)
class Task:
    """A text that waits. `by`, `at`: who did last what it waits for; `day`: until when it is trusted."""

    wait: Wait
    document_id: int
    language: str
    title: str
    by: str | None = None
    at: dt.datetime | None = None
    day: dt.date | None = None
    versions: tuple[int, int] | None = None


@dataclass(frozen=True)
class EditorHome:
    """`tasks`: at most so many of a sort; `more`: those that are left out; `untranslated`: texts whose English waits."""

    tasks: tuple[Task, ...]
    more: int
    untranslated: int


def for_editor(session: Session, actor_id: int) -> EditorHome:
    """What waits for this editor. As many queries as the list of texts, however many there are."""
    today, lines = clock.today(), editing.lines(session)
    found = [*_unseen(editing.notices(session, actor_id)), *_waiting(lines, actor_id, today)]
    tasks: list[Task] = []
    for wait in Wait:
        tasks += [one for one in found if one.wait is wait][:MOST_OF_A_SORT]
    return EditorHome(tuple(tasks), len(found) - len(tasks), sum(one.untranslated for one in lines))


def _unseen(notices: Iterable[Notice]) -> Iterator[Task]:
    for one in notices:
        if not one.mine and not one.withdraws:
            versions = (one.before, one.number) if one.before else None
            yield Task(Wait.SECOND_LOOK, one.document_id, one.language, one.title, one.by, one.at, versions=versions)


def _waiting(lines: Iterable[Line], actor_id: int, today: dt.date) -> Iterator[Task]:
    for one in lines:
        for language, state in ((SOURCE_LANGUAGE, one.draft), (TRANSLATION, one.other_draft)):
            wait = {DraftState.REVIEW: Wait.REVIEW, DraftState.DRAFT: Wait.DRAFT}.get(DraftState(state or "scheduled"))
            if wait:
                yield Task(wait, one.document_id, language, one.title, one.changed_by, one.changed_at)
        if one.kept:
            yield Task(Wait.KEPT, one.document_id, SOURCE_LANGUAGE, one.title)
        if one.is_due(today) and one.keeper.id in {None, actor_id}:
            yield Task(Wait.DUE, one.document_id, SOURCE_LANGUAGE, one.title, day=one.review_by)
