"""How hard each text is to read: sentences, and for German the Wiener Sachtextformel."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from portal.documents.parsing import Reading
from portal.documents.rules import FOLDER_OF, SOURCE_LANGUAGE
from portal.documents.service.references import html_of
from portal.text import running_sentences, words

WORST = 10
# A few words say nothing of how a text reads.
FEWEST_SENTENCES = 5
FEWEST_WORDS = 3
# As the German formula counts them.
LONG_WORD = 7
# The variant for factual prose; about the school year in which a text is understood.
VARIANT = 1


@dataclass(frozen=True, slots=True)
class Readability:
    """`per_sentence` and `long_words` (a share of 1) in any language; `formula` (4 easy to 15 hard) in German alone."""

    name: str
    language: str
    sentences: int
    per_sentence: float
    long_words: float
    formula: float | None

    @property
    def hardness(self) -> float:
        """What texts of one language are ordered by."""
        return self.per_sentence if self.formula is None else self.formula


def measure(readings: Iterable[Reading]) -> list[Readability]:
    """Every text with running sentences, the hardest first, German before English."""
    found = [one for one in map(_of, readings) if one is not None]
    return sorted(found, key=lambda one: (one.language, -one.hardness, one.name))


def worst(found: Iterable[Readability], language: str) -> list[Readability]:
    """The hardest texts of a language, the hardest first."""
    return [one for one in found if one.language == language][:WORST]


def _of(reading: Reading) -> Readability | None:
    sentences = running_sentences(html_of(reading))
    counted = [word for sentence in sentences for word in words(sentence)]
    if len(sentences) < FEWEST_SENTENCES:
        return None
    task = reading.task
    return Readability(
        name=f"{task.language}/{FOLDER_OF[task.kind]}/{task.slug}.md",
        language=task.language,
        sentences=len(sentences),
        per_sentence=len(counted) / len(sentences),
        long_words=sum(len(word) >= LONG_WORD for word in counted) / len(counted),
        formula=german_formula(sentences) if task.language == SOURCE_LANGUAGE else None,
    )


def german_formula(sentences: list[str]) -> float:
    """The first Wiener Sachtextformel of these sentences."""
    # Only here: it takes a quarter of a second to load, and no page needs it.
    from textstat import textstat  # noqa: PLC0415

    textstat.set_lang("de")
    # The formula would end a sentence at every full stop, as in "Abs. 5", and does not count those of one or two words.
    plain = [re.sub(r"[.!?]", "", sentence) for sentence in sentences if len(words(sentence)) >= FEWEST_WORDS]
    return float(textstat.wiener_sachtextformel(". ".join(plain) + ".", VARIANT))
