"""Looks at a page as a browser would: strictly parsed, then asked what is wrong with it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import html5lib

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

SILENT_INPUTS = frozenset({"hidden", "submit", "button", "reset", "image"})
# Says nothing in anybody's name, so that it needs no cookie: docs/decisions/0008-search-and-feedback.md.
TOKENLESS = re.compile(r"^/guides/[a-z0-9-]+/feedback(\?|$)")
CONTROLS = frozenset({"input", "select", "textarea"})


class Page:
    """A parsed page. Raises html5lib's ParseError, with line and reason, if it is no valid HTML5."""

    def __init__(self, text: str) -> None:
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        self.root: Any = parser.parse(text)
        self.parents: dict[Element, Element] = {child: parent for parent in self.root.iter() for child in parent}

    def all(self, *tags: str) -> list[Element]:
        """The elements of these names, in order."""
        return [element for element in self.root.iter() if element.tag in tags]

    def faults(self, language: str) -> Iterator[str]:
        """What is wrong, one sentence each."""
        if self.root.get("lang") != language:
            yield f"the page says it is {self.root.get('lang')}, not {language}"
        yield from self._heading_faults()
        yield from self._id_faults()
        yield from (f"nothing says what this is for: {show(one)}" for one in self._controls() if not self._label(one))
        yield from (f"without words: {show(one)}" for one in self.all("a", "button", "summary") if not self._name(one))
        yield from (f"without alt: {show(one)}" for one in self.all("img") if one.get("alt") is None)
        yield from (f"without its token: {show(one)}" for one in self._forms() if not has_token(one))
        yield from (f"inline: {show(one)}" for one in self.root.iter() if has_inline(one))

    def _heading_faults(self) -> Iterator[str]:
        headings = [words(one) for one in self.all("h1")]
        if len(headings) != 1:
            yield f"it has {len(headings)} main headings: {headings}"
            return
        title = " ".join(words(one) for one in self.root.find("head").iter("title"))
        if not headings[0] or headings[0] not in title:
            yield f'its heading "{headings[0]}" is not in its title "{title}"'
        if not self.all("main"):
            yield "it has no <main>"

    def _id_faults(self) -> Iterator[str]:
        counted = Counter(one.get("id") for one in self.root.iter() if one.get("id") is not None)
        yield from (f"the id {name!r} is there {number} times" for name, number in counted.items() if number > 1)
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            for one in self.root.iter():
                for name in (one.get(attribute) or "").split():
                    if name not in counted:
                        yield f"{attribute} names {name!r}, which is not there: {show(one)}"

    def _controls(self) -> list[Element]:
        return [one for one in self.all(*CONTROLS) if one.get("type") not in SILENT_INPUTS]

    def _forms(self) -> list[Element]:
        posts = [one for one in self.all("form") if (one.get("method") or "get").lower() == "post"]
        return [one for one in posts if not TOKENLESS.search(one.get("action") or "")]

    def _label(self, control: Element) -> bool:
        if control.get("aria-label") or control.get("aria-labelledby"):
            return True
        name = control.get("id")
        if name and any(one.get("for") == name and words(one) for one in self.all("label")):
            return True
        parent: Element | None = control
        while parent is not None and parent.tag != "label":
            parent = self.parents.get(parent)
        return parent is not None and bool(words(parent))

    def _name(self, element: Element) -> bool:
        if element.tag == "a" and element.get("href") is None:
            return True
        named = any(one.get("alt") or one.get("aria-label") for one in element.iter())
        return named or bool(element.get("aria-label") or words(element))


def has_token(form: Element) -> bool:
    """Whether the form carries its token exactly once."""
    return [one.get("name") for one in form.iter("input")].count("csrf_token") == 1


def has_inline(element: Element) -> bool:
    """Whether an attribute styles or runs."""
    return any(name == "style" or str(name).startswith("on") for name in element.keys())  # noqa: SIM118 - an Element is no mapping


def words(element: Element) -> str:
    """Its text, as it is read."""
    return " ".join("".join(element.itertext()).split())


def show(element: Element) -> str:
    """The element's tag, short."""
    attributes = " ".join(f'{name}="{value}"' for name, value in element.items())
    return f"<{element.tag} {attributes}>"[:160]
