"""Handouts on paper: one page of A4 each, in both languages."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from portal.app import create_app
from portal.documents import service
from portal.documents.rules import Kind
from portal.settings import Settings
from tests.conftest import ENVIRONMENT
from tests.documents.texts import prose, put

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask.testing import FlaskClient
    from playwright.sync_api import Page, Route

    from tests.browser.conftest import Browse
    from tests.browser.server import LiveServer

PUBLIC = "https://portal.example"
LONGEST = "probe"
# A4 in points, as Chromium rounds it.
WIDTH, HEIGHT = 595, 842
# As long as `content check` allows, in the shapes that handouts have.
BODY = "".join(
    f"## Teil {part}\n\nBitte lesen Sie diesen Teil in Ruhe.\n\n"
    + "- **Erstens:** Gehen Sie bald zum Amt und fragen Sie nach einem Termin für Ihre ganze Familie.\n" * 4
    + "\n"
    for part in range(1, 6)
)


@pytest.fixture
def visitor(portal: LiveServer, tmp_path: Path) -> Iterator[FlaskClient]:
    """Somebody at a portal with a public address, which has the repository's texts."""
    places = {
        "DATABASE_URL": str(portal.database.engine.url),
        "PORTAL_DATA": str(tmp_path),
        "PORTAL_BASE_URL": PUBLIC,
    }
    with portal.database.session() as session:
        put(
            session,
            prose(BODY, LONGEST, "Ein langes Blatt", "handout: true\nvalid_until: 2027-05-22\n"),
            Kind.PAGE,
            LONGEST,
        )
        session.commit()
    app = create_app(Settings.read(ENVIRONMENT | places))
    yield app.test_client()
    app.extensions["portal_database"].dispose()


def serve(page: Page, visitor: FlaskClient) -> None:
    """Let the browser find the portal under its public name."""

    def answer(route: Route) -> None:
        response = visitor.get(route.request.url.removeprefix(PUBLIC))
        route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.data)

    page.route(f"{PUBLIC}/**", answer)


def test_every_handout_is_one_page(
    portal: LiveServer, visitor: FlaskClient, browse: Browse, axe: Callable[[Page], list[str]]
) -> None:
    page = browse()
    serve(page, visitor)
    with portal.database.session(read_only=True) as session:
        slugs = [one.slug for one in service.handouts(session, "de")]
    assert LONGEST in slugs
    faults = []
    for slug in slugs:
        for language in ("de", "en"):
            page.goto(f"{PUBLIC}/pages/{slug}/print?lang={language}")
            paper = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))
            box = paper.pages[0].mediabox
            faults += [f"{slug} {language}: {len(paper.pages)} pages"] * (len(paper.pages) != 1)
            faults += [f"{slug} {language}: no A4"] * ((round(box.width), round(box.height)) != (WIDTH, HEIGHT))
    assert not faults, "\n".join(faults)
    assert axe(page) == []
    page.emulate_media(media="print")
    assert page.locator("main a:visible", has_text="Handzettel").count() == 0
