"""Letters of this area: links to set a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.accounts import rules
from portal.mail import service as mail

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.accounts.queries import Person


def invited(session: Session, person: Person, token: str, link_id: int) -> None:
    """The link that an administrator made."""
    _send(session, "accounts/invited", person, token, link_id)


def forgotten(session: Session, person: Person, token: str, link_id: int) -> None:
    """The link that somebody asked for who typed the person's address."""
    _send(session, "accounts/forgotten", person, token, link_id)


def _send(session: Session, name: str, person: Person, token: str, link_id: int) -> None:
    key, path = f"password-link/{link_id}", rules.link_path(token)
    mail.write(session, name, person, key=key, email=person.email, path=path)
