"""Takes the pictures of the README: `python -m tools.pictures`. Needs a Chromium and the development tools."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from portal.demo.people import DOMAIN, PASSWORD
from tests.browser import chromium, demo, server
from tools.small_png import shrink

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FOLDER = Path(__file__).resolve().parents[1] / "docs/pictures"
WIDTH, HEIGHT = 1280, 900


@dataclass(frozen=True)
class Picture:
    """What an account sees at an address; a link to follow from there, a thing to unfold."""

    name: str
    account: str
    address: str
    follow: str = ""
    unfold: str = ""


PICTURES = (
    Picture("company-home", "hr", "/"),
    Picture("checklist", "hr", "/checklists/aufenthalt-pflichten", unfold="#why-c05-01"),
    Picture("hires", "hr", "/hires"),
    Picture("directory", "", "/directory"),
    Picture("today", "consultant", "/"),
    Picture("portfolio", "consultant", "/companies"),
    Picture("request", "consultant", "/companies/1", follow="a:has-text('Fiktionsbescheinigung')"),
    Picture("administration", "admin", "/admin"),
    Picture("editor", "editor", "/editor", follow="a:has-text('Erster Tag und erste 100 Tage')"),
    Picture("guide", "", "/guides/ankommen"),
)


def main() -> None:
    """Take them all, of the texts as they are and of demo data of today."""
    path = chromium.find()
    if path is None:
        sys.exit("No Chromium was found: install one, or set CHROMIUM.")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = demo.template(Path(folder))
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        with server.running(f"sqlite:///{file}", Path(folder)) as url:
            for picture in PICTURES:
                print(picture.name, take(browser, url, picture))


def take(browser: Browser, url: str, picture: Picture) -> int:
    """Write one picture; return its bytes."""
    viewport = {"width": WIDTH, "height": HEIGHT}
    page = browser.new_page(base_url=url, viewport=viewport, locale="de-DE", timezone_id="Europe/Berlin")
    if picture.account:
        page.goto("/login")
        page.fill("[name=email]", f"{picture.account}@{DOMAIN}")
        page.fill("[name=password]", PASSWORD)
        with page.expect_navigation():
            page.press("[name=password]", "Enter")
    page.goto(picture.address)
    if picture.follow:
        with page.expect_navigation():
            page.locator(picture.follow).first.click()
    if picture.unfold:
        page.locator(picture.unfold).evaluate("one => { one.open = true }")
    page.wait_for_load_state("networkidle")
    written = (FOLDER / f"{picture.name}.png").write_bytes(shrink(page.screenshot(animations="disabled")))
    page.context.close()
    return written


if __name__ == "__main__":
    main()
