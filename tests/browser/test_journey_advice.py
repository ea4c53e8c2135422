"""A company asks, the service answers: both sides in a browser, and what the company never sees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Enter
    from tests.browser.hands import Mouse

CHECKLIST = "/checklists/einarbeitung"
KEY = "c06-06"
QUESTION = "Wie viele Stunden sind üblich?"
ANSWER = "Viele Betriebe geben acht Stunden in zwei Monaten."
NOTE = "Betrieb wirkt unsicher, beim nächsten Mal anrufen."
COMPANY = "Muster Maschinenbau GmbH"
WHEN = "in der Regel innerhalb von 2 Arbeitstagen"


def place(page: Page, name: str) -> Locator:
    """A place of the main navigation."""
    return page.get_by_role("navigation", name="Hauptnavigation").get_by_role("link", name=name)


def waiting(page: Page, name: str) -> int:
    """The number that stands at a place of the main navigation."""
    found = re.search(r"\d+", place(page, name).inner_text())
    return int(found.group()) if found else 0


def ask_from_item(use: Mouse) -> str:
    """Ask about an item; return the item's caption."""
    page = use.page
    page.goto(CHECKLIST)
    asked = page.locator(f"#item-{KEY}")
    caption = asked.get_by_role("heading").first.inner_text()
    use.press(asked.locator("summary"))
    use.press(asked.get_by_role("link", name="Beratung zu diesem Punkt anfragen"))
    expect(page.get_by_role("main")).to_contain_text(caption)
    use.write(page.get_by_label("Ihre Frage"), QUESTION)
    use.choose(page.get_by_label("In welcher Sprache"), "Englisch")
    use.press(page.get_by_role("button", name="Frage senden"))
    expect(page).to_have_url(re.compile(r"/consultations/\d+$"))
    return caption


def open_in_inbox(use: Mouse, caption: str) -> None:
    use.press(place(use.page, "Anfragen"))
    row = use.page.locator("[data-company]").filter(has_text=caption)
    expect(row).to_contain_text(COMPANY)
    expect(row).to_contain_text("Neu seit")
    use.press(row.get_by_role("link", name=caption))


def test_a_question_from_an_item_is_answered_and_closed(enter: Enter, hand: type[Mouse]) -> None:
    asker = hand(enter("hr", javascript=hand.javascript))
    adviser = hand(enter("consultant", javascript=hand.javascript))
    unread = waiting(asker.page, "Beratung")
    caption = ask_from_item(asker)
    expect_told_what_comes(asker.page, caption)
    open_in_inbox(adviser, caption)
    assert_whole_checklist_beside(asker.page, adviser.page, caption)
    take_and_answer(adviser)
    note_internally(adviser)
    close(adviser)
    read_answer(asker, caption, unread)
    reply(asker, caption)
    adviser.page.goto("/inbox")
    expect(adviser.page.locator("[data-company]").filter(has_text=caption)).to_contain_text("Betrieb hat geantwortet")


def expect_told_what_comes(page: Page, caption: str) -> None:
    """She reads who answers, by when, in which language, and who can read it."""
    told = page.get_by_role("region", name="So geht es weiter")
    for words in (
        "Jana Hofmann",
        WHEN,
        "Englisch",
        "alle aus Ihrem Betrieb im Portal und das Team des Welcome Service",
    ):
        expect(told).to_contain_text(words)
    expect(page.get_by_text("Eingegangen", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="Gefragt zu diesem Punkt")).to_contain_text(caption)
    page.goto(f"{CHECKLIST}#item-{KEY}")
    expect(page.locator(f"#item-{KEY}")).to_contain_text("Ihre Frage an den Welcome Service")


def take_and_answer(use: Mouse) -> None:
    page = use.page
    use.press(page.get_by_role("button", name="Anfrage übernehmen"))
    expect(page.get_by_role("status")).to_contain_text("Sie haben die Anfrage übernommen.")
    use.write(page.get_by_label(re.compile("^Antwort an den Betrieb")), ANSWER)
    use.press(page.get_by_role("button", name="Antwort senden"))
    expect(page.get_by_role("article", name="Antwort des Welcome Service")).to_contain_text(ANSWER)


def note_internally(use: Mouse) -> None:
    use.press(use.page.get_by_text("Interne Notiz schreiben"))
    use.write(use.page.get_by_label("Interne Notiz"), NOTE)
    use.press(use.page.get_by_role("button", name="Notiz ablegen"))
    expect(use.page.get_by_role("article", name="Interne Notiz")).to_contain_text(NOTE)


def close(use: Mouse) -> None:
    use.choose(use.page.get_by_label("Ergebnis"), "Gelöst")
    use.press(use.page.get_by_role("button", name="Anfrage abschließen"))
    expect(use.page.get_by_text("Abgeschlossen: Gelöst").first).to_be_visible()


def read_answer(use: Mouse, caption: str, unread: int) -> None:
    """The answer waits for the company until it is read; the note is nowhere."""
    page = use.page
    page.goto("/consultations")
    assert waiting(page, "Beratung") == unread + 1
    row = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=caption))
    expect(row).to_contain_text("Neu")
    expect(row).to_contain_text("Abgeschlossen")
    assert_nothing_internal(page)
    use.press(page.get_by_role("link", name=caption))
    expect(page.get_by_role("article", name="Antwort des Welcome Service")).to_contain_text(ANSWER)
    assert_nothing_internal(page)
    if use.javascript:
        expect(page.locator("#unread")).to_have_count(0)
    else:
        use.press(page.get_by_role("button", name="Als gelesen markieren"))
    page.goto("/consultations")
    assert waiting(page, "Beratung") == unread


def reply(use: Mouse, caption: str) -> None:
    """That opens the request again."""
    page = use.page
    use.press(page.get_by_role("link", name=caption))
    use.write(page.get_by_label("Ihre Antwort"), "Gilt das auch in der Probezeit?")
    use.press(page.get_by_role("button", name="Antwort senden"))
    expect(page.get_by_text("In Bearbeitung", exact=True)).to_be_visible()


def assert_whole_checklist_beside(company: Page, team: Page, caption: str) -> None:
    company.goto(CHECKLIST)
    items = company.locator("[data-state]")
    beside = team.get_by_role("region", name="Checkliste des Betriebs")
    expect(beside.get_by_role("listitem")).to_have_count(items.count())
    for one in items.all():
        words = one.get_by_role("heading").first.inner_text()
        state = one.locator("input:checked + .p-sign").locator("..").inner_text()
        expect(beside.get_by_role("listitem").filter(has_text=words)).to_contain_text(state)
    expect(beside.locator("[aria-current=true]")).to_contain_text(caption)


def assert_nothing_internal(page: Page) -> None:
    html = page.content()
    assert NOTE not in html
    assert "Interne Notiz" not in html


def test_a_question_from_the_menu_is_withdrawn(enter: Enter, hand: type[Mouse]) -> None:
    use = hand(enter("hr", javascript=hand.javascript))
    page = use.page
    use.press(place(page, "Beratung"))
    use.press(page.get_by_role("main").get_by_role("link", name="Frage stellen"))
    told = page.get_by_role("region", name="So geht es dann weiter")
    expect(told).to_contain_text(WHEN)
    use.write(page.get_by_label("Ihre Frage"), "Gibt es Kurse am Abend?")
    use.press(page.get_by_role("button", name="Frage senden"))
    expect(page.get_by_role("status")).to_contain_text("Ihre Frage ist gesendet.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gibt es Kurse am Abend?")
    use.press(page.get_by_text("Anfrage zurückziehen …"))
    use.press(page.get_by_role("button", name="Anfrage zurückziehen"))
    expect(page.get_by_text("Die Anfrage wurde zurückgezogen.")).to_be_visible()
    expect(page.locator("[data-request-state]")).to_have_text("Abgeschlossen")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "without a script"])
def test_a_double_click_asks_once(enter: Enter, javascript: bool) -> None:
    page = enter("hr", javascript=javascript)
    page.goto("/consultations/new")
    page.get_by_label("Ihre Frage").fill("Nur einmal gefragt?")
    page.get_by_role("button", name="Frage senden").dblclick()
    expect(page).to_have_url(re.compile(r"/consultations/\d+$"))
    page.goto("/consultations")
    expect(page.get_by_role("link", name="Nur einmal gefragt?")).to_have_count(1)


def test_a_form_that_arrives_twice_asks_once(enter: Enter) -> None:
    """Browsers swallow some second clicks; this one sends the same form for sure twice."""
    page = enter("hr")
    page.goto("/consultations/new")
    page.get_by_label("Ihre Frage").fill("Nur einmal gefragt?")
    twice = """async form => {
        const send = () => fetch(form.action, {method: "POST", body: new URLSearchParams(new FormData(form))});
        return (await Promise.all([send(), send()])).map(answer => answer.url);
    }"""
    first, second = page.locator("main form").evaluate(twice)
    assert re.search(r"/consultations/\d+$", first)
    assert first == second
    page.goto("/consultations")
    expect(page.get_by_role("link", name="Nur einmal gefragt?")).to_have_count(1)
