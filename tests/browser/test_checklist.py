"""Answering a checklist in a real browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.companies.models import Company
from tests import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page, Route

    from tests.browser.conftest import Browse
    from tests.browser.server import LiveServer

LINES = (
    "## Vor dem Start",
    "Festen Ablauf einführen #eins kind=duty",
    "Ablaufdaten führen #zwei",
    "  Zweimal erinnern #darunter",
    "## Danach",
    "Vertretung schulen #drei kind=if_applicable",
)


@pytest.fixture
def hr(live_server: LiveServer) -> str:
    """The address of a person whose company has one checklist."""
    with live_server.database.session() as session:
        company = build.company(session, "Muster Maschinenbau GmbH")
        build.checklist(session, *LINES, slug="probe")
        return build.member(session, company, name="Anna Alt").email


@pytest.fixture
def opened(page: Page, hr: str, log_in: Callable[[Page, str, str], None]) -> Page:
    """The checklist in the browser."""
    log_in(page, hr, build.PASSWORD)
    page.goto("/checklists/probe")
    return page


def test_a_click_moves_item_figures_and_count_and_keeps_what_is_open(opened: Page) -> None:
    opened.click("#item-zwei > .p-item__more summary")
    opened.fill("#note-zwei-text", "Noch nicht gespeichert")
    opened.click("#item-zwei > .p-item__state label:has-text('Erledigt')")
    expect(opened.locator("#item-zwei")).to_have_attribute("data-state", "done")
    expect(opened.locator("#figures")).to_contain_text("1 von 4")
    expect(opened.locator("#count-0")).to_have_text("1 von 3 beantwortet")
    expect(opened.locator("#saved")).to_have_text("Gespeichert: Erledigt, 1 von 4 beantwortet.")
    expect(opened.locator("#state-zwei-done")).to_be_focused()
    expect(opened.locator("#note-zwei-text")).to_have_value("Noch nicht gespeichert")
    opened.click("#note-zwei button")
    expect(opened.locator("#saved")).to_have_text("Notiz gespeichert.")
    opened.reload()
    expect(opened.locator("#note-zwei-text")).to_have_value("Noch nicht gespeichert")
    expect(opened.locator("#state-zwei-done")).to_be_checked()


def test_quick_clicks_end_with_the_last(opened: Page) -> None:
    for word in ("In Arbeit", "Offen", "In Arbeit", "Offen", "Erledigt"):
        opened.click(f"#item-drei label:has-text('{word}')")
    expect(opened.locator("#item-drei")).to_have_attribute("data-state", "done")
    expect(opened.locator("#figures")).to_contain_text("1 von 4")
    opened.reload()
    expect(opened.locator("#item-drei")).to_have_attribute("data-state", "done")


class Answers:
    """The answers to the states of an item, given one by one."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.routes: list[Route] = []
        page.route("**/drei/state", self._hold)

    def _hold(self, route: Route) -> None:
        self.routes.append(route)

    def next(self, number: int) -> Route:
        """The request of this number, as soon as it is sent."""
        while len(self.routes) <= number:
            self.page.wait_for_timeout(10)
        return self.routes[number]


def test_an_older_answer_does_not_hide_what_was_chosen_since(opened: Page) -> None:
    answers = Answers(opened)
    opened.click("#item-drei label:has-text('Erledigt')")
    opened.click("#item-drei label:has-text('Offen')")
    answers.next(0).continue_()
    expect(opened.locator("#item-drei")).to_have_attribute("data-state", "done")
    expect(opened.locator("#state-drei-open")).to_be_checked()
    opened.click("#item-drei label:has-text('Erledigt')")
    answers.next(1).continue_()
    expect(opened.locator("#item-drei")).to_have_attribute("data-state", "open")
    answers.next(2).continue_()
    expect(opened.locator("#item-drei")).to_have_attribute("data-state", "done")
    opened.reload()
    expect(opened.locator("#state-drei-done")).to_be_checked()


def test_a_newer_choice_that_fails_shows_what_is_stored_and_can_be_made_again(opened: Page) -> None:
    answers = Answers(opened)
    opened.click("#item-drei label:has-text('Erledigt')")
    opened.click("#item-drei label:has-text('In Arbeit')")
    answers.next(0).continue_()
    answers.next(1).fulfill(status=500)
    expect(opened.locator("#p-live")).to_contain_text("nichts gespeichert")
    expect(opened.locator("#state-drei-done")).to_be_checked()
    opened.click("#item-drei label:has-text('In Arbeit')")
    answers.next(2).continue_()
    expect(opened.locator("#item-drei")).to_have_attribute("data-state", "in_progress")
    opened.reload()
    expect(opened.locator("#state-drei-in_progress")).to_be_checked()


def test_arrow_keys_go_on_while_an_answer_comes_in(opened: Page) -> None:
    answers = Answers(opened)
    opened.evaluate("window.same = true")
    opened.click("#item-drei label:has-text('Erledigt')")
    opened.keyboard.press("ArrowLeft")
    answers.next(0).continue_()
    expect(opened.locator("#item-drei")).to_have_attribute("data-state", "done")
    expect(opened.locator("#state-drei-in_progress")).to_be_checked()
    assert answers.next(1).request.headers["hx-request"] == "true"
    answers.next(1).continue_()
    expect(opened.locator("#item-drei")).to_have_attribute("data-state", "in_progress")
    assert opened.evaluate("window.same")


def test_what_does_not_apply_is_asked_in_its_place(opened: Page) -> None:
    opened.click("#item-drei label:has-text('Trifft nicht zu')")
    expect(opened.locator("#reason-drei")).to_be_focused()
    expect(opened.locator("#item-drei")).to_have_attribute("data-state", "open")
    opened.check("#reason-drei-arranged")
    opened.click("#item-drei button:has-text('Stand speichern')")
    expect(opened.locator("#item-drei")).to_have_attribute("data-state", "not_applicable")
    expect(opened.locator("#item-drei")).to_contain_text("Grund: Anders geregelt.")


def test_two_people_at_one_item_see_each_other(
    browse: Browse, opened: Page, live_server: LiveServer, log_in: Callable[[Page, str, str], None]
) -> None:
    with live_server.database.session() as session:
        company = session.scalars(select(Company)).one()
        colleague = build.member(session, company, name="Ben Bach").email
    other = browse()
    log_in(other, colleague, build.PASSWORD)
    other.goto("/checklists/probe")
    other.click("#item-drei label:has-text('Erledigt')")
    expect(other.locator("#item-drei")).to_have_attribute("data-state", "done")
    opened.click("#item-drei label:has-text('In Arbeit')")
    expect(opened.locator("#conflict-drei")).to_contain_text("Ben Bach")
    expect(opened.locator("#conflict-drei")).to_be_focused()
    expect(opened.locator("#state-drei-done")).to_be_checked()
    opened.click("#conflict-drei button:has-text('„In Arbeit“ setzen')")
    expect(opened.locator("#item-drei")).to_have_attribute("data-state", "in_progress")
    expect(opened.locator("#conflict-drei")).to_have_count(0)


def test_the_keyboard_alone_answers(opened: Page) -> None:
    opened.focus("#state-drei-open")
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("ArrowRight")
    expect(opened.locator("#item-drei")).to_have_attribute("data-state", "done")
    expect(opened.locator("#state-drei-done")).to_be_focused()


def test_without_a_script_each_item_has_its_button(
    browse: Browse, hr: str, log_in: Callable[[Page, str, str], None]
) -> None:
    page = browse(javascript=False)
    log_in(page, hr, build.PASSWORD)
    page.goto("/checklists/probe")
    page.check("#state-drei-done")
    page.click("#item-drei .p-nojs")
    expect(page).to_have_url(re.compile(r"/checklists/probe#item-drei$"))
    expect(page.locator("#item-drei")).to_have_attribute("data-state", "done")


@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_are_whole(
    width: int, browse: Browse, hr: str, log_in: Callable[[Page, str, str], None], axe: Callable[[Page], list[str]]
) -> None:
    page = browse(width=width)
    log_in(page, hr, build.PASSWORD)
    for address in ("/checklists", "/checklists/probe", "/checklists/probe?ask=eins#item-eins"):
        page.goto(address)
        for summary in page.locator("summary:visible").all()[:2]:
            summary.click()
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
