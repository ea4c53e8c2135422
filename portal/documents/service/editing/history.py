"""All versions of a text, and what differs between two of them: as it is read, and as it is written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from portal.accounts import service as accounts
from portal.documents import queries
from portal.documents.queries import editing
from portal.documents.rules import Kind
from portal.documents.service.editing.faults import NoSuchText
from portal.documents.service.editing.saving import demand_document
from portal.documents.service.editing.wording import Wording, takeable
from portal.text import PARTS, plain_text, word_difference

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.documents.models import Document, Revision
    from portal.documents.service.editing.effect import Piece

# Comparing words costs the square of their number.
MOST_WORDS_COMPARED = 4_000
_BLOCK = re.compile(r"</(?:p|h[1-6]|li|tr|pre|blockquote|dt|dd)>|<br ?/?>")
_CONTEXT = 1


@dataclass(frozen=True)
class Version:
    """One state of a text in the list. `looked` None: it needed no second look; `takeable`: it can be taken back now,
    with what came after it.
    """

    number: int
    at: dt.datetime
    by: str | None
    by_id: int | None
    note: str
    minor: bool
    reason: str
    looked: bool | None
    withdraws: int | None
    live: bool
    takeable: bool


def versions(session: Session, document_id: int, language: str) -> tuple[Version, ...]:
    """All versions, the newest first: four queries. Raises NoSuchText."""
    found = editing.revisions(session, document_id, language)
    wording = Wording.of(session, demand_document(session, document_id))
    back = takeable(wording, [one.revision for one in found])
    names = accounts.names(session, [one.revision.author_id for one in found if one.revision.author_id])
    newest = found[0].revision.number if found else 0
    versions = []
    for one in found:
        told = one.publication
        looked = None if told is None or not told.reason else told.looked_at is not None
        versions.append(
            Version(
                number=one.revision.number,
                at=one.revision.created_at,
                by=names.get(one.revision.author_id or 0),
                by_id=one.revision.author_id,
                note=told.note if told else "",
                minor=told.minor if told else False,
                reason=told.reason if told else "",
                looked=looked,
                withdraws=told.withdraws if told else None,
                live=one.revision.number == newest,
                takeable=one.revision.number in back,
            )
        )
    return tuple(versions)


def source_of(session: Session, document_id: int, language: str, number: int) -> str:
    """The stored file of a version; raises NoSuchText."""
    revision = queries.revision(session, document_id, language, number)
    if revision is None:
        raise NoSuchText
    return revision.source


def source_again(session: Session, document_id: int, language: str, number: int) -> str:
    """What a version says when it is brought back, under the addresses of now; raises NoSuchText."""
    document = demand_document(session, document_id)
    return Wording.of(session, document).now(source_of(session, document_id, language, number))


@dataclass(frozen=True)
class Passage:
    """Some lines that differ, with a line before and after; `line` is where they stand in the newer text."""

    line: int
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Comparison:
    """Two versions held against each other."""

    rendered: tuple[Passage, ...]
    source: tuple[Passage, ...]


def compare(
    session: Session, document_id: int, language: str, old: int, new: int, filled: Callable[[str], str]
) -> Comparison:
    """What changed from one version to another. `filled`: a line with the values of its figures. Raises NoSuchText."""
    document = demand_document(session, document_id)
    before, after = (queries.revision(session, document_id, language, number) for number in (old, new))
    if before is None or after is None:
        raise NoSuchText
    read = [[filled(line) for line in _lines_read(session, document, one)] for one in (before, after)]
    rendered = passages(read[0], read[1])
    return Comparison(rendered, passages(before.source.split("\n"), after.source.split("\n")))


def _lines_read(session: Session, document: Document, revision: Revision) -> list[str]:
    """The text as its readers see it, without its looks."""
    lines = [revision.title, revision.summary]
    if document.kind != Kind.CHECKLIST:
        return [*lines, *_plain_lines(revision.body["html"])]
    keys = {item.id: item.key for item in queries.items(session, document.id)}
    words = {keys[number]: one for number, one in queries.wordings(session, revision.id).items()}
    lines += _plain_lines(revision.body["intro"])
    for section in revision.body["sections"]:
        lines += [section["title"], *_plain_lines(section["intro"])]
        for key in section["keys"]:
            lines.append(words[key].caption)
            for part in (*PARTS, "more"):
                lines += _plain_lines(words[key].parts.get(part, ""))
    return lines


def _plain_lines(html: str) -> list[str]:
    return [line for line in (plain_text(block) for block in _BLOCK.split(html)) if line]


def passages(old: Sequence[str], new: Sequence[str]) -> tuple[Passage, ...]:
    """The differing lines of two texts, word by word; lines that are equal on both sides are left out."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return tuple(
        Passage(group[0][3] + 1, tuple(_pieces(old, new, group))) for group in matcher.get_grouped_opcodes(_CONTEXT)
    )


def _pieces(old: Sequence[str], new: Sequence[str], group: Sequence[tuple[str, int, int, int, int]]) -> Iterator[Piece]:
    for tag, i1, i2, j1, j2 in group:
        before, after = "\n".join(old[i1:i2]), "\n".join(new[j1:j2])
        if tag == "equal":
            yield "equal", f"{after}\n"
        elif len(before.split()) + len(after.split()) > MOST_WORDS_COMPARED or not before or not after:
            yield from ((kind, f"{words}\n") for kind, words in (("delete", before), ("insert", after)) if words)
        else:
            yield from word_difference(before, after)
            yield "equal", "\n"
