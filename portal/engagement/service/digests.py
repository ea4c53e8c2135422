"""The weekly mail: what waits for a person, with a part for each of their companies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from portal.access import Role
from portal.accounts import service as accounts
from portal.checklists import service as checklists
from portal.companies import service as companies
from portal.consultations import service as consultations
from portal.db.tenancy import company_scope
from portal.engagement import mails
from portal.mail import service as mail

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.accounts.service import DigestReader
    from portal.checklists.service import DueLine
    from portal.companies.service import MembershipData
    from portal.documents.service.editing import Withdrawn

# A mail is read in a minute; the rest stands in the portal.
MOST_LINES = 10


@dataclass(frozen=True)
class Lines:
    """What is due: the first lines, and how many more there are."""

    shown: tuple[DueLine, ...]
    more: int

    def __bool__(self) -> bool:
        return bool(self.shown)


@dataclass(frozen=True)
class DigestPart:
    """What waits in one company. `answers`: requests with words of the service that nobody there has read; `mine`: what
    the reader takes care of. For admins besides: `unowned`, what nobody takes care of, and `others`, what people without
    an account do.
    """

    company_id: int
    company: str
    answers: int
    mine: Lines
    unowned: Lines
    others: Lines

    def __bool__(self) -> bool:
        return bool(self.answers or self.mine or self.unowned or self.others)


@dataclass
class _Waiting:
    """What waits in companies: asked once for each and language, however many people of it have their day."""

    session: Session
    _answers: dict[int, int] = field(default_factory=dict)
    _weeks: dict[tuple[int, str], tuple[DueLine, ...]] = field(default_factory=dict)
    _people: dict[int, frozenset[int]] = field(default_factory=dict)

    def answers(self, company_id: int) -> int:
        if company_id not in self._answers:
            with company_scope(self.session, company_id):
                self._answers[company_id] = consultations.unread_answers(self.session, company_id)
        return self._answers[company_id]

    def week(self, company_id: int, language: str) -> tuple[DueLine, ...]:
        place = (company_id, language)
        if place not in self._weeks:
            with company_scope(self.session, company_id):
                self._weeks[place] = checklists.week(self.session, company_id, language)
        return self._weeks[place]

    def people(self, company_id: int) -> frozenset[int]:
        """Who can take care of anything: members whose account is not switched off."""
        if company_id not in self._people:
            members = companies.members(self.session, company_id)
            self._people[company_id] = frozenset(one.user_id for one in members if one.active)
        return self._people[company_id]


def send_digests(session: Session) -> None:
    """Write the mails of those whose day has come; nothing to say, no mail."""
    mail.stand_in_line(session)
    readers = accounts.due_digests(session)
    places = companies.memberships_of_users(session, [one.person.id for one in readers])
    active = {one for one, _name in companies.active_names(session)} if readers else set()
    waiting = _Waiting(session)
    for reader in readers:
        mine = [one for one in places.get(reader.person.id, []) if one.company_id in active]
        parts = [part for one in mine if (part := _part(waiting, reader, one))]
        if parts:
            mails.weekly(session, reader, parts)


def take_digests_back(session: Session, withdrawn: Withdrawn) -> None:
    """A text was taken back: what has not left of the mails that may tell of it is written anew."""
    accounts.make_due_again(session, mails.take_weekly_out(session, withdrawn.since, withdrawn.languages))


def _part(waiting: _Waiting, reader: DigestReader, place: MembershipData) -> DigestPart:
    week = waiting.week(place.company_id, reader.person.language)
    is_admin = place.role is Role.COMPANY_ADMIN
    open_to_all = [one for one in week if is_admin and one.owner_id not in waiting.people(place.company_id)]
    return DigestPart(
        company_id=place.company_id,
        company=place.company_name,
        answers=waiting.answers(place.company_id),
        mine=_lines([one for one in week if one.owner_id == reader.person.id]),
        unowned=_lines([one for one in open_to_all if not one.owner_words]),
        others=_lines([one for one in open_to_all if one.owner_words]),
    )


def _lines(found: list[DueLine]) -> Lines:
    return Lines(tuple(found[:MOST_LINES]), max(0, len(found) - MOST_LINES))
