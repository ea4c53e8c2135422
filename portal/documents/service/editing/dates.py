"""The two dates of a text, apart from its words: of which day it is, and until when it is trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal import text

if TYPE_CHECKING:
    from collections.abc import Mapping

DATES = ("as_of", "review_by")


def dates_of(source: str) -> dict[str, str]:
    """Both dates as they are written; "" for one that is not there."""
    values = text.read_front_matter(source).values
    return {name: str(values.get(name) or "") for name in DATES}


def with_dates(source: str, dates: Mapping[str, str]) -> str:
    """The text with these dates; an empty one is taken out."""
    parted = text.part(source)
    return text.join(text.with_meta(parted.head, dates), parted.body)


def same_words(one: str, other: str) -> bool:
    """Whether two states of a text differ in their dates at most."""
    none = dict.fromkeys(DATES, "")
    return with_dates(one, none) == with_dates(other, none)


def caught_up(source: str, before: str, now: str) -> str:
    """The text with the dates of `now`, where it still has those of `before`: what somebody set stays."""
    own, old, new = dates_of(source), dates_of(before), dates_of(now)
    moved = {name: new[name] for name in DATES if own[name] == old[name] != new[name]}
    return with_dates(source, moved) if moved else source
