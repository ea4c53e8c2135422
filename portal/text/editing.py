"""Changing a source where a form says so; every other line stays as it was written."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .attributes import ID, Attributes, read_attributes, split_braces
from .front_matter import read_front_matter, split
from .outline import Outline, OutlineItem, read_outline
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


@lru_cache(maxsize=8)
def outline_of(source: str) -> Outline:
    """The bones of a checklist's source. Kept for a few texts, for a form asks often; nobody may change them."""
    parted = part(source)
    return read_outline(parted.body, parted.body_line)


@lru_cache(maxsize=8)
def places(source: str) -> tuple[Place, ...]:
    """The items of a checklist's source, in their order."""
    parted, outline = part(source), outline_of(source)
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


_BEFORE_WORDS = re.compile(r"[\s>]*(?:[-*+]|\d{1,9}[.)])\s+")
_FENCE = re.compile(r"[\s>]*(`{3,}|~{3,})")


def with_paragraph(source: str, words: str, last: Place | None = None) -> str:
    """The source with a paragraph more: behind all of this item, which has none below it, else at the end."""
    lines = clean(source).rstrip().split("\n")
    first, end = (last.line, last.end) if last else (0, len(lines))
    sign = _BEFORE_WORDS.match(lines[first - 1]) if last else None
    indent = re.sub(r"[^\s>]", " ", sign.group()) if sign else ""
    at = _outside_fences(lines, first, end)
    while at > first and not lines[at - 1].strip():
        at -= 1
    gap = [""] if at < len(lines) and lines[at].strip() else []
    return "\n".join([*lines[:at], "", f"{indent}{words}", *gap, *lines[at:]]).strip("\n") + "\n"


def _outside_fences(lines: Sequence[str], first: int, end: int) -> int:
    """`end`, or where code begins that nobody closes: what stands behind that is code, too."""
    opened, fence = end, ""
    for number in range(first, end):
        sign = _FENCE.match(lines[number])
        if sign and not fence:
            opened, fence = number, sign[1]
        elif sign and sign[1].startswith(fence):
            opened, fence = end, ""
    return opened


def unused_id(source: str, wish: str, taken: Collection[str] = ()) -> str:
    """An id like this one that no item of the source has, and none of the `taken` ones."""
    used = {*taken, *(one.id for one in places(source))}
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
