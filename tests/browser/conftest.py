"""A real Chromium, looking at the real portal.

`browse(width=360, javascript=False, language="en")` opens a page of its own; `page` is the usual one.
A page that throws, or that its own content security policy stops, fails its test at the end.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Playwright, expect, sync_playwright

from portal.db.session import Database
from portal.demo.people import DOMAIN, PASSWORD
from tests import databases
from tests.browser import chromium, demo, hands, server
from tests.counts import in_ci

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

HERE = Path(__file__).parent
SCREENSHOTS = HERE / "screenshots"
FAILED = pytest.StashKey[bool]()

FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    # No page of the portal needs another host; one that asks for it fails.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
LOCALES = {"de": "de-DE", "en": "en-GB"}
WIDE, NARROW = 1280, 360
HEIGHT = 800
TIMEOUT_MILLISECONDS = 10_000
LAUNCH_MILLISECONDS = 30_000
expect.set_options(timeout=TIMEOUT_MILLISECONDS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is counted under `browser`."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember a failure until the pages are closed, for their pictures."""
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


class Browse(Protocol):
    """Opens a page."""

    def __call__(self, *, width: int = WIDE, javascript: bool = True, language: str = "de") -> Page:
        """A page without cookies; addresses may begin with `/`."""


@pytest.fixture(scope="session")
def chromium_browser() -> Iterator[Browser]:
    """The browser of this machine."""
    path = chromium.find()
    if path is None:
        stop = pytest.fail if in_ci() else pytest.skip
        stop("NO BROWSER FOUND: install chromium or set CHROMIUM.")
    with sync_playwright() as playwright:
        browser = _launch(playwright, path)
        yield browser
        browser.close()


def _launch(playwright: Playwright, path: str) -> Browser:
    def launch() -> Browser:
        return playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=LAUNCH_MILLISECONDS)

    try:
        return launch()
    except Error:
        # On a machine with much else to do, a Chromium now and then hangs while it starts.
        return launch()


@pytest.fixture(scope="session")
def _server(
    folder: str, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[databases.Sqlite, server.LiveServer]]:
    rows = databases.Sqlite(Path(folder), f"browser_{worker_id}")
    database = Database(rows.url)
    with server.running(rows.url, tmp_path_factory.mktemp("data")) as url:
        yield rows, server.LiveServer(url, database)
    database.dispose()
    rows.close()


@pytest.fixture
def live_server(_server: tuple[databases.Sqlite, server.LiveServer]) -> Iterator[server.LiveServer]:
    """The portal, its tables empty: fill them through `live_server.database`."""
    rows, running = _server
    yield running
    rows.clean()


@pytest.fixture
def portal(
    _server: tuple[databases.Sqlite, server.LiveServer], live_server: server.LiveServer, folder: str
) -> server.LiveServer:
    """The portal with the repository's texts and the demo data, as `make run` shows it."""
    _server[0].fill(demo.template(Path(folder)))
    return live_server


@pytest.fixture
def browse(
    request: pytest.FixtureRequest, chromium_browser: Browser, live_server: server.LiveServer
) -> Iterator[Browse]:
    """Opens pages of the portal; closes them, with a picture of each if the test failed."""
    pages: list[Page] = []
    faults: list[str] = []

    def open_page(*, width: int = WIDE, javascript: bool = True, language: str = "de") -> Page:
        page = _new_page(chromium_browser, live_server.url, width, language, javascript=javascript)
        _listen(page, faults)
        pages.append(page)
        return page

    yield open_page
    for number, page in enumerate(pages):
        if request.node.stash.get(FAILED, False):
            page.screenshot(path=_picture(request.node.nodeid, number), full_page=True)
        page.context.close()
    assert not faults, "\n".join(faults)


def _new_page(browser: Browser, url: str, width: int, language: str, *, javascript: bool) -> Page:
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": HEIGHT},
        locale=LOCALES[language],
        java_script_enabled=javascript,
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
    )
    context.set_default_timeout(TIMEOUT_MILLISECONDS)
    return context.new_page()


def _listen(page: Page, faults: list[str]) -> None:
    def on_message(message: ConsoleMessage) -> None:
        # Chromium also reports each 4xx answer as an error; those may be what a test is after.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(message.text)

    # Of the context, so that further tabs are listened to as well.
    page.context.on("console", on_message)
    page.context.on("weberror", lambda error: faults.append(str(error.error)))


def _picture(nodeid: str, number: int) -> Path:
    SCREENSHOTS.mkdir(exist_ok=True)
    name = re.sub(r"[^\w.-]+", "_", nodeid.rpartition("/")[2])
    return SCREENSHOTS / f"{name}-{number}.png"


@pytest.fixture
def page(browse: Browse) -> Page:
    """A page on a desk: 1280 px, German, with JavaScript."""
    return browse()


@pytest.fixture
def narrow_page(browse: Browse) -> Page:
    """A page on a phone: 360 px."""
    return browse(width=NARROW)


@pytest.fixture
def plain_page(browse: Browse) -> Page:
    """A page without JavaScript."""
    return browse(javascript=False)


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Asks axe what is wrong with a page; nothing is an empty list."""
    checker = Axe()

    def violations(page: Page) -> list[str]:
        return [_line(violation) for violation in checker.run(page).response["violations"]]

    return violations


def _line(violation: dict[str, Any]) -> str:
    targets = ", ".join(" ".join(map(str, node["target"])) for node in violation["nodes"])
    return f"{violation['id']} ({violation['impact']}): {violation['help']}: {targets}"


@pytest.fixture(scope="session")
def log_in() -> Callable[[Page, str, str], None]:
    """Logs a person in through the form, as a person does: `log_in(page, email, password)`."""

    def through_the_form(page: Page, email: str, password: str) -> None:
        page.goto("/login")
        page.fill("[name=email]", email)
        page.fill("[name=password]", password)
        with page.expect_navigation():
            page.press("[name=password]", "Enter")

    return through_the_form


class Enter(Protocol):
    """Opens a page for a demo account."""

    def __call__(self, account: str, *, width: int = WIDE, javascript: bool = True) -> Page:
        """A browser of its own, logged in, at the account's home; `account` is the address before the @."""


@pytest.fixture
def enter(portal: server.LiveServer, browse: Browse, log_in: Callable[[Page, str, str], None]) -> Enter:
    """Logs a demo account in: `enter("consultant")`."""

    def open_page(account: str, *, width: int = WIDE, javascript: bool = True) -> Page:
        page = browse(width=width, javascript=javascript)
        log_in(page, f"{account}@{DOMAIN}", PASSWORD)
        return page

    return open_page


@pytest.fixture(params=hands.ALL.values(), ids=hands.ALL.keys())
def hand(request: pytest.FixtureRequest) -> type[hands.Mouse]:
    """With what the journey is walked: mouse, keyboard alone, mouse without JavaScript."""
    chosen: type[hands.Mouse] = request.param
    return chosen
