"""How a request moves, when its answer is due, and which day somebody typed."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.consultations import rules
from portal.consultations.rules import (
    MOVES,
    WAITING,
    Facts,
    Fault,
    Move,
    MoveRefused,
    Outcome,
    Reason,
    RequestState,
)

TODAY = dt.date(2026, 11, 23)  # a Monday
NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))


def refusal(state: RequestState, move: Move) -> Fault | None:
    try:
        rules.check_move(state, move, TODAY)
    except MoveRefused as refused:
        return refused.fault
    return None


def moves() -> st.SearchStrategy[Move]:
    return st.builds(
        Move,
        st.sampled_from(RequestState),
        wake_up_on=st.none() | DAYS,
        outcome=st.none() | st.sampled_from(Outcome),
        text=st.sampled_from(["", "  ", "Das macht die Kammer."]),
        office=st.sampled_from(["", "ihk"]),
        into=st.none() | st.integers(1, 9),
    )


@given(st.lists(moves(), max_size=25))
def test_whatever_is_tried_a_request_only_ever_does_what_the_table_says(tried: list[Move]) -> None:
    states = [RequestState.NEW]
    for move in tried:
        if refusal(states[-1], move) is not None:
            continue
        states.append(move.to)
        assert move.to not in WAITING or (move.wake_up_on is not None and move.wake_up_on > TODAY)
        if move.to is RequestState.CLOSED:
            assert move.outcome is not None
            assert move.outcome is not Outcome.DECLINED or (move.text.strip() and move.office)
            assert move.outcome is not Outcome.REFERRED or move.office
    assert all(after in MOVES[before] for before, after in pairwise(states))
    assert RequestState.NEW not in states[1:]


@given(st.sampled_from(RequestState))
def test_from_every_state_a_request_can_be_ended(state: RequestState) -> None:
    assume(state is not RequestState.CLOSED)
    assert refusal(state, Move(RequestState.CLOSED, outcome=Outcome.WITHDRAWN)) is None


@pytest.mark.parametrize(
    ("state", "move", "fault"),
    [
        (RequestState.NEW, Move(RequestState.WAITING_COMPANY, wake_up_on=TODAY), Fault.NOT_FROM_HERE),
        (RequestState.CLOSED, Move(RequestState.CLOSED, outcome=Outcome.RESOLVED), Fault.NOT_FROM_HERE),
        (RequestState.OPEN, Move(RequestState.WAITING_COMPANY), Fault.NEEDS_DAY),
        (RequestState.OPEN, Move(RequestState.WAITING_COMPANY, wake_up_on=TODAY), Fault.DAY_IS_PAST),
        (RequestState.OPEN, Move(RequestState.CLOSED), Fault.NEEDS_OUTCOME),
        (RequestState.OPEN, Move(RequestState.CLOSED, outcome=Outcome.DECLINED, office="ihk"), Fault.NEEDS_REASON),
        (RequestState.OPEN, Move(RequestState.CLOSED, outcome=Outcome.DECLINED, text="Nein."), Fault.NEEDS_OFFICE),
        (RequestState.OPEN, Move(RequestState.CLOSED, outcome=Outcome.REFERRED), Fault.NEEDS_OFFICE),
        (RequestState.OPEN, Move(RequestState.CLOSED, outcome=Outcome.MERGED), Fault.NEEDS_OTHER_REQUEST),
    ],
)
def test_a_refused_move_says_what_is_missing(state: RequestState, move: Move, fault: Fault) -> None:
    assert refusal(state, move) is fault


def test_a_closed_request_reopens_up_to_the_thirtieth_day() -> None:
    assert rules.can_reopen(TODAY, TODAY + dt.timedelta(days=30))
    assert not rules.can_reopen(TODAY, TODAY + dt.timedelta(days=31))


# The clock.


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (dt.date(2026, 11, 23), dt.date(2026, 11, 25)),  # Monday
        (dt.date(2026, 11, 26), dt.date(2026, 11, 30)),  # Thursday, over the weekend
        (dt.date(2026, 11, 27), dt.date(2026, 12, 1)),  # Friday
        (dt.date(2026, 11, 28), dt.date(2026, 12, 1)),  # Saturday: Monday is the first day
        (dt.date(2026, 11, 29), dt.date(2026, 12, 1)),  # Sunday
    ],
)
def test_two_working_days_skip_the_weekend(asked: dt.date, due: dt.date) -> None:
    assert rules.due_on(asked, 2) == due


@given(DAYS, st.integers(1, 30))
def test_working_days_added_are_the_working_days_between(day: dt.date, number: int) -> None:
    later = rules.add_working_days(day, number)
    assert rules.is_working_day(later)
    assert rules.working_days_between(day, later) == number


@given(DAYS, DAYS, st.integers(0, 60), st.integers(1, 10))
def test_a_wait_puts_the_answer_off_by_as_many_working_days(
    counted: dt.date, begun: dt.date, days: int, target: int
) -> None:
    ended = begun + dt.timedelta(days=days)
    waited = rules.working_days_between(begun, ended)
    put_off = rules.due_on(rules.counted_after_wait(counted, begun, ended), target)
    assert put_off == rules.add_working_days(rules.due_on(counted, target), waited)


@given(DAYS, DAYS, st.integers(1, 10))
def test_the_day_that_the_database_compares_with_parts_late_from_in_time(
    counted: dt.date, today: dt.date, target: int
) -> None:
    late = rules.due_on(counted, target) < today
    assert (counted <= rules.last_overdue_start(today, target)) is late


# Reasons.


def facts(state: RequestState = RequestState.OPEN, **values: object) -> Facts:
    known: dict[str, object] = {
        "consultant_id": 1,
        "counted_from": TODAY,
        "first_response_at": None,
        "company_wrote_at": NOON,
        "service_wrote_at": None,
        "wake_up_on": None,
    }
    return Facts(state=state, **{**known, **values})  # type: ignore[arg-type]


HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (facts(RequestState.NEW, consultant_id=None), Reason.UNASSIGNED),
        (facts(RequestState.NEW, consultant_id=None, counted_from=dt.date(2026, 11, 18)), Reason.OVERDUE),
        (facts(counted_from=dt.date(2026, 11, 19)), Reason.OPEN),
        (facts(first_response_at=NOON, service_wrote_at=NOON, company_wrote_at=NOON + HOUR), Reason.REPLIED),
        (facts(first_response_at=NOON, service_wrote_at=NOON + HOUR), Reason.OPEN),
        (facts(RequestState.WAITING_COMPANY, counted_from=dt.date(2026, 1, 1)), Reason.WAITING),
        (facts(RequestState.WAITING_COMPANY, wake_up_on=TODAY), Reason.WOKEN),
        (facts(RequestState.WAITING_THIRD_PARTY, service_wrote_at=NOON - HOUR), Reason.REPLIED),
        (facts(RequestState.WAITING_COMPANY, wake_up_on=TODAY + dt.timedelta(days=1)), Reason.WAITING),
        (facts(RequestState.CLOSED, consultant_id=None, counted_from=dt.date(2026, 1, 1)), Reason.CLOSED),
    ],
)
def test_the_most_urgent_reason_is_named(known: Facts, expected: Reason) -> None:
    assert rules.reason(known, TODAY, 2) is expected


@pytest.mark.parametrize(
    ("wrote", "read", "unread"),
    [
        (None, None, False),
        (NOON, None, True),
        (NOON, NOON - HOUR, True),
        (NOON, NOON, False),
        (NOON, NOON + HOUR, False),
    ],
)
def test_an_answer_is_new_until_it_was_seen(
    wrote: dt.datetime | None, read: dt.datetime | None, *, unread: bool
) -> None:
    assert rules.is_unread(wrote, read) is unread


# Words.


@given(st.text(), st.none() | st.text(), st.text(min_size=1))
def test_a_title_fits_and_stands_on_one_line(subject: str, caption: str | None, message: str) -> None:
    title = rules.title_of(subject, caption, message)
    assert len(title) <= rules.LONGEST_SUBJECT
    assert title == " ".join(title.split())


def test_a_request_is_named_by_subject_then_item_then_first_words() -> None:
    assert rules.title_of("Betreff", "Punkt", "Nachricht") == "Betreff"
    assert rules.title_of(" ", "Punkt", "Nachricht") == "Punkt"
    assert rules.title_of("", None, "Wort " * 40) == ("Wort " * 15).strip() + "…"


def test_a_message_without_a_form_is_the_same_within_a_minute_and_for_one_person() -> None:
    word = rules.once_without_form(1, "Frage", NOON)
    assert word == rules.once_without_form(1, "Frage", NOON + dt.timedelta(seconds=59))
    assert word != rules.once_without_form(1, "Frage", NOON + dt.timedelta(seconds=60))
    assert word != rules.once_without_form(2, "Frage", NOON)
    assert word != rules.once_without_form(1, "Andere", NOON)


@given(st.text())
def test_the_stored_word_of_a_form_always_fits_its_column(word: str) -> None:
    assert len(rules.once_key(word)) == 64
