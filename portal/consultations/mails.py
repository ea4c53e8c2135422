"""Letters about requests: who wrote, and where to read it. What was written stays behind the log-in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.mail import service as mail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from portal.accounts.service import Person


def asked(session: Session, readers: Iterable[Person], request_id: int, message_id: int, *, company: str) -> None:
    """To the service: a new request."""
    for reader in readers:
        _send(session, "asked", reader, request_id, f"message/{message_id}", company=company)


def replied(session: Session, readers: Iterable[Person], request_id: int, message_id: int, *, company: str) -> None:
    """To the service: the company wrote again."""
    for reader in readers:
        _send(session, "replied", reader, request_id, f"message/{message_id}", company=company)


def answered(session: Session, readers: Iterable[Person], request_id: int, cause: str, *, who: str) -> None:
    """To the company: the service wrote. `cause` says which words of the service they are."""
    for reader in readers:
        _send(session, "answered", reader, request_id, cause, who=who)


def handed_over(session: Session, reader: Person, request_id: int, cause: str, *, who: str, company: str) -> None:
    """To a consultant: a colleague gave them the request."""
    _send(session, "handed_over", reader, request_id, cause, who=who, company=company)


def _send(session: Session, name: str, reader: Person, request_id: int, cause: str, **values: Any) -> None:
    key = f"consultations/{cause}/{reader.id}"
    mail.write(session, f"consultations/{name}", reader, key=key, path=f"/consultations/{request_id}", **values)
