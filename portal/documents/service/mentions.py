"""Which guides and items lead to a text: the way back from an office to the matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.documents import queries, rules
from portal.documents.queries import addresses
from portal.documents.rules import SOURCE_LANGUAGE, Kind
from portal.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from portal.documents.queries import LiveItem, LiveText
    from portal.documents.service.values import TextView


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


def mentions(session: Session, kind: Kind, text: TextView, language: str) -> Mentions:
    """What links to a text, also by an address that it had before. Three queries."""
    slugs = (text.slug, *addresses.former_slugs(session, text.document_id))
    named = [rules.address_of(kind, slug) for slug in slugs]
    guides = [
        _guide(one, language)
        for one in queries.guides_naming(session, named, language)
        if _links(named, one.german.body["html"])
    ]
    items = [
        (_guide(checklist, language), _item(checklist, item, language))
        for checklist, item in queries.items_naming(session, named, language)
        if _links(named, "".join(item.german.parts.values()))
    ]
    grouped: dict[MentionedIn, list[MentionedIn]] = {}
    for checklist, item in items:
        grouped.setdefault(checklist, []).append(item)
    return Mentions(
        tuple(sorted(guides, key=_by_title)),
        tuple((checklist, tuple(grouped[checklist])) for checklist in sorted(grouped, key=_by_title)),
    )


def _links(named: Sequence[str], html: str) -> bool:
    return any(rules.links_to(html, address) for address in named)


def _by_title(one: MentionedIn) -> str:
    return sort_key(one.title)


def _guide(found: LiveText, language: str) -> MentionedIn:
    shown = found.translation or found.german
    return MentionedIn(found.document.slug, shown.title, language if found.translation else SOURCE_LANGUAGE)


def _item(text: LiveText, found: LiveItem, language: str) -> MentionedIn:
    words = found.translation or found.german
    own = language if found.translation else SOURCE_LANGUAGE
    return MentionedIn(text.document.slug, words.caption, own, found.item.key)
