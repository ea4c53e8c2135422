"""The commands of the application: `flask content …`, `flask users …`, `flask db …`, `flask demo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import AppGroup

from portal.db import migrate

if TYPE_CHECKING:
    from flask import Flask

    from portal.settings import Settings

db = AppGroup("db", help="The database.")


def register(app: Flask) -> None:
    """Give the app its commands."""
    app.cli.add_command(db)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["portal_settings"]
    return settings


@db.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database to the newest shape."""
    migrate.upgrade(_settings().database_url, revision)
    click.echo("The database is up to date.")
