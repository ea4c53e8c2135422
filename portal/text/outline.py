"""The bones of a checklist, read by a CommonMark parser: sections, items, nesting, lines.

Structure and identity come from here and nowhere else; Python-Markdown only turns the pieces
into HTML. So no list rule of its own can lose, flatten or merge an item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from .problems import N_, Problem, error, warning

_BOX = re.compile(r"\[([ xX])\][ \t]+(?=[^ \t\n])")
# A sign and a box, a box alone, or a box that a word processor draws.
_LOOKS_LIKE_ITEM = re.compile(
    r"[ \t>]*(?:(?:[-*+\u2013\u2014\u2022\u00b7]|\d{1,9}[.)])\s*\[[ xX]?\]|\[[ ]?\])(?![(\[:])"
    r"|[ \t>]*(?:[-*+\u2013\u2014\u2022\u00b7]|\d{1,9}[.)])?\s*[\u2610-\u2612\u25a1\u25a2\u2751\u2752]"
)
_NO_BREAK = re.compile(r"[ \t>]*[-*+](?:[^\S \t\n]\s*\[[ xX]\]|\s+\[[ xX]\][^\S \t\n])")
_COMMENT = re.compile(r"\s*<!--.*?-->\s*", re.DOTALL)
_ITEM_LEVEL = 2

BELOW_PLAIN = N_(
    "“%(text)s” stands below a line without a box: give that line a box, too, or make it a heading with ##."
)
NO_BREAK = N_("Beside the box stands a no-break space: replace it by a plain space.")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list, table … as Markdown without the indentation of its item."""

    kind: str
    source: str
    line: int


@dataclass(slots=True)
class OutlineItem:
    """An item; `last_line` ends its caption, `end` all that is below it."""

    line: int
    depth: int
    parent: int | None
    section: int
    caption: str
    last_line: int
    end: int
    checked: bool
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class OutlineSection:
    title: str
    line: int
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """Lines count from `first_line`; item numbers are positions in `items`."""

    first_line: int
    lines: list[str]
    intro: list[Block] = field(default_factory=list)
    sections: list[OutlineSection] = field(default_factory=list)
    items: list[OutlineItem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    references: Mapping[str, Any] = field(default_factory=dict)

    def line(self, node: SyntaxTreeNode) -> int:
        return self.first_line + (node.map[0] if node.map else 0)


class _Parser(MarkdownIt):
    def validateLink(self, _url: str) -> bool:  # noqa: N802 - its name
        """Read every link: which are good the lint decides, and says of the others that they are not shown."""
        return True


@cache
def parser() -> MarkdownIt:
    """CommonMark with GitHub's tables; deep enough not to cut eight levels off silently."""
    return _parser()


@cache
def block_parser() -> MarkdownIt:
    """The same, but what stands in a line stays one piece: a fifth of the work, and enough for what only wants bones."""
    return _parser().disable("inline")


def _parser() -> MarkdownIt:
    return _Parser("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])


def tree(body: str) -> tuple[SyntaxTreeNode, dict[str, Any]]:
    env: dict[str, Any] = {}
    return SyntaxTreeNode(block_parser().parse(body, env)), env.get("references", {})


def read_outline(body: str, first_line: int = 1) -> Outline:
    """Sections and items of a checklist's body, and every line that was meant as an item and is none."""
    root, references = tree(body)
    outline = Outline(first_line, body.split("\n"), references=references)
    for node in root.children:
        _take_top(outline, node)
    outline.problems += _unread(outline, root)
    return outline


def _take_top(outline: Outline, node: SyntaxTreeNode) -> None:
    if node.type == "heading" and int(node.tag[1]) <= _ITEM_LEVEL:
        outline.sections.append(OutlineSection(_inline(node), outline.line(node)))
        if node.tag == "h1":
            outline.problems.append(_title_in_text(outline.line(node)))
    elif _is_list(node) and _has_item(node):
        if not outline.sections:
            outline.sections.append(OutlineSection("", outline.line(node)))
        _take_list(outline, node, None, 0)
    else:
        _take_text(outline, node)


def _title_in_text(line: int) -> Problem:
    return warning(line, N_("The title comes from the front matter: begin headings with ##."))


def _take_text(outline: Outline, node: SyntaxTreeNode) -> None:
    block = _block(outline, node, 0)
    if not outline.sections:
        outline.intro.append(block)
        return
    section = len(outline.sections) - 1
    if any(item.section == section for item in outline.items[-1:]):
        message = N_("This text comes after items, but is shown before them: move or indent it.")
        outline.problems.append(warning(block.line, message))
    outline.sections[section].blocks.append(block)


def _take_list(outline: Outline, node: SyntaxTreeNode, parent: int | None, depth: int) -> None:
    for child in node.children:
        if is_item(child):
            _take_item(outline, child, parent, depth)
        else:
            outline.problems.append(_no_item(outline, outline.line(child)))


def _no_item(outline: Outline, line: int) -> Problem:
    """What keeps a line of a list of items from being one."""
    text = outline.lines[line - outline.first_line]
    if _NO_BREAK.match(text):
        return error(line, NO_BREAK)
    sign = _LOOKS_LIKE_ITEM.match(text)
    if sign and not text[sign.end() :].strip():
        return error(line, N_("This item has no text: write what is to be done."))
    return error(line, N_("This list of items has a line without a box: begin it with “- [ ] ”."))


def _take_item(outline: Outline, node: SyntaxTreeNode, parent: int | None, depth: int) -> None:
    first, *rest = node.children
    box = _BOX.match(_inline(first))
    if box is None or first.map is None:
        return
    number = len(outline.items)
    item = OutlineItem(
        line=outline.line(node),
        depth=depth,
        parent=parent,
        section=len(outline.sections) - 1,
        caption=_inline(first)[box.end() :],
        last_line=outline.first_line + first.map[1] - 1,
        end=outline.first_line + node.map[1] - 1 if node.map else 0,
        checked=box.group(1) != " ",
    )
    outline.items.append(item)
    for child in rest:
        if _is_list(child) and _has_item(child):
            _take_list(outline, child, number, depth + 1)
        else:
            item.blocks.append(_block(outline, child, _indent(first, outline)))


def _indent(first: SyntaxTreeNode, outline: Outline) -> int:
    """Columns before the item's text: what its further blocks are indented by."""
    line = outline.lines[first.map[0] if first.map else 0].expandtabs(4)
    box = re.search(r"\[[ xX]\]", line)
    return box.start() if box else 0


def _block(outline: Outline, node: SyntaxTreeNode, indent: int) -> Block:
    if node.type == "paragraph":
        return Block("paragraph", _inline(node), outline.line(node))
    start, end = node.map or (0, 0)
    lines = [_outdent(line, indent) for line in outline.lines[start:end]]
    return Block(node.type, "\n".join(lines), outline.line(node))


def _outdent(line: str, columns: int) -> str:
    body = line.lstrip(" \t")
    width = len(line[: len(line) - len(body)].expandtabs(4))
    return " " * max(0, width - columns) + body


def _inline(node: SyntaxTreeNode) -> str:
    """The Markdown of a paragraph or heading."""
    return node.children[0].content if node.children else ""


def _is_list(node: SyntaxTreeNode) -> bool:
    return node.type in {"bullet_list", "ordered_list"}


def is_item(node: SyntaxTreeNode) -> bool:
    if node.type != "list_item" or not node.children or node.children[0].type != "paragraph":
        return False
    return _BOX.match(_inline(node.children[0])) is not None


def _has_item(node: SyntaxTreeNode) -> bool:
    return any(is_item(child) for child in node.children)


def _unread(outline: Outline, root: SyntaxTreeNode) -> Iterator[Problem]:
    """Lines that an editor meant as an item: each is either taken or reported."""
    taken = {item.line for item in outline.items}
    reported = {problem.line for problem in outline.problems if problem.severity == "error"}
    code = _example_lines(outline, root)
    below_plain = set(_below_plain(outline, root))
    for number, text in enumerate(outline.lines, outline.first_line):
        if number in taken or number in reported or number in code:
            continue
        if _LOOKS_LIKE_ITEM.match(text):
            why = BELOW_PLAIN if number in below_plain else _why_unread(text)
            yield error(number, why, text=text.strip()[:40])
    for node in root.walk():
        if is_item(node) and outline.line(node) not in taken | reported and not _seen(outline, node):
            message = N_("“%(text)s” is no item here: items stand only in lists of items, not in others.")
            yield error(outline.line(node), message, text=_inline(node.children[0])[:40])


def _seen(outline: Outline, node: SyntaxTreeNode) -> bool:
    text = outline.lines[outline.line(node) - outline.first_line]
    return _LOOKS_LIKE_ITEM.match(text) is not None


def _below_plain(outline: Outline, node: SyntaxTreeNode, *, plain: bool = False) -> Iterator[int]:
    """Lines of items that stand below a line without a box."""
    for child in node.children:
        if plain and is_item(child):
            yield outline.line(child)
        yield from _below_plain(outline, child, plain=plain or (child.type == "list_item" and not is_item(child)))


def _why_unread(text: str) -> str:
    if _NO_BREAK.match(text):
        return NO_BREAK
    if re.match(r"[ \t>]*(?:[-*+]|\d+[.)])\s+\[[ xX]\]\s+\S", text):
        return N_(
            "“%(text)s” is read as text, not as an item: leave an empty line before the list, "
            "indent sub-items by two spaces, and keep items out of quotations, HTML and lists "
            "without boxes."
        )
    return N_("“%(text)s” looks like an item and is none: write “- [ ] ” and then its text.")


def _example_lines(outline: Outline, root: SyntaxTreeNode) -> set[int]:
    """Lines of fenced code and of comments: what looks like an item there is an example, or was put aside."""
    lines: set[int] = set()
    for node in root.walk():
        if (_is_closed_fence(outline, node) or _is_comment(node)) and node.map:
            lines.update(range(outline.first_line + node.map[0], outline.first_line + node.map[1]))
    return lines


def _is_closed_fence(outline: Outline, node: SyntaxTreeNode) -> bool:
    """A fence that nobody closed takes in all that follows, which nobody wants."""
    if node.type != "fence" or node.map is None or node.map[1] - node.map[0] < 2:
        return False
    last = outline.lines[node.map[1] - 1].strip(" \t>")
    return last.startswith(node.markup) and not last.strip(node.markup[0])


def _is_comment(node: SyntaxTreeNode) -> bool:
    return node.type == "html_block" and _COMMENT.fullmatch(node.content) is not None
