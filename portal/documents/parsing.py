"""From a file's text to what is stored of it. Runs in a process of its own, so it imports no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from portal import text
from portal.documents.rules import SOURCE_LANGUAGE, Kind
from portal.text import N_, Checklist, Item, Problem

LONGEST_TITLE = 300
# A child takes its limit of time for all that it is given; more would let good files fail for their number.
MOST_AT_ONCE = 12
# From the preview to the published page a text is asked for five times, and says the same each time.
REMEMBERED = 16


@dataclass(frozen=True, slots=True)
class Task:
    """A text to read. `german`: the stored German text that a translation follows; `gone`: ids of items that it had
    once, which the translation may still have.
    """

    kind: Kind
    slug: str
    language: str
    source: str
    german: str | None = None
    figures: tuple[str, ...] | None = None
    gone: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says. `source` is normalised, as is the `german` text that a translation followed;
    `meta` and `body` are as they are stored.
    """

    task: Task
    source: str = ""
    german: str | None = None
    title: str = ""
    summary: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        return text.has_errors(self.problems)


def read_safely(tasks: list[Task]) -> list[Reading]:
    """Read texts in child processes; one that takes too long or kills its child is refused alone."""
    readings: list[Reading] = []
    for start in range(0, len(tasks), MOST_AT_ONCE):
        batch = tasks[start : start + MOST_AT_ONCE]
        found = text.render_in_child(read_all, batch) if len(batch) > 1 else None
        readings += found if isinstance(found, list) else [_read_alone(task) for task in batch]
    return readings


class _Unreadable(Exception):
    """Not remembered: the next time may be a better one."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _read_alone(task: Task) -> Reading:
    try:
        return _read_in_child(task)
    except _Unreadable as fault:
        return Reading(task, problems=(fault.problem,))


@lru_cache(maxsize=REMEMBERED)
def _read_in_child(task: Task) -> Reading:
    found = text.render_in_child(read, task)
    if isinstance(found, Problem):
        raise _Unreadable(found)
    return found


def read_all(tasks: list[Task]) -> list[Reading]:
    """Read texts here and now; for the child."""
    return [read(task) for task in tasks]


def read(task: Task) -> Reading:
    """Read one text; what is wrong with it is among its problems."""
    found = _checklist(task) if task.kind is Kind.CHECKLIST else _prose(task)
    problems = (*_about_name(task), *_about_title(task, found.title), *found.problems)
    return replace(found, problems=tuple(sorted(problems, key=lambda problem: problem.line)))


def _checklist(task: Task) -> Reading:
    german = None if task.german is None else text.parse_checklist(task.german)
    checklist = text.parse_checklist(task.source, task.language, german, task.figures, task.gone)
    meta = {name: _plain(getattr(checklist.meta, name)) for name in checklist.meta.__slots__}
    return Reading(
        task,
        source=checklist.source,
        german=german.source if german else None,
        title=checklist.meta.title,
        summary=checklist.meta.summary,
        meta=meta,
        body={"intro": checklist.intro_html, "sections": _sections(checklist)},
        items=checklist.items,
        problems=checklist.problems,
    )


def _sections(checklist: Checklist) -> list[dict[str, Any]]:
    """Sections with their items' ids: by these a translation's headings are found when sections move."""
    return [
        {
            "title": section.title,
            "intro": section.intro_html,
            "position": section.position,
            "keys": [item.id for item in checklist.items if item.section == section.position],
        }
        for section in checklist.sections
    ]


def _prose(task: Task) -> Reading:
    # The three kinds of running text are called alike there and here.
    prose = text.parse_prose(task.source, task.kind.value, task.language, task.figures)  # type: ignore[arg-type]
    return Reading(
        task,
        source=prose.source,
        title=str(prose.meta.get("title", "")),
        summary=str(prose.meta.get("summary", "")),
        meta={name: _plain(value) for name, value in prose.meta.items()},
        body={"html": prose.html, "headings": [list(heading) for heading in prose.headings]},
        problems=prose.problems,
    )


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _about_name(task: Task) -> list[Problem]:
    front = text.read_front_matter(task.source)
    identifier = front.values.get("id")
    if identifier in (None, "", task.slug):
        return []
    message = N_("The id “%(id)s” is not the file's name: write “id: %(slug)s”, or rename the file.")
    shown = identifier[:60] if isinstance(identifier, str) else "[…]"
    return [Problem(front.line("id"), "error", message, {"id": shown, "slug": task.slug})]


def _about_title(task: Task, title: str) -> list[Problem]:
    if len(title) <= LONGEST_TITLE:
        return []
    message = N_("The title has more than %(most)s characters: shorten it.")
    return [Problem(text.read_front_matter(task.source).line("title"), "error", message, {"most": LONGEST_TITLE})]


def mended(language: str, kind: Kind, source: str, taken: frozenset[str] = frozenset()) -> str:
    """The text as it should be stored: normalised, and each German item with an id, none of them `taken` before."""
    if kind is Kind.CHECKLIST and language == SOURCE_LANGUAGE:
        return text.add_missing_ids(source, taken)
    return text.normalise(source)


def mend_safely(language: str, kind: Kind, source: str, taken: frozenset[str] = frozenset()) -> str:
    """The same in a child process; the text itself where that fails, for then there is nothing to mend."""
    try:
        return _mend_in_child(language, kind, source, taken)
    except _Unreadable:
        return source


@lru_cache(maxsize=REMEMBERED)
def _mend_in_child(language: str, kind: Kind, source: str, taken: frozenset[str]) -> str:
    found = text.render_in_child(mended, language, kind, source, taken)
    if isinstance(found, Problem):
        raise _Unreadable(found)
    return found
