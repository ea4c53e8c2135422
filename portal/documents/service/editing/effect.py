"""What publishing a text will do to companies, before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from portal.documents import queries, rules
from portal.documents.rules import SOURCE_LANGUAGE, TRANSLATION, Change, Kind, Terms
from portal.documents.service import items
from portal.documents.service.editing import checking
from portal.text import PARTS, plain_text, word_difference

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.documents.models import Document, ItemText
    from portal.text import Item, Problem

Piece = tuple[str, str]


@dataclass(frozen=True)
class Counts:
    """How many companies work with a checklist. `items`: by an item's number, how many answers it has."""

    companies: int = 0
    finished: int = 0
    items: Mapping[int, int] = field(default_factory=dict)


class AnswerCounts(Protocol):
    """Counts the companies' answers to a checklist. Given by app.py: answers lie above texts."""

    def __call__(self, session: Session, document_id: int, /) -> Counts: ...


@dataclass(frozen=True)
class ItemEffect:
    """What becomes of one item. `asks`: it must be said whether its meaning changed; `item`: as the text has it, if it
    does; `was`: how binding it is now and until when, if that becomes another.
    """

    key: str
    caption: str
    changes: tuple[Change, ...]
    answers: int
    asks: bool
    pieces: tuple[Piece, ...] = ()
    item: Item | None = None
    was: Terms | None = None


@dataclass(frozen=True)
class Effect:
    """What publishing would do. `number`: of the revision it would make; `problems`: what refuses it; `archives`,
    `offers_again`: the text is no longer offered, or is again.
    """

    number: int
    source: str
    items: tuple[ItemEffect, ...]
    counts: Counts
    problems: tuple[Problem, ...]
    unchanged: bool
    translated: bool
    archives: bool = False
    offers_again: bool = False

    @property
    def asked(self) -> tuple[ItemEffect, ...]:
        return tuple(one for one in self.items if one.asks)

    @property
    def others(self) -> tuple[ItemEffect, ...]:
        return tuple(one for one in self.items if not one.asks)

    @property
    def to_confirm(self) -> int:
        """Answers that will certainly be asked about."""
        return sum(one.answers for one in self.items if Change.MEANING in one.changes)

    @property
    def at_most(self) -> int:
        """The same if every reworded item means something else."""
        return self.to_confirm + sum(one.answers for one in self.asked)


def effect(
    session: Session,
    document: Document,
    language: str,
    source: str,
    counts: AnswerCounts,
    figures: tuple[str, ...] | None = None,
    *,
    restoring: int | None = None,
) -> Effect:
    """What it would do to publish this text now, or to bring it back as the version that it was (`restoring`)."""
    live = queries.live_revision(session, document.id, language)
    checked = checking.read(session, document, language, source, figures)
    was, shall_be = (bool(meta.get("retired")) for meta in (live.meta if live else {}, checked.reading.meta))
    problems = checked.problems if restoring is None else checked.reading.problems
    found: tuple[ItemEffect, ...] = ()
    held = Counts()
    if document.kind == Kind.CHECKLIST and language == SOURCE_LANGUAGE:
        held = counts(session, document.id)
        since = None if restoring is None else items.meanings_since(session, document.id, restoring)
        found = _items(session, document.id, live.id if live else None, checked, held, since)
    return Effect(
        number=queries.last_number(session, document.id, language) + 1,
        source=source,
        items=found,
        counts=held,
        problems=tuple(one for one in problems if one.severity == "error"),
        unchanged=bool(live and live.source == checked.reading.source),
        translated=language == SOURCE_LANGUAGE and queries.live_revision(session, document.id, TRANSLATION) is not None,
        archives=shall_be and not was,
        offers_again=was and not shall_be,
    )


def _items(
    session: Session,
    document_id: int,
    live_id: int | None,
    checked: checking.Checked,
    held: Counts,
    restoring: frozenset[str] | None,
) -> tuple[ItemEffect, ...]:
    """Each item to which something happens, in the new order; what an older text does not have comes last."""
    before = items.states(session, document_id, live_id)
    after = items.read_states(checked.reading.items)
    rows = {item.key: item for item in queries.items(session, document_id)}
    live, left = items.words(session, list(rows.values()), live_id)
    words = {**left, **live}
    changed: dict[str, list[Change]] = {}
    for one in rules.changes(before, after):
        changed.setdefault(one.key, []).append(one.change)
    old_revs = {one.key: one.rev for one in before}
    stricter = rules.other_demands(before, after)
    effects = []
    for item in checked.reading.items:
        changes = changed.get(item.id, [])
        if item.id in old_revs and items.means_another(item, old_revs[item.id], restoring):
            changes = [*(one for one in changes if one not in {Change.MEANING, Change.REWORDED}), Change.MEANING]
        if changes:
            row = rows.get(item.id)
            answers = held.items.get(row.id, 0) if row else 0
            pieces = _pieces(words.get(row.id) if row else None, item)
            asks = restoring is None and Change.MEANING not in changes
            asks = asks and (Change.REWORDED in changes or item.id in stricter)
            was = items.terms(row) if row and item.id in stricter else None
            effects.append(ItemEffect(item.id, item.caption, tuple(changes), answers, asks, pieces, item, was))
    if restoring is not None:
        kept = {item.id for item in checked.reading.items}
        gone = [one for one in before if one.key not in kept and not one.retired]
        effects += [
            ItemEffect(one.key, one.caption, (Change.RETIRED,), held.items.get(rows[one.key].id, 0), asks=False)
            for one in gone
        ]
    return tuple(effects)


def _pieces(old: ItemText | None, new: Item) -> tuple[Piece, ...]:
    """How an item's words change, its parts behind its caption; nothing for a new one."""
    if old is None:
        return ()
    before = [old.caption, *(plain_text(old.parts.get(part, "")) for part in (*PARTS, "more"))]
    after = [new.caption, *(plain_text(new.parts.get(part, "")) for part in PARTS), plain_text(new.more_html)]
    found: list[Piece] = []
    for one, other in zip(before, after, strict=True):
        if one != other:
            found += [*word_difference(one, other), ("equal", " ")]
    return tuple(found)
