"""What a company's situation is called, and why."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.engagement.rules import (
    LIVELY_WITHIN,
    QUIET_AFTER,
    Signs,
    Situation,
    Urgency,
    is_now,
    quiet_days,
    situation,
    urgency,
)

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
CALM = Signs(0, 0, 0, begun=True, heard_at=NOW - DAY, nothing_open=False)
SIGNS = st.builds(
    Signs,
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 3),
    begun=st.booleans(),
    heard_at=st.none() | st.integers(0, 500).map(lambda days: NOW - days * DAY),
    nothing_open=st.booleans(),
)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, Situation.GOES_WELL),
        ({"overdue_requests": 1, "new_requests": 1, "replied_requests": 1}, Situation.OVERDUE),
        ({"replied_requests": 1, "new_requests": 1}, Situation.REPLIED),
        ({"new_requests": 1, "begun": False}, Situation.NEW_REQUEST),
        ({"begun": False}, Situation.NOT_BEGUN),
        ({"heard_at": NOW - QUIET_AFTER}, Situation.QUIET),
        ({"heard_at": NOW - QUIET_AFTER, "nothing_open": True}, Situation.AT_WORK),
        ({"heard_at": NOW - LIVELY_WITHIN}, Situation.AT_WORK),
        ({"heard_at": None}, Situation.QUIET),
    ],
)
def test_the_situation_names_what_matters_most(changed: dict[str, object], expected: Situation) -> None:
    assert situation(Signs(**{**vars(CALM), **changed}), NOW) is expected


@given(SIGNS)
def test_what_waits_for_us_always_comes_first(signs: Signs) -> None:
    ours = {Situation.OVERDUE, Situation.REPLIED, Situation.NEW_REQUEST}
    waiting = signs.overdue_requests or signs.replied_requests or signs.new_requests
    assert (situation(signs, NOW) in ours) == bool(waiting)


def test_quiet_days_are_whole_days() -> None:
    assert quiet_days(NOW - 61 * DAY - dt.timedelta(hours=5), NOW) == 61
    assert quiet_days(None, NOW) == 0


@given(st.booleans(), st.booleans(), st.booleans())
def test_only_the_laws_dates_are_urgent(law: bool, overdue: bool, duty: bool) -> None:
    found = urgency(law=law, overdue=overdue, duty=duty)
    assert (found <= Urgency.LAW_CLOSE) == law
    assert (found is Urgency.OVERDUE) == (law and overdue)


def test_a_legal_date_is_shown_a_week_before_and_a_suggestion_on_its_day() -> None:
    today = NOW.date()
    assert is_now(today + 7 * DAY, today, law=True)
    assert not is_now(today + 8 * DAY, today, law=True)
    assert is_now(today, today, law=False)
    assert not is_now(today + DAY, today, law=False)
