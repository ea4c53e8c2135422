"""Which texts show a yearly figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.documents import queries
from portal.documents.rules import Kind
from portal.text import figure_keys, sort_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Showing:
    """A live text that shows a figure, in one language."""

    document_id: int
    kind: Kind
    slug: str
    language: str
    title: str


def showing(session: Session) -> Mapping[str, tuple[Showing, ...]]:
    """By the key of a figure, the texts that show it: one query."""
    found: dict[str, list[Showing]] = {}
    for document, revision in queries.texts_with_figures(session):
        text = Showing(document.id, Kind(document.kind), document.slug, revision.language, revision.title)
        for key in figure_keys(revision.source):
            found.setdefault(key, []).append(text)
    return {
        key: tuple(sorted(some, key=lambda one: (sort_key(one.title), one.language))) for key, some in found.items()
    }
