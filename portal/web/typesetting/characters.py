"""What people type, in characters that the font has: one without a shape would end the typesetting."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from portal.web import assets

FOLDER = assets.FOLDER / "paper"
LIST = "characters.json"
MISSING = "?"
LINKS = frozenset({"http", "https", "mailto"})
LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Stands for what has no shape until several in a row, as in an emoji, have become one.
HOLE = "\0"
HOLES = re.compile(f"{HOLE}+")
# Signs whose plain brother says the same.
BROTHERS = {"\t": " ", "\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—"}
# Control signs and marks that only stand on another sign: without it they say nothing.
SILENT = frozenset({"Cc", "Cf", "Mn", "Me"})


class FontsMissing(RuntimeError):
    """The fonts were not built."""


def printable(value: Any) -> Any:
    """The same data with every text printable, and with no address under `url` but that of a page or of mail."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, dict):
        return {name: link(one) if name == "url" else printable(one) for name, one in value.items()}
    return [printable(one) for one in value] if isinstance(value, list | tuple) else value


def text(words: str) -> str:
    """Replace what the font lacks."""
    whole = unicodedata.normalize("NFC", words.encode("utf-8", "ignore").decode())
    shown = "".join(map(_shown, LINE_ENDS.sub("\n", whole)))
    return HOLES.sub(MISSING, shown)


def link(address: str) -> str:
    """The address if it may stand behind a link on paper, else nothing."""
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return ""
    return text(address) if scheme in LINKS else ""


def _shown(sign: str) -> str:
    category = unicodedata.category(sign)
    if sign == "\n" or (sign in _known() and category not in SILENT):
        return sign
    if category in SILENT:
        return BROTHERS.get(sign, "")
    if category == "Zs":
        return " "
    return BROTHERS.get(sign) or _taken_apart(sign)


def _taken_apart(sign: str) -> str:
    """A ligature or a full-width letter as the letters it is made of."""
    parts = [one for one in unicodedata.normalize("NFKD", sign) if unicodedata.category(one) not in SILENT]
    return "".join(parts) if parts and all(one in _known() for one in parts) else HOLE


@cache
def _known() -> frozenset[str]:
    try:
        numbers: list[int] = json.loads((FOLDER / LIST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        message = "The fonts for paper are not built yet. Run: python -m portal.web.build"
        raise FontsMissing(message) from None
    return frozenset(map(chr, numbers))
