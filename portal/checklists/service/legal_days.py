"""The last reminder of a legal date of a hire: a letter on the working day before.

It goes to who takes care of the item, else to the company's admins.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from portal import clock
from portal.access import Role
from portal.accounts import service as accounts
from portal.checklists import mails
from portal.checklists.queries import hires as stored
from portal.checklists.queries import rounds
from portal.checklists.rules import hires
from portal.checklists.rules.hires import HireState, Standing
from portal.checklists.service.hire_items import HIRE, items_of_hires
from portal.checklists.service.hire_pages import by_page_key, view
from portal.checklists.service.runs import SOURCE
from portal.companies import service as companies
from portal.db.tenancy import company_scope, every_company
from portal.documents import service as documents
from portal.mail import service as mail
from portal.text import working_days

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.accounts.service import Reader
    from portal.checklists.models import Hire
    from portal.companies.service import Member
    from portal.documents.service.editing import Withdrawn

# Nobody is woken by a reminder.
EARLIEST_HOUR = 7


@dataclass(frozen=True)
class LegalDay:
    """A legal date after which it is too late, with nobody at work in between. `key`: of the item on the hire's page."""

    company_id: int
    company: str
    hire_id: int
    label: str
    run_id: int
    item_id: int
    key: str
    day: dt.date
    owner_id: int | None

    @property
    def path(self) -> str:
        return mails.hire_path(self.hire_id, self.key)


def remind(session: Session) -> None:
    """Write the reminders that are due now; who has got one for this item and day gets no other.

    A worker that was away makes up for it until the day has come. Several may do this at once: all go through
    companies, items and readers in the same order, so that none waits for another crosswise.
    """
    now = clock.local(clock.now())
    if now.hour < EARLIEST_HOUR:
        return
    mail.stand_in_line(session)
    _write(session, _coming(session, working_days.until_next_working_day(now.date())))


def take_back(session: Session, withdrawn: Withdrawn) -> None:
    """A text was taken back: reminders that may tell of it and have not left are written anew where they still hold.

    At once: on the day itself nobody else would write them.
    """
    gone = mails.take_legal_days_out(session, withdrawn.since, withdrawn.languages)
    days = {day for _run, _item, day in gone if day >= clock.today()}
    if days:
        _write(session, [one for one in _coming(session, days) if (one.run_id, one.item_id, one.day) in gone])


def _write(session: Session, found: Sequence[LegalDay]) -> None:
    members = {one: companies.members(session, one) for one in {legal.company_id for legal in found}}
    readers = accounts.reachable(session, (one.user_id for those in members.values() for one in those))
    captions = _captions(session, found, {one.person.language for one in readers.values()})
    for legal in found:
        for reader in _readers(legal, members[legal.company_id], readers):
            caption = captions[reader.person.language].get(legal.item_id)
            if caption is not None:
                mails.legal_day(session, reader, legal, caption)


def _readers(legal: LegalDay, members: Sequence[Member], readers: Mapping[int, Reader]) -> list[Reader]:
    """The item's owner; where there is none whom a mail reaches, the company's admins."""
    here = {one.user_id: one for one in members if one.user_id in readers}
    if legal.owner_id in here:
        return [readers[legal.owner_id]]
    return [readers[one] for one in sorted(here) if here[one].role is Role.COMPANY_ADMIN]


def _captions(session: Session, found: Sequence[LegalDay], languages: Collection[str]) -> dict[str, dict[int, str]]:
    items = {one.item_id for one in found}
    return {
        language: {number: name.caption for number, name in documents.item_names(session, items, language).items()}
        for language in languages
    }


def _coming(session: Session, days: Collection[dt.date]) -> list[LegalDay]:
    """The legal dates of all companies on these days, still awaited."""
    with every_company(session, "legal dates come near in all companies"):
        anchors = hires.anchors_of_legal_days(_tasks(session), days)
        rows = stored.hires_with_anchors(session, anchors, (HireState.RUNNING, HireState.ENDED_EARLY))
    names = dict(companies.active_names(session)) if rows else {}
    found: list[LegalDay] = []
    for company_id, group in groupby(rows, key=lambda one: one.company_id):
        if company_id in names:
            with company_scope(session, company_id):
                found += _of_company(session, (company_id, names[company_id]), list(group), days)
    return found


def _tasks(session: Session) -> Iterator[hires.Task]:
    """What the items of all checklists for hires say about their days."""
    for summary in documents.checklists(session, SOURCE, HIRE, stored.documents_of_hires(session)):
        text = documents.checklist(session, summary.slug, SOURCE)
        yield from (hires.task(one.attributes) for one in (text.items if text is not None else ()))


def _of_company(
    session: Session, company: tuple[int, str], rows: Sequence[Hire], days: Collection[dt.date]
) -> Iterator[LegalDay]:
    items = items_of_hires(session, company[0], rows, SOURCE)
    owners = rounds.owners_of_runs(session, {one.run.id for rest in items.values() for one in rest})
    for hire in rows:
        for key, one in by_page_key(items[hire.id]).items():
            day = one.due.day
            if day and day in days and one.due.law and one.due.standing is Standing.AHEAD:
                yield LegalDay(
                    company_id=company[0],
                    company=company[1],
                    hire_id=hire.id,
                    label=view(hire).label,
                    run_id=one.run.id,
                    item_id=one.item.id,
                    key=key,
                    day=day,
                    owner_id=owners.get((one.run.id, one.item.id)),
                )
