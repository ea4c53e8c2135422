"""Which versions of a text say the same: apart from dates that were renewed, and addresses that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from portal.documents import queries
from portal.documents.rules import Kind
from portal.documents.service import addresses
from portal.documents.service.editing.dates import same_words
from portal.documents.service.editing.faults import Behind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.documents.models import Document, Revision


@dataclass(frozen=True)
class Wording:
    """How versions of one text are held against each other: each as it reads under the addresses of now."""

    kind: Kind
    slug: str
    moves: Mapping[tuple[Kind, str], str]

    @classmethod
    def of(cls, session: Session, document: Document) -> Wording:
        return cls(Kind(document.kind), document.slug, addresses.moves(session))

    def now(self, source: str) -> str:
        return addresses.readdressed(self.kind, addresses.named(source, self.slug), self.moves)

    def only_follows(self, one: Revision, before: Revision) -> bool:
        """Whether a version differs from the one before in addresses alone."""
        return self.now(one.source) == self.now(before.source)

    def says_the_same(self, one: Revision, other: Revision) -> bool:
        """Whether two versions differ in addresses and dates at most."""
        return same_words(self.now(one.source), self.now(other.source))


def takeable(wording: Wording, revisions: Sequence[Revision]) -> tuple[int, ...]:
    """The versions that can be taken back, the newest first. `revisions`: all, the newest first.

    What only follows an address is nobody's deed here: it goes with the version below it. So the newest of the others
    can be taken back. Where that one says the same as the one before it, only its dates would go back ("Stimmt noch",
    clicked by mistake): then the last version with other words can be taken back instead, together with all that came
    after it. Never the first one.
    """
    pairs = list(pairwise(revisions))
    newest = next((one for one, before in pairs if not wording.only_follows(one, before)), None)
    words = next((one for one, before in pairs if not wording.says_the_same(one, before)), None)
    return tuple(dict.fromkeys(one.number for one in (newest, words) if one is not None))


def demand_read(session: Session, live: Revision, number: int) -> None:
    """Nobody confirms words that came after the page was read, which showed version `number`. Raises Behind."""
    if live.number == number:
        return
    seen = queries.revision(session, live.document_id, live.language, number)
    if seen is None or not same_words(seen.source, live.source):
        raise Behind(0)
