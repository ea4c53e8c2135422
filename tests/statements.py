"""Counts what is asked of the database."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_COUNTED = frozenset({"BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA", "COMMIT", "ROLLBACK"})
"""First words of what frames a transaction: how many there are differs between the databases."""

OF_NO_PAGE = "FROM register_versions JOIN"
"""Asked every few seconds by whoever comes then: web/site.py."""


@contextmanager
def count_queries() -> Iterator[list[str]]:
    """The statements sent inside the block, by any engine of this process, in a list that grows.

    with count_queries() as queries:
        client.get("/hires")
    assert len(queries) <= 6, queries
    """
    statements: list[str] = []

    def remember(*arguments: Any) -> None:
        statement: str = arguments[2]
        if statement.split(maxsplit=1)[0].upper() not in NOT_COUNTED and OF_NO_PAGE not in statement:
            statements.append(statement)

    event.listen(Engine, "before_cursor_execute", remember)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", remember)
