"""How Alembic reaches the database."""

from alembic import context
from sqlalchemy import Connection

from portal.db.model import Model
from portal.db.registry import load_models
from portal.db.session import Database

load_models()


def _check_foreign_keys(connection: Connection) -> None:
    """Foreign keys are off while SQLite rebuilds tables, so they are all checked afterwards."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if broken:
        message = f"The migration left {len(broken)} rows without the row they refer to; first: {broken[0]}."
        raise RuntimeError(message)


def _migrate() -> None:
    database = Database(context.config.attributes["url"], foreign_keys=False)
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            transaction_per_migration=True,
            render_as_batch=database.sqlite,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        if database.sqlite:
            _check_foreign_keys(connection)
    database.dispose()


_migrate()
