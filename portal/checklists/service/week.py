"""What is due in a company within a week, for the weekly mail: of its hires, its measures, and what people took on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock
from portal.checklists import mails
from portal.checklists.queries import hires as stored
from portal.checklists.queries import measures, rounds
from portal.checklists.rules import hires
from portal.checklists.rules.hires import Case, HireState, Standing
from portal.checklists.service.hire_items import HireItem, case, items_of_hires
from portal.checklists.service.hire_pages import by_page_key, view
from portal.documents import service as documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

# The day of the mail and the six after it: the next mail has the next seven.
REST_OF_WEEK = dt.timedelta(days=6)


@dataclass(frozen=True)
class DueLine:
    """Something to be done. `hire` is the label of the hire that it is for; None: it is for none.

    `day` None: nobody said until when. `suggested`: the day is our suggestion; else it is the law's or the company's own.
    `to_clarify`: the day was past already when the hire was made.
    """

    caption: str
    path: str
    hire: str | None = None
    day: dt.date | None = None
    law: bool = False
    suggested: bool = False
    to_clarify: bool = False
    owner_id: int | None = None
    owner_words: str = ""

    @property
    def days_late(self) -> int:
        """How many days the day is past."""
        return max(0, (clock.today() - self.day).days) if self.day else 0

    @property
    def is_overdue(self) -> bool:
        """Only the law's day ever is."""
        return self.law and not self.to_clarify and self.days_late > 0


def week(session: Session, company_id: int, language: str) -> tuple[DueLine, ...]:
    """What is due in the coming week or late: overdue legal dates first, then by day.

    Of what hires bring and nobody took on no suggestion that is past: it stands on the hire's page. As many queries
    for one line as for many.
    """
    until = clock.today() + REST_OF_WEEK
    lines = [*_of_hires(session, company_id, language, until), *_of_measures(session, company_id, until)]
    lines += _taken_on(session, company_id, language)
    return tuple(sorted(lines, key=lambda one: (not one.is_overdue, one.day or dt.date.max)))


def _of_hires(session: Session, company_id: int, language: str, until: dt.date) -> Iterator[DueLine]:
    found = stored.hires(session, company_id, (HireState.RUNNING, HireState.ENDED_EARLY))
    items = items_of_hires(session, company_id, found, language)
    owners = rounds.owners_of_runs(session, {one.run.id for rest in items.values() for one in rest}) if found else {}
    for hire in found:
        for key, one in by_page_key(items[hire.id]).items():
            owner_id = owners.get((one.run.id, one.item.id))
            if _is_due(one, until) or (owner_id is not None and _waits(one, case(hire), until)):
                yield DueLine(
                    caption=one.item.caption,
                    path=mails.hire_path(hire.id, key),
                    hire=view(hire).label,
                    day=one.due.day,
                    law=one.due.law,
                    suggested=not one.due.law and not one.due.by_hand,
                    to_clarify=one.due.standing is Standing.TO_CLARIFY,
                    owner_id=owner_id,
                )


def _is_due(one: HireItem, until: dt.date) -> bool:
    if one.due.standing is Standing.OVERDUE:
        return True
    return one.due.standing is Standing.AHEAD and one.due.day is not None and one.due.day <= until


def _waits(one: HireItem, of: Case, until: dt.date) -> bool:
    """Whether who took the item on should go at it: its day is past, near, or not known."""
    soon = one.due.day is None or one.due.day <= until
    return soon and not one.finished and hires.is_awaited(one.task, of)


def _of_measures(session: Session, company_id: int, until: dt.date) -> Iterator[DueLine]:
    for row in measures.due_by(session, company_id, until):
        yield DueLine(
            caption=row.what,
            path=mails.measure_path(row.id),
            day=row.due_on,
            owner_id=row.owner_id,
            owner_words=row.owner_words,
        )


def _taken_on(session: Session, company_id: int, language: str) -> Iterator[DueLine]:
    rows = rounds.owned_by_anybody(session, company_id)
    names = documents.item_names(session, {row.item_id for row in rows}, language)
    for row in rows:
        name = names.get(row.item_id)
        if name is not None and not name.retired:
            path = mails.item_path(company_id, name.slug, name.key)
            yield DueLine(caption=name.caption, path=path, owner_id=row.user_id)
