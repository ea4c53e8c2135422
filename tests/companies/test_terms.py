"""The terms of use come before the first entry; the first log-in comes before everything."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.access.policy import Scope
from portal.access.roles import COMPANY_ROLES, GRANTS
from portal.accounts.models import User
from portal.audit.models import AuditEvent
from portal.audit.rules import Action
from portal.checklists.models import Answer
from portal.companies import service
from portal.companies.models import Company, Membership, TermsAcceptance
from portal.companies.service import Terms
from portal.documents.rules import Kind
from tests import build
from tests.client import PortalClient
from tests.structure.routes import Route, routes

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

AsUser = Callable[[User], PortalClient]
TEXT = """---
id: nutzungsbedingungen
title: "Nutzungsbedingungen"
summary: "Was gilt."
as_of: 2026-01-15
review_by: 2027-01-15
---

## Teil

{sentence}
"""
HTMX = {"HX-Request": "true"}
# What changes nothing that the terms are about: accepting them, being greeted, going away.
NO_ENTRIES = {"companies.accept_terms", "companies.begin", "companies.leave"}


def publish(session: Session, sentence: str = "Ein Satz.") -> None:
    build.publish(session, Kind.PAGE, "nutzungsbedingungen", "de", TEXT.format(sentence=sentence))


@pytest.fixture
def company(rows: Session) -> Company:
    publish(rows)
    return build.company(rows, "Neu GmbH", accepted_terms=False)


@pytest.fixture
def admin(rows: Session, company: Company) -> User:
    return build.member(rows, company, Role.COMPANY_ADMIN, name="Anna Alt")


# Every entry waits.


def of_companies(app: Flask) -> list[Route]:
    """Every form that somebody of a company may send for it."""
    granted = frozenset().union(*(GRANTS[role] for role in COMPANY_ROLES))
    return [
        route
        for route in routes(app, "POST")
        if route.rule.permission in granted and route.rule.scope not in (Scope.NONE, Scope.EVERY)
    ]


def things(rows: Session, company: Company) -> dict[str, Any]:
    """What the addresses of those forms speak of."""
    text = build.checklist(rows, "Punkt #eins", slug="probe")
    member = build.member(rows, company)
    return {
        "slug": "probe",
        "key": "eins",
        "document_id": text.document_id,
        "item_id": text.items[0].id,
        "user_id": member.id,
        "request_id": build.request(rows, company, asked_by=member.id).id,
        "run_id": build.run(rows, company, build.document(rows, audience="company")).id,
        "invitation_id": build.invitation(rows, company).id,
    }


def test_every_form_of_a_company_waits_for_the_terms(
    app: Flask, as_user: AsUser, rows: Session, company: Company, admin: User
) -> None:
    client, known = as_user(admin), things(rows, company)
    forms = of_companies(app)
    assert len(forms) > 15
    wrong = []
    for route in forms:
        arguments = {name: known.get(name, 1) for name in route.arguments}
        address = app.url_map.bind("localhost").build(route.endpoint, arguments, method="POST")
        response = client.post(address, data={"company": company.id})
        waits = response.status_code == 403 and "Zuerst die Nutzungsbedingungen" in response.text
        missing = response.status_code == 404 and not set(route.arguments) <= set(known)
        if not missing and waits is (route.endpoint in NO_ENTRIES):
            wrong.append(f"{route}: {response.status}")
        if route.endpoint in NO_ENTRIES:
            rows.rollback()
            _as_before(rows, company, admin)
    assert not wrong, "\n".join(wrong)
    assert {route.endpoint for route in forms} >= NO_ENTRIES
    assert not rows.scalars(select(Answer)).all()


def _as_before(rows: Session, company: Company, admin: User) -> None:
    for row in rows.scalars(select(TermsAcceptance).where(TermsAcceptance.company_id == company.id)):
        rows.delete(row)
    row = rows.scalars(select(Membership).where(Membership.user_id == admin.id)).one()
    row.ended_at = None
    rows.commit()


def test_reading_is_open_and_the_refusal_says_who_must_act(
    as_user: AsUser, rows: Session, company: Company, admin: User
) -> None:
    build.checklist(rows, "Punkt #eins", slug="probe")
    member = as_user(build.member(rows, company))
    for address in ("/", "/checklists", "/checklists/probe", "/company", "/company/terms", "/consultations"):
        assert member.get(address).status_code == 200
    form = {"company": company.id, "title": "Frage", "body": "Was mein Anliegen ist", "typed_by": "1"}
    response = member.post("/consultations/new", data=form, headers={"Sec-Fetch-Site": "same-origin"})
    assert response.status_code == 403
    assert "Zuerst muss die Verwaltung Ihres Betriebs" in response.text
    assert f"/company/terms?company={company.id}" in response.text
    assert "Was mein Anliegen ist" in response.text
    part = member.post("/checklists/probe/items/eins/state", data={"company": company.id}, headers=HTMX)
    assert (part.status_code, part.headers["HX-Retarget"]) == (403, "#p-live")
    assert "<html" not in part.text
    assert "Zuerst muss die Verwaltung" in part.text
    assert "nehmen Sie zuerst" in as_user(admin).post("/checklists/probe/aside", data={"company": company.id}).text


def test_the_team_works_on_meanwhile(as_user: AsUser, rows: Session, company: Company) -> None:
    request = build.request(rows, company)
    client = as_user(build.user(rows, Role.CONSULTANT))
    assert client.post(f"/consultations/{request.id}/take").status_code == 303


# Accepting.


def version(page: str) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_the_admin_accepts_once_with_version_and_time(
    as_user: AsUser, rows: Session, company: Company, admin: User
) -> None:
    client = as_user(admin)
    shown = version(client.get("/company/terms").text)
    assert client.post("/company/terms", data={"version": shown}).status_code == 422
    for _ in range(2):
        assert client.post("/company/terms", data={"version": shown, "accept": "y"}).status_code == 303
    row = rows.scalars(select(TermsAcceptance)).one()
    assert (row.company_id, str(row.version), row.accepted_by) == (company.id, shown, admin.id)
    deeds = rows.scalars(select(AuditEvent).where(AuditEvent.action == Action.TERMS_ACCEPTED)).all()
    assert [one.details for one in deeds] == [{"version": int(shown)}]
    page = client.get("/company/terms").text
    assert "angenommen von Anna Alt" in page
    assert 'name="accept"' not in page
    build.checklist(rows, "Punkt #eins", slug="probe")
    assert client.post("/checklists/probe/aside", data={"company": company.id}).status_code == 303


def test_a_text_that_changed_meanwhile_is_shown_again(
    as_user: AsUser, rows: Session, company: Company, admin: User
) -> None:
    client = as_user(admin)
    shown = version(client.get("/company/terms").text)
    publish(rows, "Ein anderer Satz.")
    response = client.post("/company/terms", data={"version": shown, "accept": "y"})
    assert response.status_code == 409
    newer = version(response.text)
    assert newer != shown
    assert not rows.scalars(select(TermsAcceptance)).all()
    assert client.post("/company/terms", data={"version": newer, "accept": "y"}).status_code == 303
    publish(rows, "Noch ein Satz.")
    assert 'name="accept"' in client.get("/company/terms").text, "the newer text can be accepted, too"
    build.checklist(rows, "Punkt #eins", slug="probe")
    assert client.post("/checklists/probe/aside", data={"company": company.id}).status_code == 303


@pytest.mark.parametrize("sent", ["", "0", "-1", "x", "999", "9" * 40])
def test_a_made_up_version_is_not_accepted(
    as_user: AsUser, rows: Session, company: Company, admin: User, sent: str
) -> None:
    response = as_user(admin).post("/company/terms", data={"version": sent, "accept": "y"})
    assert response.status_code in {409, 422}
    assert not rows.scalars(select(TermsAcceptance)).all()


def test_a_member_cannot_accept(as_user: AsUser, rows: Session, company: Company) -> None:
    client = as_user(build.member(rows, company))
    assert 'name="accept"' not in client.get("/company/terms").text
    assert client.post("/company/terms", data={"version": "1", "accept": "y"}).status_code == 403
    form = {"name": "Ich", "language": "de", "version": "1", "accept": "y"}
    client.post("/company/welcome", data=form)
    assert not rows.scalars(select(TermsAcceptance)).all()


def test_without_a_text_nothing_is_accepted(db_session: Session) -> None:
    company = build.company(db_session, accepted_terms=False)
    for live in (None, Terms(2, "Neuer", "nutzungsbedingungen")):
        with pytest.raises(service.OtherTerms):
            service.accept_terms(db_session, 1, company.id, 1, live)


# The first log-in.


def new_member(rows: Session, company: Company, role: Role) -> User:
    person = build.user(rows, name="Nina Neu")
    build.membership(rows, company, person, role, welcomed_at=None)
    return person


def test_the_first_log_in_leads_to_the_welcome_page_and_then_on(
    as_user: AsUser, rows: Session, company: Company, admin: User
) -> None:
    build.checklist(rows, "Punkt #eins", slug="probe")
    person = new_member(rows, company, Role.COMPANY_ADMIN)
    build.invitation(rows, company, email=person.email, invited_by=admin.id)
    client = as_user(person)
    welcome = client.get("/checklists/probe?ask=eins").headers["Location"]
    assert welcome.startswith("/company/welcome?")
    page = client.get(welcome).text
    for words in ("Willkommen bei Neu GmbH", "Anna Alt hat Sie eingeladen", "Team des Welcome Service", "Nina Neu"):
        assert words in page
    onward = re.findall(r'name="next"[^>]*value="([^"]*)"', page)[-1]
    form = {"name": "Nina Neumann", "language": "en", "version": version(page), "accept": "y", "next": onward}
    response = client.post("/company/welcome", data={"company": company.id, **form})
    assert (response.status_code, response.headers["Location"]) == (303, "/checklists/probe?ask=eins")
    assert (person.name, person.language) == ("Nina Neumann", "en")
    assert len(rows.scalars(select(TermsAcceptance)).all()) == 1
    assert client.get("/").status_code == 200


def test_guides_and_the_terms_can_be_read_before(as_user: AsUser, rows: Session, company: Company) -> None:
    client = as_user(new_member(rows, company, Role.COMPANY_ADMIN))
    assert client.get("/").status_code == 302
    for address in ("/pages/nutzungsbedingungen", "/guides", "/account"):
        assert client.get(address).status_code == 200


def test_the_admin_may_go_on_without_accepting(as_user: AsUser, rows: Session, company: Company) -> None:
    client = as_user(new_member(rows, company, Role.COMPANY_ADMIN))
    form = {"name": "Nina", "language": "de", "version": "1", "next": "//evil.example/"}
    response = client.post("/company/welcome", data=form)
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    assert not rows.scalars(select(TermsAcceptance)).all()
    assert client.get("/").status_code == 200


def test_nobody_is_welcomed_without_a_name(as_user: AsUser, rows: Session, company: Company) -> None:
    client = as_user(new_member(rows, company, Role.COMPANY_MEMBER))
    assert client.post("/company/welcome", data={"name": " ", "language": "de"}).status_code == 422
    assert client.post("/company/welcome", data={"name": "Nina", "language": "fr"}).status_code == 422
    assert client.get("/").status_code == 302
