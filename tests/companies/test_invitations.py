"""Invitations: from the form over the mail to the first page, and everything that may be wrong with a link."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.access import Role
from portal.accounts.models import User
from portal.companies import rules
from portal.companies.models import Company, Invitation, Membership
from portal.mail.models import OutgoingMail
from tests import build
from tests.client import PortalClient

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

AsUser = Callable[[User], PortalClient]
FORM = {"name": "Nina Neu", "email": "Nina@Muster.example", "role": "company_member", "language": "de"}
LINK = "/invitations/the-token"
PASSWORD = "my own long one"


@pytest.fixture
def company(rows: Session) -> Company:
    return build.company(rows, "Muster GmbH")


@pytest.fixture
def boss(rows: Session, company: Company) -> User:
    return build.member(rows, company, Role.COMPANY_ADMIN, name="Anna Alt")


@pytest.fixture
def admin(as_user: AsUser, boss: User) -> PortalClient:
    return as_user(boss)


def mails(rows: Session) -> list[OutgoingMail]:
    return list(rows.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def link_in(mail: OutgoingMail) -> str:
    found = re.search(r"http://\S+?(/invitations/\S+)", mail.text)
    assert found is not None
    return found[1]


def place(rows: Session, company: Company, user: User) -> Membership | None:
    return rows.scalars(
        select(Membership).where(Membership.company_id == company.id, Membership.user_id == user.id)
    ).one_or_none()


# Inviting.


def test_from_the_form_to_the_first_page(
    admin: PortalClient, client: PortalClient, rows: Session, company: Company
) -> None:
    response = admin.post("/company/invitations/new", data=FORM)
    assert response.status_code == 303
    assert "Nina@Muster.example" in admin.get("/company").text
    [mail] = mails(rows)
    assert (mail.to_email, mail.to_name, mail.language) == ("Nina@Muster.example", "Nina Neu", "de")
    assert "Anna Alt lädt Sie ein" in mail.text
    link = link_in(mail)
    for _ in range(3):
        page = client.get(link)
        assert page.status_code == 200
        assert "Anna Alt lädt Sie ein" in page.text
    assert rows.scalars(select(User).where(User.email_key == "nina@muster.example")).one_or_none() is None
    onward = client.post(link, data={"do": "accept"}).headers["Location"]
    assert onward.startswith("/set-password/")
    client.post(onward, data={"new_password": PASSWORD, "new_password_again": PASSWORD})
    person = rows.scalars(select(User).where(User.email_key == "nina@muster.example")).one()
    client.log_in(person, PASSWORD)
    assert client.get("/").headers["Location"] == f"/company/welcome?company={company.id}"
    assert "Anna Alt hat Sie eingeladen" in client.get(f"/company/welcome?company={company.id}").text
    assert "Nina@Muster.example</span>" not in admin.get("/company").text


def test_mail_and_page_speak_the_chosen_language(admin: PortalClient, client: PortalClient, rows: Session) -> None:
    admin.post("/company/invitations/new", data=FORM | {"language": "en"})
    [mail] = mails(rows)
    assert "Anna Alt invites you" in mail.text
    assert "Muster GmbH" in mail.subject
    assert "Anna Alt invites you" in client.get(link_in(mail)).text


def test_an_invitation_never_tells_whether_there_is_an_account(
    admin: PortalClient, client: PortalClient, rows: Session
) -> None:
    build.user(rows, name="Kennt Man", email="known@else.example")
    answers = []
    for email in ("known@else.example", "wholly@new.example"):
        response = admin.post("/company/invitations/new", data=FORM | {"email": email})
        said = admin.get("/company").text
        answers.append((response.status_code, response.headers["Location"], said.count(email)))
    assert answers[0] == answers[1]
    assert "Kennt Man" not in said
    texts = [re.sub(r"/invitations/\S+", "", mail.text) for mail in mails(rows)]
    assert texts[0] == texts[1]
    shown = [
        re.sub(r"known@else|wholly@new|/invitations/[\w-]+", "", client.get(link_in(one)).text) for one in mails(rows)
    ]
    without_token = [re.sub(r'(nonce|value)="[^"]+"', "", page) for page in shown]
    assert without_token[0] == without_token[1]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("email", value) for value in ("", "x", "a@b", "a@b.example, c@d.example", "a\u200b@b.example", "a" * 300)),
        ("name", " "),
        ("name", "x" * 201),
        ("role", "admin"),
        ("role", ""),
        ("language", "fr"),
    ],
)
def test_what_cannot_be_sent_is_asked_again(admin: PortalClient, rows: Session, field: str, value: str) -> None:
    assert admin.post("/company/invitations/new", data=FORM | {field: value}).status_code == 422
    assert not mails(rows)


def test_who_belongs_already_needs_no_invitation(admin: PortalClient, rows: Session, company: Company) -> None:
    build.member(rows, company, email="nina@muster.example")
    response = admin.post("/company/invitations/new", data=FORM)
    assert response.status_code == 422
    assert "gehört schon zu Ihrem Betrieb" in response.text


def test_members_invite_nobody(as_user: AsUser, rows: Session, company: Company) -> None:
    member = as_user(build.member(rows, company))
    invitation = build.invitation(rows, company)
    page = member.get("/company").text
    assert "/company/invitations" not in page
    assert invitation.email not in page
    assert member.get("/company/invitations/new").status_code == 403
    assert member.post("/company/invitations/new", data=FORM).status_code == 403
    for deed in ("again", "withdraw"):
        assert member.post(f"/company/invitations/{invitation.id}/{deed}").status_code == 403


def test_nobody_touches_an_invitation_of_another_company(admin: PortalClient, rows: Session) -> None:
    foreign = build.invitation(rows, build.company(rows))
    for deed in ("again", "withdraw"):
        assert admin.post(f"/company/invitations/{foreign.id}/{deed}").status_code == 404
    assert (foreign.revoked_at, foreign.replaced_at) == (None, None)


def test_more_than_enough_is_refused(
    admin: PortalClient, rows: Session, monkeypatch: pytest.MonkeyPatch, company: Company
) -> None:
    for _ in range(rules.MOST_LINKS_OF_ADDRESS_A_DAY):
        assert admin.post("/company/invitations/new", data=FORM).status_code == 303
    assert admin.post("/company/invitations/new", data=FORM).status_code == 429
    monkeypatch.setattr(rules, "MOST_INVITATIONS_A_DAY", 3)
    assert admin.post("/company/invitations/new", data=FORM | {"email": "x@y.example"}).status_code == 429
    assert len(mails(rows)) == 3
    for row in rows.scalars(select(Invitation)):
        row.created_at -= dt.timedelta(days=1, minutes=1)
    assert admin.post("/company/invitations/new", data=FORM).status_code == 303


def test_sending_again_ends_the_earlier_link(admin: PortalClient, client: PortalClient, rows: Session) -> None:
    admin.post("/company/invitations/new", data=FORM)
    row = rows.scalars(select(Invitation)).one()
    assert admin.post(f"/company/invitations/{row.id}/again").status_code == 303
    first, second = (link_in(mail) for mail in mails(rows))
    assert [client.get(link).status_code for link in (first, second)] == [410, 200]
    assert admin.get("/company").text.count("mailto:Nina") == 0
    assert admin.post(f"/company/invitations/{row.id}/again").status_code == 303
    assert len(mails(rows)) == 2


def test_what_is_withdrawn_leads_nowhere(admin: PortalClient, client: PortalClient, rows: Session) -> None:
    admin.post("/company/invitations/new", data=FORM)
    row = rows.scalars(select(Invitation)).one()
    assert admin.post(f"/company/invitations/{row.id}/withdraw").status_code == 303
    assert "Keine Einladung ist offen" in admin.get("/company").text
    link = link_in(mails(rows)[0])
    assert client.get(link).status_code == 410
    assert client.post(link, data={"do": "accept"}).status_code == 410
    client.post(link, data={"do": "again"})
    assert len(mails(rows)) == 1
    assert rows.scalar(select(func.count()).select_from(Membership)) == 1


# The link.


def test_an_address_with_an_account_becomes_a_membership(client: PortalClient, rows: Session, company: Company) -> None:
    known = build.user(rows, name="Kennt Man", email="known@else.example")
    build.invitation(rows, company, "the-token", email="Known@Else.example", role=Role.COMPANY_ADMIN)
    response = client.post(LINK, data={"do": "accept"})
    assert response.headers["Location"].startswith("/login?")
    assert rows.scalar(select(func.count()).select_from(User)) == 1
    row = place(rows, company, known)
    assert row is not None
    assert (row.role, row.ended_at, row.welcomed_at) == (Role.COMPANY_ADMIN, None, None)
    assert known.name == "Kennt Man"


def test_who_is_logged_in_goes_straight_there(as_user: AsUser, rows: Session, company: Company) -> None:
    person = build.member(rows, build.company(rows, "Andere AG"), email="known@else.example")
    build.invitation(rows, company, "the-token", email=person.email)
    client = as_user(person)
    response = client.post(LINK, data={"do": "accept"})
    assert response.headers["Location"] == f"/company/welcome?company={company.id}"
    assert "Muster GmbH" in client.get(response.headers["Location"]).text


def test_somebody_else_s_log_in_ends_first(as_user: AsUser, rows: Session, company: Company) -> None:
    build.invitation(rows, company, "the-token", email="new@else.example")
    client = as_user(build.member(rows, build.company(rows), name="Andere Person"))
    assert "Sie sind als Andere Person eingeloggt" in client.get(LINK).text
    assert client.post(LINK, data={"do": "accept"}).headers["Location"].startswith("/set-password/")
    assert client.get("/account").status_code == 302


def test_looking_changes_nothing(client: PortalClient, rows: Session, company: Company) -> None:
    row = build.invitation(rows, company, "the-token")
    for _ in range(3):
        client.get(LINK)
        client.head(LINK)
        client.options(LINK)
    assert (row.used_at, row.replaced_at) == (None, None)
    assert client.post(LINK, data={"do": "accept"}, csrf=False).status_code in {303, 400, 403}
    assert row.used_at is None


def test_a_link_works_once(client: PortalClient, rows: Session, company: Company) -> None:
    build.invitation(rows, company, "the-token")
    assert client.post(LINK, data={"do": "accept"}).status_code == 303
    again = client.post(LINK, data={"do": "accept"})
    assert again.status_code == 410
    assert "schon verwendet" in again.text
    assert rows.scalar(select(func.count()).select_from(User)) == 1


def test_an_expired_link_has_a_new_one_sent_to_the_same_address(
    client: PortalClient, rows: Session, company: Company
) -> None:
    build.invitation(
        rows, company, "the-token", email="nina@muster.example", expires_at=clock.now() - dt.timedelta(minutes=1)
    )
    page = client.get(LINK)
    assert page.status_code == 410
    assert "Neuen Link senden" in page.text
    assert client.post(LINK, data={"do": "accept"}).status_code == 410
    assert client.post(LINK, data={"do": "again", "email": "thief@else.example"}).status_code == 200
    [mail] = mails(rows)
    assert mail.to_email == "nina@muster.example"
    assert client.get(link_in(mail)).status_code == 200
    assert [client.post(LINK, data={"do": "again"}).status_code for _ in range(3)] == [200, 429, 429]


def test_a_used_link_of_a_member_sends_one_that_leads_to_the_password(
    client: PortalClient, rows: Session, company: Company
) -> None:
    build.invitation(rows, company, "the-token")
    client.post(LINK, data={"do": "accept"})
    client.post(LINK, data={"do": "again"})
    onward = client.post(link_in(mails(rows)[0]), data={"do": "accept"}).headers["Location"]
    assert onward.startswith("/set-password/")
    assert rows.scalar(select(func.count()).select_from(Membership)) == 1


def test_an_old_link_never_leads_back_or_up(
    admin: PortalClient, client: PortalClient, rows: Session, company: Company
) -> None:
    person = build.member(rows, company)
    build.invitation(rows, company, "the-token", email=person.email, role=Role.COMPANY_ADMIN)
    client.post(LINK, data={"do": "accept"})
    row = place(rows, company, person)
    assert row is not None
    assert row.role == Role.COMPANY_MEMBER, "who belongs already keeps the role that the company gave"
    build.invitation(rows, company, "another", email=person.email)
    admin.post(f"/company/members/{person.id}/remove")
    for token in ("the-token", "another"):
        client.post(f"/invitations/{token}", data={"do": "accept"})
        client.post(f"/invitations/{token}", data={"do": "again"})
    assert row.ended_at is not None
    assert not mails(rows)


def test_who_was_removed_can_be_invited_anew(
    admin: PortalClient, client: PortalClient, rows: Session, company: Company
) -> None:
    person = build.member(rows, company)
    admin.post(f"/company/members/{person.id}/remove")
    admin.post("/company/invitations/new", data=FORM | {"email": person.email})
    client.post(link_in(mails(rows)[0]), data={"do": "accept"})
    row = place(rows, company, person)
    assert row is not None
    assert row.ended_at is None


@pytest.mark.parametrize("token", ["x", "the-token-", "ä", "%00", "a" * 500])
def test_a_forged_link_leads_nowhere(client: PortalClient, rows: Session, company: Company, token: str) -> None:
    build.invitation(rows, company, "the-token")
    assert client.get(f"/invitations/{token}").status_code == 404
    for deed in ("accept", "again", ""):
        assert client.post(f"/invitations/{token}", data={"do": deed}).status_code == 404
    assert not mails(rows)


def test_a_deactivated_company_or_account_lets_nobody_in(client: PortalClient, rows: Session, company: Company) -> None:
    off = build.user(rows, deactivated_at=clock.now())
    row = build.invitation(rows, company, "the-token", email=off.email)
    assert client.post(LINK, data={"do": "accept"}).status_code == 403
    assert (row.used_at, place(rows, company, off)) == (None, None)
    company.deactivated_at = clock.now()
    assert client.get(LINK).status_code == 410
    assert client.post(LINK, data={"do": "accept"}).status_code == 410
