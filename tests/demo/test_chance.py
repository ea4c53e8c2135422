"""What is drawn: shares that hold, names given once, moments in their order."""

from __future__ import annotations

import datetime as dt
import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.consultations.rules import is_working_day
from portal.demo.chance import FOURTEEN_MONTHS, Course, Days, Deck
from portal.demo.companies import facts
from portal.demo.stories import chances
from portal.demo.texts import questions

DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31))


def test_a_deck_keeps_its_shares_and_begins_anew() -> None:
    deck = Deck(random.Random(1), {"a": 3, "b": 1})
    for _ in range(5):
        assert sorted(deck.draw() for _ in range(4)) == ["a", "a", "a", "b"]


def test_hundreds_of_companies_have_different_names() -> None:
    drawn = list(itertools.islice(facts(chances(1, 0)), 2500))
    assert len({one.name for one in drawn}) == 2500


def test_more_companies_leave_the_first_as_they_are() -> None:
    few, many = (list(itertools.islice(facts(chances(1, 0)), number)) for number in (20, 200))
    assert many[:20] == few


@given(today=DAYS)
def test_days_ago_are_working_days_of_fourteen_months(today: dt.date) -> None:
    days = Days(today)
    assert all(is_working_day(days.ago(number)) for number in range(1, FOURTEEN_MONTHS + 1))
    assert 416 <= (today - days.ago(FOURTEEN_MONTHS)).days <= 425


@given(today=DAYS, seed=st.integers(), begun=st.integers(1, 299), last=st.integers(1, 299))
def test_a_course_goes_on_in_order_and_ends_in_time(today: dt.date, seed: int, begun: int, last: int) -> None:
    days = Days(today)
    course = Course(random.Random(seed), days, begun, last)
    moments = [course.moment]
    for _ in range(8):
        moments += [course.soon(), course.later(0, 9)]
    assert moments == sorted(moments)
    assert all(is_working_day(clock.local(one).date()) for one in moments)
    assert clock.local(moments[-1]).date() <= days.ago(last)


def test_questions_are_many_and_whole() -> None:
    asked = questions()
    assert sum(one.language == "de" for one in asked) >= 40
    assert len({one.title for one in asked}) == len(asked)
    for one in asked:
        assert bool(one.reply) == bool(one.then)
        assert one.closing not in {"referred", "declined"} or one.office
        assert one.closing != "declined" or one.reason
