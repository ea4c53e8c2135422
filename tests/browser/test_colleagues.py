"""From the mail of an invitation to the first answer, in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.access import Role
from portal.companies.models import Company, TermsAcceptance
from portal.db.tenancy import every_company
from portal.documents.rules import Kind
from portal.mail.models import OutgoingMail
from tests import build
from tests.companies.test_terms import TEXT

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Browse
    from tests.browser.server import LiveServer

PASSWORD = "eins zwei drei vier"


@pytest.fixture
def boss(live_server: LiveServer) -> str:
    """The address of a company's only admin, who is new here and has accepted nothing yet."""
    with live_server.database.session() as session:
        build.publish(session, Kind.PAGE, "nutzungsbedingungen", "de", TEXT.format(sentence="Ein Satz."))
        build.checklist(session, "Festen Ablauf einführen #eins", "Vertretung schulen #zwei", slug="probe")
        company = build.company(session, "Muster Maschinenbau GmbH", accepted_terms=False)
        person = build.user(session, name="Anna Alt")
        build.membership(session, company, person, Role.COMPANY_ADMIN, welcomed_at=None)
        return person.email


def mailed_link(live_server: LiveServer) -> str:
    with live_server.database.session() as session:
        text = session.scalars(select(OutgoingMail.text)).one()
    found = re.search(r"/invitations/\S+", text)
    assert found is not None
    return found[0]


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (360, False)])
def test_an_invited_person_from_mail_to_first_answer(
    width: int,
    javascript: bool,
    browse: Browse,
    live_server: LiveServer,
    boss: str,
    log_in: Callable[[Page, str, str], None],
    axe: Callable[[Page], list[str]],
) -> None:
    def whole(page: Page) -> None:
        assert not javascript or axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    admin = browse(width=width, javascript=javascript)
    log_in(admin, boss, build.PASSWORD)
    invite(admin, whole)
    with live_server.database.session() as session, every_company(session, "the test looks"):
        assert session.scalars(select(TermsAcceptance.version)).one() == 1
    page = browse(width=width, javascript=javascript)
    page.goto(mailed_link(live_server))
    accept(page, whole)
    log_in(page, "nina@muster.example", PASSWORD)
    expect(page.locator("main")).to_contain_text("Anna Alt hat Sie eingeladen")
    expect(page.locator("[name=name]")).to_have_value("Nina Neu")
    whole(page)
    page.click("button:has-text('Weiter')")
    page.goto("/checklists/probe")
    page.check("#state-eins-done", force=True)
    if not javascript:
        page.click("#item-eins .p-nojs")
    expect(page.locator("#item-eins")).to_have_attribute("data-state", "done")


def invite(admin: Page, whole: Callable[[Page], None]) -> None:
    """The first log-in of the admin, who accepts the terms and invites a colleague."""
    expect(admin.locator("h1")).to_have_text("Willkommen bei Muster Maschinenbau GmbH")
    whole(admin)
    admin.check("[name=accept]")
    admin.click("button:has-text('Weiter')")
    admin.goto("/company/invitations/new")
    whole(admin)
    admin.fill("[name=name]", "Nina Neu")
    admin.fill("[name=email]", "nina@muster.example")
    admin.click("button:has-text('Einladung senden')")
    expect(admin.locator("#messages")).to_contain_text("nina@muster.example")
    whole(admin)


def accept(page: Page, whole: Callable[[Page], None]) -> None:
    """From the page of the link to a password of one's own."""
    expect(page.locator("main")).to_contain_text("Anna Alt lädt Sie ein")
    whole(page)
    page.click("button:has-text('Einladung annehmen')")
    page.fill("[name=new_password]", PASSWORD)
    page.fill("[name=new_password_again]", PASSWORD)
    page.click("button:has-text('Passwort')")
    expect(page.locator("#messages")).to_contain_text("Ihr Passwort ist gesetzt")


def test_the_last_admin_is_kept_and_told_why(
    browse: Browse, live_server: LiveServer, log_in: Callable[[Page, str, str], None], axe: Callable[[Page], list[str]]
) -> None:
    with live_server.database.session() as session:
        company = build.company(session, "Muster Maschinenbau GmbH")
        boss = build.member(session, company, Role.COMPANY_ADMIN, name="Anna Alt").email
        build.member(session, company, name="Ben Bach")
    page = browse(width=360)
    log_in(page, boss, build.PASSWORD)
    page.goto("/company")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("button[aria-label='Zum Mitglied machen: Anna Alt']")
    expect(page.locator("#messages")).to_contain_text("Nur diese Person hat die Verwaltung")
    page.click("text=Betrieb verlassen")
    expect(page.locator("main")).to_contain_text("Nur Sie haben die Verwaltung")
    expect(page.locator("button:has-text('Betrieb verlassen')")).to_have_count(0)
    page.goto("/company")
    page.click("button[aria-label='Verwaltungsrechte geben: Ben Bach']")
    page.click("text=Betrieb verlassen")
    page.click("button:has-text('Betrieb verlassen')")
    expect(page.locator("#messages")).to_contain_text("Sie gehören nicht mehr zu Muster Maschinenbau GmbH")
    with live_server.database.session() as session:
        assert session.scalars(select(Company.name)).one() == "Muster Maschinenbau GmbH"
