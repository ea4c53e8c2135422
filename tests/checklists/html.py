"""Reads a page as a browser does, and finds parts of it by a few of the selectors that style sheets know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import html5lib

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import TestResponse

SIMPLE = re.compile(
    r"(?P<sign>[#.]?)(?P<name>[\w-]+)|\[(?P<attribute>[\w-]+)(?:(?P<how>[~^$*]?=)'?(?P<value>[^\]']*)'?)?\]"
)


class Part:
    """An element of a page."""

    def __init__(self, element: Any) -> None:
        self.element = element

    def __getitem__(self, name: str) -> str:
        return str(self.element.attrib[name])

    def get(self, name: str) -> str | None:
        value: str | None = self.element.get(name)
        return value

    def has(self, name: str) -> bool:
        return name in self.element.attrib

    @property
    def text(self) -> str:
        """Its text as it stands."""
        return "".join(self.element.itertext())

    @property
    def words(self) -> str:
        """Its text, with single blanks."""
        return re.sub(r" ([.,:])", r"\1", " ".join(" ".join(self.element.itertext()).split()))

    def all(self, selector: str) -> list[Part]:
        """Every element below that fits, in the order of the page."""
        steps = selector.split()
        return [Part(element) for element, above in self._below() if _fits_all(element, above, steps)]

    def first(self, selector: str) -> Part | None:
        return next(iter(self.all(selector)), None)

    def one(self, selector: str) -> Part:
        """The first that fits; its absence fails the test."""
        found = self.first(selector)
        assert found is not None, f"no {selector} in: {self.words[:300]}"
        return found

    def _below(self) -> Iterator[tuple[Any, list[Any]]]:
        todo = [(child, []) for child in reversed(list(self.element))]
        while todo:
            element, above = todo.pop()
            if isinstance(element.tag, str):
                yield element, above
                todo += [(child, [*above, element]) for child in reversed(list(element))]


def read(response: TestResponse) -> Part:
    """The page, or the part of one, that an answer brought."""
    return Part(html5lib.parse(response.get_data(as_text=True), namespaceHTMLElements=False))


def _fits_all(element: Any, above: list[Any], steps: list[str]) -> bool:
    if not _fits(element, steps[-1]):
        return False
    rest = steps[:-1]
    for parent in reversed(above):
        if rest and _fits(parent, rest[-1]):
            rest = rest[:-1]
    return not rest


def _fits(element: Any, simple: str) -> bool:
    return all(_has(element, match.groupdict()) for match in SIMPLE.finditer(simple))


def _has(element: Any, wanted: dict[str, str | None]) -> bool:
    if wanted["attribute"] is None:
        have = {"": [element.tag], "#": [element.get("id")], ".": (element.get("class") or "").split()}
        return wanted["name"] in have[wanted["sign"] or ""]
    value, expected = element.get(wanted["attribute"]), wanted["value"] or ""
    if value is None or wanted["how"] is None:
        return value is not None
    tests = {"=": value == expected, "^=": value.startswith(expected), "$=": value.endswith(expected)}
    return tests.get(wanted["how"], expected in value)
