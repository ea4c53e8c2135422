"""Paragraphs and numbers in a sentence: what a reader takes for certain, and so has to rest on a fact.

The same spelling is used for German and English, digits and words: "§§ 16g, 60c" is §16g and §60c, "30.000 Euro" and
"€30,000" are 30000, "vier Wochen" and "four weeks" are 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LAWS = re.compile(
    r"(?:§§?|\bArt(?:\.|ikel|icle)s?|\b[Ss]ections?)\s*(?P<list>\d+[a-z]?\b(?:\s*(?:\(\d+[a-z]?\)|Abs(?:\.|atz)\s*\d+|Satz\s*\d+|Nr\.\s*\d+|no\.\s*\d+))*"
    r"(?:\s*(?:,|und|and|bis|to|–|or|oder)\s*(?:§\s*)?\d+[a-z]?\b(?!\s*(?:Wochen|weeks|Monate|months|Jahre|years|Euro))"
    r"(?:\s*\(\d+[a-z]?\))*)*)"
)
_PART_OF_LAW = re.compile(r"\(\d+[a-z]?\)|(?:Abs(?:\.|atz)|Nr\.|no\.)\s*\d+|Satz\s*\d+")
_HOLE = re.compile(r"\{\{\s*figure:([a-z0-9-]+)\s*\}\}")
_NUMBER = re.compile(r"(?<![\w.,§])\d+(?:[.,]\d+)*(?![\w]*[a-zA-Z])")
_LEVEL = re.compile(r"\b[ABC][12]\b")
_WORDS = {
    "zwei": 2,
    "drei": 3,
    "vier": 4,
    "fünf": 5,
    "sechs": 6,
    "sieben": 7,
    "acht": 8,
    "neun": 9,
    "zehn": 10,
    "elf": 11,
    "zwölf": 12,
    "dreizehn": 13,
    "vierzehn": 14,
    "achtzehn": 18,
    "zwanzig": 20,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "eighteen": 18,
    "twenty": 20,
}
_UNITS = (
    r"(?:Werk|Arbeits|Kalender)?(?:Tage?n?|Wochen?|Monate?n?|Jahre?n?|Stunden?|Prozent|Euro)|"
    r"(?:working |calendar )?(?:days?|weeks?|months?|years?|hours?|per cent|percent|euros?)"
)
_COUNTED = re.compile(rf"\b({'|'.join(_WORDS)})[ -](?:\w+ )?(?:{_UNITS})\b", re.IGNORECASE)
# How long a step takes is our own estimate, not a fact: "in 30 Minuten".
_EFFORT = re.compile(
    r"\b(?:\d+|" + "|".join(_WORDS) + r")(?:\s*(?:to|bis|–|-)\s*\d+)?[ -](?:Minuten?|minutes?)\b", re.IGNORECASE
)
# Numbers that say nothing of the matter: times of day in a plan, the number of a heading.
_IDLE = re.compile(r"\b\d{1,2}:\d{2}\b|^\d{1,2}\. ")


@dataclass(frozen=True, slots=True)
class Claims:
    """`laws` as "§4a", `numbers` as "30000" or "B1", `figures` the keys of figures that are filled in."""

    laws: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """Paragraphs and numbers together, as facts name them."""
        return self.laws | self.numbers

    def __bool__(self) -> bool:
        return bool(self.laws or self.numbers or self.figures)


def claims(sentence: str) -> Claims:
    """What a sentence says with a paragraph or a number."""
    figures = frozenset(_HOLE.findall(sentence))
    rest = _IDLE.sub(" ", _HOLE.sub(" ", sentence))
    laws = frozenset(law for match in _LAWS.finditer(rest) for law in _single_laws(match["list"]))
    rest = _EFFORT.sub(" ", _LAWS.sub(" ", rest))
    return Claims(laws, frozenset(_numbers(rest)), figures)


def _single_laws(listed: str) -> list[str]:
    return [f"§{one}" for one in re.findall(r"\d+[a-z]?", _PART_OF_LAW.sub(" ", listed))]


def _numbers(text: str) -> Iterator[str]:
    yield from _LEVEL.findall(text)
    for word in _COUNTED.findall(text):
        yield str(_WORDS[word.lower()])
    for found in _NUMBER.findall(text):
        yield _plain(found)


def _plain(number: str) -> str:
    """30.000 and 30,000 are 30000; 13,90 and 13.90 are 13.9; 50.700,00 is 50700."""
    head, separator, tail = re.sub(r"[.,](?=\d{3}(?!\d))", "", number).replace(",", ".").rpartition(".")
    if not separator:
        return tail
    return f"{head.replace('.', '')}.{tail}".rstrip("0").rstrip(".") if tail.isdigit() else head
