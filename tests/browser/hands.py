"""Ways to use a page: with a mouse, with the keyboard alone, and with a mouse where no script runs.

One journey is told once and walked with each of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

MOST_TABS = 400
HAS_FOCUS = "(e, at) => e === at"
STATES = {"open": "Offen", "in_progress": "In Arbeit", "done": "Erledigt", "not_applicable": "Trifft nicht zu"}


class Mouse:
    """Clicks; the script of the page does the rest."""

    javascript = True

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, target: Locator) -> None:
        """Follow a link, push a button, open what is folded, tick a box."""
        target.click()

    def write(self, field: Locator, text: str) -> None:
        """Put the text into an empty field."""
        field.fill(text)

    def begin(self, area: Locator, text: str) -> None:
        """Write it before all that stands there."""
        area.click()
        self._insert(text)

    def _insert(self, text: str) -> None:
        self.page.keyboard.press("Control+Home")
        self.page.keyboard.insert_text(text)

    def choose(self, select: Locator, label: str) -> None:
        """Choose from a list."""
        select.select_option(label=label)

    def answer(self, key: str, state: str) -> None:
        """Give the item of a checklist a state."""
        self.page.locator(f"#state-{key}-{state}").locator("..").click()


class PlainMouse(Mouse):
    """Clicks where no script runs: each item has a button of its own."""

    javascript = False

    def answer(self, key: str, state: str) -> None:
        super().answer(key, state)
        self.page.locator(f"#item-{key} > .p-item__state button[type=submit]").click()


class Keyboard(Mouse):
    """Never touches the mouse: Tab, arrows, Space, Enter."""

    def press(self, target: Locator) -> None:
        if target.get_attribute("type") == "radio":
            self._press_until(target, "Tab", "(e, at) => at.name === e.name && at.form === e.form")
            self._press_until(target, "ArrowDown", HAS_FOCUS)
            self.page.keyboard.press("Space")
        else:
            self.reach(target)
            self.page.keyboard.press("Space" if target.get_attribute("type") == "checkbox" else "Enter")

    def write(self, field: Locator, text: str) -> None:
        self.reach(field)
        self.page.keyboard.insert_text(text)

    def begin(self, area: Locator, text: str) -> None:
        self.reach(area)
        self._insert(text)

    def choose(self, select: Locator, label: str) -> None:
        self.reach(select)
        self.page.keyboard.press("Home")
        for _ in range(select.evaluate("(e, label) => [...e.options].findIndex(one => one.label === label)", label)):
            self.page.keyboard.press("ArrowDown")
        assert select.evaluate("e => e.selectedOptions[0].label") == label

    def answer(self, key: str, state: str) -> None:
        """The arrows move between the four states."""
        now = self.page.locator(f"#item-{key} > .p-item__state input:checked")
        order = list(STATES)
        steps = order.index(state) - order.index(str(now.get_attribute("value")))
        self.reach(now)
        for _ in range(abs(steps)):
            self.page.keyboard.press("ArrowRight" if steps > 0 else "ArrowLeft")

    def reach(self, target: Locator) -> None:
        """Press Tab until the focus is there."""
        expect(target).to_be_visible()
        self._press_until(target, "Tab", HAS_FOCUS)

    def _press_until(self, target: Locator, key: str, condition: str) -> None:
        # Found once: on a page with many links a name is looked for longer than Tab takes.
        element = target.element_handle()
        for _ in range(MOST_TABS):
            if element.evaluate(f"e => ({condition})(e, document.activeElement)"):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{key} never comes to {target}")


ALL = {"mouse": Mouse, "keyboard": Keyboard, "without a script": PlainMouse}
