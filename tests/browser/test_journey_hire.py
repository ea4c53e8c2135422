"""A hire from the contract to day 100, with a moved start, in a real browser; and another that ends early."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from portal import clock
from portal.documents import parsing
from portal.documents import service as documents
from portal.documents.parsing import Task
from portal.documents.rules import Kind
from tests import build
from tests.structure.sources import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Browse
    from tests.browser.server import LiveServer


@pytest.fixture
def hr(live_server: LiveServer) -> str:
    """The address of a person in a company, with the portal's own checklists for hires."""
    with live_server.database.session() as session:
        for slug in ("vor-der-einreise", "ankunft", "hundert-tage"):
            source = (ROOT / f"content/de/checklists/{slug}.md").read_text(encoding="utf-8")
            documents.publish_reading(session, parsing.read(Task(Kind.CHECKLIST, slug, "de", source, None)))
        session.commit()
        return build.member(session, build.company(session, "Muster Maschinenbau GmbH"), name="Anna Alt").email


def typed(day: dt.date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


def in_days(number: int) -> dt.date:
    return clock.today() + dt.timedelta(days=number)


def make(page: Page, label: str, first_day: str, group: str) -> None:
    """Fill in the dialog; without a script the checklists are shown on a second step."""
    page.goto("/hires")
    page.click("main >> text=Neueinstellung anlegen")
    page.fill("#label", label)
    page.fill("#first_working_day", first_day)
    page.check(f"input[name=group][value={group}]")
    page.check("#moving")


def answer(page: Page, key: str, word: str) -> None:
    page.click(f"#item-{key} > .p-item__state label:has-text('{word}')")
    expect(page.locator(f"#item-{key}")).to_have_attribute("data-state", {"Erledigt": "done"}[word])


def test_from_the_contract_to_day_100_with_a_moved_start(
    page: Page, hr: str, log_in: Callable[[Page, str, str], None], axe: Callable[[Page], list[str]]
) -> None:
    log_in(page, hr, build.PASSWORD)
    page.goto("/hires")
    assert axe(page) == []
    make(page, "Fall 4", typed(in_days(70)), "other_abroad")
    # The ticks are loaded anew after each fact.
    expect(page.locator("input[name=lists_for]")).to_have_value("other_abroad moving")
    expect(page.locator("#list-vor-der-einreise")).to_be_checked()
    assert axe(page) == []
    page.click("main button:has-text('Neueinstellung anlegen')")
    expect(page.locator("h1")).to_have_text("Fall 4")
    assert axe(page) == []
    # Long past already when the hire was made: one click.
    page.click("#item-h1-01 button:has-text('War schon erledigt')")
    expect(page.locator("#item-h1-01")).to_have_attribute("data-state", "done")
    answer(page, "h1-12", "Erledigt")
    page.fill("#first_working_day", typed(in_days(90)))
    page.click("button:has-text('Tage speichern')")
    expect(page.locator(".p-flash")).to_contain_text("mitgerückt")
    expect(page.locator(".p-flash")).to_contain_text("2 nicht: erledigt oder von Hand gesetzt.")
    page.click("button:has-text('Rückgängig')")
    expect(page.locator("#first_working_day")).to_have_value(typed(in_days(70)))
    answer(page, "h5-10", "Erledigt")
    page.goto("/hires")
    expect(page.locator("tbody tr")).to_contain_text("Fall 4")
    assert axe(page) == []
    page.click("tbody a:has-text('Fall 4')")
    page.click("text=Neueinstellung abschließen …")
    page.check("input[value=finished]")
    page.click("main button:has-text('Neueinstellung abschließen')")
    with page.expect_download() as download:
        page.click("text=Kalenderdatei")
    assert download.value.suggested_filename.endswith(".ics")


def test_an_early_end_without_any_script_on_a_phone(
    browse: Browse, hr: str, log_in: Callable[[Page, str, str], None], axe: Callable[[Page], list[str]]
) -> None:
    page = browse(width=360, javascript=False)
    log_in(page, hr, build.PASSWORD)
    make(page, "Gießerei 2", typed(in_days(-20)), "other_here")
    page.click("main button:has-text('Neueinstellung anlegen')")
    expect(page.locator("#list-vor-der-einreise")).not_to_be_checked()
    page.click("main button:has-text('Neueinstellung anlegen')")
    expect(page.locator("h1")).to_have_text("Gießerei 2")
    assert page.locator("#item-h5-12").count() == 0
    page.click("text=Neueinstellung abschließen …")
    page.check("input[value=ended_early]")
    page.fill("#known_since", typed(in_days(-1)))
    page.click("main button:has-text('Neueinstellung abschließen')")
    expect(page.locator("#item-h5-12")).to_contain_text("Gesetzliche Frist")
    page.check("#state-h5-12-done")
    page.click("#item-h5-12 button:has-text('Stand speichern')")
    expect(page.locator("#item-h5-12")).to_have_attribute("data-state", "done")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
