"""Names made from words: slugs, sort keys and the difference between two wordings."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import Literal

MAX_SLUG = 64
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "ł": "l"})
_WORDS = re.compile(r"\s+|\w+|[^\w\s]", re.UNICODE)

Operation = Literal["equal", "insert", "delete"]


def slugify(text: str, fallback: str = "punkt") -> str:
    """A name of `[a-z0-9-]`, at most 64 long: "Größe prüfen" gives "groesse-pruefen"."""
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_GERMAN)
    plain = unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:MAX_SLUG].strip("-")
    return slug or fallback


def sort_key(text: str) -> str:
    """For sorting as in a German dictionary: ä like a, ß like ss, case and accents ignored."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(plain.casefold().split())


def word_difference(old: str, new: str) -> list[tuple[Operation, str]]:
    """What was taken out and put in, word by word; the pieces together give both texts."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[tuple[Operation, str]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(("equal", "".join(before[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(("delete", "".join(before[i1:i2])))
        if j2 > j1:
            pieces.append(("insert", "".join(after[j1:j2])))
    return pieces
