"""Bytes to clean text, and the limits that are checked before anything is parsed."""

from __future__ import annotations

import re

from .problems import N_, Problem, error

MAX_BYTES = 200_000
MAX_ITEMS = 1_000
MAX_LIST_LINES = 1_500
MAX_LEVELS = 8
MAX_BRACKETS = 500

_LIST_MARKER = re.compile(r"[ ]*(?:[-*+]|\d{1,9}[.)])(?=[ ]|$)[ ]*")
# Blanks of one line only: an indent that runs over empty lines costs the square of their number.
_LIST_LINE = re.compile(r"^[^\S\n]*(?:>[^\S\n]*)*(?:[-*+]|\d{1,9}[.)])(?=\s)", re.MULTILINE)
_BOX = re.compile(r"^[^\S\n]*(?:>[^\S\n]*)*(?:[-*+]|\d{1,9}[.)])\s+\[[ xX]\]", re.MULTILINE)
# Python-Markdown removes STX and ETX itself; no control character means anything in a text.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def decode(data: bytes) -> tuple[str, list[Problem]]:
    """The file's text; bytes that are not UTF-8 become U+FFFD and a problem on their line."""
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        message = N_("This line is not valid UTF-8: save the file with the encoding UTF-8.")
        return data.decode("utf-8", "replace"), [error(line, message)]


def clean(source: str) -> str:
    """LF line ends, no byte order marks, no control characters, no half surrogates."""
    text = source.replace("\ufeff", "").replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROLS.sub("", text)
    return text.encode("utf-8", "replace").decode("utf-8")


def limits(source: str) -> list[Problem]:
    """What must be refused before parsing: parsers get slow or lose text silently beyond."""
    too_large = _too_large(source)
    if too_large:
        return too_large
    return [
        *_nul(source),
        *_too_many_items(source),
        *_too_deep(source),
        *_too_many_brackets(source),
    ]


def _too_large(source: str) -> list[Problem]:
    size = len(source.encode("utf-8", "replace"))
    if size <= MAX_BYTES:
        return []
    message = N_("The text has %(size)s KB; at most %(most)s KB are possible: split it.")
    return [error(1, message, size=-(-size // 1_000), most=MAX_BYTES // 1_000)]


def _nul(source: str) -> list[Problem]:
    at = source.find("\0")
    if at < 0:
        return []
    message = N_("This line holds a NUL character: delete it, it is no text.")
    return [error(source.count("\n", 0, at) + 1, message)]


def _too_many_items(source: str) -> list[Problem]:
    count = len(_BOX.findall(clean(source)))
    if count <= MAX_ITEMS:
        return _too_many_list_lines(source)
    message = N_("The checklist has %(count)s items; at most %(most)s are possible: split it.")
    return [error(1, message, count=count, most=MAX_ITEMS)]


def _too_many_list_lines(source: str) -> list[Problem]:
    """Mdformat's time grows with the square of a list's length."""
    count = len(_LIST_LINE.findall(clean(source)))
    if count <= MAX_LIST_LINES:
        return []
    message = N_("The lists have %(count)s lines; at most %(most)s are possible: split the text.")
    return [error(1, message, count=count, most=MAX_LIST_LINES)]


def _too_deep(source: str) -> list[Problem]:
    stack: list[int] = []
    after_blank = False
    for number, raw in enumerate(clean(source).split("\n"), 1):
        line = raw.expandtabs(4)
        if not line.strip():
            after_blank = True
            continue
        if _levels(line, stack, closes=after_blank) > MAX_LEVELS:
            message = N_("Lists are nested deeper than %(most)s levels: make the list flatter.")
            return [error(number, message, most=MAX_LEVELS)]
        after_blank = False
    return []


def _levels(line: str, stack: list[int], *, closes: bool) -> int:
    """Levels open after this line. Never fewer than CommonMark sees, seldom more."""
    quotes = line[: len(line) - len(line.lstrip(" >"))].count(">")
    body = line.replace(">", " ")
    indent = len(body) - len(body.lstrip(" "))
    marker = _LIST_MARKER.match(body)
    if marker or closes:
        while stack and stack[-1] > indent:
            stack.pop()
    while marker:
        stack.append(marker.end())
        marker = _LIST_MARKER.match(body, marker.end())
    return len(stack) + quotes


def _too_many_brackets(source: str) -> list[Problem]:
    count = 0
    for number, line in enumerate(clean(source).split("\n"), 1):
        if not line.strip() or _LIST_MARKER.match(line):
            count = 0
        count += line.count("[") + line.count("<")
        if count > MAX_BRACKETS:
            message = N_("More than %(most)s brackets in one paragraph: split the paragraph.")
            return [error(number, message, most=MAX_BRACKETS)]
    return []
