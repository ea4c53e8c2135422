"""Two deeds on one text at the same moment, each in a transaction of its own, on the database that has row locks."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text

from portal import clock
from portal.access import Role
from portal.db.session import Database
from portal.documents import service
from portal.documents.models import Document
from portal.documents.rules import Kind
from portal.documents.service import editing
from portal.documents.service.editing import NameTaken, Notes, Plan, Typed
from tests import build
from tests.documents.texts import prose, put

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from tests.databases import TestDatabase

    Deed = Callable[[Session], Any]

pytestmark = [pytest.mark.postgresql, pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)]
WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")


class Portal:
    """A guide that is to be published by now, and its editor."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.session() as session:
            put(session, prose("Alt.", "beta"), Kind.GUIDE, "beta")
            self.editor, self.id = build.user(session, Role.EDITOR).id, session.scalars(select(Document)).one().id
            self.save("Neu.", session)
            self.stamp = editing.desk(session, self.editor, self.id, "de").stamp
            at = clock.now() - dt.timedelta(minutes=1)
            editing.schedule(session, self.editor, self.id, "de", self.stamp, Plan(reason="Eilt"), at)
            session.commit()

    def save(self, words: str, session: Session) -> None:
        stamp = editing.desk(session, self.editor, self.id, "de").stamp
        editing.save(session, self.editor, self.id, "de", Typed(prose(words, "beta"), stamp, words))

    def begin(self, session: Session) -> None:
        editing.begin(session, self.editor, Kind.GUIDE, "Gamma", "", "")

    def rename(self, session: Session) -> None:
        editing.rename(session, self.editor, self.id, "beta", "gamma", Notes("", ""))

    def be_here(self, session: Session) -> None:
        editing.be_here(session, self.editor, self.id, "de")

    def _do(self, deed: Deed, faults: list[Exception]) -> None:
        with self.database.session() as session:
            try:
                deed(session)
                session.commit()
            except Exception as fault:  # noqa: BLE001 - handed to the test
                faults.append(fault)

    def both(self, *deeds: Deed) -> list[Exception]:
        """All of them at once, which wait for each other as they like."""
        faults: list[Exception] = []
        threads = [threading.Thread(target=self._do, args=[deed, faults]) for deed in deeds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        return faults

    def meet(self, first: Deed, *others: Deed, then: Deed = lambda _session: None) -> list[Exception]:
        """The first deed; all others until they wait for it or are through; `then` in its transaction, and its end."""
        faults: list[Exception] = []

        def first_and_then(session: Session) -> None:
            first(session)
            for thread in threads:
                thread.start()
            with self.database.engine.connect() as looking:
                while (looking.scalar(WAITING) or 0) < sum(one.is_alive() for one in threads):
                    looking.rollback()
            then(session)

        threads = [threading.Thread(target=self._do, args=[deed, faults]) for deed in others]
        self._do(first_and_then, faults)
        for thread in threads:
            thread.join(timeout=30)
        return faults

    def live(self) -> tuple[int, str]:
        with self.database.session() as session:
            (one,) = (one for one in service.live_sources(session) if one.slug == "beta")
            return editing.desk(session, self.editor, self.id, "de").live, one.source.split()[-1]


@pytest.fixture
def portal(database: TestDatabase) -> Iterator[Portal]:
    own = Database(database.url)
    yield Portal(own)
    own.dispose()


def test_whoever_saves_a_text_at_its_time_is_not_refused_and_two_workers_publish_it_once(portal: Portal) -> None:
    def lock(session: Session) -> None:
        editing.demand_document(session, portal.id, locked=True)

    assert portal.meet(lock, editing.publish_due, editing.publish_due) == []
    assert portal.live() == (2, "Neu."), "once"
    with portal.database.session() as session:
        portal.save("Neuer.", session)
        stamp = editing.desk(session, portal.editor, portal.id, "de").stamp
        editing.schedule(session, portal.editor, portal.id, "de", stamp, Plan(reason="Eilt"), clock.now())
        session.commit()
    assert portal.meet(lock, editing.publish_due, then=lambda session: portal.save("Doch anders.", session)) == []
    assert portal.live() == (2, "Neu.")
    with portal.database.session() as session:
        shown = editing.desk(session, portal.editor, portal.id, "de")
        assert (shown.draft, shown.source.split()[-2:]) == ("draft", ["Doch", "anders."])


@pytest.mark.parametrize(("first", "other"), [("begin", "begin"), ("rename", "begin"), ("begin", "rename")])
def test_of_two_who_take_one_address_the_second_is_told(portal: Portal, first: str, other: str) -> None:
    faults = portal.meet(getattr(portal, first), getattr(portal, other))
    assert [type(fault) for fault in faults] == [NameTaken]
    with portal.database.session() as session:
        (holder,) = session.scalars(select(Document.id).where(Document.slug == "gamma"))
        assert isinstance(faults[0], NameTaken)
        assert faults[0].document_id == holder


def test_two_who_want_each_others_address_are_both_told_that_it_is_taken(portal: Portal) -> None:
    with portal.database.session() as session:
        put(session, prose("Alt.", "delta"), Kind.GUIDE, "delta")
        session.commit()
        ids = {document.slug: document.id for document in session.scalars(select(Document))}
    both = threading.Barrier(2, timeout=20)

    def rename(old: str, new: str) -> Deed:
        def work(session: Session) -> None:
            editing.demand_document(session, ids[old], locked=True)
            both.wait()
            editing.rename(session, portal.editor, ids[old], old, new, Notes("", ""))

        return work

    faults = portal.both(rename("beta", "delta"), rename("delta", "beta"))
    assert [type(fault) for fault in faults] == [NameTaken, NameTaken]


def test_what_two_do_for_the_first_time_at_once_is_done(portal: Portal) -> None:
    assert portal.meet(portal.be_here, portal.be_here) == []
    four, two = (lambda session, value=value: editing.choose_four_eyes(session, value) for value in (True, False))
    assert portal.meet(four, two) == []
    with portal.database.session() as session:
        assert editing.chosen_four_eyes(session) is False, "the second"
