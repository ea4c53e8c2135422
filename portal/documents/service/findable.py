"""What search and the report on links know of the texts that readers see.

Whoever makes something else live, or archives it, calls `follow` in the same transaction.
"""

from __future__ import annotations

import html as entities
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from portal.documents import queries
from portal.documents.rules import ADDRESSES, LANGUAGES, SOURCE_LANGUAGE, TRANSLATION, Kind, address_of
from portal.documents.service import addresses
from portal.search import service as search
from portal.search.rules import Find, Link
from portal.search.service import Entry
from portal.text import plain_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from portal.documents.models import ItemText
    from portal.documents.queries import LiveItem, LiveText, Words
    from portal.documents.service.addresses import Moves

# What of the front matter of an office somebody might ask for.
_SPOKEN_META = ("address", "phone", "mail")
_HREF = re.compile(r'href="(/[^"]*)"')
_TEXT = re.compile(rf"/({'|'.join(ADDRESSES)})/([^/]+)(/.*)?")
_END_OF_LINE = re.compile(r"</(?:p|li|h\d|td|th|pre)>|<br\s*/?>")
_DOTS = re.compile(r"(?: ·)+ ")
_NEEDLESS_DOT = re.compile(r"([.!?:;,…])(?: ·)+(?: |$)")
_HOLE = re.compile(r"\{\{[^{}]*\}\}")


def follow(session: Session, document_id: int) -> None:
    """Find of this document what readers see of it now."""
    session.flush()
    _put(session, [document_id])


def rebuild(session: Session) -> int:
    """Put everything in again; returns how many documents."""
    everything = {one.document_id for one in queries.live_sources(session)}
    return _put(session, everything | search.known_documents(session))


def complete(session: Session) -> int:
    """Put in what is live and not there yet, as after an update of the portal; returns how many documents."""
    everything = {one.document_id for one in queries.live_sources(session)}
    missing = everything - search.known_documents(session)
    return _put(session, missing) if missing else 0


def _put(session: Session, document_ids: Collection[int]) -> int:
    # Locked before they are read, or words of before another's publishing would be written after it.
    queries.lock(session, document_ids)
    found = queries.whole_texts(session, document_ids, TRANSLATION)
    items = queries.live_items(session, found) if found else {}
    seen = {one.document.id: one for one in found}
    moves = addresses.moves(session)
    for number in sorted(document_ids):
        one = seen.get(number)
        mine = items.get(number, [])
        entries = list(_entries(one, mine)) if one else []
        search.put(session, number, entries, list(_links(one, mine, moves)) if one else [])
    return len(found)


# Words ------------------------------------------------------------------------------


def _entries(found: LiveText, items: Sequence[LiveItem]) -> Iterator[Entry]:
    listed = found.document.retired_at is None
    for language in LANGUAGES:
        own = found.translation if language == TRANSLATION else None
        shown, spoken = own or found.german, language if own else SOURCE_LANGUAGE
        facts: dict[str, Any] = {"language": language, "slug": found.document.slug, "listed": listed}
        yield Entry(
            **facts, spoken=spoken, kind=Find(found.document.kind), title=shown.title, words=_words(found, shown)
        )
        for item in items:
            yield _item(item, language, facts, shown.title)


def _item(one: LiveItem, language: str, facts: Mapping[str, Any], context: str) -> Entry:
    own = one.translation if language == TRANSLATION else None
    shown, spoken = own or one.german, language if own else SOURCE_LANGUAGE
    words = _joined(map(_plain, shown.parts.values()))
    return Entry(
        **facts, spoken=spoken, kind=Find.ITEM, title=shown.caption, words=words, item=one.item.key, context=context
    )


def _words(found: LiveText, shown: Words) -> str:
    summary = shown.summary or found.german.summary
    pieces = [summary, *map(_plain, _html_of(shown))]
    if found.document.kind == Kind.CHECKLIST:
        pieces += [section["title"] for section in shown.body["sections"]]
    if found.document.kind == Kind.OFFICE:
        meta = {**found.german.meta, **{name: value for name, value in shown.meta.items() if value}}
        pieces += [str(meta[name]) for name in _SPOKEN_META if meta.get(name)]
    return _joined(pieces)


def _html_of(words: Words) -> Iterator[str]:
    body = words.body
    yield body.get("html") or body.get("intro") or ""
    yield from (section["intro"] for section in body.get("sections", ()))


def _joined(pieces: Iterable[str]) -> str:
    return _NEEDLESS_DOT.sub(r"\1 ", " · ".join(filter(None, pieces))).strip()


def _plain(html: str) -> str:
    """The words in one line; a dot in the middle stands where a line without a full stop ended."""
    apart = _END_OF_LINE.sub(" · ", html)
    # A yearly figure changes without the text.
    words = _HOLE.sub("", plain_text(apart))
    return _DOTS.sub(" · ", _NEEDLESS_DOT.sub(r"\1 ", words)).strip(" ·")


# Links ------------------------------------------------------------------------------


def _links(found: LiveText, items: Sequence[LiveItem], moves: Moves) -> Iterator[Link]:
    for language, words in ((SOURCE_LANGUAGE, found.german), (TRANSLATION, found.translation)):
        if words is not None:
            yield from _links_in(" ".join(_html_of(words)), language, "", moves)
    successor = found.german.meta.get("successor")
    if successor:
        yield _successor(Kind(found.document.kind), str(successor), moves)
    for item in items:
        for language, text in ((SOURCE_LANGUAGE, item.german), (TRANSLATION, item.translation)):
            if text is not None:
                yield from _links_in(_item_html(text), language, item.item.key, moves)


def _item_html(text: ItemText) -> str:
    return " ".join([text.caption_html, *text.parts.values()])


def _links_in(html: str, language: str, item: str, moves: Moves) -> Iterator[Link]:
    for href in dict.fromkeys(_HREF.findall(html)):
        address = entities.unescape(href)
        parts = urlsplit(address)
        text = _TEXT.fullmatch(parts.path)
        if text and text[3]:
            # What goes on behind the name is no text of ours.
            yield Link(language, item, address, "", "", parts.fragment)
        elif text:
            kind = ADDRESSES[text[1]]
            yield Link(language, item, address, kind, moves.get((kind, text[2]), text[2]), parts.fragment)


def _successor(kind: Kind, slug: str, moves: Moves) -> Link:
    return Link(SOURCE_LANGUAGE, "", address_of(kind, slug), kind, moves.get((kind, slug), slug), "")
