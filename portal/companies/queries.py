"""Every SELECT on companies and their people."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from portal.access import Belonging, Role
from portal.companies.models import Company, Invitation, Membership, TermsAcceptance
from portal.companies.rules import Chamber, District, Profile, Sector, SizeClass

if TYPE_CHECKING:
    from sqlalchemy import Subquery
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class CompanyData:
    """A company as others may see it."""

    id: int
    name: str
    sort_key: str
    place: str | None
    district: District
    size_class: SizeClass
    sector: Sector
    chamber: Chamber
    consultant_id: int | None
    mail_domain: str | None
    active: bool
    is_demo: bool
    created_at: dt.datetime

    @property
    def profile(self) -> Profile:
        """What describes the company, as it is saved."""
        return Profile(
            name=self.name,
            district=self.district,
            size_class=self.size_class,
            sector=self.sector,
            chamber=self.chamber,
            place=self.place,
            consultant_id=self.consultant_id,
            mail_domain=self.mail_domain,
        )


@dataclass(frozen=True)
class MembershipData:
    """That somebody belongs to a company."""

    company_id: int
    company_name: str
    user_id: int
    role: Role
    function: str | None


def as_data(company: Company) -> CompanyData:
    """The company as a value."""
    return CompanyData(
        id=company.id,
        name=company.name,
        sort_key=company.sort_key,
        place=company.place,
        district=District(company.district),
        size_class=SizeClass(company.size_class),
        sector=Sector(company.sector),
        chamber=Chamber(company.chamber),
        consultant_id=company.consultant_id,
        mail_domain=company.mail_domain,
        active=company.deactivated_at is None,
        is_demo=company.is_demo,
        created_at=company.created_at,
    )


def row(session: Session, company_id: int) -> Company | None:
    """The company with this number, to be changed."""
    return session.get(Company, company_id)


def locked_row(session: Session, company_id: int) -> Company | None:
    """The company, held until the end of the transaction, so that what is decided about it happens in turn."""
    return session.get(Company, company_id, with_for_update={"key_share": True})


def belongings(session: Session, user_id: int) -> tuple[Belonging, ...]:
    """Where a person belongs, active companies only, by name."""
    accepted = exists().where(TermsAcceptance.company_id == Company.id)
    statement = select(Company.id, Company.name, Membership.role, Membership.welcomed_at, accepted)
    statement = statement.join(Membership, Membership.company_id == Company.id).where(
        Membership.user_id == user_id, Membership.ended_at.is_(None), Company.deactivated_at.is_(None)
    )
    found = session.execute(statement.order_by(Company.sort_key, Company.id))
    return tuple(
        Belonging(number, name, Role(role), welcomed=welcomed_at is not None, accepted_terms=has_accepted)
        for number, name, role, welcomed_at, has_accepted in found
    )


def membership(session: Session, company_id: int, user_id: int) -> Membership | None:
    """The row that joins them, also one that has ended."""
    statement = select(Membership).where(Membership.company_id == company_id, Membership.user_id == user_id)
    return session.scalars(statement).one_or_none()


def memberships_of_company(session: Session, company_id: int) -> tuple[MembershipData, ...]:
    """Who belongs to the company."""
    return _memberships(session, Membership.company_id, [company_id])


def memberships_of_users(session: Session, user_ids: Iterable[int]) -> dict[int, list[MembershipData]]:
    """Where these people belong, by person; also companies that are switched off."""
    found: dict[int, list[MembershipData]] = defaultdict(list)
    for one in _memberships(session, Membership.user_id, list(user_ids)):
        found[one.user_id].append(one)
    return found


def _memberships(
    session: Session, column: InstrumentedAttribute[int], numbers: list[int]
) -> tuple[MembershipData, ...]:
    statement = select(Company.id, Company.name, Membership.user_id, Membership.role, Membership.function)
    statement = statement.join(Membership, Membership.company_id == Company.id)
    statement = statement.where(column.in_(numbers), Membership.ended_at.is_(None))
    found = session.execute(statement.order_by(Company.sort_key, Company.id, Membership.id))
    return tuple(
        MembershipData(company_id, name, user_id, Role(role), function)
        for company_id, name, user_id, role, function in found
    )


def similar(
    session: Session, name_key: str, mail_domain: str | None, but: int | None, most: int
) -> tuple[CompanyData, ...]:
    """Companies with the same name, as far as it is compared, or the same mail domain."""
    same = Company.name_key == name_key
    if mail_domain:
        same = or_(same, Company.mail_domain == mail_domain)
    statement = select(Company).where(same, Company.id != (but or 0)).order_by(Company.sort_key, Company.id)
    return tuple(map(as_data, session.scalars(statement.limit(most))))


def companies(
    session: Session, words: tuple[str, ...], after: tuple[str, int] | None, most: int
) -> tuple[CompanyData, ...]:
    """Companies by name from a place on; each word is in the name."""
    conditions = [Company.sort_key.contains(word, autoescape=True) for word in words]
    if after is not None:
        conditions.append(tuple_(Company.sort_key, Company.id) > after)
    statement = select(Company).where(*conditions).order_by(Company.sort_key, Company.id)
    return tuple(map(as_data, session.scalars(statement.limit(most))))


def active_names(session: Session) -> tuple[tuple[int, str], ...]:
    """Number and name of every active company, by name."""
    statement = select(Company.id, Company.name).where(Company.deactivated_at.is_(None))
    found = session.execute(statement.order_by(Company.sort_key, Company.id))
    return tuple((number, name) for number, name in found)


def names(session: Session, company_ids: Iterable[int]) -> dict[int, str]:
    """The names of these companies, switched-off ones too."""
    wanted = set(company_ids)
    if not wanted:
        return {}
    found = session.execute(select(Company.id, Company.name).where(Company.id.in_(wanted)))
    return {number: name for number, name in found}  # noqa: C416 - a row is no pair to the type checker


def sizes() -> Subquery:
    """Every company's `id` and `size_class`."""
    return select(Company.id, Company.size_class).subquery("company_sizes")


def admin_ids(session: Session, company_id: int) -> tuple[int, ...]:
    """Who administers the company. Locked, so that two admins cannot both leave because of the other."""
    statement = select(Membership.user_id).where(
        Membership.company_id == company_id, Membership.role == Role.COMPANY_ADMIN, Membership.ended_at.is_(None)
    )
    return tuple(session.scalars(statement.order_by(Membership.id).with_for_update()))


def acceptances(session: Session, company_id: int) -> tuple[TermsAcceptance, ...]:
    """Which versions of the terms the company has accepted, the newest first."""
    statement = select(TermsAcceptance).where(TermsAcceptance.company_id == company_id)
    return tuple(session.scalars(statement.order_by(TermsAcceptance.version.desc())))


def invitation(session: Session, invitation_id: int) -> Invitation | None:
    """The invitation with this number."""
    return session.get(Invitation, invitation_id)


def invitation_by_token(session: Session, token_hash: str) -> Invitation | None:
    """The invitation that the link belongs to."""
    return session.scalars(select(Invitation).where(Invitation.token_hash == token_hash)).one_or_none()


def latest_invitation(session: Session, company_id: int, email_key: str) -> Invitation | None:
    """The newest invitation of this address to the company."""
    statement = select(Invitation).where(Invitation.company_id == company_id, Invitation.email_key == email_key)
    return session.scalars(statement.order_by(Invitation.id.desc()).limit(1)).one_or_none()


def invitations_of_address(session: Session, company_id: int, email_key: str) -> tuple[Invitation, ...]:
    """Every invitation of this address to the company."""
    statement = select(Invitation).where(Invitation.company_id == company_id, Invitation.email_key == email_key)
    return tuple(session.scalars(statement))


def waiting_invitations(session: Session, company_id: int) -> tuple[Invitation, ...]:
    """What nobody has used yet, by address; expired ones too."""
    statement = select(Invitation).where(
        Invitation.company_id == company_id,
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.replaced_at.is_(None),
    )
    return tuple(session.scalars(statement.order_by(Invitation.email_key, Invitation.id)))


def invitations_since(session: Session, company_id: int, since: dt.datetime, email_key: str | None = None) -> int:
    """How many links the company has had made, or of them those to one address."""
    conditions = [Invitation.company_id == company_id, Invitation.created_at > since]
    if email_key is not None:
        conditions.append(Invitation.email_key == email_key)
    return session.scalar(select(func.count()).select_from(Invitation).where(*conditions)) or 0
