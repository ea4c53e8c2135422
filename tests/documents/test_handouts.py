"""Handouts for newcomers: read on a phone, printed on one page, without a cookie."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
import segno

from portal import clock
from portal.documents.rules import Kind
from portal.settings import Settings
from tests.conftest import ENVIRONMENT
from tests.documents.texts import prose, put

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from tests.client import PortalClient
    from tests.databases import TestDatabase

META = "handout: true\nvalid_until: 2027-05-22\n"
ADDRESS = "https://portal.example"


@pytest.fixture
def handout(rows: Session) -> None:
    put(rows, prose("## Zuerst\n\nMelden Sie sich an.", "blatt", "Erste Woche", META), Kind.PAGE, "blatt")
    put(rows, prose("Angaben.", "impressum", "Impressum", ""), Kind.PAGE, "impressum")
    rows.commit()


@pytest.fixture
def public(database: TestDatabase, tmp_path: Path) -> Iterator[FlaskClient]:
    """A visitor of a portal that has its public address."""
    from portal.app import create_app  # noqa: PLC0415 - as in conftest: the whole portal takes long to import

    places = {"DATABASE_URL": database.url, "PORTAL_DATA": str(tmp_path), "PORTAL_BASE_URL": ADDRESS}
    app = create_app(Settings.read(ENVIRONMENT | places))
    yield app.test_client()
    app.extensions["portal_database"].dispose()


def html(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    assert "Set-Cookie" not in response.headers
    return response.text


@pytest.mark.usefixtures("handout")
def test_handouts_have_a_list_that_every_page_leads_to(client: PortalClient) -> None:
    for address in ("/", "/guides", "/directory"):
        assert 'href="/pages?lang=de"' in html(client, f"{address}?lang=de")
    page = html(client, "/pages?lang=de")
    assert 'href="/pages/blatt?lang=de"' in page
    assert "/pages/impressum" not in page


def test_an_empty_list_says_what_to_do(client: PortalClient) -> None:
    assert "There is no handout yet" in html(client, "/pages?lang=en")


@pytest.mark.usefixtures("handout")
def test_a_handout_says_until_when_it_is_valid(client: PortalClient) -> None:
    page = html(client, "/pages/blatt?lang=de")
    assert "gilt bis 22. Mai 2027" in page
    assert re.search(r'class="p-crumb"><a href="/pages\?lang=de"', page)
    assert "wird geprüft" not in page


@pytest.mark.usefixtures("handout")
def test_one_that_has_run_out_says_so(client: PortalClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2027, 5, 23, 8, tzinfo=dt.UTC))
    assert "galt bis 22. Mai 2027 und wird geprüft" in html(client, "/pages/blatt?lang=de")


@pytest.mark.usefixtures("handout")
def test_without_a_public_address_nothing_is_printed(client: PortalClient) -> None:
    page = html(client, "/pages/blatt?lang=de")
    assert "/print" not in page
    assert "seine öffentliche Adresse" in page
    refused = html(client, "/pages/blatt/print?lang=de", 409)
    assert "Dafür braucht das Portal zuerst seine öffentliche Adresse" in refused
    assert "PORTAL_BASE_URL" not in page + refused, "readers are no administrators"
    assert "<rect" not in refused


@pytest.mark.usefixtures("handout")
def test_the_sheet_has_code_dates_and_no_navigation(public: FlaskClient) -> None:
    assert 'href="/pages/blatt/print?lang=de"' in html(public, "/pages/blatt?lang=de")
    sheet = html(public, "/pages/blatt/print?lang=de")
    for words in ("Erste Woche", "Melden Sie sich an.", "Stand: 22. November 2026", "gilt bis 22. Mai 2027"):
        assert words in sheet
    for element in ("<nav", "<footer", "<script", "<form"):
        assert element not in sheet
    assert f"{ADDRESS}/pages/blatt?lang=de" in sheet
    assert re.findall(r'<path fill="#000" d="([^"]+)"', sheet) == [drawn(f"{ADDRESS}/pages/blatt?lang=de")]


def drawn(address: str) -> str:
    """The code's dark modules, drawn by another way than the portal's."""
    rows = segno.make(address, error="m", micro=False).matrix_iter(border=4)
    return "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)


@pytest.mark.usefixtures("handout")
def test_the_code_leads_to_the_language_of_the_sheet(public: FlaskClient, rows: Session) -> None:
    put(rows, "---\nid: blatt\ntitle: First week\n---\n\n## First\n\nRegister.\n", Kind.PAGE, "blatt", "en")
    rows.commit()
    sheet = html(public, "/pages/blatt/print?lang=en")
    assert "First week" in sheet
    assert f"{ADDRESS}/pages/blatt?lang=en" in sheet


@pytest.mark.usefixtures("handout")
@pytest.mark.parametrize("address", ["/pages/impressum/print", "/pages/nichts/print"])
def test_only_handouts_are_printed(public: FlaskClient, address: str) -> None:
    html(public, address, 404)


LOCAL = (
    "",
    "http://localhost:8000",
    "http://127.0.0.1",
    "http://[::1]:80",
    "http://0.0.0.0:8000",
    "http://a.localhost",
)


@pytest.mark.parametrize("address", LOCAL)
def test_a_local_address_is_no_public_one(address: str, tmp_path: Path) -> None:
    assert not _settings(address, tmp_path).has_public_address


@pytest.mark.parametrize("address", [ADDRESS, "http://192.168.1.20:8000", "https://localhost.example"])
def test_any_other_address_is_public(address: str, tmp_path: Path) -> None:
    assert _settings(address, tmp_path).has_public_address


def _settings(address: str, folder: Path) -> Settings:
    return Settings.read(ENVIRONMENT | {"PORTAL_BASE_URL": address, "PORTAL_DATA": str(folder)})
