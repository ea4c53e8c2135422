"""The company's list, the inbox, and what the top bar counts."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

import pytest

from portal.access import Role
from portal.consultations import service
from portal.consultations.rules import RequestState, Tab
from portal.consultations.service.lists import PAGE
from portal.db.tenancy import every_company
from portal.web.pagination import Cursor
from tests import build
from tests.consultations.desk import NOON, Desk, Watch, actor_of
from tests.statements import count_queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.consultations.models import ConsultationRequest


def test_the_companys_list_says_what_is_new_and_who_answers(desk: Desk, watch: Watch) -> None:
    asked = desk.ask("Erste")
    watch.later(hours=1)
    desk.ask("Zweite")
    watch.later(hours=1)
    desk.answer(asked)
    rows = service.company_requests(desk.session, desk.company.id).rows
    assert [(row.title, row.unread, row.consultant) for row in rows] == [
        ("Erste", True, desk.jana.name),
        ("Zweite", False, None),
    ]


def walk(find: Any) -> list[int]:
    """All rows of a list, page by page."""
    found: list[int] = []
    after = None
    while True:
        page = find(after)
        found += [row.id for row in page.rows]
        if page.following is None:
            return found
        after = Cursor.read(page.following)


def test_paging_shows_every_request_once_also_those_of_the_same_moment(desk: Desk) -> None:
    ids = {build.request(desk.session, desk.company, asked_at=NOON).id for _ in range(2 * PAGE + 3)}
    found = walk(lambda after: service.company_requests(desk.session, desk.company.id, after))
    assert len(found) == len(ids)
    assert set(found) == ids


def variety(session: Session) -> list[ConsultationRequest]:
    """A request in every mixture of facts that a reason follows from."""
    company, hours, days = build.company(session), dt.timedelta(hours=1), dt.timedelta(days=1)
    someone = build.user(session, Role.CONSULTANT)
    made = []
    for state, wrote, answered, taken, age in itertools.product(
        RequestState, (None, NOON - hours, NOON + hours), (False, True), (False, True), (0, 10)
    ):
        waits = state in (RequestState.WAITING_COMPANY, RequestState.WAITING_THIRD_PARTY)
        made.append(
            build.request(
                session,
                company,
                state=state,
                asked_at=NOON - age * days,
                company_wrote_at=NOON,
                service_wrote_at=wrote,
                first_response_at=NOON if answered else None,
                consultant_id=someone.id if taken else None,
                wake_up_on=(NOON.date() + (days if age else -days)) if waits else None,
                closed_at=NOON - age * days if state is RequestState.CLOSED else None,
                outcome="resolved" if state is RequestState.CLOSED else "",
            )
        )
    return made


@pytest.mark.parametrize("tab", Tab)
def test_the_database_sorts_by_the_reasons_that_the_rules_give(db_session: Session, watch: Watch, tab: Tab) -> None:
    made = variety(db_session)
    actor = actor_of(build.user(db_session, Role.CONSULTANT))
    mine = actor_of(type("Somebody", (), {"id": made[2].consultant_id, "name": "", "email": ""}))  # type: ignore[arg-type]
    actor = mine if tab is Tab.MINE else actor
    with every_company(db_session, "the inbox shows all companies", team=True):
        rows = []
        found = walk(lambda after: keep(rows, service.inbox(db_session, actor, tab, 2, after).page))
    expected = {
        Tab.UNASSIGNED: [one for one in made if one.state != "closed" and one.consultant_id is None],
        Tab.MINE: [one for one in made if one.state != "closed" and one.consultant_id],
        Tab.WAITING: [one for one in made if one.state.startswith("waiting")],
        Tab.UNFINISHED: [one for one in made if one.state != "closed"],
        Tab.CLOSED: [one for one in made if one.state == "closed"],
    }[tab]
    assert sorted(found) == sorted(one.id for one in expected)
    keys = {Tab.WAITING: lambda row: row.wake_up_on, Tab.CLOSED: lambda row: -row.closed_at.timestamp()}
    key = keys.get(tab, lambda row: row.reason)
    assert [key(row) for row in rows] == sorted(key(row) for row in rows)


def keep(rows: list[Any], page: Any) -> Any:
    rows += page.rows
    return page


def test_the_tabs_count_what_they_show(db_session: Session, watch: Watch) -> None:
    variety(db_session)
    actor = actor_of(build.user(db_session, Role.CONSULTANT))
    with every_company(db_session, "the inbox shows all companies", team=True):
        counts = service.inbox(db_session, actor, Tab.MINE, 2).counts
        shown = {
            tab: len(walk(lambda after, tab=tab: service.inbox(db_session, actor, tab, 2, after).page))
            for tab in counts
        }
    assert counts == shown


@pytest.mark.parametrize(
    "word", ["1|2026-11-23T11:00:00+00:00", "9999999999999999999|x", "2026-11-23", "0001-01-01T00:00:00+14:00", ""]
)
def test_a_place_that_fits_no_list_begins_at_the_first_page(desk: Desk, word: str) -> None:
    asked = desk.ask()
    rows = service.company_requests(desk.session, desk.company.id, Cursor(word, 1)).rows
    assert [row.id for row in rows] == [asked.id]


def test_the_bar_counts_what_waits_for_whom(desk: Desk, watch: Watch) -> None:
    def waiting() -> tuple[int, int, int]:
        for_team = [service.waiting_for_team(desk.session, one, None) for one in (desk.jana, desk.peter)]
        return (*for_team, service.waiting_for_company(desk.session, desk.anna, None))

    desk.session.info.pop("scope")
    assert waiting() == (0, 0, 0)
    desk.as_company()
    request = desk.ask()
    assert waiting() == (1, 1, 0)
    service.take(desk.session, desk.jana, desk.company.id, request.id)
    assert waiting() == (1, 0, 0)
    watch.later(hours=1)
    desk.answer(request)
    assert waiting() == (0, 0, 1)
    watch.later(hours=1)
    desk.reply(request)
    assert waiting() == (1, 0, 0)
    desk.wait(request)
    assert waiting() == (0, 0, 0)


def test_the_bar_costs_one_query_a_side(desk: Desk) -> None:
    with count_queries() as queries:
        service.waiting_for_team(desk.session, desk.jana, None)
        service.waiting_for_company(desk.session, desk.anna, desk.company.id)
    assert len(queries) == 2


def test_an_item_knows_its_requests(desk: Desk) -> None:
    text = build.checklist(desk.session, "Eins #eins", "Zwei #zwei")
    first, second = (desk.ask(item_id=text.items[0].id) for _ in range(2))
    found = service.requests_of_items(desk.session, desk.company.id, frozenset(item.id for item in text.items))
    assert {item: [one.id for one in asked] for item, asked in found.items()} == {
        text.items[0].id: [first.id, second.id]
    }
