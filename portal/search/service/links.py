"""Where the links of the texts lead: nowhere, to texts that are not kept up, and from where each text is linked to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.search import queries
from portal.search.rules import Find

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from portal.search.models import TextLink

ITEM_ANCHOR = "item-"


@dataclass(frozen=True, slots=True)
class Place:
    """A text or an item of one. `language`: of its title; `context`: the title of the item's checklist."""

    document_id: int
    kind: Find
    slug: str
    item: str
    title: str
    language: str
    listed: bool
    context: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A link in the text of a place; `language`: of that text."""

    where: Place
    language: str
    address: str


@dataclass(frozen=True, slots=True)
class Uses:
    """A text, and what links to it."""

    text: Place
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class LinkReport:
    """`dead`: links that lead nowhere; `outdated`: to texts that are not kept up any more."""

    dead: tuple[Mention, ...]
    outdated: tuple[Mention, ...]
    texts: tuple[Uses, ...]


def link_report(session: Session, language: str) -> LinkReport:
    """Every text with what links to it, and every link that leads nowhere. Two queries."""
    places = _places(session, language)
    texts = {(place.kind.value, place.slug): place for place in places.values() if not place.item}
    items = {(place.slug, place.item) for place in places.values() if place.item}
    dead: list[Mention] = []
    uses: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    for link in queries.links(session):
        mention = Mention(places[link.document_id, link.item], link.language, link.address)
        if _leads_nowhere(link, texts, items):
            dead.append(mention)
        else:
            uses[link.kind, link.slug].append(mention)
    lines = tuple(Uses(text, _once(uses[key])) for key, text in texts.items())
    outdated = [mention for line in lines if not line.text.listed for mention in line.mentions]
    return LinkReport(tuple(dead), tuple(outdated), lines)


def used_by(session: Session, kind: str, slug: str, language: str) -> tuple[Mention, ...]:
    """The places that link to a text, each once. Two queries."""
    return _once(mentions_of(session, kind, slug, language))


def mentions_of(session: Session, kind: str, slug: str, language: str) -> tuple[Mention, ...]:
    """Every link to a text, in each language of the texts: asked before it is archived. Two queries."""
    places = _places(session, language)
    return tuple(
        Mention(places[link.document_id, link.item], link.language, link.address)
        for link in queries.links_to(session, kind, slug)
    )


def _places(session: Session, language: str) -> dict[tuple[int, str], Place]:
    rows = queries.places(session, language)
    titles = {row.document_id: row.title for row in rows if not row.item}
    return {
        (row.document_id, row.item): Place(
            document_id=row.document_id,
            kind=Find(row.kind),
            slug=row.slug,
            item=row.item,
            title=row.title,
            language=row.spoken,
            listed=row.listed,
            context=titles.get(row.document_id, "") if row.item else "",
        )
        for row in rows
    }


def _leads_nowhere(link: TextLink, texts: Mapping[tuple[str, str], Place], items: set[tuple[str, str]]) -> bool:
    if (link.kind, link.slug) not in texts:
        return True
    of_an_item = link.kind == Find.CHECKLIST and link.anchor.startswith(ITEM_ANCHOR)
    return of_an_item and (link.slug, link.anchor.removeprefix(ITEM_ANCHOR)) not in items


def _once(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Each place once, whether its German text has the link or its English one or both."""
    return tuple({(one.where.kind, one.where.slug, one.where.item): one for one in mentions}.values())
