"""The portfolio: every company with its situation, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal import clock
from portal.checklists import service as checklists
from portal.checklists.rules import Figures
from portal.consultations import rules as consultations
from portal.engagement.queries import portfolio as queries
from portal.engagement.rules import Filter, Signs, Situation, Sort, quiet_days, situation
from portal.text import sort_key

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


ROWS = 25
# Where the companies begin that were heard from at least once, in the order of it.
AFTER_NEVER = (queries.NEVER, 2**62)
NOTHING = Figures()


@dataclass(frozen=True)
class PortfolioRow:
    """A company as the portfolio shows it. `begun` counts its begun checklists."""

    id: int
    name: str
    place: str | None
    district: str
    size_class: str
    sector: str
    consultant: str | None
    figures: Figures
    begun: int
    situation: Situation
    quiet_days: int
    open_requests: int
    new_requests: int
    heard_at: dt.datetime | None
    spoke_at: dt.datetime | None


@dataclass(frozen=True)
class Portfolio:
    """A page of the portfolio; `following` is the sort value and id after which the next page begins."""

    rows: tuple[PortfolioRow, ...]
    following: tuple[Any, int] | None
    matching: int
    mine: int
    all: int


def portfolio(
    session: Session,
    user_id: int,
    chosen: Filter,
    sort: Sort,
    after: tuple[Any, int] | None,
    response_days: int,
) -> Portfolio:
    """List the companies that match, in the order of `sort`, after the given row."""
    folded = queries.folded(chosen, sort_key(chosen.text))
    matching, mine, whole = queries.count_companies(session, folded, user_id)
    overdue_since = _overdue_since(response_days)
    if sort is Sort.PROGRESS:
        found, progress = _by_progress(session, folded, after, overdue_since)
    else:
        found = queries.companies(session, folded, sort, after, ROWS + 1, overdue_since)
        progress = checklists.figures_of_companies(session, [row.Company.id for row in found])
    rows = tuple(_row(row, progress.get(row.Company.id, {})) for row in found[:ROWS])
    following = None
    if len(found) > ROWS:
        last = found[ROWS - 1]
        following = (_cursor_value(last, sort, progress), last.Company.id)
    return Portfolio(rows, following, matching, mine, whole)


def one(session: Session, company_id: int, response_days: int) -> tuple[PortfolioRow, Any]:
    """One company's row, and its profile with the consultant's name."""
    found = queries.companies_by_id(session, [company_id], _overdue_since(response_days))[company_id]
    progress = checklists.figures_of_companies(session, [company_id])
    return _row(found, progress.get(company_id, {})), found


def _overdue_since(response_days: int) -> dt.date:
    """Requests counted from this day or an earlier one should have had a first answer by now."""
    return consultations.last_overdue_start(clock.today(), response_days)


def _by_progress(
    session: Session,
    chosen: Filter,
    after: tuple[Any, int] | None,
    overdue_since: dt.date,
) -> tuple[list[Any], dict[int, dict[int, Figures]]]:
    """Order by the share of done items, which only the figures know."""
    progress = checklists.figures_of_companies(session)
    order = sorted((_share(progress.get(one, {})), one) for one in queries.matching_ids(session, chosen))
    ahead = [one for share, one in order if after is None or (share, one) > tuple(after)][: ROWS + 1]
    found = queries.companies_by_id(session, ahead, overdue_since)
    return [found[one] for one in ahead if one in found], progress


def _share(progress: dict[int, Figures]) -> int:
    """Done of what counts, in thousandths; -1 where nothing is begun."""
    total = sum(progress.values(), NOTHING)
    return total.done * 1000 // total.countable if total.countable else -1


def _cursor_value(row: Any, sort: Sort, progress: dict[int, dict[int, Figures]]) -> Any:
    return _share(progress.get(row.Company.id, {})) if sort is Sort.PROGRESS else row.sort_value


def _row(row: Any, progress: dict[int, Figures]) -> PortfolioRow:
    company, now = row.Company, clock.now()
    total = sum(progress.values(), NOTHING)
    heard, spoke = queries.known(row.heard_at), queries.known(row.spoke_at)
    signs = Signs(
        row.overdue_requests,
        row.new_requests,
        row.replied_requests,
        bool(progress),
        heard,
        total.open == 0,
    )
    return PortfolioRow(
        id=company.id,
        name=company.name,
        place=company.place,
        district=company.district,
        size_class=company.size_class,
        sector=company.sector,
        consultant=row.consultant,
        figures=total,
        begun=len(progress),
        situation=situation(signs, now),
        quiet_days=quiet_days(heard, now),
        open_requests=row.open_requests,
        new_requests=row.new_requests,
        heard_at=heard,
        spoke_at=spoke,
    )
