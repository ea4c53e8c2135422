"""The weekly mail: to whom, when, what of, once; and how it is switched off."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal import clock
from portal.access import Role
from portal.accounts.models import DigestChoice, PasswordRequest, User
from portal.engagement.service import send_digests
from portal.mail.models import OutgoingMail
from tests import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from portal.companies.models import Company
    from tests.client import PortalClient

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
SECRET = "Der Titel endet bald."


class Week:
    """A clock that stands on a day of a week, and the mails of that moment."""

    def __init__(self, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        self.session = session
        self.moment = MONDAY
        monkeypatch.setattr(clock, "now", lambda: self.moment)

    def mails(self, **later: float) -> list[OutgoingMail]:
        """Go on by so much, let the worker work, and say which mails there are now."""
        self.moment += dt.timedelta(**later)
        self.session.commit()
        send_digests(self.session)
        self.session.commit()
        return list(self.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


@pytest.fixture
def week(rows: Session, monkeypatch: pytest.MonkeyPatch) -> Week:
    return Week(rows, monkeypatch)


def reader(session: Session, *companies: Company, **values: object) -> User:
    person = build.user(session, last_login_at=MONDAY - dt.timedelta(days=3), **values)
    for company in companies:
        build.membership(session, company, person)
    return person


def answered(session: Session, company: Company, **values: object) -> None:
    """A request with words of the service that nobody in the company has read."""
    build.request(session, company, title=SECRET, service_wrote_at=MONDAY - dt.timedelta(days=1), **values)


def test_what_waits_is_mailed_once_a_week(rows: Session, week: Week) -> None:
    company = build.company(rows, "Müller & Söhne GmbH")
    anna = reader(rows, company, name="Anna Beispiel")
    for _ in range(2):
        answered(rows, company)
    (mail,) = week.mails()
    assert (mail.to_email, mail.at_most_once) == (anna.email, True)
    assert "Müller & Söhne GmbH\n- 2 Anfragen mit neuen Antworten" in mail.text
    assert "Müller &amp; Söhne" in mail.html
    assert SECRET not in mail.text + mail.html + mail.subject
    assert len(week.mails()) == 1
    assert len(week.mails(days=4)) == 1
    assert len(week.mails(days=3)) == 2


def test_when_nothing_waits_no_mail_comes(rows: Session, week: Week) -> None:
    company = build.company(rows)
    reader(rows, company)
    answered(rows, company, company_read_at=MONDAY)
    assert week.mails() == []


def test_nobody_before_the_first_log_in_and_nobody_who_left(rows: Session, week: Week) -> None:
    company = build.company(rows)
    build.member(rows, company)
    reader(rows, company, deactivated_at=MONDAY)
    build.membership(rows, company, reader(rows), ended_at=MONDAY)
    reader(rows, build.company(rows))
    answered(rows, company)
    assert week.mails() == []


def test_a_company_switched_off_is_told_nothing(rows: Session, week: Week) -> None:
    company = build.company(rows, deactivated_at=MONDAY)
    reader(rows, company)
    answered(rows, company)
    assert week.mails() == []


def test_one_mail_has_a_part_for_each_company(rows: Session, week: Week) -> None:
    companies = [build.company(rows, name) for name in ("Alpha GmbH", "Beta GmbH", "Gamma GmbH")]
    reader(rows, *companies, language="en")
    for company in companies[:2]:
        answered(rows, company)
    (mail,) = week.mails()
    assert "Alpha GmbH\n- 1 request with a new answer" in mail.text
    assert "Beta GmbH" in mail.text
    assert "Gamma GmbH" not in mail.text


@pytest.mark.parametrize(
    ("later", "comes"),
    [({"hours": -5}, False), ({}, True), ({"days": 4}, False), ({"days": 5}, False), ({"days": -1}, False)],
)
def test_it_comes_on_working_days_from_seven_on(
    rows: Session, week: Week, later: dict[str, float], comes: bool
) -> None:
    """Who has chosen nothing gets it on Mondays; who is new on a Friday gets the first one next week."""
    company = build.company(rows)
    reader(rows, company)
    answered(rows, company)
    assert bool(week.mails(**later)) is comes


def test_a_worker_that_slept_makes_up_for_it(rows: Session, week: Week) -> None:
    company = build.company(rows)
    build.digest_choice(rows, reader(rows, company), weekday=0)
    answered(rows, company)
    assert len(week.mails(days=2)) == 1


# Choosing and switching off.


def test_the_day_is_chosen_in_the_account(rows: Session, week: Week, as_user: Callable[[User], PortalClient]) -> None:
    company = build.company(rows)
    anna = reader(rows, company)
    answered(rows, company)
    client = as_user(anna)
    page = client.get("/account").text
    assert re.search(r'<option selected value="0">Montag', page)
    assert client.post("/account/digest", data={"weekday": "2"}).status_code == 303
    assert re.search(r'<option selected value="2">Mittwoch', client.get("/account").text)
    assert week.mails() == []
    assert len(week.mails(days=2)) == 1
    client.post("/account/digest", data={"weekday": "1"})
    assert len(week.mails(days=1)) == 1, "Tuesday is past, and there was one this week"
    client.post("/account/digest", data={"weekday": "never"})
    assert len(week.mails(days=7)) == 1


def test_a_day_that_is_none_is_refused(rows: Session, as_user: Callable[[User], PortalClient]) -> None:
    client = as_user(reader(rows, build.company(rows)))
    assert client.post("/account/digest", data={"weekday": "6"}).status_code == 422
    assert client.post("/account/digest").status_code == 422


def test_of_the_service_editors_alone_have_a_weekly_mail(
    rows: Session, as_user: Callable[[User], PortalClient]
) -> None:
    assert "Wöchentliche E-Mail" not in as_user(build.user(rows, Role.CONSULTANT)).get("/account").text
    editor = as_user(build.user(rows, Role.EDITOR)).get("/account").text
    assert "Welche Texte fällig werden, sagt eine eigene E-Mail" in editor
    assert 'name="weekday"' in editor


def off_path(mail: OutgoingMail) -> str:
    found = re.search(r"(/digest/off/\S+)", mail.text)
    assert found is not None
    return found[1]


@pytest.fixture
def mail(rows: Session, week: Week) -> OutgoingMail:
    company = build.company(rows)
    reader(rows, company)
    answered(rows, company)
    return week.mails()[0]


def weekday(rows: Session) -> int | None:
    return rows.scalars(select(DigestChoice)).one().weekday


def test_looking_at_the_link_switches_nothing_off(client: PortalClient, rows: Session, mail: OutgoingMail) -> None:
    assert client.get(off_path(mail)).status_code == 200
    assert weekday(rows) == 0


def test_the_button_switches_it_off(client: PortalClient, rows: Session, week: Week, mail: OutgoingMail) -> None:
    assert client.post(off_path(mail)).status_code == 200
    assert weekday(rows) is None
    assert len(week.mails(days=7)) == 1


def test_one_click_of_a_mail_program_switches_it_off(client: PortalClient, rows: Session, mail: OutgoingMail) -> None:
    """RFC 8058: a bare POST to the address in the head, without cookie, token or log-in, and without a redirect."""
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail.headers["List-Unsubscribe"].strip("<>")
    assert address.endswith(off_path(mail))
    response = client.post(off_path(mail), data={"List-Unsubscribe": "One-Click"}, csrf=False)
    assert response.status_code == 200
    assert weekday(rows) is None


def test_a_forged_link_switches_nothing_off(client: PortalClient, rows: Session, mail: OutgoingMail) -> None:
    for forged in ("/digest/off/x", off_path(mail) + "x", off_path(mail)[:-1]):
        assert client.get(forged).status_code == 410
        assert client.post(forged, csrf=False).status_code == 410
    assert weekday(rows) == 0


def test_no_other_form_goes_without_its_token(client: PortalClient, rows: Session) -> None:
    again = client.post("/password/forgotten", data={"email": "a@b.example"}, csrf=False)
    assert again.headers["Location"] == "/password/forgotten"
    assert rows.scalars(select(PasswordRequest)).all() == []
    assert client.post("/account/digest", data={"weekday": "1"}, csrf=False).status_code in {302, 401, 403}
