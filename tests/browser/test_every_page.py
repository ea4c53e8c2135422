"""Every page, for every role, in both languages: whole for screen readers, on a phone, and enlarged.

The list is made from the routes of the app: a new page without an example here fails.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from portal.access import Role
from portal.access.policy import Scope
from portal.access.roles import ANYBODY, COMPANY_ROLES, GRANTS
from portal.accounts import service as accounts
from portal.accounts.models import User
from portal.checklists.models import Run
from portal.consultations.models import ConsultationRequest
from portal.db.tenancy import every_company
from portal.demo.people import DOMAIN, PASSWORD
from tests.structure.routes import Route, routes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from playwright.sync_api import Page

    from tests.browser.conftest import Browse
    from tests.browser.server import LiveServer

NOBODY = "nobody"
ACCOUNTS = {
    Role.COMPANY_ADMIN: "hr",
    Role.CONSULTANT: "consultant",
    Role.EDITOR: "editor",
    Role.ADMIN: "admin",
}
# Answers for machines, and addresses that only lead on to a page that is here anyway.
NO_PAGE = {"health.alive", "health.ready", "checklists.run", "accounts.password"}
# Seen by nobody who is logged in.
BEFORE_LOG_IN = {"accounts.login", "accounts.password_link"}
# Public pages read the same for everybody; one role that is logged in looks at them too.
READS_PUBLIC_PAGES = (NOBODY, Role.COMPANY_ADMIN)
MAIN_PAGES = {
    NOBODY: ("/", "/login", "/guides/ankommen"),
    Role.COMPANY_ADMIN: ("/", "/checklists", "/checklists/einarbeitung", "/consultations"),
    Role.CONSULTANT: ("/", "/inbox", "/companies"),
    Role.EDITOR: ("/",),
    Role.ADMIN: ("/admin", "/admin/companies/new"),
}
# States of pages that a bare address does not show.
MORE = {
    NOBODY: ("/nothing-here", "/directory/welcome-service", "/guides/aufenthalt", "/set-password/used-up"),
    Role.COMPANY_ADMIN: (
        "/checklists/einarbeitung?ask=c06-06#item-c06-06",
        "/consultations/new?item={item}",
        "/consultations/{closed}",
        "/companies",
        "/nothing-here",
    ),
    Role.CONSULTANT: (
        "/inbox?tab=closed",
        "/inbox?tab=mine",
        "/inbox?tab=new",
        "/companies?consultant=me&sort=progress",
        "/companies?q=Nobody+is+called+that",
        "/consultations/{closed}",
        "/companies/{idle}",
    ),
    Role.EDITOR: (),
    Role.ADMIN: ("/", "/admin?q=Nobody+is+called+that", "/admin/users/new?employer={company}"),
}
WIDTHS = {320: "320 px", 640: "1280 px enlarged twice"}


@dataclass(frozen=True)
class Examples:
    """Things that addresses name."""

    values: dict[str, Any]
    special: dict[str, dict[str, Any]] = field(default_factory=dict)

    def address(self, route: Route, app: Flask) -> str:
        values = self.values | self.special.get(route.endpoint, {})
        with app.test_request_context():
            return app.url_for(route.endpoint, **{name: values[name] for name in route.arguments})


@pytest.fixture
def examples(portal: LiveServer) -> Examples:
    with portal.database.session() as session, every_company(session, "tests look for examples", team=True):
        person = session.scalars(select(User).where(User.email == f"hr@{DOMAIN}")).one()
        requests = select(ConsultationRequest).where(ConsultationRequest.company_id == 1)
        request = session.scalars(requests.where(ConsultationRequest.state == "open", ConsultationRequest.item_id)).first()
        assert request is not None
        closed = session.scalars(requests.where(ConsultationRequest.state == "closed")).first()
        assert closed is not None
        run = session.scalars(select(Run).where(Run.company_id == 1)).first()
        assert run is not None
        busy = select(Run.company_id)
        idle = session.scalar(select(ConsultationRequest.company_id).where(ConsultationRequest.company_id.not_in(busy)))
        token = accounts.create_user_with_link(session, email=f"new@{DOMAIN}", name="Neu", roles=[Role.EDITOR])
        session.commit()
    values = {
        "company_id": 1,
        "company": 1,
        "user_id": person.id,
        "request_id": request.id,
        "item": request.item_id,
        "closed": closed.id,
        "run_id": run.id,
        "idle": idle or 1,
        "token": token,
        "slug": "einarbeitung",
    }
    special = {
        "documents.guide": {"slug": "ankommen"},
        "documents.page": {"slug": "leichte-sprache"},
        "directory.office": {"slug": "abh-kreise"},
    }
    return Examples(values, special)
