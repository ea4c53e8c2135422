"""One company as the team sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from portal.accounts.models import User
from portal.companies.models import Company, Membership
from portal.consultations.models import ConsultationRequest

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def company_id(session: Session, number: int) -> int | None:
    """The number again if there is such a company, also a deactivated one."""
    return session.scalar(select(Company.id).where(Company.id == number))


def people(session: Session, number: int) -> list[Any]:
    """Who belongs to the company, by name."""
    statement = (
        select(User.name, User.email, Membership.role, Membership.function)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.company_id == number, Membership.ended_at.is_(None), User.deactivated_at.is_(None))
        .order_by(User.sort_key, User.id)
    )
    return list(session.execute(statement))


def requests(session: Session, number: int, limit: int) -> tuple[list[Any], int]:
    """The company's newest requests with who answers, and how many there are."""
    statement = (
        select(ConsultationRequest, User.name.label("consultant"), func.count().over().label("total"))
        .outerjoin(User, User.id == ConsultationRequest.consultant_id)
        .where(ConsultationRequest.company_id == number)
        .order_by(ConsultationRequest.asked_at.desc(), ConsultationRequest.id.desc())
    )
    found = list(session.execute(statement.limit(limit)))
    return found, int(found[0].total) if found else 0
