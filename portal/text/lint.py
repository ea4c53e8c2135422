"""What a reader would stumble over, found in the text of any document."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from markdown_it.token import Token

from .attributes import braces_misplaced, left_over
from .outline import parser
from .problems import N_, Problem, error, warning
from .safe import TURNS, allowed_image, allowed_link

_FIGURE = re.compile(r"\{\{[ \t]*figure:([a-z0-9-]+)[ \t]*\}\}")
_TEMPLATE = re.compile(r"\{\{.*?(?:\}\}|$)|\{%.*?(?:%\}|$)")
_HARMLESS_HTML = re.compile(r"\s*(?:</?br\s*/?>|<!--.*?-->)\s*", re.IGNORECASE | re.DOTALL)


def figure_keys(source: str) -> dict[str, int]:
    """The figures that a text names, each with the line where it does so first."""
    keys: dict[str, int] = {}
    for number, line in enumerate(source.split("\n"), 1):
        for key in _FIGURE.findall(line):
            keys.setdefault(key, number)
    return keys


def unknown_figures(source: str, known: Collection[str]) -> list[Problem]:
    message = N_("The figure “%(key)s” is not in figures.yaml: add it there or correct the name.")
    return [error(line, message, key=key) for key, line in figure_keys(source).items() if key not in known]


def odd_characters(source: str) -> list[Problem]:
    """Characters that make a text read other than it is, and those that were lost on the way; each line once."""
    problems: list[Problem] = []
    for number, line in enumerate(source.split("\n"), 1):
        turn = TURNS.search(line)
        if turn:
            message = N_("Here stands a character that turns the direction of reading (%(code)s): delete it.")
            problems.append(error(number, message, code=f"U+{ord(turn.group()):04X}"))
        if "\ufffd" in line:
            problems.append(error(number, N_("A character here could not be read and stands as “�”: type it again.")))
    return problems


def lint_text(body: str, first_line: int, braces_at: Collection[int] = ()) -> list[Problem]:
    """Findings in running text; `braces_at` are the lines where an item's braces may stand."""
    problems: list[Problem] = []
    for token in parser().parse(body):
        start = first_line + (token.map[0] if token.map else 0)
        if token.type == "html_block":
            problems += _html(token.content, start)
        if token.type == "inline":
            problems += _inline(token, start, braces_at)
    return problems


def in_running_text(paragraph: str, found: Callable[[str], bool]) -> bool:
    """Whether something is found in a paragraph, its code left aside."""
    tokens = parser().parseInline(paragraph)[0].children or []
    return any(token.type == "text" and found(token.content) for token in tokens)


def _inline(token: Token, start: int, braces_at: Collection[int]) -> Iterator[Problem]:
    line = start
    for child in token.children or []:
        if child.type in {"softbreak", "hardbreak"}:
            line += 1
        elif child.type == "text":
            yield from _running_text(child.content, line, braces_at)
        elif child.type == "html_inline":
            yield from _html(child.content, line)
        elif child.type == "link_open" and not allowed_link(str(child.attrs.get("href", ""))):
            yield _link(str(child.attrs.get("href", "")), line)
        elif child.type == "image" and not allowed_image(str(child.attrs.get("src", ""))):
            yield _image(str(child.attrs.get("src", "")), line)


def _running_text(text: str, line: int, braces_at: Collection[int]) -> Iterator[Problem]:
    if line not in braces_at and left_over(text):
        yield braces_misplaced(line)
    for found in _TEMPLATE.findall(text):
        if not _FIGURE.fullmatch(found):
            message = N_("“%(text)s” means nothing here: only {{ figure:key }} is filled in.")
            yield error(line, message, text=found[:40])


def _html(html: str, line: int) -> Iterator[Problem]:
    if _HARMLESS_HTML.fullmatch(html):
        return
    message = N_("HTML is cleaned before it is shown, “%(text)s” may vanish: write Markdown.")
    yield warning(line, message, text=html.strip()[:40])


def _link(address: str, line: int) -> Problem:
    message = N_(
        "The link to “%(address)s” is not shown: use https://, mailto:, tel: or a page of the "
        "portal such as /guides/name, /checklists/name or /directory/name."
    )
    return error(line, message, address=address[:80])


def _image(address: str, line: int) -> Problem:
    message = N_("The image “%(address)s” is not shown: only images under /static/ are allowed.")
    return error(line, message, address=address[:80])
