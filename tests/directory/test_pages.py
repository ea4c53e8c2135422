"""The directory, for everybody and without a cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.documents.rules import Kind
from tests.documents.texts import prose, put
from tests.statements import count_queries

if TYPE_CHECKING:
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


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_one_query(client: PortalClient, rows: Session, count: int) -> None:
    for number in range(count):
        office(rows, f"o-{number}", "concerns: [familie]\n")
    rows.commit()
    for address in ("/directory", "/directory/o-0"):
        with count_queries() as queries:
            html(client, address)
        assert len(queries) == 1, queries
