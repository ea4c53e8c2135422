"""Every page, for every role, in both languages: whole for screen readers, on a phone, enlarged, and in the dark.

The list is made from the routes of the app: a page with an argument of which there is no example here fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, update

from portal.access import Permission, Role
from portal.access.policy import Scope
from portal.access.roles import ANYBODY, COMPANY_ROLES, GRANTS
from portal.accounts import service as accounts
from portal.accounts.models import User
from portal.app import create_app
from portal.checklists.models import Hire, Run
from portal.companies.models import Company
from portal.consultations.models import ConsultationRequest
from portal.db.tenancy import every_company
from portal.demo.people import DOMAIN, PASSWORD
from portal.documents.models import Document
from portal.documents.service import editing
from portal.settings import Settings
from tests import build
from tests.conftest import ENVIRONMENT
from tests.structure.routes import Route, routes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from playwright.sync_api import Page
    from sqlalchemy.orm import Session

    from tests.browser.conftest import Browse
    from tests.browser.server import LiveServer

NOBODY = "nobody"
ACCOUNTS = {
    Role.COMPANY_ADMIN: "hr",
    Role.CONSULTANT: "consultant",
    Role.EDITOR: "editor",
    Role.ADMIN: "admin",
}
PEOPLE = (NOBODY, *ACCOUNTS)
# For programs, which come with a secret of their own; and paper, refused while the portal has no public address:
# test_handouts.py looks at it.
NO_PAGE = {"feeds.feed", "documents.sheet"}
# A page of its own for each role.
HOME = "engagement.home"
# By `endpoint:argument`, else by the argument alone; numbers come from the demo data.
WORDS = {
    "slug": "einarbeitung",
    "key": "c06-01",
    "number": 1,
    "text_language": "de",
    **{f"documents.{page}:text_language": "en" for page in ("translate_item", "translation")},
    "checklists.hire_item_history:key": "h2-06",
    "checklists.hire_item_owner:key": "h2-06",
    "documents.guide:slug": "ankommen",
    "feedback.page:slug": "ankommen",
    "documents.page:slug": "leichte-sprache",
    "directory.office:slug": "abh-kreise",
    **{f"registers.{page}:key": "blue-card" for page in ("figure", "next_value", "edit_value")},
    "day": "2026-01-01",
}
# States of pages that a bare address does not show, and refusals.
MORE = {
    NOBODY: (
        "/nothing-here",
        "/directory?county=esslingen&who=employee",
        "/guides/aufenthalt",
        "/set-password/used-up",
        "/login?next=/checklists",
        "/search?q=aufenthalt",
        "/search?q=aufenthalt+raumschiff",
        "/search?q=%22",
        "/search?q=raumschiff",
        "/guides/ankommen/feedback?sent=1",
    ),
    Role.COMPANY_ADMIN: (
        "/checklists/einarbeitung?ask=c06-06#item-c06-06",
        "/checklists/aufenthalt-pflichten?ask=c05-08#item-c05-08",
        "/consultations/new?item={item_id}",
        "/consultations/{closed_id}",
        "/companies",
        "/nothing-here",
        "/search?q=aufenthalt",
    ),
    Role.CONSULTANT: (
        "/inbox?tab=closed",
        "/inbox?tab=mine",
        "/inbox?tab=new",
        "/companies?consultant=me&sort=progress",
        "/companies?q=Nobody+is+called+that",
        "/consultations/{closed_id}",
    ),
    Role.EDITOR: (
        "/guides",
        "/editor?tab=review",
        "/editor?tab=due",
        "/editor/{document_id}/en",
        "/editor/{document_id}/en/source",
    ),
    Role.ADMIN: ("/admin?q=Nobody+is+called+that", "/admin/users/new?employer={company_id}"),
}
# Looked at in the dark, too.
MAIN = {
    NOBODY: ("/", "/login", "/guides/ankommen", "/search?q=aufenthalt"),
    Role.COMPANY_ADMIN: ("/", "/checklists", "/checklists/einarbeitung?ask=c06-06", "/consultations/{request_id}"),
    Role.CONSULTANT: ("/", "/inbox", "/companies", "/consultations/{request_id}"),
    Role.EDITOR: ("/", "/editor", "/editor/{document_id}"),
    Role.ADMIN: ("/admin/companies", "/admin/users/new"),
}
# A phone, and a screen of 1280 px enlarged twice.
NARROW = (320, 640)
LEADING_ON = frozenset({301, 302, 303})
INVITED = "invitation-of-a-colleague"
OPEN_ALL = "document.querySelectorAll('main details').forEach(one => { one.open = true })"
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Only asked for its routes."""
    return create_app(Settings.read(ENVIRONMENT | {"PORTAL_DATA": str(tmp_path_factory.mktemp("routes"))}))


@pytest.fixture
def numbers(portal: LiveServer) -> dict[str, Any]:
    """Rows of the demo data that addresses may name."""
    with portal.database.session() as session, every_company(session, "tests look for examples", team=True):
        found = _numbers(session)
        session.commit()
    return found


def _numbers(session: Session) -> dict[str, Any]:
    person = session.scalars(select(User).where(User.email == f"hr@{DOMAIN}")).one()
    asked = select(ConsultationRequest).where(ConsultationRequest.company_id == 1)
    unread = session.scalars(asked.where(ConsultationRequest.state == "open", ConsultationRequest.item_id > 0)).one()
    closed = session.scalars(asked.where(ConsultationRequest.state == "closed")).all()[0]
    run = session.scalars(select(Run).where(Run.company_id == 1, Run.hire_id.is_(None))).all()[0]
    hire = session.scalars(select(Hire).where(Hire.company_id == 1)).all()[0]
    company = session.get_one(Company, 1)
    editor = session.scalars(select(User).where(User.email == f"editor@{DOMAIN}")).one()
    document = session.scalars(select(Document).where(Document.slug == WORDS["slug"])).one()
    if editing.desk(session, editor.id, document.id, "de").draft is None:
        build.draft(session, document, editor, "Einarbeitungsplan mit", "Einarbeitungsplan und Mappe mit")
    return {
        "document_id": document.id,
        "kept_id": build.kept_text(session, document, editor).id,
        "company_id": company.id,
        "user_id": person.id,
        "request_id": unread.id,
        "item_id": unread.item_id,
        "closed_id": closed.id,
        "run_id": run.id,
        "hire_id": hire.id,
        "measure_id": build.measure(session, company, owner_id=person.id).id,
        "invitation_id": build.invitation(session, company, INVITED).id,
        "token": accounts.create_user_with_link(session, email=f"new@{DOMAIN}", name="Neu", roles=[Role.EDITOR]),
        "accounts.digest_off:token": build.digest_choice(session, person).token,
        "companies.invitation:token": INVITED,
    }


def addresses(app: Flask, who: str, numbers: dict[str, Any]) -> Iterator[str]:
    """All that this person may open, without what reads the same for somebody else."""
    for route in routes(app, "GET"):
        if route.endpoint not in NO_PAGE and may_open(route, who) and who in readers(route):
            arguments = {one: example(route, one, WORDS | numbers) for one in route.arguments}
            yield str(app.url_map.bind("localhost").build(route.endpoint, arguments))


def example(route: Route, name: str, examples: dict[str, Any]) -> Any:
    """What to put into the address for this argument."""
    for known in (f"{route.endpoint}:{name}", name):
        if known in examples:
            return examples[known]
    raise AssertionError(f'{route} has the argument "{name}": add "{route.endpoint}:{name}" to the examples here.')


def may_open(route: Route, who: str) -> bool:
    """Say it from the table of roles; log-in pages are for those who are not logged in."""
    permission: Permission | None = route.rule.permission
    if permission is None:
        return who == NOBODY or not route.endpoint.startswith("accounts.")
    if who == NOBODY or permission not in ANYBODY | GRANTS[Role(who)]:
        return False
    return route.rule.scope is not Scope.OWN or Role(who) in COMPANY_ROLES or permission in ANYBODY


def readers(route: Route) -> tuple[str, ...]:
    """Whose browsers look at the page."""
    if route.endpoint == HOME:
        return PEOPLE
    if route.rule.permission is None:
        return NOBODY, Role.COMPANY_ADMIN
    return PEOPLE if not may_open(route, Role.CONSULTANT) else (Role.COMPANY_ADMIN, Role.CONSULTANT, Role.EDITOR)


def test_every_page_has_a_reader(app: Flask) -> None:
    pages = [route for route in routes(app, "GET") if route.endpoint not in NO_PAGE]
    assert [str(one) for one in pages if not any(may_open(one, who) and who in readers(one) for who in PEOPLE)] == []


@pytest.fixture
def opened(portal: LiveServer, browse: Browse, log_in: Callable[[Page, str, str], None]) -> Callable[[str, str], Page]:
    """A browser of this person, who reads that language."""

    def open_page(who: str, language: str) -> Page:
        with portal.database.session() as session:
            session.execute(update(User).values(language=language))
            session.commit()
        page = browse(language=language)
        if who != NOBODY:
            log_in(page, f"{ACCOUNTS[Role(who)]}@{DOMAIN}", PASSWORD)
        return page

    return open_page


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("who", PEOPLE)
def test_every_page_is_whole(
    who: str,
    language: str,
    app: Flask,
    numbers: dict[str, Any],
    opened: Callable[[str, str], Page],
    axe: Callable[[Page], list[str]],
) -> None:
    page = opened(who, language)
    faults: list[str] = []
    for address in addresses(app, who, numbers):
        answer = page.request.get(address, max_redirects=0)
        if answer.status != 200 and answer.status not in LEADING_ON:
            faults.append(f"{address}: answered {answer.status}")
        if answer.status not in LEADING_ON and answer.headers["content-type"].startswith("text/html"):
            page.goto(address)
            faults += [f"{address}: {fault}" for fault in found_on(page, language, axe)]
    for address in MORE[who]:
        page.goto(address.format(**numbers))
        faults += [f"{address}: {fault}" for fault in found_on(page, language, axe)]
    assert not faults, "\n".join(faults)


def found_on(page: Page, language: str, axe: Callable[[Page], list[str]]) -> Iterator[str]:
    """What is wrong with the page, with everything in it unfolded."""
    if page.locator("html").get_attribute("lang") != language:
        yield "speaks another language"
    page.evaluate(OPEN_ALL)
    yield from axe(page)
    wide = page.viewport_size
    assert wide is not None
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate(TOO_WIDE):
            yield f"scrolls sideways at {width} px"
    page.set_viewport_size(wide)


@pytest.mark.parametrize("who", PEOPLE)
def test_main_pages_are_whole_in_the_dark(
    who: str, numbers: dict[str, Any], opened: Callable[[str, str], Page], axe: Callable[[Page], list[str]]
) -> None:
    page = opened(who, "de")
    page.emulate_media(color_scheme="dark")
    faults = []
    for address in MAIN[who]:
        page.goto(address.format(**numbers))
        page.evaluate(OPEN_ALL)
        faults += [f"{address}: {fault}" for fault in axe(page)]
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("who", PEOPLE)
def test_open_menus_are_whole(who: str, opened: Callable[[str, str], Page], axe: Callable[[Page], list[str]]) -> None:
    page = opened(who, "de")
    page.goto("/")
    if who != NOBODY:
        page.locator(".p-drop > summary").click()
        assert axe(page) == []
    page.set_viewport_size({"width": NARROW[0], "height": 800})
    page.locator(".p-menu > summary").click()
    assert axe(page) == []
    assert not page.evaluate(TOO_WIDE)
