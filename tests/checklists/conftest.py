"""What the tests of checklists may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.checklists.house import House
from tests.checklists.office import Office
from tests.checklists.place import Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.client import PortalClient


@pytest.fixture
def house(db_session: Session) -> House:
    """A company with two people and a checklist, for tests of the service."""
    return House(db_session)


@pytest.fixture
def place(rows: Session, as_user: Callable[..., PortalClient]) -> Place:
    return Place(rows, as_user)


@pytest.fixture
def office(rows: Session, as_user: Callable[..., PortalClient]) -> Office:
    return Office(rows, as_user)
