"""What changed in a checklist since the company answered: the difference, and confirming what still holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.checklists.service import answering, faults, runs
from portal.documents import service as documents
from portal.text import plain_text, word_difference

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.access import Actor
    from portal.checklists.service.reading import ChecklistPage
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
class Confirmed:
    """How many answers were confirmed together, and how many not: somebody changed them in the meantime."""

    confirmed: int
    left: int


def differences(session: Session, page: ChecklistPage, language: str, fill: Filler) -> dict[str, Difference]:
    """What changed of each flagged item, by its key; one query, none where nothing is flagged."""
    flagged = {point.item.id: point for point in page.points if point.answer is not None and point.answer.flagged}
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
    session: Session, actor: Actor, company_id: int, slug: str, seen: Iterable[tuple[str, int]], revision: int
) -> Confirmed:
    """Say of several answers that they still hold. `seen`: key and version of each; `revision`: the text then read.

    What was changed since, by a colleague or in the text, is left as it is. Raises NoChecklist, RunFinished.
    """
    confirmed = left = 0
    text = runs.text(session, slug)
    read = {item.key for item in text.items if item.meaning_revision <= revision}
    for key, version in seen:
        try:
            if key not in read:
                left += 1
                continue
            answering.confirm(session, actor, company_id, slug, key, version=version)
            confirmed += 1
        except faults.StateConflict:
            left += 1
    return Confirmed(confirmed, left)
