"""Pieces of Markdown to safe HTML, with Python-Markdown."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Mapping
from typing import Any

from markdown import Markdown

from .safe import plain_text, safe_html, safe_inline
from .words import slugify

_EXTENSIONS = (
    "mdx_truly_sane_lists",
    "tables",
    "pymdownx.superfences",
    "pymdownx.highlight",
    "pymdownx.tilde",
    "pymdownx.magiclink",
)
_SETTINGS = {
    "pymdownx.highlight": {"use_pygments": False},
    "pymdownx.superfences": {"disable_indented_code_blocks": False},
    "pymdownx.tilde": {"subscript": False},
    "tables": {"use_align_attribute": True},
}
# Keeps a caption such as "1. Mai" or "# 5" from being read as a list or a heading.
_GUARD = "\ue000"
_PARAGRAPH = re.compile(rf"\s*<p>{_GUARD}(.*)</p>\s*", re.DOTALL)
_HARD_BREAK = re.compile(r"(?:\\|[ ]{2,})?\n\s*")
_HEADING = re.compile(r"<h([2-6])(?: [^>]*)?>(.*?)</h\1>", re.DOTALL)


class Renderer:
    """Renders the pieces of one document; `references` are its link definitions."""

    def __init__(self, references: Mapping[str, Any] | None = None) -> None:
        self._markdown = Markdown(extensions=list(_EXTENSIONS), extension_configs=_SETTINGS)
        self._references = {
            key.lower(): (value["href"], value.get("title", "")) for key, value in (references or {}).items()
        }

    def block(self, source: str) -> str:
        return safe_html(self._convert(source)) if source.strip() else ""

    def inline(self, source: str) -> str:
        """One line of running text, without a paragraph around it."""
        line = _HARD_BREAK.sub(" ", source.strip())
        if not line:
            return ""
        match = _PARAGRAPH.fullmatch(self._convert(_GUARD + line))
        return safe_inline(match[1] if match else entities.escape(line))

    def _convert(self, source: str) -> str:
        self._markdown.reset()
        self._markdown.references.update(self._references)
        try:
            html = self._markdown.convert(source)
        except RecursionError:
            html = f"<pre>{entities.escape(source)}</pre>"
        return re.sub(r"<(/?)h1\b", r"<\1h2", html)


def with_heading_ids(html: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Gives each heading an id of its own, and lists the second level for a table of contents."""
    used: set[str] = set()
    contents: list[tuple[str, str]] = []

    def name(match: re.Match[str]) -> str:
        level, inner = match[1], match[2]
        title = plain_text(inner)
        identifier = _unused(f"h-{slugify(title, 'abschnitt')}"[:60], used)
        if level == "2":
            contents.append((identifier, title))
        return f'<h{level} id="{identifier}">{inner}</h{level}>'

    return _HEADING.sub(name, html), tuple(contents)


def _unused(identifier: str, used: set[str]) -> str:
    number, candidate = 2, identifier
    while candidate in used:
        candidate = f"{identifier}-{number}"
        number += 1
    used.add(candidate)
    return candidate
