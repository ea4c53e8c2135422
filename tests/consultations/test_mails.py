"""Who is told by mail of a request; that the mail says who and where, and nothing of what."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal import clock
from portal.access import Role
from portal.accounts.models import User
from portal.companies.models import Membership
from portal.consultations import service
from portal.consultations.rules import Move, Outcome, RequestState
from portal.db.tenancy import every_company
from portal.mail.models import OutgoingMail
from tests import build

if TYPE_CHECKING:
    from tests.consultations.desk import Desk

SECRET = "Der Aufenthaltstitel endet bald."


def mails(desk: Desk) -> list[OutgoingMail]:
    return list(desk.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def readers(desk: Desk, begin: int = 0) -> set[str]:
    return {one.to_email for one in mails(desk)[begin:]}


def test_the_whole_team_is_told_of_a_new_request(desk: Desk) -> None:
    build.user(desk.session, Role.CONSULTANT, deactivated_at=clock.now())
    build.user(desk.session, Role.EDITOR)
    desk.ask()
    assert readers(desk) == {desk.jana.email, desk.peter.email}


def test_the_companys_consultant_is_told_alone(desk: Desk) -> None:
    desk.company.consultant_id = desk.peter.user_id
    desk.ask()
    assert readers(desk) == {desk.peter.email}


def test_a_consultant_who_has_left_is_not_told(desk: Desk) -> None:
    gone = build.user(desk.session, Role.CONSULTANT, deactivated_at=clock.now())
    desk.company.consultant_id = gone.id
    desk.ask()
    assert readers(desk) == {desk.jana.email, desk.peter.email}


def test_a_reply_goes_to_the_requests_consultant(desk: Desk) -> None:
    desk.company.consultant_id = desk.peter.user_id
    request = desk.ask()
    desk.as_team()
    desk.answer(request, by=desk.jana)
    desk.as_company()
    before = len(mails(desk))
    desk.reply(request)
    assert readers(desk, before) == {desk.jana.email}


def test_who_asked_is_told_of_the_answer(desk: Desk) -> None:
    request = desk.ask()
    before = len(mails(desk))
    desk.as_team()
    desk.answer(request, SECRET)
    (mail,) = mails(desk)[before:]
    assert mail.to_email == desk.anna.email
    assert desk.jana.name in mail.text
    assert f"/consultations/{request.id}" in mail.text


def test_a_colleague_who_left_is_told_nothing(desk: Desk) -> None:
    admin = build.member(desk.session, desk.company, Role.COMPANY_ADMIN)
    request = desk.ask()
    with every_company(desk.session, "a test looks"):
        mine = select(Membership).where(Membership.user_id == desk.anna.user_id)
        desk.session.scalars(mine).one().ended_at = clock.now()
    before = len(mails(desk))
    desk.as_team()
    desk.answer(request)
    assert readers(desk, before) == {admin.email}


def test_the_same_form_sent_twice_is_told_once(desk: Desk) -> None:
    request = desk.ask(once="doppelt")
    desk.ask(once="doppelt")
    told = len(mails(desk))
    assert told == 2, "one for each consultant"
    desk.as_team()
    for _ in range(2):
        desk.answer(request, once="doppelt")
    assert len(mails(desk)) == told + 1


def test_a_refusal_with_its_reason_is_an_answer(desk: Desk) -> None:
    request = desk.ask()
    before = len(mails(desk))
    desk.as_team()
    desk.close(request, Outcome.RESOLVED)
    assert len(mails(desk)) == before, "nothing was written to the company"
    service.open_again(desk.session, desk.jana, desk.company.id, request.id)
    desk.close(request, Outcome.RESOLVED, text=SECRET)
    assert readers(desk, before) == {desk.anna.email}


def test_the_new_consultant_is_told(desk: Desk) -> None:
    request = desk.ask()
    before = len(mails(desk))
    desk.as_team()
    service.reassign(desk.session, desk.jana, desk.company.id, request.id, desk.peter.user_id)
    (mail,) = mails(desk)[before:]
    assert mail.to_email == desk.peter.email
    assert desk.jana.name in mail.text
    assert desk.company.name in mail.subject


def test_who_takes_a_request_over_needs_no_mail(desk: Desk) -> None:
    request = desk.ask()
    before = len(mails(desk))
    desk.as_team()
    service.reassign(desk.session, desk.jana, desk.company.id, request.id, desk.jana.user_id)
    assert len(mails(desk)) == before


def test_a_note_and_a_wait_are_told_nobody(desk: Desk) -> None:
    request = desk.ask()
    before = len(mails(desk))
    desk.as_team()
    desk.note(request, SECRET)
    day = clock.today() + dt.timedelta(days=3)
    service.wait(desk.session, desk.jana, desk.company.id, request.id, Move(RequestState.WAITING_THIRD_PARTY, day))
    assert len(mails(desk)) == before


def test_no_mail_says_what_was_written(desk: Desk) -> None:
    request = desk.ask(SECRET, subject=SECRET)
    desk.reply(request, SECRET)
    desk.as_team()
    desk.answer(request, SECRET)
    desk.note(request, SECRET)
    desk.close(request, Outcome.RESOLVED, text=SECRET)
    found = mails(desk)
    assert len(found) == 6
    assert not [one for one in found if SECRET in one.subject + one.text + one.html]


def test_each_reads_in_their_own_language(desk: Desk) -> None:
    desk.session.get_one(User, desk.peter.user_id).language = "en"
    desk.ask()
    told = {one.to_email: one for one in mails(desk)}
    assert told[desk.peter.email].subject.startswith("New request from")
    assert told[desk.jana.email].subject.startswith("Neue Anfrage von")
