"""What stands in the weekly mail: what one owns, what nobody owns, and how dates are called."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal import clock
from portal.access import Role
from portal.checklists.models import Hire
from portal.documents.models import Document, Item
from portal.engagement.service import send_digests
from portal.mail.models import OutgoingMail
from tests import build
from tests.statements import count_queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.accounts.models import User
    from portal.checklists.models import Run
    from portal.documents.service import ChecklistText

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
TODAY = MONDAY.date()
BEGUN = MONDAY - dt.timedelta(days=60)


class Office:
    """A company with an admin and a member, checklists for hires and one for the company."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.company = build.company(session, "Müller & Söhne GmbH")
        self.admin = self.person(Role.COMPANY_ADMIN, name="Anna Alt")
        self.ben = self.person(name="Ben Bach")
        self.own = build.checklist(session, "Willkommensmappe schreiben #mappe", "Paten finden #paten", slug="eigene")
        self.for_hires = build.checklist(
            session,
            "Anmeldung ansprechen #anmeldung due=+14d law=yes kind=duty",
            "Gespräch führen #gespraech due=+14d",
            slug="nachher",
            audience="hire",
            english="## All\n\n- [ ] Mention the registration {: #anmeldung }\n\n- [ ] Have a talk {: #gespraech }",
        )

    def person(self, role: Role = Role.COMPANY_MEMBER, **values: Any) -> User:
        return build.member(self.session, self.company, role, last_login_at=BEGUN, **values)

    def document(self, text: ChecklistText) -> Document:
        return self.session.get_one(Document, text.document_id)

    def item(self, key: str) -> Item:
        return self.session.scalars(select(Item).where(Item.key == key)).one()

    def hire(self, due: int, **values: Any) -> Run:
        """A hire whose items are due so many days from today."""
        first = TODAY + dt.timedelta(days=due - 14)
        facts = {"label": "Fall 3", "first_working_day": first, "created_at": BEGUN, **values}
        hire = build.hire(self.session, self.company, **facts)
        return build.hire_run(self.session, hire, self.document(self.for_hires), started_at=BEGUN)

    def measure(self, due: int | None, owner: User | None = None, **values: Any) -> None:
        day = None if due is None else TODAY + dt.timedelta(days=due)
        build.measure(self.session, self.company, due_on=day, owner_id=owner.id if owner else None, **values)

    def mails(self) -> dict[str, OutgoingMail]:
        """The mails of this Monday by reader."""
        self.session.commit()
        send_digests(self.session)
        self.session.commit()
        return {one.to_email: one for one in self.session.scalars(select(OutgoingMail))}

    def text(self, reader: User) -> str:
        mail = self.mails().get(reader.email)
        return mail.text if mail else ""


@pytest.fixture
def office(rows: Session, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    return Office(rows)


def test_dates_are_called_what_they_are(office: Office) -> None:
    """Only the law's day is called a legal deadline, and only that is ever overdue."""
    office.hire(2)
    office.hire(-3, label="Fall 4")
    office.measure(-1, what="Schild aufhängen")
    office.measure(6, what="Mappe drucken")
    text = office.text(office.admin)
    assert "- Anmeldung ansprechen\n  Gesetzliche Frist: Mi., 25. November · Fall 3\n" in text
    assert "- Gespräch führen\n  Empfohlen bis Mi., 25. November · Fall 3\n" in text
    assert "- Anmeldung ansprechen\n  Gesetzliche Frist, 3 Tage überfällig · Fall 4\n" in text
    assert "- Schild aufhängen\n  Noch offen, geplant bis So., 22. November\n" in text
    assert "- Mappe drucken\n  Geplant bis So., 29. November\n" in text
    assert text.count("überfällig") == 1
    assert text.count("Gespräch führen") == 1, "a suggestion that is past stands on the hire's page"
    assert text.index("überfällig") < text.index("Noch offen") < text.index("Empfohlen bis")


def test_what_is_past_the_coming_week_waits_for_the_next_mail(office: Office) -> None:
    office.hire(7)
    office.measure(7)
    office.measure(None)
    assert office.mails() == {}


def test_what_was_past_when_it_was_made_is_not_overdue(office: Office) -> None:
    office.hire(-80)
    assert office.mails() == {}


def test_what_one_owns_goes_to_nobody_else(office: Office) -> None:
    run = office.hire(2)
    build.item_owner(office.session, run, office.item("anmeldung"), office.ben)
    office.measure(2, office.ben, what="Schild aufhängen")
    office.measure(2, office.admin, what="Mappe drucken")
    office.measure(2, what="Parkplatz suchen")
    mails = office.mails()
    ben, anna = mails[office.ben.email].text, mails[office.admin.email].text
    assert "Darum kümmern Sie sich:\n- Anmeldung ansprechen\n" in ben
    assert "Schild aufhängen" in ben
    for other in ("Mappe drucken", "Parkplatz suchen", "Gespräch führen", "ohne Zuständigkeit"):
        assert other not in ben
    mine, _, others = anna.partition("Fällig, noch ohne Zuständigkeit:")
    assert "Mappe drucken" in mine
    assert "Parkplatz suchen" in others
    assert "Gespräch führen" in others
    assert "Schild aufhängen" not in anna
    assert "Anmeldung ansprechen" not in anna


def test_what_a_function_does_stands_with_its_name(office: Office) -> None:
    office.measure(2, what="Zugang einrichten", owner_words="IT")
    text = office.text(office.admin)
    assert "Andere im Betrieb kümmern sich darum:\n- Zugang einrichten\n  Geplant bis Mi., 25. November · IT\n" in text
    assert "ohne Zuständigkeit" not in text
    assert office.ben.email not in office.mails()


def test_a_delegated_item_stands_there_until_it_is_done(office: Office) -> None:
    run = build.run(office.session, office.company, office.document(office.own))
    for key in ("mappe", "paten"):
        build.item_owner(office.session, run, office.item(key), office.ben)
    build.answer(office.session, run, office.item("paten"), "done")
    text = office.text(office.ben)
    assert "- Willkommensmappe schreiben\n  Noch offen\n" in text
    assert f"/checklists/eigene?company={office.company.id}&at=item-mappe#item-mappe" in text
    assert "Paten finden" not in text


def test_who_took_on_an_item_of_a_hire_reads_it_until_it_is_done(office: Office) -> None:
    """Also where its day is past or not known; nothing but an overdue legal date is called overdue."""
    for label, facts in (
        ("Fall 5", {"due": -3}),
        ("Fall 6", {"due": -80}),
        ("Fall 7", {"due": 0, "first_working_day": None}),
        ("Fall 8", {"due": 30}),
    ):
        run = office.hire(**facts, label=label)
        for key in ("anmeldung", "gespraech"):
            build.item_owner(office.session, run, office.item(key), office.ben)
    text = office.text(office.ben)
    assert "- Gespräch führen\n  Noch offen, empfohlen bis Fr., 20. November · Fall 5\n" in text
    assert "- Anmeldung ansprechen\n  Gesetzliche Frist, 3 Tage überfällig · Fall 5\n" in text
    assert text.count("  Bitte jetzt klären · Fall 6\n") == 2
    assert "- Anmeldung ansprechen\n  Gesetzliche Frist, Tag noch nicht bekannt · Fall 7\n" in text
    assert "- Gespräch führen\n  Noch offen · Fall 7\n" in text
    assert "Fall 8" not in text
    assert text.count("überfällig") == 1


@pytest.mark.parametrize("state", ["finished", "not_started", "ended_early"])
def test_what_nobody_awaits_any_more_is_not_mailed_to_its_owner(office: Office, state: str) -> None:
    run = office.hire(-3)
    build.item_owner(office.session, run, office.item("gespraech"), office.ben)
    office.session.get_one(Hire, run.hire_id).state = state
    assert office.mails() == {}


def test_a_closed_hire_brings_nothing(office: Office) -> None:
    run = office.hire(2)
    office.session.get_one(Hire, run.hire_id).state = "finished"
    assert office.mails() == {}


def test_the_mail_is_in_the_readers_language(office: Office) -> None:
    reader = office.person(Role.COMPANY_ADMIN, language="en")
    office.hire(2)
    office.hire(-1)
    text = office.text(reader)
    assert "- Mention the registration\n  Legal deadline: Wed, 25 November · Fall 3\n" in text
    assert "Legal deadline, 1 day overdue" in text
    assert "Suggested by Wed, 25 November" in text


def test_a_long_list_is_cut_and_says_so(office: Office) -> None:
    for number in range(12):
        office.measure(2, office.ben, what=f"Nummer {number}.")
    text = office.text(office.ben)
    assert "Nummer 9." in text
    assert "Nummer 10." not in text
    assert "- und 2 weitere Punkte" in text


def test_words_of_the_company_are_words_in_html_too(office: Office) -> None:
    office.hire(2, label="<script>alert(1)</script>")
    office.measure(2, what="<b>fett</b>", owner_words="<i>IT</i>")
    html = office.mails()[office.admin.email].html
    for tag in ("<script>", "<b>", "<i>"):
        assert tag not in html
    assert "&lt;b&gt;fett&lt;/b&gt;" in html


def test_somebody_with_several_companies_sees_each_apart(office: Office) -> None:
    other = build.company(office.session, "Beta GmbH")
    build.membership(office.session, other, office.admin)
    build.measure(office.session, other, owner_id=office.admin.id, due_on=TODAY, what="Beta prüfen")
    build.measure(office.session, other, due_on=TODAY, what="Nur für Admins von Beta")
    office.measure(1, what="Alpha prüfen")
    text = office.text(office.admin)
    beta, _, own = text.partition("Müller & Söhne GmbH")
    assert "Beta GmbH" in beta
    assert "Beta prüfen" in beta
    assert "Alpha prüfen" in own
    assert "Nur für Admins von Beta" not in text


def test_a_person_costs_as_many_queries_with_much_as_with_little(office: Office) -> None:
    def cost() -> int:
        office.session.commit()
        with count_queries() as queries:
            send_digests(office.session)
            reads = [one for one in queries if one.startswith("SELECT")]
        office.session.rollback()
        return len(reads)

    run = build.run(office.session, office.company, office.document(office.own))
    office.hire(2)
    office.measure(1, office.ben)
    build.item_owner(office.session, run, office.item("mappe"), office.ben)
    little = cost()
    for _ in range(8):
        office.hire(3)
        office.measure(1, office.ben)
        office.measure(2)
        office.person()
    build.item_owner(office.session, run, office.item("paten"), office.ben)
    assert cost() == little


def test_what_somebody_owns_whose_account_is_off_goes_to_the_admins(office: Office) -> None:
    office.measure(1, office.ben, what="Schild aufhängen")
    build.item_owner(office.session, office.hire(2), office.item("anmeldung"), office.ben)
    office.ben.deactivated_at = MONDAY
    text = office.text(office.admin)
    assert "Fällig, noch ohne Zuständigkeit:\n- Schild aufhängen\n" in text
    assert "- Anmeldung ansprechen\n  Gesetzliche Frist: Mi., 25. November · Fall 3\n" in text
