"""What stands below an item's line: why, how, what to watch and who helps, as Markdown that a form shows and writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from .editing import Place, outline_of, place, places
from .parts import PARTS, label_of, opened
from .source import clean


def own_end(source: str, found: Place) -> int:
    """The last line of an item itself, before the items below it."""
    below = [one.line for one in places(source) if found.line < one.line <= found.end]
    lines = clean(source).split("\n")
    end = min(below) - 1 if below else found.end
    while end > found.last_line and not lines[end - 1].strip():
        end -= 1
    return end


def own_lines(source: str, found: Place) -> list[str]:
    """The lines of an item without what is below it, set out to the left."""
    width = len(found.indent)
    lines = clean(source).split("\n")[found.line - 1 : own_end(source, found)]
    return [line[width:] if line[:width].isspace() or not width else line.lstrip() for line in lines]


def own_text(source: str, line: int) -> str:
    """The lines of the item on this line, without the items below it."""
    found = place(source, line=line)
    return "\n".join(own_lines(source, found)) if found else ""


# The parts -----------------------------------------------------------------------------

# What begins a block of its own and so cannot stand behind a label on its line.
_BLOCK = re.compile(r"(?:[-*+]|\d{1,9}[.)])[ \t]|>|#{1,6} |```|~~~|\||<|!\[|(?:\*\*|__)")


@dataclass(frozen=True, slots=True)
class _Passage:
    """Lines of a part: the number of its first, of its last, and the label if it opens the part."""

    part: str
    first: int
    last: int
    label: str


def explanation(source: str, line: int) -> dict[str, str]:
    """The Markdown of each part of the item on this line, set out to the left; "" for a part that it does not have."""
    found = place(source, line=line)
    texts: dict[str, list[str]] = {part: [] for part in PARTS}
    if found is not None:
        lines = clean(source).split("\n")
        for passage in _passages(source, found):
            texts[passage.part].append(_words(lines, passage, _indent(lines, found)))
    return {part: "\n\n".join(one for one in pieces if one) for part, pieces in texts.items()}


def with_explanation(source: str, line: int, changes: Mapping[str, str], language: str = "de") -> str:
    """The source with other Markdown in these parts of the item on this line; an empty one goes. A part that says the
    same stays as it is written, and so does all else. `language`: of the source, for the labels of new parts.
    """
    for part, words in changes.items():
        tidy = tidied(words)
        if tidy != tidied(explanation(source, line).get(part, "")):
            source = _with_part(source, line, part, tidy, language)
    return source


def tidied(words: str) -> str:
    """Markdown as it is kept: no blanks at the ends of lines, no empty lines around it."""
    return "\n".join(one.rstrip() for one in clean(words).split("\n")).strip("\n").lstrip(" ")


def with_sentence(source: str, line: int, part: str, sentence: str) -> str:
    """The source with a sentence more in a part of the item on this line; the part is opened if it is not there."""
    first, blank, rest = explanation(source, line)[part].partition("\n\n")
    if first and _BLOCK.match(first.split("\n")[-1]):
        return with_explanation(source, line, {part: f"{first}{blank}{rest}\n\n{sentence}"})
    return with_explanation(source, line, {part: f"{first} {sentence}{blank}{rest}"})


def _with_part(source: str, line: int, part: str, words: str, language: str) -> str:
    found = place(source, line=line)
    if found is None:
        return source
    lines = clean(source).split("\n")
    passages = list(_passages(source, found))
    mine = [one for one in passages if one.part == part]
    indent = " " * _indent(lines, found)
    if words and not mine:
        return _opened(lines, found, passages, _written(label_of(part, language), words, indent), part)
    for one in reversed(mine[1:] if words else mine):
        _take_out(lines, one)
    if words:
        new = _written(mine[0].label, words, indent)
        # What follows directly would be read into a new last paragraph.
        close = mine[0].last < len(lines) and lines[mine[0].last].strip() != ""
        lines[mine[0].first - 1 : mine[0].last] = [*new, ""] if close else new
    return "\n".join(lines)


def _opened(lines: list[str], found: Place, passages: Sequence[_Passage], new: Sequence[str], part: str) -> str:
    """The lines with a new part: behind those that come before it, else before those that come after it."""
    order = PARTS.index(part)
    earlier = [one for one in passages if PARTS.index(one.part) < order]
    later = [one for one in passages if PARTS.index(one.part) > order]
    if later and not earlier:
        at = later[0].first - 1
        return "\n".join([*lines[:at], *([""] if lines[at - 1].strip() else []), *new, "", *lines[at:]])
    at = earlier[-1].last if earlier else _last_own(lines, found)
    close = at < len(lines) and lines[at].strip() != ""
    return "\n".join([*lines[:at], "", *new, *([""] if close else []), *lines[at:]])


def _written(label: str, words: str, indent: str) -> list[str]:
    """A part as lines; what is no running text begins below its label."""
    text = f"{label}\n\n{words}" if _BLOCK.match(words) else f"{label} {words}"
    return [f"{indent}{line}" if line else "" for line in text.split("\n")]


def _take_out(lines: list[str], passage: _Passage) -> None:
    """Take its lines out of these, with the empty ones that held them apart from the next."""
    start, end = passage.first - 1, passage.last
    apart = start > 0 and not lines[start - 1].strip()
    while apart and end < len(lines) and not lines[end].strip():
        end += 1
    if end == len(lines):
        # At the end of the text one line break stays.
        while start and not lines[start - 1].strip():
            start -= 1
        lines[start:end] = [""]
        return
    del lines[start:end]


def _words(lines: Sequence[str], passage: _Passage, width: int) -> str:
    """What the lines say, without label and indent."""
    own = [_outdented(line, width) for line in lines[passage.first - 1 : passage.last]]
    if passage.label:
        own[0] = opened(own[0])[2]
    return tidied("\n".join(own)).removesuffix("\\").rstrip()


def _outdented(line: str, width: int) -> str:
    return line[min(width, len(line) - len(line.lstrip(" "))) :]


def _indent(lines: Sequence[str], found: Place) -> int:
    """Columns before the box: what further lines of the item are indented by."""
    box = re.search(r"\[[ xX]\]", lines[found.line - 1])
    return box.start() if box else len(found.indent) + 2


def _own(source: str, found: Place) -> list[int]:
    """The numbers of the item's lines below its caption that are not of an item below it."""
    below = [one for one in places(source) if found.line < one.line <= found.end]
    others = {number for one in below for number in range(one.line, one.end + 1)}
    return [number for number in range(found.last_line + 1, found.end + 1) if number not in others]


def _last_own(source: Sequence[str], found: Place) -> int:
    """The last line of the item's own words, be it its caption's."""
    own = [number for number in _own("\n".join(source), found) if source[number - 1].strip()]
    return max([found.last_line, *own])


def _passages(source: str, found: Place) -> Iterator[_Passage]:
    """The parts of an item, in their order; one part may stand in several passages."""
    lines, labels = clean(source).split("\n"), _labels(source, found)
    part, label = "", ""
    run: list[int] = []
    for number in [*_own(source, found), 0]:
        if run and (number in labels or number != run[-1] + 1):
            yield from _passage(lines, part, run, label)
            run, label = [], ""
        if number in labels:
            part, label, _words_behind = opened(lines[number - 1])
        run.append(number)


def _passage(lines: Sequence[str], part: str, run: Sequence[int], label: str) -> Iterator[_Passage]:
    filled = [number for number in run if lines[number - 1].strip()]
    if part and filled:
        yield _Passage(part, filled[0], filled[-1], label)


def _labels(source: str, found: Place) -> set[int]:
    """The lines that open a part: lines of the item's own paragraphs, not of a list or an example in it."""
    lines = clean(source).split("\n")
    item = next(one for one in outline_of(source).items if one.line == found.line)
    starts = {block.line for block in item.blocks}
    labels = set()
    for block in item.blocks:
        number = block.line
        while block.kind == "paragraph" and number <= len(lines) and lines[number - 1].strip():
            if number != block.line and number in starts:
                break
            if opened(lines[number - 1])[0]:
                labels.add(number)
            number += 1
    return labels
