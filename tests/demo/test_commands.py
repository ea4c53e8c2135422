"""`flask demo`, and that a portal with demo accounts stays on its own machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.app import create_app
from portal.cli import refuse_demo_on_network, register
from portal.companies.models import Company
from portal.settings import Settings, SettingsError
from tests.conftest import ENVIRONMENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.databases import TestDatabase

NETWORK = {"HOST": "192.0.2.1"}
PRODUCTION = {"PORTAL_ENV": "production", "SECRET_KEY": "x" * 40, "PORTAL_BASE_URL": "https://portal.example"}


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """An app of its own, with its commands, on a database and in an environment."""
    made: list[Flask] = []

    def make(url: str, **environ: str) -> Flask:
        settings = Settings.read(ENVIRONMENT | {"DATABASE_URL": url, "PORTAL_DATA": str(tmp_path)} | environ)
        app = create_app(settings)
        register(app)
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["portal_database"].dispose()


@pytest.fixture
def filled(make: Callable[..., Flask], database: TestDatabase, publish: Callable[[Session], None]) -> Flask:
    """An app whose database has checklists."""
    app = make(database.url)
    with app.extensions["portal_database"].session() as session:
        publish(session)
        session.commit()
    return app


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["demo", *arguments])
    return result.exit_code, result.output


def count(app: Flask, model: type[User | Company]) -> int:
    with app.extensions["portal_database"].session(read_only=True) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_an_empty_portal_is_filled_once(filled: Flask) -> None:
    code, output = run(filled, "--if-empty", "--companies", "3")
    assert (code, count(filled, Company)) == (0, 3)
    assert "3 of 3" in output
    code, output = run(filled, "--if-empty", "--companies", "5")
    assert (code, count(filled, Company)) == (0, 3)
    assert "no demo data was added" in output


def test_what_was_added_can_be_taken_out(filled: Flask) -> None:
    run(filled, "--companies", "3")
    assert run(filled, "--remove")[0] == 0
    assert (count(filled, Company), count(filled, User)) == (0, 0)


def test_it_fails_in_one_line_without_checklists(make: Callable[..., Flask], database: TestDatabase) -> None:
    app = make(database.url)
    code, output = run(app)
    assert code == 1
    assert output.count("\n") == 1
    assert "content sync" in output
    assert count(app, User) == 0


@pytest.mark.parametrize("environ", [NETWORK, PRODUCTION], ids=["network", "production"])
def test_it_is_not_added_where_others_could_log_in(
    make: Callable[..., Flask], filled: Flask, database: TestDatabase, environ: dict[str, str]
) -> None:
    app = make(database.url, **environ)
    code, output = run(app)
    assert code == 1
    assert "loopback" in output
    assert count(app, User) == 0


@pytest.mark.parametrize("environ", [NETWORK, PRODUCTION], ids=["network", "production"])
def test_a_server_that_others_can_reach_does_not_start(
    make: Callable[..., Flask], filled: Flask, database: TestDatabase, environ: dict[str, str]
) -> None:
    app = make(database.url, **environ)
    refuse_demo_on_network(app)
    run(filled, "--companies", "2")
    with pytest.raises(SettingsError, match="flask demo --remove"):
        refuse_demo_on_network(app)
    assert run(app, "--remove")[0] == 0
    refuse_demo_on_network(app)


def test_commands_work_beside_demo_accounts_and_the_server_command_does_not(
    make: Callable[..., Flask], filled: Flask, database: TestDatabase
) -> None:
    run(filled, "--companies", "2")
    app = make(database.url, **NETWORK)
    with click.Context(click.Command("flask"), info_name="flask"):
        refuse_demo_on_network(app)
    with click.Context(click.Command("run"), info_name="run"), pytest.raises(SettingsError):
        refuse_demo_on_network(app)


def test_a_database_without_tables_has_no_demo_accounts(make: Callable[..., Flask], empty_url: str) -> None:
    refuse_demo_on_network(make(empty_url, **NETWORK))
