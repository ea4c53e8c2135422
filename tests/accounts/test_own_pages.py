"""One's own account, links to set a password, and the command line."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.access import Role
from portal.accounts import rules, service
from portal.accounts.models import User
from portal.app import create_app
from portal.audit.models import AuditEvent
from portal.audit.rules import Action
from portal.cli import register
from portal.settings import Settings
from tests import build
from tests.conftest import ENVIRONMENT

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskCliRunner
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from tests.client import PortalClient
    from tests.databases import TestDatabase

AsUser = Callable[[User], "PortalClient"]
NEW = "a new long password"


def link_for(rows: Session, user: User) -> str:
    token = service.make_link(rows, None, user.id)
    rows.commit()
    return rules.link_path(token)


# One's own account.


def test_the_account_shows_where_one_belongs(as_user: AsUser, rows: Session) -> None:
    user = build.user(rows, Role.CONSULTANT, name="Ada Beispiel")
    build.membership(rows, build.company(rows, "Muster GmbH"), user, Role.COMPANY_ADMIN)
    page = as_user(user).get("/account").text
    for words in ("Ada Beispiel", user.email, "Muster GmbH", "(Verwaltung des Betriebs)", "Welcome Service: Beratung"):
        assert words in page


def test_name_and_language_can_be_changed(as_user: AsUser, rows: Session) -> None:
    user = build.user(rows, name="Before")
    client = as_user(user)
    assert client.post("/account", data={"name": "After", "language": "en"}).status_code == 303
    assert (user.name, user.sort_key, user.language) == ("After", "after", "en")
    page = client.get("/account").text
    assert '<html lang="en">' in page
    assert "Your details are saved." in page


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "", "language": "de"},
        {"name": "A" * 201, "language": "de"},
        {"name": "A\x00", "language": "de"},
        {"name": "A", "language": "fr"},
    ],
)
def test_wrong_details_are_said_and_not_saved(as_user: AsUser, rows: Session, fields: dict[str, str]) -> None:
    user = build.user(rows, name="Before")
    response = as_user(user).post("/account", data=fields)
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text
    assert user.name == "Before"


def change(client: PortalClient, **fields: str) -> TestResponse:
    whole = {"password": build.PASSWORD, "new_password": NEW, "new_password_again": NEW, **fields}
    return client.post("/account/password", data=whole)


def test_a_new_password_logs_out_everywhere_else(as_user: AsUser, rows: Session) -> None:
    user = build.user(rows)
    here, elsewhere = as_user(user), as_user(user)
    assert change(here).status_code == 303
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302
    elsewhere.log_in(user, NEW)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"password": "wrong"}, "nicht Ihr bisheriges Passwort"),
        ({"new_password": "elf Zeichen", "new_password_again": "elf Zeichen"}, "mindestens 12 Zeichen"),
        ({"new_password_again": "something else"}, "verschieden"),
        ({"new_password": "x\x00" * 8, "new_password_again": "x\x00" * 8}, "Zeichen des Passworts"),
        ({"new_password": "x" * 1001, "new_password_again": "x" * 1001}, "höchstens 1000"),
    ],
)
def test_a_password_that_is_not_taken(as_user: AsUser, rows: Session, fields: dict[str, str], sentence: str) -> None:
    user = build.user(rows)
    client = as_user(user)
    response = change(client, **fields)
    assert response.status_code == 422
    assert sentence in response.text
    assert user.password_hash == build.PASSWORD_HASH
    assert fields.get("new_password", NEW) not in response.text


def test_the_language_switch_leads_back(as_user: AsUser, rows: Session) -> None:
    user = build.user(rows)
    client = as_user(user)
    response = client.post("/account/language", data={"language": "en", "next": "/guides?q=x"})
    assert (response.headers["Location"], user.language) == ("/guides?q=x", "en")
    response = client.post("/account/language", data={"language": "de", "next": "//evil.example"})
    assert (response.headers["Location"], user.language) == ("/account", "de")
    assert client.post("/account/language", data={"language": "xx"}).status_code == 400


# Links.


def test_a_link_is_looked_at_often_and_used_once(client: PortalClient, rows: Session) -> None:
    user = build.user(rows, name="Ada Beispiel", password_hash=None)
    address = link_for(rows, user)
    for _ in range(2):
        page = client.get(address)
        assert page.status_code == 200
        assert "Ada Beispiel" in page.text
    fields = {"new_password": NEW, "new_password_again": NEW}
    response = client.post(address, data=fields)
    assert (response.status_code, response.headers["Location"]) == (303, "/login")
    assert "Ihr Passwort ist gesetzt" in client.get("/login").text
    assert client.get(address).status_code == 410
    again = client.post(address, data={"new_password": "somebody else's", "new_password_again": "somebody else's"})
    assert again.status_code == 410
    assert "Neuen Link schicken" in again.text
    client.log_in(user, NEW)
    assert rows.scalars(select(AuditEvent.action)).all() == [Action.PASSWORD_LINK_MADE, Action.PASSWORD_SET]


def test_a_slip_does_not_use_the_link_up(client: PortalClient, rows: Session) -> None:
    address = link_for(rows, build.user(rows, password_hash=None))
    assert client.post(address, data={"new_password": "short", "new_password_again": "short"}).status_code == 422
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("token", ["x", "%00", "%ff", "a" * 500])
def test_a_link_that_never_was(client: PortalClient, token: str) -> None:
    assert client.get(f"/set-password/{token}").status_code == 410


def test_the_pages_are_complete_in_both_languages(client: PortalClient, rows: Session) -> None:
    address = link_for(rows, build.user(rows))
    for path in ("/login", address, "/set-password/x"):
        german, english = client.get(f"{path}?lang=de").text, client.get(f"{path}?lang=en").text
        assert '<html lang="de">' in german
        assert '<html lang="en">' in english
        for page in (german, english):
            assert page.count("<h1") == 1
            heading = re.search(r"<h1[^>]*>([^<]*)</h1>", page)
            assert heading is not None
            assert f"<title>{heading[1]} – " in page


# The command line.


@pytest.fixture
def runner(database: TestDatabase, tmp_path: Path) -> FlaskCliRunner:
    app = create_app(Settings.read(ENVIRONMENT | {"DATABASE_URL": database.url, "PORTAL_DATA": str(tmp_path)}))
    register(app)
    return app.test_cli_runner()


def test_the_first_admin_comes_from_the_command_line(
    runner: FlaskCliRunner, rows: Session, client: PortalClient
) -> None:
    command = ["users", "create", "--email", "first@firma.example", "--name", "First Admin", "--role", "admin"]
    result = runner.invoke(args=command)
    assert result.exit_code == 0, result.output
    address = result.output.strip()
    assert address.startswith("http://127.0.0.1:8000/set-password/")
    user = rows.scalars(select(User)).one()
    assert (user.is_admin, user.password_hash) == (True, None)
    path = address.removeprefix("http://127.0.0.1:8000")
    client.post(path, data={"new_password": NEW, "new_password_again": NEW})
    client.log_in(user, NEW)
    rows.commit()
    again = runner.invoke(args=command)
    assert again.exit_code == 1
    assert again.output.strip() == "Error: There is already an account with the address first@firma.example."


@pytest.mark.parametrize(
    ("email", "name", "role"),
    [("no address", "Name", "admin"), ("a@firma.example", " ", "admin"), ("a@firma.example", "Name", "company_admin")],
)
def test_the_command_refuses_what_it_cannot_use(
    runner: FlaskCliRunner, rows: Session, email: str, name: str, role: str
) -> None:
    result = runner.invoke(args=["users", "create", "--email", email, "--name", name, "--role", role])
    assert result.exit_code != 0
    assert rows.scalars(select(User)).all() == []
