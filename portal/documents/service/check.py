"""What is wrong with the files of `content/`, before anybody publishes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.documents import files, parsing, queries
from portal.documents.parsing import Reading, Task
from portal.documents.rules import ADDRESSES, SOURCE_LANGUAGE, ItemState, Kind
from portal.documents.service import items
from portal.documents.service.sync import known_figures
from portal.text import N_, Problem, load_figures, load_site

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy.orm import Session

    from portal.documents.files import SourceFile

_LINK = re.compile(rf'href="(/({"|".join(ADDRESSES)})/([^"?#]*))')
_GAP = re.compile(r"\[(?:vom Betreiber auszufüllen|to be completed by the operator)")
_LAW = re.compile(r"§|\bArt\.|\bArtikel\b")


@dataclass(frozen=True)
class Finding:
    """A problem in a file. `gap`: something the operator has to fill in, which is no fault of the text."""

    path: Path
    problem: Problem
    gap: bool = False

    @property
    def is_error(self) -> bool:
        return self.problem.severity == "error"


LiveItems = dict[str, list[ItemState]]


def live_items(session: Session) -> LiveItems:
    """The items of every live checklist, by its slug: what the files are compared with."""
    found: LiveItems = {}
    for slug, item, words in queries.items_of_checklists(session):
        found.setdefault(slug, []).append(items.stored_state(item, words))
    return found


def check(place: Path, live: LiveItems, today: dt.date) -> list[Finding]:
    """Every finding in the file or folder, in the order of files and lines; raises Unusable."""
    root = files.content_root(place)
    sources = files.source_files(root)
    findings = [*_unreadable(sources), *_in_texts(root, sources, live, today), *_in_settings(root)]
    whole = place.resolve()
    mine = [one for one in findings if one.path.absolute().is_relative_to(whole) or one.path.resolve() == whole]
    return sorted(mine, key=lambda one: (str(one.path), one.problem.line))


def mend(place: Path) -> list[Path]:
    """Normalise the files and write missing ids; returns what was changed. Raises Unusable."""
    root, whole = files.content_root(place), place.resolve()
    changed = []
    for file in files.source_files(root):
        if file.text is not None and file.path.resolve().is_relative_to(whole):
            better = parsing.mend_safely(file.language, file.kind, file.text)
            changed.append(files.write(root, file.language, file.kind, file.slug, better))
    return [path for path in changed if path is not None]


def _unreadable(sources: list[SourceFile]) -> Iterator[Finding]:
    for file in sources:
        for problem in file.problems:
            yield Finding(file.path, problem)


def _in_texts(root: Path, sources: list[SourceFile], live: LiveItems, today: dt.date) -> Iterator[Finding]:
    known = {(file.language, file.kind, file.slug) for file in sources}
    for file, reading in _readings(root, sources):
        for problem in (
            *reading.problems,
            *_dead_links(file, reading, known),
            *_translations(file, known),
            *_items(file, reading, live, today),
        ):
            yield Finding(file.path, problem)
        yield from _gaps(file)


def _readings(root: Path, sources: list[SourceFile]) -> list[tuple[SourceFile, Reading]]:
    german = {(file.kind, file.slug): file.text for file in sources if file.language == SOURCE_LANGUAGE}
    figures = known_figures(root)
    readable = [file for file in sources if file.text is not None]
    tasks = [
        Task(
            file.kind,
            file.slug,
            file.language,
            file.text or "",
            german.get((file.kind, file.slug)) if _follows(file) else None,
            figures,
        )
        for file in readable
    ]
    return list(zip(readable, parsing.read_safely(tasks), strict=True))


def _follows(file: SourceFile) -> bool:
    return file.kind is Kind.CHECKLIST and file.language != SOURCE_LANGUAGE


def _dead_links(file: SourceFile, reading: Reading, known: set[tuple[str, Kind, str]]) -> Iterator[Problem]:
    message = N_("The link to %(address)s leads nowhere: there is no such text. Correct the name, or write the text.")
    for address, folder, slug in sorted(set(_LINK.findall(_html(reading)))):
        if (SOURCE_LANGUAGE, ADDRESSES[folder], slug) not in known:
            yield _warning(_line_of(file, address), message, address=address)


def _html(reading: Reading) -> str:
    body: Mapping[str, Any] = reading.body
    pieces = [body.get("html", ""), body.get("intro", ""), *(one["intro"] for one in body.get("sections", ()))]
    for item in reading.items:
        pieces += [item.caption_html, item.more_html, *item.parts.values()]
    return "".join(pieces)


def _line_of(file: SourceFile, words: str) -> int:
    lines = (file.text or "").split("\n")
    return next((number for number, line in enumerate(lines, 1) if words in line), 1)


def _translations(file: SourceFile, known: set[tuple[str, Kind, str]]) -> Iterator[Problem]:
    if file.language == SOURCE_LANGUAGE and ("en", file.kind, file.slug) not in known:
        yield _warning(1, N_("There is no English text yet: readers of English see the German one."))
    elif file.language != SOURCE_LANGUAGE and (SOURCE_LANGUAGE, file.kind, file.slug) not in known:
        message = N_("There is no German text to translate: publish it first, it is the source.")
        yield Problem(1, "error", message)


def _items(file: SourceFile, reading: Reading, live: LiveItems, today: dt.date) -> Iterator[Problem]:
    if file.kind is not Kind.CHECKLIST or file.language != SOURCE_LANGUAGE or not reading.items:
        return
    before = live.get(file.slug, [])
    yield from items.identity_problems(before, items.read_states(reading.items))
    highest = {item.key: item.rev for item in before}
    for item in reading.items:
        if item.rev < highest.get(item.id, 1):
            message = N_("rev was already %(rev)s here: raise it above that when the meaning changes.")
            yield _warning(item.line, message, rev=highest[item.id])
        if item.retired is None:
            yield from _quality(item.line, item.kind, item.sources, item.parts)
        elif item.retired > today:
            yield _warning(item.line, N_("The item leaves all figures when this is published, not only on that day."))


def _quality(line: int, kind: str, sources: Sequence[str], parts: Mapping[str, str]) -> Iterator[Problem]:
    if "why" not in parts or "how" not in parts:
        yield _warning(line, N_("The item does not say both why and how: add **Warum:** and **So geht's:**."))
    if kind in {"duty", "employee_duty"} and not sources and not _LAW.search(" ".join(parts.values())):
        yield _warning(line, N_("A duty names its source: add src= to the braces, or the paragraph to the text."))


def _gaps(file: SourceFile) -> Iterator[Finding]:
    gaps = [number for number, line in enumerate((file.text or "").split("\n"), 1) if _GAP.search(line)]
    if gaps:
        message = N_("The operator has %(count)s gaps to fill in here before going live: search for “[”.")
        yield Finding(file.path, _warning(gaps[0], message, count=len(gaps)), gap=True)


def _in_settings(root: Path) -> Iterator[Finding]:
    for name, load in (("figures.yaml", load_figures), ("site.yaml", load_site)):
        path = root / name
        try:
            text = files.read_text(path)
        except files.Unusable as unusable:
            yield Finding(path, unusable.problem)
            continue
        for problem in load(text)[1]:
            yield Finding(path, problem)
        if name == "site.yaml":
            yield from _funding_gap(path, text)


def _funding_gap(path: Path, text: str) -> Iterable[Finding]:
    funding = load_site(text)[0].funding_line
    if "[" not in funding.de + funding.en:
        return ()
    line = next((number for number, one in enumerate(text.split("\n"), 1) if one.startswith("funding_line")), 1)
    message = N_("The funding line still has a gap: it is shown nowhere until the operator has filled it in.")
    return (Finding(path, _warning(line, message), gap=True),)


def _warning(line: int, message: str, **params: str | int) -> Problem:
    return Problem(line, "warning", message, params)
