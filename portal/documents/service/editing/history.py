"""All versions of a text, and what differs between two of them: as it is read, and as it is written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from portal.accounts import service as accounts
from portal.documents import parsing, queries
from portal.documents.parsing import Task
from portal.documents.queries import editing
from portal.documents.rules import SOURCE_LANGUAGE, Kind
from portal.documents.service.editing.faults import NoSuchText
from portal.documents.service.editing.saving import demand_document
from portal.documents.service.editing.wording import Wording, takeable
from portal.text import PARTS, plain_text, word_difference

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.documents.models import Document, Revision
    from portal.documents.parsing import Reading
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
    """Two texts held against each other: as they are read, None where one cannot be, and as they are written."""

    rendered: tuple[Passage, ...] | None
    source: tuple[Passage, ...]


def compare(
    session: Session, document_id: int, language: str, old: int, new: int, filled: Callable[[str], str]
) -> Comparison:
    """What changed from one version to another. `filled`: a line with the values of its figures. Raises NoSuchText."""
    document = demand_document(session, document_id)
    before, after = (queries.revision(session, document_id, language, number) for number in (old, new))
    if before is None or after is None:
        raise NoSuchText
    found = [_lines_of_revision(session, document, one) for one in (before, after)]
    return _comparison(found, (before.source, after.source), filled)


def changed_items(session: Session, document_id: int, old: int, new: int) -> frozenset[str]:
    """The items of a German version that said something else in an older one, or nothing."""
    keys = {item.id: item.key for item in queries.items(session, document_id)}
    revisions = (queries.revision(session, document_id, SOURCE_LANGUAGE, number) for number in (old, new))
    before, after = (queries.wordings(session, one.id) if one else {} for one in revisions)
    return frozenset(
        keys[number]
        for number, words in after.items()
        if number not in before or before[number].fingerprint != words.fingerprint
    )


def compare_written(
    session: Session, document_id: int, language: str, old: str, new: str, filled: Callable[[str], str]
) -> Comparison:
    """The same of two sources that need not be versions. Raises NoSuchText."""
    document = demand_document(session, document_id)
    kind, german = Kind(document.kind), None
    if kind is Kind.CHECKLIST and language != SOURCE_LANGUAGE:
        live = queries.live_revision(session, document_id, SOURCE_LANGUAGE)
        german = live.source if live else None
    tasks = [Task(kind, document.slug, language, source, german) for source in (old, new)]
    found = [_lines_of(one) for one in parsing.read_safely(tasks)]
    return _comparison(found, (old, new), filled)


Words = tuple[str, Mapping[str, str]]


def _lines_of_revision(session: Session, document: Document, revision: Revision) -> list[str]:
    keys = {item.id: item.key for item in queries.items(session, document.id)}
    words = {keys[number]: (one.caption, one.parts) for number, one in queries.wordings(session, revision.id).items()}
    body = revision.body
    items = [[words[key] for key in section["keys"]] for section in body.get("sections", ())]
    return _lines_read(revision.title, revision.summary, body, items)


def _lines_of(reading: Reading) -> list[str]:
    """The same of a text that was read now; nothing where it could not be."""
    if not reading.body:
        return []
    items = [
        [(item.caption, {**item.parts, "more": item.more_html}) for item in reading.items if item.section == position]
        for position in range(len(reading.body.get("sections", ())))
    ]
    return _lines_read(reading.title, reading.summary, reading.body, items)


def _lines_read(title: str, summary: str, body: Mapping[str, Any], items: Sequence[Sequence[Words]]) -> list[str]:
    """A text as its readers see it, without its looks. `items`: of a checklist, their words by its sections."""
    lines = [title, summary]
    if "html" in body:
        return [*lines, *_plain_lines(body["html"])]
    lines += _plain_lines(body["intro"])
    for section, own in zip(body["sections"], items, strict=True):
        lines += [section["title"], *_plain_lines(section["intro"])]
        for caption, parts in own:
            lines.append(caption)
            for part in (*PARTS, "more"):
                lines += _plain_lines(parts.get(part, ""))
    return lines


def _comparison(read: Sequence[Sequence[str]], sources: tuple[str, str], filled: Callable[[str], str]) -> Comparison:
    old, new = ([filled(line) for line in lines] for lines in read)
    rendered = passages(old, new) if old and new else None
    return Comparison(rendered, passages(sources[0].split("\n"), sources[1].split("\n")))


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
