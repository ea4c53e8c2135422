"""GitHub's renderer: which boxes it shows, and which of them below which."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

import cmarkgfm
from cmarkgfm.cmark import Options


class Box(NamedTuple):
    """A box that a reader could tick. `depth`: how many boxes it lies below."""

    line: int
    depth: int
    words: str


def boxes(body: str) -> list[Box]:
    """The boxes of a text without front matter. GitHub shows none in quotations."""
    reader = _Boxes()
    reader.feed(cmarkgfm.github_flavored_markdown_to_html(body, options=Options.CMARK_OPT_SOURCEPOS))
    reader.close()
    return reader.found


class _Boxes(HTMLParser):
    """The renderer leaves an author's own HTML out, so every `li` and `input` is its own."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Box] = []
        # Of each open line of a list: where it stands, and which of the boxes is its own.
        self._open: list[tuple[int, int | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "li":
            self._open.append((int((dict(attrs)["data-sourcepos"] or "").split(":")[0]), None))
        elif tag == "input":
            line, _none = self._open.pop()
            self._open.append((line, len(self.found)))
            self.found.append(Box(line, sum(box is not None for _line, box in self._open[:-1]), ""))
        elif tag == "img":
            self.handle_data("image")

    def handle_data(self, data: str) -> None:
        box = self._open[-1][1] if self._open else None
        if box is not None:
            self.found[box] = self.found[box]._replace(words=f"{self.found[box].words}{data}".strip())

    def handle_endtag(self, tag: str) -> None:
        if tag == "li":
            self._open.pop()
