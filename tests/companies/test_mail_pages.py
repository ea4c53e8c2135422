"""Stuck mail, as an administrator sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.audit.models import AuditEvent
from portal.mail.models import OutgoingMail
from tests import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from portal.accounts.models import User
    from tests.client import PortalClient


@pytest.fixture
def admin(rows: Session, as_user: Callable[[User], PortalClient]) -> PortalClient:
    return as_user(build.user(rows, Role.ADMIN))


def stuck(rows: Session) -> OutgoingMail:
    return build.outgoing_mail(
        rows, state="stuck", attempts=3, last_error="550 <b>unknown</b>", subject="Ihr Link", text="geheimer Link"
    )


def test_nothing_is_stuck(admin: PortalClient) -> None:
    assert "Keine E-Mail ist hängen geblieben" in admin.get("/admin/mail").text


def test_the_page_says_what_is_stuck_and_why_but_not_what_it_says(admin: PortalClient, rows: Session) -> None:
    mail = stuck(rows)
    build.outgoing_mail(rows, subject="Unterwegs")
    build.outgoing_mail(rows, state="sent", subject="Angekommen")
    page = admin.get("/admin/mail").text
    for shown in (mail.to_email, "Ihr Link", "550 &lt;b&gt;unknown&lt;/b&gt;", "3 Versuche", "1 weitere E-Mail"):
        assert shown in page
    for hidden in ("geheimer Link", "Unterwegs", "Angekommen"):
        assert hidden not in page


def test_a_stuck_mail_is_sent_again(admin: PortalClient, rows: Session) -> None:
    mail = stuck(rows)
    assert admin.post(f"/admin/mail/{mail.id}/again").status_code == 303
    rows.refresh(mail)
    assert (mail.state, mail.attempts, mail.text) == ("waiting", 0, "geheimer Link")
    assert rows.scalars(select(AuditEvent.action)).all() == ["mail_sent_again"]


def test_a_stuck_mail_is_dropped_with_its_words(admin: PortalClient, rows: Session) -> None:
    mail = stuck(rows)
    admin.post(f"/admin/mail/{mail.id}/drop")
    rows.refresh(mail)
    assert (mail.state, mail.text, mail.html) == ("dropped", "", "")
    assert mail.key, "it is not written again"


@pytest.mark.parametrize("verb", ["again", "drop"])
@pytest.mark.parametrize("state", ["waiting", "sent", "dropped"])
def test_what_is_not_stuck_is_left_alone(admin: PortalClient, rows: Session, verb: str, state: str) -> None:
    mail = build.outgoing_mail(rows, state=state)
    page = admin.post(f"/admin/mail/{mail.id}/{verb}", follow_redirects=True)
    assert "inzwischen noch einmal gesendet oder verworfen" in page.text
    rows.refresh(mail)
    assert mail.state == state


def test_many_stuck_mails_have_pages(admin: PortalClient, rows: Session) -> None:
    for number in range(51):
        build.outgoing_mail(rows, state="stuck", subject=f"Brief-{number}-")
    first = admin.get("/admin/mail").text
    assert first.count('<th role="rowheader"') == 50
    address = first.split('href="/admin/mail?after=')[1].split('"')[0]
    second = admin.get(f"/admin/mail?after={address}").text
    assert "Brief-0-" in second
    assert "Brief-1-" not in second
    assert admin.get("/admin/mail?after=Zm9v").status_code == 200
