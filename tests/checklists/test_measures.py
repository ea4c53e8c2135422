"""Measures: made once, changed by two, closed, taken back; and who takes care of an item."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from portal.checklists import service
from portal.checklists.models import MeasureChange
from portal.checklists.rules import MeasureState, Plan, State, Tab
from portal.companies import service as companies
from portal.db.tenancy import company_scope
from portal.mail.models import OutgoingMail
from portal.web.pagination import Cursor
from tests import build
from tests.checklists.house import House

DAY = dt.date(2027, 3, 1)


def add(house: House, what: str = "Kalender anlegen", **more: object) -> int:
    plan = Plan(what, owner_id=house.ben.user_id, due_on=DAY)
    return service.add_measure(house.session, house.anna, house.company.id, plan, once=what, **more)  # type: ignore[arg-type]


def seen(house: House, number: int) -> service.MeasureView:
    return service.measure(house.session, house.company.id, number, "de")


def rows(house: House, tab: Tab, after: str | None = None) -> service.MeasureList:
    place = Cursor.read(after)
    return service.measure_list(house.session, house.company.id, house.ben.user_id, tab, "de", place)


def close(house: House, number: int, state: MeasureState, reason: str = "") -> None:
    service.close_measure(house.session, house.anna, house.company.id, number, state, reason)


def test_the_same_form_makes_one_measure(house: House) -> None:
    assert add(house) == add(house)
    assert [one.plan.what for one in rows(house, Tab.MINE).page.rows] == ["Kalender anlegen"]


def test_on_an_item_it_is_shown_there_and_outlives_it(house: House) -> None:
    house.say(house.anna, "zwei", State.IN_PROGRESS)
    number = add(house, item_id=house.point("zwei").item.id)
    assert [one.id for one in house.point("zwei").measures] == [number]
    house.publish_again(
        "Erstens #eins kind=duty", "Zweitens #zwei retired=2026-11-01", "  Darunter #darunter", "Drittens #drei"
    )
    view = seen(house, number)
    assert (view.caption, view.item is not None and view.item.retired) == ("Zweitens", True)
    (former,) = house.page().former
    assert [one.id for one in former.measures] == [number]


def test_tabs_hold_mine_all_and_closed(house: House) -> None:
    mine = add(house)
    service.add_measure(house.session, house.anna, house.company.id, Plan("Von niemandem"), once="zwei")
    found = rows(house, Tab.ALL)
    assert [one.plan.what for one in found.page.rows] == ["Kalender anlegen", "Von niemandem"]
    assert found.counts == {Tab.MINE: 1, Tab.ALL: 2, Tab.DONE: 0}
    close(house, mine, MeasureState.DONE)
    assert rows(house, Tab.DONE).counts == {Tab.MINE: 0, Tab.ALL: 1, Tab.DONE: 1}


@pytest.mark.parametrize("tab", [Tab.ALL, Tab.DONE])
def test_pages_show_each_measure_once(house: House, tab: Tab) -> None:
    for number in range(60):
        due_on = DAY + dt.timedelta(days=number % 7) if number % 3 else None
        state = "open" if tab is Tab.ALL else "done"
        build.measure(house.session, house.company, due_on=due_on, state=state)
    found, after = [], None
    while True:
        page = rows(house, tab, after).page
        assert len(page.rows) >= min(20, 60 - len(found))
        found += [one.id for one in page.rows]
        if page.following is None:
            break
        after = page.following
    assert len(found) == len(set(found)) == 60


def test_a_link_of_another_tab_begins_at_the_first_page(house: House) -> None:
    add(house)
    assert len(rows(house, Tab.ALL, Cursor("kein Tag", 5).word()).page.rows) == 1
    assert len(rows(house, Tab.DONE, Cursor("2026-01-01", 5).word()).page.rows) == 0


def test_dropping_wants_a_reason(house: House) -> None:
    number = add(house)
    with pytest.raises(service.DropReasonNeeded):
        close(house, number, MeasureState.DROPPED, "  ")
    close(house, number, MeasureState.DROPPED, "Zu teuer")
    assert (seen(house, number).plan.state, seen(house, number).plan.reason) == (MeasureState.DROPPED, "Zu teuer")
    close(house, number, MeasureState.OPEN)
    assert seen(house, number).plan.reason == ""


def test_the_last_change_is_taken_back_by_anybody_as_a_change(house: House) -> None:
    number = add(house)
    close(house, number, MeasureState.DONE)
    service.undo_measure(house.session, house.ben, house.company.id, number, version=2)
    assert seen(house, number).is_open
    steps = service.measure_history(house.session, house.company.id, number)
    assert [(one.kind, one.plan.state, one.by) for one in steps] == [
        ("undone", "open", house.ben.name),
        ("said", "done", house.anna.name),
        ("said", "open", house.anna.name),
    ]


def test_nothing_is_taken_back_twice_by_a_double_click(house: House) -> None:
    number = add(house)
    close(house, number, MeasureState.DONE)
    service.undo_measure(house.session, house.ben, house.company.id, number, version=2)
    with pytest.raises(service.MeasureConflict):
        service.undo_measure(house.session, house.ben, house.company.id, number, version=2)
    with pytest.raises(service.NothingToUndo):
        service.undo_measure(house.session, house.ben, house.company.id, add(house, "Neu"), version=1)


def test_two_who_change_it_see_each_other(house: House) -> None:
    number = add(house)
    change = Plan("Kalender anlegen und pflegen", due_on=DAY)
    service.change_measure(house.session, house.ben, house.company.id, number, change, version=1)
    with pytest.raises(service.MeasureConflict) as caught:
        service.change_measure(house.session, house.anna, house.company.id, number, Plan("Anders"), version=1)
    assert (caught.value.theirs, caught.value.version, caught.value.by) == (change, 2, house.ben.user_id)
    service.change_measure(house.session, house.anna, house.company.id, number, change, version=1)
    assert len(house.session.scalars(select(MeasureChange)).all()) == 2


def test_only_members_own_measures(house: House) -> None:
    stranger = build.user(house.session)
    with pytest.raises(service.NoMember):
        plan = Plan("Etwas", owner_id=stranger.id)
        service.add_measure(house.session, house.anna, house.company.id, plan, once="fremd")


def test_another_companys_measure_is_nobodys(house: House) -> None:
    number = add(house)
    other = build.company(house.session)
    with company_scope(house.session, other.id):
        assert service.company_of_measure(house.session, number) is None
        with pytest.raises(service.NoMeasure):
            service.measure(house.session, other.id, number, "de")
    assert service.company_of_measure(house.session, 2**70) is None


# Who takes care of an item.


def delegate(house: House, key: str, user_id: int | None) -> str:
    return service.delegate(house.session, house.anna, house.company.id, house.text.slug, key, user_id)


def test_an_item_is_handed_to_a_colleague_and_back(house: House) -> None:
    assert delegate(house, "zwei", house.ben.user_id) == house.ben.name
    assert house.point("zwei").owner == house.ben.name
    owned = service.owned_items(house.session, house.company.id, house.ben.user_id, "de")
    assert [(one.name.key, one.state) for one in owned] == [("zwei", State.OPEN)]
    delegate(house, "zwei", house.anna.user_id)
    assert house.point("zwei").owner == house.anna.name
    delegate(house, "zwei", None)
    assert house.point("zwei").owner == ""


def letters(house: House) -> list[tuple[str, str]]:
    return [(row.to_email, row.subject) for row in house.session.scalars(select(OutgoingMail))]


def test_a_colleague_is_told_once_a_day_and_nobody_tells_themselves(house: House) -> None:
    delegate(house, "zwei", house.anna.user_id)
    assert letters(house) == []
    for user_id in (house.ben.user_id, None, house.ben.user_id, house.ben.user_id):
        delegate(house, "zwei", user_id)
    assert letters(house) == [(house.ben.email, "Sie sind jetzt zuständig: Zweitens")]


def test_what_is_done_is_no_longer_on_the_list(house: House) -> None:
    delegate(house, "zwei", house.ben.user_id)
    house.say(house.ben, "zwei", State.DONE)
    assert service.owned_items(house.session, house.company.id, house.ben.user_id, "de") == ()


def test_nothing_is_handed_to_strangers(house: House) -> None:
    with pytest.raises(service.NoMember):
        delegate(house, "zwei", build.user(house.session).id)
    with pytest.raises(service.NoChecklist):
        delegate(house, "nichts", house.ben.user_id)


@pytest.mark.parametrize("heir", ["anna", None])
def test_who_leaves_hands_over(house: House, heir: str | None) -> None:
    number = add(house)
    delegate(house, "zwei", house.ben.user_id)
    to = None if heir is None else house.anna.user_id
    leaver = house.ben.user_id
    assert service.hand_over(house.session, house.anna, house.company.id, leaver, to) == 1
    assert service.hand_over_items(house.session, house.anna, house.company.id, leaver, to) == 1
    name = "" if heir is None else house.anna.name
    assert (seen(house, number).owner, house.point("zwei").owner) == (name, name)
    assert service.hand_over(house.session, house.anna, house.company.id, leaver, to) == 0


def test_who_left_owns_nothing_in_the_next_round(house: House) -> None:
    for key in ("eins", "zwei", "darunter", "drei"):
        house.say(house.anna, key, State.DONE)
    delegate(house, "zwei", house.ben.user_id)
    service.finish(house.session, house.company.id, house.text.slug)
    service.hand_over_items(house.session, house.anna, house.company.id, house.ben.user_id, None)
    service.next_round(house.session, house.anna, house.company.id, house.text.slug)
    assert house.point("zwei").owner == ""


def test_taking_a_handing_over_back_gives_nothing_to_who_left(house: House) -> None:
    number = add(house)
    service.hand_over(house.session, house.anna, house.company.id, house.ben.user_id, None)
    companies.remove_member(house.session, house.anna.user_id, house.company.id, house.ben.user_id)
    service.undo_measure(house.session, house.anna, house.company.id, number, version=2)
    assert seen(house, number).plan.owner_id is None
