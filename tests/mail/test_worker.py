"""Delivery to a real SMTP server: well, down, slow, refusing, cut off; and workers that die or work at once."""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.smtp import AuthResult
from sqlalchemy import insert, update
from sqlalchemy.exc import OperationalError

from portal import clock
from portal.db.session import Database
from portal.mail import channels, rules
from portal.mail.channels import Files, NotReached, Server
from portal.mail.models import OutgoingMail
from portal.mail.service import transit
from portal.mail.worker import Chore, Worker
from tests import build
from tests.mail import postbox
from tests.mail.postbox import channel, letter, letters, opened, worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from tests.databases import TestDatabase
    from tests.mail.postbox import Postbox


class Killed(BaseException):
    """The process ended here."""


@pytest.fixture
def box() -> Iterator[Postbox]:
    with opened() as made:
        yield made


@pytest.fixture
def write(database: TestDatabase) -> Iterator[Callable[..., OutgoingMail]]:
    own = Database(database.url)

    def make(**values: Any) -> OutgoingMail:
        with own.session() as session:
            return build.outgoing_mail(session, **values)

    yield make
    own.dispose()


Write = "Callable[..., OutgoingMail]"


def later(database: TestDatabase, mail_id: int) -> None:
    """As if the pause were over."""
    own = Database(database.url)
    with own.session() as session:
        past = clock.now() - dt.timedelta(seconds=1)
        due = update(OutgoingMail).where(OutgoingMail.id == mail_id)
        session.execute(due.values(next_attempt_at=past))
        session.commit()
    own.dispose()


def test_a_letter_arrives_once_and_its_text_is_forgotten(database: TestDatabase, box: Postbox, write: Write) -> None:
    sent = write(subject="Grüße aus Böblingen", headers={"List-Unsubscribe": "<https://portal.example/u>"})
    with worker(database, channel(box.port)) as hand:
        first, second = hand.drain(), hand.drain()
    assert (first.sent, second.sent) == (1, 0)
    (arrived,) = box.letters
    assert arrived["Subject"] == "Grüße aus Böblingen"
    assert arrived["Message-ID"] == sent.message_id
    assert arrived["List-Unsubscribe"] == "<https://portal.example/u>"
    assert box.readers == [sent.to_email]
    kept = letter(database)
    assert (kept.state, kept.text, kept.html, kept.claimed_by) == ("sent", "", "", None)
    assert kept.sent_at is not None


@pytest.mark.parametrize("at_most_once", [False, True])
def test_while_the_server_is_down_letters_wait(database: TestDatabase, write: Write, at_most_once: bool) -> None:
    with opened() as gone:
        port = gone.port
    sent = write(at_most_once=at_most_once)
    with worker(database, channel(port)) as hand:
        tally = hand.drain()
        assert tally.away
        waiting = letter(database)
        assert (waiting.state, waiting.attempts, waiting.claimed_until) == ("waiting", 1, None)
        assert waiting.next_attempt_at > clock.now() + dt.timedelta(seconds=30)
        assert hand.drain().failed == 0, "not before the pause is over"
    later(database, sent.id)
    with opened() as box, worker(database, channel(box.port)) as hand:
        assert hand.drain().sent == 1
        assert len(box.letters) == 1
    assert letter(database).state == "sent"


def test_only_one_letter_pays_for_a_server_that_is_down(database: TestDatabase, write: Write) -> None:
    with opened() as gone:
        port = gone.port
    for _ in range(3):
        write()
    with worker(database, channel(port)) as hand:
        hand.drain()
    assert [one.attempts for one in letters(database)] == [1, 0, 0]
    assert {one.claimed_by for one in letters(database)} == {None}


def test_a_letter_that_fails_for_days_is_stuck(database: TestDatabase, box: Postbox, write: Write) -> None:
    box.refuse_reader = "451 try later"
    write(attempts=len(rules.PAUSES))
    with worker(database, channel(box.port)) as hand:
        hand.drain()
    kept = letter(database)
    assert (kept.state, kept.last_error) == ("stuck", "451 try later")
    assert kept.text, "it may be sent again"


@pytest.mark.parametrize("at_most_once", [False, True])
def test_a_reader_refused_for_good_is_stuck_at_once(
    database: TestDatabase, box: Postbox, write: Write, at_most_once: bool
) -> None:
    box.refuse_reader = "550 5.1.1 no such mailbox"
    write(at_most_once=at_most_once)
    with worker(database, channel(box.port)) as hand:
        hand.drain()
    kept = letter(database)
    assert (kept.state, kept.attempts, kept.sent_at) == ("stuck", 1, None)
    assert kept.last_error == "550 5.1.1 no such mailbox"


@pytest.mark.parametrize("at_most_once", [False, True])
def test_a_reader_refused_for_now_is_tried_again(
    database: TestDatabase, box: Postbox, write: Write, at_most_once: bool
) -> None:
    box.refuse_reader = "451 4.2.0 greylisted"
    first, second = write(at_most_once=at_most_once), write(to_email="b@firma.example")
    with worker(database, channel(box.port)) as hand:
        hand.drain()
        assert [one.state for one in letters(database)] == ["waiting", "waiting"]
        box.refuse_reader = None
        for one in (first, second):
            later(database, one.id)
        hand.drain()
    assert len(box.letters) == 2
    assert [one.state for one in letters(database)] == ["sent", "sent"]


def test_a_letter_that_the_server_does_not_want_is_stuck(database: TestDatabase, box: Postbox, write: Write) -> None:
    box.refuse_letter = "554 looks like spam"
    write()
    with worker(database, channel(box.port)) as hand:
        hand.drain()
    assert (letter(database).state, letter(database).last_error) == ("stuck", "554 looks like spam")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "PATIENCE_SECONDS", 0.3)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("at_most_once", "state"), [(False, "waiting"), (True, "stuck")])
def test_a_server_too_slow_to_say_yes(
    database: TestDatabase, box: Postbox, write: Write, at_most_once: bool, state: str
) -> None:
    """Nobody knows whether it arrived: once more is better than never, but not for what must not come twice."""
    box.slow = 1
    write(at_most_once=at_most_once)
    with worker(database, channel(box.port)) as hand:
        hand.drain()
    assert letter(database).state == state
    assert letter(database).text


def test_a_slow_server_is_waited_for(database: TestDatabase, box: Postbox, write: Write) -> None:
    box.slow = 0.3
    write()
    with worker(database, channel(box.port)) as hand:
        assert hand.drain().sent == 1


@pytest.mark.parametrize(("at_most_once", "state"), [(False, "waiting"), (True, "stuck")])
def test_a_line_cut_while_handing_over(
    database: TestDatabase, box: Postbox, write: Write, at_most_once: bool, state: str
) -> None:
    box.cut = True
    sent = write(at_most_once=at_most_once)
    with worker(database, channel(box.port)) as hand:
        hand.drain()
        assert letter(database).state == state
        box.cut = False
        later(database, sent.id)
        hand.drain()
    ids = {one["Message-ID"] for one in box.letters}
    assert len(box.letters) == (1 if at_most_once else 2)
    assert len(ids) == 1, "the reader's program knows the copy"


# Workers that die.


def die(*_: object) -> None:
    raise Killed


def claims_end(database: TestDatabase) -> None:
    own = Database(database.url)
    with own.session() as session:
        past = clock.now() - dt.timedelta(seconds=1)
        session.execute(update(OutgoingMail).where(OutgoingMail.claimed_by.is_not(None)).values(claimed_until=past))
        session.commit()
    own.dispose()


@pytest.mark.parametrize(("at_most_once", "arrivals"), [(False, 2), (True, 1)])
def test_a_worker_killed_between_sending_and_marking(
    database: TestDatabase,
    box: Postbox,
    write: Write,
    monkeypatch: pytest.MonkeyPatch,
    at_most_once: bool,
    arrivals: int,
) -> None:
    write(at_most_once=at_most_once)
    with monkeypatch.context() as patched:
        patched.setattr(transit, "mark_sent", die)
        patched.setattr(transit, "release", lambda *_: None)
        with worker(database, channel(box.port)) as first, pytest.raises(Killed):
            first.drain()
    with worker(database, channel(box.port)) as second:
        assert second.drain().sent == 0, "the dead worker's claim still holds"
        claims_end(database)
        second.drain()
    assert letter(database).state == "sent"
    assert len(box.letters) == arrivals
    assert len({one["Message-ID"] for one in box.letters}) == 1


def test_a_worker_killed_before_sending_loses_nothing(
    database: TestDatabase, box: Postbox, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write()
    with monkeypatch.context() as patched:
        patched.setattr(Worker, "_send", die)
        patched.setattr(transit, "release", lambda *_: None)
        with worker(database, channel(box.port)) as first, pytest.raises(Killed):
            first.drain()
    claims_end(database)
    with worker(database, channel(box.port)) as second:
        assert second.drain().sent == 1


def test_whose_claim_has_ended_writes_nothing_down(database: TestDatabase, write: Write) -> None:
    write(at_most_once=True)
    own = Database(database.url)
    with own.session() as session:
        (mine,) = transit.claim(session, "first", 5)
        session.commit()
    claims_end(database)
    with own.session() as session:
        (theirs,) = transit.claim(session, "second", 5)
        session.commit()
        assert not transit.mark_leaving(session, mine)
        transit.mark_stuck(session, mine, "too late")
        assert transit.mark_leaving(session, theirs)
        session.commit()
    own.dispose()
    assert letter(database).state == "sent"


def test_a_stopped_worker_gives_back_what_it_took(database: TestDatabase, box: Postbox, write: Write) -> None:
    for _ in range(3):
        write()
    with worker(database, channel(box.port), stop=lambda: len(box.letters) > 0) as hand:
        hand.drain()
    assert [one.state for one in letters(database)] == ["sent", "waiting", "waiting"]
    assert {one.claimed_by for one in letters(database)} == {None}


# Two thousand of them, written by the workers themselves: test_digests.py.
MANY = 400


@pytest.mark.postgresql
@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_two_workers_at_once_deliver_each_letter_once(database: TestDatabase, box: Postbox) -> None:
    own = Database(database.url)
    with own.session() as session:
        session.execute(insert(OutgoingMail), [digest(number) for number in range(MANY)])
        session.commit()
    own.dispose()
    shares: list[int] = []

    def drain() -> None:
        with worker(database, channel(box.port)) as hand:
            shares.append(hand.drain().sent)

    threads = [threading.Thread(target=drain) for _ in range(2)]
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


def digest(number: int) -> dict[str, Any]:
    now = clock.now()
    return {
        "key": f"digest/{number}",
        "to_email": f"reader{number}@firma.example",
        "to_name": f"Person {number}",
        "language": "de",
        "subject": "Ihre Woche",
        "text": "Ein Satz.\n",
        "html": "<p>Ein Satz.</p>",
        "message_id": f"<{number}@portal.example>",
        "headers": {},
        "at_most_once": True,
        "created_at": now,
        "next_attempt_at": now,
    }


# What else it does, and what it never says.


def test_chores_are_done_when_they_are_due(database: TestDatabase, tmp_path: Path, monkeypatch: Any) -> None:
    done: list[str] = []
    moment = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    chores = [
        Chore("always", dt.timedelta(0), lambda _session: done.append("always")),
        Chore("hourly", dt.timedelta(hours=1), lambda _session: done.append("hourly")),
    ]
    with worker(database, Files(tmp_path), chores=chores) as hand:
        hand.drain()
        moment[0] += dt.timedelta(minutes=30)
        hand.drain()
        moment[0] += dt.timedelta(minutes=30)
        hand.drain()
    assert done == ["always", "hourly", "always", "always", "hourly"]


def test_a_chore_that_fails_keeps_no_letter_from_leaving(database: TestDatabase, box: Postbox, write: Write) -> None:
    def fail(session: Session) -> None:
        build.outgoing_mail(session)
        raise ArithmeticError

    write(to_email="anna@firma.example")
    with worker(database, channel(box.port), chores=[Chore("x", dt.timedelta(0), fail)]) as hand:
        hand.drain()
    assert "anna@firma.example" in box.readers


def test_a_database_that_is_away_is_waited_for(database: TestDatabase, tmp_path: Path) -> None:
    waits: list[float] = []
    fails = [True]

    def chore(_session: Session) -> None:
        if fails[0]:
            raise OperationalError("SELECT", None, Exception("gone"))

    def wait(seconds: float) -> None:
        waits.append(seconds)
        fails[0] = False

    with worker(
        database, Files(tmp_path), chores=[Chore("x", dt.timedelta(0), chore)], stop=lambda: len(waits) > 1
    ) as hand:
        hand.run(wait)
    assert waits == [15.0, 2.0]


def test_logs_name_neither_readers_nor_words(
    database: TestDatabase, box: Postbox, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    box.refuse_reader = "550 <anna@firma.example> unknown"
    write(to_email="anna@firma.example", subject="Geheimer Betreff", text="http://x/set-password/geheim")
    with caplog.at_level(logging.DEBUG), worker(database, channel(box.port)) as hand:
        hand.drain()
    written = [one.getMessage() for one in caplog.records if one.name.startswith("portal")]
    assert written
    assert not [one for one in written if "anna" in one or "Geheim" in one or "geheim" in one]


# Ways to a server.


def test_the_worker_logs_in(database: TestDatabase, write: Write) -> None:
    def check(_server: object, _session: object, _envelope: object, _how: str, given: Any) -> AuthResult:
        return AuthResult(success=(given.login, given.password) == (b"post", b"ge:heim"), handled=False)

    with opened(authenticator=check, auth_require_tls=False) as box:
        sent = write()
        with worker(database, channel(box.port, user="post", password="falsch")) as hand:
            tally = hand.drain()
        assert tally.away.startswith("535")
        assert "falsch" not in tally.away + letter(database).last_error
        later(database, sent.id)
        with worker(database, channel(box.port, user="post", password="ge:heim")) as hand:
            assert hand.drain().sent == 1


def test_a_password_is_not_sent_to_others_without_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Server, "is_here", False)
    with opened() as box:
        way = channel(box.port, user="post", password="geheim")
        with pytest.raises(NotReached, match="no TLS"):
            way.open()


def test_the_address_of_a_server() -> None:
    server = Server.read("smtps://post%40firma:ge%3Aheim@mail.example")
    assert (server.host, server.port, server.tls) == ("mail.example", 465, True)
    assert (server.user, server.password) == ("post@firma", "ge:heim")
    assert "ge:heim" not in repr(server)
    assert Server.read("smtp://mail.example:2525").port == 2525
    assert Server.read("smtp://mail.example").port == 25


@pytest.mark.parametrize(
    ("host", "here"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("mail.example", False)]
)
def test_which_servers_are_here(host: str, here: bool) -> None:
    assert Server(host, 25, tls=False, user="", password="").is_here is here


def test_files_are_for_the_operator_alone(database: TestDatabase, tmp_path: Path, write: Write) -> None:
    write(text="Text mit Umlaut: ä\n")
    folder = tmp_path / "mail"
    with worker(database, Files(folder)) as hand:
        assert hand.drain().sent == 1
    (file,) = folder.iterdir()
    assert file.suffix == ".eml"
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert b"To: Person" in file.read_bytes()


def test_a_folder_that_cannot_be_made_is_a_server_that_is_down(
    database: TestDatabase, tmp_path: Path, write: Write
) -> None:
    (tmp_path / "file").write_text("")
    write()
    with worker(database, Files(tmp_path / "file" / "mail")) as hand:
        assert hand.drain().away
    assert letter(database).state == "waiting"
    assert postbox.letter(database).attempts == 1
