"""The text of a checklist changes while a company is at work in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Browse
    from tests.browser.server import LiveServer

BEFORE = (
    "## Anfang",
    "Kopie während der Probezeit aufbewahren #eins kind=duty",
    "Ablaufdaten führen #zwei",
    "Schulen #drei",
)
AFTER = (
    "## Anfang",
    "Kopie für die Dauer der Beschäftigung aufbewahren #eins kind=duty rev=2",
    "Ablaufdaten führen #zwei retired=2026-11-01",
    "Ablaufdaten des Titels führen #titel was=zwei",
    "Vertretung schulen #drei rev=2",
    "Pass prüfen #neu",
)


@pytest.fixture
def hr(live_server: LiveServer) -> str:
    """The address of a person whose company has one checklist."""
    with live_server.database.session() as session:
        company = build.company(session, "Muster Maschinenbau GmbH")
        build.checklist(session, *BEFORE, slug="probe")
        return build.member(session, company, name="Anna Alt").email


def answer(page: Page, key: str) -> None:
    page.click(f"#item-{key} > .p-item__state label:has-text('Erledigt')")
    expect(page.locator(f"#item-{key}")).to_have_attribute("data-state", "done")


def change(live_server: LiveServer) -> None:
    with live_server.database.session() as session:
        build.checklist(session, *AFTER, slug="probe")


@pytest.fixture
def at_work(page: Page, hr: str, log_in: Callable[[Page, str, str], None]) -> Page:
    """Three items are answered, and the page is still open."""
    log_in(page, hr, build.PASSWORD)
    page.goto("/checklists/probe")
    for key in ("eins", "zwei", "drei"):
        answer(page, key)
    return page


def test_a_content_change_while_a_run_is_open(at_work: Page, live_server: LiveServer) -> None:
    at_work.click("#item-eins .p-item__more summary")
    at_work.fill("#note-eins-text", "Liegt in der Akte")
    change(live_server)
    # What was typed on the old page is still taken.
    at_work.click("#note-eins button")
    expect(at_work.locator("#saved")).to_have_text("Notiz gespeichert.")
    at_work.goto("/")
    at_work.click("text=2 Punkte haben sich geändert")
    expect(at_work.locator("#flag-eins del")).to_have_text(["während", "Probezeit"])
    expect(at_work.locator("#flag-eins ins")).to_have_text(["für die Dauer", "Beschäftigung"])
    expect(at_work.locator("#item-neu")).to_contain_text("Neu seit Ihren Antworten")
    expect(at_work.locator("#former")).to_contain_text("Ablaufdaten führen")
    at_work.click("#flag-eins button:has-text('Ja, gilt noch')")
    expect(at_work.locator("#flag-eins")).to_have_count(0)
    expect(at_work.locator("#note-eins-text")).to_have_value("Liegt in der Akte")
    at_work.click("#offer-titel button:has-text('Ja, übernehmen')")
    expect(at_work.locator("#item-titel")).to_have_attribute("data-state", "done")
    at_work.click("#flag-drei a:has-text('Neu beantworten')")
    at_work.click("#item-drei label:has-text('In Arbeit')")
    expect(at_work.locator("#flag-drei")).to_have_count(0)
    expect(at_work.locator("#figures")).to_contain_text("3 von 4")
    at_work.click("#item-drei .p-item__more > p a:has-text('Maßnahme anlegen')")
    at_work.fill("#what", "Termin für die Schulung finden")
    at_work.fill("#due_on", "1.3.27")
    at_work.click("main form button")
    expect(at_work.locator("#item-drei .p-measure")).to_contain_text("Termin für die Schulung finden")


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_around_it_are_whole(
    width: int,
    browse: Browse,
    at_work: Page,
    hr: str,
    live_server: LiveServer,
    log_in: Callable[[Page, str, str], None],
    axe: Callable[[Page], list[str]],
) -> None:
    change(live_server)
    page = browse(width=width)
    log_in(page, hr, build.PASSWORD)
    page.goto("/measures/new")
    page.fill("#what", "Termin finden")
    page.fill("#owner_words", "IT")
    page.click("main form button")
    own = page.url
    addresses = ("/", "/checklists/probe", "/checklists/probe/items/eins/history", "/checklists/probe/items/eins/owner")
    for address in (*addresses, "/measures", "/measures?tab=all", "/measures/new", own):
        page.goto(address)
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
