"""Roles, leaving, the last admin, and the profile that a company edits itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal import clock
from portal.access import Actor, Role
from portal.accounts.models import LoginSession, User
from portal.audit.models import AuditEvent
from portal.audit.rules import Action
from portal.checklists.models import Answer, ItemOwner
from portal.companies import service
from portal.companies.models import Company, Membership
from portal.companies.views.leaving import HAND_OVER
from portal.documents.models import Document
from portal.mail.models import OutgoingMail
from tests import build
from tests.client import PortalClient

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

AsUser = Callable[[User], PortalClient]


@pytest.fixture
def company(rows: Session) -> Company:
    return build.company(rows, "Muster GmbH")


@pytest.fixture
def boss(rows: Session, company: Company) -> User:
    return build.member(rows, company, Role.COMPANY_ADMIN, name="Anna Alt")


@pytest.fixture
def admin(as_user: AsUser, boss: User) -> PortalClient:
    return as_user(boss)


def role_of(rows: Session, user: User) -> str | None:
    """What the person is in their only company; None: gone."""
    row = rows.scalars(select(Membership).where(Membership.user_id == user.id)).one()
    return None if row.ended_at else row.role


# Roles.


def test_the_admin_gives_and_takes_the_role(admin: PortalClient, rows: Session, company: Company) -> None:
    person = build.member(rows, company, name="Ben Bach")
    for role in (Role.COMPANY_ADMIN, Role.COMPANY_MEMBER):
        response = admin.post(f"/company/members/{person.id}/role", data={"role": str(role)})
        assert response.status_code == 303
        assert role_of(rows, person) == role
    deeds = rows.scalars(select(AuditEvent).where(AuditEvent.action == Action.MEMBER_CHANGED)).all()
    assert [one.details["role"] for one in deeds] == [Role.COMPANY_ADMIN, Role.COMPANY_MEMBER]
    assert admin.post(f"/company/members/{person.id}/role", data={"role": "admin"}).status_code == 400


@pytest.mark.parametrize("colleague_is", [None, "member", "deactivated admin", "former admin"])
def test_the_last_admin_stays(
    admin: PortalClient, rows: Session, company: Company, boss: User, colleague_is: str | None
) -> None:
    if colleague_is == "member":
        build.member(rows, company)
    if colleague_is == "deactivated admin":
        build.member(rows, company, Role.COMPANY_ADMIN, deactivated_at=clock.now())
    if colleague_is == "former admin":
        build.membership(rows, company, build.user(rows), Role.COMPANY_ADMIN, ended_at=clock.now())
    assert "Nur Sie haben die Verwaltung" in admin.get("/company/leave").text
    for address in ("/company/leave", f"/company/members/{boss.id}/remove"):
        admin.post(address)
        assert role_of(rows, boss) == Role.COMPANY_ADMIN
    admin.post(f"/company/members/{boss.id}/role", data={"role": "company_member"})
    assert role_of(rows, boss) == Role.COMPANY_ADMIN
    assert "Nur diese Person hat die Verwaltung" in admin.get("/company").text


def test_with_a_second_admin_the_first_may_go(admin: PortalClient, rows: Session, company: Company, boss: User) -> None:
    build.member(rows, company, Role.COMPANY_ADMIN)
    assert admin.post("/company/leave").headers["Location"] == "/account"
    assert role_of(rows, boss) is None
    assert "Sie gehören nicht mehr zu Muster GmbH" in admin.get("/account").text
    assert admin.get("/company").status_code == 403


def test_the_service_names_a_new_admin_and_the_company_is_told(
    as_user: AsUser, rows: Session, company: Company, boss: User
) -> None:
    person = build.member(rows, company, name="Ben Bach", language="en")
    build.member(rows, company, deactivated_at=clock.now())
    team = as_user(build.user(rows, Role.ADMIN))
    assert "Verwaltung des Betriebs geben" in team.get(f"/admin/companies/{company.id}").text
    for _ in range(2):
        response = team.post(f"/admin/companies/{company.id}/members/{person.id}/admin")
        assert response.status_code == 303
    assert role_of(rows, person) == Role.COMPANY_ADMIN
    mails = {mail.to_email: mail.text for mail in rows.scalars(select(OutgoingMail))}
    assert set(mails) == {person.email, boss.email}
    assert "Ben Bach" in mails[boss.email]
    assert "has named Ben Bach" in mails[person.email]
    [deed] = rows.scalars(select(AuditEvent).where(AuditEvent.action == Action.MEMBER_CHANGED)).all()
    assert (deed.company_id, deed.details["user_id"]) == (company.id, person.id)
    stranger = build.user(rows)
    assert team.post(f"/admin/companies/{company.id}/members/{stranger.id}/admin").status_code == 404


def test_members_change_nobody(as_user: AsUser, rows: Session, company: Company, boss: User) -> None:
    member = as_user(build.member(rows, company))
    assert "/company/members" not in member.get("/company").text
    for deed in ("role", "remove"):
        response = member.post(f"/company/members/{boss.id}/{deed}", data={"role": "company_member"})
        assert response.status_code == 403
    assert role_of(rows, boss) == Role.COMPANY_ADMIN


def test_people_of_other_companies_are_nobody_here(admin: PortalClient, rows: Session) -> None:
    foreign = build.member(rows, build.company(rows))
    assert admin.get(f"/company/members/{foreign.id}/remove").status_code == 404
    for deed in ("role", "remove"):
        data = {"role": "company_admin"}
        assert admin.post(f"/company/members/{foreign.id}/{deed}", data=data).status_code == 404
    assert role_of(rows, foreign) == Role.COMPANY_MEMBER


# Leaving.


def test_log_ins_that_work_for_the_company_end_at_once(
    admin: PortalClient, as_user: AsUser, rows: Session, company: Company
) -> None:
    other = build.company(rows, "Andere AG")
    person = build.member(rows, other)
    build.membership(rows, company, person)
    here, there = as_user(person), as_user(person)
    here.post("/company/switch", data={"to": company.id})
    there.post("/company/switch", data={"to": other.id})
    assert "wirklich" not in admin.get(f"/company/members/{person.id}/remove").text
    assert admin.post(f"/company/members/{person.id}/remove").status_code == 303
    assert here.get("/company").headers["Location"].startswith("/login")
    assert there.get("/company").status_code == 200
    assert "Muster GmbH" not in there.get("/account").text


def test_who_leaves_stays_logged_in_for_the_other_company(as_user: AsUser, rows: Session, company: Company) -> None:
    other = build.company(rows, "Andere AG")
    person = build.member(rows, other)
    build.membership(rows, company, person)
    client, elsewhere = as_user(person), as_user(person)
    for one in (client, elsewhere):
        one.post("/company/switch", data={"to": company.id})
    assert client.post("/company/leave", data={"company": company.id}).status_code == 303
    assert "Andere AG" in client.get("/company").text
    assert elsewhere.get("/company").headers["Location"].startswith("/login")
    living = rows.scalars(select(LoginSession).where(LoginSession.ended_at.is_(None))).all()
    assert [row.company_id for row in living] == [None]


def test_answers_and_requests_of_who_left_stay(
    admin: PortalClient, rows: Session, company: Company, as_user: AsUser
) -> None:
    person = build.member(rows, company, name="Geht Weg")
    build.checklist(rows, "Punkt #eins", slug="probe")
    build.request(rows, company, asked_by=person.id, title="Bleibt hier")
    as_user(person).post("/checklists/probe/items/eins/state", data={"state": "done", "version": "0"})
    admin.post(f"/company/members/{person.id}/remove")
    assert "Bleibt hier" in admin.get("/consultations").text
    assert rows.scalars(select(Answer)).one().state == "done"
    assert "Geht Weg" in admin.get("/checklists/probe").text


def test_two_admins_do_not_leave_because_of_each_other(db_session: Session) -> None:
    company = build.company(db_session)
    first, second = (build.member(db_session, company, Role.COMPANY_ADMIN) for _ in range(2))
    service.leave(db_session, first.id, company.id, first.id)
    with pytest.raises(service.LastCompanyAdmin):
        service.leave(db_session, second.id, company.id, second.id)
    with pytest.raises(service.NoSuchCompany):
        service.leave(db_session, first.id, company.id, first.id)


# Handing over, for the areas above that know what people take care of.


@pytest.fixture
def given(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int, int | None]]:
    """What was handed over: in which company, whose, to whom."""
    calls: list[tuple[int, int, int | None]] = []

    def take(_session: Session, _actor: Actor, company_id: int, leaver_id: int, heir_id: int | None, /) -> None:
        calls.append((company_id, leaver_id, heir_id))

    monkeypatch.setitem(app.extensions, HAND_OVER, take)
    return calls


def test_open_work_goes_to_a_colleague_or_to_nobody(
    admin: PortalClient, rows: Session, company: Company, boss: User, given: list[tuple[int, int, int | None]]
) -> None:
    heir, first, second, third = (build.member(rows, company, name=f"Person {word}") for word in "ABCD")
    foreign = build.member(rows, build.company(rows))
    page = admin.get(f"/company/members/{first.id}/remove").text
    assert f'value="{heir.id}">Person A' in page
    assert f'value="{first.id}">' not in page
    for wrong in (first.id, foreign.id, "x"):
        assert admin.post(f"/company/members/{first.id}/remove", data={"heir": wrong}).status_code == 400
    assert role_of(rows, first) is not None
    admin.post(f"/company/members/{first.id}/remove", data={"heir": heir.id})
    admin.post(f"/company/members/{second.id}/remove", data={"heir": ""})
    admin.post(f"/company/members/{third.id}/remove")
    assert given == [
        (company.id, first.id, heir.id),
        (company.id, second.id, None),
        (company.id, third.id, None),
    ]


def test_who_must_stay_hands_nothing_over(
    admin: PortalClient, rows: Session, boss: User, given: list[tuple[int, int, int | None]]
) -> None:
    admin.post("/company/leave", data={"heir": ""})
    assert (role_of(rows, boss), given) == (Role.COMPANY_ADMIN, [])


def test_what_the_service_removes_stands_without_anybody(
    as_user: AsUser, rows: Session, company: Company, boss: User, given: list[tuple[int, int, int | None]]
) -> None:
    as_user(build.user(rows, Role.ADMIN)).post(f"/admin/companies/{company.id}/members/{boss.id}/remove")
    assert given == [(company.id, boss.id, None)]


@pytest.mark.parametrize("takes_over", [True, False])
def test_items_and_measures_of_who_left_are_handed_over(
    admin: PortalClient, rows: Session, company: Company, takes_over: bool
) -> None:
    heir, leaver = (build.member(rows, company, name=name) for name in ("Bleibt", "Geht"))
    run = build.run(rows, company, build.document(rows, audience="company"))
    build.item_owner(rows, run, build.item(rows, rows.get_one(Document, run.document_id)), leaver)
    mine = build.measure(rows, company, owner_id=leaver.id)
    others = build.measure(rows, company, owner_id=heir.id)
    response = admin.post(f"/company/members/{leaver.id}/remove", data={"heir": heir.id if takes_over else ""})
    assert response.status_code == 303
    assert mine.owner_id == (heir.id if takes_over else None)
    assert others.owner_id == heir.id
    owners = rows.scalars(select(ItemOwner.user_id).where(ItemOwner.run_id == run.id)).all()
    assert owners == ([heir.id] if takes_over else [])


def test_what_is_kept_from_the_team_is_handed_over_too_when_the_team_removes_somebody(
    as_user: AsUser, rows: Session, company: Company, boss: User
) -> None:
    leaver, document = build.member(rows, company), build.document(rows, audience="hire")
    run = build.hire_run(rows, build.hire(rows, company), document)
    build.item_owner(rows, run, build.item(rows, document), leaver)
    measure = build.measure(rows, company, owner_id=leaver.id, run_id=run.id)
    team = as_user(build.user(rows, Role.ADMIN))
    assert team.post(f"/admin/companies/{company.id}/members/{leaver.id}/remove").status_code == 303
    rows.expire_all()
    assert (rows.scalars(select(ItemOwner)).all(), measure.owner_id) == ([], None)


# The profile.

PROFILE = {"place": "Esslingen", "district": "esslingen", "size_class": "250+", "sector": "health", "chamber": "other"}


def test_the_admin_edits_all_but_the_name(admin: PortalClient, rows: Session, company: Company) -> None:
    consultant = build.user(rows, Role.CONSULTANT)
    company.consultant_id, company.mail_domain = consultant.id, "muster.example"
    form = {**PROFILE, "name": "Ganz Anders AG", "consultant": "", "mail_domain": "evil.example"}
    assert admin.post("/company/profile", data=form).status_code == 303
    saved = service.company(rows, company.id)
    assert saved is not None
    assert {name: str(getattr(saved, name)) for name in PROFILE} == PROFILE
    assert (saved.name, saved.mail_domain, saved.consultant_id) == ("Muster GmbH", "muster.example", consultant.id)
    [deed] = rows.scalars(select(AuditEvent).where(AuditEvent.action == Action.COMPANY_CHANGED)).all()
    assert deed.details["fields"] == ["chamber", "district", "place", "sector", "size_class"]


@pytest.mark.parametrize("field", ["district", "size_class", "sector", "chamber"])
@pytest.mark.parametrize("value", ["", "elsewhere"])
def test_a_made_up_profile_is_asked_again(admin: PortalClient, company: Company, field: str, value: str) -> None:
    assert admin.post("/company/profile", data=PROFILE | {field: value}).status_code == 422
    assert company.district == "stuttgart"


def test_members_do_not_edit_the_profile(as_user: AsUser, rows: Session, company: Company) -> None:
    member = as_user(build.member(rows, company))
    assert member.get("/company/profile").status_code == 403
    assert member.post("/company/profile", data=PROFILE).status_code == 403
    assert company.size_class == "10-49"


def test_items_follow_the_size_and_answers_stay(admin: PortalClient, rows: Session, company: Company) -> None:
    build.checklist(rows, "Für alle #alle", "Nur für große #gross sizes=250+", slug="probe")
    assert "Nur für große" not in admin.get("/checklists/probe").text
    admin.post("/company/profile", data=PROFILE)
    assert "Nur für große" in admin.get("/checklists/probe").text
    answer = {"state": "done", "version": "0"}
    assert admin.post("/checklists/probe/items/gross/state", data=answer).status_code == 303
    admin.post("/company/profile", data=PROFILE | {"size_class": "1-9"})
    assert "Nur für große" not in admin.get("/checklists/probe").text
    admin.post("/company/profile", data=PROFILE)
    assert "Nur für große" in admin.get("/checklists/probe").text
    assert rows.scalars(select(Answer)).one().state == "done"
    assert 'data-state="done"' in admin.get("/checklists/probe").text
