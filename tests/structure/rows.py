"""A row of any table, whatever its columns: what new tables need to be tested without anybody thinking of it.

Rows are written past the session, so that nothing that is under test here helps or hinders.
"""

from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Integer, Text, insert
from sqlalchemy.orm import configure_mappers

from portal.companies.models import Company
from portal.db.model import Model
from portal.db.registry import load_models
from portal.db.tenancy import CompanyOwned, TeamOnly
from portal.db.types import UtcDateTime

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, ForeignKeyConstraint, Table
    from sqlalchemy.sql.type_api import TypeEngine

load_models()
configure_mappers()

MODELS: tuple[type[Any], ...] = tuple(
    sorted((mapper.class_ for mapper in Model.registry.mappers), key=lambda model: model.__name__),
)
OWNED: tuple[type[Any], ...] = tuple(model for model in MODELS if issubclass(model, CompanyOwned))
TEAM: tuple[type[Any], ...] = tuple(model for model in MODELS if issubclass(model, TeamOnly))
MOMENT = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)

_numbers = itertools.count(1)


def insert_row(connection: Connection, model: type[Any], **values: Any) -> dict[str, Any]:
    """Write a row of the model, with rows for all that it must refer to; return it by column name.

    What is not said is made up; an empty value stays where the column allows it.
    """
    table: Table = model.__table__
    row = dict(values)
    for constraint in sorted(table.foreign_key_constraints, key=lambda one: -len(one.column_keys)):
        _refer(connection, constraint, row)
    for column in table.columns:
        if column.name not in row and not _fills_itself(column):
            row[column.name] = _value(column.type, column)
    key = connection.execute(insert(table).values(row)).inserted_primary_key
    return row | dict(zip((column.name for column in table.primary_key), key or (), strict=True))


def insert_company(connection: Connection) -> int:
    """Write a company and return its number."""
    number: int = insert_row(connection, Company)["id"]
    return number


def _refer(connection: Connection, constraint: ForeignKeyConstraint, row: dict[str, Any]) -> None:
    pairs = [(element.parent, element.column) for element in constraint.elements]
    missing = [column for column, _ in pairs if column.name not in row]
    if not missing or any(column.nullable for column in missing):
        return
    known = {target.name: row[column.name] for column, target in pairs if column.name in row}
    parent = insert_row(connection, _model_of(constraint.referred_table), **known)
    row.update({column.name: parent[target.name] for column, target in pairs})


def _model_of(table: Table) -> type[Any]:
    return next(model for model in MODELS if model.__table__ is table)


def _fills_itself(column: Column[Any]) -> bool:
    counted = column.primary_key and column.table.autoincrement_column is column
    has_default = column.default is not None or column.server_default is not None
    return counted or has_default or bool(column.nullable)


def _value(kind: TypeEngine[Any], column: Column[Any]) -> Any:
    number = next(_numbers)
    for made, value in _made_up(number):
        if isinstance(kind, made):
            return value
    length = getattr(kind, "length", None) or 40
    return f"{column.name} {number}"[-length:]


def _made_up(number: int) -> Iterator[tuple[type[Any] | tuple[type[Any], ...], Any]]:
    yield Boolean, False
    yield (UtcDateTime, DateTime), MOMENT
    yield Date, MOMENT.date()
    yield JSON, {}
    yield Integer, number
    yield Text, f"words {number}"
