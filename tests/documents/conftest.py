"""Texts are read in this process, each once: a child costs a third of a second, and reading has no memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from portal.documents import parsing
from tests.documents.desks import Desk, Editing
from tests.documents.texts import read_here

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.client import PortalClient


@pytest.fixture(autouse=True)
def _without_a_child(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Save with `@pytest.mark.in_a_child`, where the way through the child is the point."""
    if request.node.get_closest_marker("in_a_child") is None:
        monkeypatch.setattr(parsing, "read_safely", read_here)
        monkeypatch.setattr(parsing, "mend_safely", parsing.mended)


@pytest.fixture
def desk(db_session: Session) -> Desk:
    """A published checklist and two editors, by the use cases alone."""
    return Desk(db_session)


@pytest.fixture
def room(rows: Session, as_user: Callable[[Any], PortalClient]) -> Editing:
    """The same by the pages."""
    return Editing(rows, as_user)
