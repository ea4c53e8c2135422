"""Finding a text and saying whether it helped, in a real browser: by keyboard, on a phone, without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from portal.documents.rules import Kind
from tests.documents.texts import prose, put

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Browse
    from tests.browser.server import LiveServer


@pytest.fixture(autouse=True)
def guide(live_server: LiveServer) -> None:
    with live_server.database.session() as session:
        body = "## Fristen\n\nDer Aufenthaltstitel läuft ab.\n\n## Wer hilft\n\nDie Behörde."
        put(session, prose(body, title="Ein Titel und seine Straße"), Kind.GUIDE, "text")
        session.commit()


def test_a_visitor_finds_a_guide_by_keyboard_and_says_that_it_helped(page: Page) -> None:
    page.goto("/?lang=de")
    page.get_by_label("Wonach suchen Sie?").focus()
    page.keyboard.type("strasse aufenthalt")
    page.keyboard.press("Enter")
    result = page.get_by_role("link", name="Ein Titel und seine Straße")
    expect(result).to_have_text("Ein Titel und seine Straße")
    expect(page.locator("mark")).to_have_text(["Straße", "Aufenthaltstitel"])
    expect(page.get_by_role("status")).to_contain_text("1 Treffer")
    result.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Was fehlte").focus()
    page.keyboard.type("Gut erklärt.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Danke für Ihre Rückmeldung")
    assert page.context.cookies() == []


def test_search_is_in_the_menu_of_a_phone_and_needs_no_script(browse: Browse) -> None:
    page = browse(language="de", javascript=False)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/guides")
    page.locator(".p-menu > summary").click()
    page.locator(".p-menu").get_by_role("link", name="Suche").click()
    page.get_by_label("Wonach suchen Sie?").fill('"titel*')
    page.get_by_role("button", name="Suchen").click()
    expect(page.get_by_role("link", name="Ein Titel und seine Straße")).to_be_visible()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
