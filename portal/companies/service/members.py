"""Who belongs to a company."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from portal import clock
from portal.access import Role
from portal.accounts import service as accounts
from portal.accounts.rules import email_key
from portal.audit import service as audit
from portal.audit.rules import Action
from portal.companies import mails, queries
from portal.companies.models import Membership
from portal.companies.queries import MembershipData
from portal.companies.service.errors import LastCompanyAdmin, NoSuchCompany, PersonDeactivated
from portal.db.tenancy import every_company

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.access import Actor


class HandOver(Protocol):
    """Gives what a leaving person takes care of to another, or to nobody. Given by app.py: the work lies above us."""

    def __call__(
        self, session: Session, actor: Actor, company_id: int, leaver_id: int, heir_id: int | None, /
    ) -> object: ...


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
    language: str


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
            language=one.language,
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
    row.role, row.function, row.ended_at, row.welcomed_at = role, function, None, None
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


def belongs(session: Session, company_id: int, user_id: int) -> bool:
    """Whether the person belongs to the company now."""
    row = queries.membership(session, company_id, user_id)
    return row is not None and row.ended_at is None


def set_role(session: Session, actor_id: int, company_id: int, user_id: int, role: Role) -> None:
    """Change what a colleague may do in the company. Raises NoSuchCompany, LastCompanyAdmin."""
    row = _membership(session, company_id, user_id)
    if role is not Role.COMPANY_ADMIN:
        _keep_an_admin(session, company_id, user_id)
    change_member(session, actor_id, company_id, user_id, role=role, function=row.function)


def name_admin(session: Session, actor_id: int, company_id: int, user_id: int) -> None:
    """The Welcome Service makes somebody the company's admin, and everybody there is told. Raises NoSuchCompany."""
    row, company = _membership(session, company_id, user_id), queries.row(session, company_id)
    if company is None or row.role == Role.COMPANY_ADMIN:
        return
    change_member(session, actor_id, company_id, user_id, role=Role.COMPANY_ADMIN, function=row.function)
    named = accounts.names(session, [user_id])[user_id]
    for one in members(session, company_id):
        if one.active:
            mails.send_new_admin(
                session,
                key=f"new-admin-{company_id}-{user_id}-{one.user_id}-{clock.now().isoformat()}",
                to=mails.Reader(one.name, one.email, one.language),
                company=company.name,
                admin=named,
            )


def leave(session: Session, actor_id: int, company_id: int, user_id: int, *, keep_login: int | None = None) -> None:
    """Remove a colleague, or leave oneself, as `remove_member` does. Raises NoSuchCompany, LastCompanyAdmin."""
    _membership(session, company_id, user_id)
    _keep_an_admin(session, company_id, user_id)
    remove_member(session, actor_id, company_id, user_id, keep_login=keep_login)


def remove_member(
    session: Session, actor_id: int, company_id: int, user_id: int, *, keep_login: int | None = None
) -> None:
    """The person belongs to the company no longer; account and answers stay. Raises NoSuchCompany.

    Log-ins that work for the company end, except the one that asks for it, and no old invitation leads back.
    """
    row = _membership(session, company_id, user_id)
    row.ended_at = clock.now()
    accounts.end_logins_in(session, user_id, company_id, but=keep_login)
    person = accounts.person(session, user_id)
    if person is not None:
        revoke_invitations(session, company_id, person.email)
    _record(session, Action.MEMBER_REMOVED, actor_id, company_id, user_id=user_id)


def revoke_invitations(session: Session, company_id: int, email: str) -> None:
    """No link of the company to this address is good for anything, and none can be asked for with it."""
    with every_company(session, "the service's team removes people, too"):
        for row in queries.invitations_of_address(session, company_id, email_key(email)):
            row.revoked_at = row.revoked_at or clock.now()


def greet(session: Session, company_id: int, user_id: int) -> None:
    """Note that the person has been told who reads what. Raises NoSuchCompany."""
    row = _membership(session, company_id, user_id)
    row.welcomed_at = row.welcomed_at or clock.now()


def _keep_an_admin(session: Session, company_id: int, user_id: int) -> None:
    """Raise LastCompanyAdmin if the company would have nobody left who can log in and administer it."""
    admins = queries.admin_ids(session, company_id)
    others = accounts.people(session, [one for one in admins if one != user_id])
    if user_id in admins and not any(one.active for one in others):
        raise LastCompanyAdmin


def _membership(session: Session, company_id: int, user_id: int) -> Membership:
    row = queries.membership(session, company_id, user_id)
    if row is None or row.ended_at is not None:
        raise NoSuchCompany
    return row


def _record(session: Session, action: Action, actor_id: int | None, company_id: int, **details: object) -> None:
    audit.record(session, action, actor_id=actor_id, subject_id=company_id, company_id=company_id, **details)
