"""Words as search compares them: case, umlauts, accents and endings do not count.

A *term* is made of a-z and 0-9 alone, so that every database keeps it as it is. A text's terms are its words in
their plain form and their stems; "Straße", "STRASSE" and "Strasse" are one term, "Müller" and "Mueller" too.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import snowballstemmer

if TYPE_CHECKING:
    from collections.abc import Iterator

# Longer than any German word that somebody types; both databases keep it.
LONGEST_TERM = 48
# From here on the stem of a word asked for may begin a longer one: "Verlängerungen" finds "Verlängerungsantrag".
SHORTEST_OPEN_STEM = 5
MOST_WORDS = 8

_STEMMERS = {"de": snowballstemmer.stemmer("german"), "en": snowballstemmer.stemmer("english")}
_WORD = re.compile(r"[^\W_]+")
_UMLAUT_IN_TWO = re.compile(r"(?<!q)([aou])e")
# Said in nearly every question and in every text, so they tell nothing.
_FILLERS = {
    "de": (
        "aber als am an auch auf aus bei bin bis da das dass dem den der des die dies ein eine einem einen einer eines "
        "er es fuer für gibt habe haben hat ich ihr im in ist kann man mein meine mich mir mit muss müssen nach nicht "
        "noch oder ob sich sie sind so soll sollte um und uns unser unsere vom von vor wann warum was wer wie wir wird "
        "wo zu zum zur"
    ),
    "en": (
        "a about an and are as at be by can do does for from has have how i if in is it its me my not of on or our "
        "should so that the their there they this to us was we what when where which who why will with you your"
    ),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word of a question: a text has it that has one of the `terms`, or one with one of the `beginnings`."""

    terms: tuple[str, ...]
    beginnings: tuple[str, ...]

    def fits(self, found: frozenset[str]) -> bool:
        """Whether one of these terms is it."""
        return any(term in found for term in self.terms) or any(
            one.startswith(beginning) for one in found for beginning in self.beginnings
        )


def terms(text: str, language: str) -> frozenset[str]:
    """All terms of a text that is written in this language."""
    return frozenset(term for _, _, word in words_in(text) for term in word_terms(word, language))


def words_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Each word with where it begins and ends. The text is as `composed` gives it."""
    for match in _WORD.finditer(text):
        yield match.start(), match.end(), match.group()


def composed(text: str) -> str:
    """The text with each letter in one piece, and nothing unseen inside words."""
    whole = unicodedata.normalize("NFC", text)
    return "".join(sign for sign in whole if sign != "\x00" and unicodedata.category(sign) not in {"Cf", "Cs"})


@lru_cache(maxsize=50_000)
def word_terms(word: str, language: str) -> frozenset[str]:
    """The terms of one word: its plain form and its stem."""
    plain = _plain(word)
    return frozenset({_term(plain), _stem(plain, language)} - {""})


def wanted(question: str, language: str) -> tuple[Wanted, ...]:
    """What a question asks for. `language`: the reader's, whose texts may be German where there is no translation."""
    asked = [plain for _, _, word in words_in(composed(question)) if (plain := _plain(word))]
    telling = [word for word in asked if word not in _FILLER_WORDS] or asked
    found = dict.fromkeys(_wanted(word, sorted({"de", language})) for word in telling)
    return tuple(found)[:MOST_WORDS]


def _wanted(word: str, languages: list[str]) -> Wanted:
    whole = _term(word)
    stems = {_stem(word, language) for language in languages} - {""}
    beginnings = {stem for stem in stems if len(stem) >= SHORTEST_OPEN_STEM}
    if len(whole) > 1:
        beginnings.add(whole)
    shortest = {one for one in beginnings if not any(one != other and one.startswith(other) for other in beginnings)}
    known = {whole, *stems} - {one for one in stems | {whole} if one.startswith(tuple(shortest))}
    return Wanted(tuple(sorted(known)), tuple(sorted(shortest)))


def _plain(word: str) -> str:
    """Small letters without accents."""
    apart = unicodedata.normalize("NFKD", word.casefold()).casefold()
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _stem(plain: str, language: str) -> str:
    # German endings are found behind either spelling of an umlaut; English has none, and "values" must stay "value".
    if language == "de":
        return _term(_STEMMERS["de"].stemWord(_UMLAUT_IN_TWO.sub(r"\1", plain)))
    return _term(_STEMMERS["en"].stemWord(plain))


def _term(plain: str) -> str:
    narrow = _UMLAUT_IN_TWO.sub(r"\1", plain)
    return "".join(map(_ascii, narrow))[:LONGEST_TERM]


def _ascii(sign: str) -> str:
    """Letters of other scripts by their number, so that databases need not agree on what a letter is."""
    return sign if sign.isascii() and sign.isalnum() else f"x{ord(sign):x}"


_FILLER_WORDS = frozenset(_plain(word) for fillers in _FILLERS.values() for word in fillers.split())
