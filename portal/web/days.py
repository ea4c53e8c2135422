"""A field for a day as people type it: "1.12.", "1.3.27"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext
from wtforms.validators import ValidationError

from portal import clock
from portal.text.days import read_day
from portal.web.forms import TextLine

if TYPE_CHECKING:
    import datetime as dt

LONGEST_DAY = 40


class DayField(TextLine):
    """A day as text, shown back as "Di., 1.12.2026"; `past`: without a year it is the last such day, not the next."""

    day: dt.date | None = None

    def __init__(self, *arguments: Any, past: bool = False, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._past = past

    def pre_validate(self, _form: object) -> None:
        self.day = read_day(self.data, clock.today(), past=self._past) if self.data else None
        if self.data and self.day is None:
            raise ValidationError(gettext("This is no day. Type it as 1.12. or 1.12.2026."))
