"""The one way in which a source is stored: mdformat's, as long as it loses nothing."""

from __future__ import annotations

import re
from collections.abc import Collection

from .attributes import ID, left_over, read_attributes, split_braces
from .formatting import laid_out
from .front_matter import split
from .lint import in_running_text
from .outline import OutlineItem, read_outline
from .source import clean, limits
from .words import MAX_SLUG, slugify

Shape = tuple[int, int, list[tuple[int, int | None, int, str]]]


def normalise(source: str) -> str:
    """The source as it is stored; normalising twice changes nothing.

    Where mdformat would lose or change an item, or finds no rest, only line ends and control
    characters are cleaned: the text of an editor is worth more than its layout.
    """
    text = clean(source)
    parts = split(text)
    if parts is None or limits(text):
        return text
    head, body = parts
    if not head and body.startswith("---"):
        return text
    formatted = laid_out(body)
    if formatted is None or _shape(formatted) != _shape(body):
        return text
    if not head:
        # A rule at the very start would be read as front matter when it comes back.
        return formatted.lstrip("\n") if not formatted.startswith("---") else text
    tidy_head = "\n".join(line.rstrip() for line in head.rstrip().split("\n"))
    result = f"{tidy_head}\n\n{formatted}" if formatted else f"{tidy_head}\n"
    return result if split(result) is not None else text


def _shape(body: str) -> Shape:
    """What no formatting may change: sections, and number, nesting and words of the items; nor may it hide a fault."""
    outline = read_outline(body)
    items = [(item.depth, item.parent, item.section, " ".join(_words(item))) for item in outline.items]
    faults = sum(problem.severity == "error" for problem in outline.problems)
    return len(outline.sections), faults, items


def _words(item: OutlineItem) -> list[str]:
    text, inner, _ = split_braces(item.caption, item.last_line)
    # mdformat may escape characters in running text, never in attributes.
    return [*re.sub(r"[\\*_`~]", "", text).split(), "{:", *(inner or "").split()]


def add_missing_ids(source: str, taken: Collection[str] = ()) -> str:
    """The normalised source with an id for each item that has none: the slug of its text. `taken`: ids that items had
    which are no longer there; who gave them again would give their answers to another item.
    """
    text = normalise(source)
    parts = split(text)
    if parts is None or limits(text):
        return text
    head, body = parts
    outline = read_outline(body)
    lines = body.split("\n")
    used = {*taken, *(_id_of(item) for item in outline.items)}
    for item in outline.items:
        if not _id_of(item):
            new = _unique(slugify(split_braces(item.caption, 0)[0].split("{{")[0]), used)
            used.add(new)
            lines[item.last_line - 1] = _with_id(lines[item.last_line - 1], new)
    named = "\n".join(lines)
    return text if named == body else normalise(head + named)


def _id_of(item: OutlineItem) -> str:
    """The id, also a faulty one: what a person wrote is reported, not replaced."""
    inner = split_braces(item.caption, 0)[1]
    if inner is None:
        return "?" if in_running_text(item.caption, left_over) else ""
    attributes, problems = read_attributes(inner, 0)
    return attributes.id or ("?" if problems else "")


def _unique(slug: str, used: set[str]) -> str:
    number, candidate = 2, slug
    while candidate in used or not ID.fullmatch(candidate):
        ending = f"-{number}"
        candidate = slug[: MAX_SLUG - len(ending)].rstrip("-") + ending
        number += 1
    return candidate


def _with_id(line: str, new: str) -> str:
    braces = re.search(r"\{:(?=[^{}]*\}\s*$)", line)
    if braces:
        return f"{line[: braces.end()]} #{new}{line[braces.end() :]}"
    return f"{line.rstrip()} {{: #{new} }}"
