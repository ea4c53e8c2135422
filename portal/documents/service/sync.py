"""Keeping the database in step with the files of `content/`: file by file, each good one at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.documents import files, parsing, queries
from portal.documents.parsing import Reading, Task
from portal.documents.queries import addresses, editing
from portal.documents.rules import SOURCE_LANGUAGE, ItemChange, Kind, Origin
from portal.documents.service.addresses import moves, named
from portal.documents.service.editing.following import followed
from portal.documents.service.editing.saving import keep
from portal.documents.service.publishing import Deed, Outcome, Refused, publish_reading
from portal.documents.service.upkeep import as_file
from portal.text import load_figures

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from sqlalchemy.orm import Session

    from portal.documents.files import SourceFile
    from portal.documents.queries import LiveSource
    from portal.documents.service.addresses import Moves
    from portal.text import Problem

NOTHING_MOVED: Moves = {}


class Result(StrEnum):
    """What sync says of a file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    GONE = "gone"
    OLDER = "older"
    CONFLICT = "conflict"
    MOVED = "moved"


@dataclass(frozen=True)
class Step:
    """What is to be done with one file. `reading` None: the result is known without publishing; `holds`: the live
    revision that was written in the browser and says what the file says by now.
    """

    name: str
    reading: Reading | None = None
    result: Result = Result.UNCHANGED
    problems: tuple[Problem, ...] = ()
    holds: int | None = None


@dataclass(frozen=True)
class Report:
    """What was done with one file. `moved_to`: the file of its text, if that has another address in the portal."""

    name: str
    result: Result
    number: int = 0
    changes: tuple[ItemChange, ...] = ()
    problems: tuple[Problem, ...] = ()
    moved_to: str = ""


def live_sources(session: Session) -> list[LiveSource]:
    """The stored files of everything that readers see."""
    return queries.live_sources(session)


def sync(session: Session, content: Path) -> list[Report]:
    """Publish every good file of a content folder in the session's one transaction."""
    return [put(session, step) for step in plan(content, live_sources(session), moves(session))]


def plan(
    content: Path, live: list[LiveSource], moved: Moves = NOTHING_MOVED, figures: Collection[str] | None = None
) -> list[Step]:
    """Read the files, German ones first, without touching the database; texts that are gone come last.

    `moved`: former addresses; a file at one of them is not gone. `figures`: the yearly figures there are; without them
    those of the folder.
    """
    sources = files.source_files(files.content_root(content))
    stored = {(one.kind, one.slug, one.language): one for one in live}
    tasks = _tasks(sources, stored, known_figures(content) if figures is None else tuple(figures))
    readings = dict(zip(tasks, parsing.read_safely(list(tasks.values())), strict=True))
    there = {_identity(file) for file in sources}
    there |= {(kind, moved[kind, slug], language) for kind, slug, language in there if (kind, slug) in moved}
    gone = [Step(_name(one), None, Result.GONE) for one in live if (one.kind, one.slug, one.language) not in there]
    return [_step(file, readings.get(_identity(file)), stored.get(_identity(file))) for file in sources] + gone


def _tasks(
    sources: list[SourceFile], stored: dict[tuple[Kind, str, str], LiveSource], figures: tuple[str, ...] | None
) -> dict[tuple[Kind, str, str], Task]:
    """The files that differ from what is live; nothing has to be read to see that one does not."""
    german = {(file.kind, file.slug): file.text for file in sources if file.language == SOURCE_LANGUAGE}
    tasks = {}
    for file in sources:
        one = stored.get(_identity(file))
        if file.text is None or (one and file.text in {one.source, as_file(one)}):
            continue
        follows = file.kind is Kind.CHECKLIST and file.language != SOURCE_LANGUAGE
        original = german.get((file.kind, file.slug)) if follows else None
        gone = one.gone if one else frozenset[str]()
        tasks[_identity(file)] = Task(file.kind, file.slug, file.language, file.text, original, figures, gone)
    return tasks


def _step(file: SourceFile, reading: Reading | None, live: LiveSource | None) -> Step:
    if file.text is None:
        return Step(file.name, None, Result.REFUSED, file.problems)
    if live is not None and file.text == live.source and not live.in_files:
        return Step(file.name, holds=live.revision_id)
    return Step(file.name, reading)


def _identity(file: SourceFile) -> tuple[Kind, str, str]:
    return file.kind, file.slug, file.language


def _name(live: LiveSource) -> str:
    return files.name_of(live.language, live.kind, live.slug)


def put(session: Session, step: Step) -> Report:
    """Publish what a step has read. A refusal is a report, and leaves the live text as it is."""
    if step.holds is not None:
        editing.note_in_files(session, step.holds)
    if step.reading is None:
        return Report(step.name, step.result, problems=step.problems)
    moved = _moved(session, step)
    if moved is not None:
        return moved
    aside = _not_to_be_published(session, step.reading)
    if aside is not None:
        return Report(step.name, aside)
    try:
        with session.begin_nested():
            done = publish_reading(session, step.reading, deed=Deed(follows=_follows(session, step.reading.task)))
    except Refused as refused:
        return Report(step.name, Result.REFUSED, problems=refused.problems)
    result = {Outcome.NEW: Result.NEW, Outcome.CHANGED: Result.CHANGED}.get(done.outcome, Result.UNCHANGED)
    return Report(step.name, result, done.number, done.changes)


def _moved(session: Session, step: Step) -> Report | None:
    """What is said of a file at the former address of a text. It never makes a second one: what the portal has not
    published before is kept beside the draft of the text that moved.
    """
    reading = step.reading
    document = addresses.holder(session, reading.task.kind, reading.task.slug) if reading else None
    if reading is None or document is None:
        return None
    language = reading.task.language
    moved_to = files.name_of(language, reading.task.kind, document.slug)
    source = named(reading.source, document.slug)
    hashes = [hashlib.sha256(one.encode()).hexdigest() for one in (reading.source, source)]
    if any(editing.has_hash(session, document.id, language, one) for one in hashes):
        return Report(step.name, Result.MOVED, moved_to=moved_to)
    if reading.refused:
        return Report(step.name, Result.REFUSED, problems=reading.problems, moved_to=moved_to)
    typing = _typing(hashes[0])
    if editing.is_settled(session, document.id, language, typing):
        return Report(step.name, Result.MOVED, moved_to=moved_to)
    base = queries.last_number(session, document.id, language)
    keep(session, None, document.id, language, source, typing=typing, origin=Origin.FILES, base=base)
    return Report(step.name, Result.CONFLICT, moved_to=moved_to)


def _not_to_be_published(session: Session, reading: Reading) -> Result | None:
    """Why a good file must not replace what was written in the browser: it is older, or both sides changed.

    Then its text is kept beside the draft, and readers see what they see.
    """
    task = reading.task
    document = queries.document(session, task.kind, task.slug)
    live = editing.live_issue(session, document.id, task.language) if document else None
    if document is None or live is None or live.publication is None or live.publication.in_files or reading.refused:
        return None
    if live.revision.source == reading.source:
        live.publication.in_files = True
        return None
    source_hash = hashlib.sha256(reading.source.encode()).hexdigest()
    typing = _typing(source_hash)
    known = editing.has_hash(session, document.id, task.language, source_hash)
    if known or editing.is_settled(session, document.id, task.language, typing):
        return Result.OLDER
    place, base = (document.id, task.language), live.revision.number
    keep(session, None, *place, reading.source, typing=typing, origin=Origin.FILES, base=base)
    return Result.CONFLICT


def _follows(session: Session, task: Task) -> int | None:
    """The German version that a file of a translation says the same as: what readers see, unless that was written in the
    browser and content/ has not heard of it. Then it is the one that the translation of now follows.
    """
    document = queries.document(session, task.kind, task.slug) if task.language != SOURCE_LANGUAGE else None
    german = editing.live_issue(session, document.id, SOURCE_LANGUAGE) if document else None
    if document is None or german is None or german.publication is None or german.publication.in_files:
        return None
    live = queries.live_revision(session, document.id, task.language)
    return followed(session, live) if live else 0


def _typing(source_hash: str) -> str:
    """What a kept text is known by that came from a file: one file makes one, however often it is read."""
    return f"file-{source_hash[:48]}"


def known_figures(content: Path) -> tuple[str, ...] | None:
    """The keys of figures.yaml; None if the file cannot be read, which is no fault of the texts."""
    try:
        figures, _problems = load_figures(files.read_text(content / "figures.yaml"))
    except files.Unusable:
        return None
    return tuple(sorted(figures))
