"""Where letters go: to a mail server or, where none is set, into a folder of files. The only user of SMTP."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

    from portal.mail.message import Letter

# How long a server may take for each of its answers.
PATIENCE_SECONDS = 30.0
PORTS = {"smtp": 25, "smtps": 465}
PERMANENT = range(500, 600)


class NotReached(Exception):
    """The channel cannot be used now; no letter has left."""


class NotTaken(Exception):
    """This letter was not taken now; it may be tried again."""


class Refused(Exception):
    """This letter will never be taken."""


class Unclear(Exception):
    """The connection broke while the letter was handed over; nobody knows whether it arrived."""


class Channel(Protocol):
    """Takes letters. Raises the errors above."""

    def open(self) -> None: ...

    def send(self, letter: Letter) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Files:
    """A file for each letter; a letter sent again is the same file."""

    folder: Path

    def open(self) -> None:
        # Letters hold links with which their readers log in.
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise NotReached(f"{self.folder.name}: {error.strerror}") from None

    def send(self, letter: Letter) -> None:
        name = letter.name.partition("@")[0]
        unfinished = self.folder / f"{name}.part"
        try:
            unfinished.write_bytes(letter.content)
            unfinished.chmod(0o600)
            unfinished.replace(self.folder / f"{name}.eml")
        except OSError as error:
            raise NotTaken(str(error.strerror)) from None

    def close(self) -> None:
        """There is nothing to close."""


@dataclass(frozen=True, repr=False)
class Server:
    """A mail server, as MAIL_URL names it. Without a `repr`: it holds a password."""

    host: str
    port: int
    tls: bool
    user: str
    password: str

    @classmethod
    def read(cls, url: str) -> Server:
        """`smtp://user:password@host:port`; `smtps` speaks TLS from the first word."""
        parts = urlsplit(url)
        return cls(
            host=parts.hostname or "localhost",
            port=parts.port or PORTS[parts.scheme],
            tls=parts.scheme == "smtps",
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine, where nobody listens in between."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


class Smtp:
    """A mail server, with one connection for the letters of one round."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._line: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect, unless that is done. Raises NotReached."""
        if self._line is not None:
            return
        try:
            self._line = self._connect()
            self._greet(self._line)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise NotReached(_said(error)) from None

    def _connect(self) -> smtplib.SMTP:
        address = (self.server.host, self.server.port)
        if self.server.tls:
            return smtplib.SMTP_SSL(*address, timeout=PATIENCE_SECONDS, context=self._trust())
        return smtplib.SMTP(*address, timeout=PATIENCE_SECONDS)

    def _trust(self) -> ssl.SSLContext:
        """Only servers that prove their name; one on this machine rarely has a certificate that others signed."""
        context = ssl.create_default_context()
        if self.server.is_here:
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context

    def _greet(self, line: smtplib.SMTP) -> None:
        line.ehlo_or_helo_if_needed()
        secret = self.server.tls
        if not secret and line.has_extn("starttls"):
            line.starttls(context=self._trust())
            line.ehlo()
            secret = True
        if self.server.user and not (secret or self.server.is_here):
            raise smtplib.SMTPNotSupportedError("The server offers no TLS, so the password is not sent to it.")
        if self.server.user:
            line.login(self.server.user, self.server.password)

    def send(self, letter: Letter) -> None:
        """Hand a letter over. A broken line is opened anew with the next letter."""
        line = self._line
        if line is None:
            raise NotTaken("The connection is closed.")
        try:
            self._announce(line, letter)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise NotTaken(_said(error)) from None
        self._hand_over(line, letter)

    def _announce(self, line: smtplib.SMTP, letter: Letter) -> None:
        """Sender and reader; until here nothing was handed over."""
        options = ("SMTPUTF8", "BODY=8BITMIME") if letter.needs_utf8 else ()
        if letter.needs_utf8 and not line.has_extn("smtputf8"):
            raise Refused("The server does not take addresses with such letters.")
        _demand(line, *line.mail(letter.sender, options), refusal=NotTaken)
        code, answer = line.rcpt(letter.to)
        _demand(line, code, answer, refusal=Refused if code in PERMANENT else NotTaken)

    def _hand_over(self, line: smtplib.SMTP, letter: Letter) -> None:
        try:
            code, answer = line.data(letter.content)
        except smtplib.SMTPDataError as error:
            code, answer = error.smtp_code, error.smtp_error  # type: ignore[assignment] # bytes, whatever its types say
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Unclear(_said(error)) from None
        _demand(line, code, answer, refusal=Refused if code in PERMANENT else NotTaken)

    def close(self) -> None:
        """Say goodbye, if anybody listens still."""
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError, smtplib.SMTPException):
                line.quit()
            line.close()


def _demand(line: smtplib.SMTP, code: int, answer: bytes, *, refusal: type[Exception]) -> None:
    if code in range(200, 300):
        return
    with suppress(OSError, smtplib.SMTPException):
        line.rset()
    raise refusal(f"{code} {answer.decode('utf-8', 'replace')}")


def _said(error: Exception) -> str:
    """What went wrong in one line, without anything that was sent."""
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        return f"{error.smtp_code} {answer.decode('utf-8', 'replace') if isinstance(answer, bytes) else answer}"
    return str(error) or type(error).__name__


def channel(mail_url: str | None, folder: Path) -> Channel:
    """The channel that the operator has set."""
    return Smtp(Server.read(mail_url)) if mail_url else Files(folder)
