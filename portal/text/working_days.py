"""Working days in Stuttgart: Monday to Friday without the public holidays of Baden-Württemberg."""

from __future__ import annotations

import datetime as dt

from holidays.countries.germany import Germany

_DAY = dt.timedelta(days=1)
_HOLIDAYS = Germany(subdiv="BW")


def is_working_day(day: dt.date) -> bool:
    """Whether offices are open on the day."""
    return day.weekday() < 5 and day not in _HOLIDAYS


def until_next_working_day(today: dt.date) -> tuple[dt.date, ...]:
    """The days after today up to the next working day: those before which nobody works any more after today."""
    days = [today + _DAY]
    while not is_working_day(days[-1]):
        days.append(days[-1] + _DAY)
    return tuple(days)
