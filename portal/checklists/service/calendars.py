"""Days as a calendar file that other programs read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from portal import clock

if TYPE_CHECKING:
    from portal.checklists.service.hire_values import DueItem

PRODUCT = "-//Willkommensportal//DE"


def calendar(
    name: str, items: Iterable[DueItem], addresses: Mapping[str, str], kinds: Mapping[str, str], host: str
) -> bytes:
    """Whole-day events with names that stay the same, so that a newer file replaces the older one's. `addresses`, and
    `kinds`, whose day it is: by the items' keys.
    """
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("x-wr-calname", name)
    for one in items:
        found.add_component(_event(name, one, addresses.get(one.key, ""), kinds.get(one.key, ""), host))
    return bytes(found.to_ical())


def _event(name: str, one: DueItem, address: str, kind: str, host: str) -> Event:
    event = Event()
    event.add("uid", f"run-{one.run_id}-item-{one.item_id}@{host}")
    event.add("dtstamp", clock.now())
    event.add("dtstart", one.day)
    event.add("summary", f"{name}: {one.caption}")
    event.add("transp", "TRANSPARENT")
    if kind:
        event.add("description", kind)
    if address:
        event.add("url", address)
    return event
