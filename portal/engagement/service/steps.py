"""What a company does next: dates of its hires, then open items of the checklists it has begun."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal import clock
from portal.checklists import service as checklists
from portal.checklists.rules import DUTY
from portal.checklists.rules.hires import Standing
from portal.engagement import rules
from portal.engagement.queries import home as queries

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.checklists.service import DueItem


@dataclass(frozen=True)
class HireStep:
    """Whose date a step is, and how it stands to it. Only one of the `law` can be overdue."""

    id: int
    label: str
    day: dt.date
    law: bool
    standing: Standing


@dataclass(frozen=True)
class Step:
    """An item to do next; `language` is the one its caption is in, `hire` the one it is done for."""

    key: str
    caption: str
    duty: bool
    slug: str
    checklist: str
    language: str
    hire: HireStep | None = None

    @property
    def overdue(self) -> bool:
        return self.hire is not None and self.hire.standing is Standing.OVERDUE


def next_steps(session: Session, company_id: int, size_class: str, language: str, most: int) -> tuple[Step, ...]:
    """Legal dates that are overdue or close, then open duties, then the rest; in each part hires' dates come first."""
    today = clock.today()
    due = [one for one in checklists.due_items(session, company_id, language) if _is_now(one, today)]
    found = [_of_hire(one) for one in due]
    if sum(_urgency(one) < rules.Urgency.OTHER for one in found) < most:
        found += [
            _of_company(row, language) for row in queries.next_items(session, company_id, size_class, language, most)
        ]
    return tuple(sorted(found, key=_urgency)[:most])


def _is_now(one: DueItem, today: dt.date) -> bool:
    return rules.is_now(one.day, today, law=one.law)


def _urgency(step: Step) -> rules.Urgency:
    hire = step.hire
    if hire is None or hire.standing is Standing.TO_CLARIFY:
        return rules.urgency(law=False, overdue=False, duty=step.duty)
    return rules.urgency(law=hire.law, overdue=step.overdue, duty=step.duty)


def _of_hire(one: DueItem) -> Step:
    hire = HireStep(one.hire_id, one.label, one.day, one.law, one.standing)
    return Step(one.key, one.caption, one.kind == DUTY, one.slug, "", one.language, hire)


def _of_company(row: Any, language: str) -> Step:
    return Step(row.key, row.caption, row.kind == DUTY, row.slug, row.title, "de" if row.in_german else language)
