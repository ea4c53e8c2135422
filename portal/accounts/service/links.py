"""Single-use links, with which people set their own password; nobody types another person's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from portal import clock
from portal.accounts import queries, rules
from portal.accounts.models import PasswordLink
from portal.accounts.queries import Person
from portal.accounts.service.errors import Deactivated, LinkUnusable, NoSuchUser
from portal.accounts.service.log_in import store_password
from portal.audit import service as audit
from portal.audit.rules import Action

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def make_link(session: Session, actor_id: int | None, user_id: int) -> str:
    """Make a link for the person and return its token; earlier links of theirs end. Raises NoSuchUser, Deactivated."""
    user = queries.user(session, user_id)
    if user is None:
        raise NoSuchUser
    if user.deactivated_at is not None:
        raise Deactivated
    now, token = clock.now(), rules.new_token()
    end_links(session, user_id)
    expires = now + rules.LINK_LIVES
    link = PasswordLink(
        token_hash=rules.token_hash(token), user_id=user_id, made_by=actor_id, created_at=now, expires_at=expires
    )
    session.add(link)
    audit.record(session, Action.PASSWORD_LINK_MADE, actor_id=actor_id, subject_id=user_id)
    session.flush()
    return token


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
    store_password(session, user, password)
    return queries.as_person(user)


def end_links(session: Session, user_id: int) -> None:
    """Let earlier links expire: whoever asks for a new one may have lost the old one to somebody else."""
    now = clock.now()
    live = (PasswordLink.user_id == user_id, PasswordLink.used_at.is_(None), PasswordLink.expires_at > now)
    session.execute(update(PasswordLink).where(*live).values(expires_at=now))
