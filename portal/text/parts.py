"""The named parts of an item: why, how, what to watch, who helps."""

from __future__ import annotations

import re

from .outline import Block
from .rendering import Renderer

PARTS = ("why", "how", "watch", "help")
_LABELS = {
    "why": ("warum", "why"),
    "how": ("so geht's", "how"),
    "watch": ("achtung", "watch out"),
    "help": ("wer hilft", "who helps"),
}
_PART_OF = {label: part for part, labels in _LABELS.items() for label in labels}
_LABEL = re.compile(
    r"^(?:\*\*|__)\s*(?P<label>" + "|".join(map(re.escape, _PART_OF)) + r")\s*"
    r"(?::\s*(?:\*\*|__)|(?:\*\*|__)\s*:)[ \t]*",
    re.IGNORECASE | re.MULTILINE,
)
_APOSTROPHES = re.compile(r"(?<=geht)[\u2019\u2018\u00b4`](?=s)", re.IGNORECASE)


def opened(line: str) -> tuple[str, str, str]:
    """The part that a line opens, its label as it is written, and the words behind it; all "" where it opens none."""
    words = line.strip()
    match = _LABEL.match(_APOSTROPHES.sub("'", words))
    if match is None:
        return "", "", ""
    return _PART_OF[match["label"].lower()], words[: match.end()].rstrip(), words[match.end() :]


def label_of(part: str, language: str = "de") -> str:
    """How a text opens this part."""
    label = _LABELS[part][0 if language == "de" else 1]
    return f"**{label[:1].upper()}{label[1:]}:**"


def split_parts(blocks: list[Block]) -> tuple[dict[str, str], str]:
    """Markdown of each part, and of what stands before the first one.

    What follows a part (a list, a second paragraph) belongs to it, until the next label.
    """
    pieces: dict[str, list[str]] = {}
    current = ""
    for block in blocks:
        if block.kind != "paragraph":
            pieces.setdefault(current, []).append(block.source)
            continue
        for label, text in _pieces(_APOSTROPHES.sub("'", block.source)):
            current = label or current
            pieces.setdefault(current, []).append(text)
    rest = "\n\n".join(pieces.pop("", []))
    return {part: "\n\n".join(pieces[part]) for part in PARTS if part in pieces}, rest


def render_parts(renderer: Renderer, blocks: list[Block]) -> tuple[dict[str, str], str]:
    sources, rest = split_parts(blocks)
    return {part: renderer.block(text) for part, text in sources.items()}, renderer.block(rest)


def _pieces(paragraph: str) -> list[tuple[str, str]]:
    """A paragraph cut before each label that opens a line."""
    labels = list(_LABEL.finditer(paragraph))
    starts = [match.start() for match in labels] + [len(paragraph)]
    lead = paragraph[: starts[0]].strip()
    found = [("", lead)] if lead else []
    for match, end in zip(labels, starts[1:], strict=True):
        text = paragraph[match.end() : end].strip().removesuffix("\\").rstrip()
        found.append((_PART_OF[match["label"].lower()], text))
    return found
