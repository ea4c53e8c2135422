"""Logging in and out, and what slows down those who guess."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import delete, update

from portal import clock
from portal.accounts import queries, rules
from portal.accounts.models import LoginAttempts, LoginSession
from portal.accounts.service.errors import NoSuchUser, TooManyAttempts, WrongPassword
from portal.accounts.service.passwords import passwords
from portal.audit import service as audit
from portal.audit.rules import Action
from portal.db.inserting import insert

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.access import Actor
    from portal.accounts.models import User
    from portal.accounts.queries import Login

KEEP_ATTEMPTS = dt.timedelta(days=1)


def log_in(session: Session, *, email: str, password: str, network_address: str) -> str:
    """Begin a log-in and return its token.

    Raises WrongPassword (keep the session's changes: the failure is counted) or TooManyAttempts. The attempt is
    counted before the password is looked at, so that a hundred attempts at once are counted like a hundred in turn.
    """
    slots = rules.attempt_slots(email, network_address)
    for slot in slots:
        count_attempt(session, slot)
    user = queries.user_by_email(session, email)
    known = user is not None and user.deactivated_at is None
    if not passwords.fits(user.password_hash if user and known else None, password) or user is None:
        raise WrongPassword
    _forgive(session, slots)
    if user.password_hash and passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hash(password)
    user.last_login_at = clock.now()
    return _begin(session, user)


def _begin(session: Session, user: User) -> str:
    now, token = clock.now(), rules.new_token()
    old = LoginSession.last_seen_at < now - rules.LOGIN_LIVES_UNSEEN
    session.execute(delete(LoginSession).where(LoginSession.user_id == user.id, old))
    row = LoginSession(token_hash=rules.token_hash(token), user_id=user.id, created_at=now, last_seen_at=now)
    session.add(row)
    session.flush()
    return token


def find_login(session: Session, token: str) -> Login | None:
    """Return the log-in that the token belongs to, with its person; None if either has ended."""
    return queries.login(session, rules.token_hash(token), clock.now() - rules.LOGIN_LIVES_UNSEEN)


def end_login(session: Session, login_id: int) -> None:
    """Log out: the token is worth nothing from now on."""
    session.execute(update(LoginSession).where(LoginSession.id == login_id).values(ended_at=clock.now()))


def end_logins(session: Session, user_id: int, *, but: int | None = None) -> None:
    """End all log-ins of a person, except perhaps the one that asks for it."""
    mine = (LoginSession.user_id == user_id, LoginSession.ended_at.is_(None), LoginSession.id != (but or 0))
    session.execute(update(LoginSession).where(*mine).values(ended_at=clock.now()))


def end_logins_in(session: Session, user_id: int, company_id: int, *, but: int | None = None) -> None:
    """End the person's log-ins that have chosen this company; the one excepted chooses none any more."""
    there = (LoginSession.user_id == user_id, LoginSession.company_id == company_id)
    others = (*there, LoginSession.ended_at.is_(None), LoginSession.id != (but or 0))
    session.execute(update(LoginSession).where(*others).values(ended_at=clock.now()))
    session.execute(update(LoginSession).where(*there, LoginSession.id == (but or 0)).values(company_id=None))


def needs_touch(seen_at: dt.datetime | None) -> bool:
    """Whether it is time to note again that the person is here."""
    return seen_at is not None and seen_at < clock.now() - rules.SEEN_IS_NOTED_EVERY


def touch_session(session: Session, login_id: int) -> None:
    """Note that the person is here. Give it a session of its own: pages that read cannot write."""
    session.execute(update(LoginSession).where(LoginSession.id == login_id).values(last_seen_at=clock.now()))


def choose_company(session: Session, actor: Actor, company_id: int) -> None:
    """Work for this company from now on, in this log-in."""
    chosen = update(LoginSession).where(LoginSession.id == actor.login_id).values(company_id=company_id)
    session.execute(chosen)


def change_password(session: Session, actor: Actor, *, old: str, new: str, network_address: str) -> None:
    """Set a new password and end the person's other log-ins. Raises as `log_in` does."""
    slots = rules.attempt_slots(actor.email, network_address)
    for slot in slots:
        count_attempt(session, slot)
    user = queries.user(session, actor.user_id)
    if user is None:
        raise NoSuchUser
    if not passwords.fits(user.password_hash, old):
        raise WrongPassword
    _forgive(session, slots)
    store_password(session, user, new, but=actor.login_id)


def store_password(session: Session, user: User, password: str, *, but: int | None = None) -> None:
    """Keep the new password's hash and end what was begun with the old one."""
    user.password_hash = passwords.hash(password)
    end_logins(session, user.id, but=but)
    audit.record(session, Action.PASSWORD_SET, actor_id=user.id, subject_id=user.id)


def count_guess(session: Session, what: str, network_address: str) -> None:
    """Count a wrong guess of a secret that is no password. Raises TooManyAttempts: then keep nothing."""
    count_attempt(session, rules.guess_slot(what, network_address))


def count_attempt(session: Session, slot: rules.Slot) -> None:
    """Count an attempt; raises TooManyAttempts, and then the caller keeps nothing."""
    now = clock.now()
    first = insert(session, LoginAttempts).values(key=slot.key, window_start=rules.window_start(now), failures=1)
    counted = first.on_conflict_do_update(
        index_elements=[LoginAttempts.key, LoginAttempts.window_start],
        set_={"failures": LoginAttempts.failures + 1},
    )
    if session.execute(counted.returning(LoginAttempts.failures)).scalar_one() > slot.most:
        raise TooManyAttempts(rules.minutes_to_wait(now))


def _forgive(session: Session, slots: tuple[rules.Slot, rules.Slot]) -> None:
    """Take back the attempt that succeeded, forget the address's failures, and those of days past."""
    network, address = slots
    now = clock.now()
    this_window = LoginAttempts.window_start == rules.window_start(now)
    session.execute(
        update(LoginAttempts)
        .where(LoginAttempts.key == network.key, this_window)
        .values(failures=LoginAttempts.failures - 1)
    )
    session.execute(delete(LoginAttempts).where(LoginAttempts.key == address.key))
    session.execute(delete(LoginAttempts).where(LoginAttempts.window_start < now - KEEP_ATTEMPTS))
