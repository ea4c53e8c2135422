"""What is wrong with the files of `content/`, before anybody publishes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from portal.documents import files, parsing, queries
from portal.documents.parsing import Reading, Task
from portal.documents.rules import SOURCE_LANGUAGE, TRANSLATION, ItemState, Kind, count_gaps
from portal.documents.service import items
from portal.documents.service.quality import Ground, of_text
from portal.documents.service.references import Targets, dead_links, line_of
from portal.documents.service.sync import NOTHING_MOVED, known_figures
from portal.text import N_, Facts, Problem, ended_figures, figure_keys, load_facts, load_figures, load_site, warning

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from portal.documents.files import SourceFile
    from portal.documents.service.addresses import Moves


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
SETTINGS: dict[str, Callable[[str], tuple[object, list[Problem]]]] = {
    "facts.yaml": load_facts,
    "figures.yaml": load_figures,
    "site.yaml": load_site,
}
NEEDED = frozenset({"figures.yaml", "site.yaml"})
NO_FACTS = N_("There is no facts.yaml to compare sources with: put the list of facts there.")


def live_items(session: Session) -> LiveItems:
    """The items of every live checklist, by its slug: what the files are compared with."""
    found: LiveItems = {}
    for slug, item, words in queries.items_of_checklists(session):
        found.setdefault(slug, []).append(items.stored_state(item, words))
    return found


@dataclass(frozen=True)
class Examination:
    """What a look at the texts found; `readings` are those of the files asked about."""

    findings: list[Finding]
    readings: list[Reading]


def examine(
    place: Path, live: LiveItems, today: dt.date, *, moved: Moves = NOTHING_MOVED, production: bool = False
) -> Examination:
    """Look at the file or folder; raises Unusable. `moved`: former addresses in the portal; `production`: what the
    operator must fill in is an error.
    """
    root = files.content_root(place)
    sources = files.source_files(root)
    pairs = read_all(root, sources, live)
    # What was refused may be too much for a parser outside of the child.
    ground = Ground(today, _facts(root), _german([file for file, reading in pairs if not reading.refused]))
    findings = [
        *_unreadable(sources),
        *_in_texts(pairs, live, ground, moved),
        *(gap for file in sources for gap in _gaps(file)),
        *_in_settings(root, pairs, today),
    ]
    whole = place.resolve()
    mine = [reading for file, reading in pairs if file.path.resolve().is_relative_to(whole)]
    shown = [_urgent(one) for one in findings] if production else findings
    return Examination(_of_place(shown, whole), mine)


def _urgent(finding: Finding) -> Finding:
    if not finding.gap:
        return finding
    return replace(finding, problem=replace(finding.problem, severity="error"))


def check(place: Path, live: LiveItems, today: dt.date) -> list[Finding]:
    """Every finding in the file or folder, in the order of files and lines; raises Unusable."""
    return examine(place, live, today).findings


def _of_place(findings: list[Finding], whole: Path) -> list[Finding]:
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


def _in_texts(
    pairs: list[tuple[SourceFile, Reading]], live: LiveItems, ground: Ground, moved: Moves
) -> Iterator[Finding]:
    known = {(file.language, file.kind, file.slug) for file, _reading in pairs}
    targets = Targets.of([reading for _file, reading in pairs], moved)
    for file, reading in pairs:
        for problem in (
            *reading.problems,
            *dead_links(reading, targets),
            *_translations(file, known),
            *_items(file, reading, live, ground.today),
            *of_text(reading, ground),
        ):
            yield Finding(file.path, problem)


def read_all(root: Path, sources: list[SourceFile], live: LiveItems) -> list[tuple[SourceFile, Reading]]:
    """Every file that can be read, with what it says; `live`: the items that the portal knows."""
    german, figures = _german(sources), known_figures(root)
    readable = [file for file in sources if file.text is not None]
    tasks = [
        Task(
            file.kind,
            file.slug,
            file.language,
            file.text or "",
            german.get((file.kind, file.slug)) if _follows(file) else None,
            figures,
            frozenset(item.key for item in live.get(file.slug, ())) if _follows(file) else frozenset(),
        )
        for file in readable
    ]
    return list(zip(readable, parsing.read_safely(tasks), strict=True))


def _german(sources: list[SourceFile]) -> dict[tuple[Kind, str], str]:
    texts = [file for file in sources if file.language == SOURCE_LANGUAGE]
    return {(file.kind, file.slug): file.text for file in texts if file.text is not None}


def _follows(file: SourceFile) -> bool:
    return file.kind is Kind.CHECKLIST and file.language != SOURCE_LANGUAGE


def _translations(file: SourceFile, known: set[tuple[str, Kind, str]]) -> Iterator[Problem]:
    if file.language == SOURCE_LANGUAGE and (TRANSLATION, file.kind, file.slug) not in known:
        yield warning(1, N_("There is no English text yet: readers of English see the German one."))
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
            yield warning(item.line, message, rev=highest[item.id])
        if item.retired is not None and item.retired > today:
            yield warning(item.line, N_("The item leaves all figures when this is published, not only on that day."))


def _gaps(file: SourceFile) -> Iterator[Finding]:
    gaps = [number for number, line in enumerate((file.text or "").split("\n"), 1) if count_gaps(line)]
    if gaps:
        message = N_("The operator has %(count)s gaps to fill in here before going live: search for “[”.")
        yield Finding(file.path, warning(gaps[0], message, count=len(gaps)), gap=True)


def _in_settings(root: Path, pairs: list[tuple[SourceFile, Reading]], today: dt.date) -> Iterator[Finding]:
    for name, load in SETTINGS.items():
        path = root / name
        try:
            text = files.read_text(path)
        except files.Unusable as unusable:
            yield Finding(path, unusable.problem if name in NEEDED else warning(1, NO_FACTS))
            continue
        for problem in load(text)[1]:
            yield Finding(path, problem)
        if name == "site.yaml":
            yield from _funding_gap(path, text)
        if name == "figures.yaml":
            yield from _ended(path, text, [reading for _file, reading in pairs], today)


def _ended(path: Path, text: str, readings: list[Reading], today: dt.date) -> Iterator[Finding]:
    message = N_(
        "The figure “%(key)s” ended on %(day)s, and %(count)s texts show it: add its new value, or they go on saying "
        "that it is being checked."
    )
    for key, day in ended_figures(load_figures(text)[0], today).items():
        count = sum(key in figure_keys(reading.task.source) for reading in readings)
        yield Finding(path, warning(line_of(text, f"key: {key}"), message, key=key, day=str(day), count=count))


def _facts(root: Path) -> Facts | None:
    try:
        return load_facts(files.read_text(root / "facts.yaml"))[0]
    except files.Unusable:
        return None


def _funding_gap(path: Path, text: str) -> Iterable[Finding]:
    funding = load_site(text)[0].funding_line
    if "[" not in funding.de + funding.en:
        return ()
    line = next((number for number, one in enumerate(text.split("\n"), 1) if one.startswith("funding_line")), 1)
    message = N_("The funding line still has a gap: it is shown nowhere until the operator has filled it in.")
    return (Finding(path, warning(line, message), gap=True),)
