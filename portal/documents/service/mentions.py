"""Which guides and items lead to a text: the way back from an office to the matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.documents import queries, rules
from portal.documents.rules import SOURCE_LANGUAGE
from portal.text import sort_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.documents.queries import LiveItem, LiveText


@dataclass(frozen=True, slots=True)
class MentionedIn:
    """A guide, or an item of a checklist (`key`), that links to the text; `language` is that of `title`."""

    slug: str
    title: str
    language: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Mentions:
    """Guides by title; items under the titles of their checklists."""

    guides: tuple[MentionedIn, ...]
    checklists: tuple[tuple[MentionedIn, tuple[MentionedIn, ...]], ...]


def mentions(session: Session, address: str, language: str) -> Mentions:
    """What links to a page of ours, such as "/directory/ihk". Two queries."""
    guides = [
        _guide(one, language)
        for one in queries.guides_naming(session, address, language)
        if rules.links_to(one.german.body["html"], address)
    ]
    items = [
        (_guide(text, language), _item(text, item, language))
        for text, item in queries.items_naming(session, address, language)
        if any(rules.links_to(html, address) for html in item.german.parts.values())
    ]
    grouped: dict[MentionedIn, list[MentionedIn]] = {}
    for checklist, item in items:
        grouped.setdefault(checklist, []).append(item)
    return Mentions(
        tuple(sorted(guides, key=_by_title)),
        tuple((checklist, tuple(grouped[checklist])) for checklist in sorted(grouped, key=_by_title)),
    )


def _by_title(one: MentionedIn) -> str:
    return sort_key(one.title)


def _guide(found: LiveText, language: str) -> MentionedIn:
    shown = found.translation or found.german
    return MentionedIn(found.document.slug, shown.title, language if found.translation else SOURCE_LANGUAGE)


def _item(text: LiveText, found: LiveItem, language: str) -> MentionedIn:
    words = found.translation or found.german
    own = language if found.translation else SOURCE_LANGUAGE
    return MentionedIn(text.document.slug, words.caption, own, found.item.key)
