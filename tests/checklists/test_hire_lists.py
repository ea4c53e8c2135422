"""What ten hires get of the portal's own checklists: each item with its day, its kind and whether it is the law's."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

import pytest

from portal.checklists.rules import hires
from portal.checklists.rules.hires import Anchor, Case, Group, HireState
from portal.text import parse_checklist
from tests.structure.sources import ROOT

if TYPE_CHECKING:
    from portal.text import Checklist

LISTS = ("vor-der-einreise", "ankunft", "hundert-tage")
# By hand from the outline and the facts: item, kind (duty, the employee's duty, if applicable, recommendation), law.
KINDS = {
    **dict.fromkeys(
        ["h1-01", "h1-02", "h1-03", "h1-05", "h1-08", "h1-09", "h1-12", "h1-13"], ("recommendation", False)
    ),
    **dict.fromkeys(["h1-04", "h1-06", "h1-07", "h1-10", "h1-11"], ("if_applicable", False)),
    **dict.fromkeys(["h1-14", "h1-15", "h2-05", "h2-08", "h5-01"], ("duty", False)),
    **dict.fromkeys(["h2-01", "h2-02", "h2-03", "h2-06"], ("recommendation", False)),
    **dict.fromkeys(
        ["h5-02", "h5-03", "h5-05", "h5-06", "h5-07", "h5-08", "h5-10", "h5-11"], ("recommendation", False)
    ),
    **dict.fromkeys(["h5-04", "h5-09"], ("employee_duty", False)),
    **dict.fromkeys(["h2-07", "h2-09", "h5-12"], ("duty", True)),
    "h2-04": ("employee_duty", True),
}
BEFORE_ENTRY = {
    "h1-01": -240,
    "h1-02": -235,
    "h1-03": -230,
    "h1-04": -225,
    "h1-05": -220,
    "h1-06": -210,
    "h1-07": -200,
    "h1-08": -190,
    "h1-09": -180,
    "h1-10": -120,
    "h1-11": -90,
    "h1-12": -60,
    "h1-13": -45,
    "h1-14": -30,
    "h1-15": -14,
}
EVERYBODY = {
    "h2-01": -30,
    "h2-02": -21,
    "h2-03": -14,
    "h2-06": 0,
    "h2-08": 0,
    "h2-09": 0,
    "h5-01": 3,
    "h5-02": 5,
    "h5-05": 21,
    "h5-06": 28,
    "h5-07": 42,
    "h5-08": 60,
    "h5-10": 100,
    "h5-11": 110,
}
OTHER_STATE = {"h2-05": -1}
ABROAD = {"h2-07": 0}
MOVING = {"h5-03": 10, "h5-09": 60}
# From other anchors: their days stand with each hire below.
OF_OTHER_ANCHORS = frozenset({"h2-04", "h5-04", "h5-12"})

START = dt.date(2027, 2, 1)
LEAP = dt.date(2028, 2, 29)
EU, HERE, OUT = Group.EU_EEA_CH, Group.OTHER_HERE, Group.OTHER_ABROAD
FIRST, IN, VISA, END = Anchor.FIRST_WORKING_DAY, Anchor.MOVE_IN, Anchor.VISA_EXPIRY, Anchor.END_KNOWN
EARLY = HireState.ENDED_EARLY

# Each hire, and the items it gets besides those counted from the first working day.
HIRES = {
    "EU, stays at home": (Case(EU, anchors={FIRST: START}), EVERYBODY, {}),
    "EU, moves": (
        Case(EU, moving=True, anchors={FIRST: START, IN: dt.date(2027, 1, 28)}),
        EVERYBODY | MOVING,
        {"h2-04": dt.date(2027, 2, 11)},
    ),
    "EU, ended early": (Case(EU, state=EARLY, anchors={FIRST: START, END: START}), EVERYBODY, {}),
    "lives here, first day unknown": (Case(HERE), EVERYBODY | OTHER_STATE, {"h5-04": None}),
    "lives here, visa known": (
        Case(HERE, anchors={FIRST: START, VISA: dt.date(2027, 6, 30)}),
        EVERYBODY | OTHER_STATE,
        {"h5-04": dt.date(2027, 5, 19)},
    ),
    "lives here with a permission, ended early": (
        Case(HERE, permission=True, state=EARLY, anchors={FIRST: START, END: dt.date(2027, 3, 1)}),
        EVERYBODY | OTHER_STATE,
        {"h5-04": None, "h5-12": dt.date(2027, 3, 15)},
    ),
    "lives here, starts on a leap day": (
        Case(HERE, moving=True, anchors={FIRST: LEAP}),
        EVERYBODY | OTHER_STATE | MOVING,
        {"h2-04": None, "h5-04": None},
    ),
    "comes from abroad, moves": (
        Case(OUT, moving=True, anchors={FIRST: START, IN: dt.date(2027, 1, 30), VISA: dt.date(2027, 4, 14)}),
        BEFORE_ENTRY | EVERYBODY | OTHER_STATE | ABROAD | MOVING,
        {"h2-04": dt.date(2027, 2, 13), "h5-04": dt.date(2027, 3, 3)},
    ),
    "comes from abroad, ended early": (
        Case(OUT, state=EARLY, anchors={FIRST: START, END: dt.date(2027, 2, 1)}),
        BEFORE_ENTRY | EVERYBODY | OTHER_STATE | ABROAD,
        {"h5-04": None, "h5-12": dt.date(2027, 3, 1)},
    ),
    "comes from abroad for a training, first day unknown, ended early": (
        Case(OUT, training=True, moving=True, state=EARLY, anchors={END: dt.date(2027, 2, 15)}),
        BEFORE_ENTRY | EVERYBODY | OTHER_STATE | ABROAD | MOVING,
        {"h2-04": None, "h5-04": None, "h5-12": dt.date(2027, 3, 1)},
    ),
}


@cache
def checklist(slug: str) -> Checklist:
    source = (ROOT / f"content/de/checklists/{slug}.md").read_text(encoding="utf-8")
    return parse_checklist(source)


Row = tuple[str, dt.date | None, str, bool]


def rows(case: Case) -> set[Row]:
    """What the rules make of the texts."""
    chosen = [checklist(slug) for slug in LISTS]
    chosen = [one for one in chosen if hires.why_list(one.meta.groups, case) in hires.FOLLOWS]
    items = [item for one in chosen for item in one.items]
    tasks = [
        (item, hires.task({"due": item.due, "anchor": item.anchor, "law": item.law, "groups": item.groups}))
        for item in items
    ]
    return {
        (item.id, hires.counted_day(task, case), item.kind, task.law)
        for item, task in tasks
        if hires.applies(task, case)
    }


def expected(case: Case, counted: dict[str, int], others: dict[str, dt.date | None]) -> set[Row]:
    first = case.anchors.get(FIRST)
    days = {key: first and first + dt.timedelta(days=away) for key, away in counted.items()} | others
    return {(key, day, *KINDS[key]) for key, day in days.items()}


@pytest.mark.parametrize("name", HIRES)
def test_a_hire_gets_these_items_with_these_days(name: str) -> None:
    case, counted, others = HIRES[name]
    assert set(others) <= OF_OTHER_ANCHORS
    found = rows(case)
    # The table itself, for reading it beside the outline: pytest -s.
    print(f"\n{name}")
    for key, day, kind, law in sorted(found, key=lambda row: (row[1] or dt.date.max, row[0])):
        print(f"  {key}  {day or 'no day yet'}  {kind}{', legal deadline' if law else ''}")
    assert found == expected(case, counted, others)


def test_there_are_ten_hires_of_every_group() -> None:
    assert len(HIRES) == 10
    assert {case.group for case, *_ in HIRES.values()} == set(Group)
