"""Asking, answering, waiting, closing; sent twice, at once, too late, and by the wrong side."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.consultations import service
from portal.consultations.models import ConsultationRequest, Message, RequestChange
from portal.consultations.rules import (
    Fault,
    Move,
    MoveRefused,
    Outcome,
    Question,
    Reason,
    RequestState,
    Step,
)
from portal.db.session import Database
from portal.db.tenancy import company_scope, every_company, open_scope
from portal.documents.rules import Kind
from tests import build
from tests.consultations.desk import Desk, Watch, actor_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.databases import TestDatabase


def count(session: Session, model: Any) -> int:
    with every_company(session, "a test counts", team=True):
        return session.scalar(select(func.count()).select_from(model)) or 0


def steps(session: Session, request: ConsultationRequest) -> list[str]:
    with every_company(session, "a test looks", team=True):
        rows = session.scalars(
            select(RequestChange).where(RequestChange.request_id == request.id).order_by(RequestChange.id)
        )
        return [row.details["step"] for row in rows]


def office(session: Session, slug: str = "kammer") -> str:
    source = f'---\nid: {slug}\ntitle: "Die Kammer"\nsummary: "Berät."\n---\n\nText.\n'
    build.publish(session, Kind.OFFICE, slug, "de", source)
    return slug


# Asking.


def test_a_question_is_a_new_request_with_its_first_message(desk: Desk) -> None:
    request = desk.ask("Dürfen die Stunden steigen?", subject="Stunden", topic="aufenthalt", language="en")
    assert (request.state, request.title, request.topic, request.language) == ("new", "Stunden", "aufenthalt", "en")
    assert request.counted_from == dt.date(2026, 11, 23)
    page = desk.seen(request)
    assert [(one.kind, one.body) for one in page.thread] == [("company", "Dürfen die Stunden steigen?")]
    assert steps(desk.session, request) == [Step.ASKED]


def test_the_same_form_sent_twice_is_one_request(desk: Desk) -> None:
    first, second = desk.ask(once="doppelt"), desk.ask(once="doppelt")
    assert first.id == second.id
    assert (count(desk.session, ConsultationRequest), count(desk.session, Message)) == (1, 1)


def test_two_companies_may_send_the_same_word(desk: Desk) -> None:
    first = desk.ask(once="gleich")
    other = build.company(desk.session)
    stranger = actor_of(build.member(desk.session, other), other)
    with company_scope(desk.session, other.id):
        second = service.ask(desk.session, stranger, other.id, Question("Frage"), "gleich")
    assert first.id != second.id


def test_a_double_click_that_arrives_at_once_is_one_request(database: TestDatabase) -> None:
    """Two transactions, both sure that nothing is there yet."""
    opened = Database(database.url)
    with opened.session() as session:
        company = build.company(session)
        anna = actor_of(build.member(session, company), company)
        numbers = (company.id, anna)
    made: list[int] = []
    start = threading.Barrier(2)

    def click() -> None:
        with opened.session() as session:
            open_scope(session, numbers[0])
            start.wait()
            request = service.ask(session, numbers[1], numbers[0], Question("Frage"), "klick")
            session.commit()
            made.append(request.id)

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    with opened.session() as session:
        assert count(session, Message) == 1
    opened.dispose()
    assert len(made) == 2
    assert len(set(made)) == 1


def test_a_request_keeps_the_wording_that_the_item_had(desk: Desk) -> None:
    text = build.checklist(desk.session, "Titel prüfen #pruefen", slug="liste")
    request = desk.ask(item_id=text.items[0].id)
    source = '---\nid: liste\ntitle: "Neu"\naudience: company\nfield: strategie\n---\n\n## Alles\n\n'
    build.publish(desk.session, Kind.CHECKLIST, "liste", "de", source + "- [ ] Ganz anders {: #pruefen }\n")
    item = desk.seen(request).item
    assert item is not None
    assert (item.caption, item.title, item.checklist, item.key) == ("Titel prüfen", "Liste liste", "liste", "pruefen")
    assert "Darum" in item.parts["why"]
    assert request.title == "Titel prüfen"
    assert request.item_wording is not None
    assert (request.item_wording["revision"], request.item_wording["language"]) == (1, "de")
    assert desk.ask(item_id=text.items[0].id).title == "Ganz anders"


def test_an_item_that_is_none_loses_nothing(desk: Desk) -> None:
    request = desk.ask("Eine Frage", item_id=4711)
    assert (request.item_id, request.item_wording, request.title) == (None, None, "Eine Frage")


def test_only_an_own_request_can_be_named_as_the_earlier_one(desk: Desk) -> None:
    foreign = build.request(desk.session, build.company(desk.session))
    own = desk.ask()
    assert desk.ask(earlier_id=own.id).earlier_request_id == own.id
    assert desk.ask(earlier_id=foreign.id).earlier_request_id is None


# Taking and answering.


def test_taking_opens_a_new_request_and_names_who_answers(desk: Desk) -> None:
    request = desk.ask()
    service.take(desk.session, desk.jana, desk.company.id, request.id)
    assert (request.state, request.consultant_id) == ("open", desk.jana.user_id)
    assert desk.seen(request).consultant == desk.jana.name


def test_taking_what_somebody_took_says_who(desk: Desk) -> None:
    request = desk.ask()
    service.take(desk.session, desk.jana, desk.company.id, request.id)
    service.take(desk.session, desk.jana, desk.company.id, request.id)
    with pytest.raises(service.AlreadyTaken) as taken:
        service.take(desk.session, desk.peter, desk.company.id, request.id)
    assert taken.value.consultant_id == desk.jana.user_id
    assert steps(desk.session, request) == [Step.ASKED, Step.TAKEN]


def test_an_answer_takes_the_request_and_is_new_to_the_company(desk: Desk, watch: Watch) -> None:
    request = desk.ask()
    watch.later(hours=1)
    desk.answer(request)
    assert (request.state, request.consultant_id) == ("open", desk.jana.user_id)
    assert request.first_response_at == request.service_wrote_at == watch.moment
    assert desk.seen(request).unread
    service.mark_read(desk.session, desk.company.id, request.id, watch.moment)
    assert not desk.seen(request).unread


def test_an_answer_that_came_after_the_page_was_opened_stays_new(desk: Desk, watch: Watch) -> None:
    request = desk.ask()
    desk.answer(request)
    shown = desk.seen(request).seen
    assert shown is not None
    watch.later(minutes=5)
    desk.answer(request, "Noch etwas.")
    service.mark_read(desk.session, desk.company.id, request.id, shown)
    assert desk.seen(request).unread
    service.mark_read(desk.session, desk.company.id, request.id, watch.moment + dt.timedelta(days=400))
    watch.later(minutes=5)
    desk.answer(request, "Und noch etwas.")
    assert desk.seen(request).unread


def test_two_who_answer_at_once_both_do_and_the_later_hears_of_it(desk: Desk) -> None:
    request = desk.ask()
    seen = desk.desk(request).request.last_message_id
    assert desk.answer(request, "Von Jana", seen=seen).others == ()
    assert desk.answer(request, "Von Peter", seen=seen, by=desk.peter).others == (desk.jana.user_id,)
    assert [one.body for one in desk.seen(request).thread][1:] == ["Von Jana", "Von Peter"]
    assert request.consultant_id == desk.jana.user_id


def test_an_answer_sent_twice_is_one_message(desk: Desk) -> None:
    request = desk.ask()
    for _ in range(2):
        desk.answer(request, once="zweimal")
        desk.reply(request, once="zweimal")
    assert len(desk.seen(request).thread) == 3


def test_the_same_word_in_two_requests_makes_two_messages(desk: Desk) -> None:
    one, two = desk.ask(), desk.ask()
    assert desk.reply(one, once="wort").id == one.id
    assert desk.reply(two, once="wort").id == two.id
    assert count(desk.session, Message) == 4


def test_waiting_keeps_its_day_and_a_reply_ends_it(desk: Desk) -> None:
    request = desk.ask()
    until = clock.today() + dt.timedelta(days=7)
    desk.answer(request, after=Move(RequestState.WAITING_COMPANY, until))
    assert (request.state, request.wake_up_on) == ("waiting_company", until)
    desk.reply(request)
    assert (request.state, request.wake_up_on) == ("open", None)
    assert steps(desk.session, request) == [Step.ASKED, Step.TAKEN, Step.WAITING, Step.REPLIED]


def test_a_reply_does_not_end_the_waiting_for_another_office(desk: Desk, watch: Watch) -> None:
    request = desk.ask()
    desk.answer(request, after=Move(RequestState.WAITING_THIRD_PARTY, clock.today() + dt.timedelta(days=7)))
    watch.later(hours=1)
    desk.reply(request)
    assert request.state == "waiting_third_party"
    desk.as_team()
    assert desk.desk(request).reason is Reason.REPLIED


def test_a_refused_move_sends_nothing_and_takes_nothing(desk: Desk) -> None:
    request = desk.ask()
    with pytest.raises(MoveRefused):
        desk.answer(request, after=Move(RequestState.WAITING_COMPANY, clock.today()))
    assert (request.state, request.consultant_id, len(desk.seen(request).thread)) == ("new", None, 1)


def test_the_time_that_a_request_waited_does_not_count_for_the_first_answer(desk: Desk, watch: Watch) -> None:
    request = desk.ask()  # Monday
    desk.wait(request, days=30)
    watch.later(days=7)
    desk.as_team()
    assert desk.desk(request).reason is Reason.WAITING
    desk.reply(request)
    assert desk.desk(request).due_on == dt.date(2026, 12, 2)
    watch.later(days=2)
    desk.reply(request)
    assert desk.desk(request).reason is Reason.OPEN
    watch.later(days=1)
    assert desk.desk(request).reason is Reason.OVERDUE


def test_handing_over_names_a_consultant_and_nobody_else(desk: Desk) -> None:
    request = desk.ask()
    service.reassign(desk.session, desk.jana, desk.company.id, request.id, desk.peter.user_id)
    assert (request.state, request.consultant_id) == ("open", desk.peter.user_id)
    with pytest.raises(service.NoSuchConsultant):
        service.reassign(desk.session, desk.jana, desk.company.id, request.id, desk.anna.user_id)
    assert steps(desk.session, request) == [Step.ASKED, Step.HANDED_OVER]


# Closing, withdrawing, reopening.


def test_closing_needs_an_outcome_and_declining_a_reason_and_an_office(desk: Desk, watch: Watch) -> None:
    request, slug = desk.ask(), office(desk.session)
    watch.later(hours=1)
    for faulty, fault in (
        ((None, {}), Fault.NEEDS_OUTCOME),
        ((Outcome.DECLINED, {"office": slug}), Fault.NEEDS_REASON),
        ((Outcome.DECLINED, {"text": "Nicht unser Gebiet."}), Fault.NEEDS_OFFICE),
    ):
        with pytest.raises(MoveRefused) as refused:
            desk.close(request, faulty[0], **faulty[1])
        assert refused.value.fault is fault
    with pytest.raises(service.NoSuchOffice):
        desk.close(request, Outcome.DECLINED, text="Nein.", office="erfunden")
    assert (request.state, request.consultant_id) == ("new", None)
    desk.close(request, Outcome.DECLINED, text="Nicht unser Gebiet.", office=slug)
    page = desk.seen(request)
    assert page.office is not None
    assert (page.state, page.outcome, page.outcome_text, page.office.title) == (
        "closed",
        "declined",
        "Nicht unser Gebiet.",
        "Die Kammer",
    )
    assert page.unread


def test_an_office_is_kept_only_with_the_outcomes_that_name_one(desk: Desk) -> None:
    request = desk.ask()
    desk.close(request, Outcome.RESOLVED, office="egal")
    assert (request.office, desk.seen(request).unread) == ("", False)


@pytest.mark.parametrize("waits", [False, True])
def test_a_company_can_withdraw_from_any_unfinished_state(desk: Desk, *, waits: bool) -> None:
    request = desk.ask()
    if waits:
        desk.wait(request)
    for _ in range(2):
        service.withdraw(desk.session, desk.ben, desk.company.id, request.id)
    assert (request.state, request.outcome, request.wake_up_on) == ("closed", "withdrawn", None)
    assert steps(desk.session, request).count(Step.WITHDRAWN) == 1


@pytest.mark.parametrize(("days", "reopens"), [(0, True), (30, True), (31, False)])
def test_a_reply_reopens_for_thirty_days_and_then_begins_a_new_request(
    desk: Desk, watch: Watch, days: int, *, reopens: bool
) -> None:
    text = build.checklist(desk.session, "Titel prüfen #pruefen")
    request = desk.ask(topic="aufenthalt", language="en", item_id=text.items[0].id)
    desk.close(request, Outcome.RESOLVED)
    watch.later(days=days)
    written = desk.reply(request, "Noch eine Frage dazu")
    if reopens:
        assert written.id == request.id
        assert (request.state, request.outcome, request.closed_at) == ("open", "", None)
        assert steps(desk.session, request)[-1] == Step.REOPENED
        return
    assert request.state == "closed"
    assert (written.earlier_request_id, written.state, written.title) == (request.id, "new", request.title)
    assert (written.topic, written.language, written.item_id) == ("aufenthalt", "en", request.item_id)
    assert [one.body for one in desk.seen(written).thread] == ["Noch eine Frage dazu"]


def test_a_late_reply_sent_twice_begins_one_request(desk: Desk, watch: Watch) -> None:
    request = desk.ask()
    desk.close(request, Outcome.RESOLVED)
    watch.later(days=40)
    assert desk.reply(request, once="klick").id == desk.reply(request, once="klick").id
    assert count(desk.session, ConsultationRequest) == 2


def test_reopening_without_a_word_keeps_the_same_limit(desk: Desk, watch: Watch) -> None:
    request = desk.ask()
    desk.close(request, Outcome.RESOLVED)
    watch.later(days=31)
    with pytest.raises(service.CannotReopen):
        service.reopen(desk.session, desk.anna, desk.company.id, request.id)
    service.open_again(desk.session, desk.jana, desk.company.id, request.id)
    assert request.state == "open"


def test_a_reopened_request_without_an_answer_is_counted_from_that_day(desk: Desk, watch: Watch) -> None:
    request = desk.ask()
    service.withdraw(desk.session, desk.anna, desk.company.id, request.id)
    watch.later(days=14)
    service.reopen(desk.session, desk.anna, desk.company.id, request.id)
    desk.as_team()
    assert desk.desk(request).reason is Reason.UNASSIGNED


def test_nothing_is_sent_into_a_request_that_was_closed_meanwhile(desk: Desk) -> None:
    request = desk.ask()
    service.withdraw(desk.session, desk.anna, desk.company.id, request.id)
    with pytest.raises(service.RequestClosed):
        desk.answer(request)
    with pytest.raises(service.RequestClosed):
        service.take(desk.session, desk.jana, desk.company.id, request.id)
    assert len(desk.seen(request).thread) == 1
