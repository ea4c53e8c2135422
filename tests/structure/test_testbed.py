"""The ground that the other tests stand on holds."""

from __future__ import annotations

from http import HTTPStatus
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, func, inspect, literal, select, table, text

from portal import clock
from portal.access import Role
from portal.audit.models import AuditEvent
from tests import build
from tests.counts import Counts
from tests.statements import count_queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.client import PortalClient
    from tests.databases import TestDatabase

VERSION = {"sqlite": "SELECT 'SQLite ' || sqlite_version()", "postgresql": "SELECT version()"}
NAME = {"sqlite": "SQLite 3", "postgresql": "PostgreSQL 18"}
COUNT = text("SELECT count(*) FROM audit_events")


def test_each_engine_is_what_it_says(database: TestDatabase, engine_name: str) -> None:
    with create_engine(database.url).connect() as connection:
        answer = connection.execute(text(VERSION[engine_name])).scalar_one()
    assert answer.startswith(NAME[engine_name])


def test_the_database_is_migrated(database: TestDatabase) -> None:
    assert {"alembic_version", "users", "companies"} <= set(inspect(create_engine(database.url)).get_table_names())


def test_migrations_leave_the_tables_empty(database: TestDatabase) -> None:
    """Cleaning on PostgreSQL deletes every row; rows made by a migration would be gone after one test."""
    engine = create_engine(database.url)
    # An index of SQLite's full-text search keeps its own housekeeping in tables.
    tables = set(inspect(engine).get_table_names()) - {"alembic_version"}
    names = {name for name in tables if not name.startswith("search_index_")}
    with engine.connect() as connection:
        filled = [
            name for name in names if connection.execute(select(literal(1)).select_from(table(name)).limit(1)).first()
        ]
    assert filled == []


def test_cleaning_takes_rows_and_keeps_the_revision(database: TestDatabase) -> None:
    engine = create_engine(database.url)
    insert = text("INSERT INTO audit_events (at, action, details) VALUES ('2026-01-01 00:00:00', 'x', '{}')")
    with engine.begin() as connection:
        connection.execute(insert)
    database.clean()
    with engine.connect() as connection:
        assert connection.execute(COUNT).scalar_one() == 0
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


def report(name: str, bed: str, **values: Any) -> Any:
    outcome = {"when": "call", "passed": False, "failed": False, "duration": 0.0} | values
    return SimpleNamespace(nodeid=name, user_properties=[("bed", bed)], **outcome)


def test_counts_tell_the_beds_apart() -> None:
    counts = Counts()
    counts.add(report("a", "sqlite", passed=True))
    counts.add(report("b", "postgresql", passed=True))
    counts.add(report("b", "postgresql", failed=True, when="teardown"))
    counts.add(report("c", "sqlite"))
    assert counts.lines() == [
        "sqlite: 1 passed",
        "postgresql: 0 passed, 1 failed",
        "browser: 0 passed",
    ]
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
        assert other.execute(COUNT).scalar_one() == 0


def test_every_builder_makes_a_whole_row(db_session: Session) -> None:
    company, document = build.company(db_session), build.document(db_session)
    assert build.member(db_session, company, Role.COMPANY_ADMIN).id
    run, item = build.run(db_session, company, document), build.item(db_session, document)
    assert build.answer(db_session, run, item).company_id == company.id
    request = build.request(db_session, company)
    assert build.message(db_session, request).request_id == request.id
    assert build.team_note(db_session, request).request_id == request.id


def test_the_roles_of_a_builder_are_the_persons(db_session: Session) -> None:
    person = build.user(db_session, Role.CONSULTANT)
    assert (person.is_consultant, person.is_admin) == (True, False)


def test_a_request_sees_the_rows_of_the_test(rows: Session, client: PortalClient, database: TestDatabase) -> None:
    rows.add(AuditEvent(at=clock.now(), action="x", details={}))
    assert client.get("/healthz").status_code == HTTPStatus.OK
    with create_engine(database.url).connect() as other:
        assert other.execute(COUNT).scalar_one() == 1


@pytest.mark.postgresql
def test_a_test_may_run_on_postgresql_alone(database: TestDatabase) -> None:
    assert database.url.startswith("postgresql")
