"""How a figure stands to the calendar."""

from __future__ import annotations

import datetime as dt

import pytest

from portal.registers.rules import WARNED_BEFORE, Period, Standing, following, lost_unit, standing

DAY = dt.date(2026, 11, 30)
YEAR = Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
NEXT = Period(dt.date(2027, 1, 1), dt.date(2027, 12, 31))


@pytest.mark.parametrize(
    ("periods", "today", "expected"),
    [
        ([YEAR], dt.date(2026, 12, 31) - WARNED_BEFORE - dt.timedelta(days=1), Standing.HOLDS),
        ([YEAR], dt.date(2026, 12, 31) - WARNED_BEFORE, Standing.ENDING),
        ([YEAR], dt.date(2026, 12, 31), Standing.ENDING),
        ([YEAR], dt.date(2027, 1, 1), Standing.ENDED),
        ([YEAR, NEXT], DAY, Standing.HOLDS),
        ([Period(dt.date(2026, 1, 1), None)], DAY, Standing.HOLDS),
        ([NEXT], DAY, Standing.TO_COME),
    ],
)
def test_a_figure_warns_before_it_ends_unless_its_successor_is_there(
    periods: list[Period], today: dt.date, expected: Standing
) -> None:
    assert standing(periods, today) is expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (YEAR, NEXT),
        (Period(dt.date(2027, 1, 1), dt.date(2027, 12, 31)), Period(dt.date(2028, 1, 1), dt.date(2028, 12, 31))),
        (Period(dt.date(2026, 7, 1), dt.date(2027, 6, 30)), Period(dt.date(2027, 7, 1), dt.date(2028, 6, 30))),
        (Period(dt.date(2024, 2, 29), dt.date(2024, 3, 1)), Period(dt.date(2024, 3, 2), dt.date(2024, 3, 3))),
        (Period(dt.date(2026, 1, 1), None), None),
    ],
)
def test_the_next_period_is_as_long_as_the_last(last: Period, expected: Period | None) -> None:
    assert following(last) == expected


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        ("13,90 €", "14,60", True),
        ("13,90 €", "14,60 €", False),
        ("13,90 €", "14,60 EUR", False),
        ("45 %", "46,5", True),
        ("3", "4", False),
    ],
)
def test_a_value_that_lost_its_unit_is_seen(before: str, now: str, expected: bool) -> None:
    assert lost_unit(before, now) is expected
