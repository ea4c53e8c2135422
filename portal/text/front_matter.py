"""Front matter: read as text alone, so that YAML cannot guess (`no` is not False, `012` not 10)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from frontmatter.default_handlers import YAMLHandler

from .plain_yaml import read_mapping
from .problems import N_, Problem, error
from .source import clean


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`values` hold strings, lists and mappings of strings; `lines` says where each key stands."""

    values: dict[str, Any]
    body: str
    body_line: int
    problems: tuple[Problem, ...] = ()
    lines: dict[str, int] = field(default_factory=dict)

    def line(self, key: str) -> int:
        return self.lines.get(key, 1)


def split(source: str) -> tuple[str, str] | None:
    """Front matter with its fences, and the body; None if it is opened and never closed."""
    handler = YAMLHandler()
    if not handler.detect(source):
        return "", source
    try:
        _, body = handler.split(source)
    except ValueError:
        return None
    head = source[: len(source) - len(body)]
    # The pattern of the closing fence also takes the blank lines after it.
    fence_end = len(head.rstrip()) + 1
    return source[:fence_end], source[fence_end:]


def read_front_matter(source: str) -> FrontMatter:
    """Values and body of a file; a fault is a problem on its line, never an exception."""
    text = clean(source)
    parts = split(text)
    if parts is None:
        message = N_("The front matter is not closed: write a line with --- after its last key.")
        return FrontMatter({}, "", text.count("\n") + 1, (error(1, message),))
    head, body = parts
    body_line = head.count("\n") + 1
    inside = "\n".join(head.rstrip().split("\n")[1:-1])
    values, lines, problems = read_mapping(inside, first_line=2)
    return FrontMatter(values, body, body_line, tuple(problems), lines)
