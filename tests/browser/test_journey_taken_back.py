"""A mistake is published at 17:55 and taken back: by mouse, without a script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portal.access import Role
from portal.mail.models import OutgoingMail
from tests import build
from tests.browser.hands import PlainMouse

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Browse
    from tests.browser.server import LiveServer

OLD, WRONG = "bis zum Ende der Probezeit", "zehn Jahre lang"
DUTY = "Fahrrad bei der Stadt anmelden"


@pytest.fixture
def people(live_server: LiveServer) -> dict[str, str]:
    """The addresses of a person in a company and of two editors."""
    with live_server.database.session() as session:
        build.checklist(
            session, "## Anfang", f"Kopie {OLD} aufbewahren #kopie kind=duty", "Schulen #schulen", slug="probe"
        )
        hr = build.member(session, build.company(session, "Muster Maschinenbau GmbH"), name="Anna Alt")
        wanda, otto = (build.user(session, Role.EDITOR, name=name) for name in ("Wanda Wort", "Otto Ohr"))
        return {"hr": hr.email, "editor": wanda.email, "other": otto.email}


def field(page: Page, label: str) -> Locator:
    return page.get_by_role("main").get_by_label(re.compile(f"^{label}"))


def publish_the_mistake(use: PlainMouse) -> None:
    """A sentence gets another meaning, and a duty with a legal date comes."""
    page = use.page
    page.goto("/editor")
    use.press(page.get_by_role("link", name="Liste probe"))
    area = page.get_by_role("textbox", name="Text", exact=True)
    area.fill(area.input_value().replace(OLD, WRONG))
    use.press(page.get_by_role("button", name="Entwurf speichern", exact=True))
    use.write(field(page, "Was zu tun ist"), DUTY)
    use.press(page.get_by_role("button", name="Punkt ergänzen …"))
    use.press(page.get_by_role("radio", name="Pflicht", exact=True))
    use.write(field(page, "Wie viele"), "3")
    use.press(page.get_by_role("checkbox", name="Dieser Termin ist eine gesetzliche Frist"))
    use.press(page.get_by_role("button", name="Punkt speichern"))
    use.press(page.get_by_role("button", name="Veröffentlichen …"))
    use.press(page.get_by_role("radio", name=re.compile("^Bedeutung geändert")))
    use.write(field(page, "Trotzdem sofort veröffentlichen"), "Wird heute gebraucht")
    use.press(page.get_by_role("button", name="Ohne zweite Person veröffentlichen"))
    expect(page.get_by_role("main")).to_contain_text("Version 2 ist veröffentlicht.")


def answer(use: PlainMouse) -> None:
    use.page.goto("/checklists/probe")
    use.answer("kopie", "done")
    expect(use.page.locator("#item-kopie")).to_have_attribute("data-state", "done")


def see_the_mistake(page: Page) -> None:
    page.goto("/checklists/probe")
    expect(page.locator("#flag-kopie")).to_contain_text("gilt noch?")
    expect(page.get_by_role("main")).to_contain_text(DUTY)


def see_nothing_of_it(page: Page) -> None:
    page.goto("/checklists/probe")
    expect(page.locator("#item-kopie")).to_have_attribute("data-state", "done")
    expect(page.locator("#item-kopie")).to_contain_text(OLD)
    for gone in (WRONG, DUTY, "gilt noch?", "Neu seit"):
        expect(page.get_by_role("main")).not_to_contain_text(gone)
    page.goto("/")
    expect(page.get_by_role("main")).not_to_contain_text("geändert")


def letter(live_server: LiveServer) -> OutgoingMail:
    """The only one about texts."""
    with live_server.database.session(read_only=True) as session:
        return session.scalars(select(OutgoingMail).where(OutgoingMail.key.startswith("documents/"))).one()


def test_a_mistake_is_taken_back_before_anybody_acts_on_it(
    browse: Browse,
    people: dict[str, str],
    live_server: LiveServer,
    log_in: Callable[[Page, str, str], None],
    axe: Callable[[Page], list[str]],
) -> None:
    def enter(who: str, *, javascript: bool = False) -> PlainMouse:
        page = browse(javascript=javascript)
        log_in(page, people[who], build.PASSWORD)
        return PlainMouse(page)

    # Only where scripts run can axe look.
    hr, editor, other = enter("hr"), enter("editor"), enter("other", javascript=True).page
    answer(hr)
    publish_the_mistake(editor)
    other.goto("/editor")
    expect(other.get_by_role("main")).to_contain_text("Wird heute gebraucht")
    assert axe(other) == []
    see_the_mistake(hr.page)
    editor.press(editor.page.get_by_role("button", name="Zurücknehmen"))
    expect(editor.page.get_by_role("main")).to_contain_text("Version 2 ist zurückgenommen.")
    see_nothing_of_it(hr.page)
    told = letter(live_server)
    assert told.to_email == people["other"]
    assert "hat Wanda Wort Version 2 eines Textes zurückgenommen" in told.text
    other.goto("/editor")
    expect(other.get_by_role("main")).to_contain_text("Wanda Wort hat Version 2 von „Liste probe“ zurückgenommen.")
    path = re.search(r"(/editor/\S+)", told.text)
    assert path is not None
    other.goto(path[1])
    expect(other.locator("del").first).to_contain_text("zehn")
    expect(other.locator("ins").first).to_contain_text("bis")
    assert axe(other) == []
