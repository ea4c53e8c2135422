"""Who acts: log-in, person and companies put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.access import Actor, Belonging
from portal.accounts import service as accounts
from portal.companies import queries
from portal.db.tenancy import every_company

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def belongings(session: Session, user_id: int) -> tuple[Belonging, ...]:
    """Where the person belongs now: no membership that has ended, no company that is switched off."""
    # Whether a company has accepted the terms stands in a row of that company.
    with every_company(session, "a person may belong to several companies"):
        return queries.belongings(session, user_id)


def load_actor(session: Session, token: str) -> Actor | None:
    """Find who a log-in token belongs to, in two queries; None if the log-in or the account has ended."""
    login = accounts.find_login(session, token)
    if login is None:
        return None
    return Actor(
        user_id=login.user_id,
        name=login.name,
        email=login.email,
        language=login.language,
        staff_roles=login.staff_roles,
        belongings=belongings(session, login.user_id),
        login_id=login.id,
        token=token,
        chosen=login.company_id,
        seen_at=login.last_seen_at,
    )
