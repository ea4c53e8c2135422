"""Links to our own texts, and yearly figures: chosen from a list, so that nobody has to know an address or a key."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from portal import text
from portal.documents.queries import editing
from portal.documents.rules import ADDRESSES, SOURCE_LANGUAGE, Kind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ORDER = (Kind.GUIDE, Kind.CHECKLIST, Kind.OFFICE, Kind.PAGE)
_FOLDER = {kind: folder for folder, kind in ADDRESSES.items()}


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
            found[row.id] = Target(kind, f"/{_FOLDER[kind]}/{row.slug}", row.title, row.language)
    ordered = sorted(found.values(), key=lambda one: (ORDER.index(one.kind), text.sort_key(one.title), one.address))
    return tuple((kind, tuple(some)) for kind, some in groupby(ordered, key=lambda one: one.kind))


def hole(key: str) -> str:
    """What stands in a text where it shows a yearly figure."""
    return f"{{{{ figure:{key} }}}}"


def with_words(kind: Kind, source: str, words: str) -> str:
    """The text with these words in a paragraph at its end; of a checklist, at the end of its last item."""
    parted = text.part(source)
    items = text.places(source) if kind is Kind.CHECKLIST else ()
    indent = f"{items[-1].indent}  " if items else ""
    return text.join(parted.head, f"{parted.body.rstrip()}\n\n{indent}{words}")
