"""What the clipboard holds becomes clean Markdown, where it breaks nothing; one undo takes it back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from portal.web import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

ADDRESS = "http://portal.test/text"
POLICY = "default-src 'none'; script-src 'nonce-n'; style-src 'self'; connect-src 'self'"
PAGE = """<!doctype html><html lang="de"><title>Text</title><button id="source">Kopieren</button>
<form id="text-form"><textarea id="body"></textarea></form>
<p id="saved"></p><p id="others"></p><p id="position"></p>
<script nonce="n">
document.addEventListener("copy", (event) => {
  Object.entries(window.clip).forEach(([type, words]) => event.clipboardData.setData(type, words));
  event.preventDefault();
});
</script><script nonce="n" type="module" src="/editor.js"></script>"""
PASTED = sorted((Path(__file__).parent / "pasted").glob("*.html"))

HEADING = "<h1>Titel</h1>"
LIST = "<ul><li>eins<ul><li>zwei</li></ul></li><li>drei</li></ul>"
TWO = "<p>Ein <b>Satz</b>.</p><p>Noch einer.</p>"
MIXED = f"<h2>Titel</h2>{TWO}"


class Writer:
    """A person with something on the clipboard and the cursor, `|`, in a text."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.area = page.locator("#body")

    def paste(self, at: str, keys: str = "Control+v", **clip: str) -> str:
        """The text after pasting; between two `|` it is chosen."""
        self.page.evaluate("clip => { window.clip = clip }", {f"text/{kind}": words for kind, words in clip.items()})
        self.page.locator("#source").focus()
        self.page.keyboard.press("Control+c")
        start, end = at.index("|"), at.rindex("|") - (at.count("|") - 1)
        self.area.fill(at.replace("|", ""))
        self.area.evaluate("(area, place) => area.setSelectionRange(...place)", [start, end])
        self.page.keyboard.press(keys)
        return self.area.input_value()


@pytest.fixture
def writer(chromium_browser: Browser) -> Iterator[Writer]:
    def answer(route: Route) -> None:
        if route.request.url.endswith("/editor.js"):
            route.fulfill(body=build.editor_js(), content_type="text/javascript")
        else:
            headers = {"Content-Security-Policy": POLICY}
            route.fulfill(body=PAGE, content_type="text/html; charset=utf-8", headers=headers)

    page = chromium_browser.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text))
    page.route("**/*", answer)
    page.goto(ADDRESS)
    yield Writer(page)
    page.close(run_before_unload=False)
    assert faults == []


def test_every_program_s_clipboard_becomes_clean_markdown(writer: Writer) -> None:
    assert len(PASTED) >= 6
    for file in PASTED:
        found = writer.paste("|", html=file.read_text(), plain="nur Worte")
        assert found == file.with_suffix(".md").read_text().rstrip("\n"), file.name
        writer.page.keyboard.press("Control+z")
        assert writer.area.input_value() == "", file.name


PLACES = (
    ("Ein |, der weitergeht", HEADING, "Ein Titel, der weitergeht"),
    ("Oben|", LIST, "Oben\n\n- eins\n  - zwei\n- drei"),
    ("Oben\n|\nUnten", LIST, "Oben\n\n- eins\n  - zwei\n- drei\n\nUnten"),
    ("- a\n|\n- b", LIST, "- a\n- eins\n  - zwei\n- drei\n- b"),
    ("Oben|Unten", MIXED, "Oben\n\n## Titel\n\nEin **Satz**.\n\nNoch einer.\n\nUnten"),
    ("  **Warum:** x\n\n  |", MIXED, "  **Warum:** x\n\n  **Titel**\n\n  Ein **Satz**.\n\n  Noch einer."),
    ("- [ ] | {: #a }", LIST, "- [ ] eins {: #a }\n  - [ ] zwei\n- [ ] drei"),
    ("  - [ ] |", MIXED, "  - [ ] Titel\n\n    Ein **Satz**.\n\n    Noch einer."),
    ("- [ ] Ein | {: #a }\n- [ ] B", HEADING, "- [ ] Ein Titel {: #a }\n- [ ] B"),
    ("- [ ] Ein| {: #a }\n- [ ] B", LIST, "- [ ] Ein {: #a }\n  - eins\n    - zwei\n  - drei\n- [ ] B"),
    ("- [ ] Ein|", MIXED, "- [ ] Ein\n\n  **Titel**\n\n  Ein **Satz**.\n\n  Noch einer."),
    ("- [ ] Ein |Punkt| mit {: #a }", TWO, "- [ ] Ein Ein **Satz**. Noch einer. mit {: #a }"),
)


def test_what_is_pasted_breaks_nothing_around_it(writer: Writer) -> None:
    for at, html, found in PLACES:
        assert writer.paste(at, html=html, plain="x") == found
        writer.page.keyboard.press("Control+z")
        assert writer.area.input_value() == at.replace("|", "")


def test_plain_text_stays_plain(writer: Writer) -> None:
    words = "# 5 * 3 [x]\n- so"
    assert writer.paste("|", plain=words) == words
    assert writer.paste("|", html=f"<div><span style='color:red'>{words}</span></div>", plain=words) == words
    assert writer.paste("|", "Control+Shift+v", html=LIST, plain=words) == words


def test_an_address_on_chosen_words_makes_them_a_link(writer: Writer) -> None:
    address = "https://example.org/a_(b)"
    link = f'<a href="{address}">Etwas anderes</a>'
    assert writer.paste("Siehe |dort|.", plain=address) == r"Siehe [dort](https://example.org/a_\(b\))."
    assert writer.paste("Siehe |dort|.", plain="http://portal.test/guides/wohnen") == "Siehe [dort](/guides/wohnen)."
    assert writer.paste("Siehe |dort|.", html=link, plain=address) == r"Siehe [dort](https://example.org/a_\(b\))."
    assert writer.paste("Siehe |.", plain=address) == f"Siehe {address}."
    assert writer.paste("Siehe |dort|.", plain="javascript:alert(1)") == "Siehe javascript:alert(1)."


def test_a_long_document_takes_no_longer_than_one_waits(writer: Writer) -> None:
    html = "<p>Ein <b>Wort</b> und</p><ul><li>eins</li></ul>" * 1_500
    assert writer.paste("Oben|", html=html, plain="x").count("\n- eins") == 1_500
