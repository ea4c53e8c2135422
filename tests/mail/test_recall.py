"""A text is taken back while mails that tell of it wait: none of these leaves, and nobody loses a mail that is true."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text

from portal import clock
from portal.access import Role
from portal.checklists import service as checklists
from portal.db.session import Database
from portal.documents.models import Document
from portal.engagement import service as engagement
from portal.mail.models import OutgoingMail
from portal.mail.worker import Chore
from tests import build
from tests.mail.postbox import channel, letters, opened, worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.client import PortalClient
    from tests.databases import TestDatabase
    from tests.mail.postbox import Postbox

FRIDAY = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
# What a hire that starts on the Monday after brings on that very day.
OLD = "An Anmeldung erinnern #anmeldung due=+0d law=yes kind=duty"
NEW = "Fahrrad anmelden #neu due=+0d law=yes kind=duty"
MISTAKE = "Fahrrad anmelden"
ADMINS = 12


def chores() -> tuple[Chore, ...]:
    """Each worker has its own."""
    at_once = dt.timedelta(0)
    return (
        Chore("reminders", at_once, checklists.remind_of_legal_days),
        Chore("weekly mails", at_once, engagement.send_digests),
    )


class House:
    """A company whose admins are told of two legal dates; one of them is an editor's mistake of this morning."""

    def __init__(
        self, rows: Session, as_user: Callable[[Any], PortalClient], database: TestDatabase, moment: list[dt.datetime]
    ) -> None:
        self.rows, self.database, self.moment = rows, database, moment
        found = build.checklist(rows, OLD, slug="ankunft", audience="hire")
        self.document = rows.get_one(Document, found.document_id)
        self.company = build.company(rows)
        self.admins = [self._admin() for _ in range(ADMINS)]
        hire = build.hire(rows, self.company, first_working_day=dt.date(2026, 11, 23), created_at=self._ago(days=20))
        build.hire_run(rows, hire, self.document, started_at=self._ago(days=20))
        self.editor = as_user(build.user(rows, Role.EDITOR))
        self.earlier = build.outgoing_mail(
            rows,
            key="digest/0/2026-W47",
            at_most_once=True,
            created_at=self._ago(hours=1),
            next_attempt_at=self._ago(days=-9),
        )
        build.checklist(rows, OLD, NEW, slug="ankunft", audience="hire")
        rows.commit()

    def _ago(self, **much: float) -> dt.datetime:
        return self.moment[0] - dt.timedelta(**much)

    def _admin(self) -> str:
        known = {"last_login_at": self._ago(days=1)}
        person = build.member(self.rows, self.company, Role.COMPANY_ADMIN, **known)
        build.digest_choice(self.rows, person, weekday=4)
        return person.email

    def take_back(self) -> None:
        done = self.editor.post(f"/editor/{self.document.id}/de/versions/2/withdraw")
        assert done.status_code == 303

    def write(self) -> None:
        """What the worker writes before it delivers."""
        with Database(self.database.url).session() as session:
            for chore in chores():
                chore.work(session)
            session.commit()

    def waiting(self) -> list[OutgoingMail]:
        return [one for one in letters(self.database) if one.state == "waiting" and one.id != self.earlier.id]


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> list[dt.datetime]:
    moment = [FRIDAY]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.fixture
def house(
    rows: Session, as_user: Callable[[Any], PortalClient], database: TestDatabase, moment: list[dt.datetime]
) -> House:
    return House(rows, as_user, database, moment)


def said(letter: Any) -> str:
    return str(letter.get_body(("plain",)).get_content())


def weekly(box: Postbox) -> Counter[str]:
    """How many weekly mails each reader got."""
    pairs = zip(box.readers, box.letters, strict=True)
    return Counter(reader for reader, letter in pairs if "das wartet auf Sie" in said(letter))


def reminders(box: Postbox, caption: str) -> Counter[str]:
    """How many reminders of an item each reader got."""
    pairs = zip(box.readers, box.letters, strict=True)
    return Counter(reader for reader, letter in pairs if letter["Subject"].endswith(caption))


def test_taken_back_while_two_workers_deliver(house: House) -> None:
    """Each has delivered four letters then, and has many more in hand."""
    house.write()
    assert len(house.waiting()) == 3 * ADMINS
    meet, before = threading.Barrier(2, timeout=60), [0]

    def work(port: int, in_between: Callable[[], None] = lambda: None) -> None:
        asked = [0]

        def stop() -> bool:
            """Asked before a round and before each of its letters."""
            asked[0] += 1
            if asked[0] == 6:
                meet.wait()
                in_between()
                meet.wait()
            return False

        with worker(house.database, channel(port), chores=chores(), stop=stop) as hand:
            for _ in range(4):
                hand.drain()

    with opened() as box:

        def take_back() -> None:
            house.take_back()
            before[0] = len(box.letters)

        other = threading.Thread(target=work, args=[box.port])
        other.start()
        work(box.port, take_back)
        other.join()
    told = [MISTAKE in said(one) for one in box.letters]
    assert (before[0], any(told[:8]), any(told[8:])) == (8, True, False)
    everybody = dict.fromkeys(house.admins, 1)
    assert weekly(box) == everybody
    assert reminders(box, "An Anmeldung erinnern") == everybody
    assert house.waiting() == []
    assert house.rows.get_one(OutgoingMail, house.earlier.id, populate_existing=True).state == "waiting"


@pytest.mark.parametrize(
    ("later", "reminded"),
    [({"days": 1}, 1), ({"days": 2, "hours": 20}, 1), ({"days": 4}, 0)],
    ids=["at the weekend", "on the day itself, at night", "after its day"],
)
def test_what_the_server_put_off_is_written_anew_without_delay(
    house: House, later: dict[str, float], reminded: int
) -> None:
    """The weekly mail at any hour, for it was on its way; a reminder as long as its day has not passed."""
    with opened() as box, worker(house.database, channel(box.port), chores=chores()) as hand:
        box.refuse_reader = "451 later"
        hand.drain()
        assert (box.letters, len(house.waiting())) == ([], 3 * ADMINS)
        house.moment[0] += dt.timedelta(**later)
        house.take_back()
        box.refuse_reader = None
        for _ in range(2):
            hand.drain()
        assert not [one for one in box.letters if MISTAKE in said(one)]
        assert weekly(box) == dict.fromkeys(house.admins, 1)
        assert sum(reminders(box, "An Anmeldung erinnern").values()) == reminded * ADMINS
        house.moment[0] += dt.timedelta(minutes=30)
        hand.drain()
        assert weekly(box) == dict.fromkeys(house.admins, 1)


@pytest.mark.postgresql
@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_who_is_writing_is_waited_for(house: House) -> None:
    """A mail that was begun with the old text and is not written yet when the text is taken back."""
    own = Database(house.database.url)
    with own.session() as session:
        engagement.send_digests(session)
        back = threading.Thread(target=house.take_back)
        back.start()
        waits = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        with own.engine.connect() as looking:
            while back.is_alive() and not looking.scalar(waits):
                looking.rollback()
        assert back.is_alive(), "it did not wait"
        session.commit()
        back.join()
    own.dispose()
    assert house.waiting() == []
    house.write()
    assert {MISTAKE in one.text for one in house.waiting()} == {False}


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_guide_taken_back_leaves_all_mails_alone(house: House) -> None:
    house.write()
    before = [one.id for one in house.waiting()]
    source = "---\nid: wort\ntitle: Wort\nsummary: Ein Satz.\nfield: ankommen\n---\n\n{}\n"
    for words in ("Erster Satz.", "Zweiter Satz."):
        build.publish(house.rows, build.Kind.GUIDE, "wort", "de", source.format(words))
    house.document = house.rows.scalars(select(Document).where(Document.slug == "wort")).one()
    house.take_back()
    assert [one.id for one in house.waiting()] == before
