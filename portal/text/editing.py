"""Changing a source where a form says so; every other line stays as it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .attributes import ID, Attributes, read_attributes, split_braces
from .front_matter import read_front_matter, split
from .outline import OutlineItem, read_outline
from .parts import label_of, part_of
from .source import clean

MetaValue = str | Sequence[str]
_ORDER = ("id", "kind", "due", "anchor", "law", "groups", "sizes", "src", "repeat", "rev", "was", "retired")
_BARE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
# Keys whose values are words of people, and so are always quoted.
_WORDS = frozenset({"title", "summary", "address", "phone", "hours", "mail", "link"})


@dataclass(frozen=True, slots=True)
class Parted:
    """A source in two: front matter with its fences, and the body; `body_line` is the line where it begins."""

    head: str
    body: str
    body_line: int


@dataclass(frozen=True, slots=True)
class Place:
    """An item in a source. `end` is the last line of it and all below it; `indent` what stands before its sign."""

    id: str
    line: int
    last_line: int
    end: int
    depth: int
    caption: str
    attributes: Attributes
    parent: str | None
    indent: str


def part(source: str) -> Parted:
    """Front matter and body, as an editor's page shows them apart."""
    text = clean(source)
    head, body = split(text) or ("", text)
    inside = body.strip("\n")
    skipped = len(body) - len(body.lstrip("\n")) if inside else 1
    return Parted(head.rstrip("\n"), inside, head.count("\n") + skipped + 1)


def join(head: str, body: str) -> str:
    """The two put together again; the inverse of `part` for a normalised source."""
    inside = clean(body).strip("\n")
    whole = f"{head}\n\n{inside}" if head else inside
    return f"{whole.rstrip()}\n" if not inside else f"{whole}\n"


# Front matter --------------------------------------------------------------------------


def with_meta(head: str, values: Mapping[str, MetaValue]) -> str:
    """The front matter with these values; an empty one takes its line out, an equal one leaves it as written."""
    if not head and not any(values.values()):
        return ""
    front = read_front_matter(f"{head}\n" if head else "---\n---\n")
    lines = (head or "---\n---").split("\n")
    found: list[str] = [lines[0]]
    for key, block in _blocks(lines, front.lines):
        same = key not in values or _same(front.values.get(key), values[key])
        found += block if same else _written(key, values[key])
    for key, value in values.items():
        if key not in front.lines:
            found += _written(key, value)
    return "\n".join([*found, "---"])


def _blocks(lines: Sequence[str], starts: Mapping[str, int]) -> Iterator[tuple[str, Sequence[str]]]:
    """Each key with the lines that belong to it; a comment belongs to the key above."""
    keys = sorted(starts.items(), key=lambda entry: entry[1])
    first = keys[0][1] - 1 if keys else len(lines) - 1
    yield "", lines[1:first]
    for number, (key, line) in enumerate(keys):
        end = keys[number + 1][1] - 1 if number + 1 < len(keys) else len(lines) - 1
        yield key, lines[line - 1 : end]


def _same(old: object, new: MetaValue) -> bool:
    if isinstance(new, str):
        return isinstance(old, str) and " ".join(old.split()) == new
    return ([old] if isinstance(old, str) and old else old or []) == list(new)


def _written(key: str, value: MetaValue) -> list[str]:
    if not value:
        return []
    if isinstance(value, str):
        return [f"{key}: {_scalar(value, quoted=key in _WORDS)}"]
    return [f"{key}: [{', '.join(_scalar(one) for one in value)}]"]


def _scalar(value: str, *, quoted: bool = False) -> str:
    """A value that YAML reads back as these very words."""
    return value if not quoted and _BARE.fullmatch(value) else json.dumps(value, ensure_ascii=False)


# Items ---------------------------------------------------------------------------------


def places(source: str) -> tuple[Place, ...]:
    """The items of a checklist's source, in their order."""
    parted = part(source)
    outline = read_outline(parted.body, parted.body_line)
    lines = parted.body.split("\n")
    found: list[Place] = []
    for item in outline.items:
        end = item.end
        while end > item.last_line and not lines[end - parted.body_line].strip():
            end -= 1
        parent = None if item.parent is None else found[item.parent].id
        found.append(_place(item, end, parent, lines[item.line - parted.body_line]))
    return tuple(found)


def _place(item: OutlineItem, end: int, parent: str | None, line: str) -> Place:
    caption, inner, _problems = split_braces(item.caption, item.last_line)
    attributes, _faults = read_attributes(inner or "", item.last_line)
    indent = line[: len(line) - len(line.lstrip(" "))]
    return Place(
        attributes.id, item.line, item.last_line, end, item.depth, " ".join(caption.split()), attributes, parent, indent
    )


def place(source: str, *, key: str = "", line: int = 0) -> Place | None:
    """The item with this id, or the one on this line."""
    return next(
        (one for one in places(source) if (one.id == key if key else one.line <= line <= one.last_line)),
        None,
    )


def with_attributes(source: str, line: int, changes: Mapping[str, str]) -> str:
    """The source with other attributes at the item on this line; an empty value takes one out. `id` without its #."""
    found = place(source, line=line)
    if found is None:
        return source
    lines = clean(source).split("\n")
    words = _words_of(lines, found)
    for key, value in changes.items():
        words.pop(key, None)
        if value:
            words[key] = value
    ordered = sorted(words.items(), key=lambda word: _ORDER.index(word[0]) if word[0] in _ORDER else len(_ORDER))
    written = " ".join(f"#{value}" if key == "id" else f"{key}={value}" if value else key for key, value in ordered)
    text = "\n".join(lines[found.line - 1 : found.last_line])
    bare = re.sub(r"[ \t]*\{:[^{}]*\}[ \t\n]*$", "", text).rstrip()
    return "\n".join([*lines[: found.line - 1], f"{bare} {{: {written} }}", *lines[found.last_line :]])


def _words_of(lines: Sequence[str], found: Place) -> dict[str, str]:
    inner = split_braces("\n".join(lines[found.line - 1 : found.last_line]), 0)[1]
    words: dict[str, str] = {}
    for word in (inner or "").split():
        key, _equals, value = ("id", "=", word[1:]) if word.startswith("#") else word.partition("=")
        words.setdefault(key, value)
    return words


def with_caption(source: str, line: int, caption: str) -> str:
    """The source with other words for the item on this line, and its attributes kept."""
    found = place(source, line=line)
    if found is None:
        return source
    lines = clean(source).split("\n")
    box = re.match(r"[\s>]*(?:[-*+]|\d{1,9}[.)])\s+\[[ xX]\]\s+", lines[found.line - 1])
    braces = re.search(r"\{:[^{}]*\}\s*$", "\n".join(lines[found.line - 1 : found.last_line]))
    inner = f" {' '.join(braces.group().split())}" if braces else ""
    line_of_item = f"{box.group() if box else '- [ ] '}{' '.join(caption.split())}{inner}"
    return "\n".join([*lines[: found.line - 1], line_of_item, *lines[found.last_line :]])


def with_sentence(source: str, line: int, part: str, sentence: str) -> str:
    """The source with a sentence more in a part of the item on this line; the part is opened if it is not there."""
    found = place(source, line=line)
    if found is None:
        return source
    lines = clean(source).split("\n")
    below = [one.line for one in places(source) if found.line < one.line <= found.end]
    end = min(below) - 1 if below else found.end
    while end > found.last_line and not lines[end - 1].strip():
        end -= 1
    opened = next((number for number in range(found.last_line, end) if part_of(lines[number]) == part), None)
    if opened is None:
        return "\n".join([*lines[:end], "", f"{found.indent}  {label_of(part)} {sentence}", *lines[end:]])
    last = opened
    while last + 1 < end and lines[last + 1].strip():
        last += 1
    lines[last] = f"{lines[last].rstrip()} {sentence}"
    return "\n".join(lines)


def own_text(source: str, line: int) -> str:
    """The lines of the item on this line, without the items below it."""
    found = place(source, line=line)
    return "\n".join(_own_lines(source, found)) if found else ""


def put_back(source: str, earlier: str, key: str, after: str) -> str:
    """The source with an item as an earlier text had it: under its parent if that is there, else behind `after`."""
    old = place(earlier, key=key)
    if old is None:
        return source
    block = _own_lines(earlier, old)
    here = {one.id: one for one in places(source)}
    parent = here.get(old.parent or "")
    neighbour = parent or _top(here, after)
    indent = f"{parent.indent}  " if parent else ""
    lines = clean(source).rstrip("\n").split("\n")
    at = neighbour.end if neighbour else _first_line_of_items(source, lines)
    moved = [f"{indent}{line}" if line else "" for line in block]
    return "\n".join([*lines[:at], "", *moved, "", *lines[at:]]).rstrip() + "\n"


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


def _own_lines(source: str, old: Place) -> list[str]:
    """The lines of an item without what is below it, set out to the left."""
    below = [one.line for one in places(source) if old.line < one.line <= old.end]
    end = min(below) - 1 if below else old.end
    lines = clean(source).split("\n")[old.line - 1 : end]
    width = len(old.indent)
    return (
        "\n".join(line[width:] if line[:width].isspace() or not width else line.lstrip() for line in lines)
        .rstrip()
        .split("\n")
    )


def _top(here: Mapping[str, Place], key: str) -> Place | None:
    found = here.get(key)
    while found is not None and found.parent is not None:
        found = here.get(found.parent)
    return found


def _first_line_of_items(source: str, lines: Sequence[str]) -> int:
    """Where an item can be put when nothing stands before it: behind the first heading, else at the end."""
    parted = part(source)
    for number, line in enumerate(lines[parted.body_line - 1 :], parted.body_line):
        if line.startswith("## "):
            return number
    return len(lines)


def unused_id(source: str, wish: str) -> str:
    """An id like this one that no item of the source has."""
    used = {one.id for one in places(source)}
    number, candidate = 2, wish
    while candidate in used or not ID.fullmatch(candidate):
        candidate = f"{wish[:58]}-{number}"
        number += 1
    return candidate


def new_item(source: str, section: str, words: str) -> str:
    """The source with one item more, at the end of the section of this heading, else of the text."""
    lines = clean(source).rstrip("\n").split("\n")
    heads = [number for number, line in enumerate(lines) if line.startswith("## ")]
    mine = next((number for number in heads if lines[number][3:].strip() == section), None)
    end = next((number for number in heads if mine is not None and number > mine), len(lines))
    while end > 1 and not lines[end - 1].strip():
        end -= 1
    return "\n".join([*lines[:end], "", f"- [ ] {' '.join(words.split())}", "", *lines[end:]]) + "\n"
