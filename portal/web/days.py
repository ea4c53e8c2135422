"""A day as people type it: "1.12.", "1.3.27"."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from flask_babel import gettext
from wtforms.validators import ValidationError

from portal import clock
from portal.web.forms import TextLine

LONGEST_DAY = 40

_DAY = re.compile(r"(?:[^\W\d]{2,12}\.?,?\s*)?(\d{1,2})\.\s?(\d{1,2})(?:\.\s?(\d{4}|\d{2})?)?", re.ASCII)


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
    # 29 February may be eight years away.
    near = (_date(today.year + step * away, month, day) for away in range(9))
    return next((one for one in near if one is not None and (one - today).days * step >= 0), None)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


class DayField(TextLine):
    """A day as text, shown back as "Di., 1.12.2026". `past`: without a year it is the last such day, not the next."""

    day: dt.date | None = None

    def __init__(self, *arguments: Any, past: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._past = past

    def pre_validate(self, _form: object) -> None:
        self.day = read_day(self.data, clock.today(), past=self._past) if self.data else None
        if self.data and self.day is None:
            raise ValidationError(gettext("This is no day. Type it as 1.12. or 1.12.2026."))
