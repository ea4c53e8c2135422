"""Accounts: making, changing, switching off and on, and finding them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.access import Role
from portal.accounts import queries, rules
from portal.accounts.models import User
from portal.accounts.queries import STAFF_COLUMNS, Person, PersonName
from portal.accounts.service.errors import (
    AddressTaken,
    LastAdmin,
    NoSuchUser,
    NotAnAddress,
    NotAName,
    NotOneself,
)
from portal.accounts.service.links import end_links, make_link
from portal.accounts.service.log_in import end_logins
from portal.audit import service as audit
from portal.audit.rules import Action
from portal.text import sort_key
from portal.web.pagination import Cursor, Page

if TYPE_CHECKING:
    from sqlalchemy import Subquery
    from sqlalchemy.orm import Session

    from portal.access import Actor

USERS_A_PAGE = 50


def names(session: Session, user_ids: Iterable[int]) -> dict[int, str]:
    """Names by number, for any number of people in one query."""
    return queries.names(session, user_ids)


def user_names() -> Subquery:
    """The name of everybody with an account (`id, name`): for statements of higher areas."""
    return queries.user_names()


def people(session: Session, user_ids: Iterable[int]) -> tuple[Person, ...]:
    """These accounts, by name, in one query."""
    return queries.people(session, user_ids)


def consultants(session: Session) -> tuple[PersonName, ...]:
    """All active consultants by name."""
    return queries.consultants(session)


def holders(session: Session, roles: Iterable[Role]) -> tuple[Person, ...]:
    """All active accounts with one of these roles at the service, by name; one query."""
    return queries.holders(session, roles)


def person(session: Session, user_id: int) -> Person | None:
    """The account with this number."""
    user = queries.user(session, user_id)
    return None if user is None else queries.as_person(user)


def person_by_email(session: Session, email: str) -> Person | None:
    """The account with this address."""
    user = queries.user_by_email(session, email)
    return None if user is None else queries.as_person(user)


def users_page(session: Session, search: str, cursor: Cursor | None) -> Page[Person]:
    """A page of accounts by name; every word of `search` is in the name or the address."""
    words = tuple(sort_key(search.replace("\x00", "")).split())
    after = (cursor.value, cursor.row_id) if cursor and isinstance(cursor.value, str) else None
    found = queries.users(session, words, after, USERS_A_PAGE + 1)
    rows, last = found[:USERS_A_PAGE], found[USERS_A_PAGE - 1] if len(found) > USERS_A_PAGE else None
    return Page(rows, Cursor(last.sort_key, last.id).word() if last else None)


def create_user(
    session: Session,
    actor_id: int | None,
    *,
    name: str,
    email: str,
    roles: Iterable[Role] = (),
    language: str = "de",
    password_hash: str | None = None,
    is_demo: bool = False,
) -> int:
    """Make an account and return its number. `roles` are those at the service. Raises AddressTaken.

    People get their password through `make_link`; `password_hash` is for demo data alone.
    """
    if queries.user_by_email(session, email) is not None:
        raise _taken(session, email)
    user = User(
        name=name,
        sort_key=_sort_key(name),
        email=email.strip(),
        email_key=rules.email_key(email),
        language=language,
        password_hash=password_hash,
        is_demo=is_demo,
        created_at=clock.now(),
    )
    held = _set_roles(user, roles)
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError:
        # Somebody made the same account between our question and our answer.
        raise _taken(session, email) from None
    audit.record(session, Action.USER_CREATED, actor_id=actor_id, subject_id=user.id, roles=held)
    return user.id


def create_user_with_link(session: Session, *, name: str, email: str, roles: Iterable[Role]) -> str:
    """Make an account from the command line and return its link's token. Raises AddressTaken, NotAnAddress, NotAName."""
    name = " ".join(name.split())
    if not name or len(name) > rules.LONGEST_NAME:
        raise NotAName(f"The name must have 1 to {rules.LONGEST_NAME} characters.")
    if not rules.is_email(email.strip()):
        raise NotAnAddress(f"{email} is not an e-mail address.")
    user_id = create_user(session, None, name=name, email=email, roles=roles)
    return make_link(session, None, user_id)


def change_user(session: Session, actor: Actor, user_id: int, *, name: str, roles: Iterable[Role]) -> None:
    """Change name and roles at the service. Raises NoSuchUser, LastAdmin."""
    user, wanted = _user(session, user_id), frozenset(roles)
    if user.is_admin and user.deactivated_at is None and Role.ADMIN not in wanted:
        _keep_an_admin(session, user)
    fields = ["name"] if user.name != name else []
    before = set(queries.staff_roles(user))
    user.name, user.sort_key = name, _sort_key(name)
    _set_roles(user, wanted)
    fields += ["roles"] if before != wanted else []
    if fields:
        audit.record(session, Action.USER_CHANGED, actor_id=actor.user_id, subject_id=user_id, fields=fields)


def change_own_details(session: Session, actor: Actor, *, name: str, language: str) -> None:
    """Change one's own name and language."""
    user = _user(session, actor.user_id)
    fields = [field for field, new in (("name", name), ("language", language)) if getattr(user, field) != new]
    user.name, user.sort_key, user.language = name, _sort_key(name), language
    if fields:
        audit.record(session, Action.USER_CHANGED, actor_id=user.id, subject_id=user.id, fields=fields)


def set_language(session: Session, actor: Actor, language: str) -> None:
    """Read the portal in this language from now on."""
    _user(session, actor.user_id).language = language


def deactivate_user(session: Session, actor: Actor, user_id: int) -> None:
    """Switch the account off: out at the next click. Raises NoSuchUser, NotOneself, LastAdmin."""
    user = _user(session, user_id)
    if user_id == actor.user_id:
        raise NotOneself
    if user.deactivated_at is not None:
        return
    if user.is_admin:
        _keep_an_admin(session, user)
    user.deactivated_at = clock.now()
    end_logins(session, user_id)
    end_links(session, user_id)
    audit.record(session, Action.USER_DEACTIVATED, actor_id=actor.user_id, subject_id=user_id)


def reactivate_user(session: Session, actor: Actor, user_id: int) -> None:
    """Switch the account on again, with the password that it had. Raises NoSuchUser."""
    user = _user(session, user_id)
    if user.deactivated_at is None:
        return
    user.deactivated_at = None
    audit.record(session, Action.USER_REACTIVATED, actor_id=actor.user_id, subject_id=user_id)


def _sort_key(name: str) -> str:
    return sort_key(name)[: rules.LONGEST_KEY]


def _taken(session: Session, email: str) -> AddressTaken:
    owner = queries.user_by_email(session, email)
    return AddressTaken(owner.id if owner else 0, email)


def _user(session: Session, user_id: int) -> User:
    user = queries.user(session, user_id)
    if user is None:
        raise NoSuchUser
    return user


def _keep_an_admin(session: Session, user: User) -> None:
    if not queries.other_admins(session, user.id):
        raise LastAdmin


def _set_roles(user: User, roles: Iterable[Role]) -> list[str]:
    """Set the columns of the roles and return the roles' names, sorted."""
    wanted = frozenset(roles)
    for role, column in STAFF_COLUMNS.items():
        setattr(user, column.key, role in wanted)
    return sorted(wanted)
