"""A letter as it travels: the parts of an e-mail, made from a row of the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from typing import TYPE_CHECKING

from portal import clock
from portal.mail import rules

if TYPE_CHECKING:
    from portal.mail.models import OutgoingMail


@dataclass(frozen=True)
class Letter:
    """What a channel needs. `name` is the same at each attempt; `needs_utf8`: the address has letters beyond ASCII."""

    name: str
    sender: str
    to: str
    content: bytes
    needs_utf8: bool


@dataclass(frozen=True)
class Sender:
    """Who letters come from."""

    name: str
    address: str


def write(mail: OutgoingMail, sender: Sender) -> Letter:
    """Make the letter. Raises ValueError where a part of it cannot travel."""
    to = _for_travel(mail.to_email)
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(sender.name, sender.address)
    message["To"] = _address(mail.to_name, to)
    message["Subject"] = mail.subject
    message["Date"] = clock.local(mail.created_at)
    message["Message-ID"] = mail.message_id
    # No "out of office" in return.
    message["Auto-Submitted"] = "auto-generated"
    for name, value in mail.headers.items():
        message[name] = rules.header_line(str(value))
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    # Not before: what the head says of its content moves down into the first part.
    message["Content-Language"] = mail.language
    plain = to.isascii()
    content = message.as_bytes(policy=SMTP if plain else SMTPUTF8)
    return Letter(mail.message_id.strip("<>"), sender.address, to, content, needs_utf8=not plain)


def _address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(rules.header_line(name), local, domain)


def _for_travel(address: str) -> str:
    """The address with its host as mail servers know it: müller.example becomes xn--mller-kva.example."""
    local, _, domain = rules.mailbox(address).rpartition("@")
    return f"{local}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
