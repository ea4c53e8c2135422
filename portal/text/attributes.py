"""The braces at the end of an item: `{: #id due=-30d kind=duty }`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from .problems import N_, Problem, error

KINDS = ("duty", "employee_duty", "recommendation", "if_applicable")
ANCHORS = ("first_working_day", "move_in", "visa_expiry", "title_expiry", "end_known")
GROUPS = ("eu_eea_ch", "other_here", "other_abroad", "moving", "training")
SIZES = ("1-9", "10-49", "50-249", "250+")
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")

_KEYS = ("due", "anchor", "law", "kind", "groups", "sizes", "src", "repeat", "rev", "was", "retired")
_BRACES = re.compile(r"(?P<before>^|[^{]?)\{:(?P<inner>[^{}]*)\}[ \t\n]*$")
_LEFT_OVER = re.compile(r"\{\s*[:#]|(?<!\w)[:#][\w-]+\s*\}(?!\})|(?:^|\s)(?:due|kind|law|src|rev)=\S")
_DUE = re.compile(r"([+-]\d{1,4}|0)([dwm])")
_REPEAT = re.compile(r"(\d{1,3})([dwm])")
_SOURCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_TYPOGRAPHIC = re.compile("[\u2018-\u201f\u00ab\u00bb\u2039\u203a\u2032\u2033\"']")


@dataclass(slots=True)
class Attributes:
    """What the braces of one item say; `given` are the keys written there."""

    id: str = ""
    due: tuple[int, str] | None = None
    anchor: str = "first_working_day"
    law: bool = False
    kind: str = "recommendation"
    groups: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    src: tuple[str, ...] = ()
    repeat: tuple[int, str] | None = None
    rev: int = 1
    was: str | None = None
    retired: date | None = None
    given: tuple[str, ...] = ()


def split_braces(caption: str, line: int) -> tuple[str, str | None, list[Problem]]:
    """The caption without its braces, what stands inside them, and what is wrong around them.

    `line` is the caption's last line, where the braces belong.
    """
    match = _BRACES.search(caption)
    if match is None:
        return caption, None, []
    problems = []
    before = match["before"]
    if before and before not in " \t\n":
        message = N_("Before the braces belongs a plain space: replace what stands there by one.")
        problems.append(error(line, message))
    text = caption[: match.end("before")].rstrip()
    return text, match["inner"], problems


def left_over(text: str) -> bool:
    """Whether braces are still in a text that a reader would see."""
    return _LEFT_OVER.search(text) is not None


def braces_misplaced(line: int) -> Problem:
    message = N_(
        "Attributes are read only at the very end of an item, as in {: #id due=+3d }: put nothing "
        "after the closing brace (no full stop, comment or text) and leave an empty line before "
        "a following paragraph."
    )
    return error(line, message)


def read_attributes(inner: str, line: int) -> tuple[Attributes, list[Problem]]:
    attributes = Attributes()
    problems = _odd_characters(inner, line)
    if problems:
        return attributes, problems
    for word in inner.split():
        problem = _read_word(attributes, word, line)
        problems += [problem] if problem else []
    if not problems:
        problems += _misuse(attributes, line)
    return attributes, problems


def _odd_characters(inner: str, line: int) -> list[Problem]:
    quote = _TYPOGRAPHIC.search(inner)
    if quote:
        message = N_("Inside the braces stands %(mark)s: write values without quotation marks.")
        return [error(line, message, mark=quote.group())]
    if any((char.isspace() and char not in " \t\n") or char == "\u200b" for char in inner):
        message = N_("Inside the braces is a no-break space: replace it by a plain space.")
        return [error(line, message)]
    return []


def _read_word(attributes: Attributes, word: str, line: int) -> Problem | None:
    key, equals, value = ("id", "=", word[1:]) if word.startswith("#") else word.partition("=")
    if key not in _READERS or not equals:
        return _unknown(word, key, line)
    if key in attributes.given:
        message = N_("“%(key)s” is given twice in the braces: keep one.")
        return error(line, message, key=key)
    attributes.given += (key,)
    try:
        setattr(attributes, key, _READERS[key](value))
    except ValueError:
        message = N_("“%(value)s” is no value for %(key)s: possible is %(possible)s.")
        return error(line, message, value=value, key=key, possible=_POSSIBLE[key])
    return None


def _unknown(word: str, key: str, line: int) -> Problem:
    near = get_close_matches(key.lower(), _KEYS, 1)
    if near:
        message = N_("“%(word)s” is unknown in the braces: is %(key)s= meant?")
        return error(line, message, word=word, key=near[0])
    message = N_("“%(word)s” is unknown in the braces: possible are #id and %(keys)s.")
    return error(line, message, word=word, keys=", ".join(_KEYS))


def _misuse(attributes: Attributes, line: int) -> list[Problem]:
    """Attributes that are fine alone and wrong together."""
    duty = attributes.kind in {"duty", "employee_duty"}
    found = []
    if attributes.law and attributes.due is None:
        found.append(N_("law=yes says that a date is legal: add the date with due=, or drop law."))
    if attributes.law and not duty:
        found.append(N_("law=yes needs kind=duty or kind=employee_duty: a legal date is a duty."))
    if attributes.sizes and duty:
        found.append(N_("A duty is never left out by size: drop sizes and say it in the text."))
    if "anchor" in attributes.given and attributes.due is None:
        found.append(N_("anchor says what a date counts from: add the date with due=."))
    if attributes.was and attributes.was == attributes.id:
        found.append(N_("was names the item's own id: name the older one, or drop it."))
    return [error(line, message) for message in found]


def _id(value: str) -> str:
    return _matching(ID, value)


def _matching(pattern: re.Pattern[str], value: str) -> str:
    if not pattern.fullmatch(value):
        raise ValueError(value)
    return value


def _one_of(allowed: tuple[str, ...]) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in allowed:
            raise ValueError(value)
        return value

    return read


def _several_of(read_one: Callable[[str], str]) -> Callable[[str], tuple[str, ...]]:
    def read(value: str) -> tuple[str, ...]:
        words = tuple(read_one(word) for word in value.split(","))
        if len(set(words)) < len(words):
            raise ValueError(value)
        return words

    return read


def _due(value: str) -> tuple[int, str]:
    match = _DUE.fullmatch(value)
    if match is None:
        raise ValueError(value)
    return int(match[1]), match[2]


def _repeat(value: str) -> tuple[int, str]:
    match = _REPEAT.fullmatch(value)
    if match is None or int(match[1]) == 0:
        raise ValueError(value)
    return int(match[1]), match[2]


def _law(value: str) -> bool:
    return _one_of(("yes",))(value) == "yes"


def _rev(value: str) -> int:
    return int(_matching(re.compile(r"[1-9][0-9]{0,3}"), value))


def _retired(value: str) -> date:
    return date.fromisoformat(_matching(re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), value))


_READERS: dict[str, Callable[[str], object]] = {
    "id": _id,
    "due": _due,
    "anchor": _one_of(ANCHORS),
    "law": _law,
    "kind": _one_of(KINDS),
    "groups": _several_of(_one_of(GROUPS)),
    "sizes": _several_of(_one_of(SIZES)),
    "src": _several_of(lambda value: _matching(_SOURCE, value)),
    "repeat": _repeat,
    "rev": _rev,
    "was": _id,
    "retired": _retired,
}
_POSSIBLE = {
    "id": "#a-z 0-9 - (1–64)",
    "due": "-30d, +2w, +3m",
    "anchor": ", ".join(ANCHORS),
    "law": "yes",
    "kind": ", ".join(KINDS),
    "groups": ", ".join(GROUPS),
    "sizes": ", ".join(SIZES),
    "src": "F1.4-40,F1.4-41",
    "repeat": "12m",
    "rev": "1, 2, 3, …",
    "was": "a-z 0-9 - (1–64)",
    "retired": "2027-01-15",
}
