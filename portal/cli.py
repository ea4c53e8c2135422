"""The commands of the application: `flask content …`, `flask users …`, `flask db …`, `flask demo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import AppGroup

from portal.access import COMPANY_ROLES, Role
from portal.accounts import rules as accounts_rules
from portal.accounts import service as accounts
from portal.db import migrate
from portal.web import transaction

if TYPE_CHECKING:
    from flask import Flask

    from portal.settings import Settings

db = AppGroup("db", help="The database.")
users = AppGroup("users", help="Accounts.")

STAFF_ROLES = [str(role) for role in Role if role not in COMPANY_ROLES]


def register(app: Flask) -> None:
    """Give the app its commands."""
    app.cli.add_command(db)
    app.cli.add_command(users)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["portal_settings"]
    return settings


@db.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database to the newest shape."""
    migrate.upgrade(_settings().database_url, revision)
    click.echo("The database is up to date.")


@users.command("create")
@click.option("--email", required=True, help="The address that the person logs in with.")
@click.option("--name", required=True, help="First and last name.")
@click.option(
    "--role",
    "roles",
    type=click.Choice(STAFF_ROLES),
    multiple=True,
    help="A role at the service; may be given several times.",
)
def create_user(email: str, name: str, roles: tuple[str, ...]) -> None:
    """Make an account and print the single-use link with which the person sets a password."""
    with transaction.database().session() as session:
        try:
            token = accounts.create_user_with_link(session, email=email, name=name, roles=map(Role, roles))
        except accounts.AccountError as error:
            raise click.ClickException(str(error)) from None
        session.commit()
    click.echo(f"{_settings().base_url}{accounts_rules.link_path(token)}")
