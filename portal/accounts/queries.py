"""Every SELECT on accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, or_, select, tuple_

from portal.access import Role
from portal.accounts.models import DigestChoice, LoginSession, PasswordLink, PasswordRequest, User
from portal.accounts.rules import DIGEST_AGAIN, email_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

STAFF_COLUMNS = {
    Role.CONSULTANT: User.is_consultant,
    Role.EDITOR: User.is_editor,
    Role.ADMIN: User.is_admin,
    Role.FUNDER: User.is_funder,
}


@dataclass(frozen=True)
class PersonName:
    """Somebody's number and name."""

    id: int
    name: str


@dataclass(frozen=True)
class Person:
    """An account as others may see it."""

    id: int
    name: str
    sort_key: str
    email: str
    language: str
    roles: tuple[Role, ...]
    active: bool
    has_password: bool
    is_demo: bool
    last_login_at: dt.datetime | None


@dataclass(frozen=True)
class Login:
    """A living log-in and whose it is."""

    id: int
    user_id: int
    name: str
    email: str
    language: str
    staff_roles: frozenset[Role]
    company_id: int | None
    last_seen_at: dt.datetime


def staff_roles(user: User) -> tuple[Role, ...]:
    """The roles at the service that the row holds."""
    return tuple(role for role, column in STAFF_COLUMNS.items() if getattr(user, column.key))


def as_person(user: User) -> Person:
    """The account without its secrets."""
    return Person(
        id=user.id,
        name=user.name,
        sort_key=user.sort_key,
        email=user.email,
        language=user.language,
        roles=staff_roles(user),
        active=user.deactivated_at is None,
        has_password=user.password_hash is not None,
        is_demo=user.is_demo,
        last_login_at=user.last_login_at,
    )


def user_by_email(session: Session, email: str) -> User | None:
    """The account with this address, however it is written."""
    return session.scalars(select(User).where(User.email_key == email_key(email))).one_or_none()


def user(session: Session, user_id: int) -> User | None:
    """The account with this number."""
    return session.get(User, user_id)


def login(session: Session, token_hash: str, seen_after: dt.datetime) -> Login | None:
    """Log-in and person in one query, if both are in force."""
    statement = select(LoginSession, User).join(User, User.id == LoginSession.user_id)
    statement = statement.where(
        LoginSession.token_hash == token_hash,
        LoginSession.ended_at.is_(None),
        LoginSession.last_seen_at > seen_after,
        User.deactivated_at.is_(None),
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else _as_login(*row)


def _as_login(login: LoginSession, user: User) -> Login:
    return Login(
        id=login.id,
        user_id=user.id,
        name=user.name,
        email=user.email,
        language=user.language,
        staff_roles=frozenset(staff_roles(user)),
        company_id=login.company_id,
        last_seen_at=login.last_seen_at,
    )


def people(session: Session, user_ids: Iterable[int]) -> tuple[Person, ...]:
    """These accounts, by name."""
    statement = select(User).where(User.id.in_(list(user_ids))).order_by(User.sort_key, User.id)
    return tuple(map(as_person, session.scalars(statement)))


def names(session: Session, user_ids: Iterable[int]) -> dict[int, str]:
    """Names by number; without numbers nothing is asked."""
    wanted = set(user_ids)
    if not wanted:
        return {}
    found = session.execute(select(User.id, User.name).where(User.id.in_(wanted)))
    return {row.id: row.name for row in found}


def user_names() -> Subquery:
    """The name of everybody who has an account."""
    return select(User.id, User.name).subquery("user_names")


def consultants(session: Session) -> tuple[PersonName, ...]:
    """All active consultants by name."""
    statement = select(User.id, User.name).where(User.is_consultant, User.deactivated_at.is_(None))
    return tuple(PersonName(*row) for row in session.execute(statement.order_by(User.sort_key, User.id)))


def holders(session: Session, roles: Iterable[Role]) -> tuple[Person, ...]:
    """All active accounts with one of these roles at the service, by name."""
    held = or_(*(getattr(User, f"is_{role}") for role in roles))
    statement = select(User).where(held, User.deactivated_at.is_(None)).order_by(User.sort_key, User.id)
    return tuple(map(as_person, session.scalars(statement)))


def other_admins(session: Session, user_id: int) -> bool:
    """Whether anybody else administers the portal. Locked, so that two admins cannot switch each other off."""
    statement = select(User.id).where(User.is_admin, User.deactivated_at.is_(None)).with_for_update()
    return any(admin != user_id for admin in session.scalars(statement))


def live_link_owner(session: Session, token_hash: str, now: dt.datetime) -> tuple[PasswordLink, User] | None:
    """Link and person, if the link may still be used."""
    statement = select(PasswordLink, User).join(User, User.id == PasswordLink.user_id)
    statement = statement.where(
        PasswordLink.token_hash == token_hash,
        PasswordLink.used_at.is_(None),
        PasswordLink.expires_at > now,
        User.deactivated_at.is_(None),
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else (row[0], row[1])


def password_requests(session: Session) -> tuple[PasswordRequest, ...]:
    """Requests for a link that nobody has answered, locked; another worker passes them over."""
    statement = select(PasswordRequest).order_by(PasswordRequest.id).limit(100)
    return tuple(session.scalars(statement.with_for_update(skip_locked=True)))


def links_since(session: Session, user_id: int, moment: dt.datetime) -> int:
    """How many links the person asked for since then."""
    own = (PasswordLink.user_id == user_id, PasswordLink.made_by == user_id, PasswordLink.created_at > moment)
    return session.scalar(select(func.count()).select_from(PasswordLink).where(*own)) or 0


def digest_choice(session: Session, user_id: int) -> DigestChoice | None:
    """What the person has chosen, if anything."""
    return session.scalar(select(DigestChoice).where(DigestChoice.user_id == user_id))


def digest_choice_of(session: Session, token: str) -> DigestChoice | None:
    """The choice that the token may change."""
    return session.scalar(select(DigestChoice).where(DigestChoice.token == token))


def without_digest_choice(session: Session, most: int, among: Collection[int] | None = None) -> tuple[int, ...]:
    """People who have been here, and of whom there is no choice yet."""
    known = select(DigestChoice.id).where(DigestChoice.user_id == User.id).exists()
    statement = select(User.id).where(~known, User.last_login_at.is_not(None), User.deactivated_at.is_(None))
    if among is not None:
        statement = statement.where(User.id.in_(among))
    return tuple(session.scalars(statement.order_by(User.id).limit(most)))


def due_digests(session: Session, weekday: int | None, week: str, most: int) -> tuple[tuple[DigestChoice, User], ...]:
    """Choices whose day has come this week and that nobody has looked at, and those whose mail was taken back; locked,
    another worker passes them over. `weekday` None: it is nobody's day now.
    """
    is_due = DigestChoice.done_week == DIGEST_AGAIN
    if weekday is not None:
        is_due = or_(is_due, and_(DigestChoice.weekday <= weekday, DigestChoice.done_week != week))
    statement = select(DigestChoice, User).join(User, User.id == DigestChoice.user_id)
    statement = statement.where(
        is_due,
        DigestChoice.weekday.is_not(None),
        User.last_login_at.is_not(None),
        User.deactivated_at.is_(None),
    )
    statement = statement.order_by(DigestChoice.id).limit(most)
    locked = statement.with_for_update(of=DigestChoice, skip_locked=True)
    return tuple((row[0], row[1]) for row in session.execute(locked))


def digest_readers(session: Session, user_ids: Collection[int]) -> tuple[tuple[DigestChoice, User], ...]:
    """Those of these people who have been here and have not switched mails of what is due off."""
    statement = select(DigestChoice, User).join(User, User.id == DigestChoice.user_id)
    statement = statement.where(
        User.id.in_(user_ids),
        DigestChoice.weekday.is_not(None),
        User.last_login_at.is_not(None),
        User.deactivated_at.is_(None),
    )
    return tuple((row[0], row[1]) for row in session.execute(statement.order_by(User.id)))


def users(session: Session, words: tuple[str, ...], after: tuple[str, int] | None, most: int) -> tuple[Person, ...]:
    """Accounts by name from a place on, `most` at the most; each word is in the name or the address."""
    statement = _after(select(User).where(*map(_has_word, words)), after)
    return tuple(map(as_person, session.scalars(statement.order_by(User.sort_key, User.id).limit(most))))


def _has_word(word: str) -> ColumnElement[bool]:
    return or_(User.sort_key.contains(word, autoescape=True), User.email_key.contains(word, autoescape=True))


def _after(statement: Select[Any], after: tuple[str, int] | None) -> Select[Any]:
    return statement if after is None else statement.where(tuple_(User.sort_key, User.id) > after)
