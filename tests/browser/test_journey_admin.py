"""An administrator brings a company and its first person in, and takes the person out again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Browse, Enter
    from tests.browser.hands import Mouse

PASSWORD = "vier Wörter reichen aus"
NAME, EMAIL = "Erika Beispiel", "erika@neuland.example"
COMPANY = "Neuland Werkzeuge GmbH"


def fill_company(use: Mouse, name: str) -> None:
    page = use.page
    use.write(page.get_by_label("Name mit Rechtsform"), name)
    use.choose(page.get_by_label("Landkreis"), "Landkreis Esslingen")
    use.choose(page.get_by_label("Beschäftigte", exact=True), "10–49")
    use.choose(page.get_by_label("Branche"), "Industrie")
    use.choose(page.get_by_label("Kammer"), "IHK")
    use.press(page.get_by_role("button", name="Betrieb anlegen"))


def set_password(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_role("main")).to_contain_text(EMAIL)
    page.get_by_label("Neues Passwort", exact=True).fill(PASSWORD)
    page.get_by_label("Neues Passwort noch einmal").fill(PASSWORD)
    page.get_by_role("button", name="Passwort setzen").click()
    expect(page.get_by_role("status")).to_contain_text("Ihr Passwort ist gesetzt.")


def log_in(page: Page) -> None:
    page.goto("/login")
    page.get_by_label("E-Mail-Adresse").fill(EMAIL)
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Einloggen").click()


def test_a_company_and_its_person_come_in_and_go(enter: Enter, browse: Browse, hand: type[Mouse]) -> None:
    use = hand(enter("admin", javascript=hand.javascript))
    link = create_company_and_person(use)
    person = browse()
    set_password(person, link)
    person.goto(link)
    expect(person.get_by_role("heading", level=1)).to_have_text("Dieser Link gilt nicht mehr")
    log_in(person)
    expect(person.locator(".p-drop > summary")).to_contain_text(COMPANY)
    expect(person.get_by_role("heading", level=1)).to_contain_text("Willkommen")

    # Out at the next click, and back.
    use.press(use.page.get_by_role("button", name="Konto deaktivieren"))
    expect(use.page.get_by_role("status")).to_contain_text(f"Das Konto von {NAME} ist deaktiviert")
    person.get_by_role("navigation", name="Hauptnavigation").get_by_role("link", name="Checklisten").click()
    expect(person).to_have_url(re.compile("/login"))
    log_in(person)
    expect(person.get_by_role("alert").filter(has_text="E-Mail-Adresse oder Passwort")).to_be_visible()
    use.press(use.page.get_by_role("button", name="Konto wieder aktivieren"))
    expect(use.page.get_by_role("status")).to_contain_text("ist wieder aktiv")
    log_in(person)
    expect(person.locator(".p-drop > summary")).to_contain_text(COMPANY)


def create_company_and_person(use: Mouse) -> str:
    """Return the path of the link, which is shown once."""
    page = use.page
    page.goto("/admin/companies")
    use.press(page.get_by_role("link", name="Betrieb anlegen"))
    fill_company(use, COMPANY)
    expect(page.get_by_role("heading", level=1)).to_have_text(COMPANY)
    use.press(page.get_by_role("link", name="Person aufnehmen"))
    use.write(page.get_by_label("Name", exact=True), NAME)
    use.write(page.get_by_label("E-Mail-Adresse"), EMAIL)
    assert page.get_by_label("Passwort").count() == 0
    use.press(page.get_by_role("button", name="Konto anlegen"))
    # The host in front of it is a setting, and another one in a test.
    path = urlsplit(page.get_by_label("Link", exact=True).input_value()).path
    page.reload()
    expect(page.get_by_label("Link", exact=True)).to_have_count(0)
    return path


def test_a_company_that_may_be_there_already_is_asked_about(enter: Enter, hand: type[Mouse]) -> None:
    use = hand(enter("admin", javascript=hand.javascript))
    page = use.page
    page.goto("/admin/companies/new")
    fill_company(use, "Muster Maschinenbau AG")
    expect(page.get_by_role("alert")).to_contain_text("Muster Maschinenbau GmbH")
    expect(page.get_by_label("Name mit Rechtsform")).to_have_value("Muster Maschinenbau AG")
    use.press(page.get_by_label("Das ist ein anderer Betrieb"))
    use.press(page.get_by_role("button", name="Betrieb anlegen"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Muster Maschinenbau AG")
