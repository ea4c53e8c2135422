"""Rows that another request may be making at this moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.db.model import Model


def insert(session: Session, table: type[Model]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that can say what happens where the row is there already; both databases call it `on_conflict_do_…`."""
    made = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return made(table)
