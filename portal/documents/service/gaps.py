"""What the operator still has to fill in before people may rely on the portal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.documents import queries, rules

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class PageWithGaps:
    """A public page, and how many places in it are open."""

    slug: str
    title: str
    count: int


def pages_with_gaps(session: Session, language: str) -> tuple[PageWithGaps, ...]:
    """The operator's pages that are not whole in a language. One query."""
    gap = rules.GAPS[rules.LANGUAGES.index(language)]
    rows = queries.pages_with(session, language, gap)
    return tuple(PageWithGaps(row.slug, row.title, rules.count_gaps(row.source)) for row in rows)
