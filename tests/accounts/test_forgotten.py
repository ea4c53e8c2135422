"""A forgotten password: the same answer for everybody, one mail for those who have an account."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.access import Role
from portal.accounts import rules, service
from portal.accounts.models import PasswordLink, PasswordRequest, User
from portal.mail.models import OutgoingMail
from tests import build
from tests.statements import count_queries

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from tests.client import PortalClient

FORM = "/password/forgotten"
NEW = "a new long password"


def ask(client: PortalClient, email: str, address: str = "192.0.2.1") -> TestResponse:
    return client.post(FORM, data={"email": email}, environ_base={"REMOTE_ADDR": address})


def answer(rows: Session) -> list[OutgoingMail]:
    """What the worker does; the letters that it wrote."""
    rows.commit()
    service.answer_requests(rows)
    rows.commit()
    return list(rows.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def path_in(mail: OutgoingMail) -> str:
    found = re.search(r"https?://[^/\s]+(/set-password/\S+)", mail.text)
    assert found is not None
    return found[1]


def test_the_login_page_leads_there(client: PortalClient) -> None:
    assert f'href="{FORM}"' in client.get("/login").text
    assert client.get(FORM).status_code == 200


def test_everybody_gets_the_same_answer_for_the_same_work(client: PortalClient, rows: Session) -> None:
    build.user(rows, email="known@firma.example")
    build.user(rows, email="gone@firma.example", deactivated_at=clock.now())
    asked, answers = [], set()
    for email in ("known@firma.example", "nobody@firma.example", "gone@firma.example"):
        with count_queries() as queries:
            response = ask(client, email)
        asked.append(list(queries))
        answers.add((response.status_code, response.headers["Location"], response.text))
    assert len(answers) == 1
    assert asked[0] == asked[1] == asked[2]
    assert "Wenn es zu dieser Adresse ein Konto gibt" in client.get(f"{FORM}/sent").text


def test_only_who_has_an_account_gets_a_mail(client: PortalClient, rows: Session) -> None:
    build.user(rows, email="known@firma.example", name="Anna Beispiel", language="en")
    build.user(rows, email="gone@firma.example", deactivated_at=clock.now())
    for email in (" KNOWN@firma.example ", "nobody@firma.example", "gone@firma.example"):
        ask(client, email)
    (mail,) = answer(rows)
    assert (mail.to_email, mail.language, mail.at_most_once) == ("known@firma.example", "en", False)
    assert mail.subject == "Your link for a new password"
    assert "Hello Anna Beispiel," in mail.text
    assert rows.scalar(select(func.count()).select_from(PasswordRequest)) == 0


def test_the_link_is_looked_at_often_and_used_once(client: PortalClient, rows: Session) -> None:
    user = build.user(rows, email="known@firma.example")
    ask(client, user.email)
    (mail,) = answer(rows)
    path = path_in(mail)
    for _ in range(2):
        assert client.get(path).status_code == 200
    fields = {"new_password": NEW, "new_password_again": NEW}
    assert client.post(path, data=fields).status_code == 303
    assert client.get(path).status_code == 410
    assert client.post(path, data=fields).status_code == 410
    client.log_in(user, NEW)


def test_the_link_lives_for_thirty_minutes(
    client: PortalClient, rows: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.user(rows, email="known@firma.example")
    ask(client, "known@firma.example")
    path, now = path_in(answer(rows)[0]), clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + dt.timedelta(minutes=29))
    assert client.get(path).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: now + dt.timedelta(minutes=31))
    page = client.get(path)
    assert page.status_code == 410
    assert f'href="{FORM}"' in page.text


def test_a_stranger_who_asks_ends_no_link_and_no_login(
    client: PortalClient, rows: Session, as_user: Callable[[User], PortalClient]
) -> None:
    user = build.user(rows, email="known@firma.example")
    mine = as_user(user)
    invitation = service.make_link(rows, None, user.id)
    ask(client, user.email)
    answer(rows)
    assert client.get(f"/set-password/{invitation}").status_code == 200
    assert mine.get("/account").status_code == 200


def test_a_password_set_ends_the_other_links(client: PortalClient, rows: Session) -> None:
    user = build.user(rows, email="known@firma.example")
    for _ in range(2):
        ask(client, user.email)
    first, second = map(path_in, answer(rows))
    client.post(second, data={"new_password": NEW, "new_password_again": NEW})
    assert client.get(first).status_code == 410


def test_who_asks_too_often_waits_known_or_not(client: PortalClient, rows: Session) -> None:
    build.user(rows, email="known@firma.example")
    for email in ("known@firma.example", "nobody@firma.example"):
        for _ in range(rules.MOST_FORGOTTEN_OF_ADDRESS):
            assert ask(client, email).status_code == 303
        refused = ask(client, email)
        assert refused.status_code == 429
        assert int(refused.headers["Retry-After"]) > 0
        assert ask(client, email, "198.51.100.7").status_code == 303


def test_a_mailbox_is_not_flooded_from_many_networks(client: PortalClient, rows: Session) -> None:
    user = build.user(rows, email="known@firma.example")
    for number in range(rules.MOST_FORGOTTEN_AN_HOUR + 3):
        ask(client, user.email, f"198.51.100.{number}")
    assert len(answer(rows)) == rules.MOST_FORGOTTEN_AN_HOUR
    assert rows.scalar(select(func.count()).select_from(PasswordLink)) == rules.MOST_FORGOTTEN_AN_HOUR


def test_nothing_typed_is_said_and_not_taken(client: PortalClient, rows: Session) -> None:
    page = ask(client, " ")
    assert page.status_code == 422
    assert "Bitte geben Sie Ihre E-Mail-Adresse ein" in page.text
    assert rows.scalar(select(func.count()).select_from(PasswordRequest)) == 0


def test_the_administrators_link_is_mailed_too(rows: Session, as_user: Callable[[User], PortalClient]) -> None:
    admin = as_user(build.user(rows, Role.ADMIN))
    made = admin.post(
        "/admin/users/new",
        data={
            "name": "Neu Mensch",
            "email": "neu@firma.example",
            "roles": "editor",
            "role": "company_member",
            "employer": "",
        },
    )
    assert made.status_code == 303, made.text
    page = admin.get(made.headers["Location"]).text
    (mail,) = rows.scalars(select(OutgoingMail))
    assert mail.to_email == "neu@firma.example"
    assert path_in(mail) in page
    assert "sieben Tage" in mail.text
