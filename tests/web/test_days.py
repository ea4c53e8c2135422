"""Days as people type them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web.days import read_day

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1.12.", dt.date(2026, 12, 1)),
        ("1.12", dt.date(2026, 12, 1)),
        ("23.11.", TODAY),
        ("22.11.", dt.date(2027, 11, 22)),
        ("1.12.2026", dt.date(2026, 12, 1)),
        ("1. 12. 2026", dt.date(2026, 12, 1)),
        (" 1.3.27 ", dt.date(2027, 3, 1)),
        ("Di., 1.12.2026", dt.date(2026, 12, 1)),
        ("Tue, 1.12.2026", dt.date(2026, 12, 1)),
        ("29.2.", dt.date(2028, 2, 29)),
        ("31.2.2027", None),
        ("1.13.", None),
        ("morgen", None),
        ("", None),
        ("1.12.202", None),
        ("٣.٤.", None),
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str, day: dt.date | None) -> None:
    assert read_day(typed, TODAY) == day


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_a_day(typed: str) -> None:
    day = read_day(typed, TODAY)
    assert day is None or isinstance(day, dt.date)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("23.11.", TODAY),
        ("24.11.", dt.date(2025, 11, 24)),
        ("1.12.", dt.date(2025, 12, 1)),
        ("29.2.", dt.date(2024, 2, 29)),
        ("1.12.26", dt.date(2026, 12, 1)),
    ],
)
def test_a_day_that_lies_behind_is_the_last_such_day(typed: str, day: dt.date) -> None:
    assert read_day(typed, TODAY, past=True) == day


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.booleans())
def test_a_day_written_whole_is_that_day(day: dt.date, past: bool) -> None:
    assert read_day(f"{day.day}.{day.month}.{day.year}", TODAY, past=past) == day
