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
    subject, text, html = mail.render(
        "companies/invitation",
        to.language,
        reader=to.name,
        company=company,
        inviter=inviter,
        path=path,
        last_day=last_day,
    )
    _enqueue(session, f"invitation-{number}", to, subject, text, html)


def send_new_admin(session: Session, *, key: str, to: Reader, company: str, admin: str) -> None:
    """Tell somebody of the company that the Welcome Service has named an admin."""
    subject, text, html = mail.render("companies/new_admin", to.language, reader=to.name, company=company, admin=admin)
    _enqueue(session, key, to, subject, text, html)


def _enqueue(session: Session, key: str, to: Reader, subject: str, text: str, html: str) -> None:
    mail.enqueue(
        session,
        key=key,
        to_email=to.email,
        to_name=to.name,
        language=to.language,
        subject=subject,
        text=text,
        html=html,
    )
