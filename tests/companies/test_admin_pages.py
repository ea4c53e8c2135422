"""The administration of people and companies, as a browser sees it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal import clock
from portal.access import Role
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.audit.rules import Action
from portal.companies.models import Company, Membership
from tests import build
from tests.client import PortalClient
from tests.statements import count_queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


AsUser = Callable[[User], PortalClient]
FIELDS = {
    "name": "Muster Maschinenbau GmbH",
    "place": "Esslingen",
    "district": "esslingen",
    "size_class": "10-49",
    "sector": "industry",
    "chamber": "ihk",
    "consultant": "",
    "mail_domain": "muster.example",
}


@pytest.fixture
def admin(as_user: AsUser, rows: Session) -> PortalClient:
    return as_user(build.user(rows, Role.ADMIN, name="Admin"))


# Administration of people.

ADMIN_PAGES = ("/admin", "/admin/companies", "/admin/users/new", "/admin/companies/new")


@pytest.mark.parametrize("role", [None, Role.CONSULTANT, Role.EDITOR, Role.FUNDER])
def test_the_administration_is_for_admins(as_user: AsUser, rows: Session, role: Role | None) -> None:
    user = build.user(rows, role) if role else build.member(rows, build.company(rows), Role.COMPANY_ADMIN)
    client = as_user(user)
    for path in (*ADMIN_PAGES, f"/admin/users/{user.id}"):
        assert client.get(path).status_code == 403
    assert client.post("/admin/users/new", data={"name": "X", "email": "x@y.example"}).status_code == 403
    assert client.post(f"/admin/users/{user.id}/deactivate").status_code == 403


def test_somebody_new_at_the_service_gets_a_link_shown_once(
    admin: PortalClient, client: PortalClient, rows: Session
) -> None:
    fields = {
        "name": "Nina Neu",
        "email": "nina@service.example",
        "roles": ["consultant", "editor"],
        "role": "company_member",
        "employer": "",
    }
    response = admin.post("/admin/users/new", data=fields)
    assert response.status_code == 303
    user = rows.scalars(select(User).where(User.email == "nina@service.example")).one()
    assert (user.is_consultant, user.is_editor, user.is_admin, user.password_hash) == (True, True, False, None)
    page = admin.get(response.headers["Location"]).text
    link = re.search(r'value="http://127\.0\.0\.1:8000(/set-password/[^"]+)"', page)
    assert link is not None
    assert "/set-password/" not in admin.get(response.headers["Location"]).text
    client.post(link[1], data={"new_password": "my own long one", "new_password_again": "my own long one"})
    client.log_in(user, "my own long one")


def test_a_new_link_ends_the_earlier_one(admin: PortalClient, client: PortalClient, rows: Session) -> None:
    user = build.user(rows)
    links = []
    for _ in range(2):
        admin.post(f"/admin/users/{user.id}/link")
        found = re.search(r"(/set-password/[^\"]+)\"", admin.get(f"/admin/users/{user.id}").text)
        assert found is not None
        links.append(found[1])
    assert [client.get(link).status_code for link in links] == [410, 200]


def test_somebody_new_in_a_company(admin: PortalClient, rows: Session) -> None:
    company = build.company(rows, "Muster GmbH")
    page = admin.get(f"/admin/users/new?employer={company.id}").text
    assert re.search(rf'<option selected value="{company.id}">Muster GmbH', page)
    fields = {
        "name": "Hanna",
        "email": "h@muster.example",
        "employer": company.id,
        "role": "company_admin",
        "function": "HR",
    }
    response = admin.post("/admin/users/new", data=fields)
    assert "/set-password/" in admin.get(response.headers["Location"]).text
    row = rows.scalars(select(Membership)).one()
    assert (row.company_id, row.role, row.function) == (company.id, "company_admin", "HR")


def test_a_known_address_becomes_a_member_without_a_second_account(
    admin: PortalClient, as_user: AsUser, rows: Session
) -> None:
    first, second = build.company(rows, "A GmbH"), build.company(rows, "B GmbH")
    user = build.member(rows, first, name="Dienst", email="dienst@hr.example")
    client = as_user(user)
    fields = {"name": "Other", "email": "Dienst@HR.example", "employer": second.id, "role": "company_member"}
    response = admin.post("/admin/users/new", data=fields)
    assert response.status_code == 303
    page = admin.get(response.headers["Location"]).text
    assert "Mit dieser Adresse gab es schon ein Konto" in page
    assert "/set-password/" not in page
    assert user.name == "Dienst"
    assert len(rows.scalars(select(User)).all()) == 2
    assert "B GmbH" in client.get("/account").text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Namen der Person"),
        ({"email": "no address"}, "sieht nicht wie eine E-Mail-Adresse aus"),
        ({"email": "a\x00@b.example"}, "waren nicht lesbar"),
        ({"roles": []}, "wählen Sie eine Rolle beim Welcome Service oder einen Betrieb"),
        ({"roles": ["company_admin"]}, 'aria-invalid|role="alert"'),
        ({"employer": "999"}, "aria-invalid"),
        ({"function": "x" * 121}, "höchstens 120"),
        ({"email": "taken@service.example"}, "Es gibt schon ein Konto"),
        ({"email": "gone@service.example", "roles": [], "employer": "own"}, "Aktivieren Sie es zuerst wieder"),
    ],
)
def test_what_makes_no_account(admin: PortalClient, rows: Session, change: dict[str, Any], sentence: str) -> None:
    build.user(rows, email="taken@service.example")
    build.user(rows, email="gone@service.example", deactivated_at=clock.now())
    company = build.company(rows)
    fields = {
        "name": "Nina",
        "email": "nina@service.example",
        "roles": ["editor"],
        "employer": "",
        "role": "company_member",
    }
    fields |= change
    if fields["employer"] == "own":
        fields["employer"] = str(company.id)
    response = admin.post("/admin/users/new", data=fields)
    assert response.status_code == 422
    assert re.search(sentence, response.text)
    assert len(rows.scalars(select(User)).all()) == 3


def test_roles_are_changed_and_the_last_admin_stays(admin: PortalClient, rows: Session) -> None:
    user = build.user(rows, Role.EDITOR, name="Edith")
    me = rows.scalars(select(User).where(User.is_admin)).one()
    admin.post(f"/admin/users/{user.id}", data={"name": "Edith Neu", "roles": ["consultant"]})
    assert (user.name, user.is_editor, user.is_consultant) == ("Edith Neu", False, True)
    refused = admin.post(f"/admin/users/{me.id}", data={"name": "Admin", "roles": ["editor"]})
    assert refused.status_code == 422
    assert "einzige aktive Administration" in refused.text
    assert me.is_admin


def test_nobody_switches_themselves_off(admin: PortalClient, rows: Session) -> None:
    build.user(rows, Role.ADMIN)
    me = rows.scalars(select(User).where(User.name == "Admin")).one()
    page = admin.post(f"/admin/users/{me.id}/deactivate", follow_redirects=True).text
    assert "Das eigene Konto können Sie nicht deaktivieren" in page
    assert me.deactivated_at is None
    assert f"/admin/users/{me.id}/deactivate" not in page


def test_an_account_is_switched_off_and_on(admin: PortalClient, client: PortalClient, rows: Session) -> None:
    user = build.user(rows)
    admin.post(f"/admin/users/{user.id}/deactivate")
    assert user.deactivated_at is not None
    page = admin.post(f"/admin/users/{user.id}/link", follow_redirects=True).text
    assert "bekommt keinen Link" in page
    admin.post(f"/admin/users/{user.id}/reactivate")
    client.log_in(user)
    actions = rows.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions == [Action.USER_DEACTIVATED, Action.USER_REACTIVATED]


def test_nothing_is_at_an_unknown_number(admin: PortalClient) -> None:
    for number in ("999", str(2**63 - 1), str(2**63), "9" * 40, "-1", "x"):
        for path in ("users", "companies"):
            assert admin.get(f"/admin/{path}/{number}").status_code == 404
            assert admin.post(f"/admin/{path}/{number}/deactivate").status_code == 404
    assert admin.post("/admin/companies/1/members/1/remove").status_code == 404


# Administration of companies.


def test_a_company_is_made(admin: PortalClient, rows: Session) -> None:
    consultant = build.user(rows, Role.CONSULTANT)
    response = admin.post("/admin/companies/new", data=FIELDS | {"consultant": consultant.id})
    company = rows.scalars(select(Company)).one()
    assert response.headers["Location"] == f"/admin/companies/{company.id}"
    assert (company.name, company.consultant_id, company.mail_domain) == (
        FIELDS["name"],
        consultant.id,
        "muster.example",
    )
    assert "ist angelegt" in admin.get(response.headers["Location"]).text
    assert rows.scalars(select(AuditEvent)).one().company_id == company.id


@pytest.mark.parametrize("twin", [{"name": "Muster Maschinenbau SE", "mail_domain": ""}, {"name": "Anders KG"}])
def test_what_looks_alike_is_asked_once_more(admin: PortalClient, rows: Session, twin: dict[str, str]) -> None:
    first = build.company(
        rows, "Muster Maschinenbau GmbH", mail_domain="muster.example", name_key="muster maschinenbau"
    )
    asked = admin.post("/admin/companies/new", data=FIELDS | twin)
    assert asked.status_code == 422
    assert f"/admin/companies/{first.id}" in asked.text
    assert 'name="different"' in asked.text
    assert f'value="{twin["name"]}"' in asked.text
    assert admin.post("/admin/companies/new", data=FIELDS | twin | {"different": "y"}).status_code == 303
    assert len(rows.scalars(select(Company)).all()) == 2


def test_an_unlike_company_is_not_asked_about(admin: PortalClient) -> None:
    assert 'name="different"' not in admin.get("/admin/companies/new").text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Namen des Betriebs"),
        ({"name": "x" * 201}, "höchstens 200"),
        ({"district": ""}, "wählen Sie etwas aus"),
        ({"district": "mars"}, "aria-invalid"),
        ({"consultant": "999"}, "aria-invalid"),
        ({"mail_domain": "gmx.de"}, "Dort bekommt jeder eine Adresse"),
        ({"mail_domain": "keine domain"}, "sieht nicht wie eine Domain aus"),
        ({"name": "M\x00"}, "waren nicht lesbar"),
    ],
)
def test_what_makes_no_company(admin: PortalClient, rows: Session, change: dict[str, str], sentence: str) -> None:
    response = admin.post("/admin/companies/new", data=FIELDS | change)
    assert response.status_code == 422
    assert sentence in response.text
    assert 'value="Esslingen"' in response.text
    assert rows.scalars(select(Company)).all() == []


def test_a_profile_is_changed(admin: PortalClient, rows: Session) -> None:
    company = build.company(rows, "Muster Maschinenbau GmbH")
    admin.post(
        f"/admin/companies/{company.id}", data=FIELDS | {"mail_domain": "hr@Muster.example", "size_class": "250+"}
    )
    assert (company.size_class, company.mail_domain, company.sector) == ("250+", "muster.example", "industry")
    page = admin.get(f"/admin/companies/{company.id}").text
    assert re.search(r'<option selected value="250\+">', page)


def test_the_company_page_lists_its_people(admin: PortalClient, rows: Session) -> None:
    company = build.company(rows)
    assert "Noch niemand." in admin.get(f"/admin/companies/{company.id}").text
    build.member(rows, company, name="Ohne Passwort", password_hash=None)
    page = admin.get(f"/admin/companies/{company.id}").text
    assert "Ohne Passwort" in page
    assert "noch kein Passwort" in page


# Lists.


def test_the_lists_are_searched(admin: PortalClient, rows: Session) -> None:
    build.member(rows, build.company(rows, "Äpfel GmbH"), name="Ägidius")
    build.company(rows, "Birnen KG")
    assert "Ägidius" in admin.get("/admin?q=agidius").text
    assert "So heißt niemand" in admin.get("/admin?q=niemand-da").text
    found = admin.get("/admin/companies?q=apfel").text
    assert "Äpfel GmbH" in found
    assert "Birnen KG" not in found
    assert "So heißt kein Betrieb" in admin.get("/admin/companies?q=%25").text
    assert admin.get("/admin?q=%00%ff&after=xyz").status_code == 200


@pytest.mark.parametrize("path", ["/admin", "/admin/companies"])
def test_the_lists_are_paged(admin: PortalClient, rows: Session, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.accounts.service.users.USERS_A_PAGE", 3)
    monkeypatch.setattr("portal.companies.service.profiles.COMPANIES_A_PAGE", 3)
    for number in range(7):
        build.member(rows, build.company(rows, f"Firma {number}"), name=f"Name {number}")
    seen: list[str] = []
    address: str | None = path
    while address:
        page = admin.get(address).text
        seen += re.findall(r'<a class="p-strong" href="[^"]+">([^<]+)<', page)
        onward = re.search(r'href="([^"]*after=[^"]*)"', page)
        address = onward[1].replace("&amp;", "&") if onward else None
    names = [f"Name {number}" for number in range(7)]
    assert seen == (["Admin", *names] if path == "/admin" else [f"Firma {number}" for number in range(7)])


@pytest.mark.parametrize("path", ["/admin", "/admin/companies", "company"])
def test_a_list_costs_the_same_for_one_row_and_for_twenty(admin: PortalClient, rows: Session, path: str) -> None:
    consultant = build.user(rows, Role.CONSULTANT)
    first = build.company(rows, consultant_id=consultant.id)
    build.member(rows, first)
    path = f"/admin/companies/{first.id}" if path == "company" else path

    def cost() -> int:
        with count_queries() as queries:
            assert admin.get(path).status_code == 200
        return len(queries)

    for_one = cost()
    for _ in range(20):
        build.member(rows, build.company(rows, consultant_id=consultant.id))
        build.member(rows, first)
    assert cost() == for_one <= 8


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_has_one_heading_that_is_its_title(as_user: AsUser, rows: Session, language: str) -> None:
    company = build.company(rows)
    user = build.user(rows, Role.ADMIN, language=language)
    build.membership(rows, company, user)
    client = as_user(user)
    for path in (*ADMIN_PAGES, f"/admin/users/{user.id}", f"/admin/companies/{company.id}", "/company", "/account"):
        page = client.get(path).text
        heading = re.findall(r"<h1[^>]*>([^<]*)</h1>", page)
        assert len(heading) == 1
        assert f"<title>{heading[0]} – " in page
        assert f'<html lang="{language}">' in page
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), path
