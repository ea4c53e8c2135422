"""A mail server of our own, real to the last word of SMTP, and a worker that delivers to it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from sqlalchemy import select

from portal.db.session import Database
from portal.mail import channels
from portal.mail.channels import Server, Smtp
from portal.mail.message import Sender
from portal.mail.models import OutgoingMail
from portal.mail.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from tests.databases import TestDatabase

HERE = "127.0.0.1"
SENDER = Sender("Welcome Service", "portal@portal.example")


@dataclass
class Postbox:
    """What arrived, and how the server behaves."""

    letters: list[EmailMessage] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)
    # What it says to a reader, or to a letter; None: welcome.
    refuse_reader: str | None = None
    refuse_letter: str | None = None
    # Seconds before it says that a letter has arrived, and whether the line is cut instead.
    slow: float = 0
    cut: bool = False
    port: int = 0

    async def handle_RCPT(  # noqa: N802 - as the server calls it
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.refuse_reader:
            return self.refuse_reader
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.refuse_letter:
            return self.refuse_letter
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        self.readers += envelope.rcpt_tos
        if self.slow:
            await asyncio.sleep(self.slow)
        if self.cut:
            server.transport.abort()
        return "250 taken"


@contextlib.contextmanager
def opened(**options: Any) -> Iterator[Postbox]:
    """A server on a free port."""
    box = Postbox(port=_free_port())
    server = Controller(box, hostname=HERE, port=box.port, **options)
    server.start()
    try:
        yield box
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HERE, 0))
        return int(probe.getsockname()[1])


def channel(port: int, **values: Any) -> Smtp:
    return Smtp(Server(HERE, port, **{"tls": False, "user": "", "password": "", **values}))


@contextlib.contextmanager
def worker(database: TestDatabase, way: channels.Channel, **values: Any) -> Iterator[Worker]:
    """A worker with a database connection of its own, as in a process of its own."""
    own = Database(database.url)
    try:
        yield Worker(own, way, SENDER, **values)
    finally:
        own.dispose()


def letters(database: TestDatabase) -> list[OutgoingMail]:
    """The outbox as it is now."""
    own = Database(database.url)
    with own.session(read_only=True) as session:
        found = list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))
    own.dispose()
    return found


def letter(database: TestDatabase) -> OutgoingMail:
    """The only letter in the outbox."""
    (found,) = letters(database)
    return found
