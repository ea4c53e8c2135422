"""Guides, pages and offices: running text with front matter."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

from .front_matter import read_front_matter
from .lint import lint_text, odd_characters, unknown_figures
from .meta import Value, read_meta
from .normalise import normalise
from .outline import block_parser
from .problems import N_, Problem, has_errors, in_order, warning
from .rendering import Renderer, with_heading_ids
from .source import clean, decode, limits

Kind = Literal["guide", "page", "office"]


@dataclass(frozen=True, slots=True)
class Prose:
    """`meta` has texts, days and tuples of texts, by the names of the front matter.

    `headings` are id and title of the second level, for a table of contents; `source` is what is stored.
    """

    meta: Mapping[str, Value] = field(default_factory=dict)
    html: str = ""
    headings: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    source: str = ""

    @property
    def publishable(self) -> bool:
        return not has_errors(self.problems)


def parse_prose(
    source: str | bytes,
    kind: Kind = "guide",
    language: str = "de",
    known_figures: Collection[str] | None = None,
) -> Prose:
    """Read a text. Faults are `problems` with their line in `source`, never exceptions."""
    text, problems = decode(source) if isinstance(source, bytes) else (source, [])
    problems += limits(text)
    if problems:
        return Prose(problems=in_order(problems), source=normalise(text))
    front = read_front_matter(text)
    meta = read_meta(front, kind, language)
    problems += meta.problems
    problems += odd_characters(clean(text))
    problems += lint_text(front.body, front.body_line)
    problems += _titles(front.body, front.body_line)
    if known_figures is not None:
        problems += unknown_figures(clean(text), known_figures)
    stored = normalise(text)
    html, headings = with_heading_ids(Renderer().block(read_front_matter(stored).body))
    return Prose(dict(meta.values), html, headings, in_order(problems), stored)


def _titles(body: str, first_line: int) -> list[Problem]:
    message = N_("The title comes from the front matter: begin headings with ##.")
    return [
        warning(first_line + (token.map[0] if token.map else 0), message)
        for token in block_parser().parse(body)
        if token.type == "heading_open" and token.tag == "h1"
    ]
