"""A checklist on paper: words instead of controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.hands import STATES

if TYPE_CHECKING:
    from tests.browser.conftest import Enter

ADDRESS = "/checklists/einarbeitung"


def test_a_printed_checklist_has_words_and_no_controls(enter: Enter) -> None:
    page = enter("hr")
    page.goto(ADDRESS)
    opened = page.locator("#why-c06-01")
    opened.locator("summary").click()
    page.emulate_media(media="print")

    for control in ("nav", "header", "button", "summary", "a.kern-btn", ".p-field input"):
        assert page.locator(control).locator("visible=true").count() == 0, control
    # The radio buttons are drawn as words; nothing of the control itself is seen.
    assert set(page.locator(".p-seg input").evaluate_all("all => all.map(e => getComputedStyle(e).opacity)")) == {"0"}
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#figures dl")).to_be_visible()
    items = page.locator("[data-state]")
    assert items.count() > 0
    for item in items.all():
        labels = item.locator("> .p-item__state .p-seg label")
        shown = [one.inner_text().strip() for one in labels.all() if one.is_visible()]
        assert shown == [STATES[str(item.get_attribute("data-state"))]]
    expect(opened.get_by_role("heading", name="Warum")).to_be_visible()
    expect(page.locator("#why-c06-03").get_by_role("heading", name="Warum")).to_be_hidden()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
