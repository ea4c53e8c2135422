"""Letters of this area: an invitation, and that the service has named an admin."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock
from portal.mail import service as mail

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Reader:
    """Who gets the letter, and in which language."""

    name: str
    email: str
    language: str


def send_invitation(
    session: Session,
    *,
    number: int,
    to: Reader,
    company: str,
    inviter: str | None,
    path: str,
    expires_at: dt.datetime,
) -> None:
    """Send the link. The letter is the same whether or not the address has an account."""
    last_day = clock.local(expires_at).date()
    mail.write(
        session,
        "companies/invitation",
        to,
        key=f"invitation-{number}",
        company=company,
        inviter=inviter,
        path=path,
        last_day=last_day,
    )


def send_new_admin(session: Session, *, key: str, to: Reader, company: str, admin: str) -> None:
    """Tell somebody of the company that the Welcome Service has named an admin."""
    mail.write(session, "companies/new_admin", to, key=key, company=company, admin=admin)
