"""The portfolio: each order is total, each page goes on where the last ended, each figure is the checklist's own."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from portal import clock
from portal.access import Role
from portal.accounts.models import User
from portal.checklists import service as checklists
from portal.checklists.rules import Figures
from portal.companies.models import Company
from portal.engagement import service
from portal.engagement.rules import Filter, Situation, Sort
from tests import build
from tests.client import PortalClient

DAYS = 2
DAY = dt.timedelta(days=1)


def table(rows: Session, number: int = 60) -> list[Company]:
    """Companies whose progress, requests and contacts repeat, so that ties are part of every order."""
    text = build.document(rows)
    items = [build.item(rows, text, kind="duty" if one == 0 else "recommendation") for one in range(4)]
    made = [build.company(rows, f"Firma {one % 7} {one:02} GmbH") for one in range(number)]
    for one, company in enumerate(made):
        if one % 5:
            run = build.run(rows, company, text)
            for item in items[: one % 4]:
                build.answer(rows, run, item, "done" if one % 2 else "in_progress")
        for _ in range(one % 3):
            asked = clock.now() - (one % 6) * DAY
            request = build.request(rows, company, asked_at=asked, state="open")
            build.message(rows, request, "company", at=asked)
            if one % 2:
                build.message(rows, request, "service", at=asked + dt.timedelta(hours=1))
    return made


def all_pages(rows: Session, sort: Sort, chosen: Filter | None = None) -> list[service.PortfolioRow]:
    found, after = [], None
    while True:
        page = service.portfolio(rows, 0, chosen or Filter(), sort, after, DAYS)
        found += page.rows
        after = page.following
        if after is None:
            return found


@pytest.mark.parametrize("sort", list(Sort))
def test_every_order_shows_each_company_once(rows: Session, sort: Sort) -> None:
    made = table(rows)
    found = all_pages(rows, sort)
    assert sorted(row.id for row in found) == sorted(company.id for company in made)


def test_the_orders_say_what_they_promise(rows: Session) -> None:
    table(rows)
    never = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    by_name = [row.name for row in all_pages(rows, Sort.NAME)]
    assert by_name == sorted(by_name)
    by_requests = [row.open_requests for row in all_pages(rows, Sort.REQUESTS)]
    assert by_requests == sorted(by_requests, reverse=True)
    by_heard = [row.heard_at or never for row in all_pages(rows, Sort.HEARD)]
    assert by_heard == sorted(by_heard)
    by_spoke = [row.spoke_at or never for row in all_pages(rows, Sort.SPOKE)]
    assert by_spoke == sorted(by_spoke)
    shares = [row.figures.done / row.figures.countable if row.begun else -1 for row in all_pages(rows, Sort.PROGRESS)]
    assert shares == sorted(shares)


def test_the_figures_are_those_of_the_checklists(rows: Session) -> None:
    table(rows, 12)
    for row in all_pages(rows, Sort.NAME):
        own = checklists.figures(rows, row.id)
        assert row.figures == sum(own.values(), Figures())
        assert row.begun == len(own)


def test_filters_join_and_search_is_forgiving(rows: Session) -> None:
    jana = build.user(rows, Role.CONSULTANT)
    wanted = build.company(rows, "Öl & Söhne GmbH", district="esslingen", consultant_id=jana.id)
    build.company(rows, "Olle Kamellen GmbH", district="stuttgart")
    build.company(rows, "100 % Recht GmbH", district="stuttgart")

    def names(**chosen: object) -> set[str]:
        return {row.name for row in all_pages(rows, Sort.NAME, Filter(**chosen))}  # type: ignore[arg-type]

    assert names(text="söhne") == names(text="SOHNE") == {wanted.name}
    assert names(text="ÖL") == {wanted.name, "Olle Kamellen GmbH"}
    assert names(text="100 %") == {"100 % Recht GmbH"}
    assert names(district="esslingen", consultant_id=jana.id) == {wanted.name}
    assert names(district="stuttgart", consultant_id=jana.id) == set()


def test_deactivated_companies_are_not_listed(rows: Session) -> None:
    build.company(rows, deactivated_at=clock.now())
    assert all_pages(rows, Sort.NAME) == []


def test_the_situation_follows_from_requests(rows: Session) -> None:
    late, fresh, calm = (build.company(rows, name) for name in ("A GmbH", "B GmbH", "C GmbH"))
    long_ago = clock.now() - 20 * DAY
    build.request(rows, late, asked_at=long_ago, counted_from=long_ago.date())
    build.request(rows, fresh)
    found = {row.id: row.situation for row in all_pages(rows, Sort.NAME)}
    assert found == {late.id: Situation.OVERDUE, fresh.id: Situation.NEW_REQUEST, calm.id: Situation.NOT_BEGUN}


@pytest.fixture
def jana(rows: Session) -> User:
    return build.user(rows, Role.CONSULTANT, name="Jana Hofmann")


def test_the_page_is_walked_by_its_own_links(
    rows: Session, jana: User, as_user: Callable[[User], PortalClient]
) -> None:
    made = table(rows)
    client, seen, url = as_user(jana), [], "/companies?sort=requests"
    while url:
        page = client.get(url)
        assert page.status_code == 200
        seen += [part.split('"')[0] for part in page.text.split('data-company="')[1:]]
        following = [part for part in page.text.split('href="') if "after=" in part.split('"')[0]]
        url = following[0].split('"')[0].replace("&amp;", "&") if following and "Weitere" in page.text else ""
    assert sorted(seen) == sorted(str(company.id) for company in made)


@pytest.mark.parametrize(
    "query",
    ["after=xyz", "after=WzEsMl0", "sort=none&district=../..", "q=%00%FF", "consultant=99999999999999999999", "size="],
)
def test_odd_questions_get_a_list(
    rows: Session, jana: User, as_user: Callable[[User], PortalClient], query: str
) -> None:
    build.company(rows)
    assert as_user(jana).get(f"/companies?{query}").status_code == 200
