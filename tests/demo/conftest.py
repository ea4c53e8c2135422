"""Demo data on the checklists of this repository."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from portal.demo import service
from portal.documents import parsing
from portal.documents import service as documents
from portal.documents.parsing import Reading, Task
from portal.documents.rules import Kind
from portal.settings import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

MONDAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="session")
def readings() -> list[Reading]:
    """The German checklists, read once, and not in a child process, which would be slow on a busy machine."""
    files = sorted((ROOT / "content/de/checklists").glob("*.md"))
    tasks = [Task(Kind.CHECKLIST, one.stem, "de", one.read_text(encoding="utf-8"), None, None) for one in files]
    return [parsing.read(one) for one in tasks]


@pytest.fixture
def publish(readings: list[Reading]) -> Callable[[Session], None]:
    """Make the checklists live in a database."""

    def make(session: Session) -> None:
        for reading in readings:
            documents.publish_reading(session, reading)

    return make


@pytest.fixture
def add(db_session: Session, publish: Callable[[Session], None]) -> Callable[..., None]:
    """Add demo data to the session: `add(companies=20, seed=2)`."""
    publish(db_session)

    def make(companies: int = service.COMPANIES, seed: int = service.SEED, today: dt.date = MONDAY) -> None:
        service.add(db_session, today=today, companies=companies, seed=seed, progressed=lambda _done: None)

    return make
