"""What portal.js promises, on a small page of its own under the portal's content security policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from portal.web import build

ADDRESS = "http://portal.test/list"
POLICY = "default-src 'none'; script-src 'nonce-n'; connect-src 'self'; form-action 'self'"

ITEM = """
<li class="p-item" id="item-{name}">
  <form method="post" action="/plain" {htmx}><fieldset class="p-seg"><legend>{name}</legend>
    <label><input type="radio" id="{name}-open" name="state" value="open" checked>Offen</label>
    <label><input type="radio" id="{name}-going" name="state" value="in_progress">In Arbeit</label>
    <label><input type="radio" id="{name}-done" name="state" value="done">Erledigt</label>
  </fieldset><button class="p-nojs">Speichern</button></form>
  <div class="p-item__more"><details id="{name}-why"><summary>Warum</summary>Text</details></div>
  <form method="post" action="/note" {htmx}><textarea name="note" id="{name}-note">alt</textarea>
    <button id="{name}-send">Senden</button></form>
</li>"""

PAGE = (
    """<!doctype html><html lang="de"><head><title>Liste</title>
<meta name="htmx-config" content='{"noSwap": [204, 304, "5xx"]}'>
<script nonce="n" src="/htmx.js"></script><script nonce="n" src="/portal.js"></script></head>
<body><div id="p-live" class="p-live" role="alert" data-failed="Nicht gespeichert"
data-offline="Keine Verbindung"></div><p id="answer"></p><ul>"""
    + ITEM.format(name="a", htmx='hx-post="/htmx" hx-target="#answer"')
    + ITEM.format(name="b", htmx="")
    + "</ul></body></html>"
)


@dataclass
class Server:
    """Answers the page's requests, and keeps what was posted."""

    status: int = 200
    offline: bool = False
    posted: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, route: Route) -> None:
        path = "/" + route.request.url.split("/", 3)[3].split("#")[0]
        if route.request.method == "POST":
            self.posted.append((path, route.request.post_data or ""))
        if self.offline:
            route.abort()
        elif path in {"/htmx.js", "/portal.js"}:
            route.fulfill(body=script(path), content_type="text/javascript")
        elif path == "/htmx":
            route.fulfill(status=self.status, body="Gespeichert", content_type="text/html")
        else:
            headers = {"Content-Security-Policy": POLICY}
            route.fulfill(body=PAGE, content_type="text/html; charset=utf-8", headers=headers)


def script(path: str) -> bytes:
    return dict(build.plain_files())[path.removeprefix("/")]


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def listed(chromium_browser: Browser, server: Server) -> Iterator[Page]:
    page = chromium_browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.route("**/*", server.answer)
    page.goto(ADDRESS)
    yield page
    page.close(run_before_unload=False)
    assert faults == []


def test_the_page_knows_that_the_script_runs(listed: Page) -> None:
    assert listed.evaluate("document.documentElement.className") == "js"


def test_a_clicked_state_is_sent_at_once_through_htmx(listed: Page, server: Server) -> None:
    listed.locator("#a-done").check()
    expect(listed.locator("#answer")).to_have_text("Gespeichert")
    assert server.posted == [("/htmx", "state=done")]


def test_a_clicked_state_is_sent_without_htmx_too(listed: Page, server: Server) -> None:
    # Not `check()`, which looks again afterwards, finds the fresh page unchecked and clicks once more.
    with listed.expect_navigation():
        listed.locator("#b-done").click()
    assert server.posted == [("/plain", "state=done")]


def test_arrow_keys_send_only_the_state_where_they_stop(listed: Page, server: Server) -> None:
    listed.locator("#a-open").focus()
    listed.keyboard.press("ArrowDown")
    listed.keyboard.press("ArrowDown")
    expect(listed.locator("#answer")).to_have_text("Gespeichert")
    assert server.posted == [("/htmx", "state=done")]


def test_leaving_the_control_sends_without_waiting(listed: Page, server: Server) -> None:
    listed.clock.install()
    listed.locator("#a-open").focus()
    listed.keyboard.press("ArrowDown")
    assert server.posted == []
    listed.locator("#a-note").focus()
    expect(listed.locator("#answer")).to_have_text("Gespeichert")
    assert server.posted == [("/htmx", "state=in_progress")]


def test_a_failure_is_said_and_the_stored_state_stays(listed: Page, server: Server) -> None:
    server.status = 500
    listed.locator("#a-done").click()
    expect(listed.locator("#p-live")).to_have_text("Nicht gespeichert")
    expect(listed.locator("#a-open")).to_be_checked()
    expect(listed.locator("#answer")).to_be_empty()


def test_a_lost_connection_is_said_in_other_words_and_goes_with_the_next_try(listed: Page, server: Server) -> None:
    server.offline = True
    listed.locator("#a-done").click()
    expect(listed.locator("#p-live")).to_have_text("Keine Verbindung")
    server.offline = False
    listed.locator("#a-done").click()
    expect(listed.locator("#answer")).to_have_text("Gespeichert")
    expect(listed.locator("#p-live")).to_be_empty()


def test_an_answer_of_the_server_is_not_called_a_failure(listed: Page, server: Server) -> None:
    server.status = 422
    listed.locator("#a-done").check()
    expect(listed.locator("#answer")).to_have_text("Gespeichert")
    expect(listed.locator("#p-live")).to_be_empty()


def test_the_named_item_is_open_and_an_opened_one_is_named(listed: Page) -> None:
    listed.goto(f"{ADDRESS}#item-b")
    expect(listed.locator("#b-why")).to_have_attribute("open", "")
    listed.locator("#a-why summary").click()
    assert listed.url == f"{ADDRESS}#item-a"
    listed.locator("#a-why summary").click()
    assert listed.url == ADDRESS


def test_leaving_with_unsent_text_asks_first(listed: Page) -> None:
    assert not leaving_asks(listed)
    listed.locator("#a-note").fill("neu")
    assert leaving_asks(listed)


def test_text_sent_through_htmx_is_no_longer_unsent(listed: Page) -> None:
    listed.locator("#a-note").fill("neu")
    listed.locator("#a-send").click()
    expect(listed.locator("#answer")).to_have_text("Gespeichert")
    assert not leaving_asks(listed)


def test_text_that_failed_to_arrive_is_still_unsent(listed: Page, server: Server) -> None:
    server.status = 500
    listed.locator("#a-note").fill("neu")
    listed.locator("#a-send").click()
    expect(listed.locator("#p-live")).to_have_text("Nicht gespeichert")
    expect(listed.locator("#a-note")).to_have_value("neu")
    assert leaving_asks(listed)


def test_sending_a_text_does_not_ask(listed: Page, server: Server) -> None:
    asked = []
    listed.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    listed.locator("#b-note").fill("neu")
    with listed.expect_navigation():
        listed.locator("#b-send").click()
    assert server.posted == [("/note", "note=neu")]
    assert asked == []


def leaving_asks(page: Page) -> bool:
    """Whether the browser would ask; a cancelled `beforeunload` is how it knows."""
    leaving = "!window.dispatchEvent(new Event('beforeunload', {cancelable: true}))"
    return bool(page.evaluate(leaving))
