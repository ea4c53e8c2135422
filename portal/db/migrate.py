"""Bring a database to the newest shape, and say whether it is there."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal.db.session import Database
from portal.settings import ROOT


def upgrade(url: str, revision: str = "head") -> None:
    """Run the migrations up to `revision`; each in its own transaction, so a crash leaves the last one whole."""
    command.upgrade(_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Run the migrations down to `revision`."""
    command.downgrade(_config(url), revision)


def is_current(database: Database) -> bool:
    """Whether the database answers and has every migration."""
    heads = set(ScriptDirectory.from_config(_config("")).get_heads())
    with database.engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads()) == heads


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["url"] = url
    return config
