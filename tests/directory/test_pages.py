"""The directory, for everybody and without a cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.documents.rules import Kind
from tests import build
from tests.documents.texts import Point, checklist, prose, put
from tests.statements import count_queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.client import PortalClient


def office(rows: Session, slug: str, extra: str = "", body: str = "## Wofür\n\nFür alles.") -> None:
    put(rows, prose(body, slug, f"Stelle {slug}", extra), Kind.OFFICE, slug)


def html(client: PortalClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    assert "Set-Cookie" not in response.headers
    return response.text


def test_offices_are_found_by_concern_and_county(client: PortalClient, rows: Session) -> None:
    office(rows, "abh", "concerns: [titel-verlaengern, gefluechtete]\ncounties: [esslingen]\n")
    office(rows, "ihk", "concerns: [anerkennung]\n")
    everything = html(client, "/directory?lang=de")
    assert everything.count(">Stelle abh</a>") == 2
    assert 'id="concern-anerkennung"' in everything
    here = html(client, "/directory?lang=de&county=stuttgart")
    assert "Stelle abh" not in here
    assert "Stelle ihk" in here
    assert '<option value="stuttgart" selected>' in here
    assert "Stelle abh" in html(client, "/directory?county=nirgendwo")


def test_the_filter_is_kept_on_the_way_back(client: PortalClient, rows: Session) -> None:
    office(rows, "ihk")
    assert (
        "from=/directory?county%3Desslingen" in (page := html(client, "/directory?county=esslingen"))
        or "from=%2Fdirectory%3Fcounty%3Desslingen" in page
    )
    back = html(client, "/directory/ihk?from=%2Fdirectory%3Fcounty%3Desslingen")
    assert 'class="p-crumb"><a href="/directory?county=esslingen"' in back


def test_an_office_shows_what_is_known_and_nothing_else(client: PortalClient, rows: Session) -> None:
    office(rows, "ihk", "link: https://www.ihk.example/a\nwho: [company]\ncounties: [stuttgart]\nphone: 0711 1\n")
    page = html(client, "/directory/ihk?lang=de")
    for words in ("0711 1", "ihk.example", "Betriebe", "Stuttgart", "Für alles."):
        assert words in page
    for label in ("Adresse", "Öffnungszeiten", "E-Mail", "Sprachen"):
        assert f"<dt>{label}</dt>" not in page


def test_an_office_without_any_data_has_no_empty_box(client: PortalClient, rows: Session) -> None:
    office(rows, "leer")
    assert 'id="contact"' not in html(client, "/directory/leer")


def test_german_is_shown_with_a_notice(client: PortalClient, rows: Session) -> None:
    office(rows, "ihk")
    assert "not available in English yet" in html(client, "/directory/ihk?lang=en")


def test_unknown_offices_are_not_found(client: PortalClient, rows: Session) -> None:
    put(rows, prose("Satz."), Kind.GUIDE, "text")
    html(client, "/directory/text", 404)


def test_nobody_is_led_away(client: PortalClient, rows: Session) -> None:
    office(rows, "ihk")
    page = html(client, "/directory/ihk?from=//evil.example")
    assert 'href="//evil' not in page


def test_offices_are_found_by_who_may_ask(client: PortalClient, rows: Session) -> None:
    office(rows, "ags", "who: [company]\n")
    office(rows, "mbe", "who: [employee]\n")
    office(rows, "alle")
    page = html(client, "/directory?lang=de&who=employee")
    assert "Stelle mbe" in page
    assert "Stelle alle" in page
    assert "Stelle ags" not in page
    assert '<option value="employee" selected>' in page
    assert "Stelle ags" in html(client, "/directory?who=irgendwer")


COUNTIES = "stuttgart, boeblingen, esslingen, goeppingen, ludwigsburg, rems-murr"


def three_authorities(rows: Session) -> None:
    office(rows, "a-alle", f"concerns: [titel-verlaengern]\ncounties: [{COUNTIES}]\n")
    office(rows, "b-boeblingen", "concerns: [titel-verlaengern]\ncounties: [boeblingen]\n")
    office(rows, "c-esslingen", "concerns: [titel-verlaengern]\ncounties: [esslingen]\n")
    body = "## Wofür\n\n- [B](/directory/b-boeblingen)\n- [E](/directory/c-esslingen)"
    office(rows, "d-welche", "counties: [boeblingen, esslingen]\n", body)


def test_hr_sees_the_authority_of_her_county_first(
    client: PortalClient, rows: Session, as_user: Callable[..., PortalClient]
) -> None:
    three_authorities(rows)
    person = build.member(rows, build.company(rows, district="esslingen"))
    page = as_user(person).get("/directory").text
    group = page[page.index('id="concern-titel-verlaengern"') :]
    assert group.index("Stelle c-esslingen") < group.index("Stelle a-alle") < group.index("Stelle b-boeblingen")
    own = page[page.index('id="own"') : page.index('id="concern-titel-verlaengern"')]
    assert "Landkreis Esslingen" in own
    assert "Stelle c-esslingen" in own
    assert "Stelle b-boeblingen" not in own
    assert 'id="own"' not in html(client, "/directory")


def test_the_page_that_asks_which_authority_answers_for_her_county(
    client: PortalClient, rows: Session, as_user: Callable[..., PortalClient]
) -> None:
    three_authorities(rows)
    person = build.member(rows, build.company(rows, district="esslingen"))
    page = as_user(person).get("/directory/d-welche").text
    own = page[page.index('id="own"') : page.index("p-prose")]
    assert "/directory/c-esslingen" in own
    assert "/directory/b-boeblingen" not in own
    assert 'id="own"' not in html(client, "/directory/d-welche")
    outside = build.member(rows, build.company(rows, district="outside"))
    assert 'id="own"' not in as_user(outside).get("/directory/d-welche").text


def test_an_office_names_what_leads_to_it(
    client: PortalClient, rows: Session, as_user: Callable[..., PortalClient]
) -> None:
    office(rows, "ihk")
    office(rows, "ihk-fosa")
    put(rows, prose("Mehr bei der [IHK](/directory/ihk).", "eins", "Erster Leitfaden"), Kind.GUIDE, "eins")
    put(rows, prose("Mehr bei der [FOSA](/directory/ihk-fosa).", "zwei", "Zweiter Leitfaden"), Kind.GUIDE, "zwei")
    points = [
        Point("a-1", "Fragen", why="Die [IHK](/directory/ihk#h-wofuer) hilft."),
        Point("a-2", "Anders", why="Die [FOSA](/directory/ihk-fosa) hilft."),
        Point("a-3", "Weg", "retired=2026-01-01", why="Die [IHK](/directory/ihk) hilft."),
    ]
    put(rows, checklist(points, title="Meine Liste"))
    page = html(client, "/directory/ihk?lang=de")
    named = page[page.index('id="mentions"') :]
    assert "Erster Leitfaden" in named
    assert 'href="/checklists/liste?lang=de#item-a-1"' in named
    assert "Checkliste: Meine Liste" in named
    assert "nach dem Einloggen" in named
    for other in ("Zweiter Leitfaden", "a-2", "a-3"):
        assert other not in named
    person = build.member(rows, build.company(rows))
    assert "nach dem Einloggen" not in as_user(person).get("/directory/ihk").text


def test_an_office_that_nothing_leads_to_has_no_empty_list(client: PortalClient, rows: Session) -> None:
    office(rows, "ihk")
    assert 'id="mentions"' not in html(client, "/directory/ihk")


def test_translations_are_named_in_the_readers_language(client: PortalClient, rows: Session) -> None:
    office(rows, "ihk")
    put(rows, checklist([Point("a-1", "Fragen", why="[IHK](/directory/ihk)")]))
    put(rows, checklist([Point("a-1", "Ask", why="Because.")], "en", "My list"), language="en")
    named = html(client, "/directory/ihk?lang=en")
    assert "Checklist: My list" in named
    assert ">Ask</a>" in named


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_one_query_and_an_office_four(client: PortalClient, rows: Session, count: int) -> None:
    for number in range(count):
        office(rows, f"o-{number}", "concerns: [familie]\n")
        put(rows, prose("[A](/directory/o-0)", f"g-{number}"), Kind.GUIDE, f"g-{number}")
    put(rows, checklist([Point(f"i-{number}", f"Tun {number}", why="[A](/directory/o-0)") for number in range(count)]))
    rows.commit()
    for address, most in (("/directory", 1), ("/directory/o-0", 4)):
        with count_queries() as queries:
            page = html(client, address)
        assert len(queries) == most, queries
    assert page.count("#item-i-") == count
