"""Both databases at once, for what must be the same on both."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from portal.db.session import Database
from tests import databases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def both(_databases: Callable[[str], databases.TestDatabase]) -> Iterator[list[Session]]:
    """A session on each database; nothing that they write stays."""
    with ExitStack() as stack:
        yield [stack.enter_context(passing(Database(_databases(name).url))) for name in databases.ENGINES]


@contextmanager
def passing(database: Database) -> Iterator[Session]:
    with database.engine.connect() as connection, connection.begin() as transaction:
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield session
        transaction.rollback()
    database.dispose()
