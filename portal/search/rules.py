"""What can be found and in which order, and the lines of a text in which it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

LONGEST_QUESTION = 200
MOST_MATCHES = 500
ON_A_PAGE = 20
LONGEST_EXCERPT = 220
# How much of an excerpt stands before the first word that was asked for.
BEFORE = 60


class Find(StrEnum):
    """What can be found. The word is stored."""

    GUIDE = "guide"
    CHECKLIST = "checklist"
    ITEM = "item"
    OFFICE = "office"
    PAGE = "page"


# Everybody may read these; checklists and their items are for people who are logged in.
PUBLIC = frozenset({Find.GUIDE, Find.OFFICE, Find.PAGE})
ORDER = tuple(Find)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of an excerpt; `marked`: they were asked for."""

    words: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of a text that was asked for: where it stands, and which words of the question it is."""

    start: int
    end: int
    asked: frozenset[int]


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside the portal. `item`: the item it stands in, if any; `anchor`: the place in the text it leads to."""

    language: str
    item: str
    address: str
    kind: str
    slug: str
    anchor: str


def excerpt(text: str, hits: Sequence[Hit]) -> tuple[Piece, ...]:
    """The stretch of a text with most of what was asked for, and that marked in it."""
    start = _start(text, hits)
    end = min(len(text), start + LONGEST_EXCERPT)
    if end < len(text):
        # At the end of a word, unless it is longer than the excerpt.
        end = max(text.rfind(" ", start, end + 1), start) or end
        end = end if end > start else start + LONGEST_EXCERPT
    pieces = list(_pieces(text, start, end, hits))
    opening = [Piece("… ")] if start else []
    closing = [Piece(" …")] if end < len(text) else []
    return tuple(opening + pieces + closing)


def _start(text: str, hits: Sequence[Hit]) -> int:
    if not hits:
        return 0
    best = max(hits, key=lambda hit: (len(_within(hits, hit.start)), -hit.start))
    if best.end <= LONGEST_EXCERPT - BEFORE:
        return 0
    start = max(0, best.start - BEFORE)
    return text.find(" ", start, best.start) + 1 or best.start


def _within(hits: Sequence[Hit], start: int) -> frozenset[int]:
    close = (hit.asked for hit in hits if start <= hit.start <= start + LONGEST_EXCERPT - BEFORE)
    return frozenset[int]().union(*close)


def _pieces(text: str, start: int, end: int, hits: Sequence[Hit]) -> Sequence[Piece]:
    pieces, place = [], start
    for hit in hits:
        if hit.start >= place and hit.end <= end:
            pieces += [Piece(text[place : hit.start]), Piece(text[hit.start : hit.end], marked=True)]
            place = hit.end
    return [piece for piece in (*pieces, Piece(text[place:end])) if piece.words]


def marked(text: str, hits: Sequence[Hit]) -> tuple[Piece, ...]:
    """A whole text, and in it marked what was asked for."""
    return tuple(_pieces(text, 0, len(text), hits))


def readable(kinds: Collection[Find], chosen: Find | None) -> frozenset[Find]:
    """What is listed of what somebody may read, if they have chosen a kind."""
    allowed = frozenset(kinds)
    return allowed if chosen is None else allowed & {chosen}
