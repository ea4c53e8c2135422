"""One's own company, and several of them, as a browser sees them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from portal import clock
from portal.access import Permission, Role, Scope, needs
from portal.accounts.models import User
from portal.app import create_app
from portal.companies.models import Company
from portal.settings import Settings
from portal.web import people
from tests import build
from tests.client import PortalClient
from tests.conftest import ENVIRONMENT

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from tests.databases import TestDatabase

AsUser = Callable[[User], PortalClient]


def company_in_header(page: str) -> str:
    found = re.search(r'<details class="p-drop"><summary>.*?<span>[^<]*?, ([^<]*)</span>', page, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def admin(as_user: AsUser, rows: Session) -> PortalClient:
    return as_user(build.user(rows, Role.ADMIN, name="Admin"))


# One's own company.


def test_the_own_company_and_its_people(as_user: AsUser, rows: Session) -> None:
    consultant = build.user(rows, Role.CONSULTANT, name="Bea Beraterin")
    company = build.company(rows, "Muster GmbH", district="rems-murr", size_class="250+", consultant_id=consultant.id)
    me = build.member(rows, company, name="Ich")
    build.membership(rows, company, build.user(rows, name="Kollegin"), Role.COMPANY_ADMIN, function="Leitung")
    build.member(rows, company, name="Deaktiviert", deactivated_at=clock.now())
    build.member(rows, build.company(rows, "Fremd AG"), name="Fremde")
    page = as_user(me).get("/company").text
    for words in ("Muster GmbH", "Rems-Murr-Kreis", "ab 250", "Bea Beraterin", "Kollegin", "Leitung", "Ich"):
        assert words in page
    for words in ("Fremd AG", "Fremde", "Deaktiviert"):
        assert words not in page


def test_without_a_company_one_reads_whom_to_ask(as_user: AsUser, rows: Session) -> None:
    response = as_user(build.user(rows)).get("/company")
    assert response.status_code == 403
    assert "Sie gehören noch zu keinem Betrieb" in response.text


def test_a_deactivated_company_disappears_at_the_next_click(
    as_user: AsUser, rows: Session, admin: PortalClient
) -> None:
    company = build.company(rows, "Muster GmbH")
    client = as_user(build.member(rows, company))
    assert client.get("/company").status_code == 200
    assert admin.post(f"/admin/companies/{company.id}/deactivate").status_code == 303
    assert client.get("/company").status_code == 403
    assert "Muster GmbH" not in client.get("/account").text
    admin.post(f"/admin/companies/{company.id}/reactivate")
    assert client.get("/company").status_code == 200


def test_who_is_removed_sees_the_company_no_more(as_user: AsUser, rows: Session, admin: PortalClient) -> None:
    company = build.company(rows)
    user = build.member(rows, company)
    client = as_user(user)
    assert client.get("/company").status_code == 200
    assert admin.post(f"/admin/companies/{company.id}/members/{user.id}/remove").status_code == 303
    assert client.get("/company").status_code == 403


# Several companies.


@pytest.fixture
def two(rows: Session) -> tuple[Company, Company, User]:
    first, second = build.company(rows, "A GmbH"), build.company(rows, "B GmbH")
    user = build.member(rows, first)
    build.membership(rows, second, user)
    return first, second, user


def test_switching_changes_the_company_of_this_log_in(as_user: AsUser, two: tuple[Company, Company, User]) -> None:
    _first, second, user = two
    here, elsewhere = as_user(user), as_user(user)
    assert company_in_header(here.get("/company").text) == "A GmbH"
    response = here.post("/company/switch", data={"to": second.id})
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert company_in_header(here.get("/company").text) == "B GmbH"
    assert company_in_header(elsewhere.get("/company").text) == "A GmbH"


@pytest.mark.parametrize("to", ["", "0", "x", "999", "-1", "9" * 30, "١"])
def test_nobody_switches_to_a_foreign_company(
    as_user: AsUser, rows: Session, two: tuple[Company, Company, User], to: str
) -> None:
    foreign = build.company(rows)
    client = as_user(two[2])
    for wanted in (to, str(foreign.id)):
        assert client.post("/company/switch", data={"to": wanted}).status_code == 404
    assert company_in_header(client.get("/company").text) == "A GmbH"


def test_a_link_that_names_a_company_opens_in_its_frame(
    as_user: AsUser, rows: Session, two: tuple[Company, Company, User]
) -> None:
    first, second, user = two
    client = as_user(user)
    client.post("/company/switch", data={"to": second.id})
    assert company_in_header(client.get(f"/company?company={first.id}").text) == "A GmbH"
    assert company_in_header(client.get("/company").text) == "B GmbH"
    foreign = build.company(rows)
    for named in (foreign.id, "x", "-1", 2**70):
        assert client.get(f"/company?company={named}").status_code == 404


@needs(Permission.ANSWER_CHECKLISTS, Scope.OWN)
def save() -> str:
    """Stands for any form of a company: says where it would be saved."""
    return str(people.company_id())


@pytest.fixture
def saving(database: TestDatabase, rows: Session, tmp_path: Path) -> PortalClient:
    app = create_app(Settings.read(ENVIRONMENT | {"DATABASE_URL": database.url, "PORTAL_DATA": str(tmp_path)}))
    app.testing = True
    app.test_client_class = PortalClient
    app.add_url_rule("/probe", view_func=save, methods=["POST"])
    client = app.test_client()
    assert isinstance(client, PortalClient)
    client.rows = rows
    return client


def test_a_form_is_saved_in_the_company_that_it_carries(
    saving: PortalClient, rows: Session, two: tuple[Company, Company, User]
) -> None:
    first, second, user = two
    foreign = build.company(rows)
    saving.log_in(user)
    saving.post("/company/switch", data={"to": second.id})
    assert saving.post("/probe", data={"company": first.id}).text == str(first.id)
    assert saving.post("/probe").text == str(second.id)
    assert saving.post("/probe", data={"company": foreign.id}).status_code == 404
    assert saving.post("/probe", data={"company": "9" * 40}).status_code == 404
