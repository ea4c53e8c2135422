"""Editors write, without a brace and without losing a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Enter
    from tests.browser.hands import Mouse

TITLE = "Büro vorbereiten"
ITEM = "Schreibtisch und Rechner bereitstellen"


def field(page: Page, label: str) -> Locator:
    return page.get_by_role("main").get_by_label(re.compile(f"^{label}"))


def test_a_checklist_goes_from_blank_to_published_without_a_brace(enter: Enter, hand: type[Mouse]) -> None:
    use = hand(enter("editor", javascript=hand.javascript))
    page = use.page
    title = f"{TITLE} ({hand.__name__})"
    page.goto("/editor")
    use.press(page.get_by_role("link", name="Text beginnen"))
    use.press(page.get_by_role("radio", name="Checkliste"))
    use.write(field(page, "Titel"), title)
    use.press(page.get_by_role("button", name="Text beginnen"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    use.choose(field(page, "Handlungsfeld"), "Ankommen und Einarbeitung")
    use.choose(field(page, "Für wen"), "Betriebe, einmal")
    use.write(field(page, "Prüfen bis"), "1.6.2027")
    use.press(page.get_by_role("button", name="Entwurf speichern", exact=True))
    expect(page.get_by_role("main")).to_contain_text("Der Entwurf ist gespeichert.")
    use.write(field(page, "Was zu tun ist"), ITEM)
    use.press(page.get_by_role("button", name="Punkt ergänzen …"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Punkt bearbeiten")
    use.press(page.get_by_role("radio", name="Pflicht", exact=True))
    use.write(field(page, "Wie viele"), "3")
    use.press(page.get_by_role("button", name="Punkt speichern"))
    expect(page.locator("#pane")).to_contain_text(ITEM)
    expect(page.locator("#problems")).to_contain_text("Keine Hinweise")
    use.press(page.get_by_role("button", name="Veröffentlichen …"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Version 1 veröffentlichen")
    use.write(field(page, "Trotzdem sofort veröffentlichen"), "Wird heute gebraucht")
    use.press(page.get_by_role("button", name="Sofort veröffentlichen"))
    expect(page.get_by_role("main")).to_contain_text("Version 1 ist veröffentlicht.")
    page.goto("/checklists")
    expect(page.get_by_role("main")).to_contain_text(title)


def test_typing_saves_itself_shows_its_preview_and_keeps_both_of_two(enter: Enter) -> None:
    mine, theirs = enter("editor"), enter("editor2")
    for page in (mine, theirs):
        page.goto("/editor")
        page.get_by_role("link", name="Willkommenskultur: Ausgangslage und Zuständigkeit").click()
    mine.get_by_role("textbox", name="Text", exact=True).press("Control+Home")
    mine.keyboard.insert_text("Mein neuer Satz.\n\n")
    expect(mine.locator("#saved")).to_have_text(re.compile(r"gespeichert \d?\d:\d\d"), timeout=15_000)
    expect(mine.locator("#pane")).to_contain_text("Mein neuer Satz.")
    theirs.get_by_role("textbox", name="Text", exact=True).press("Control+Home")
    theirs.keyboard.insert_text("Ihr neuer Satz.\n\n")
    theirs.get_by_role("link", name="Was soll gelten?").click(timeout=15_000)
    expect(theirs.locator("ins").first).to_contain_text("Ihr")
    expect(theirs.locator("del").first).to_contain_text("Mein")


def test_a_problem_is_found_by_its_line(enter: Enter) -> None:
    page = enter("editor")
    page.goto("/editor")
    page.get_by_role("link", name="Aufenthaltsrecht: Pflichten im Betrieb").click()
    area = page.get_by_role("textbox", name="Text", exact=True)
    area.press("Control+End")
    page.keyboard.insert_text("\n\n- [ ] Eine Kopie {: #c05-01 }\n")
    page.locator("#problems").get_by_role("link", name=re.compile("^Zeile")).first.click(timeout=15_000)
    chosen = area.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)")
    assert chosen == "- [ ] Eine Kopie {: #c05-01 }"
    page.get_by_role("button", name="Kopie bekommt neue Kennung").click()
    expect(page.get_by_role("main")).to_contain_text("Behoben und als Entwurf gespeichert.")
    assert "#c05-01-2" in area.input_value()
