"""Search, for everybody: without a cookie, without a script, and whatever is typed."""

from __future__ import annotations

import html as entities
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete

from portal.access import Role
from portal.documents import service as documents
from portal.documents.models import Document, Item
from portal.documents.rules import Kind
from portal.search.models import SearchEntry
from tests import build
from tests.documents.texts import prose, put
from tests.statements import count_queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.client import PortalClient

EN = "---\nid: {0}\ntitle: {1}\nsummary: One sentence.\n---\n\n## Part\n\n{2}\n"


def html(client: PortalClient, question: str, more: str = "&lang=de") -> str:
    response = client.get(f"/search?q={question}{more}")
    assert response.status_code == 200
    return response.text


def titles(page: str) -> list[str]:
    """The titles of the results, in their order."""
    found = re.findall(r'<a class="p-strong" href="[^"]*">(.*?)</a>', page, re.DOTALL)
    return [entities.unescape(re.sub(r"<[^>]*>", "", one)) for one in found]


@pytest.fixture
def texts(rows: Session) -> None:
    """A guide, an office, a page and a checklist that speak of the same."""
    put(rows, prose("## A\n\nDer Aufenthaltstitel gilt.", "titel", "Die Straße zum Titel"), Kind.GUIDE, "titel")
    put(rows, EN.format("titel", "The road", "The residence permit is valid."), Kind.GUIDE, "titel", "en")
    put(rows, prose("## A\n\nErteilt Aufenthaltstitel.", "abh", "Behörde", ""), Kind.OFFICE, "abh")
    put(rows, prose("## A\n\nÜber den Aufenthalt.", "seite", "Eine Seite", ""), Kind.PAGE, "seite")
    build.checklist(rows, "Aufenthaltstitel prüfen #p-1 kind=duty", "Anderes #p-2", slug="liste")


@pytest.mark.usefixtures("texts")
def test_a_visitor_finds_guides_offices_and_pages_without_a_cookie(client: PortalClient) -> None:
    response = client.get("/search?q=aufenthalt&lang=de")
    assert sorted(titles(response.text)) == ["Behörde", "Die Straße zum Titel", "Eine Seite"]
    assert "<mark>Aufenthaltstitel</mark>" in response.text
    found = re.search(r'href="(/guides/titel\?[^"]*)"', response.text)
    assert found is not None
    assert 'href="/search?q=aufenthalt' in client.get(entities.unescape(found[1])).text
    assert "Set-Cookie" not in response.headers
    assert "3 Treffer" in response.text


@pytest.mark.usefixtures("texts")
@pytest.mark.parametrize("question", ["strasse", "STRA%C3%9FE", "stra%C3%9Fe+titel"])
def test_spelling_does_not_matter(client: PortalClient, question: str) -> None:
    assert titles(html(client, question)) == ["Die Straße zum Titel"]


@pytest.mark.usefixtures("texts")
@pytest.mark.parametrize("role", [Role.COMPANY_MEMBER, Role.CONSULTANT, Role.EDITOR, Role.ADMIN])
def test_who_may_read_checklists_finds_their_items(
    role: Role, rows: Session, as_user: Callable[[Any], PortalClient]
) -> None:
    company = build.company(rows)
    person = build.member(rows, company) if role is Role.COMPANY_MEMBER else build.user(rows, role)
    page = html(as_user(person), "aufenthaltstitel")
    assert "Aufenthaltstitel prüfen" in titles(page)
    assert 'href="/checklists/liste#item-p-1"' in page
    assert titles(html(as_user(person), "liste")) == ["Liste liste"]


@pytest.mark.usefixtures("texts")
def test_who_may_not_read_checklists_does_not_find_them(
    rows: Session, client: PortalClient, as_user: Callable[[Any], PortalClient]
) -> None:
    for reader in (client, as_user(build.user(rows, Role.FUNDER)), as_user(build.user(rows))):
        for more in ("", "&kind=item", "&kind=checklist"):
            page = html(reader, "aufenthaltstitel+liste", more)
            assert "prüfen" not in page
            assert "checklists/liste" not in page


@pytest.mark.usefixtures("texts")
def test_a_reader_of_english_finds_english_and_german_where_there_is_none(client: PortalClient) -> None:
    page = html(client, "permits", "&lang=en")
    assert titles(page) == ["The road"]
    assert "<mark>permit</mark>" in page
    page = html(client, "aufenthalt", "&lang=en")
    assert sorted(titles(page)) == ["Behörde", "Eine Seite"]
    assert page.count('<div lang="de">') == 2
    assert titles(html(client, "permits", "&lang=de")) == []


@pytest.mark.usefixtures("texts")
def test_results_of_one_kind(client: PortalClient) -> None:
    page = html(client, "aufenthalt", "&lang=de&kind=office")
    assert titles(page) == ["Behörde"]
    assert 'kind=office" aria-current="page"' in page.replace("&amp;lang=de", "")
    assert len(titles(html(client, "aufenthalt", "&lang=de&kind=nothing"))) == 3


def test_what_companies_write_is_never_found(rows: Session, as_user: Callable[[Any], PortalClient]) -> None:
    company = build.company(rows, name="Geheimwort GmbH")
    asked = build.request(rows, company, title="Geheimwort")
    build.message(rows, asked, body="Geheimwort")
    build.measure(rows, company, what="Geheimwort")
    checklist = build.checklist(rows, "Ein Punkt #p-1", slug="liste")
    run = build.run(rows, company, rows.get_one(Document, checklist.document_id))
    build.answer(rows, run, rows.get_one(Item, checklist.items[0].id), note="Geheimwort")
    for person in (build.member(rows, company), build.user(rows, Role.ADMIN)):
        assert titles(html(as_user(person), "geheimwort")) == []


def test_a_new_text_is_found_at_once_and_an_old_one_no_more(client: PortalClient, rows: Session) -> None:
    put(rows, prose("## A\n\nVom Kamel.", "text"), Kind.GUIDE, "text")
    assert titles(html(client, "kamel")) == ["Ein Text"]
    put(rows, prose("## A\n\nVom Dromedar.", "text"), Kind.GUIDE, "text")
    assert titles(html(client, "kamel")) == []
    assert titles(html(client, "dromedar")) == ["Ein Text"]
    put(
        rows, prose("## A\n\nVom Dromedar.", "text", extra="field: ankommen\nretired: 2026-01-01\n"), Kind.GUIDE, "text"
    )
    assert titles(html(client, "dromedar")) == []


def test_the_index_is_made_again_where_it_is_missing(client: PortalClient, rows: Session) -> None:
    put(rows, prose("## A\n\nVom Kamel.", "text"), Kind.GUIDE, "text")
    rows.execute(delete(SearchEntry))
    assert titles(html(client, "kamel")) == []
    assert documents.complete_search(rows) == 1
    assert titles(html(client, "kamel")) == ["Ein Text"]
    assert documents.complete_search(rows) == 0


STRANGE = (
    *("%22", "%22aufenthalt", "*", "auf*", "NEAR(a+b)", "a+NEAR+b", "a+AND", "OR+OR", "NOT", "a+%26+%7C+!+b", "%3A*"),
    *(
        "%00",
        "auf%00enthalt",
        "%FF%FE",
        "%27%27%3B+DROP+TABLE",
        "(((",
        "%5C",
        "-a",
        "%2B",
        "^a",
        "terms%3Aa",
        "{a}",
        "%3C-%3E",
    ),
    *(
        "x" * 10_000,
        "a+" * 5_000,
        "%22" * 3_000,
        "%F0%9F%99%82",
        "%E2%80%AE%D8%A7",
        "%EF%BB%BF",
        "%ED%A0%80",
        "<b>x</b>",
    ),
)


@pytest.mark.usefixtures("texts")
@pytest.mark.parametrize("question", STRANGE, ids=lambda one: one[:12])
def test_whatever_is_typed_gets_a_sentence(client: PortalClient, question: str) -> None:
    response = client.get(f"/search?q={question}&lang=de")
    assert response.status_code == 200
    status = re.search(r'role="status">\s*(<p.*?)</div>', response.text, re.DOTALL)
    assert status is not None
    assert "<b>" not in status[1].replace("<b></b>", "")


def test_a_question_that_is_too_long_is_told_so(client: PortalClient) -> None:
    assert "200 Zeichen" in html(client, "x" * 10_000)
    assert "200 Zeichen" not in html(client, "x" * 200)


def test_nothing_typed_is_no_fault(client: PortalClient) -> None:
    response = client.get("/search?lang=de")
    assert "Wonach suchen Sie?" in response.text
    assert "mindestens ein Wort" not in response.text
    assert "mindestens ein Wort" in html(client, "%22%2A")


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "2"])
def test_a_page_that_there_is_not_breaks_nothing(client: PortalClient, rows: Session, number: str) -> None:
    put(rows, prose("## A\n\nVom Kamel.", "text"), Kind.GUIDE, "text")
    assert "1 Treffer" in html(client, "kamel", f"&lang=de&page={number}")


def test_many_results_come_page_by_page(client: PortalClient, rows: Session) -> None:
    for number in range(45):
        put(rows, prose("## A\n\nVom Kamel.", f"text-{number}", f"Kamel {number:02}"), Kind.GUIDE, f"text-{number}")
    pages = [titles(html(client, "kamel", f"&lang=de&page={number}")) for number in (1, 2, 3)]
    assert [len(one) for one in pages] == [20, 20, 5]
    assert [title for page in pages for title in page] == [f"Kamel {number:02}" for number in range(45)]
    with count_queries() as queries:
        html(client, "kamel")
    assert len(queries) < 8
