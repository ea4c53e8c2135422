"""The weekly mail: what waits for a person, with a part for each of their companies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.accounts import service as accounts
from portal.companies import service as companies
from portal.consultations import service as consultations
from portal.db.tenancy import company_scope
from portal.engagement import mails

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class DigestPart:
    """What waits in one company. `answers`: requests with words of the service that nobody there has read."""

    company: str
    answers: int

    def __bool__(self) -> bool:
        return self.answers > 0


def send_digests(session: Session) -> None:
    """Write the mails of those whose day has come; nothing to say, no mail."""
    readers = accounts.due_digests(session)
    places = companies.memberships_of_users(session, [one.person.id for one in readers])
    active = {one for one, _name in companies.active_names(session)} if readers else set()
    for reader in readers:
        mine = [one for one in places.get(reader.person.id, []) if one.company_id in active]
        parts = [part for one in mine if (part := _part(session, one.company_id, one.company_name))]
        if parts:
            mails.weekly(session, reader, parts)


def _part(session: Session, company_id: int, company: str) -> DigestPart:
    with company_scope(session, company_id):
        return DigestPart(company, consultations.unread_answers(session, company_id))
