"""Putting texts into the index, and finding them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert

from portal import text
from portal.search import queries
from portal.search.models import SearchEntry, TextLink
from portal.search.rules import (
    LONGEST_QUESTION,
    MOST_MATCHES,
    ON_A_PAGE,
    ORDER,
    Find,
    Hit,
    Link,
    Piece,
    excerpt,
    marked,
    readable,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy.orm import Session

    from portal.text import Wanted


@dataclass(frozen=True, slots=True)
class Entry:
    """A text or an item, as readers of `language` find it; `spoken`: the language of its words."""

    language: str
    spoken: str
    kind: Find
    slug: str
    title: str
    words: str
    item: str = ""
    context: str = ""
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was found, with what was asked for marked in its title and in a few lines of it."""

    kind: Find
    slug: str
    item: str
    title: tuple[Piece, ...]
    context: str
    excerpt: tuple[Piece, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Found:
    """An answer. `partly`: nothing has all the words, these have some; `cut`: the question was longer than we read."""

    results: tuple[Result, ...] = ()
    counts: dict[Find, int] = field(default_factory=dict)
    shown: int = 0
    asked: bool = False
    partly: bool = False
    cut: bool = False
    too_many: bool = False
    following: int | None = None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


# Keeping the index ------------------------------------------------------------------


def put(session: Session, document_id: int, entries: Sequence[Entry], links: Sequence[Link]) -> None:
    """Let the document be found by these entries alone."""
    session.flush()
    session.execute(delete(SearchEntry).where(SearchEntry.document_id == document_id))
    session.execute(delete(TextLink).where(TextLink.document_id == document_id))
    if entries:
        session.execute(insert(SearchEntry), [_row(document_id, one) for one in entries])
    if links:
        session.execute(insert(TextLink), [_link(document_id, one) for one in links])


def _row(document_id: int, one: Entry) -> dict[str, Any]:
    title, context, words = map(text.composed, (one.title, one.context, one.words))
    found = text.terms(f"{title} {words}", one.spoken)
    facts = {"document_id": document_id, "language": one.language, "spoken": one.spoken, "kind": one.kind}
    place = {"slug": one.slug, "item": one.item, "listed": one.listed}
    return {**facts, **place, "title": title, "context": context, "text": words, "terms": " ".join(sorted(found))}


def _link(document_id: int, one: Link) -> dict[str, Any]:
    where = {"document_id": document_id, "language": one.language, "item": one.item}
    return {**where, "address": one.address, "kind": one.kind, "slug": one.slug, "anchor": one.anchor}


def known_documents(session: Session) -> set[int]:
    """The documents that can be found."""
    return queries.known_documents(session)


# Finding ----------------------------------------------------------------------------


def find(
    session: Session, question: str, language: str, kinds: Collection[Find], chosen: Find | None = None, page: int = 1
) -> Found:
    """What readers of a language find among these kinds. At most three queries, however many texts there are."""
    wanted = text.wanted(question[:LONGEST_QUESTION], language)
    cut = len(question) > LONGEST_QUESTION
    if not wanted:
        return Found(cut=cut)
    rows, partly = _matches(session, wanted, language, kinds)
    counts = Counter(Find(row.kind) for row in rows)
    listed = readable(kinds, chosen)
    ranked = sorted((row for row in rows if row.kind in listed), key=lambda row: _rank(row, wanted))
    first = (page - 1) * ON_A_PAGE
    shown = ranked[first : first + ON_A_PAGE]
    return Found(
        results=_results(session, [row.id for row in shown], wanted),
        counts={kind: counts[kind] for kind in ORDER if counts[kind]},
        shown=len(ranked),
        asked=True,
        partly=partly,
        cut=cut,
        too_many=len(rows) == MOST_MATCHES,
        following=page + 1 if len(ranked) > first + ON_A_PAGE else None,
    )


def _matches(
    session: Session, wanted: Sequence[Wanted], language: str, kinds: Collection[Find]
) -> tuple[list[Any], bool]:
    rows = queries.matches(session, wanted, language, kinds, MOST_MATCHES, every=True)
    if rows or len(wanted) == 1:
        return rows, False
    rows = queries.matches(session, wanted, language, kinds, MOST_MATCHES, every=False)
    return rows, bool(rows)


def _rank(row: Any, wanted: Sequence[Wanted]) -> tuple[int, int, str, int]:
    """What says it in its title comes first; else guides, checklists, their items, offices, pages."""
    title = text.terms(row.title, row.spoken)
    missing = sum(not one.fits(title) for one in wanted)
    return missing, ORDER.index(Find(row.kind)), text.sort_key(row.title), row.id


def _results(session: Session, ids: Sequence[int], wanted: Sequence[Wanted]) -> tuple[Result, ...]:
    rows = {row.id: row for row in queries.entries(session, ids)} if ids else {}
    return tuple(_result(rows[one], wanted) for one in ids)


def _result(row: Any, wanted: Sequence[Wanted]) -> Result:
    return Result(
        kind=Find(row.kind),
        slug=row.slug,
        item=row.item,
        title=marked(row.title, list(_hits(row.title, row.spoken, wanted))),
        context=row.context,
        excerpt=excerpt(row.text, list(_hits(row.text, row.spoken, wanted))),
        language=row.spoken,
    )


def _hits(words: str, language: str, wanted: Sequence[Wanted]) -> Iterable[Hit]:
    for start, end, word in text.words_in(words):
        found = text.word_terms(word, language)
        asked = frozenset(number for number, one in enumerate(wanted) if one.fits(found))
        if asked:
            yield Hit(start, end, asked)
