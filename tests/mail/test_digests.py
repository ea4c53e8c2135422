"""Two thousand weekly mails that are due at once, written and delivered by two workers on PostgreSQL."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select

from portal import clock
from portal.access import Role
from portal.accounts.models import DigestChoice, User
from portal.accounts.service import digests
from portal.checklists.models import Measure
from portal.companies.models import Membership
from portal.db.session import Database
from portal.db.tenancy import every_company
from portal.engagement.service import send_digests
from portal.mail.worker import Chore
from tests import build
from tests.mail.postbox import channel, letters, opened, worker

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.databases import TestDatabase

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
COMPANIES, PEOPLE = 60, 10
MANY = COMPANIES * PEOPLE
# Each takes so many readers at most; a worker that came too late for one finds the next.
A_ROUND = 60
ROUNDS = 14


def settle(session: Session) -> None:
    """Companies with people who each have something to do this week; every second one has chosen a day already."""
    with every_company(session, "tests build rows of any company"):
        firms = [build.company(session, accepted_terms=False).id for _ in range(COMPANIES)]
        session.execute(insert(User), [person(number) for number in range(MANY)])
        people = session.scalars(select(User.id).order_by(User.id)).all()
        places = [(people[number], firms[number // PEOPLE]) for number in range(MANY)]
        session.execute(insert(Membership), [membership(*place) for place in places])
        session.execute(insert(Measure), [measure(*place) for place in places])
        session.execute(insert(DigestChoice), [choice(one) for one in people[::2]])
        session.commit()


def person(number: int) -> dict[str, Any]:
    email = f"reader{number}@firma.example"
    facts = {"name": f"Person {number}", "sort_key": f"person {number}", "email": email, "email_key": email}
    return facts | {"created_at": MONDAY, "last_login_at": MONDAY, "language": ("de", "en")[number % 2]}


def membership(user_id: int, company_id: int) -> dict[str, Any]:
    facts = {"user_id": user_id, "company_id": company_id, "role": Role.COMPANY_MEMBER}
    return facts | {"created_at": MONDAY, "welcomed_at": MONDAY}


def measure(user_id: int, company_id: int) -> dict[str, Any]:
    facts = {"company_id": company_id, "once": f"once-{user_id}", "what": f"Maßnahme von {user_id}.", "version": 1}
    return facts | {"owner_id": user_id, "due_on": MONDAY.date(), "created_at": MONDAY, "changed_at": MONDAY}


def choice(user_id: int) -> dict[str, Any]:
    return {"user_id": user_id, "weekday": 0, "token": secrets.token_urlsafe(), "done_week": ""}


@pytest.mark.postgresql
@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_two_workers_at_once_write_and_deliver_each_digest_once(
    database: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: MONDAY)
    monkeypatch.setattr(digests, "READERS_A_ROUND", A_ROUND)
    own = Database(database.url)
    with own.session() as session:
        settle(session)
    own.dispose()
    shares: list[int] = []

    def work(port: int) -> None:
        chores = [Chore("weekly mails", dt.timedelta(0), send_digests)]
        with worker(database, channel(port), chores=chores) as hand:
            shares.append(sum(hand.drain().sent for _ in range(ROUNDS)))

    with opened() as box:
        threads = [threading.Thread(target=work, args=[box.port]) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sum(shares) == MANY
    assert min(shares) > 0, "both worked"
    counts = Counter(box.readers)
    assert len(counts) == MANY
    assert set(counts.values()) == {1}
    assert {one.state for one in letters(database)} == {"sent"}
    assert len({one["Message-ID"] for one in box.letters}) == MANY
    assert all(own_words(one) for one in box.letters)


def own_words(letter: Any) -> bool:
    """Whether the letter says what its reader has to do, and of nobody else's."""
    said = letter.get_body(("plain",)).get_content()
    return said.count("Maßnahme von") == 1 and letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
