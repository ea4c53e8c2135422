"""Migrations say the same as the models, and lose nobody's rows on the way up and down."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, func, inspect, select, table, text

from portal.db import migrate
from portal.db.model import Model
from portal.db.session import Database
from tests.structure.rows import MODELS, insert_row
from tests.structure.sources import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = re.compile(r"\d{4}_[a-z_]+")
BOOK = "alembic_version"
# SQLite's own tables behind the index of search, which triggers fill.
INDEX = "search_index"
# Indexes that only PostgreSQL has.
ELSEWHERE = frozenset({"ix_search_entries_terms"})


def scripts() -> ScriptDirectory:
    return ScriptDirectory(ROOT / "migrations")


def revisions() -> list[str]:
    """All revisions, oldest first."""
    return [script.revision for script in scripts().walk_revisions()][::-1]


def test_there_is_one_way_up() -> None:
    directory = scripts()
    assert len(directory.get_heads()) == 1
    assert [script.revision for script in directory.walk_revisions() if script.is_merge_point] == []


def test_versions_are_numbered_in_their_order() -> None:
    names = revisions()
    assert [name for name in names if not NAME.fullmatch(name)] == []
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    files = sorted(path.stem for path in (ROOT / "migrations/versions").glob("*.py"))
    assert files == names


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    database = Database(empty_url)
    yield database.engine
    database.dispose()


def tables(engine: Engine) -> set[str]:
    return {name for name in inspect(engine).get_table_names() if name != BOOK and is_ours(name, "table", {})}


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or not (name or "").startswith(INDEX)


def counts(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in tables(engine)}


def fill(engine: Engine) -> dict[str, int]:
    """Write at least one row into every table, with all that they refer to."""
    with engine.begin() as connection:
        for model in MODELS:
            insert_row(connection, model)
    return counts(engine)


def test_up_from_nothing_is_what_the_models_say(empty_url: str, engine: Engine) -> None:
    migrate.upgrade(empty_url)
    with engine.connect() as connection:
        compared = {"compare_type": True, "compare_server_default": True, "include_name": is_ours}
        context = MigrationContext.configure(connection, opts=compared)
        found = compare_metadata(context, Model.metadata)
    elsewhere = ELSEWHERE if engine.dialect.name == "sqlite" else frozenset()
    assert [one for one in found if not (one[0] == "add_index" and one[1].name in elsewhere)] == []


def test_every_name_is_said_by_the_convention(empty_url: str, engine: Engine) -> None:
    """A constraint without a name, or with another than the model's, cannot be found by the next migration."""
    migrate.upgrade(empty_url)
    inspector = inspect(engine)
    for name in tables(engine):
        said = Model.metadata.tables[name]
        expected = {constraint.name for constraint in said.foreign_key_constraints}
        assert {key["name"] for key in inspector.get_foreign_keys(name)} == expected
        assert inspector.get_pk_constraint(name)["name"] == said.primary_key.name


def test_up_again_changes_nothing(empty_url: str, engine: Engine) -> None:
    migrate.upgrade(empty_url)
    before = fill(engine)
    migrate.upgrade(empty_url)
    assert counts(engine) == before


def test_down_and_up_with_rows(empty_url: str, engine: Engine) -> None:
    """Each step down takes its own tables and leaves every row of the others, and so does each step up."""
    migrate.upgrade(empty_url)
    before = fill(engine)
    assert set(before) == set(Model.metadata.tables)
    assert all(before.values()), before
    for revision in [*revisions()[-2::-1], "base"]:
        migrate.downgrade(empty_url, revision)
        now = counts(engine)
        assert now == {name: before[name] for name in now}, f"rows were lost on the way down to {revision}"
    assert tables(engine) == set()
    migrate.upgrade(empty_url)
    assert tables(engine) == set(before)


def test_up_with_rows(empty_url: str, engine: Engine) -> None:
    migrate.upgrade(empty_url)
    before = fill(engine)
    last = revisions()[-2]
    migrate.downgrade(empty_url, last)
    left = counts(engine)
    migrate.upgrade(empty_url)
    now = counts(engine)
    assert {name: now[name] for name in left} == left == {name: before[name] for name in left}


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_migration_that_loses_parents_is_refused(empty_url: str, engine: Engine) -> None:
    """On SQLite foreign keys are off while tables are rebuilt; the check afterwards stands in for them."""
    migrate.upgrade(empty_url)
    fill(engine)
    migrate.downgrade(empty_url, revisions()[-2])
    careless = create_engine(empty_url)
    with careless.begin() as connection:
        connection.execute(text("PRAGMA foreign_keys=OFF"))
        connection.execute(text("DELETE FROM companies"))
    careless.dispose()
    with pytest.raises(RuntimeError, match="rows without the row they refer to"):
        migrate.upgrade(empty_url)
