"""Keeping the database in step with the files of `content/`: file by file, each good one at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.documents import files, parsing, queries
from portal.documents.parsing import Reading, Task
from portal.documents.queries import editing
from portal.documents.rules import FOLDER_OF, SOURCE_LANGUAGE, ItemChange, Kind, Origin
from portal.documents.service.editing.saving import keep
from portal.documents.service.publishing import Outcome, Refused, publish_reading
from portal.text import load_figures

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from sqlalchemy.orm import Session

    from portal.documents.files import SourceFile
    from portal.documents.queries import LiveSource
    from portal.text import Problem


class Result(StrEnum):
    """What sync says of a file."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    GONE = "gone"
    OLDER = "older"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Step:
    """What is to be done with one file. `reading` None: the result is known without publishing."""

    name: str
    reading: Reading | None = None
    result: Result = Result.UNCHANGED
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Report:
    """What was done with one file."""

    name: str
    result: Result
    number: int = 0
    changes: tuple[ItemChange, ...] = ()
    problems: tuple[Problem, ...] = ()


def live_sources(session: Session) -> list[LiveSource]:
    """The stored files of everything that readers see."""
    return queries.live_sources(session)


def sync(session: Session, content: Path) -> list[Report]:
    """Publish every good file of a content folder in the session's one transaction."""
    return [put(session, step) for step in plan(content, live_sources(session))]


def plan(content: Path, live: list[LiveSource], figures: Collection[str] | None = None) -> list[Step]:
    """Read the files, German ones first, without touching the database; texts that are gone come last.

    `figures`: the yearly figures there are; without them those of the folder.
    """
    sources = files.source_files(files.content_root(content))
    stored = {(one.kind, one.slug, one.language): one.source for one in live}
    tasks = _tasks(sources, stored, known_figures(content) if figures is None else tuple(figures))
    readings = dict(zip(tasks, parsing.read_safely(list(tasks.values())), strict=True))
    there = {_identity(file) for file in sources}
    gone = [Step(_name(one), None, Result.GONE) for one in live if (one.kind, one.slug, one.language) not in there]
    return [_step(file, readings.get(_identity(file))) for file in sources] + gone


def _tasks(
    sources: list[SourceFile], stored: dict[tuple[Kind, str, str], str], figures: tuple[str, ...] | None
) -> dict[tuple[Kind, str, str], Task]:
    """The files that differ from what is live; nothing has to be read to see that one does not."""
    german = {(file.kind, file.slug): file.text for file in sources if file.language == SOURCE_LANGUAGE}
    tasks = {}
    for file in sources:
        if file.text is None or file.text == stored.get(_identity(file)):
            continue
        follows = file.kind is Kind.CHECKLIST and file.language != SOURCE_LANGUAGE
        original = german.get((file.kind, file.slug)) if follows else None
        tasks[_identity(file)] = Task(file.kind, file.slug, file.language, file.text, original, figures)
    return tasks


def _step(file: SourceFile, reading: Reading | None) -> Step:
    if file.text is None:
        return Step(file.name, None, Result.REFUSED, file.problems)
    return Step(file.name, reading)


def _identity(file: SourceFile) -> tuple[Kind, str, str]:
    return file.kind, file.slug, file.language


def _name(live: LiveSource) -> str:
    return f"{live.language}/{FOLDER_OF[live.kind]}/{live.slug}.md"


def put(session: Session, step: Step) -> Report:
    """Publish what a step has read. A refusal is a report, and leaves the live text as it is."""
    if step.reading is None:
        return Report(step.name, step.result, problems=step.problems)
    aside = _not_to_be_published(session, step.reading)
    if aside is not None:
        return Report(step.name, aside)
    try:
        with session.begin_nested():
            done = publish_reading(session, step.reading)
    except Refused as refused:
        return Report(step.name, Result.REFUSED, problems=refused.problems)
    result = {Outcome.NEW: Result.NEW, Outcome.CHANGED: Result.CHANGED}.get(done.outcome, Result.UNCHANGED)
    return Report(step.name, result, done.number, done.changes)


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
    if editing.has_hash(session, document.id, task.language, source_hash):
        return Result.OLDER
    typing = f"file-{source_hash[:48]}"
    keep(session, None, document.id, task.language, reading.source, typing=typing, origin=Origin.FILES)
    return Result.CONFLICT


def known_figures(content: Path) -> tuple[str, ...] | None:
    """The keys of figures.yaml; None if the file cannot be read, which is no fault of the texts."""
    try:
        figures, _problems = load_figures(files.read_text(content / "figures.yaml"))
    except files.Unusable:
        return None
    return tuple(sorted(figures))
