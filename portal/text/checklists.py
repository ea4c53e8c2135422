"""A checklist: its sections and items, with ids that outlive every rewording."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from .attributes import Attributes, braces_misplaced, left_over, read_attributes, split_braces
from .front_matter import FrontMatter, read_front_matter
from .lint import in_running_text, lint_text, odd_characters, unknown_figures
from .meta import Meta, read_meta
from .normalise import normalise
from .outline import Block, Outline, OutlineItem, read_outline
from .parts import PARTS, render_parts
from .problems import N_, Problem, error, has_errors, in_order, warning
from .rendering import Renderer
from .safe import plain_text
from .source import clean, decode, limits

WITHOUT_ID = N_("This item has no id: add {: #name } at its end, or let --fix write it.")
UNTRANSLATED = N_("#%(id)s (“%(text)s”) has no translation: the German text is shown.")
STILL_GERMAN = N_("#%(id)s (“%(text)s”) still has German words: translate them.")
PART_MISSING = N_("#%(id)s (“%(text)s”) explains less than the German item: translate that, too.")
# A name may be the same in both languages; a sentence is not.
_LONGEST_NAME = 2
SAME_ID = N_("The id #%(id)s is already on line %(other)s: give this item another one.")
_NO_BREAK_AFTER = re.compile(r"\{:[^{}]*\}[ \t]*[^\S \t\n]+$")


@dataclass(frozen=True, slots=True)
class ChecklistMeta:
    id: str = ""
    title: str = ""
    summary: str = ""
    audience: str = ""
    field: str = ""
    as_of: date | None = None
    review_by: date | None = None
    groups: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    successor: str = ""
    retired: date | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """`position` is what `Item.section` names; items before the first heading get title ""."""

    title: str
    intro_html: str
    position: int


@dataclass(frozen=True, slots=True)
class Item:
    """One item. `id` is "" while it has none; `position` counts through the document from 0."""

    id: str
    parent: str | None
    section: int
    position: int
    depth: int
    line: int
    caption: str
    caption_html: str
    parts: Mapping[str, str]
    more_html: str
    fingerprint: str
    kind: str = "recommendation"
    due: tuple[int, str] | None = None
    anchor: str = "first_working_day"
    law: bool = False
    groups: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    repeat: tuple[int, str] | None = None
    rev: int = 1
    was: str | None = None
    retired: date | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    """`source` is what is stored: the text that was read, normalised."""

    meta: ChecklistMeta
    intro_html: str = ""
    sections: tuple[Section, ...] = ()
    items: tuple[Item, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    source: str = ""

    @property
    def publishable(self) -> bool:
        return not has_errors(self.problems)

    def item(self, identifier: str) -> Item | None:
        return next((item for item in self.items if item.id == identifier), None)


class Place(NamedTuple):
    """Where an item hangs: the id above it, and its number in the document."""

    parent: str | None
    position: int


def parse_checklist(
    source: str | bytes,
    language: str = "de",
    translation_of: Checklist | None = None,
    known_figures: Collection[str] | None = None,
    gone: Collection[str] = (),
) -> Checklist:
    """Read a checklist. Faults are `problems` with their line in `source`, never exceptions.

    With `translation_of`, order, sections and attributes are the German ones and only the words
    are the translation's; an item without a translation is not in `items`, nor is one of `gone`:
    ids that the German text once had.
    """
    text, problems = decode(source) if isinstance(source, bytes) else (source, [])
    problems += limits(text)
    if problems:
        return Checklist(ChecklistMeta(), problems=in_order(problems), source=normalise(text))
    front = read_front_matter(text)
    meta = read_meta(front, "checklist", language)
    problems += meta.problems
    problems += odd_characters(clean(text))
    if known_figures is not None:
        problems += unknown_figures(clean(text), known_figures)
    checklist, found = _read_body(text, front, translation=language != "de")
    checklist = replace(checklist, meta=_checklist_meta(meta))
    problems += found
    if translation_of is not None:
        checklist, found = _follow(checklist, translation_of, front, gone)
        problems += found
    return replace(checklist, problems=in_order(problems))


def _checklist_meta(meta: Meta) -> ChecklistMeta:
    return ChecklistMeta(
        id=meta.text("id"),
        title=meta.text("title"),
        summary=meta.text("summary"),
        audience=meta.text("audience"),
        field=meta.text("field"),
        as_of=meta.day("as_of"),
        review_by=meta.day("review_by"),
        groups=meta.words("groups"),
        sources=meta.words("sources"),
        successor=meta.text("successor"),
        retired=meta.day("retired"),
    )


def _read_body(text: str, front: FrontMatter, *, translation: bool) -> tuple[Checklist, list[Problem]]:
    """Structure and lines from the source as written, HTML from its normalised form."""
    written = read_outline(front.body, front.body_line)
    source = normalise(text)
    stored_front = read_front_matter(source)
    stored = read_outline(stored_front.body, stored_front.body_line)
    problems = [*written.problems, *_lost(written, stored)]
    renderer = Renderer(stored.references)
    items: list[Item] = []
    for position, (raw, tidy) in enumerate(zip(written.items, stored.items, strict=False)):
        attributes, found = _attributes(raw, translation=translation)
        problems += found
        above = None if raw.parent is None else items[raw.parent].id
        items.append(_item(renderer, raw, tidy, attributes, Place(above, position)))
    problems += _identity(items, written)
    braces_at = {line for raw in written.items for line in _lines_with_braces(raw)}
    problems += lint_text(front.body, front.body_line, braces_at)
    return Checklist(
        ChecklistMeta(),
        intro_html=renderer.block(_joined(stored.intro)),
        sections=_sections(renderer, stored),
        items=tuple(items),
        source=source,
    ), problems


def _lines_with_braces(raw: OutlineItem) -> range:
    """Lines of the file on which an item's braces stand: a long one may be wrapped."""
    inner = split_braces(raw.caption, 0)[1]
    if inner is None:
        return range(0)
    return range(raw.last_line - inner.count("\n"), raw.last_line + 1)


def _lost(written: Outline, stored: Outline) -> list[Problem]:
    lost = len(written.items) - len(stored.items)
    if lost == 0:
        return []
    message = N_("%(count)s items would be lost when saving: simplify the nesting of the lists.")
    return [error(written.first_line, message, count=abs(lost))]


def _attributes(raw: OutlineItem, *, translation: bool) -> tuple[Attributes, list[Problem]]:
    caption, inner, problems = split_braces(raw.caption, raw.last_line)
    if raw.checked:
        message = N_("“[x]” is read as “[ ]”: what is done, each company ticks for itself.")
        problems.append(warning(raw.line, message))
    if not plain_text(caption):
        problems.append(error(raw.line, N_("This item has no text: write what is to be done.")))
    if in_running_text(caption, left_over):
        # Where the braces are not at the end at all, the lint of the text reports their line.
        second = [] if inner is None else [braces_misplaced(raw.last_line)]
        return Attributes(), [*problems, *second]
    attributes, found = read_attributes(inner or "", raw.last_line)
    if not attributes.id and not found:
        found = [error(raw.last_line, WITHOUT_ID)]
    problems += found
    if translation and set(attributes.given) - {"id"}:
        keys = ", ".join(key for key in attributes.given if key != "id")
        message = N_("A translation has only #id in its braces: delete %(keys)s here.")
        problems.append(error(raw.last_line, message, keys=keys))
    return attributes, problems


def _item(
    renderer: Renderer,
    raw: OutlineItem,
    tidy: OutlineItem,
    attributes: Attributes,
    place: Place,
) -> Item:
    caption_html = renderer.inline(split_braces(tidy.caption, 0)[0])
    parts, more_html = render_parts(renderer, tidy.blocks)
    return Item(
        id=attributes.id,
        parent=place.parent,
        section=raw.section,
        position=place.position,
        depth=raw.depth,
        line=raw.line,
        caption=plain_text(caption_html),
        caption_html=caption_html,
        parts=parts,
        more_html=more_html,
        fingerprint=_fingerprint(caption_html, parts, more_html),
        kind=attributes.kind,
        due=attributes.due,
        anchor=attributes.anchor,
        law=attributes.law,
        groups=attributes.groups,
        sizes=attributes.sizes,
        sources=attributes.src,
        repeat=attributes.repeat,
        rev=attributes.rev,
        was=attributes.was,
        retired=attributes.retired,
    )


def _fingerprint(caption_html: str, parts: Mapping[str, str], more_html: str) -> str:
    """Changes with the words that a reader sees, not with layout, links or emphasis."""
    texts = [caption_html, *(parts.get(part, "") for part in PARTS), more_html]
    words = "\x1f".join(plain_text(html) for html in texts)
    return hashlib.sha256(unicodedata.normalize("NFC", words).encode()).hexdigest()[:32]


def _identity(items: list[Item], written: Outline) -> list[Problem]:
    first: dict[str, Item] = {}
    problems = []
    for item, raw in zip(items, written.items, strict=False):
        if item.id in first:
            problems.append(error(raw.last_line, SAME_ID, id=item.id, other=first[item.id].line))
        elif item.id:
            first[item.id] = item
    for number, line in enumerate(written.lines, written.first_line):
        if _NO_BREAK_AFTER.search(line):
            message = N_("A no-break space follows the braces: delete it.")
            problems.append(warning(number, message))
    return problems


def _joined(blocks: list[Block]) -> str:
    return "\n\n".join(block.source for block in blocks)


def _sections(renderer: Renderer, outline: Outline) -> tuple[Section, ...]:
    return tuple(
        Section(
            title=plain_text(renderer.inline(section.title)),
            intro_html=renderer.block(_joined(section.blocks)),
            position=position,
        )
        for position, section in enumerate(outline.sections)
    )


def _follow(
    translation: Checklist, german: Checklist, front: FrontMatter, gone: Collection[str]
) -> tuple[Checklist, list[Problem]]:
    """The translation's words in the German order."""
    problems = []
    if translation.meta.id and translation.meta.id != german.meta.id:
        message = N_("The id “%(id)s” is not that of the German text, “%(german)s”: copy that one.")
        names = {"id": translation.meta.id, "german": german.meta.id}
        problems.append(error(front.line("id"), message, **names))
    known = {item.id: item for item in german.items if item.id}
    own = {item.id: item for item in translation.items if item.id}
    problems += [_without_german(item, gone) for item in translation.items if item.id and item.id not in known]
    for identifier, item in known.items():
        if identifier not in own and item.retired is None:
            problems.append(warning(1, UNTRANSLATED, id=identifier, text=item.caption))
        elif identifier in own and item.retired is None:
            problems += _unfinished(item, own[identifier])
    items = tuple(_translated(item, own[item.id]) for item in german.items if item.id in own)
    sections = _translated_sections(translation, german, own)
    meta = replace(german.meta, title=translation.meta.title, summary=translation.meta.summary)
    return replace(translation, meta=meta, items=items, sections=sections), problems


def _unfinished(german: Item, own: Item) -> Iterator[Problem]:
    params = {"id": german.id, "text": own.caption}
    if _is_still_german(german, own):
        yield warning(own.line, STILL_GERMAN, **params)
    if any(part not in own.parts for part in german.parts):
        yield warning(own.line, PART_MISSING, **params)


def _is_still_german(german: Item, own: Item) -> bool:
    # Who helps are names, which may be the same.
    parts = [part for part in german.parts if part != "help"]
    pairs = [(german.caption, own.caption), *((german.parts[part], own.parts.get(part, "")) for part in parts)]
    return any(words == others and len(plain_text(words).split()) > _LONGEST_NAME for words, others in pairs)


def _without_german(item: Item, gone: Collection[str]) -> Problem:
    if item.id in gone:
        message = N_("#%(id)s is retired in German: readers do not see it. The line may stay for when it comes back.")
        return warning(item.line, message, id=item.id)
    message = N_("#%(id)s is not in the German text: write it there first, or delete it here.")
    return error(item.line, message, id=item.id)


def _translated(german: Item, own: Item) -> Item:
    return replace(
        german,
        line=own.line,
        caption=own.caption,
        caption_html=own.caption_html,
        parts=own.parts,
        more_html=own.more_html,
        fingerprint=own.fingerprint,
    )


def _translated_sections(translation: Checklist, german: Checklist, own: Mapping[str, Item]) -> tuple[Section, ...]:
    """Headings find each other by the items under them, so a moved section keeps its title."""
    sections = []
    for section in german.sections:
        inside = [item.id for item in german.items if item.section == section.position]
        match = next((own[identifier].section for identifier in inside if identifier in own), None)
        if match is not None:
            sections.append(replace(translation.sections[match], position=section.position))
        elif not inside and section.position < len(translation.sections):
            sections.append(translation.sections[section.position])
    return tuple(sections)
