"""A migrated database of its own for each worker and engine, emptied after each test.

Migrations run once for all workers, on a template; each worker copies it. Pages commit for real, so
nothing can be rolled back after a test: SQLite gets the template's pages back, PostgreSQL loses its rows.
"""

from __future__ import annotations

import contextlib
import fcntl
import secrets
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import psycopg
from psycopg import sql

from portal.db import migrate
from tests import postgres

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGINES = ("sqlite", "postgresql")
TEMPLATE = "template_portal"
LOCK_SECONDS = 5
"""A test that left a transaction open fails after this time instead of hanging."""


class TestDatabase(Protocol):
    """A database that a test may fill as it likes."""

    url: str

    def clean(self) -> None:
        """Bring the database back to what it was after the migrations."""

    def close(self) -> None:
        """Let go of the database at the end of the worker."""


def make(engine: str, folder: str, worker: str) -> TestDatabase:
    """The database of one worker. `folder`: the running cluster's, shared by all workers of the run."""
    return Sqlite(Path(folder), worker) if engine == "sqlite" else Postgresql(folder, worker)


@contextlib.contextmanager
def empty(engine: str, folder: str) -> Iterator[str]:
    """The address of a database without any table, there as long as the block."""
    name = f"empty_{secrets.token_hex(4)}"
    if engine == "sqlite":
        own = Path(folder, name)
        own.mkdir()
        yield f"sqlite:///{own / 'portal.sqlite'}"
        shutil.rmtree(own)
    else:
        postgres.create(folder, name)
        yield postgres.url(folder, name)
        postgres.drop(folder, name)


class Sqlite:
    """A file, restored page by page: also what a trigger protects, and row numbers start at 1 again."""

    def __init__(self, folder: Path, worker: str) -> None:
        file = folder / f"{worker}.sqlite"
        self.url = f"sqlite:///{file}"
        self._pristine = _in_memory(sqlite_template(folder))
        self._file = sqlite3.connect(file, timeout=LOCK_SECONDS, isolation_level=None)
        self._pristine.backup(self._file)

    def clean(self) -> None:
        self._become(self._pristine)

    def fill(self, file: Path) -> None:
        """Bring in everything that stands in another database, until the next `clean`."""
        with contextlib.closing(sqlite3.connect(file)) as source:
            self._become(source)

    def _become(self, source: sqlite3.Connection) -> None:
        # A backup waits for a lock for ever; this waits LOCK_SECONDS and raises.
        self._file.execute("BEGIN IMMEDIATE")
        self._file.execute("ROLLBACK")
        source.backup(self._file)

    def close(self) -> None:
        self._file.close()
        self._pristine.close()


class Postgresql:
    """A database, emptied by DELETE: on small tables ten times as fast as TRUNCATE."""

    def __init__(self, folder: str, worker: str) -> None:
        template, name = _postgresql_template(folder), f"t_{worker}"
        postgres.create(folder, name, template)
        self.url = postgres.url(folder, name)
        self._connection = psycopg.connect(host=folder, dbname=name, user=postgres.OWNER, autocommit=True)
        # Neither foreign keys nor triggers stop the deletes, so their order is free.
        self._connection.execute("SET session_replication_role = replica")
        self._connection.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
        self._deletes = sql.SQL(";").join(sql.SQL("DELETE FROM {}").format(table) for table in self._tables())

    def _tables(self) -> list[sql.Identifier]:
        found = self._connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        )
        return [sql.Identifier(name) for (name,) in found]

    def clean(self) -> None:
        self._connection.execute(self._deletes)

    def close(self) -> None:
        self._connection.close()


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Only one worker at a time."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def sqlite_template(folder: Path) -> Path:
    template = folder / f"{TEMPLATE}.sqlite"
    with alone(folder):
        if not template.exists():
            unfinished = folder / f"unfinished_{TEMPLATE}.sqlite"
            migrate.upgrade(f"sqlite:///{unfinished}")
            unfinished.rename(template)
    return template


def _in_memory(file: Path) -> sqlite3.Connection:
    memory = sqlite3.connect(":memory:")
    with contextlib.closing(sqlite3.connect(file)) as source:
        source.backup(memory)
    return memory


def _postgresql_template(folder: str) -> str:
    with alone(Path(folder)), postgres.connect(folder) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
            unfinished = f"unfinished_{TEMPLATE}"
            postgres.drop(folder, unfinished)
            postgres.create(folder, unfinished)
            migrate.upgrade(postgres.url(folder, unfinished))
            connection.execute(f"ALTER DATABASE {unfinished} RENAME TO {TEMPLATE}")
    return TEMPLATE
