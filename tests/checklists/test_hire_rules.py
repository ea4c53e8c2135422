"""Days, items and ends of hires."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal.checklists.rules import State, hires
from portal.checklists.rules.hires import (
    Anchor,
    Case,
    EndFault,
    EndRefused,
    Group,
    HireState,
    OwnDay,
    Phase,
    Placed,
    Shift,
    Standing,
    Task,
    Why,
)

TODAY = dt.date(2026, 11, 23)
FIRST = Anchor.FIRST_WORKING_DAY

days = st.dates(dt.date(2000, 1, 1), dt.date(2060, 12, 31))
offsets = st.tuples(st.integers(-999, 999), st.sampled_from("dwm"))
anchors = st.dictionaries(st.sampled_from(Anchor), days)
states = st.sampled_from(State)
owns = st.none() | st.builds(OwnDay, days, st.booleans())
groups = st.lists(st.sampled_from([*Group, *hires.ASKED_BESIDES]), max_size=3, unique=True).map(tuple)
tasks = st.builds(Task, st.none() | offsets, st.sampled_from(Anchor), st.booleans(), groups)
cases = st.builds(
    Case, st.sampled_from(Group), st.booleans(), st.booleans(), st.booleans(), st.sampled_from(HireState), anchors
)


# Days.


@pytest.mark.parametrize(
    ("anchor", "offset", "day"),
    [
        (dt.date(2027, 2, 1), (-30, "d"), dt.date(2027, 1, 2)),
        (dt.date(2027, 2, 1), (2, "w"), dt.date(2027, 2, 15)),
        (dt.date(2027, 1, 31), (1, "m"), dt.date(2027, 2, 28)),
        (dt.date(2028, 1, 31), (1, "m"), dt.date(2028, 2, 29)),
        (dt.date(2028, 2, 29), (12, "m"), dt.date(2029, 2, 28)),
        (dt.date(2028, 2, 29), (48, "m"), dt.date(2032, 2, 29)),
        (dt.date(2028, 2, 29), (0, "d"), dt.date(2028, 2, 29)),
        (dt.date(2027, 1, 15), (-1, "m"), dt.date(2026, 12, 15)),
        (dt.date(2027, 3, 31), (-1, "m"), dt.date(2027, 2, 28)),
        (dt.date(9999, 12, 31), (1, "d"), None),
        (dt.date(9999, 12, 31), (1, "m"), None),
    ],
)
def test_a_day_is_counted_from_its_anchor(anchor: dt.date, offset: Any, day: dt.date | None) -> None:
    assert hires.due_date(offset, anchor) == day


@given(days, offsets, st.integers(0, 400))
def test_a_later_anchor_never_makes_an_earlier_day(anchor: dt.date, offset: Any, later: int) -> None:
    first, second = hires.due_date(offset, anchor), hires.due_date(offset, anchor + dt.timedelta(days=later))
    assert first is not None
    assert second is not None
    assert first <= second


@given(days, st.integers(-999, 999))
def test_months_keep_the_day_where_there_is_one(anchor: dt.date, months: int) -> None:
    day = hires.due_date((months, "m"), anchor)
    assert day is not None
    assert (day.year - anchor.year) * 12 + day.month - anchor.month == months
    assert day.day == anchor.day or (day.day < anchor.day and (day + dt.timedelta(days=1)).day == 1)


@given(tasks, cases)
def test_without_its_own_anchor_an_item_has_no_day(task: Task, case: Case) -> None:
    assume(task.anchor not in case.anchors)
    assert hires.counted_day(task, case) is None


# How an item stands to its day.


@given(tasks, cases, states, owns, days, days)
def test_only_the_law_is_ever_overdue(
    task: Task, case: Case, state: State, own: OwnDay | None, made_on: dt.date, today: dt.date
) -> None:
    due = hires.due(task, case, state, own, made_on, today)
    if due.standing is Standing.OVERDUE:
        assert task.law
        assert due.day is not None
        assert made_on <= due.day < today
        assert state not in hires.FINISHED
    if due.standing is Standing.LATE:
        assert not task.law
    if due.day is None or state in hires.FINISHED:
        assert due.standing is Standing.NONE


@given(tasks, cases, owns, days, days)
def test_what_had_passed_when_the_list_was_made_is_never_overdue(
    task: Task, case: Case, own: OwnDay | None, made_on: dt.date, today: dt.date
) -> None:
    due = hires.due(task, case, State.OPEN, own, made_on, today)
    if due.day is not None and due.day < made_on and not due.by_hand:
        assert due.standing in {Standing.TO_CLARIFY, Standing.NONE}


@given(tasks, cases, days, days)
def test_a_legal_day_is_never_set_by_hand(task: Task, case: Case, own: dt.date, today: dt.date) -> None:
    due = hires.due(task, case, State.OPEN, OwnDay(own, by_hand=True), today, today)
    if task.law:
        assert due.day == hires.counted_day(task, case)
        assert not hires.can_be_set(task)
    else:
        assert due.day == own


def test_the_day_itself_is_still_in_time() -> None:
    law = Task((0, "d"), law=True)
    on_time = Case(Group.OTHER_ABROAD, anchors={FIRST: TODAY})
    made = TODAY - dt.timedelta(days=90)
    assert hires.due(law, on_time, State.OPEN, None, made, TODAY).standing is Standing.AHEAD
    tomorrow = TODAY + dt.timedelta(days=1)
    assert hires.due(law, on_time, State.OPEN, None, made, tomorrow).standing is Standing.OVERDUE


def test_a_finished_item_keeps_its_day_and_an_open_one_follows() -> None:
    task, case = Task((5, "d")), Case(Group.EU_EEA_CH, anchors={FIRST: TODAY})
    kept = OwnDay(dt.date(2026, 1, 1), by_hand=False)
    assert hires.due(task, case, State.DONE, kept, TODAY, TODAY).day == kept.day
    assert hires.due(task, case, State.OPEN, kept, TODAY, TODAY).day == dt.date(2026, 11, 28)


@pytest.mark.parametrize(
    ("facts", "day"),
    [
        ({}, dt.date(2026, 12, 21)),
        ({"training": True}, dt.date(2026, 12, 7)),
        ({"permission": True}, dt.date(2026, 12, 7)),
    ],
)
def test_an_early_end_is_told_sooner_after_a_training_or_a_permission(facts: dict[str, bool], day: dt.date) -> None:
    case = Case(Group.OTHER_HERE, state=HireState.ENDED_EARLY, anchors={Anchor.END_KNOWN: TODAY}, **facts)
    assert hires.counted_day(Task((28, "d"), Anchor.END_KNOWN, law=True), case) == day


@given(offsets, days, days)
def test_an_anchor_is_found_from_the_day_it_leads_to(offset: tuple[int, str], anchor: dt.date, other: dt.date) -> None:
    day = hires.due_date(offset, anchor)
    assume(day is not None)
    assert day is not None
    assert anchor in hires.anchors_before(offset, day)
    assert {hires.due_date(offset, one) for one in hires.anchors_before(offset, other)} <= {other}


@given(st.lists(tasks, max_size=4), cases, days)
def test_a_legal_date_is_found_by_its_anchor(found: list[Task], case: Case, day: dt.date) -> None:
    """No hire whose legal date is this day is passed over, and no anchor is looked for that brings none."""
    wanted = hires.anchors_of_legal_days(found, [day])
    mine = [one for one in found if one.law and hires.counted_day(one, case) == day]
    assert all(case.anchors[one.anchor] in wanted[one.anchor] for one in mine)
    assert set(wanted) <= {one.anchor for one in found if one.law and one.due}


# Which items.


@given(tasks, cases)
def test_an_item_of_named_groups_is_for_no_other(task: Task, case: Case) -> None:
    named = set(task.groups) - hires.ASKED_BESIDES
    if hires.applies(task, case):
        assert not named or case.group in named
        assert case.moving or hires.MOVING not in task.groups
        assert case.training or hires.TRAINING not in task.groups
        assert task.anchor is not Anchor.END_KNOWN or case.state is HireState.ENDED_EARLY


@given(tasks, cases)
def test_an_item_for_everybody_is_left_out_for_nobody(task: Task, case: Case) -> None:
    if not task.groups and task.anchor is not Anchor.END_KNOWN:
        assert hires.applies(task, case)


@pytest.mark.parametrize(
    ("group", "moving", "wanted", "why"),
    [
        (Group.OTHER_ABROAD, False, (), Why.EVERYBODY),
        (Group.OTHER_ABROAD, False, ("other_abroad",), Why.FITS),
        (Group.OTHER_HERE, True, ("other_abroad",), Why.OTHER_GROUP),
        (Group.EU_EEA_CH, False, ("moving",), Why.NOT_MOVING),
        (Group.EU_EEA_CH, True, ("moving",), Why.FITS),
        (Group.OTHER_HERE, True, ("other_here", "moving"), Why.FITS),
    ],
)
def test_a_list_follows_for_its_groups(group: Group, moving: bool, wanted: tuple[str, ...], why: Why) -> None:
    assert hires.why_list(wanted, Case(group, moving=moving)) is why


@pytest.mark.parametrize(
    ("training", "wanted", "why"),
    [
        (True, ("training",), Why.FITS),
        (False, ("training",), Why.NO_TRAINING),
        (True, ("training", "other_abroad"), Why.OTHER_GROUP),
        (True, ("training", "other_here"), Why.FITS),
        (True, (), Why.EVERYBODY),
    ],
)
def test_a_list_follows_for_a_training(training: bool, wanted: tuple[str, ...], why: Why) -> None:
    assert hires.why_list(wanted, Case(Group.OTHER_HERE, training=training)) is why


@pytest.mark.parametrize(
    ("due", "anchor", "abroad", "phase"),
    [
        ((-240, "d"), FIRST, True, Phase.BEFORE_ENTRY),
        ((-30, "d"), FIRST, False, Phase.BEFORE_START),
        ((0, "d"), FIRST, False, Phase.FIRST_DAY),
        ((28, "d"), FIRST, False, Phase.FIRST_WEEKS),
        ((4, "w"), FIRST, False, Phase.FIRST_WEEKS),
        ((2, "m"), FIRST, False, Phase.LATER),
        ((14, "d"), Anchor.MOVE_IN, False, Phase.FIRST_WEEKS),
        ((28, "d"), Anchor.END_KNOWN, False, Phase.EARLY_END),
        (None, FIRST, False, Phase.FIRST_WEEKS),
    ],
)
def test_every_item_has_a_phase_without_any_day(due: Any, anchor: Anchor, abroad: bool, phase: Phase) -> None:
    assert hires.phase(Task(due, anchor), only_abroad=abroad) is phase


# Moving an anchor.


@given(st.lists(st.builds(Placed, tasks, states, owns)), st.sets(st.sampled_from(Anchor)))
def test_every_item_of_an_anchor_moves_or_stays(items: list[Placed], changed: set[Anchor]) -> None:
    shift = hires.shift(items, changed)
    hanging = [one for one in items if one.task.due is not None and one.task.anchor in changed]
    assert shift.moved + shift.kept == len(hanging)
    assert shift.moved <= sum(one.state not in hires.FINISHED for one in hanging)


def test_finished_items_and_days_set_by_hand_stay() -> None:
    task = Task((5, "d"))
    by_hand, left = OwnDay(TODAY, by_hand=True), OwnDay(TODAY, by_hand=False)
    items = [
        Placed(task, State.OPEN, None),
        Placed(task, State.IN_PROGRESS, left),
        Placed(task, State.DONE, None),
        Placed(task, State.NOT_APPLICABLE, None),
        Placed(task, State.OPEN, by_hand),
        Placed(Task((5, "d"), Anchor.MOVE_IN), State.OPEN, None),
        Placed(Task(), State.OPEN, None),
    ]
    assert hires.shift(items, {FIRST}) == Shift(moved=2, kept=3)


# Ending.


@pytest.mark.parametrize(
    ("state", "to", "known", "fault"),
    [
        (HireState.RUNNING, HireState.FINISHED, None, None),
        (HireState.RUNNING, HireState.NOT_STARTED, None, None),
        (HireState.RUNNING, HireState.ENDED_EARLY, TODAY, None),
        (HireState.FINISHED, HireState.ENDED_EARLY, TODAY, None),
        (HireState.FINISHED, HireState.RUNNING, None, None),
        (HireState.RUNNING, HireState.ENDED_EARLY, None, EndFault.NEEDS_DAY),
        (HireState.RUNNING, HireState.ENDED_EARLY, TODAY + dt.timedelta(days=1), EndFault.DAY_IS_AHEAD),
        (HireState.NOT_STARTED, HireState.ENDED_EARLY, TODAY, EndFault.NOT_FROM_HERE),
        (HireState.FINISHED, HireState.FINISHED, None, EndFault.NOT_FROM_HERE),
    ],
)
def test_a_hire_ends_in_these_ways(
    state: HireState, to: HireState, known: dt.date | None, fault: EndFault | None
) -> None:
    case = Case(Group.OTHER_HERE, state=state)
    if fault is None:
        hires.check_end(case, to, known, TODAY)
        return
    with pytest.raises(EndRefused) as refused:
        hires.check_end(case, to, known, TODAY)
    assert refused.value.fault is fault


def test_the_union_need_not_say_since_when() -> None:
    hires.check_end(Case(Group.EU_EEA_CH), HireState.ENDED_EARLY, None, TODAY)


@pytest.mark.parametrize(
    ("closed_on", "today", "erased"),
    [
        (None, TODAY, False),
        (dt.date(2026, 5, 24), TODAY, False),
        (dt.date(2026, 5, 23), TODAY, True),
        (dt.date(2026, 8, 31), dt.date(2027, 2, 27), False),
        (dt.date(2026, 8, 31), dt.date(2027, 2, 28), True),
    ],
)
def test_a_label_goes_six_months_after_closing(closed_on: dt.date | None, today: dt.date, erased: bool) -> None:
    assert hires.label_is_due_for_erasure(closed_on, today) is erased


@given(days, days)
def test_somebody_is_asked_before_a_hire_is_closed(touched_on: dt.date, today: dt.date) -> None:
    assert hires.is_untouched(touched_on, today) or not hires.is_left_behind(touched_on, today)


@given(st.dates())
def test_a_credible_day_is_within_reach_of_every_offset(day: dt.date) -> None:
    if hires.is_credible_anchor(day, TODAY):
        assert all(hires.due_date((number, unit), day) for number in (-9999, 9999) for unit in "dwm" if unit != "m")
