"""The yearly figures: what each is worth and when, which texts show it, and how an editor changes it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock, text
from portal.documents import service as documents
from portal.registers.rules import RESERVED, WARNED_BEFORE, Period, Standing, following, standing
from portal.registers.service.errors import KeyTaken, NoSuchEntry, StillShown
from portal.registers.service.versions import Held, save

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from portal.documents.service import Showing
    from portal.text import Figure
    from portal.text.figures import Figures


@dataclass(frozen=True)
class FigureSeries:
    """A figure with all its values, the latest first; `texts` show it."""

    key: str
    values: tuple[Figure, ...]
    standing: Standing
    texts: tuple[Showing, ...]

    @property
    def latest(self) -> Figure:
        return self.values[0]

    @property
    def days_left(self) -> int:
        """Until the last value ends; negative once it has."""
        until = self.latest.valid_until
        return (until - clock.today()).days if until else 0


def all_figures(session: Session, base: Held) -> tuple[FigureSeries, ...]:
    """Every figure, the most pressing first, then by its German name: one query for the texts."""
    found = text.load_figures(base.source)[0]
    texts = documents.showing(session)
    series = [_series(key, values, texts.get(key, ())) for key, values in found.items()]
    order = list(Standing)
    return tuple(sorted(series, key=lambda one: (order.index(one.standing), text.sort_key(name_of(one)))))


def _series(key: str, values: Sequence[Figure], texts: tuple[Showing, ...]) -> FigureSeries:
    periods = [Period(one.valid_from, one.valid_until) for one in values]
    return FigureSeries(key, tuple(reversed(values)), standing(periods, clock.today()), texts)


def name_of(series: FigureSeries) -> str:
    """What editors call it in German; its key where nobody has given a name."""
    return series.latest.label.de or series.key


def figure(session: Session, base: Held, key: str) -> FigureSeries:
    """One figure; raises NoSuchEntry."""
    values = text.load_figures(base.source)[0].get(key)
    if not values:
        raise NoSuchEntry
    return _series(key, values, documents.showing(session).get(key, ()))


def next_period(series: FigureSeries) -> Period | None:
    """When the next value is likely to hold, if that can be told."""
    return following(Period(series.latest.valid_from, series.latest.valid_until))


def put_figure(
    session: Session, actor_id: int, base: Held, figure: Figure, *, replaces: dt.date | None = None, new: bool = False
) -> None:
    """Enter a value: in the place of the one that held from `replaces` on, as the first of a `new` figure, else as one
    more. Raises KeyTaken, ChangedMeanwhile, Unreadable (such as periods that overlap).
    """
    known = text.load_figures(base.source)[0]
    if new and (figure.key in known or figure.key in RESERVED):
        raise KeyTaken
    save(session, actor_id, base, text.with_figure(base.source, figure, replaces), about=figure.key)


def remove_value(session: Session, actor_id: int, base: Held, key: str, valid_from: dt.date) -> bool:
    """Take a value out; returns whether the figure has others left. Raises NoSuchEntry, StillShown, ChangedMeanwhile."""
    series = figure(session, base, key)
    if all(one.valid_from != valid_from for one in series.values):
        raise NoSuchEntry
    last = len(series.values) == 1
    if last and series.texts:
        raise StillShown
    save(session, actor_id, base, text.without_figure(base.source, key, valid_from), about=key)
    return not last


def pressing(figures: Figures, today: dt.date) -> dict[str, dt.date]:
    """The keys of figures that have ended or are about to, without a successor, with their last day."""
    return {**text.ended_figures(figures, today), **text.ending_figures(figures, today, today + WARNED_BEFORE)}


def ending(figures: Figures, today: dt.date) -> tuple[documents.EndingFigure, ...]:
    """What the letter to editors says of them, the first to end on top."""
    days = sorted(pressing(figures, today).items(), key=lambda one: (one[1], one[0]))
    return tuple(
        documents.EndingFigure(figures[key][-1].label or text.Localised(key, key), until) for key, until in days
    )
