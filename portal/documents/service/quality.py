"""What makes a text good enough for us: why and how, sources, offices, length, dates. Never a reason to refuse it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portal.documents.parsing import Reading
from portal.documents.rules import SOURCE_LANGUAGE, Kind, latest_review, names_law
from portal.documents.service.references import html_of, line_of
from portal.text import (
    N_,
    Facts,
    Item,
    Problem,
    claims,
    count_words,
    difference,
    figure_keys,
    plain_text,
    running_sentences,
    skeleton,
    warning,
    words,
)

DUTIES = frozenset({"duty", "employee_duty"})
MOST_WORDS, MOST_WORDS_OF_A_DUTY = 90, 140
LONGEST_CAPTION = 90
# So much fits on one printed page.
MOST_WORDS_OF_A_HANDOUT = 370
FEWEST_WORDS_OF_A_GUIDE, MOST_WORDS_OF_A_GUIDE = 700, 1_500
LONGEST_SENTENCE = 20

_OFFICE = re.compile(r'href="/directory/')
_GENDER_SIGN = re.compile(
    r"\w+[*:_·/]-?in(?:nen)?\b|\b[A-ZÄÖÜ]?[a-zäöüß]{2,}Innen\b|\b[A-ZÄÖÜ][a-zäöüß]+(?:er|or|ent)In\b"
)


@dataclass(frozen=True)
class Ground:
    """What texts are measured by. `facts` None: there is no list to compare with."""

    today: dt.date
    facts: Facts | None
    german: Mapping[tuple[Kind, str], str]


def of_text(reading: Reading, ground: Ground) -> Iterator[Problem]:
    """Everything about one text in one language."""
    for item in reading.items:
        if item.retired is None:
            yield from _item(item, reading.task.language, ground.facts)
    if reading.task.kind is not Kind.CHECKLIST:
        yield from _prose(reading, ground.facts, ground.today)
    if reading.task.language == SOURCE_LANGUAGE:
        yield from _dates(reading, ground.today)
    else:
        yield from _order(reading, ground.german)
    yield from _wording(reading)


# Items -------------------------------------------------------------------------------


def _item(item: Item, language: str, facts: Facts | None) -> Iterator[Problem]:
    if "why" not in item.parts or "how" not in item.parts:
        yield warning(item.line, N_("The item does not say both why and how: add **Warum:** and **So geht's:**."))
    if len(item.caption) > LONGEST_CAPTION:
        message = N_("The caption has %(count)s characters; at most %(most)s are read at a glance: shorten it.")
        yield warning(item.line, message, count=len(item.caption), most=LONGEST_CAPTION)
    yield from _length(item)
    html = _explained(item)
    if item.kind in DUTIES:
        yield from _duty(item, html)
    if language == SOURCE_LANGUAGE:
        yield from _sources(item, html, facts)


def _explained(item: Item) -> str:
    return "".join((*item.parts.values(), item.more_html))


def _length(item: Item) -> Iterator[Problem]:
    most = MOST_WORDS_OF_A_DUTY if item.kind in DUTIES else MOST_WORDS
    count = count_words(_explained(item))
    if count > most:
        message = N_("The item has %(count)s words; at most %(most)s are read: shorten it, or move it to a guide.")
        yield warning(item.line, message, count=count, most=most)


def _duty(item: Item, html: str) -> Iterator[Problem]:
    if not names_law(html):
        yield warning(item.line, N_("A duty names its paragraph in the text (§ or Art.)."))
    if not _OFFICE.search(html):
        yield warning(item.line, N_("A duty names the office that helps, with a link to /directory/…"))


def _sources(item: Item, html: str, facts: Facts | None) -> Iterator[Problem]:
    if item.kind in DUTIES and not item.sources:
        yield warning(item.line, N_("A duty names its facts: add src= to the braces."))
    elif names_law(html) and not item.sources:
        yield warning(item.line, N_("The item names a paragraph and no fact: add src= to the braces."))
    if facts is None or not item.sources:
        return
    yield from _unknown(item.sources, facts, item.line)
    sure = any(facts[one].verified for one in item.sources if one in facts)
    if (item.kind in DUTIES or item.law) and not sure and all(one in facts for one in item.sources):
        message = N_(
            "The duty rests only on facts that nobody has verified: make it a recommendation to ask the office."
        )
        yield warning(item.line, message)


def _unknown(sources: tuple[str, ...], facts: Facts, line: int) -> Iterator[Problem]:
    for one in sources:
        if one not in facts:
            yield warning(line, N_("The fact %(id)s is not in facts.yaml: correct its number."), id=one)


# Running text ------------------------------------------------------------------------


def _prose(reading: Reading, facts: Facts | None, today: dt.date) -> Iterator[Problem]:
    html, task = html_of(reading), reading.task
    if task.kind is Kind.GUIDE:
        yield from _length_of_guide(html)
    if reading.meta.get("handout"):
        yield from _handout(reading, html, today)
    if task.language != SOURCE_LANGUAGE:
        return
    sources = tuple(reading.meta.get("sources") or ())
    if facts is not None:
        yield from _unknown(sources, facts, line_of(task.source, "sources:"))
    if not sources and (task.kind is not Kind.PAGE or reading.meta.get("handout")) and claims(plain_text(html)):
        message = N_("The text names paragraphs or numbers and no fact: add “sources: [F…]” to the front matter.")
        yield warning(1, message)


def _handout(reading: Reading, html: str, today: dt.date) -> Iterator[Problem]:
    count, line = count_words(html), line_of(reading.task.source, "handout:")
    if count > MOST_WORDS_OF_A_HANDOUT:
        message = N_("The handout has %(count)s words; at most %(most)s fit on a printed page.")
        yield warning(line, message, count=count, most=MOST_WORDS_OF_A_HANDOUT)
    until = _day(reading.meta.get("valid_until"))
    if until is None:
        yield warning(line, N_("A handout says until when it is valid: add a line “valid_until: …”."))
    elif until < today:
        message = N_("The handout was valid until %(day)s: check it, then set valid_until anew.")
        yield warning(line_of(reading.task.source, "valid_until:"), message, day=str(until))


def _length_of_guide(html: str) -> Iterator[Problem]:
    count = count_words(html)
    if not FEWEST_WORDS_OF_A_GUIDE <= count <= MOST_WORDS_OF_A_GUIDE:
        message = N_("The guide has %(count)s words; it should have %(fewest)s to %(most)s.")
        yield warning(1, message, count=count, fewest=FEWEST_WORDS_OF_A_GUIDE, most=MOST_WORDS_OF_A_GUIDE)


def _order(reading: Reading, german: Mapping[tuple[Kind, str], str]) -> Iterator[Problem]:
    task = reading.task
    original = german.get((task.kind, task.slug))
    if original is None or reading.refused:
        return
    is_list = task.kind is Kind.CHECKLIST
    found = difference(skeleton(original, checklist=is_list), skeleton(task.source, checklist=is_list))
    if found is not None:
        message = N_("From here on sections or items stand otherwise than in German, where “%(german)s” comes next.")
        yield warning(found[1].line if found[1] else 1, message, german=found[0] or "–")


# Dates and words ---------------------------------------------------------------------


def _dates(reading: Reading, today: dt.date) -> Iterator[Problem]:
    as_of, review_by = (_day(reading.meta.get(name)) for name in ("as_of", "review_by"))
    if as_of is None or review_by is None:
        return
    line = line_of(reading.task.source, "review_by:")
    if review_by < today:
        yield warning(
            line,
            N_("The text was to be reviewed by %(day)s: check it, then set as_of and review_by anew."),
            day=str(review_by),
        )
    yearly = bool(figure_keys(reading.task.source))
    latest = latest_review(as_of, yearly=yearly)
    if review_by > latest:
        message = (
            N_("The text has a yearly figure: review_by is %(day)s at the latest.")
            if yearly
            else N_("A text is trusted for six months: review_by is %(day)s at the latest.")
        )
        yield warning(line, message, day=str(latest))


def _day(value: object) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) and value else None


def _wording(reading: Reading) -> Iterator[Problem]:
    html = html_of(reading)
    found = running_sentences(html)
    if found:
        mean = sum(len(words(one)) for one in found) / len(found)
        if mean > LONGEST_SENTENCE:
            message = N_("Sentences have %(mean)s words on average; more than %(most)s are hard to read.")
            yield warning(1, message, mean=f"{mean:.1f}", most=LONGEST_SENTENCE)
    sign = _GENDER_SIGN.search(plain_text(html)) if reading.task.language == SOURCE_LANGUAGE else None
    if sign:
        message = N_("“%(word)s” has a special sign inside the word: write both forms, or a neutral one.")
        yield warning(line_of(reading.task.source, sign[0]), message, word=sign[0])
