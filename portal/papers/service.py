"""What the papers say, gathered from the areas below."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from portal import clock
from portal.checklists import service as checklists
from portal.checklists.rules import State
from portal.companies import service as companies
from portal.papers import rules
from portal.papers.rules import Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from portal.checklists.service import ChecklistPage, DueItem, MeasureView, Point
    from portal.papers.rules import Plan

TO_DO = frozenset({State.OPEN, State.IN_PROGRESS})


def find(session: Session, company_id: int, **_others: object) -> int | None:
    """The id again if there is such a company: whose rows a paper about it touches."""
    return None if companies.company(session, company_id) is None else company_id


def checklist(session: Session, company_id: int, slug: str, language: str) -> tuple[str, ChecklistPage] | None:
    """The company's name and the checklist with its answers; None if there is no such checklist."""
    company = companies.company(session, company_id)
    page = checklists.company_page(session, company_id, slug, language)
    return None if company is None or page is None else (company.name, page)


def plan(session: Session, company_id: int, language: str) -> Plan | None:
    """What is still to do in the checklists that the company has begun and for its hires, and its measures; None if there is
    no such company.
    """
    company = companies.company(session, company_id)
    if company is None:
        return None
    items = _open_items(session, company_id, language)
    measures = map(_measure, checklists.open_measures(session, company_id, language))
    hires = map(_of_hire, checklists.with_owners(session, checklists.due_items(session, company_id, language)))
    return rules.plan(company.name, chain(hires, items, measures), clock.today())


def _open_items(session: Session, company_id: int, language: str) -> Iterator[Step]:
    """A checklist put aside says "not now", a finished one that it is done: neither is a next step."""
    for line in checklists.overview(session, company_id, language).lines:
        if line.begun and line.finished_at is None:
            page = checklists.company_page(session, company_id, line.summary.slug, language)
            yield from () if page is None else _steps(page)


def _steps(page: ChecklistPage) -> Iterator[Step]:
    return (_step(page, point) for point in page.points if point.state in TO_DO)


def _step(page: ChecklistPage, point: Point) -> Step:
    return Step(
        what=point.item.caption,
        language=point.item.language,
        source=page.text.title,
        kind=point.item.kind,
        in_progress=point.state is State.IN_PROGRESS,
        owner=point.owner,
        slug=page.text.slug,
        key=point.item.key,
    )


def _of_hire(item: DueItem) -> Step:
    return Step(
        what=item.caption,
        language=item.language,
        source=item.label,
        kind=item.kind,
        owner=item.owner,
        due=item.day,
        law=item.law,
        suggested=not item.law and not item.by_hand,
        slug=item.slug,
        key=item.key,
        hire_id=item.hire_id,
    )


def _measure(view: MeasureView) -> Step:
    return Step(
        what=view.plan.what,
        language="",
        source=view.caption,
        owner=view.owner,
        due=view.plan.due_on,
        measure_id=view.id,
    )
