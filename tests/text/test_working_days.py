"""Working days in Stuttgart, and the days that come before the next one."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import working_days


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (dt.date(2026, 11, 23), True),
        (dt.date(2026, 11, 28), False),
        (dt.date(2026, 11, 29), False),
        (dt.date(2026, 12, 24), True),
        (dt.date(2026, 12, 25), False),
        (dt.date(2027, 1, 6), False),
        (dt.date(2027, 5, 27), False),
        (dt.date(2027, 11, 1), False),
        (dt.date(2028, 6, 15), False),
        (dt.date(2028, 8, 15), True),
    ],
    ids=str,
)
def test_public_holidays_are_those_of_baden_wuerttemberg(day: dt.date, works: bool) -> None:
    """Epiphany, Corpus Christi and All Saints are; the Assumption of Mary is not."""
    assert working_days.is_working_day(day) is works


def test_over_christmas_many_days_come_before_the_next_working_day() -> None:
    days = working_days.until_next_working_day(dt.date(2026, 12, 24))
    assert days == tuple(dt.date(2026, 12, number) for number in (25, 26, 27, 28))


@given(st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31)))
def test_only_the_last_of_the_days_is_a_working_day(today: dt.date) -> None:
    days = working_days.until_next_working_day(today)
    assert [working_days.is_working_day(one) for one in days] == [*[False] * (len(days) - 1), True]
    assert [(one - today).days for one in days] == list(range(1, len(days) + 1))
