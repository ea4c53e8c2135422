"""The letter to whoever is responsible: which texts are to be looked at again, and which figures end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock
from portal.accounts import rules as accounts_rules
from portal.accounts import service as accounts
from portal.documents import mails
from portal.documents.service.editing import keepers, listing
from portal.text import working_days

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.documents.service.editing.listing import Line
    from portal.text import Localised

# Nobody is woken by a letter.
EARLIEST_HOUR = 7
COMES_NEAR = dt.timedelta(days=14)
MOST_LINES = 15


@dataclass(frozen=True)
class Texts:
    """Texts whose day has passed or comes near, the oldest first. `mine`: of the reader alone; `shared`: of all editors;
    `more`: how many do not fit in.
    """

    mine: tuple[Line, ...] = ()
    shared: tuple[Line, ...] = ()
    more: int = 0

    def __len__(self) -> int:
        return len(self.mine) + len(self.shared) + self.more


@dataclass(frozen=True)
class EndingFigure:
    """A yearly figure without a next value, and the last day on which it holds."""

    name: Localised
    until: dt.date


@dataclass(frozen=True)
class Upkeep:
    """What somebody is to look at, list by list."""

    texts: Texts
    figures: tuple[EndingFigure, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.texts or self.figures)


def remind_of_review(session: Session, figures: tuple[EndingFigure, ...] = ()) -> None:
    """Write the letters of this week on its first working day; whoever has nothing to look at gets none. `figures`, the
    first to end on top, are told to all editors.
    """
    now = clock.local(clock.now())
    if now.hour < EARLIEST_HOUR or now.date() != _first_working_day(now.date()):
        return
    week = accounts_rules.week_of(now.date())
    near = [one for one in listing.due(listing.lines(session), now.date()) if _comes_near(one, now.date())]
    everybody = keepers.team(session).editors
    people = {number for one in near for number in _keepers(one, everybody)} | set(everybody if figures else ())
    for number, reader in sorted(accounts.reachable(session, people).items()):
        shared = number in everybody
        upkeep = Upkeep(_texts(near, number, shared=shared), figures[:MOST_LINES] if shared else ())
        mails.upkeep(session, reader, upkeep, week, now.date())


def _first_working_day(day: dt.date) -> dt.date | None:
    """Of the week of this day: Monday, unless it is a holiday."""
    monday = day - dt.timedelta(days=day.weekday())
    week = (monday + dt.timedelta(days=number) for number in range(5))
    return next((one for one in week if working_days.is_working_day(one)), None)


def _comes_near(line: Line, today: dt.date) -> bool:
    return line.review_by is not None and line.review_by <= today + COMES_NEAR


def _keepers(line: Line, everybody: tuple[int, ...]) -> Iterator[int]:
    yield from everybody if line.keeper.id is None else (line.keeper.id,)


def _texts(near: Sequence[Line], reader_id: int, *, shared: bool) -> Texts:
    mine = [one for one in near if one.keeper.id == reader_id]
    others = [one for one in near if shared and one.keeper.id is None]
    place = max(0, MOST_LINES - len(mine))
    more = max(0, len(mine) - MOST_LINES) + max(0, len(others) - place)
    return Texts(tuple(mine[:MOST_LINES]), tuple(others[:place]), more)
