"""One company as the team sees it: situation, progress, requests, people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.checklists import service as checklists
from portal.companies import service as companies
from portal.engagement.queries import company as queries
from portal.engagement.service import portfolio

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.checklists.service import ChecklistPage, HireCounts, HireView, Overview

MOST_REQUESTS = 10


@dataclass(frozen=True)
class CompanyPage:
    """Everything on the page; `requests` are the newest, of `request_count`."""

    row: portfolio.PortfolioRow
    profile: Any
    overview: Overview
    people: tuple[Any, ...]
    requests: tuple[Any, ...]
    request_count: int
    # What the team may know of its hires: two numbers, and those that are released to it.
    hires: HireCounts
    released_hires: tuple[HireView, ...]


def find(session: Session, company_id: int, **_others: object) -> int | None:
    """The id again if there is such a company: whose rows a page of it touches, whatever else its address holds."""
    return queries.company_id(session, company_id)


def company_page(session: Session, company_id: int, language: str, response_days: int) -> CompanyPage:
    """Gather what the team knows of the company."""
    row, profile = portfolio.one(session, company_id, response_days)
    requests, count = queries.requests(session, company_id, MOST_REQUESTS)
    return CompanyPage(
        row=row,
        profile=profile,
        overview=checklists.overview(session, company_id, language),
        people=tuple(queries.people(session, company_id)),
        requests=tuple(requests),
        request_count=count,
        hires=checklists.counts_for_team(session, company_id),
        released_hires=checklists.released_hires(session, company_id),
    )


def company_checklist(session: Session, company_id: int, slug: str, language: str) -> tuple[str, ChecklistPage] | None:
    """The company's name and its checklist with all answers; None if there is no such checklist."""
    company = companies.company(session, company_id)
    page = checklists.answers_beside(session, company_id, slug, language)
    return None if company is None or page is None else (company.name, page)
