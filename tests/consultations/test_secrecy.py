"""What the team notes stays with the team, and every request with its company."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.consultations import service
from portal.consultations.models import TeamNote
from portal.db.tenancy import ForeignCompanyRow
from tests import build
from tests.consultations.desk import NOON, Desk, Watch
from tests.statements import count_queries


def test_a_note_is_kept_once_and_read_by_the_team(desk: Desk, watch: Watch) -> None:
    request = desk.ask()
    desk.as_team()
    for _ in range(2):
        desk.note(request, once="notiz")
    watch.later(minutes=1)
    desk.answer(request)
    thread = desk.desk(request).request.thread
    assert [one.kind for one in thread[:2]] == ["company", "note"]
    assert {one.kind for one in thread[2:]} == {"change", "service"}
    assert thread[1].who == desk.jana.name


def test_a_company_can_neither_read_nor_write_a_team_note(desk: Desk) -> None:
    request = desk.ask()
    desk.as_team()
    desk.note(request)
    desk.as_company()
    assert desk.session.scalars(select(TeamNote)).all() == []
    assert desk.session.scalar(select(func.count()).select_from(TeamNote)) == 0
    assert {one.kind for one in desk.seen(request).thread} == {"company"}
    with pytest.raises(ForeignCompanyRow):
        desk.note(request)


def test_the_companys_page_never_asks_for_team_notes(desk: Desk) -> None:
    request = desk.ask()
    with count_queries() as queries:
        desk.seen(request)
        service.company_requests(desk.session, desk.company.id)
        service.waiting_for_company(desk.session, desk.anna, desk.company.id)
    assert queries
    assert not [one for one in queries if "team_notes" in one]


def test_another_companys_request_is_not_found(desk: Desk) -> None:
    foreign = build.request(desk.session, build.company(desk.session))
    assert service.company_of(desk.session, 2**70) is None
    for act in (
        lambda: desk.seen(foreign),
        lambda: desk.reply(foreign),
        lambda: service.withdraw(desk.session, desk.anna, desk.company.id, foreign.id),
        lambda: service.mark_read(desk.session, desk.company.id, foreign.id, NOON),
    ):
        with pytest.raises(service.RequestNotFound):
            act()
