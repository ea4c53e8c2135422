"""No company ever meets a row of another: every table that belongs to companies, every way of asking."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import delete, exists, func, insert, literal, select, text, union_all, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from portal.checklists.models import Hire
from portal.companies.models import Company
from portal.db.session import Database
from portal.db.tenancy import CompanyOwned, ForeignCompanyRow, NoCompanyScope, company_scope, every_company
from tests.structure import sources
from tests.structure.rows import MODELS, OWNED, TEAM, insert_company, insert_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.sql import Executable

    from tests.databases import TestDatabase

pytestmark = pytest.mark.filterwarnings("ignore:.*cartesian product.*")


class Ground:
    """Two companies, `ours` and `theirs`, with a row of each table in each."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.rows: dict[tuple[type[Any], int], dict[str, Any]] = {}
        with database.engine.begin() as connection:
            self.ours, self.theirs = insert_company(connection), insert_company(connection)
            for model in OWNED:
                for company in (self.ours, self.theirs):
                    released = {"shared_with_service": True} if model is Hire else {}
                    self.rows[model, company] = insert_row(connection, model, company_id=company, **released)
            self.counts = {
                (model, company): connection.scalar(
                    select(func.count()).select_from(model.__table__).where(model.__table__.c.company_id == company),
                )
                for model, company in self.rows
            }

    def key(self, model: type[Any], company: int) -> int:
        number: int = self.rows[model, company]["id"]
        return number


@pytest.fixture
def ground(database: TestDatabase) -> Iterator[Ground]:
    own = Database(database.url)
    yield Ground(own)
    own.dispose()


@pytest.fixture
def session(ground: Ground) -> Iterator[Session]:
    with ground.database.session() as session:
        yield session


def by_model(models: tuple[type[Any], ...]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("model", models, ids=lambda model: model.__name__)


def ways(model: type[Any]) -> dict[str, Executable]:
    """Statements that each give the company numbers of the rows they meet."""
    other, inner, cte = (
        aliased(model),
        select(model.company_id).subquery(),
        select(model.company_id).cte(),
    )
    return {
        "columns": select(model.company_id),
        "alias": select(other.company_id),
        "subquery": select(inner.c.company_id),
        "alias of a subquery": select(aliased(model, select(model).subquery()).company_id),
        "cte": select(cte.c.company_id),
        "union": union_all(select(model.company_id), select(other.company_id)),
        "join": select(Company.id).join(model, model.company_id == Company.id),
        "outer join": select(model.company_id).select_from(Company).outerjoin(model, model.company_id == Company.id),
        "in": select(Company.id).where(Company.id.in_(select(model.company_id))),
        "exists": select(Company.id).where(exists().where(model.company_id == Company.id)),
        "scalar subquery": select(select(func.max(model.company_id)).scalar_subquery()),
        "group": select(model.company_id).group_by(model.company_id),
        "from literal": select(literal(1), model.company_id).with_only_columns(model.company_id),
    }


def met(session: Session, statement: Executable) -> set[int]:
    return {number for number in session.scalars(statement) if number is not None}  # type: ignore[call-overload]


def test_there_is_something_to_protect() -> None:
    names = {model.__name__ for model in OWNED}
    assert {"Run", "Answer", "ConsultationRequest", "Message", "TeamNote"} <= names
    assert {model.__name__ for model in TEAM} >= {"TeamNote"}


@by_model(OWNED)
def test_no_table_answers_without_a_scope(model: type[Any], session: Session) -> None:
    statements = {**ways(model), "count": select(func.count()).select_from(model), "rows": select(model)}
    statements |= {"update": update(model).values(company_id=1), "delete": delete(model), "insert": insert(model)}
    for name, statement in statements.items():
        with pytest.raises(NoCompanyScope):
            session.execute(statement)
            pytest.fail(f"{model.__name__} answered without a scope: {name}")
    with pytest.raises(NoCompanyScope):
        session.get(model, 1)


@by_model(OWNED)
def test_a_scope_shows_its_own_rows_alone(model: type[Any], ground: Ground, session: Session) -> None:
    # Both companies one after the other: a cached statement must not keep the first one's number.
    for company in (ground.ours, ground.theirs, ground.ours):
        with company_scope(session, company, team=True):
            for name, statement in ways(model).items():
                assert met(session, statement) == {company}, f"{model.__name__}: {name}"
            assert session.scalar(select(func.count()).select_from(model)) == ground.counts[model, company]
            assert {row.company_id for row in session.scalars(select(model))} == {company}
        session.expunge_all()


@by_model(OWNED)
def test_get_finds_no_row_of_another(model: type[Any], ground: Ground, session: Session) -> None:
    with company_scope(session, ground.ours, team=True):
        assert session.get(model, ground.key(model, ground.theirs)) is None
        assert session.get(model, ground.key(model, ground.ours)) is not None


@by_model(OWNED)
def test_all_companies_are_seen_only_with_a_reason(model: type[Any], ground: Ground, session: Session) -> None:
    with every_company(session, "the test looks at both", team=True):
        assert met(session, select(model.company_id)) == {ground.ours, ground.theirs}
    with pytest.raises(NoCompanyScope):
        session.scalars(select(model))


@by_model(OWNED)
def test_update_and_delete_pass_by_the_rows_of_another(model: type[Any], ground: Ground, session: Session) -> None:
    key = ground.key(model, ground.theirs)
    with company_scope(session, ground.ours, team=True):
        for statement in (update(model).values(id=model.id), delete(model)):
            result = session.execute(statement.where(model.id == key), execution_options={"synchronize_session": False})
            assert result.rowcount == 0, f"{model.__name__}: {statement}"  # type: ignore[attr-defined]


@by_model(OWNED)
def test_update_by_key_cannot_reach_another(model: type[Any], ground: Ground, session: Session) -> None:
    key = ground.key(model, ground.theirs)
    column = next(
        one for one in model.__table__.columns if one.name not in {"id", "company_id"} and not one.foreign_keys
    )
    same = ground.rows[model, ground.theirs].get(column.name)
    with company_scope(session, ground.ours, team=True), pytest.raises((ForeignCompanyRow, NoCompanyScope)):
        session.execute(update(model), [{"id": key, column.name: same}])


@by_model(OWNED)
def test_update_cannot_move_a_row_away(model: type[Any], ground: Ground, session: Session) -> None:
    with company_scope(session, ground.ours, team=True), pytest.raises((ForeignCompanyRow, IntegrityError)):
        session.execute(update(model).values(company_id=ground.theirs))


@by_model(OWNED)
def test_rows_are_inserted_one_by_one(model: type[Any], ground: Ground, session: Session) -> None:
    with company_scope(session, ground.ours, team=True), pytest.raises(ForeignCompanyRow):
        session.execute(insert(model), [{"company_id": ground.theirs}])


@by_model(OWNED)
def test_no_row_is_written_for_another(model: type[Any], ground: Ground, session: Session) -> None:
    values = {**ground.rows[model, ground.theirs]}
    values.pop("id")
    with pytest.raises(ForeignCompanyRow), company_scope(session, ground.ours, team=True):
        session.add(model(**values))
        session.flush()


@by_model(OWNED)
def test_no_row_changes_its_company(model: type[Any], ground: Ground, session: Session) -> None:
    with pytest.raises(ForeignCompanyRow), company_scope(session, ground.ours, team=True):
        session.scalars(select(model)).first().company_id = ground.theirs
        session.flush()


@by_model(OWNED)
def test_no_row_of_another_is_deleted_or_changed(model: type[Any], ground: Ground, session: Session) -> None:
    with every_company(session, "the test holds a row that it should not have", team=True):
        row = session.get(model, ground.key(model, ground.theirs))
    with pytest.raises(ForeignCompanyRow), company_scope(session, ground.ours, team=True):
        session.delete(row)
        session.flush()


@by_model(OWNED)
def test_nothing_is_written_without_a_scope(model: type[Any], ground: Ground, session: Session) -> None:
    values = {**ground.rows[model, ground.ours]}
    values.pop("id")
    session.add(model(**values))
    with pytest.raises(NoCompanyScope):
        session.flush()


@pytest.mark.parametrize("nested", [False, True], ids=["plain", "nested"])
def test_raw_sql_is_refused(ground: Ground, session: Session, *, nested: bool) -> None:
    raw = text("SELECT id FROM runs")
    model = next(one for one in OWNED if one.__tablename__ == "runs")
    statement: Any = select(model).from_statement(raw) if nested else raw
    with company_scope(session, ground.ours), pytest.raises(NoCompanyScope):
        session.execute(statement)


@by_model(TEAM)
def test_what_the_team_notes_is_not_there_for_a_company(model: type[Any], ground: Ground, session: Session) -> None:
    key = ground.key(model, ground.ours)
    for scope in (company_scope(session, ground.ours), every_company(session, "not for the team")):
        with scope:
            for name, statement in ways(model).items():
                assert met(session, statement) == set(), f"{model.__name__}: {name}"
            assert session.scalar(select(func.count()).select_from(model)) == 0
            assert session.get(model, key) is None
            result = session.execute(delete(model), execution_options={"synchronize_session": False})
            assert result.rowcount == 0  # type: ignore[attr-defined]


@by_model(TEAM)
def test_the_teams_notes_are_written_by_the_team(model: type[Any], ground: Ground, session: Session) -> None:
    values = {**ground.rows[model, ground.ours]}
    values.pop("id")
    with pytest.raises(ForeignCompanyRow), company_scope(session, ground.ours):
        session.add(model(**values))
        session.flush()
    session.rollback()
    with every_company(session, "the test holds a note that it should not have", team=True):
        row = session.get(model, ground.key(model, ground.ours))
    with pytest.raises(ForeignCompanyRow), company_scope(session, ground.ours):
        session.delete(row)
        session.flush()


# The database itself, where all the nets above have holes.


def references() -> list[Any]:
    """Each foreign key from a table of companies to another such table, in the same order in each process."""
    owned = {model.__table__: model for model in OWNED}
    found = [
        (f"{model.__name__}-{constraint.referred_table.name}", constraint.column_keys, model, constraint)
        for model in OWNED
        for constraint in model.__table__.foreign_key_constraints
        if constraint.referred_table in owned
    ]
    found.sort(key=lambda one: one[:2])
    return [pytest.param(model, constraint, id=name) for name, _columns, model, constraint in found]


@pytest.mark.parametrize(("model", "constraint"), references())
def test_rows_refer_to_each_other_with_their_company(model: type[Any], constraint: Any) -> None:
    pairs = {(element.parent.name, element.column.name) for element in constraint.elements}
    assert ("company_id", "company_id") in pairs, f"{model.__name__} refers to {constraint.referred_table} by id alone"
    assert constraint.onupdate == "CASCADE", "merging companies moves all their rows"


@pytest.mark.parametrize(("model", "constraint"), references())
def test_the_database_refuses_a_row_across_companies(model: type[Any], constraint: Any, ground: Ground) -> None:
    target = next(one for one in OWNED if one.__table__ is constraint.referred_table)
    own = {element.parent.name: element.column.name for element in constraint.elements}
    crossing = {name: ground.rows[target, ground.ours][other] for name, other in own.items() if name != "company_id"}
    with ground.database.engine.connect() as connection, connection.begin() as transaction:
        with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
            insert_row(connection, model, company_id=ground.theirs, **crossing)
        transaction.rollback()


# What no hook of the session sees is not written at all.

BANNED = {
    "__table__": "statements on tables are not scoped to a company; write them with the model",
    "exec_driver_sql": "raw SQL cannot be scoped to a company",
    "bulk_save_objects": "it passes by the check of each row",
    "bulk_insert_mappings": "it passes by the check of each row",
    "bulk_update_mappings": "it passes by the check of each row",
}
# The ground itself: engines and their pragmas.
HOMES = frozenset({"db"})


def banned_words(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in BANNED:
            yield node.lineno, node.attr


def test_areas_do_not_go_round_the_session() -> None:
    found = [
        f"{module.path}:{line}: {word}: {BANNED[word]}"
        for module in sources.modules()
        if module.area not in HOMES
        for line, word in banned_words(module.tree)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("line", ["select(Run.__table__)", "session.bulk_save_objects(rows)"])
def test_going_round_is_noticed(line: str) -> None:
    assert list(banned_words(ast.parse(line)))


def test_every_table_with_a_company_belongs_to_it() -> None:
    """A `company_id` without the mixin is not scoped; those that may are named."""
    unscoped = {model.__name__ for model in MODELS if "company_id" in model.__table__.c} - {
        model.__name__ for model in MODELS if issubclass(model, CompanyOwned)
    }
    # Read at log-in, before any company is known; and the events that outlive what they speak of.
    assert unscoped == {"Membership", "LoginSession", "AuditEvent"}
