"""Demo data is believable, keeps every rule, is the same for the same day, and goes without a trace."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Table, func, select

from portal import clock
from portal.access import Role
from portal.accounts import service as accounts
from portal.accounts.models import User
from portal.checklists import service as checklists
from portal.checklists.models import Answer, AnswerChange, Hire, Run
from portal.checklists.rules import Figures, State
from portal.companies.models import Company, Membership
from portal.companies.rules import Chamber, District, Sector, SizeClass
from portal.consultations.models import ConsultationRequest, Message, RequestChange, TeamNote
from portal.consultations.rules import MOVES, WAITING, Outcome, RequestState, is_unread, is_working_day
from portal.db.model import Model
from portal.db.tenancy import company_scope, every_company, with_unreleased
from portal.demo import service
from portal.documents.models import Document, Item
from tests import build
from tests.demo.conftest import MONDAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

ACCOUNTS = {
    "hr@demo.example": ("Muster Maschinenbau GmbH",),
    "hr2@demo.example": ("Beispiel Pflege gGmbH",),
    "hr-dienst@demo.example": ("Beispiel Pflege gGmbH", "Muster Maschinenbau GmbH"),
    "consultant@demo.example": (),
    "editor@demo.example": (),
    "editor2@demo.example": (),
    "admin@demo.example": (),
}


@pytest.fixture
def session(db_session: Session) -> Iterator[Session]:
    """A session that sees the rows of all companies and of the team."""
    with every_company(db_session, "tests look at all rows", team=True):
        yield db_session


def rows(session: Session, model: type[Any]) -> list[Any]:
    return list(session.scalars(select(model).order_by(model.id)))


def by_number(session: Session, model: type[Any]) -> dict[int, Any]:
    return {one.id: one for one in rows(session, model)}


def day_of(moment: dt.datetime) -> dt.date:
    return clock.local(moment).date()


# The same for the same day.


def dump(session: Session) -> dict[str, list[dict[str, Any]]]:
    """All rows. Databases go on counting, so numbers are counted from the first row of their table."""
    tables = [one for one in Model.metadata.sorted_tables if "id" in one.c]
    found = {one.name: session.connection().execute(select(one).order_by(one.c.id)).mappings().all() for one in tables}
    first = {name: made[0]["id"] if made else 0 for name, made in found.items()}
    return {one.name: [counted(one, dict(row), first) for row in found[one.name]] for one in tables}


def counted(table: Table, row: dict[str, Any], first: dict[str, int]) -> dict[str, Any]:
    row["id"] -= first[table.name]
    for key in table.foreign_keys:
        name, target = key.parent.name, first[key.column.table.name]
        if key.column.name == "id" and row[name] is not None:
            row[name] -= target
    if table.name == "runs" and row["hire_id"] is not None:
        row["subject"] = "hire"
    if table.name == "request_changes":
        row["details"] = {name: said for name, said in row["details"].items() if name not in {"into", "consultant_id"}}
    if table.name == "measure_changes":
        row["plan"] = {name: said for name, said in row["plan"].items() if name != "owner_id"}
    return row


def test_the_same_day_and_seed_give_the_same_rows(session: Session, add: Callable[..., None]) -> None:
    add(companies=20)
    once = dump(session)
    service.remove(session)
    add(companies=20)
    assert dump(session) == once
    assert len(once["answers"]) > 100


def test_another_seed_gives_other_rows(session: Session, add: Callable[..., None]) -> None:
    add(companies=20)
    names = [one.name for one in rows(session, Company)]
    service.remove(session)
    add(companies=20, seed=2)
    assert [one.name for one in rows(session, Company)] != names


def test_dates_move_with_the_day(session: Session, add: Callable[..., None]) -> None:
    add(companies=20)
    before = session.scalar(select(func.max(ConsultationRequest.company_wrote_at)))
    service.remove(session)
    add(companies=20, today=MONDAY + dt.timedelta(days=7))
    assert session.scalar(select(func.max(ConsultationRequest.company_wrote_at))) > before


# Believable.


def test_companies_are_of_all_classes(session: Session, add: Callable[..., None]) -> None:
    add()
    companies = rows(session, Company)
    assert len(companies) >= 90
    assert len({one.name for one in companies}) == len(companies)
    assert all(one.is_demo for one in companies)
    assert {one.district for one in companies} == set(District)
    assert {one.size_class for one in companies} == set(SizeClass)
    assert {one.sector for one in companies} == set(Sector)
    assert {one.chamber for one in companies} == set(Chamber)
    assert None in {one.consultant_id for one in companies}
    assert len({one.consultant_id for one in companies}) == 5


def test_some_have_not_begun_some_are_quiet_some_have_finished(session: Session, add: Callable[..., None]) -> None:
    add()
    last: dict[int, dt.date] = {}
    for change in rows(session, AnswerChange):
        last[change.company_id] = max(day_of(change.at), last.get(change.company_id, dt.date.min))
    quiet = sum((MONDAY - day).days > 60 for day in last.values())
    assert 10 <= 96 - len(last) <= 20
    assert 10 <= quiet <= 30
    assert sum(run.finished_at is not None for run in rows(session, Run)) >= 5
    of_companies = [run.company_id for run in rows(session, Run) if run.hire_id is None]
    assert set(Counter(of_companies).values()) == {1, 2, 3}


def test_the_first_company_has_hires_with_due_dates(session: Session, add: Callable[..., None]) -> None:
    add()
    first = min(rows(session, Company), key=lambda one: one.id)
    with with_unreleased(session, "tests look at all rows"):
        due = checklists.due_items(session, first.id, "de")
        companies = {hire.company_id for hire in rows(session, Hire)}
    assert {one.label for one in due} >= {"Fall 3", "Gießerei 2", "Fall 4"}
    assert any(one.standing == "overdue" and one.law for one in due)
    assert len(companies) > 5


def test_requests_are_in_every_state_and_ended_in_every_way(session: Session, add: Callable[..., None]) -> None:
    add()
    requests = rows(session, ConsultationRequest)
    assert 150 <= len(requests) <= 220
    assert {one.state for one in requests} == set(RequestState)
    assert {one.outcome for one in requests} == {"", *Outcome}
    assert {one.language for one in requests} == {"de", "en"}
    months = {(day.year, day.month) for day in (day_of(one.asked_at) for one in requests)}
    assert len(months) >= 12
    new = [one for one in requests if one.state == RequestState.NEW]
    assert any(day_of(one.asked_at) == MONDAY for one in new)
    assert any((MONDAY - day_of(one.asked_at)).days > 5 for one in new)
    assert any(one.wake_up_on and one.wake_up_on <= MONDAY for one in requests)
    assert rows(session, TeamNote)
    company_of = {one.id: one.company_id for one in requests}
    merged = [one for one in rows(session, RequestChange) if one.outcome == Outcome.MERGED]
    assert all(company_of[one.details["into"]] == one.company_id for one in merged)


def test_the_accounts_are_the_promised_ones(session: Session, add: Callable[..., None]) -> None:
    add(companies=2)
    people = {one.email: one for one in rows(session, User)}
    companies = by_number(session, Company)
    for email, names in ACCOUNTS.items():
        person = people[email]
        assert accounts.passwords.fits(person.password_hash, "willkommen-demo")
        mine = [one.company_id for one in rows(session, Membership) if one.user_id == person.id]
        assert sorted(companies[one].name for one in mine) == sorted(names)
    assert all(one.is_demo and one.email.endswith("@demo.example") for one in people.values())
    assert people["consultant@demo.example"].is_consultant
    assert people["editor@demo.example"].is_editor
    assert people["editor2@demo.example"].is_editor
    assert people["admin@demo.example"].is_admin
    admin = next(one for one in rows(session, Membership) if one.user_id == people["hr@demo.example"].id)
    assert admin.role == Role.COMPANY_ADMIN


def test_the_first_company_stands_where_its_story_says(session: Session, add: Callable[..., None]) -> None:
    add(companies=2)
    company = rows(session, Company)[0]
    document = session.scalars(select(Document).where(Document.slug == "aufenthalt-pflichten")).one()
    with company_scope(session, company.id):
        figures = checklists.figures(session, company.id)
        requests = rows(session, ConsultationRequest)
    assert len(figures) == 3
    assert figures[document.id] == Figures(
        items=12, done=5, in_progress=2, not_applicable=1, duties=6, duties_done=4, duties_not_applicable=0
    )
    unread = [one for one in requests if is_unread(one.service_wrote_at, one.company_read_at)]
    assert len(unread) == 1
    assert unread[0].item_wording["key"] == "c05-06"
    assert sum(one.state != RequestState.CLOSED for one in requests) == 2


# Within the rules.


def test_answers_are_the_end_of_their_history(session: Session, add: Callable[..., None]) -> None:
    add(companies=40)
    items, companies, documents = by_number(session, Item), by_number(session, Company), by_number(session, Run)
    history = defaultdict(list)
    for change in rows(session, AnswerChange):
        history[change.answer_id].append(change)
    for answer in rows(session, Answer):
        changes = history[answer.id]
        assert [one.version for one in changes] == list(range(1, answer.version + 1))
        assert [one.from_state for one in changes] == [State.OPEN, *(one.to_state for one in changes[:-1])]
        assert all(before.at <= after.at for before, after in pairwise(changes))
        last, item = changes[-1], items[answer.item_id]
        said = (answer.state, answer.reason, answer.reason_text, answer.note)
        assert said == (last.to_state, last.reason, last.reason_text, last.note)
        assert (answer.state == State.NOT_APPLICABLE) == bool(answer.reason)
        assert answer.reason_text or item.kind != "duty" or answer.state != State.NOT_APPLICABLE
        assert item.document_id == documents[answer.run_id].document_id
        assert changes[0].at >= companies[answer.company_id].created_at


def test_a_finished_run_has_nothing_open(session: Session, add: Callable[..., None]) -> None:
    add(companies=40)
    counts = Counter(one.document_id for one in rows(session, Item))
    answers = defaultdict(list)
    for one in rows(session, Answer):
        answers[one.run_id].append(one)
    finished = [one for one in rows(session, Run) if one.finished_at]
    assert finished
    for run in finished:
        assert len(answers[run.id]) == counts[run.document_id]
        assert all(one.state in {State.DONE, State.NOT_APPLICABLE} for one in answers[run.id])
        assert run.finished_at >= max(one.answered_at for one in answers[run.id])


def test_requests_moved_as_the_rules_allow(session: Session, add: Callable[..., None]) -> None:
    add(companies=48)
    changes, messages = defaultdict(list), defaultdict(list)
    for change in rows(session, RequestChange):
        changes[change.request_id].append(change)
    for message in rows(session, Message):
        messages[message.request_id].append(message)
    for request in rows(session, ConsultationRequest):
        steps = changes[request.id]
        assert steps[0].details["step"] == "asked"
        for before, after in pairwise(steps):
            assert after.from_state == before.to_state
            assert after.to_state in MOVES[RequestState(after.from_state)]
            assert before.at <= after.at
        assert steps[-1].to_state == request.state
        assert messages[request.id][0].side == "company"


def test_requests_say_what_their_state_needs(session: Session, add: Callable[..., None]) -> None:
    add(companies=48)
    for request in rows(session, ConsultationRequest):
        closed = request.state == RequestState.CLOSED
        assert closed == bool(request.outcome) == (request.closed_at is not None)
        assert (request.state in WAITING) == (request.wake_up_on is not None)
        assert (request.outcome in {Outcome.REFERRED, Outcome.DECLINED}) == bool(request.office)
        assert request.outcome != Outcome.DECLINED or request.outcome_text
        assert request.state == RequestState.NEW or request.consultant_id or request.outcome == Outcome.WITHDRAWN
        assert (request.item_id is None) == (request.item_wording is None)


def test_nothing_happens_in_the_future_or_on_weekends(session: Session, add: Callable[..., None]) -> None:
    add(companies=48)
    moments = [one.at for model in (AnswerChange, Message, TeamNote, RequestChange) for one in rows(session, model)]
    midnight = dt.datetime.combine(MONDAY, dt.time(0, 5), clock.BERLIN)
    assert max(moments) <= midnight
    assert all(is_working_day(day_of(one)) for one in moments)


def test_people_act_in_their_own_company_alone(session: Session, add: Callable[..., None]) -> None:
    add(companies=40)
    members = {(one.company_id, one.user_id) for one in rows(session, Membership)}
    assert all((one.company_id, one.by) in members for one in rows(session, AnswerChange))
    assert all((one.company_id, one.asked_by) in members for one in rows(session, ConsultationRequest))
    asked = {one.id: one.company_id for one in rows(session, ConsultationRequest)}
    for model in (Message, TeamNote, RequestChange):
        assert all(asked[one.request_id] == one.company_id for one in rows(session, model))


# Coming and going.


def test_without_checklists_nothing_is_added(session: Session) -> None:
    with pytest.raises(service.NoDemoData, match="content sync"):
        service.add(session, today=MONDAY, companies=2, seed=1, progressed=lambda _done: None)
    assert service.is_empty(session)


def test_it_is_not_added_twice(session: Session, add: Callable[..., None]) -> None:
    add(companies=2)
    with pytest.raises(service.NoDemoData, match="--remove"):
        add(companies=2)
    assert len(rows(session, Company)) == 2


def test_removing_takes_the_demo_and_nothing_else(session: Session, add: Callable[..., None]) -> None:
    add(companies=20)
    consultant = session.scalars(select(User).where(User.is_consultant).limit(1)).one()
    company = build.company(session, "Echt GmbH", consultant_id=consultant.id)
    member = build.member(session, company)
    build.membership(session, company, consultant)
    item = session.scalars(select(Item).limit(1)).one()
    document = session.get_one(Document, item.document_id)
    answer = build.answer(session, build.run(session, company, document), item, answered_by=consultant.id)
    request = build.request(session, company, asked_by=member.id, consultant_id=consultant.id)
    build.message(session, request, side="service", by=consultant.id)
    build.team_note(session, request, by=consultant.id)
    session.commit()

    assert service.remove(session) == 20
    session.expire_all()

    assert [one.name for one in rows(session, Company)] == ["Echt GmbH"]
    assert [one.id for one in rows(session, User)] == [member.id]
    assert [one.user_id for one in rows(session, Membership)] == [member.id]
    assert [one.id for one in rows(session, Answer)] == [answer.id]
    assert [one.id for one in rows(session, ConsultationRequest)] == [request.id]
    assert [(one.request_id, one.by) for one in rows(session, Message)] == [(request.id, None)]
    assert [one.request_id for one in rows(session, TeamNote)] == [request.id]
    assert not rows(session, AnswerChange)
    assert not rows(session, RequestChange)
    assert rows(session, Item)
