"""The worker: delivers what is in the outbox and does what else is due. Any number of them may run at once."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.errors import MessageError
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.mail import message, queries
from portal.mail.channels import NotReached, NotTaken, Refused, Unclear, channel
from portal.mail.rendering import sender
from portal.mail.service import transit

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.db.session import Database
    from portal.mail.channels import Channel
    from portal.mail.message import Sender
    from portal.mail.models import OutgoingMail

__all__ = ["Chore", "Tally", "Worker", "channel", "sender"]

BATCH = 20
LOOK_SECONDS = 2.0
# After the database was away.
RECOVER_SECONDS = 15.0

log = logging.getLogger(__name__)

Work = Callable[["Session"], None]


@dataclass
class Chore:
    """Something to do now and then, in a transaction of its own; several workers may do it at once."""

    name: str
    every: dt.timedelta
    work: Work
    done_at: dt.datetime | None = None

    def is_due(self, now: dt.datetime) -> bool:
        return self.done_at is None or now >= self.done_at + self.every


@dataclass
class Tally:
    """What became of the letters; `away`: why the channel could not be used, if so."""

    sent: int = 0
    failed: int = 0
    away: str = ""


@dataclass
class Worker:
    """One process that delivers. `stop` is asked between letters."""

    database: Database
    channel: Channel
    sender: Sender
    chores: Sequence[Chore] = ()
    stop: Callable[[], bool] = lambda: False
    name: str = field(default_factory=lambda: secrets.token_hex(8))

    def run(self, wait: Callable[[float], object]) -> None:
        """Work until stopped. A database that is away is waited for."""
        while not self.stop():
            try:
                away = self.drain().away
            except SQLAlchemyError as error:
                log.error("The worker could not use the database: %s", type(error).__name__)  # noqa: TRY400 - the trace would show letters
                away = "database"
            wait(RECOVER_SECONDS if away else LOOK_SECONDS)

    def drain(self) -> Tally:
        """Do what is due, then deliver letters until none is due or the channel is away."""
        self._do_chores()
        tally = Tally()
        while not self.stop() and not tally.away and self._has_due():
            before = tally.sent + tally.failed
            self._round(tally)
            if tally.sent + tally.failed == before:
                break
        return tally

    def _do_chores(self) -> None:
        now = clock.now()
        for chore in self.chores:
            if chore.is_due(now):
                self._do(chore)
                chore.done_at = now

    def _do(self, chore: Chore) -> None:
        """A chore that fails is tried again when it is due again; it keeps no letter from leaving."""
        try:
            self._note(chore.work)
        except SQLAlchemyError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the next chore and the letters are not to blame
            log.error("The worker could not do: %s (%s)", chore.name, type(error).__name__)  # noqa: TRY400 - as above

    def _has_due(self) -> bool:
        """Look without a lock: on SQLite a writing session would keep everybody else waiting."""
        with self.database.session(read_only=True) as session:
            return queries.has_due(session, clock.now())

    def _round(self, tally: Tally) -> None:
        with self.database.session() as session:
            taken = transit.claim(session, self.name, BATCH)
            session.commit()
        try:
            for mail in taken:
                if self.stop() or tally.away or not transit.has_time(mail):
                    break
                self._deliver(mail, tally)
        finally:
            self.channel.close()
            self._note(lambda session: transit.release(session, self.name))

    def _deliver(self, mail: OutgoingMail, tally: Tally) -> None:
        try:
            self._send(mail)
        except NotReached as error:
            tally.away = str(error)
            self._failed(mail, tally, transit.mark_failed, error)
        except NotTaken as error:
            self._failed(mail, tally, transit.mark_failed, error)
        except Unclear as error:
            # Once more is better than never, unless the letter must not come twice.
            mark = transit.mark_stuck if mail.at_most_once else transit.mark_failed
            self._failed(mail, tally, mark, error)
        except (Refused, ValueError, MessageError) as error:
            self._failed(mail, tally, transit.mark_stuck, error)
        else:
            self._note(lambda session: transit.mark_sent(session, mail))
            tally.sent += 1

    def _send(self, mail: OutgoingMail) -> None:
        letter = message.write(mail, self.sender)
        self.channel.open()
        if mail.at_most_once and not self._leaves(mail):
            raise NotTaken("Another worker took this letter, or it was taken out.")
        self.channel.send(letter)

    def _leaves(self, mail: OutgoingMail) -> bool:
        with self.database.session() as session:
            mine = transit.mark_leaving(session, mail)
            session.commit()
        return mine

    def _failed(
        self,
        mail: OutgoingMail,
        tally: Tally,
        mark: Callable[[Session, OutgoingMail, str], None],
        error: Exception,
    ) -> None:
        reason = str(error) or type(error).__name__
        self._note(lambda session: mark(session, mail, reason))
        # A server's refusal names the reader, so the reason stays in the outbox.
        log.warning("Letter %d was not delivered: %s", mail.id, type(error).__name__)
        tally.failed += 1

    def _note(self, write: Work) -> None:
        with self.database.session() as session:
            write(session)
            session.commit()
