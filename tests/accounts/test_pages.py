"""Logging in, and how log-ins end, as a browser sees them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from flask import session
from sqlalchemy import select

from portal import clock
from portal.access import Role
from portal.accounts import rules
from portal.accounts.models import LoginAttempts, LoginSession, User
from portal.web.held import Held, seal
from tests import build
from tests.statements import count_queries

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from tests.client import PortalClient

AsUser = Callable[[User], "PortalClient"]
NEW = "a new long password"
OURS = {"Sec-Fetch-Site": "same-origin"}


def sign_in(client: PortalClient, email: str, password: str = build.PASSWORD, **more: Any) -> TestResponse:
    fields = {"email": email, "password": password, **more.pop("fields", {})}
    return client.post("/login", data=fields, **more)


def without_token(page: str) -> str:
    """The page without what differs from one sending to the next."""
    return re.sub(r'nonce="[^"]*"|name="csrf_token"[^>]*>', "", page)


# Logging in.


def test_the_login_page_holds_the_way_back(client: PortalClient) -> None:
    page = client.get("/login?next=/guides/ankommen")
    assert page.status_code == 200
    assert 'name="next"' in page.text
    assert 'value="/guides/ankommen"' in page.text
    assert 'value="//evil' not in client.get("/login?next=//evil.example").text


def test_looking_at_the_login_page_asks_the_database_nothing(client: PortalClient) -> None:
    with count_queries() as queries:
        client.get("/login")
    assert queries == []


@pytest.mark.parametrize(
    ("onward", "place"),
    [
        ("/guides?x=1", "/guides?x=1"),
        ("", "/"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil", "/"),
    ],
)
def test_after_logging_in_one_goes_on_within_the_portal(
    client: PortalClient, rows: Session, onward: str, place: str
) -> None:
    user = build.user(rows)
    response = sign_in(client, user.email, fields={"next": onward})
    assert (response.status_code, response.headers["Location"]) == (303, place)


def test_who_is_logged_in_needs_no_form(as_user: AsUser, rows: Session) -> None:
    client = as_user(build.user(rows))
    response = client.get("/login?next=/account")
    assert (response.status_code, response.headers["Location"]) == (303, "/account")


def test_unknown_and_wrong_get_the_same_page(client: PortalClient, rows: Session) -> None:
    build.user(rows, email="known@firma.example")
    build.user(rows, email="gone@firma.example", deactivated_at=clock.now())
    pages = {}
    for email, password in (
        ("known@firma.example", "wrong"),
        ("nobody@firma.example", "wrong"),
        ("gone@firma.example", build.PASSWORD),
    ):
        response = sign_in(client, email, password)
        assert response.status_code == 422
        pages[email] = without_token(response.text).replace(email, "")
    assert len(set(pages.values())) == 1
    assert "E-Mail-Adresse oder Passwort stimmt nicht" in pages["known@firma.example"]


def test_the_address_typed_stays_and_the_password_does_not(client: PortalClient) -> None:
    page = sign_in(client, "who@firma.example", "my secret words").text
    assert 'value="who@firma.example"' in page
    assert "my secret words" not in page


def test_failures_are_counted_although_the_answer_is_a_refusal(client: PortalClient, rows: Session) -> None:
    sign_in(client, "nobody@firma.example", "wrong")
    assert sorted(rows.scalars(select(LoginAttempts.failures))) == [1, 1]


def test_too_many_failures_wait_and_another_network_does_not(client: PortalClient, rows: Session) -> None:
    user = build.user(rows)
    here, elsewhere = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "198.51.100.7"}
    for _ in range(rules.MOST_FAILURES_OF_ADDRESS):
        assert sign_in(client, user.email, "wrong", environ_base=here).status_code == 422
    refused = sign_in(client, user.email, environ_base=here)
    assert refused.status_code == 429
    assert re.search(r"in \d+ Minuten? noch einmal", refused.text)
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    assert sign_in(client, user.email, environ_base=elsewhere).status_code == 303


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"email=a%00b%40firma.example&password=x", "Einige Zeichen waren nicht lesbar"),
        (b"email=a%ff%40firma.example&password=x", "Einige Zeichen waren nicht lesbar"),
        (b"email=a%40firma.example&password=x%00y", "Zeichen des Passworts"),
        (b"email=a%40firma.example&password=%ff%fe", "Zeichen des Passworts"),
        (b"email=a%40firma.example&password=\xff\xfe", "Zeichen des Passworts"),
        (b"email=&password=x", "Bitte geben Sie Ihre E-Mail-Adresse ein."),
        (b"email=a%40firma.example", "Bitte geben Sie Ihr Passwort ein."),
        (b"email=" + b"a" * 300 + b"&password=x", "höchstens 254"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(client: PortalClient, body: bytes, sentence: str) -> None:
    response = client.post("/login", data=body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422
    assert sentence in response.text


def test_logging_in_twice_in_one_browser_ends_the_first(client: PortalClient, rows: Session) -> None:
    first, second = build.user(rows), build.user(rows)
    client.log_in(first)
    client.log_in(second)
    ended = {row.user_id: row.ended_at is not None for row in rows.scalars(select(LoginSession))}
    assert ended == {first.id: True, second.id: False}
    assert second.email in client.get("/account").text


def test_without_a_form_token_one_fills_in_once_more(client: PortalClient, rows: Session) -> None:
    user = build.user(rows)
    response = sign_in(client, user.email, csrf=False)
    assert (response.status_code, response.headers["Location"]) == (303, "/login")
    assert "Bitte füllen Sie sie noch einmal aus" in client.get("/login").text
    assert rows.scalars(select(LoginSession)).all() == []


# A form that waited behind the log-in.


def sealed(app: Flask, client: PortalClient, typed_by: int | None) -> str:
    """The word as the portal gave it to this browser."""
    with client.session_transaction() as cookie:
        cookie["browser"] = "this one"
    with app.test_request_context():
        session["browser"] = "this one"
        return seal(Held("/account/language", (("language", "en"), ("note", "Was ich schrieb")), typed_by))


def test_after_logging_in_the_same_person_can_send_what_was_typed(
    app: Flask, client: PortalClient, rows: Session
) -> None:
    user = build.user(rows)
    response = sign_in(client, user.email, fields={"held": sealed(app, client, user.id)})
    assert response.status_code == 200
    assert "Was ich schrieb" in response.text
    assert 'action="/account/language"' in response.text
    assert "Jetzt senden" in response.text
    assert client.get("/account").status_code == 200


def test_somebody_else_does_not_see_it(app: Flask, client: PortalClient, rows: Session) -> None:
    user = build.user(rows)
    response = sign_in(client, user.email, fields={"held": sealed(app, client, user.id + 1)})
    assert response.status_code == 200
    assert "Was ich schrieb" not in response.text


def test_a_wrong_password_keeps_it(app: Flask, client: PortalClient, rows: Session) -> None:
    user = build.user(rows)
    blob = sealed(app, client, user.id)
    page = sign_in(client, user.email, "wrong", fields={"held": blob}).text
    assert f'name="held" value="{blob}"' in page


def test_an_old_page_keeps_it(app: Flask, client: PortalClient, rows: Session) -> None:
    user = build.user(rows)
    response = sign_in(client, user.email, csrf=False, fields={"held": sealed(app, client, user.id)}, headers=OURS)
    assert response.status_code == 400
    assert 'name="held"' in response.text


def test_a_forged_one_is_dropped(client: PortalClient, rows: Session) -> None:
    response = sign_in(client, build.user(rows).email, fields={"held": "forged"})
    assert response.status_code == 303


# How log-ins end.


def test_logging_out_ends_the_row_and_the_cookie_is_worth_nothing(
    as_user: AsUser, client: PortalClient, rows: Session
) -> None:
    mine = as_user(build.user(rows))
    with mine.session_transaction() as session:
        stolen = dict(session)
    assert mine.post("/logout").status_code == 303
    assert rows.scalars(select(LoginSession)).one().ended_at is not None
    with client.session_transaction() as session:
        session.update(stolen)
    for browser in (mine, client):
        response = browser.get("/account")
        assert (response.status_code, response.headers["Location"]) == (302, "/login?next=/account")


def test_who_is_out_already_can_log_out(client: PortalClient) -> None:
    assert client.post("/logout").status_code == 303


def test_two_weeks_unseen_is_out(as_user: AsUser, rows: Session) -> None:
    client = as_user(build.user(rows))
    rows.scalars(select(LoginSession)).one().last_seen_at -= dt.timedelta(days=15)
    assert client.get("/account").status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visit_is_noted_every_five_minutes(as_user: AsUser, rows: Session, method: str) -> None:
    client = as_user(build.user(rows))

    def visit_after(minutes: int) -> dt.timedelta:
        """How much later than before the person has been seen."""
        row = rows.scalars(select(LoginSession)).one()
        row.last_seen_at = before = clock.now() - dt.timedelta(minutes=minutes)
        if method == "get":
            assert client.get("/account").status_code == 200
        else:
            assert client.post("/account/language", data={"language": "en"}).status_code == 303
        return rows.scalars(select(LoginSession)).one().last_seen_at - before

    assert visit_after(4) == dt.timedelta(0)
    assert visit_after(6) > dt.timedelta(minutes=5)


def test_a_deactivated_account_is_out_at_its_next_click(as_user: AsUser, rows: Session) -> None:
    user, admin = build.user(rows), build.user(rows, Role.ADMIN)
    client = as_user(user)
    assert client.get("/account").status_code == 200
    as_user(admin).post(f"/admin/users/{user.id}/deactivate")
    assert client.get("/account").status_code == 302
    assert sign_in(client, user.email).status_code == 422
