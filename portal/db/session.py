"""Engines and sessions: SQLite made safe for several writers, reading sessions that cannot write."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from portal.db import tenancy

if TYPE_CHECKING:
    import sqlite3

BUSY_MILLISECONDS = 10_000


class Database:
    """One engine and the sessions on it."""

    def __init__(self, url: str, *, foreign_keys: bool = True) -> None:
        """`foreign_keys=False` is for migrations alone: SQLite's table rebuild would delete the children."""
        parsed = make_url(url)
        self.sqlite = parsed.get_backend_name() == "sqlite"
        if self.sqlite and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        self.engine = create_engine(parsed, pool_pre_ping=not self.sqlite)
        if self.sqlite:
            _prepare_sqlite(self.engine, foreign_keys=foreign_keys)
        tenancy.install()

    def session(self, *, read_only: bool = False) -> Session:
        """A session; a read-only one is refused any write by the database itself."""
        engine = self.engine.execution_options(portal_read_only=read_only, **self._options(read_only=read_only))
        return Session(engine, expire_on_commit=False)

    def _options(self, *, read_only: bool) -> dict[str, Any]:
        return {} if self.sqlite else {"postgresql_readonly": read_only}

    def dispose(self) -> None:
        self.engine.dispose()


def _prepare_sqlite(engine: Engine, *, foreign_keys: bool) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own BEGIN comes too late and loses savepoints; ours is in the begin event.
        connection.isolation_level = None
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        read_only = connection.get_execution_options().get("portal_read_only", False)
        # A pooled connection keeps the pragma of its last user, so it is set every time.
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if read_only else 'OFF'}")
        # A writer that began as a reader cannot wait for the lock: it fails at once.
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
