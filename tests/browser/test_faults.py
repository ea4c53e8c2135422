"""What goes wrong between people and pages costs one clear sentence, and nothing that was typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from portal.demo.people import DOMAIN, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.browser.conftest import Enter

CHECKLIST = "/checklists/einarbeitung"
KEY = "c06-06"
TYPED = "Zwei Absätze.\n\nMit Umlauten und „Anführungszeichen“ & <b>Zeichen</b>."
SUBJECT = "Behördentermine"
WRONG = "E-Mail-Adresse oder Passwort"


def end_log_in_elsewhere(page: Page) -> None:
    """In another tab of the same browser."""
    tab = page.context.new_page()
    tab.goto("/account")
    tab.locator(".p-drop > summary").click()
    tab.locator(".p-drop").get_by_role("button", name="Ausloggen").click()
    expect(tab.get_by_role("status")).to_contain_text("Sie sind ausgeloggt.")
    tab.close()


def log_in_again(page: Page, account: str) -> None:
    page.get_by_label("E-Mail-Adresse").fill(f"{account}@{DOMAIN}")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Einloggen").click()


def log_in_in_a_tab(page: Page, account: str) -> None:
    tab = page.context.new_page()
    tab.goto("/login")
    log_in_again(tab, account)
    expect(tab).not_to_have_url(re.compile("/login"))
    tab.close()


@pytest.fixture(params=[True, False], ids=["script", "without a script"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """Whether scripts run."""
    chosen: bool = request.param
    return chosen


@pytest.fixture
def held(enter: Enter, javascript: bool) -> Page:
    """A question that was sent after the log-in had ended."""
    page = enter("hr", javascript=javascript)
    page.goto("/consultations/new")
    page.get_by_label("Ihre Frage").fill(TYPED)
    page.get_by_label("Betreff").fill(SUBJECT)
    page.get_by_label("In welcher Sprache").select_option(label="Englisch")
    end_log_in_elsewhere(page)
    page.get_by_role("button", name="Frage senden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bitte noch einmal einloggen")
    return page


def test_a_late_form_waits_for_its_person_and_loses_nothing(held: Page) -> None:
    assert held.locator("blockquote").all_inner_texts() == [TYPED, SUBJECT]
    log_in_again(held, "hr")
    expect(held.get_by_role("heading", level=1)).to_have_text("Was noch zu senden ist")
    assert held.locator("blockquote").all_inner_texts() == [TYPED, SUBJECT]
    held.get_by_role("button", name="Jetzt senden").click()
    expect(held).to_have_url(re.compile(r"/consultations/\d+$"))
    expect(held.get_by_role("heading", level=1)).to_have_text(SUBJECT)
    assert held.get_by_role("article").locator(".p-msg__body").inner_text() == TYPED
    expect(held.get_by_role("region", name="So geht es weiter")).to_contain_text("Englisch")


def test_a_late_form_survives_a_wrong_password(held: Page) -> None:
    held.get_by_label("E-Mail-Adresse").fill(f"hr@{DOMAIN}")
    held.get_by_label("Passwort", exact=True).fill("falsch geraten")
    held.get_by_role("button", name="Einloggen").click()
    expect(held.get_by_role("alert").filter(has_text=WRONG)).to_be_visible()
    log_in_again(held, "hr")
    held.get_by_role("button", name="Jetzt senden").click()
    expect(held.get_by_role("heading", level=1)).to_have_text(SUBJECT)


def test_a_late_form_is_not_shown_to_somebody_else(held: Page) -> None:
    log_in_again(held, "hr2")
    expect(held.get_by_text("Das hat eine andere Person geschrieben.")).to_be_visible()
    assert "Umlauten" not in held.content()
    expect(held.get_by_role("button", name="Jetzt senden")).to_have_count(0)
    held.goto("/consultations")
    expect(held.get_by_role("link", name=SUBJECT)).to_have_count(0)


def test_an_item_stays_as_typed_when_the_log_in_has_ended(enter: Enter) -> None:
    page = enter("hr")
    page.goto(CHECKLIST)
    page.locator(f"#item-{KEY} summary").click()
    page.locator(f"#note-{KEY}-text").fill(TYPED)
    end_log_in_elsewhere(page)
    page.locator(f"#note-{KEY} button").click()
    said = page.locator("#p-live")
    expect(said).to_contain_text("Sie wurden ausgeloggt. Ihre Eingabe ist noch da")
    expect(said).to_be_in_viewport()
    expect(page.locator(f"#note-{KEY}-text")).to_have_value(TYPED)

    # What the message says works: log in in another tab, then send it again.
    log_in_in_a_tab(page, "hr")
    page.locator(f"#note-{KEY} button").click()
    expect(page.locator("#saved")).to_have_text("Notiz gespeichert.")
    page.reload()
    expect(page.locator(f"#note-{KEY}-text")).to_have_value(TYPED)


def test_a_state_that_was_not_stored_is_not_shown(enter: Enter) -> None:
    page = enter("hr")
    page.goto(CHECKLIST)
    end_log_in_elsewhere(page)
    page.locator(f"#state-{KEY}-done").locator("..").click()
    expect(page.locator("#p-live")).to_contain_text("Sie wurden ausgeloggt.")
    expect(page.locator(f"#item-{KEY}")).to_have_attribute("data-state", "open")
    expect(page.locator(f"#state-{KEY}-open")).to_be_checked()
    log_in_in_a_tab(page, "hr")
    page.locator(f"#state-{KEY}-done").locator("..").click()
    expect(page.locator(f"#item-{KEY}")).to_have_attribute("data-state", "done")
    expect(page.locator("#p-live")).to_be_empty()


@pytest.mark.parametrize(("button", "state"), [("„Erledigt“ behalten", "done"), ("„In Arbeit“ setzen", "in_progress")])
def test_the_later_of_two_people_decides(enter: Enter, javascript: bool, button: str, state: str) -> None:
    first, second = enter("hr", javascript=javascript), enter("ali.demir", javascript=javascript)
    for page in (first, second):
        page.goto(CHECKLIST)
    answer(first, "done", javascript=javascript)
    expect(first.locator(f"#item-{KEY}")).to_have_attribute("data-state", "done")
    answer(second, "in_progress", javascript=javascript)
    told = second.locator(f"#conflict-{KEY}")
    expect(told).to_contain_text("Sabine Krämer hat inzwischen „Erledigt“ gesetzt. Sie haben „In Arbeit“ gewählt")
    first.reload()
    expect(first.locator(f"#item-{KEY}")).to_have_attribute("data-state", "done")
    told.get_by_role("button", name=button).click()
    expect(told).to_have_count(0)
    expect(second.locator(f"#item-{KEY}")).to_have_attribute("data-state", state)
    if javascript:
        expect(second.locator(f"#state-{KEY}-{state}")).to_be_focused()
    first.reload()
    expect(first.locator(f"#item-{KEY}")).to_have_attribute("data-state", state)


def answer(page: Page, state: str, *, javascript: bool) -> None:
    page.locator(f"#state-{KEY}-{state}").locator("..").click()
    if not javascript:
        page.locator(f"#item-{KEY} > .p-item__state button").click()


def test_two_people_write_one_note_and_none_is_lost(enter: Enter) -> None:
    first, second = enter("hr"), enter("ali.demir")
    for page, words in ((first, "Acht Stunden."), (second, "Zehn Stunden.")):
        page.goto(CHECKLIST)
        page.locator(f"#item-{KEY} summary").click()
        page.locator(f"#note-{KEY}-text").fill(words)
    first.locator(f"#note-{KEY} button").click()
    expect(first.locator("#saved")).to_have_text("Notiz gespeichert.")
    second.locator(f"#note-{KEY} button").click()
    note = second.locator(f"#note-{KEY}")
    expect(note.get_by_role("alert")).to_contain_text("Sabine Krämer hat inzwischen diesen Text gespeichert:")
    expect(note.get_by_role("alert")).to_contain_text("Acht Stunden.")
    expect(second.locator(f"#note-{KEY}-text")).to_have_value("Zehn Stunden.")


def test_a_wrong_password_says_one_sentence_for_everybody(page: Page, portal: object) -> None:
    said = []
    for email in (f"hr@{DOMAIN}", "nobody@elsewhere.example"):
        page.goto("/login")
        page.get_by_label("E-Mail-Adresse").fill(email)
        page.get_by_label("Passwort", exact=True).fill("falsch geraten")
        page.get_by_role("button", name="Einloggen").click()
        alert = page.get_by_role("alert").filter(has_text=WRONG)
        expect(alert).to_be_visible()
        said.append(alert.inner_text())
        expect(page.get_by_label("E-Mail-Adresse")).to_have_value(email)
    assert said[0] == said[1]


def test_a_note_that_is_too_long_stays(enter: Enter, javascript: bool) -> None:
    page = enter("hr", javascript=javascript)
    page.goto(CHECKLIST)
    long = "Wort und " * 500
    page.locator(f"#item-{KEY} summary").click()
    field = page.locator(f"#note-{KEY}-text")
    field.fill(long)
    page.locator(f"#note-{KEY} button").click()
    fault = page.locator(f"#note-{KEY}-fault")
    expect(fault).to_contain_text("höchstens 4000")
    expect(fault).to_be_visible()
    expect(field).to_have_value(long.strip())
    if javascript:
        expect(field).to_be_focused()


def test_a_question_without_words_comes_back(enter: Enter, javascript: bool) -> None:
    page = enter("hr", javascript=javascript)
    page.goto("/consultations/new")
    page.get_by_label("Ihre Frage").fill("  ")
    page.get_by_label("Betreff").fill(SUBJECT)
    page.get_by_role("button", name="Frage senden").click()
    expect(page.locator("#errors")).to_contain_text("Bitte schreiben Sie Ihre Frage.")
    expect(page.get_by_label("Betreff")).to_have_value(SUBJECT)


def test_pages_with_a_fault_are_whole(enter: Enter, page: Page, axe: Callable[[Page], list[str]]) -> None:
    page.goto("/login")
    page.get_by_label("E-Mail-Adresse").fill(f"hr@{DOMAIN}")
    page.get_by_label("Passwort", exact=True).fill("falsch geraten")
    page.get_by_role("button", name="Einloggen").click()
    expect(page.get_by_role("alert").filter(has_text=WRONG)).to_be_visible()
    assert axe(page) == []

    asking = enter("hr")
    asking.goto("/consultations/new")
    asking.get_by_label("Ihre Frage").fill("Wort und " * 600)
    asking.get_by_role("button", name="Frage senden").click()
    expect(asking.locator("#errors")).to_contain_text("höchstens 5000")
    assert axe(asking) == []
    asking.get_by_label("Ihre Frage").fill(TYPED)
    end_log_in_elsewhere(asking)
    asking.get_by_role("button", name="Frage senden").click()
    expect(asking.get_by_role("button", name="Einloggen")).to_be_visible()
    assert axe(asking) == []
    log_in_again(asking, "hr")
    expect(asking.get_by_role("button", name="Jetzt senden")).to_be_visible()
    assert axe(asking) == []


def test_an_item_with_a_conflict_is_whole(enter: Enter, axe: Callable[[Page], list[str]]) -> None:
    first, second = enter("hr"), enter("ali.demir")
    for one in (first, second):
        one.goto(CHECKLIST)
    answer(first, "done", javascript=True)
    expect(first.locator(f"#item-{KEY}")).to_have_attribute("data-state", "done")
    answer(second, "in_progress", javascript=True)
    expect(second.locator(f"#conflict-{KEY}")).to_be_focused()
    assert axe(second) == []
    second.locator(f"#item-{KEY} summary").click()
    second.locator(f"#note-{KEY}-text").fill("Wort und " * 500)
    second.locator(f"#note-{KEY} button").click()
    expect(second.locator(f"#note-{KEY}-fault")).to_be_visible()
    assert axe(second) == []
