"""Links to our own texts, and yearly figures: chosen from a list, so that nobody has to know an address or a key."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from portal import text
from portal.documents.queries import editing
from portal.documents.rules import SOURCE_LANGUAGE, Kind, address_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ORDER = (Kind.GUIDE, Kind.CHECKLIST, Kind.OFFICE, Kind.PAGE)


@dataclass(frozen=True)
class Target:
    """A text that another may link to. `language`: that of its title, German where there is no translation."""

    kind: Kind
    address: str
    title: str
    language: str

    @property
    def link(self) -> str:
        """The link as it is written in a text."""
        words = self.title.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
        return f"[{words}]({self.address})"


def targets(session: Session, document_id: int, language: str) -> tuple[tuple[Kind, tuple[Target, ...]], ...]:
    """What a text in this language may link to, by kind and title: one query, however many texts there are."""
    found: dict[int, Target] = {}
    for row in editing.titles(session, {language, SOURCE_LANGUAGE}):
        if row.id != document_id and (row.id not in found or row.language == language):
            kind = Kind(row.kind)
            found[row.id] = Target(kind, address_of(kind, row.slug), row.title, row.language)
    ordered = sorted(found.values(), key=lambda one: (ORDER.index(one.kind), text.sort_key(one.title), one.address))
    return tuple((kind, tuple(some)) for kind, some in groupby(ordered, key=lambda one: one.kind))


def hole(key: str) -> str:
    """What stands in a text where it shows a yearly figure."""
    return f"{{{{ figure:{key} }}}}"


def with_words(kind: Kind, source: str, words: str) -> str:
    """The text with these words in a paragraph at its end; of a checklist, at the end of its last item."""
    items = text.places(source) if kind is Kind.CHECKLIST else ()
    return text.with_paragraph(source, words, items[-1] if items else None)
