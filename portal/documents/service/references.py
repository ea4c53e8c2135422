"""Whether what a text points to is there: other texts, places inside them, and facts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.documents.parsing import Reading
from portal.documents.rules import ADDRESSES, SOURCE_LANGUAGE, Kind, address_of
from portal.documents.service.addresses import Moves
from portal.text import N_, Problem, warning

_LINK = re.compile(r'href="(/[^"#?]*)(?:\?[^"#]*)?(#[^"]*)?"')
_JUMP = re.compile(r'href="#([^"]+)"')
_HEADING = re.compile(r'<h[2-6] id="([^"]+)"')
# Pages of ours that are no text.
PLACES = frozenset(
    {
        *("/", "/guides", "/pages", "/directory", "/checklists", "/consultations", "/consultations/new"),
        *("/impressum", "/datenschutz", "/barrierefreiheit"),
    }
)
_ITEM = "item-"


@dataclass(frozen=True)
class Targets:
    """What links may lead to: German texts by kind and slug, each with the places inside it."""

    places: Mapping[tuple[Kind, str], frozenset[str]] = field(default_factory=dict)
    # Former addresses in the portal, which lead on to these slugs.
    moved: Moves = field(default_factory=dict)

    @classmethod
    def of(cls, readings: list[Reading], moved: Moves) -> Targets:
        german = [one for one in readings if one.task.language == SOURCE_LANGUAGE]
        return cls({(one.task.kind, one.task.slug): _inside(one) for one in german}, moved)

    def present(self, kind: Kind, slug: str) -> str | None:
        """The address that the text of a former one has now, if it is there."""
        new = self.moved.get((kind, slug))
        return None if new is None or (kind, new) not in self.places else address_of(kind, new)


def _inside(reading: Reading) -> frozenset[str]:
    return frozenset({*(f"{_ITEM}{item.id}" for item in reading.items), *_HEADING.findall(html_of(reading))})


def html_of(reading: Reading) -> str:
    """Everything of a text that readers see, as safe HTML."""
    body: Mapping[str, Any] = reading.body
    pieces = [body.get("html", ""), body.get("intro", ""), *(one["intro"] for one in body.get("sections", ()))]
    for item in reading.items:
        pieces += [item.caption_html, item.more_html, *item.parts.values()]
    return "".join(pieces)


def dead_links(reading: Reading, targets: Targets) -> Iterator[Problem]:
    """Links to texts, places in texts, and pages that are not there."""
    html = html_of(reading)
    for path, place in sorted(set(_LINK.findall(html))):
        message = _why_dead(path, place.removeprefix("#"), targets)
        if message:
            line, new = line_of(reading.task.source, path), _present(path, targets)
            yield warning(line, message, address=path + place, new=new or "")
    own = frozenset(_HEADING.findall(html))
    for place in sorted(set(_JUMP.findall(html)) - own):
        message = N_("There is no heading %(address)s on this page: correct the link.")
        yield warning(line_of(reading.task.source, place), message, address=f"#{place}")


def _why_dead(path: str, place: str, targets: Targets) -> str:
    folder, _, slug = path.removeprefix("/").partition("/")
    if path in PLACES:
        return ""
    if folder not in ADDRESSES or not slug:
        return N_("The link to %(address)s leads nowhere: there is no such page of the portal.")
    inside = targets.places.get((ADDRESSES[folder], slug))
    if inside is None and _present(path, targets) is not None:
        return N_("The link to %(address)s leads on to %(new)s, where the text is now: write the new address.")
    if inside is None:
        return N_("The link to %(address)s leads nowhere: there is no such text. Correct the name, or write the text.")
    if place and place not in inside:
        return N_("The link to %(address)s leads to no item or heading there: correct what stands behind the #.")
    return ""


def _present(path: str, targets: Targets) -> str | None:
    folder, _, slug = path.removeprefix("/").partition("/")
    return targets.present(ADDRESSES[folder], slug) if folder in ADDRESSES else None


def line_of(source: str, words: str) -> int:
    """The first line of a file with these words; 1 if there is none."""
    return next((number for number, line in enumerate(source.split("\n"), 1) if words in line), 1)
