"""The last reminder of a legal date: on the working day before, to whom, of what, once."""

from __future__ import annotations

import datetime as dt
import re
import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal import clock
from portal.access import Role
from portal.accounts.models import DigestChoice, User
from portal.checklists import service
from portal.checklists.models import Hire
from portal.checklists.rules.hires import Anchor, HireState
from portal.db.session import Database
from portal.documents.models import Document, Item
from portal.mail.models import OutgoingMail
from tests import build
from tests.mail.postbox import channel, opened, worker
from tests.statements import count_queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.checklists.models import Run
    from portal.companies.models import Company
    from tests.client import PortalClient
    from tests.databases import TestDatabase

# The day before Christmas: until Monday nobody works.
THURSDAY = dt.datetime(2026, 12, 24, 9, 0, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 12, 28)
START = dt.date(2026, 12, 14)


class Office:
    """A company with an admin and a member, and a hire with a legal date and a suggestion on one Monday."""

    def __init__(self, session: Session, moment: list[dt.datetime]) -> None:
        self.session, self.moment = session, moment
        text = build.checklist(
            session,
            "An Anmeldung erinnern #anmeldung due=+14d law=yes kind=duty",
            "Gespräch führen #gespraech due=+14d",
            "Ende mitteilen #ende due=+28d anchor=end_known law=yes kind=duty",
            slug="nachher",
            audience="hire",
        )
        self.document = session.get_one(Document, text.document_id)
        self.company = build.company(session, "Müller & Söhne GmbH")
        self.admin = self.person(Role.COMPANY_ADMIN, name="Anna Alt")
        self.member = self.person(name="Ben Bach")
        self.hire, self.run = self.add_hire()

    def person(self, role: Role = Role.COMPANY_MEMBER, **values: Any) -> User:
        facts = {"last_login_at": THURSDAY - dt.timedelta(days=3), **values}
        return build.member(self.session, self.company, role, **facts)

    def add_hire(self, company: Company | None = None, **values: Any) -> tuple[Hire, Run]:
        begun = THURSDAY - dt.timedelta(days=20)
        facts = {"first_working_day": START, "created_at": begun, **values}
        hire = build.hire(self.session, company or self.company, label="Fall 3", **facts)
        return hire, build.hire_run(self.session, hire, self.document, started_at=begun)

    def item(self, key: str = "anmeldung") -> Item:
        return self.session.scalars(select(Item).where(Item.key == key)).one()

    def mails(self, **later: float) -> list[OutgoingMail]:
        """Go on by so much, let the worker work, and say which reminders there are now."""
        self.moment[0] += dt.timedelta(**later)
        self.session.commit()
        service.remind_of_legal_days(self.session)
        self.session.commit()
        return list(self.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    moment = [THURSDAY]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.fixture
def office(rows: Session, moment: list[dt.datetime]) -> Office:
    return Office(rows, moment)


def test_on_the_working_day_before_the_admin_is_reminded_once(office: Office) -> None:
    (mail,) = office.mails()
    assert (mail.to_email, mail.at_most_once) == (office.admin.email, True)
    assert mail.subject == "Gesetzliche Frist am Mo., 28. Dezember: An Anmeldung erinnern"
    assert "am Montag, 28. Dezember 2026 endet eine gesetzliche Frist" in mail.text
    assert "Fall 3, Müller & Söhne GmbH" in mail.text
    assert "Müller &amp; Söhne" in mail.html
    assert "Gespräch führen" not in mail.text
    assert "überfällig" not in mail.text + mail.html
    assert [len(office.mails(hours=1)) for _ in range(3)] == [1, 1, 1]
    assert len(office.mails(days=1)) == 1
    assert len(office.mails(days=3)) == 1, "on the day itself it is too late"


def test_the_subject_that_is_kept_names_no_hire(office: Office) -> None:
    assert "Fall 3" not in office.mails()[0].subject


@pytest.mark.parametrize(
    ("later", "comes"),
    [({"days": -1}, 0), ({"hours": -4}, 0), ({"hours": -3}, 1), ({"days": 2}, 1), ({"days": 3}, 1), ({"days": 4}, 0)],
)
def test_it_comes_neither_earlier_nor_at_night_nor_too_late(
    office: Office, later: dict[str, float], comes: int
) -> None:
    """A worker that was away on the day before makes up for it until the day has come."""
    assert len(office.mails(**later)) == comes


def test_a_suggestion_set_by_hand_is_never_mailed(office: Office) -> None:
    service.set_day(office.session, office.hire.id, "nachher", "gespraech", MONDAY)
    assert [one.to_email for one in office.mails()] == [office.admin.email]


def test_who_takes_care_of_the_item_is_reminded_instead(office: Office) -> None:
    build.item_owner(office.session, office.run, office.item(), office.member)
    assert [one.to_email for one in office.mails()] == [office.member.email]


@pytest.mark.parametrize("gone", ["left", "switched off", "never here", "stopped"])
def test_an_owner_whom_no_mail_reaches_leaves_it_to_the_admins(office: Office, gone: str) -> None:
    if gone == "left":
        owner = build.user(office.session, last_login_at=THURSDAY)
        build.membership(office.session, office.company, owner, ended_at=THURSDAY)
    else:
        facts = {"switched off": {"deactivated_at": THURSDAY}, "never here": {"last_login_at": None}}
        owner = office.person(**facts.get(gone, {}))
    if gone == "stopped":
        build.digest_choice(office.session, owner, weekday=None)
    build.item_owner(office.session, office.run, office.item(), owner)
    assert [one.to_email for one in office.mails()] == [office.admin.email]


def test_each_reader_is_written_to_in_their_language(office: Office) -> None:
    office.person(Role.COMPANY_ADMIN, name="Carla Cole", language="en")
    german, english = sorted(office.mails(), key=lambda one: one.language)
    assert english.subject == "Legal deadline on Mon, 28 December: An Anmeldung erinnern"
    assert "A legal deadline ends on Monday, 28 December 2026" in english.text
    assert german.language == "de"


def test_nobody_before_the_first_log_in_and_nobody_who_switched_it_off(office: Office) -> None:
    office.person(Role.COMPANY_ADMIN, last_login_at=None)
    office.person(Role.COMPANY_ADMIN, deactivated_at=THURSDAY)
    build.digest_choice(office.session, office.person(Role.COMPANY_ADMIN), weekday=None)
    assert [one.to_email for one in office.mails()] == [office.admin.email]
    mine = select(DigestChoice.user_id)
    assert set(office.session.scalars(mine)) >= {office.admin.id}


def test_one_click_of_a_mail_program_ends_the_reminders(office: Office, client: PortalClient) -> None:
    (mail,) = office.mails()
    path = re.search(r"/digest/off/\S+", mail.text)
    assert path is not None
    assert mail.headers["List-Unsubscribe"].strip("<>").endswith(path[0])
    assert client.post(path[0], data={"List-Unsubscribe": "One-Click"}, csrf=False).status_code == 200
    office.add_hire()
    assert len(office.mails()) == 1


@pytest.mark.parametrize("state", ["done", "not_applicable"])
def test_a_finished_item_is_not_mailed(office: Office, state: str) -> None:
    build.answer(office.session, office.run, office.item(), state)
    assert office.mails() == []


def test_an_item_in_progress_is_mailed(office: Office) -> None:
    build.answer(office.session, office.run, office.item(), "in_progress")
    assert len(office.mails()) == 1


@pytest.mark.parametrize("state", [HireState.FINISHED, HireState.NOT_STARTED, HireState.ENDED_EARLY])
def test_after_its_end_a_hire_brings_no_reminder_of_what_nobody_awaits(office: Office, state: HireState) -> None:
    office.hire.state = state
    assert office.mails() == []


def test_the_early_end_brings_its_own(office: Office) -> None:
    office.hire.state, office.hire.end_known = HireState.ENDED_EARLY, MONDAY - dt.timedelta(days=28)
    assert ["Ende mitteilen" in one.subject for one in office.mails()] == [True]


def test_where_the_notice_is_short_it_comes_earlier(office: Office) -> None:
    office.hire.state, office.hire.end_known = HireState.ENDED_EARLY, MONDAY - dt.timedelta(days=14)
    office.hire.training = True
    assert ["Ende mitteilen" in one.subject for one in office.mails()] == [True]


def test_what_was_past_when_the_hire_was_made_is_not_mailed(office: Office) -> None:
    office.add_hire(first_working_day=START - dt.timedelta(days=30))
    assert len(office.mails()) == 1


def test_a_checklist_taken_away_is_not_mailed(office: Office) -> None:
    office.run.left_out_at = THURSDAY
    assert office.mails() == []


def test_a_moved_anchor_brings_a_new_reminder_of_the_new_day(office: Office) -> None:
    assert len(office.mails()) == 1
    service.move_anchors(office.session, office.hire.id, {Anchor.FIRST_WORKING_DAY: START + dt.timedelta(days=7)})
    assert len(office.mails()) == 1
    first, second = office.mails(days=7)
    assert ("28. Dezember" in first.subject, "4. Januar 2027" in second.subject) == (True, True)
    service.move_anchors(office.session, office.hire.id, {Anchor.FIRST_WORKING_DAY: START})
    assert len(office.mails()) == 2


def test_a_company_switched_off_is_told_nothing(office: Office) -> None:
    office.company.deactivated_at = THURSDAY
    assert office.mails() == []


def test_one_company_hears_nothing_of_another(office: Office) -> None:
    other = build.company(office.session)
    stranger = build.member(office.session, other, Role.COMPANY_ADMIN, last_login_at=THURSDAY)
    office.add_hire(other)
    by_reader = {one.to_email: one for one in office.mails()}
    assert set(by_reader) == {office.admin.email, stranger.email}
    assert "Müller" not in by_reader[stranger.email].text


def test_the_link_leads_to_the_item_also_through_a_log_in(office: Office, client: PortalClient) -> None:
    path = re.search(r"127\.0\.0\.1:8000(/hires/\S+)|(/hires/\S+)", office.mails()[0].text)
    assert path is not None
    asked = client.get((path[1] or path[2]).partition("#")[0])
    onward = client.get(asked.headers["Location"])
    following = re.search(r'name="next"[^>]* value="([^"]+)"', onward.text)
    assert following is not None
    data = {"email": office.admin.email, "password": build.PASSWORD, "next": following[1].replace("&amp;", "&")}
    arrived = client.post("/login", data=data).headers["Location"]
    assert arrived.endswith("#item-anmeldung")
    assert 'id="item-anmeldung"' in client.get(arrived.partition("#")[0]).text


def test_more_hires_of_a_company_cost_no_more_queries(office: Office) -> None:
    def cost() -> int:
        office.session.commit()
        with count_queries() as queries:
            service.remind_of_legal_days(office.session)
            reads = [one for one in queries if one.startswith("SELECT")]
        office.session.rollback()
        return len(reads)

    one = cost()
    for _ in range(5):
        office.add_hire()
    assert cost() == one


def test_two_workers_at_once_remind_once(database: TestDatabase, office: Office) -> None:
    """With real SMTP, each with its own connection to the database."""
    for _ in range(10):
        office.add_hire()
    office.session.commit()
    start = threading.Barrier(2, timeout=20)

    def work(port: int) -> None:
        own = Database(database.url)
        start.wait()
        with own.session() as session:
            service.remind_of_legal_days(session)
            session.commit()
        own.dispose()
        with worker(database, channel(port)) as hand:
            hand.drain()

    with opened() as box:
        threads = [threading.Thread(target=work, args=[box.port]) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(box.letters) == 11
    assert set(box.readers) == {office.admin.email}
    assert len({one["Message-ID"] for one in box.letters}) == 11
    assert all(one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" for one in box.letters)
