"""Due dates as calendar programs get them, read by a parser that did not write them."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from icalendar import Calendar
from ics import Calendar as SecondParser
from sqlalchemy import select

from portal import clock
from portal.accounts.rules import MOST_GUESSES, token_hash
from portal.companies import service as companies
from portal.documents.models import Document, Item
from portal.feeds import rules, service
from portal.feeds.models import Feed
from tests import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from tests.client import PortalClient

DAY = dt.date(2028, 2, 29)
ADDRESS = re.compile(r'value="http://127\.0\.0\.1:8000(/feed/[^"]+\.ics)"')


class Desk:
    """A person with two measures, and their calendar program."""

    def __init__(self, rows: Session, as_user: Callable[..., PortalClient], client: PortalClient) -> None:
        self.rows = rows
        self.company = build.company(rows, "Alpha GmbH")
        self.person = build.member(rows, self.company, name="Änne Alt")
        self.browser = as_user(self.person)
        self.program = client
        self.as_user = as_user
        self.dated = build.measure(rows, self.company, what="Wohnung; suchen, bald\\", due_on=DAY)
        build.measure(rows, self.company, what="Ohne Datum")

    def make(self, browser: PortalClient | None = None) -> str:
        browser = browser or self.browser
        assert browser.post("/account/calendar").status_code == 303
        found = ADDRESS.search(browser.get("/account/calendar").text)
        assert found is not None
        return found[1]

    def read(self, address: str) -> TestResponse:
        response = self.program.get(address)
        assert response.status_code == 200, response.status
        return response

    def events(self, address: str) -> dict[str, Any]:
        """By their words, as the second parser understands them."""
        return {one.name or "": one for one in SecondParser(self.read(address).text).events}


@pytest.fixture
def desk(rows: Session, as_user: Callable[..., PortalClient], client: PortalClient) -> Desk:
    return Desk(rows, as_user, client)


def test_a_second_parser_reads_what_is_due(desk: Desk) -> None:
    events = desk.events(desk.make())
    assert list(events) == ["Wohnung; suchen, bald\\"]
    event = events["Wohnung; suchen, bald\\"]
    assert event.all_day
    assert event.begin.date() == DAY
    assert event.duration == dt.timedelta(days=1)
    assert event.url == f"http://127.0.0.1:8000/measures/{desk.dated.id}"
    assert event.transparent


def test_it_is_a_calendar_file_without_cookies(desk: Desk) -> None:
    response = desk.read(desk.make())
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in response.headers["Cache-Control"]
    assert "Set-Cookie" not in response.headers
    assert all(len(line) <= 75 for line in response.data.split(b"\r\n"))


def test_an_event_stays_the_same_when_its_day_moves(desk: Desk) -> None:
    address = desk.make()
    before = Calendar.from_ical(desk.read(address).data).events[0]
    assert desk.read(address).data == desk.read(address).data, "reading alone changes nothing"
    desk.dated.due_on = DAY + dt.timedelta(days=1)
    desk.dated.changed_at = clock.now() + dt.timedelta(minutes=1)
    desk.rows.commit()
    after = Calendar.from_ical(desk.read(address).data).events[0]
    assert after["uid"] == before["uid"]
    assert after["dtstart"].dt == DAY + dt.timedelta(days=1)
    assert after["dtstamp"].dt > before["dtstamp"].dt


def test_what_is_done_or_has_no_date_is_not_due(desk: Desk) -> None:
    desk.dated.state = "done"
    desk.rows.commit()
    assert desk.events(desk.make()) == {}


def test_it_speaks_the_persons_language(desk: Desk) -> None:
    desk.dated.owner_words = "IT"
    desk.rows.commit()
    address = desk.make()
    text = desk.read(address).text
    assert "Fälligkeiten" in text
    assert "Zuständig: IT" in text
    desk.person.language = "en"
    desk.rows.commit()
    # Whatever the program itself asks for.
    text = desk.program.get(address, headers={"Accept-Language": "de"}).text
    assert "Due dates" in text
    assert "Owner: IT" in text


@pytest.mark.parametrize("what", ["BEGIN:VEVENT\nX", "a\r\nATTENDEE:x", "😀 中文", "x" * 300])
def test_no_words_break_the_file(desk: Desk, what: str) -> None:
    desk.dated.what = what
    desk.rows.commit()
    events = SecondParser(desk.read(desk.make()).text).events
    assert len(events) == 1
    found = next(iter(events))
    assert not found.attendees
    assert (found.name or "").replace("\r\n", "\n") == what.replace("\r\n", "\n")


# Whose.


def test_another_company_stays_out(desk: Desk) -> None:
    build.measure(desk.rows, build.company(desk.rows, "Beta GmbH"), what="Fremd", due_on=DAY)
    assert "Fremd" not in desk.read(desk.make()).text


def test_of_several_companies_each_is_named(desk: Desk) -> None:
    beta = build.company(desk.rows, "Beta GmbH")
    build.membership(desk.rows, beta, desk.person)
    build.measure(desk.rows, beta, what="Auch hier", due_on=DAY)
    assert set(desk.events(desk.make())) == {"Alpha GmbH: Wohnung; suchen, bald\\", "Beta GmbH: Auch hier"}


def test_who_leaves_reads_nothing_more(desk: Desk) -> None:
    address = desk.make()
    companies.remove_member(desk.rows, desk.person.id, desk.company.id, desk.person.id)
    desk.rows.commit()
    assert desk.events(address) == {}
    desk.person.deactivated_at = clock.now()
    desk.rows.commit()
    assert desk.program.get(address).status_code == 404


def test_a_company_that_is_switched_off_says_nothing_more(desk: Desk) -> None:
    address = desk.make()
    companies.deactivate_company(desk.rows, desk.person.id, desk.company.id)
    desk.rows.commit()
    assert desk.events(address) == {}


# The address.


def test_the_address_is_shown_to_its_owner_and_cannot_be_read_from_the_database(desk: Desk) -> None:
    assert "/feed/" not in desk.browser.get("/account/calendar").text
    address = desk.make()
    assert address in desk.browser.get("/account").text
    token = address.removeprefix("/feed/").removesuffix(".ics")
    assert len(token) >= 43
    row = desk.rows.scalars(select(Feed)).one()
    assert row.token_hash == token_hash(token)
    assert token not in row.nonce
    assert rules.token("another secret", row.nonce) != token


def test_after_a_new_secret_the_address_holds_and_is_not_shown(desk: Desk) -> None:
    service.make(desk.rows, desk.person.id, "the secret of last year")
    desk.rows.commit()
    assert "/feed/" not in desk.browser.get("/account/calendar").text
    row = desk.rows.scalars(select(Feed)).one()
    assert desk.read(f"/feed/{rules.token('the secret of last year', row.nonce)}.ics")


def test_a_new_address_ends_the_old_one(desk: Desk) -> None:
    old, new = desk.make(), desk.make()
    assert desk.program.get(old).status_code == 404
    assert desk.read(new)


def test_a_revoked_address_ends(desk: Desk) -> None:
    address = desk.make()
    assert desk.browser.post("/account/calendar/end").status_code == 303
    assert desk.program.get(address).status_code == 404
    assert desk.browser.post("/account/calendar/end").status_code == 303, "twice changes nothing"


def test_one_person_does_not_end_anothers(desk: Desk) -> None:
    other = desk.as_user(build.member(desk.rows, desk.company))
    address, others = desk.make(), desk.make(other)
    other.post("/account/calendar/end")
    assert desk.read(address)
    assert desk.program.get(others).status_code == 404


def test_a_click_that_came_second_holds(desk: Desk) -> None:
    desk.make()
    assert desk.read(desk.make())


@pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "ä", "x" * 5000])
def test_a_guessed_address_leads_nowhere(desk: Desk, token: str) -> None:
    response = desk.program.get(f"/feed/{token}.ics")
    assert response.status_code == 404
    assert "Wohnung" not in response.text


def test_guessing_is_slowed_down_and_right_addresses_are_not(desk: Desk) -> None:
    address = desk.make()
    for number in range(MOST_GUESSES):
        assert desk.program.get(f"/feed/{number}.ics").status_code == 404
    refused = desk.program.get("/feed/one-more.ics")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert desk.read(address), "colleagues on the same network are not locked out"


def test_the_account_leads_to_it_for_people_of_companies(desk: Desk) -> None:
    assert "/account/calendar" in desk.browser.get("/account").text
    assert "/account/calendar" not in desk.as_user(build.user(desk.rows)).get("/account").text


def test_a_date_of_a_hire_says_whose_it_is_and_who_takes_care(desk: Desk) -> None:
    text = build.checklist(
        desk.rows,
        "Hinweis geben #hinweis due=+1d law=yes kind=duty",
        "Gespräch führen #gespraech due=+2d",
        "Bilanz ziehen #bilanz due=+3d",
        audience="hire",
    )
    hire = build.hire(desk.rows, desk.company, label="", first_working_day=clock.today())
    run = build.hire_run(desk.rows, hire, desk.rows.get_one(Document, text.document_id))
    first, _second, third = (desk.rows.get_one(Item, one.id) for one in text.items)
    build.item_owner(desk.rows, run, first, desk.person)
    build.item_date(desk.rows, run, third, clock.today())
    events = desk.events(desk.make())
    said = {name: one.description for name, one in events.items()}
    assert said["Hinweis geben"] == "Gesetzliche Frist\nZuständig: Änne Alt"
    assert said["Gespräch führen"] == "Empfohlener Termin"
    assert said["Bilanz ziehen"] is None
