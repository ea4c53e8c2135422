"""Guides and the operator's pages, for everybody and without a cookie."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from portal import clock
from portal.access import Role
from portal.documents import service
from portal.documents.rules import Kind
from portal.documents.service import Refused
from tests import build
from tests.documents.texts import Point, checklist, prose, put
from tests.statements import count_queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from portal.accounts.models import User
    from tests.client import PortalClient

BODY = "## Worum es geht\n\nMehr beim [Bürgerbüro](/directory/buergerbuero).\n\n## Wer\n\nSie.\n\n## Wann\n\nBald."
BACK = "?from=%2Fchecklists%2Feinarbeitung%23item-c06-01"


@pytest.fixture
def guide(rows: Session) -> None:
    put(rows, prose(BODY, extra="field: ankommen\n"), Kind.GUIDE, "text")


def html(client: PortalClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    assert "Set-Cookie" not in response.headers
    return response.text


@pytest.mark.usefixtures("guide")
def test_guides_are_listed_under_their_field(client: PortalClient) -> None:
    page = html(client, "/guides?lang=de")
    assert 'id="field-ankommen"' in page
    assert 'href="/guides/text?lang=de"' in page
    assert "Ein Satz." in page


def test_an_empty_list_says_what_to_do(client: PortalClient) -> None:
    assert "There is no guide yet" in html(client, "/guides?lang=en")


@pytest.mark.usefixtures("guide")
def test_a_guide_has_contents_date_and_the_disclaimer(client: PortalClient) -> None:
    page = html(client, "/guides/text?lang=de")
    assert re.search(r'<li><a href="#h-worum-es-geht">Worum es geht</a></li>', page)
    assert 'id="h-worum-es-geht"' in page
    assert "22. November 2026" in page
    assert "keine Rechtsberatung" in page
    assert re.search(r'href="/guides\?lang=de" aria-current="page"', page)
    assert page.count("<h1") == 1


@pytest.mark.usefixtures("guide")
def test_the_reader_comes_back_to_the_point(client: PortalClient) -> None:
    page = html(client, f"/guides/text{BACK}")
    assert 'href="/checklists/einarbeitung#item-c06-01"' in page
    assert "Zurück zum Punkt" in html(client, f"/guides/text{BACK}&lang=de")
    # And from an office that the guide names back to the guide, which still knows the point.
    assert 'href="/directory/buergerbuero?from=%2Fguides%2Ftext%3Ffrom%3D%252Fchecklists' in page


@pytest.mark.usefixtures("guide")
@pytest.mark.parametrize("bad", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_away(client: PortalClient, bad: str) -> None:
    page = html(client, f"/guides/text?from={bad}&lang=en")
    assert f'href="{bad}' not in page
    assert re.search(r'class="p-crumb"><a href="/guides\?lang=en"', page)


@pytest.mark.usefixtures("guide")
def test_editors_get_from_the_page_to_its_text_and_back(
    client: PortalClient, rows: Session, as_user: Callable[[User], PortalClient]
) -> None:
    put(rows, checklist([Point("eins", "Erster Punkt")]))
    rows.commit()
    editor, adviser = (as_user(build.user(rows, role, language="en")) for role in (Role.EDITOR, Role.CONSULTANT))
    for address in ("/guides/text", "/checklists/liste"):
        found = re.search(r'href="(/editor/\d+)(?:/de)?">Edit this text', editor.get(address).text)
        assert found
        assert f'href="{address}"' in editor.get(found[1], follow_redirects=True).text
        assert "Edit this text" not in adviser.get(address).text
    assert "Edit this text" not in html(client, "/guides/text?lang=en")


@pytest.mark.usefixtures("guide")
def test_german_text_on_an_english_page_says_so(client: PortalClient) -> None:
    page = html(client, "/guides/text?lang=en")
    assert "not available in English yet" in page
    assert '<div class="p-prose" lang="de">' in page
    assert "not available" not in html(client, "/guides/text?lang=de")


@pytest.mark.usefixtures("guide")
def test_the_translation_is_shown_once_there_is_one(client: PortalClient, rows: Session) -> None:
    put(rows, "---\nid: text\ntitle: A text\n---\n\nHello.\n", Kind.GUIDE, "text", "en")
    page = html(client, "/guides/text?lang=en")
    assert ">A text</h1>" in page
    assert "Hello." in page
    assert "not available" not in page


@pytest.mark.parametrize("slug", ["impressum", "datenschutz", "barrierefreiheit"])
def test_the_operators_pages(client: PortalClient, rows: Session, slug: str) -> None:
    html(client, f"/{slug}", 404)
    put(rows, prose("Angaben.", slug, "Seite", extra=""), Kind.PAGE, slug)
    assert "Angaben." in html(client, f"/{slug}")
    assert "Angaben." in html(client, f"/pages/{slug}")


@pytest.mark.usefixtures("guide")
@pytest.mark.parametrize(
    "address", ["/guides/nichts", "/pages/text", "/directory/text", "/guides/%00", "/guides/..%2f"]
)
def test_unknown_texts_are_not_found(client: PortalClient, address: str) -> None:
    html(client, address, 404)


def test_a_figure_that_has_run_out_says_so_to_readers(
    client: PortalClient, rows: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(rows, prose("Mindestens {{ figure:blue-card }} im Jahr."), Kind.GUIDE, "text")
    assert "50.700 € (2026)" in html(client, "/guides/text?lang=de")
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2027, 1, 11, 8, tzinfo=dt.UTC))
    page = html(client, "/guides/text?lang=de")
    assert "50.700 € (galt bis 31.12.2026, neuer Wert wird geprüft)" in page
    put(rows, "---\nid: text\ntitle: T\n---\n\nAt least {{ figure:blue-card }}.\n", Kind.GUIDE, "text", "en")
    assert "€50,700 (applied until 31 December 2026, the new value is being checked)" in html(
        client, "/guides/text?lang=en"
    )


@pytest.mark.parametrize(
    ("body", "times"),
    [
        ("Nach § 4a.", 1),
        ("Ohne Gesetz.", 1),
        ("Nach § 4a. *Allgemeine Informationen, keine Rechtsberatung im Einzelfall.*", 0),
    ],
)
def test_a_guide_says_once_that_it_is_no_advice_on_a_case(
    client: PortalClient, rows: Session, body: str, times: int
) -> None:
    put(rows, prose(body), Kind.GUIDE, "text")
    page = html(client, "/guides/text?lang=de")
    assert page.count("Allgemeine Informationen, keine Beratung im Einzelfall.") == times


def test_a_retired_guide_names_its_successor(client: PortalClient, rows: Session) -> None:
    extra = "field: ankommen\nretired: 2026-11-01\nsuccessor: neu\n"
    put(rows, prose("Satz.", extra=extra), Kind.GUIDE, "text")
    assert "no longer kept" in (page := html(client, "/guides/text?lang=en"))
    assert 'href="/guides/neu?lang=en"' in page
    assert 'href="/guides/text' not in html(client, "/guides?lang=en")


# A text that a reader could not tell from an attack: none of it may come alive.
ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[klick](javascript:alert(1))",
    "[klick](java\tscript:alert(1))",
    "[klick](data:text/html;base64,PHNjcmlwdD4=)",
    "[klick](//evil.example/x)",
    "![bild](https://evil.example/x.png)",
    "![bild](javascript:alert(1))",
    '<a href="https://x.example" onclick="alert(1)">x</a>',
    "<input type=password name=password>",
    '<form action="https://evil.example"><button>x</button></form>',
    '<iframe src="https://evil.example"></iframe>',
    '<p style="position:fixed" hx-get="/x" data-hx-get="/x">x</p>',
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<style>*{display:none}</style>",
    '"><script>alert(1)</script>',
    "{{ config }} {% include 'x' %}",
    "`<script>alert(1)</script>`",
    "<scr<script>ipt>alert(1)</script>",
    '[x](https://x.example "a\\" onmouseover=alert(1) b")',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
]
FORBIDDEN = frozenset(
    {"script", "iframe", "form", "input", "button", "style", "svg", "math", "object", "embed", "base"}
)
HARMLESS_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|/(?![/\\\\])|#)")


class Finder(HTMLParser):
    """Notes whatever would act in a browser."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN:
            self.found.append(tag)
        for name, value in attrs:
            act = name.startswith(("on", "hx-", "data-hx")) or name in {"style", "srcdoc", "formaction"}
            leads = name in {"href", "src"} and not HARMLESS_ADDRESS.match(value or "")
            tells = name == "src" and not (value or "").startswith("/static/")
            self.found += [f"{tag} {name}={value}"] if act or leads or tells else []


def alive(page: str) -> list[str]:
    """What would act between the page's frame, which has a form of its own for those logged in."""
    finder = Finder()
    finder.feed(page[page.index("<main") : page.index("</main>")])
    return finder.found


@pytest.mark.parametrize("attack", ATTACKS)
def test_script_never_reaches_a_reader(client: PortalClient, rows: Session, attack: str) -> None:
    title = attack.replace("\\", "").replace('"', "'").replace("\t", " ")
    # The form for feedback and the field of search are ours; a harmless guide has them too, and nothing else.
    put(rows, prose("Nichts Böses.", "harmlos"), Kind.GUIDE, "harmlos")
    ours, ours_in_list = alive(html(client, "/guides/harmlos")), alive(html(client, "/guides"))
    assert {*ours, *ours_in_list} <= {"form", "input", "button"}
    try:
        put(rows, prose(f"Vorher {attack} nachher.\n\n{attack}", title=title), Kind.GUIDE, "text")
    except Refused:
        # Refused is as good: nothing of it is shown.
        html(client, "/guides/text", 404)
        return
    assert alive(html(client, "/guides/text")) == ours
    assert alive(html(client, "/guides")) == ours_in_list


def test_the_search_for_live_script_finds_some() -> None:
    for bad in ("<script>", "<img src=x onerror=alert(1)>", '<a href="javascript:x">', '<p style="x">', "<input>"):
        assert alive(f"<main>{bad}</main>"), bad


@pytest.mark.parametrize("attack", ATTACKS)
def test_script_in_a_point_is_stored_dead(rows: Session, attack: str) -> None:
    try:
        put(rows, checklist([Point("eins", f"Tun {attack} bald", why=f"Weil {attack} so")]))
    except Refused:
        return
    text = service.checklist(rows, "liste", "de")
    assert text is not None
    stored = "".join([text.items[0].caption_html, *text.items[0].parts.values()])
    assert alive(f"<main>{stored}</main>") == []


@pytest.mark.parametrize("count", [1, 20])
def test_pages_cost_few_queries(client: PortalClient, rows: Session, count: int) -> None:
    for number in range(count):
        put(rows, prose(BODY, f"text-{number}"), Kind.GUIDE, f"text-{number}")
    rows.commit()
    for address in ("/guides", "/guides/text-0"):
        with count_queries() as queries:
            html(client, address)
        assert len(queries) == 1, queries
