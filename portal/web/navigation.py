"""The top bar: one list of places per role, own role first, with counts only for what waits for the reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, request, url_for

from portal.web import people, transaction

if TYPE_CHECKING:
    from portal.access import Actor, Role

MOST = 8
# How many things wait for the reader behind this place.
Count = Callable[..., int]


@dataclass(frozen=True)
class Place:
    """An entry of the top bar. `label` is lazy text; `roles` empty: for everybody, also without log-in."""

    endpoint: str
    label: Any
    roles: frozenset[Role] = frozenset()
    count: Count | None = None


@dataclass(frozen=True)
class Entry:
    """A place as this reader sees it."""

    url: str
    label: str
    current: bool
    count: int


def install(app: Flask, places: tuple[Place, ...]) -> None:
    """Give the app its places, in the order of the bar."""
    app.extensions["portal_places"] = places


def menu() -> tuple[Entry, ...]:
    """The bar of this reader; asks the database only for counts."""
    person = people.current()
    places = cast("tuple[Place, ...]", current_app.extensions["portal_places"])
    mine = {place.endpoint: place for place in reversed(places) if _is_for(place, person)}
    shown = [place for place in places if mine.get(place.endpoint) is place]
    return _deepest([_entry(place, person) for place in shown[:MOST]])


def _deepest(entries: list[Entry]) -> tuple[Entry, ...]:
    """Of places that lie below each other only the deepest is where the reader is."""
    deepest = max((len(one.url) for one in entries if one.current), default=0)
    return tuple(replace(one, current=one.current and len(one.url) == deepest) for one in entries)


def _is_for(place: Place, person: Actor | None) -> bool:
    if not place.roles:
        return True
    return person is not None and any(person.has_role(role) for role in place.roles)


def _entry(place: Place, person: Actor | None) -> Entry:
    count = 0
    if place.count is not None and person is not None:
        count = place.count(transaction.session(), person, people.company_id())
    return Entry(url_for(place.endpoint), str(place.label), _is_here(place), count)


def _is_here(place: Place) -> bool:
    here, there = request.endpoint or "", place.endpoint
    if here == there:
        return True
    # Pages below a list belong to it: same area, and the list's address begins theirs.
    # Without the language, which travels in the query of readers who have not logged in.
    url = urlsplit(url_for(there)).path
    return url != "/" and (request.path == url or request.path.startswith(f"{url}/"))
