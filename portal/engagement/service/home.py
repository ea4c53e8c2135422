"""The home pages of a company, with its next steps, and of a consultant, with what waits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal import clock
from portal.accounts import service as accounts
from portal.checklists import service as checklists
from portal.checklists.rules import Tab
from portal.companies import service as companies
from portal.consultations import rules as consultations
from portal.consultations import service as requests
from portal.engagement.queries import home as queries
from portal.engagement.rules import OCCASIONS, Filter, Occasion, Situation, Sort
from portal.engagement.service import portfolio
from portal.engagement.service.steps import next_steps

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.access import Actor
    from portal.checklists.service import ChecklistLine, Overview
    from portal.consultations.service import InboxRow
    from portal.documents.service import ChecklistSummary
    from portal.engagement.service.steps import Step

STEPS = 3
MOST_WAITING = 20
MOST_QUIET = 5
MOST_ACTIVE = 5
PRESSING = frozenset(
    {
        consultations.Reason.OVERDUE,
        consultations.Reason.WOKEN,
        consultations.Reason.REPLIED,
        consultations.Reason.UNASSIGNED,
    },
)
LATELY = dt.timedelta(days=7)
NEW_FOR = dt.timedelta(days=30)
MOST_NEW = 3
LONGEST_EXCERPT = 160


@dataclass(frozen=True)
class Reply:
    """The latest words of the service."""

    request_id: int
    title: str
    excerpt: str
    author: str
    at: dt.datetime
    unread: bool


@dataclass(frozen=True)
class Guide:
    """A guide that was reworked lately."""

    slug: str
    title: str
    language: str
    at: dt.datetime


@dataclass(frozen=True)
class News:
    """What is new: checklists with answers to be confirmed, reworked guides."""

    changed: tuple[ChecklistLine, ...]
    guides: tuple[Guide, ...]

    @property
    def is_empty(self) -> bool:
        return not self.changed and not self.guides


@dataclass(frozen=True)
class CompanyHome:
    """What a company finds: its steps, the latest reply, its checklists with figures."""

    steps: tuple[Step, ...]
    reply: Reply | None
    overview: Overview
    consultant: str | None
    news: News
    # Open measures: the reader's own, and the company's.
    measures: dict[Tab, int]


def for_company(session: Session, actor: Actor, company_id: int, language: str) -> CompanyHome:
    """Say what comes next in this company."""
    company = companies.company(session, company_id)
    if company is None:
        message = f"There is no company {company_id}."
        raise LookupError(message)
    reply = queries.latest_answer(session, company_id)
    names = accounts.names(session, [one for one in (company.consultant_id, reply and reply.by) if one])
    overview = checklists.overview(session, company_id, language)
    return CompanyHome(
        steps=next_steps(session, company_id, company.size_class, language, STEPS),
        reply=_reply(reply, names) if reply else None,
        overview=overview,
        consultant=names.get(company.consultant_id or 0),
        news=_news(session, overview, language),
        measures=checklists.measure_counts(session, company_id, actor.user_id),
    )


def _news(session: Session, overview: Overview, language: str) -> News:
    changed = tuple(line for line in overview.lines if line.figures and line.figures.to_confirm)
    rows = queries.reworked_guides(session, language, clock.now() - NEW_FOR, MOST_NEW)
    guides = (Guide(row.slug, row.title, "de" if row.in_german else language, row.created_at) for row in rows)
    return News(changed, tuple(guides))


def occasions(overview: Overview) -> tuple[tuple[Occasion, ChecklistSummary | None], ...]:
    """Where to begin, by occasion: a checklist, or None for a new hire; one without its checklist is left out."""
    by_field = {one.field: one.lines[0].summary for one in overview.fields}
    found = (
        (occasion, next((by_field[one] for one in fields if one in by_field), None), bool(fields))
        for occasion, fields in OCCASIONS.items()
    )
    return tuple((occasion, summary) for occasion, summary, needed in found if summary is not None or not needed)


def _reply(row: Any, names: dict[int, str]) -> Reply:
    excerpt = consultations.shortened(row.body, LONGEST_EXCERPT)
    unread = consultations.is_unread(row.at, row.company_read_at)
    return Reply(row.id, row.title, excerpt, names.get(row.by, ""), row.at, unread)


@dataclass(frozen=True)
class Activity:
    """A company that did something lately."""

    id: int
    name: str
    changes: int
    done: int


@dataclass(frozen=True)
class Today:
    """A consultant's day."""

    waiting: tuple[InboxRow, ...]
    quiet: tuple[portfolio.PortfolioRow, ...]
    active: tuple[Activity, ...]

    @property
    def urgent(self) -> int:
        return sum(row.reason is consultations.Reason.OVERDUE for row in self.waiting)


def for_consultant(session: Session, actor: Actor, response_days: int) -> Today:
    """Say what waits for this consultant, most urgent first."""
    tabs = (consultations.Tab.MINE, consultations.Tab.UNASSIGNED)
    rows = [row for tab in tabs for row in requests.inbox(session, actor, tab, response_days).page.rows]
    waiting = sorted((row for row in rows if row.reason in PRESSING), key=lambda row: (row.reason, row.asked_at))
    mine = Filter(consultant_id=actor.user_id)
    found = portfolio.portfolio(session, actor.user_id, mine, Sort.HEARD, portfolio.AFTER_NEVER, response_days)
    quiet = [row for row in found.rows if row.situation is Situation.QUIET]
    active = queries.active_companies(session, actor.user_id, clock.now() - LATELY, MOST_ACTIVE)
    return Today(
        tuple(waiting[:MOST_WAITING]),
        tuple(quiet[:MOST_QUIET]),
        tuple(Activity(row.id, row.name, row.changes, int(row.done)) for row in active),
    )
