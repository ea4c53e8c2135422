"""Putting an item back that went from a source: where it stood, and every other line as it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from .editing import Place, place, places, with_attributes
from .explaining import own_end, own_lines, own_text
from .source import clean

_HEADING = "## "


@dataclass(frozen=True, slots=True)
class _Missing:
    """The item as the earlier text has it. `before` and `after`: the ids around it that the source still has."""

    item: Place
    parent: Place | None
    before: Place | None
    after: tuple[Place, ...]
    headings: tuple[str, ...]
    section_end: int

    @property
    def indent(self) -> str:
        if self.parent is None:
            return "" if self.item.parent else self.item.indent
        return f"{self.parent.indent}  "


def put_back(source: str, earlier: str, key: str) -> str:
    """The source with an item as an earlier text had it: behind the one that stood before it, under its parent if that
    is there. Where its explanation still stands, its line alone, so that it has it again.
    """
    old = place(earlier, key=key)
    if old is None or place(source, key=key) is not None:
        return source
    lines = clean(source).rstrip("\n").split("\n")
    missing = _missing(source, earlier, old)
    block = own_lines(earlier, old)
    caption, explained = block[: old.last_line - old.line + 1], block[old.last_line - old.line + 1 :]
    found = _standing(source, earlier, lines, missing, [line.strip() for line in explained if line.strip()])
    moved = [f"{missing.indent}{line}" if line else "" for line in (caption if found else block)]
    above, below = _blanks(earlier, old, len(caption if found else block))
    if found:
        lines[found[0] : found[1]] = _indented(explained, missing.indent)
        return _with(lines, found[0], moved, above, below)
    at, heading = _where(source, lines, missing)
    return _with(lines, at, [heading, "", *moved] if heading else moved, above, below)


def with_missing(source: str, german: str) -> str:
    """A translation with every item of the German text that it lacks, in German words, to be written over."""
    bare = translatable(german)
    for one in places(german):
        if one.id and one.attributes.retired is None:
            source = put_back(source, bare, one.id)
    return source


def translatable(source: str) -> str:
    """The text with nothing but ids in the braces of its items."""
    for one in reversed(places(source)):
        others = [key for key in one.attributes.given if key != "id"]
        if others:
            source = with_attributes(source, one.line, dict.fromkeys(others, ""))
    return source


def without_item(source: str, line: int) -> str:
    """The source without the item on this line and what it explains; the items below it stay."""
    found = place(source, line=line)
    if found is None:
        return source
    lines = clean(source).split("\n")
    return _with([*lines[: found.line - 1], *lines[own_end(source, found) :]], found.line - 1, (), 1, 0)


def _indented(lines: Sequence[str], indent: str) -> list[str]:
    """The explanation without the empty lines before it."""
    first = next(number for number, line in enumerate(lines) if line.strip())
    return [f"{indent}{line}" if line else "" for line in lines[first:]]


def _missing(source: str, earlier: str, old: Place) -> _Missing:
    here, whole = {one.id: one for one in places(source)}, places(earlier)
    before = next((one for one in reversed(whole) if one.line < old.line and one.id in here), None)
    start = before.line if before else 0
    lines = clean(earlier).split("\n")
    ends = (number for number in range(old.line, len(lines)) if lines[number].startswith(_HEADING))
    return _Missing(
        old,
        here.get(old.parent or ""),
        here[before.id] if before else None,
        tuple(one for one in whole if one.line > old.line and one.id in here),
        tuple(line for line in lines[start : old.line] if line.startswith(_HEADING)),
        next(ends, len(lines)),
    )


def _standing(
    source: str, earlier: str, lines: Sequence[str], missing: _Missing, words: Sequence[str]
) -> tuple[int, int] | None:
    """First line and end of the explanation that nobody took out with its item, the likeliest place first: behind the
    item before it. None where it is not there, or is another item's own.
    """
    if not words:
        return None
    filled = [number for number, line in enumerate(lines) if line.strip()]
    runs = [
        (filled[at], filled[at + len(words) - 1] + 1)
        for at in range(len(filled) - len(words) + 1)
        if all(lines[filled[at + n]].strip() == word for n, word in enumerate(words))
    ]
    start = missing.before.line if missing.before else 0
    likely = [run for run in runs if run[0] >= start] + [run for run in runs if run[0] < start]
    return next((run for run in likely if not _is_owned(source, earlier, run[0] + 1, words)), None)


def _is_owned(source: str, earlier: str, line: int, words: Sequence[str]) -> bool:
    """Whether the item in which these words stand had them before."""
    owner = next((one for one in reversed(places(source)) if one.line <= line <= one.end), None)
    old = place(earlier, key=owner.id) if owner and owner.id else None
    if owner is None or old is None:
        return False
    had = _count(own_text(earlier, old.line), words)
    return had > 0 and had >= _count(own_text(source, owner.line), words)


def _count(own: str, words: Sequence[str]) -> int:
    lines = [line.strip() for line in own.split("\n") if line.strip()]
    return sum(lines[at : at + len(words)] == list(words) for at in range(len(lines)))


def _where(source: str, lines: Sequence[str], missing: _Missing) -> tuple[int, str]:
    """The number of lines before its place, and the heading to be written with it, if its section is gone."""
    ordered = places(source)
    here = {one.id: one for one in ordered}
    before = missing.before
    following = ordered[ordered.index(before) + 1 :] if before else ordered
    child = next((one for one in missing.after if one.parent == missing.item.id), None)
    if child and following and following[0].id == child.id:
        return following[0].line - 1, ""
    if missing.headings and missing.parent is None:
        return _in_section(lines, missing, here, following)
    if missing.parent is not None or before is not None:
        return _behind(source, here, missing), ""
    return (ordered[0].line - 1 if ordered else len(lines)), ""


def _behind(source: str, here: Mapping[str, Place], missing: _Missing) -> int:
    """Behind the item before it with all below that; of a first one below another, behind that one's own words."""
    wanted = missing.parent.id if missing.parent else None
    before = missing.before
    while before is not None and before.parent != wanted:
        before = here.get(before.parent or "")
    if before is not None:
        return before.end
    return own_end(source, missing.parent) if missing.parent else 0


def _in_section(
    lines: Sequence[str], missing: _Missing, here: Mapping[str, Place], following: Sequence[Place]
) -> tuple[int, str]:
    """The first of its section: below its heading, else before the next of the section, else with its heading."""
    heading = missing.headings[-1]
    start = missing.before.end if missing.before else 0
    first = next((number for number in range(start, len(lines)) if lines[number] == heading), None)
    if first is not None:
        items = {one.line - 1 for one in following}
        ends = (n for n in range(first + 1, len(lines)) if n in items or lines[n].startswith(_HEADING))
        return next(ends, len(lines)), ""
    here_too = (one for one in missing.after if one.parent is None and one.line <= missing.section_end)
    sibling = next(here_too, None)
    if sibling is not None and following and following[0].id == sibling.id:
        between = lines[start : following[0].line - 1]
        if any(line.startswith(_HEADING) for line in between):
            return following[0].line - 1, ""
    top = missing.before
    while top is not None and top.parent is not None:
        top = here.get(top.parent)
    return (top.end if top else start), heading


def _blanks(earlier: str, old: Place, length: int) -> tuple[int, int]:
    """Empty lines above the item and below its lines, as they stood there."""
    lines = clean(earlier).rstrip("\n").split("\n")
    above, below = old.line - 1, old.line - 1 + length
    while above and not lines[above - 1].strip():
        above -= 1
    while below < len(lines) and not lines[below].strip():
        below += 1
    return old.line - 1 - above, below - (old.line - 1 + length)


def _with(lines: Sequence[str], at: int, moved: Sequence[str], above: int, below: int) -> str:
    """The lines with others put in; the empty lines around them as they were, else one."""
    start, end = at, at
    while start and not lines[start - 1].strip():
        start -= 1
    while end < len(lines) and not lines[end].strip():
        end += 1
    there = end - start if end < len(lines) else above + below
    if there != above + below:
        above = below = 1
    whole = [*lines[:start], *[""] * above, *moved, *[""] * below, *lines[end:]]
    return "\n".join(whole).rstrip() + "\n"


def without_items(source: str, keys: Collection[str]) -> str:
    """The source without these items; what is below one takes its place."""
    for key in keys:
        found = place(source, key=key)
        if found is not None:
            source = _without(source, found)
    return source


def _without(source: str, old: Place) -> str:
    lines = clean(source).split("\n")
    below = next((one for one in places(source) if old.line < one.line <= old.end), None)
    start = below.line - 1 if below else old.end
    width = len(below.indent) - len(old.indent) if below else 0
    moved = [line[width:] if line[:width].isspace() else line for line in lines[start : old.end]]
    return "\n".join([*lines[: old.line - 1], *moved, *lines[old.end :]])
