"""Who belongs to a company."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock
from portal.access import Role
from portal.accounts import service as accounts
from portal.audit import service as audit
from portal.audit.rules import Action
from portal.companies import queries
from portal.companies.models import Membership
from portal.companies.queries import MembershipData
from portal.companies.service.errors import NoSuchCompany, PersonDeactivated

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Member:
    """A colleague. `function` is what they do there, in the company's own words."""

    user_id: int
    name: str
    email: str
    role: Role
    function: str | None
    active: bool
    has_password: bool


def members(session: Session, company_id: int) -> tuple[Member, ...]:
    """Who belongs to the company, by name; also people whose account is switched off."""
    belonging = {one.user_id: one for one in queries.memberships_of_company(session, company_id)}
    people = accounts.people(session, belonging)
    return tuple(
        Member(
            user_id=one.id,
            name=one.name,
            email=one.email,
            role=belonging[one.id].role,
            function=belonging[one.id].function,
            active=one.active,
            has_password=one.has_password,
        )
        for one in people
    )


def memberships_of_users(session: Session, user_ids: Iterable[int]) -> dict[int, list[MembershipData]]:
    """Where these people belong, by person, in one query."""
    return queries.memberships_of_users(session, user_ids)


def add_person(
    session: Session,
    actor_id: int | None,
    company_id: int,
    *,
    name: str,
    email: str,
    role: Role = Role.COMPANY_MEMBER,
    function: str | None = None,
) -> tuple[int, bool]:
    """Let the person with this address belong to the company; return their number, and whether the account is new.

    Somebody who has an account keeps it, with name and password. Raises NoSuchCompany, PersonDeactivated.
    """
    known = accounts.person_by_email(session, email)
    if known is not None and not known.active:
        raise PersonDeactivated(known.id)
    user_id = known.id if known else accounts.create_user(session, actor_id, name=name, email=email)
    add_member(session, actor_id, company_id, user_id, role=role, function=function)
    return user_id, known is None


def add_member(
    session: Session,
    actor_id: int | None,
    company_id: int,
    user_id: int,
    *,
    role: Role = Role.COMPANY_MEMBER,
    function: str | None = None,
) -> None:
    """Let the person belong to the company; who belongs already gets role and function. Raises NoSuchCompany."""
    if queries.row(session, company_id) is None:
        raise NoSuchCompany
    row = queries.membership(session, company_id, user_id)
    if row is not None and row.ended_at is None:
        change_member(session, actor_id, company_id, user_id, role=role, function=function)
        return
    if row is None:
        row = Membership(company_id=company_id, user_id=user_id, created_at=clock.now())
        session.add(row)
    row.role, row.function, row.ended_at = role, function, None
    session.flush()
    _record(session, Action.MEMBER_ADDED, actor_id, company_id, user_id=user_id, role=role)


def change_member(
    session: Session, actor_id: int | None, company_id: int, user_id: int, *, role: Role, function: str | None
) -> None:
    """Change role and function in the company. Raises NoSuchCompany for who does not belong to it."""
    row = _membership(session, company_id, user_id)
    if (row.role, row.function) != (role, function):
        row.role, row.function = role, function
        _record(session, Action.MEMBER_CHANGED, actor_id, company_id, user_id=user_id, role=role)


def remove_member(session: Session, actor_id: int, company_id: int, user_id: int) -> None:
    """The person belongs to the company no longer; account and answers stay. Raises NoSuchCompany."""
    row = _membership(session, company_id, user_id)
    row.ended_at = clock.now()
    _record(session, Action.MEMBER_REMOVED, actor_id, company_id, user_id=user_id)


def _membership(session: Session, company_id: int, user_id: int) -> Membership:
    row = queries.membership(session, company_id, user_id)
    if row is None or row.ended_at is not None:
        raise NoSuchCompany
    return row


def _record(session: Session, action: Action, actor_id: int | None, company_id: int, **details: object) -> None:
    audit.record(session, action, actor_id=actor_id, subject_id=company_id, company_id=company_id, **details)
