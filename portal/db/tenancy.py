"""One company at a time: the net under every query and every write.

A table that belongs to a company mixes in `CompanyOwned`. A session then reads and writes such rows only
inside a scope: one company, or, with a written reason, all of them. Rows of `TeamOnly` tables, the notes that
a company must never see, come back only to a session that acts for the Welcome Service team. Rows of `Releasable`
tables, what a company keeps about its hires, come back to the team only where the company has released them.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, ForeignKey, Table, TextClause, event, false
from sqlalchemy.orm import (
    FromStatement,
    Mapped,
    ORMExecuteState,
    Session,
    declared_attr,
    mapped_column,
    with_loader_criteria,
)
from sqlalchemy.sql import visitors

from portal.db.types import BigId

if TYPE_CHECKING:
    from collections.abc import Iterator


class NoCompanyScope(RuntimeError):
    """Rows of companies were asked for without saying which company."""


class ForeignCompanyRow(RuntimeError):
    """A row of another company, or of the team, was about to be written."""


class CompanyOwned:
    """Mixin: every row belongs to one company."""

    @declared_attr
    @classmethod
    def company_id(cls) -> Mapped[int]:
        return mapped_column(BigId, ForeignKey("companies.id", onupdate="CASCADE"), index=True)


class TeamOnly(CompanyOwned):
    """Mixin: about a company, but read by the Welcome Service team alone."""


class Releasable(CompanyOwned):
    """Mixin: read by the company, and by the Welcome Service team where the company has released it."""

    @classmethod
    def is_released(cls) -> ColumnElement[bool]:
        """Whether the team may read the row. A table that does not say so keeps all its rows from the team."""
        return false()


@dataclass(frozen=True)
class Scope:
    """What a session may touch: one company's rows, or every company's (`company_id` None).

    `team`: it acts for the team; then `unreleased` says whether it may still count what is not released to the team.
    """

    company_id: int | None
    team: bool
    reason: str
    unreleased: bool = False


def open_scope(session: Session, company_id: int, *, team: bool = False) -> None:
    """Let the session touch one company's rows until it is closed."""
    session.info["scope"] = Scope(company_id, team, "")


@contextmanager
def company_scope(session: Session, company_id: int, *, team: bool = False) -> Iterator[None]:
    """Let the session touch one company's rows inside the block."""
    with _scoped(session, Scope(company_id, team, "")):
        yield


@contextmanager
def every_company(session: Session, reason: str, *, team: bool = False) -> Iterator[None]:
    """Let the session touch all companies' rows inside the block. `reason` is for the reader of the code."""
    with _scoped(session, Scope(None, team, reason)):
        yield


@contextmanager
def with_unreleased(session: Session, reason: str) -> Iterator[None]:
    """Let the session meet inside the block also what a company keeps from the team: to count it or hand it over, never
    to show it.
    """
    scope = _scope_of(session)
    with _scoped(session, Scope(scope.company_id, scope.team, reason, unreleased=True)):
        yield


@contextmanager
def _scoped(session: Session, scope: Scope) -> Iterator[None]:
    before = session.info.get("scope")
    session.info["scope"] = scope
    try:
        yield
        # What was added inside belongs to this scope; flushed later it would meet the outer one.
        session.flush()
    finally:
        session.info["scope"] = before


def install() -> None:
    """Put the net under every session of the process. Doing it twice changes nothing."""
    if not event.contains(Session, "do_orm_execute", _guard_statement):
        event.listen(Session, "do_orm_execute", _guard_statement)
        event.listen(Session, "before_flush", _guard_flush)


def _guard_statement(state: ORMExecuteState) -> None:
    if any(isinstance(part, TextClause) for part in _parts(state.statement)):
        message = "Raw SQL text cannot be scoped to a company; write it with the models."
        raise NoCompanyScope(message)
    if not _owned_tables(state.statement):
        return
    scope = _scope_of(state.session)
    if scope.company_id is not None:
        _guard_bulk_write(state)
        state.statement = state.statement.options(_only(scope.company_id))
    if not scope.team:
        state.statement = state.statement.options(_not_the_teams())
    elif not scope.unreleased:
        state.statement = state.statement.options(_only_released())


def _only(company_id: int) -> Any:
    return with_loader_criteria(CompanyOwned, lambda cls: cls.company_id == company_id, include_aliases=True)


def _not_the_teams() -> Any:
    return with_loader_criteria(TeamOnly, lambda _cls: false(), include_aliases=True)


def _only_released() -> Any:
    return with_loader_criteria(Releasable, lambda cls: cls.is_released(), include_aliases=True)


def _guard_bulk_write(state: ORMExecuteState) -> None:
    # No criterion sees the rows of an INSERT or of an UPDATE by key, so only code that works on all companies
    # may send one; and none may hand its own rows to another.
    by_key = state.is_update and isinstance(state.parameters, list)
    if state.is_insert or by_key:
        message = "Write a company's rows through the session, which checks each."
        raise ForeignCompanyRow(message)
    if state.is_update and "company_id" in _columns_set(state):
        message = "Rows do not change their company inside the scope of one."
        raise ForeignCompanyRow(message)


def _columns_set(state: ORMExecuteState) -> set[str]:
    values: dict[Any, Any] = getattr(state.statement, "_values", None) or {}
    return {getattr(column, "key", column) for column in values}


def _owned_tables(statement: Any) -> set[str]:
    """Names of the companies' tables in a statement; `all_mappers` misses subqueries, CTEs and counts."""
    return {part.name for part in _parts(statement) if isinstance(part, Table)} & _owned_names()


def _parts(statement: Any) -> Iterator[Any]:
    yield from visitors.iterate(statement)
    # What `from_statement` holds is no child of it.
    if isinstance(statement, FromStatement):
        yield from visitors.iterate(statement.element)


_names: set[str] = set()


def _owned_names() -> set[str]:
    if not _names:
        _names.update(_names_below(CompanyOwned))
    return _names


def _names_below(kind: type) -> Iterator[str]:
    model: type
    for model in kind.__subclasses__():
        name: str | None = getattr(model, "__tablename__", None)
        if name is not None:
            yield name
        yield from _names_below(model)


def _scope_of(session: Session) -> Scope:
    scope = session.info.get("scope")
    if not isinstance(scope, Scope):
        message = "Open a company's scope before touching its rows."
        raise NoCompanyScope(message)
    return scope


def _guard_flush(session: Session, _context: object, _instances: object) -> None:
    owned = [row for row in (*session.new, *session.dirty, *session.deleted) if isinstance(row, CompanyOwned)]
    for row in owned:
        scope = _scope_of(session)
        if scope.company_id not in (None, row.company_id):
            message = f"{type(row).__name__} of company {row.company_id} in the scope of company {scope.company_id}."
            raise ForeignCompanyRow(message)
        if isinstance(row, TeamOnly) and not scope.team:
            message = f"{type(row).__name__} is written by the team only."
            raise ForeignCompanyRow(message)
