"""Invitations: a company's admin lets a colleague in, without learning whether the address has an account."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock
from portal.access import Role
from portal.accounts import rules as accounts_rules
from portal.accounts import service as accounts
from portal.audit import service as audit
from portal.audit.rules import Action
from portal.companies import mails, queries, rules
from portal.companies.models import Invitation
from portal.companies.rules import InvitationState
from portal.companies.service.errors import (
    AlreadyMember,
    InvitationUnusable,
    NoSuchCompany,
    NoSuchInvitation,
    PersonDeactivated,
    TooManyInvitations,
)
from portal.companies.service.members import add_member, belongs, revoke_invitations
from portal.db.tenancy import every_company

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.companies.models import Company


@dataclass(frozen=True)
class InvitationData:
    """An invitation as the company's admin sees it."""

    id: int
    name: str
    email: str
    role: Role
    state: InvitationState
    created_at: dt.datetime
    expires_at: dt.datetime


@dataclass(frozen=True)
class Opened:
    """What the page of a link says. Nothing in it depends on whether the address has an account."""

    company_id: int
    company_name: str
    inviter: str | None
    name: str
    email: str
    role: Role
    state: InvitationState
    expires_at: dt.datetime


@dataclass(frozen=True)
class Accepted:
    """Who belongs to which company now; `password_token` where the person has no password yet."""

    company_id: int
    company_name: str
    user_id: int
    password_token: str | None


def invitations(session: Session, company_id: int) -> tuple[InvitationData, ...]:
    """Open and expired ones, by address."""
    return tuple(
        InvitationData(
            id=row.id,
            name=row.name,
            email=row.email,
            role=Role(row.role),
            state=_state(row),
            created_at=row.created_at,
            expires_at=row.expires_at,
        )
        for row in queries.waiting_invitations(session, company_id)
    )


def inviter(session: Session, company_id: int, email: str) -> str | None:
    """The name of who invited this address last; None: the Welcome Service added the person."""
    row = queries.latest_invitation(session, company_id, accounts_rules.email_key(email))
    return None if row is None else accounts.names(session, filter(None, [row.invited_by])).get(row.invited_by or 0)


def company_of_invitation(session: Session, invitation_id: int) -> int | None:
    """Whose invitation it is."""
    row = queries.invitation(session, invitation_id)
    return None if row is None else row.company_id


def invite(
    session: Session,
    actor_id: int,
    company_id: int,
    *,
    name: str,
    email: str,
    role: Role,
    language: str,
) -> None:
    """Invite somebody by mail; an earlier open invitation of the address ends.

    Raises NoSuchCompany, AlreadyMember, TooManyInvitations.
    """
    company = _held(session, company_id)
    known = accounts.person_by_email(session, email)
    if known is not None and belongs(session, company_id, known.id):
        raise AlreadyMember
    key = accounts_rules.email_key(email)
    row = Invitation(
        company_id=company_id,
        name=name,
        email=email.strip(),
        email_key=key,
        role=role,
        language=language,
        invited_by=actor_id,
    )
    _send(session, company, row)
    audit.record(session, Action.MEMBER_INVITED, actor_id=actor_id, subject_id=row.id, company_id=company_id, role=role)


def invite_again(session: Session, company_id: int, invitation_id: int) -> str:
    """Send a new link in place of an open or expired one, and return the address it goes to.

    Raises NoSuchInvitation, TooManyInvitations.
    """
    company, row = _held(session, company_id), queries.invitation(session, invitation_id)
    if row is None or _state(row) not in {InvitationState.OPEN, InvitationState.EXPIRED}:
        raise NoSuchInvitation
    _send(session, company, _copy(row))
    return row.email


def revoke_invitation(session: Session, actor_id: int, company_id: int, invitation_id: int) -> str:
    """Withdraw it; its link, and every other to that address, leads nowhere. Raises NoSuchInvitation."""
    row = queries.invitation(session, invitation_id)
    if row is None or row.company_id != company_id or row.used_at is not None:
        raise NoSuchInvitation
    revoke_invitations(session, company_id, row.email)
    audit.record(session, Action.INVITATION_REVOKED, actor_id=actor_id, subject_id=row.id, company_id=company_id)
    return row.email


def open_invitation(session: Session, token: str) -> Opened:
    """What the link is. Changes nothing: programs open links, too. Raises NoSuchInvitation."""
    with every_company(session, "the link alone says which company it belongs to"):
        row, company = _by_token(session, token)
    names = accounts.names(session, filter(None, [row.invited_by]))
    return Opened(
        company_id=company.id,
        company_name=company.name,
        inviter=names.get(row.invited_by or 0),
        name=row.name,
        email=row.email,
        role=Role(row.role),
        state=_state(row) if company.deactivated_at is None else InvitationState.REVOKED,
        expires_at=row.expires_at,
    )


def accept_invitation(session: Session, token: str) -> Accepted:
    """Use the link up: the person with its address belongs to the company, with a new account where there is none.

    Raises NoSuchInvitation; InvitationUnusable, also for the second of two at once; PersonDeactivated.
    """
    with every_company(session, "the link alone says which company it belongs to"):
        row, company = _by_token(session, token)
        _held(session, company.id)
        session.refresh(row)
        if company.deactivated_at is not None or _state(row) is not InvitationState.OPEN:
            raise InvitationUnusable
        user_id, password_token = _account(session, row)
        if not belongs(session, company.id, user_id):
            add_member(session, user_id, company.id, user_id, role=Role(row.role))
        row.used_at = clock.now()
        _replace_open(session, row)
    return Accepted(company.id, company.name, user_id, password_token)


def _account(session: Session, row: Invitation) -> tuple[int, str | None]:
    known = accounts.person_by_email(session, row.email)
    if known is not None and not known.active:
        raise PersonDeactivated(known.id)
    if known is not None and known.has_password:
        return known.id, None
    user_id = known.id if known else _new_account(session, row)
    return user_id, accounts.make_link(session, user_id, user_id)


def _new_account(session: Session, row: Invitation) -> int:
    try:
        return accounts.create_user(session, None, name=row.name, email=row.email, language=row.language)
    except accounts.AddressTaken as taken:
        # Another company's invitation was accepted at this moment.
        return taken.user_id


def ask_again(session: Session, token: str) -> None:
    """Send a new link to the address of one that no longer works, if the company still wants the person.

    Whether it does is not said. Raises NoSuchInvitation, TooManyInvitations.
    """
    with every_company(session, "the link alone says which company it belongs to"):
        row, company = _by_token(session, token)
        _held(session, company.id)
        latest = queries.latest_invitation(session, row.company_id, row.email_key) or row
        if company.deactivated_at is None and latest.revoked_at is None:
            _send(session, company, _copy(latest))


def _send(session: Session, company: Company, row: Invitation) -> None:
    _slow_down(session, row)
    now, token = clock.now(), accounts_rules.new_token()
    row.token_hash = accounts_rules.token_hash(token)
    row.created_at, row.expires_at = now, now + rules.INVITATION_LIVES
    session.add(row)
    session.flush()
    _replace_open(session, row)
    inviter = accounts.names(session, filter(None, [row.invited_by])).get(row.invited_by or 0)
    mails.send_invitation(
        session,
        number=row.id,
        to=mails.Reader(row.name, row.email, row.language),
        company=company.name,
        inviter=inviter,
        path=rules.invitation_path(token, row.language),
        expires_at=row.expires_at,
    )


def _slow_down(session: Session, row: Invitation) -> None:
    since = clock.now() - rules.A_DAY
    if queries.invitations_since(session, row.company_id, since) >= rules.MOST_INVITATIONS_A_DAY:
        raise TooManyInvitations
    of_address = queries.invitations_since(session, row.company_id, since, row.email_key)
    if of_address >= rules.MOST_LINKS_OF_ADDRESS_A_DAY:
        raise TooManyInvitations


def _replace_open(session: Session, newest: Invitation) -> None:
    for row in queries.invitations_of_address(session, newest.company_id, newest.email_key):
        if row.id != newest.id and row.used_at is None:
            row.replaced_at = row.replaced_at or clock.now()


def _copy(row: Invitation) -> Invitation:
    same = ("company_id", "name", "email", "email_key", "role", "language", "invited_by")
    return Invitation(**{name: getattr(row, name) for name in same})


def _state(row: Invitation) -> InvitationState:
    if row.revoked_at is not None:
        return InvitationState.REVOKED
    if row.used_at is not None:
        return InvitationState.USED
    if row.replaced_at is not None:
        return InvitationState.REPLACED
    return InvitationState.OPEN if row.expires_at > clock.now() else InvitationState.EXPIRED


def _by_token(session: Session, token: str) -> tuple[Invitation, Company]:
    row = queries.invitation_by_token(session, accounts_rules.token_hash(token))
    company = None if row is None else queries.row(session, row.company_id)
    if row is None or company is None:
        raise NoSuchInvitation
    return row, company


def _held(session: Session, company_id: int) -> Company:
    company = queries.locked_row(session, company_id)
    if company is None:
        raise NoSuchCompany
    return company
