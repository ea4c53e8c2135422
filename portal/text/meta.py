"""The keys that front matter may have, per kind of document, and their values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from .attributes import GROUPS, ID
from .front_matter import FrontMatter
from .problems import N_, Problem, error, warning
from .safe import TURNS, allowed_link

FIELDS = (
    *("strategie", "gewinnung", "anerkennung", "aufenthalt", "ankommen", "sprache"),
    *("wohnen-familie", "gefluechtete", "bindung", "vielfalt"),
)
AUDIENCES = ("company", "hire")
COUNTIES = ("stuttgart", "boeblingen", "esslingen", "goeppingen", "ludwigsburg", "rems-murr")
WHO = ("company", "employee")

Value = str | date | tuple[str, ...]
Reader = Callable[[object], Value]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(N_("one line of text"))  # noqa: TRY004 - a wrong value, whatever its type
    value = TURNS.sub("", value).strip()
    return " ".join(value.split()) if "\n" not in value else value


def _name(value: object) -> str:
    if not isinstance(value, str) or not ID.fullmatch(value):
        raise ValueError(N_("a name of a-z, 0-9 and hyphens"))
    return value


def _day(value: object) -> date:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
            return date.fromisoformat(str(value))
    except ValueError:
        pass
    raise ValueError(N_("a day such as 2026-11-22"))


def _link(value: object) -> str:
    if not isinstance(value, str) or not allowed_link(value):
        raise ValueError(N_("an address that begins with https://"))
    return value


def _choice(allowed: tuple[str, ...]) -> Reader:
    def read(value: object) -> str:
        if value not in allowed:
            raise ValueError(", ".join(allowed))
        return str(value)

    return read


def _list(read_one: Reader) -> Reader:
    def read(value: object) -> tuple[str, ...]:
        single = [value] if isinstance(value, str) else value
        if not isinstance(single, list):
            raise ValueError(N_("a list such as [one, two]"))  # noqa: TRY004 - as above
        return tuple(str(read_one(entry)) for entry in single)

    return read


_EVERY: dict[str, Reader] = {
    "id": _name,
    "title": _text,
    "summary": _text,
    "field": _choice(FIELDS),
    "as_of": _day,
    "review_by": _day,
    "sources": _list(_text),
    "lang": _choice(("de", "en")),
    "successor": _name,
    "retired": _day,
}
_OFFICE: dict[str, Reader] = {
    "concerns": _list(_name),
    "counties": _list(_choice(COUNTIES)),
    "who": _list(_choice(WHO)),
    "languages": _list(_text),
    "link": _link,
    "address": _text,
    "phone": _text,
    "mail": _text,
    "hours": _text,
    "field": _list(_choice(FIELDS)),
}
# A page for newcomers, which is printed and handed out until `valid_until`.
_PAGE: dict[str, Reader] = {"handout": _choice(("true",)), "valid_until": _day}
_READERS: dict[str, dict[str, Reader]] = {
    "checklist": {
        **_EVERY,
        "audience": _choice(AUDIENCES),
        "groups": _list(_choice(GROUPS)),
    },
    "guide": _EVERY,
    "page": {**_EVERY, **_PAGE},
    "office": {**_EVERY, **_OFFICE},
}
_REQUIRED = {
    "checklist": ("id", "title", "audience", "field"),
    "guide": ("id", "title", "field"),
    "page": ("id", "title"),
    "office": ("id", "title", "summary"),
}
_EXPECTED = ("as_of", "review_by")
# Everything else of a translation is taken from the German original.
_REQUIRED_IN_TRANSLATION = ("id", "title")


@dataclass(frozen=True, slots=True)
class Meta:
    values: Mapping[str, Value]
    problems: tuple[Problem, ...]

    def text(self, key: str) -> str:
        value = self.values.get(key, "")
        return value if isinstance(value, str) else ""

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        return value if isinstance(value, date) else None

    def words(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, ())
        return value if isinstance(value, tuple) else ()


def needed_meta(kind: str, language: str) -> tuple[str, ...]:
    """The keys that no text of this kind goes without."""
    return (*_REQUIRED[kind], *_EXPECTED) if language == "de" else _REQUIRED_IN_TRANSLATION


def read_meta(front: FrontMatter, kind: str, language: str) -> Meta:
    """The front matter's values in their types; what cannot be read is left out and reported."""
    values: dict[str, Value] = {}
    problems = list(front.problems)
    readers = _READERS[kind]
    for key, raw in front.values.items():
        if key not in readers:
            problems.append(_unknown(key, readers, front.line(key)))
        elif raw != "":
            try:
                values[key] = readers[key](raw)
            except ValueError as fault:
                problems.append(_wrong(key, raw, str(fault), front.line(key)))
    if not front.problems:
        problems += _missing(front, values, kind, language)
    if values.get("lang", language) != language:
        message = N_("lang says another language than the folder: delete the line.")
        problems.append(error(front.line("lang"), message))
    return Meta(values, tuple(problems))


def _unknown(key: str, readers: Mapping[str, Reader], line: int) -> Problem:
    near = get_close_matches(str(key), readers, 1)
    if near:
        message = N_("“%(key)s” is unknown in the front matter: is “%(near)s” meant?")
        return error(line, message, key=str(key), near=near[0])
    message = N_("“%(key)s” is unknown in the front matter: possible are %(keys)s.")
    return error(line, message, key=str(key), keys=", ".join(readers))


def _wrong(key: str, raw: object, possible: str, line: int) -> Problem:
    message = N_("“%(value)s” is no value for %(key)s: needed is %(possible)s.")
    # A list of lists of aliases is small, and endless when it is written out.
    value = raw[:60] if isinstance(raw, str) else "[…]"
    return error(line, message, value=value, key=key, possible=possible)


def _missing(front: FrontMatter, values: Mapping[str, Value], kind: str, language: str) -> Iterator[Problem]:
    required = _REQUIRED[kind] if language == "de" else _REQUIRED_IN_TRANSLATION
    for key in required:
        if key not in front.values or (key not in values and front.values[key] == ""):
            message = N_("The front matter lacks “%(key)s”: add a line “%(key)s: …” between the ---.")
            yield error(front.line(key), message, key=key)
    if language != "de":
        return
    for key in _EXPECTED:
        if key not in values:
            message = N_("The front matter lacks “%(key)s”: say until when the text can be trusted.")
            yield warning(1, message, key=key)
