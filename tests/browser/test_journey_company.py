"""What a person of a company does: answer a checklist, read up, work for two companies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Enter
    from tests.browser.hands import Mouse

TITLE = "Einarbeitung und Willkommensmappe"
ADDRESS = "/checklists/einarbeitung"
OPEN = "c06-06"
WITH_GUIDE = "c06-01"
NOTE = "Vertrag liegt bei der Geschäftsleitung."
MUSTER, BEISPIEL = "Muster Maschinenbau GmbH", "Beispiel Pflege gGmbH"


def item(page: Page, key: str) -> Locator:
    return page.locator(f"#item-{key}")


def expect_state(page: Page, key: str, state: str) -> None:
    expect(item(page, key)).to_have_attribute("data-state", state)


def expect_true_figures(page: Page, before: str | None = None) -> str:
    """Both figures say what the items on the page come to; returns them."""
    states = page.locator("[data-state]").evaluate_all("all => all.map(e => e.dataset.state)")
    counted = len(states) - states.count("not_applicable")
    answered, done = len(states) - states.count("open"), states.count("done")
    told = page.locator("#figures dd")
    expect(told.nth(0)).to_have_text(f"{answered} von {len(states)}")
    expect(told.nth(1)).to_have_text(f"{done} von {counted}")
    return f"{answered} {done} {counted}"


def open_checklist(hand: Mouse) -> None:
    hand.press(hand.page.get_by_role("navigation", name="Hauptnavigation").get_by_role("link", name="Checklisten"))
    row = hand.page.get_by_role("row").filter(has_text=TITLE)
    expect(row).to_contain_text(re.compile(r"\d+ von \d+"))
    expect(row.get_by_role("img")).to_have_attribute("aria-label", re.compile("erledigt"))
    hand.press(row.get_by_role("link", name=TITLE))


def test_a_checklist_is_answered_read_up_and_noted(enter: Enter, hand: type[Mouse]) -> None:
    use = hand(enter("hr", javascript=hand.javascript))
    open_checklist(use)
    expect_state(use.page, OPEN, "open")
    say_done(use)
    say_why_not(use)
    read_why_and_how(use)
    keep_note(use)
    use.page.reload()
    expect_state(use.page, OPEN, "not_applicable")
    expect(use.page.locator(f"#note-{OPEN}-text")).to_have_value(NOTE)


def say_done(use: Mouse) -> None:
    before = expect_true_figures(use.page)
    use.answer(OPEN, "done")
    expect_state(use.page, OPEN, "done")
    assert expect_true_figures(use.page) != before
    if use.javascript:
        expect(use.page.locator("#saved")).to_contain_text("Gespeichert: Erledigt")
        expect(use.page.locator(f"#state-{OPEN}-done")).to_be_focused()
    else:
        expect(use.page.get_by_role("status").filter(has_text="Gespeichert: Erledigt")).to_be_visible()


def say_why_not(use: Mouse) -> None:
    """Nothing is stored before a reason is given."""
    page = use.page
    use.answer(OPEN, "not_applicable")
    expect(page.locator(f"#reason-{OPEN}")).to_be_visible()
    if use.javascript:
        expect(page.locator(f"#reason-{OPEN}")).to_be_focused()
    use.press(page.locator(f"#reason-{OPEN}-arranged"))
    use.write(page.locator(f"#reason-{OPEN}-text"), "Das macht unsere Personalagentur.")
    use.press(item(page, OPEN).get_by_role("button", name="Stand speichern"))
    expect_state(page, OPEN, "not_applicable")
    expect(item(page, OPEN)).to_contain_text("Grund: Anders geregelt. Das macht unsere Personalagentur.")
    expect_true_figures(page)
    if use.javascript:
        expect(page.locator(f"#state-{OPEN}-not_applicable")).to_be_focused()


def read_why_and_how(use: Mouse) -> None:
    use.press(item(use.page, OPEN).locator("summary"))
    for name in ("Warum", "So geht’s"):
        expect(item(use.page, OPEN).get_by_role("heading", name=name)).to_be_visible()


def keep_note(use: Mouse) -> None:
    button = item(use.page, OPEN).get_by_role("button", name="Notiz speichern")
    use.write(use.page.locator(f"#note-{OPEN}-text"), NOTE)
    use.press(button)
    if use.javascript:
        expect(use.page.locator("#saved")).to_have_text("Notiz gespeichert.")
        expect(button).to_be_focused()
    else:
        expect(use.page.get_by_role("status").filter(has_text="Notiz gespeichert.")).to_be_visible()


def test_a_guide_is_read_from_an_item_and_leads_back_to_it(enter: Enter, hand: type[Mouse]) -> None:
    page = enter("hr", javascript=hand.javascript)
    use = hand(page)
    page.goto(ADDRESS)
    use.press(item(page, WITH_GUIDE).locator("summary"))
    use.press(item(page, WITH_GUIDE).get_by_role("link", name="Leitfaden Ankommen"))
    expect(page).to_have_url(re.compile("/guides/ankommen"))
    use.press(page.get_by_role("link", name="Zurück zum Punkt"))
    expect(page).to_have_url(re.compile(rf"{ADDRESS}#item-{WITH_GUIDE}$"))
    expect(item(page, WITH_GUIDE)).to_be_in_viewport()
    if use.javascript:
        expect(item(page, WITH_GUIDE).get_by_role("link", name="Leitfaden Ankommen")).to_be_visible()


def test_the_way_back_of_the_browser_leads_to_the_open_item(enter: Enter) -> None:
    page = enter("hr")
    page.goto(ADDRESS)
    item(page, WITH_GUIDE).locator("summary").click()
    item(page, WITH_GUIDE).get_by_role("link", name="Leitfaden Ankommen").click()
    expect(page).to_have_url(re.compile("/guides/ankommen"))
    page.go_back()
    expect(item(page, WITH_GUIDE)).to_be_in_viewport()
    expect(item(page, WITH_GUIDE).get_by_role("link", name="Leitfaden Ankommen")).to_be_visible()


def switch(use: Mouse, company: str) -> None:
    use.press(use.page.locator(".p-drop > summary"))
    use.press(use.page.locator(".p-drop").get_by_role("button", name=f"Wechseln zu {company}"))
    expect(use.page.locator(".p-drop > summary")).to_contain_text(company)


def test_a_form_saves_in_the_company_of_its_page(enter: Enter, hand: type[Mouse]) -> None:
    first = enter("hr-dienst", javascript=hand.javascript)
    if MUSTER not in first.locator(".p-drop > summary").inner_text():
        switch(hand(first), MUSTER)
    first.goto(ADDRESS)
    expect_state(first, OPEN, "open")

    second = first.context.new_page()
    second.goto("/")
    switch(hand(second), BEISPIEL)

    hand(first).answer(OPEN, "in_progress")
    expect_state(first, OPEN, "in_progress")
    expect(first.locator(".p-drop > summary")).to_contain_text(MUSTER)
    second.goto(ADDRESS)
    expect(second.locator(".p-drop > summary")).to_contain_text(BEISPIEL)
    expect_state(second, OPEN, "open")
    for account, state in (("hr", "in_progress"), ("hr2", "open")):
        colleague = enter(account)
        colleague.goto(ADDRESS)
        expect_state(colleague, OPEN, state)
