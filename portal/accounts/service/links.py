"""Single-use links, with which people set their own password; nobody types another person's."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import update

from portal import clock
from portal.accounts import mails, queries, rules
from portal.accounts.models import PasswordLink, PasswordRequest, User
from portal.accounts.queries import Person
from portal.accounts.service.errors import Deactivated, LinkUnusable, NoSuchUser
from portal.accounts.service.log_in import count_attempt, store_password
from portal.audit import service as audit
from portal.audit.rules import Action

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def make_link(session: Session, actor_id: int | None, user_id: int) -> str:
    """Make a link for the person and return its token; earlier links of theirs end. Raises NoSuchUser, Deactivated."""
    return _begin_anew(session, actor_id, user_id)[0]


def send_link(session: Session, actor_id: int | None, user_id: int) -> str:
    """The same, and mail the link to the person, too."""
    token, link, user = _begin_anew(session, actor_id, user_id)
    mails.invited(session, queries.as_person(user), token, link.id)
    return token


def _begin_anew(session: Session, actor_id: int | None, user_id: int) -> tuple[str, PasswordLink, User]:
    user = queries.user(session, user_id)
    if user is None:
        raise NoSuchUser
    if user.deactivated_at is not None:
        raise Deactivated
    end_links(session, user_id)
    return (*_add(session, actor_id, user_id, rules.LINK_LIVES), user)


def _add(session: Session, actor_id: int | None, user_id: int, lives: dt.timedelta) -> tuple[str, PasswordLink]:
    now, token = clock.now(), rules.new_token()
    link = PasswordLink(
        token_hash=rules.token_hash(token), user_id=user_id, made_by=actor_id, created_at=now, expires_at=now + lives
    )
    session.add(link)
    audit.record(session, Action.PASSWORD_LINK_MADE, actor_id=actor_id, subject_id=user_id)
    session.flush()
    return token, link


def ask_for_link(session: Session, *, email: str, network_address: str) -> None:
    """Note that somebody wants a link by mail. Raises TooManyAttempts.

    Nothing here depends on whether the address has an account, so neither does the time that it takes.
    """
    for slot in rules.forgotten_slots(email, network_address):
        count_attempt(session, slot)
    session.add(PasswordRequest(email_key=rules.email_key(email)[: rules.LONGEST_EMAIL], asked_at=clock.now()))
    session.flush()


def answer_requests(session: Session) -> None:
    """Mail the links that were asked for; a request for an unknown address is forgotten."""
    for request in queries.password_requests(session):
        user = queries.user_by_email(session, request.email_key)
        if user is not None and user.deactivated_at is None:
            _mail_forgotten(session, user)
        session.delete(request)
        session.flush()


def _mail_forgotten(session: Session, user: User) -> None:
    """Mail a link, unless the person's mailbox has had enough. Other links stay: a stranger may have asked."""
    if queries.links_since(session, user.id, clock.now() - dt.timedelta(hours=1)) >= rules.MOST_FORGOTTEN_AN_HOUR:
        return
    token, link = _add(session, user.id, user.id, rules.FORGOTTEN_LINK_LIVES)
    mails.forgotten(session, queries.as_person(user), token, link.id)


def link_owner(session: Session, token: str) -> Person:
    """Return whose password the link sets. Raises LinkUnusable."""
    found = queries.live_link_owner(session, rules.token_hash(token), clock.now())
    if found is None:
        raise LinkUnusable
    return queries.as_person(found[1])


def set_password_by_link(session: Session, token: str, password: str) -> Person:
    """Set the password and use the link up. Raises LinkUnusable, also for the second of two at once."""
    found = queries.live_link_owner(session, rules.token_hash(token), clock.now())
    if found is None:
        raise LinkUnusable
    link, user = found
    unused = update(PasswordLink).where(PasswordLink.id == link.id, PasswordLink.used_at.is_(None))
    taken = session.execute(unused.values(used_at=clock.now()).returning(PasswordLink.id)).one_or_none()
    if taken is None:
        raise LinkUnusable
    # Whoever has set a password needs no other link, and nobody else shall have one.
    end_links(session, user.id)
    store_password(session, user, password)
    return queries.as_person(user)


def end_links(session: Session, user_id: int) -> None:
    """Let earlier links expire: whoever asks for a new one may have lost the old one to somebody else."""
    now = clock.now()
    live = (PasswordLink.user_id == user_id, PasswordLink.used_at.is_(None), PasswordLink.expires_at > now)
    session.execute(update(PasswordLink).where(*live).values(expires_at=now))
