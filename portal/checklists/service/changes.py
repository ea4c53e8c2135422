"""What changed in a checklist since the company answered: the difference, and confirming what still holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.checklists.service import answering, faults, runs
from portal.documents import service as documents
from portal.text import plain_text, word_difference

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.access import Actor
    from portal.checklists.service.points import Point
    from portal.documents.service import Rewording

# "equal", "insert" or "delete", and the words.
Piece = tuple[str, str]
# Puts the yearly figures into stored HTML of a language.
Filler = Callable[[str, str], str]


@dataclass(frozen=True)
class Difference:
    """How an item's words changed since it was answered; `parts` are those that did."""

    caption: tuple[Piece, ...]
    parts: tuple[tuple[str, tuple[Piece, ...]], ...]
    language: str
    since: dt.datetime

    @property
    def caption_changed(self) -> bool:
        return any(kind != "equal" for kind, _words in self.caption)


@dataclass(frozen=True)
class Seen:
    """An answer that somebody saw: of which item, its version, and the revision that gave the item its meaning."""

    slug: str
    key: str
    version: int
    meaning: int


@dataclass(frozen=True)
class Confirmed:
    """How many answers were confirmed together, and how many not: somebody changed them in the meantime."""

    confirmed: int
    left: int


def differences(session: Session, points: Iterable[Point], language: str, fill: Filler) -> dict[str, Difference]:
    """What changed of each flagged item, by its key; one query, none where nothing is flagged."""
    flagged = {point.item.id: point for point in points if point.answer is not None and point.answer.flagged}
    asked = {
        item_id: (point.answer.revision, point.answer.at)
        for item_id, point in flagged.items()
        if point.answer is not None
    }
    found = documents.rewordings(session, asked, language)
    return {flagged[item_id].item.key: _difference(one, fill) for item_id, one in found.items()}


def _difference(found: Rewording, fill: Filler) -> Difference:
    before, after = found.before, found.after

    def compare(old: str, new: str) -> tuple[Piece, ...]:
        words = [plain_text(fill(html, found.language)) for html in (old, new)]
        return tuple(word_difference(*words))

    names = [name for name in {**after.parts, **before.parts} if before.parts.get(name) != after.parts.get(name)]
    return Difference(
        caption=tuple(word_difference(before.caption, after.caption)),
        parts=tuple((name, compare(before.parts.get(name, ""), after.parts.get(name, ""))) for name in names),
        language=found.language,
        since=found.since,
    )


def confirm_all(
    session: Session, actor: Actor, company_id: int, seen: Collection[Seen], hire_id: int | None = None
) -> Confirmed:
    """Say of several answers, the company's own or a hire's, that they still hold.

    What was changed since, by a colleague or in the text, is left as it is. Raises NoChecklist, RunFinished.
    """
    confirmed = left = 0
    read = _meanings(session, {one.slug for one in seen}, runs.audience(hire_id))
    for one in seen:
        try:
            if read.get((one.slug, one.key)) != one.meaning:
                left += 1
                continue
            answering.confirm(session, actor, company_id, one.slug, one.key, version=one.version, hire_id=hire_id)
            confirmed += 1
        except faults.StateConflict:
            left += 1
    return Confirmed(confirmed, left)


def _meanings(session: Session, slugs: Iterable[str], audience: str) -> dict[tuple[str, str], int]:
    """The revision in which each item got the meaning that it has now."""
    texts = [runs.text(session, slug, audience=audience) for slug in slugs]
    return {(text.slug, item.key): item.meaning_revision for text in texts for item in text.items}
