"""Days as people type them, in either language."""

from __future__ import annotations

import datetime as dt
import re

_DAY = re.compile(r"(?:[^\W\d]{2,12}\.?,?\s*)?(\d{1,2})\.\s?(\d{1,2})(?:\.\s?(\d{4}|\d{2})?)?", re.ASCII)
# 29 February may be eight years away.
_YEARS = 9


def read_day(text: str, today: dt.date, *, past: bool = False) -> dt.date | None:
    """Read "1.12.", "1.12.2026", "1.3.27" or "Di., 1.12.2026"; None: no day.

    Without a year it is the next such day, or with `past` the last one; today is both.
    """
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    day, month, year = int(found[1]), int(found[2]), found[3]
    if year is not None:
        return _date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    step = -1 if past else 1
    near = (_date(today.year + step * away, month, day) for away in range(_YEARS))
    return next((one for one in near if one is not None and (one - today).days * step >= 0), None)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
