"""The words of safe HTML: its blocks, their sentences, and how many words they have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "li", "td", "th", "dd", "dt", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "div"})
_WORD = re.compile(r"[^\W_]+(?:[-'’.,/][^\W_]+)*")
# A full stop behind one of these ends no sentence.
_ABBREVIATED = re.compile(
    r"(?:\b(?:Abs|Art|Nr|Nrn|bzw|ca|etc|usw|inkl|ggf|vgl|evtl|max|min|Str|St|Tel|bspw|No|no|Mr|Ms|approx|incl|vs"
    r"|[A-Za-zÄÖÜäöü])|\b\d{1,2})\.$"
)
_END = re.compile(r"[.!?]+[”“\"')»]*\s+(?=[„“\"'(»A-ZÄÖÜ0-9§])")


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, a line of a list, a cell …; `tag` says which."""

    tag: str
    text: str


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[TextBlock] = []
        self._tags: list[str] = []
        self._pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - its signature
        if tag in _BLOCKS:
            self.flush()
            self._tags.append(tag)
        elif tag == "br":
            self._pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.flush()
            if tag in self._tags:
                del self._tags[len(self._tags) - 1 - self._tags[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        self._pieces.append(data)

    def flush(self) -> None:
        """End the block that is being read."""
        text = " ".join("".join(self._pieces).split())
        self._pieces.clear()
        if text:
            self.blocks.append(TextBlock(self._tags[-1] if self._tags else "p", text))


def blocks(html: str) -> list[TextBlock]:
    """The text of safe HTML, block by block."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.flush()
    return reader.blocks


def sentences(text: str) -> list[str]:
    """A block's sentences; "§ 4a Abs. 5" and "am 1. Januar" end none."""
    return list(_split(text))


def _split(text: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(text):
        if match[0].lstrip()[0] == "." and _ABBREVIATED.search(text[start : match.start() + 1]):
            continue
        yield text[start : match.end()].strip()
        start = match.end()
    rest = text[start:].strip()
    if rest:
        yield rest


def running_sentences(html: str) -> list[str]:
    """Whole sentences of running text: no headings, cells or copying templates, no lines without an end."""
    running = [block.text for block in blocks(html) if block.tag in {"p", "li", "dd", "blockquote", "div"}]
    found = [sentence for text in running for sentence in sentences(text)]
    return [sentence for sentence in found if re.search(r"[.!?][”“\"')»]*$", sentence)]


def words(text: str) -> list[str]:
    """The words of a plain text; a number is one."""
    return _WORD.findall(text)


def count_words(html: str) -> int:
    """How many words a reader sees."""
    return sum(len(words(block.text)) for block in blocks(html))
