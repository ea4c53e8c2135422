"""A day as people type it: "1.12.", "1.3.27"."""

from __future__ import annotations

import datetime as dt
import re

from flask_babel import gettext
from wtforms.validators import ValidationError

from portal import clock
from portal.web.forms import TextLine

LONGEST_DAY = 40

_DAY = re.compile(r"(?:[^\W\d]{2,12}\.?,?\s*)?(\d{1,2})\.\s?(\d{1,2})(?:\.\s?(\d{4}|\d{2})?)?", re.ASCII)


def read_day(text: str, today: dt.date) -> dt.date | None:
    """Read "1.12.", "1.12.2026", "1.3.27" or "Di., 1.12.2026"; without a year the next such day. None: no day."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return None
    day, month, year = int(found[1]), int(found[2]), found[3]
    if year is not None:
        return _date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    years = range(today.year, today.year + 9)  # 29 February may be eight years away
    coming = (_date(one, month, day) for one in years)
    return next((one for one in coming if one is not None and one >= today), None)


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


class DayField(TextLine):
    """A day as text, shown back as "Di., 1.12.2026"."""

    day: dt.date | None = None

    def pre_validate(self, _form: object) -> None:
        self.day = read_day(self.data, clock.today()) if self.data else None
        if self.data and self.day is None:
            raise ValidationError(gettext("This is no day. Type it as 1.12. or 1.12.2026."))
