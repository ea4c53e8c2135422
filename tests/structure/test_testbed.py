"""The ground that the other tests stand on holds."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, func, inspect, select, text

from portal import clock
from portal.audit.models import AuditEvent
from tests.counts import Counts
from tests.statements import count_queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.databases import TestDatabase

VERSION = {"sqlite": "SELECT 'SQLite ' || sqlite_version()", "postgresql": "SELECT version()"}
NAME = {"sqlite": "SQLite 3", "postgresql": "PostgreSQL 18"}


def test_each_engine_is_what_it_says(database: TestDatabase, engine_name: str) -> None:
    with create_engine(database.url).connect() as connection:
        answer = connection.execute(text(VERSION[engine_name])).scalar_one()
    assert answer.startswith(NAME[engine_name])


def test_the_database_is_migrated(database: TestDatabase) -> None:
    assert {"alembic_version", "users", "companies"} <= set(inspect(create_engine(database.url)).get_table_names())


def test_cleaning_takes_rows_and_keeps_the_revision(database: TestDatabase) -> None:
    engine = create_engine(database.url)
    insert = text("INSERT INTO audit_events (at, action, details) VALUES ('2026-01-01 00:00:00', 'x', '{}')")
    with engine.begin() as connection:
        connection.execute(insert)
    database.clean()
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM audit_events")).scalar_one() == 0
        assert connection.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1
    engine.dispose()


def test_an_empty_database_has_no_table(empty_url: str) -> None:
    assert inspect(create_engine(empty_url)).get_table_names() == []


def test_framing_statements_are_not_counted(database: TestDatabase) -> None:
    engine = create_engine(database.url)
    with engine.connect() as connection, count_queries() as queries:
        connection.execute(text("SELECT 1"))
        connection.begin_nested().rollback()
        connection.execute(text("SELECT 2"))
        connection.rollback()
    with engine.connect() as connection:
        connection.execute(text("SELECT 3"))
    assert queries == ["SELECT 1", "SELECT 2"]


def report(name: str, bed: str, **values: Any) -> Any:  # noqa: ANN401 - stands in for pytest's report
    outcome = {"when": "call", "passed": False, "failed": False, "duration": 0.0} | values
    return SimpleNamespace(nodeid=name, user_properties=[("bed", bed)], **outcome)


def test_counts_tell_the_beds_apart() -> None:
    counts = Counts()
    counts.add(report("a", "sqlite", passed=True))
    counts.add(report("b", "postgresql", passed=True))
    counts.add(report("b", "postgresql", failed=True, when="teardown"))
    counts.add(report("c", "sqlite"))
    assert counts.lines() == ["sqlite: 1 passed", "postgresql: 0 passed, 1 failed", "browser: 0 passed"]
    assert counts.missing() == ["postgresql", "browser"]


@pytest.mark.parametrize(("file", "seconds", "over"), [("test_rules.py", 0.02, True), ("test_pages.py", 0.02, False)])
def test_budgets_depend_on_the_kind_of_test(file: str, seconds: float, *, over: bool) -> None:
    counts = Counts()
    counts.add(report(f"tests/directory/{file}::test_x", "sqlite", passed=True, duration=seconds))
    assert bool(counts.over_budget()) is over


def test_a_service_session_leaves_nothing_behind(database: TestDatabase, db_session: Session) -> None:
    event = AuditEvent(at=clock.now(), action="x", details={})
    db_session.add(event)
    db_session.commit()
    assert db_session.scalars(select(AuditEvent)).one() is event
    db_session.rollback()
    assert db_session.scalar(select(func.count()).select_from(AuditEvent)) == 1
    with create_engine(database.url).connect() as other:
        assert other.execute(text("SELECT count(*) FROM audit_events")).scalar_one() == 0
