"""What readers and the areas above get of a text: plain values, nothing that could ask the database again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.documents import rules

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section of a checklist; its place in the tuple is what `ItemView.section` names."""

    title: str
    intro_html: str
    language: str = "de"


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as a reader sees it. HTML is safe; holes for figures are filled on showing (`|figures`)."""

    id: int
    key: str
    parent_key: str | None
    section: int
    position: int
    depth: int
    kind: str
    sizes: tuple[str, ...]
    attributes: Mapping[str, Any]
    caption: str
    caption_html: str
    parts: Mapping[str, str]
    language: str
    first_revision: int
    meaning_revision: int
    # Later revisions that were taken back and meant something else.
    strayed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ChecklistSummary:
    """A checklist in a list. `groups`: of a checklist for hires, whom it is for; none is everybody."""

    document_id: int
    slug: str
    field: str
    title: str
    summary: str
    item_count: int
    language: str
    groups: tuple[str, ...] = ()
    retired: bool = False


@dataclass(frozen=True, slots=True)
class ChecklistText:
    """A whole checklist. `revision` is the number of the live German text: what answers refer to.

    `audience`: company or hire; `groups`: the hires that it is for, none is all.
    """

    document_id: int
    slug: str
    field: str
    title: str
    summary: str
    intro_html: str
    sections: tuple[SectionView, ...]
    items: tuple[ItemView, ...]
    revision: int
    as_of: dt.date | None
    language: str
    retired: bool
    successor: str
    audience: str = "company"
    groups: tuple[str, ...] = ()

    @property
    def names_law(self) -> bool:
        return any(rules.names_law(html) for item in self.items for html in item.parts.values())


@dataclass(frozen=True, slots=True)
class TextSummary:
    """A guide, page or office in a list; `meta` is the front matter."""

    document_id: int
    slug: str
    field: str
    title: str
    summary: str
    meta: Mapping[str, Any]
    language: str


@dataclass(frozen=True, slots=True)
class TextView:
    """A guide, page or office. `headings`: id and title of its sections."""

    document_id: int
    slug: str
    field: str
    title: str
    summary: str
    html: str
    meta: Mapping[str, Any]
    headings: tuple[tuple[str, str], ...]
    as_of: dt.date | None
    sources: tuple[str, ...]
    language: str
    retired: bool
    successor: str
    # Number of the live German text: a translation says the same.
    revision: int = 0

    @property
    def names_law(self) -> bool:
        return rules.names_law(self.html)

    @property
    def is_handout(self) -> bool:
        """Whether it is printed and given to newcomers."""
        return self.meta.get("handout") == "true"

    @property
    def valid_until(self) -> dt.date | None:
        day = self.meta.get("valid_until")
        return dt.date.fromisoformat(day) if day else None


@dataclass(frozen=True, slots=True)
class ItemName:
    """An item by the words it had last. `retired`: it stands in no checklist any more."""

    id: int
    key: str
    document_id: int
    slug: str
    caption: str
    language: str
    retired: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of an item in one revision; the HTML of `parts` is safe."""

    caption: str
    parts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rewording:
    """An item's words then and now, in one language, and when the text became what it is."""

    before: Wording
    after: Wording
    language: str
    since: dt.datetime
