"""Two people at the same moment, each in a transaction of their own."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from portal.access import Actor
from portal.checklists import service
from portal.checklists.models import Answer, AnswerChange, Hire, Run
from portal.checklists.rules import State
from portal.checklists.rules.hires import Group
from portal.db.session import Database
from portal.db.tenancy import open_scope
from tests import build
from tests.checklists.house import House

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.databases import TestDatabase


def test_two_first_answers_at_once_make_one_run(database: TestDatabase) -> None:
    portal = Database(database.url)
    with portal.session() as session:
        house = House(session)
        session.commit()
        house.session = session
    faults = _both(
        portal,
        house,
        lambda session: _say(session, house, house.anna, "eins", State.DONE),
        lambda session: _say(session, house, house.ben, "drei", State.IN_PROGRESS),
    )
    assert faults == []
    with portal.session() as session:
        open_scope(session, house.company.id)
        assert session.scalar(select(func.count()).select_from(Run)) == 1
        assert session.scalar(select(func.count()).select_from(Answer)) == 2
    portal.dispose()


def test_two_answers_to_one_item_at_once_never_overwrite_each_other(database: TestDatabase) -> None:
    portal = Database(database.url)
    with portal.session() as session:
        house = House(session)
        session.commit()
    faults = _both(
        portal,
        house,
        lambda session: _say(session, house, house.anna, "eins", State.DONE),
        lambda session: _say(session, house, house.ben, "eins", State.IN_PROGRESS),
    )
    assert [type(fault) for fault in faults] == [service.StateConflict]
    with portal.session() as session:
        open_scope(session, house.company.id)
        assert [row.version for row in session.scalars(select(AnswerChange))] == [1]
    portal.dispose()


def test_a_hire_made_twice_at_once_is_one_with_one_run(database: TestDatabase) -> None:
    portal = Database(database.url)
    with portal.session() as session:
        house = House(session)
        build.checklist(session, "Empfangen #empfang due=+0d", slug="nachher", audience="hire")
        session.commit()
    faults = _both(portal, house, *[lambda session: _make(session, house)] * 2)
    assert faults == []
    with portal.session() as session:
        open_scope(session, house.company.id)
        assert session.scalar(select(func.count()).select_from(Hire)) == 1
        assert session.scalar(select(func.count()).select_from(Run)) == 1
    portal.dispose()


def _make(session: Session, house: House) -> None:
    facts = service.HireFacts("Fall 3", Group.OTHER_HERE, moving=False, training=False, permission=False)
    service.create_hire(
        session, house.anna, house.company.id, facts, first_day=None, slugs=["nachher"], once="zweimal geklickt"
    )


def _say(session: Session, house: House, actor: Actor, key: str, state: State) -> None:
    service.save_state(session, actor, house.company.id, house.text.slug, key, state=state, version=0)


def _both(portal: Database, house: House, *deeds: Any) -> list[Exception]:
    """Do both as nearly at the same time as two threads can, each in its own transaction."""
    start, faults = threading.Barrier(len(deeds), timeout=10), []

    def work(deed: Any) -> None:
        with portal.session() as session:
            open_scope(session, house.company.id)
            start.wait()
            try:
                deed(session)
                session.commit()
            except Exception as fault:  # noqa: BLE001 - handed to the test
                faults.append(fault)

    threads = [threading.Thread(target=work, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return faults
