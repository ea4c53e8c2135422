"""How a company stands with all its checklists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.checklists import queries
from portal.checklists.rules import Figures
from portal.companies import service as companies
from portal.documents import service as documents
from portal.documents.rules import FIELDS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.checklists.queries import RunFigures
    from portal.documents.service import ChecklistSummary


@dataclass(frozen=True)
class ChecklistLine:
    """A checklist in a list. `figures` None: not begun, or put aside."""

    summary: ChecklistSummary
    figures: Figures | None
    aside: bool
    finished_at: dt.datetime | None

    @property
    def begun(self) -> bool:
        return self.figures is not None


@dataclass(frozen=True)
class FieldLines:
    """The checklists of one field of action."""

    field: str
    lines: tuple[ChecklistLine, ...]

    @property
    def figures(self) -> Figures:
        """The sum over what is begun in the field."""
        return sum((line.figures for line in self.lines if line.figures), Figures())


@dataclass(frozen=True)
class Overview:
    """All checklists of a company: by field, and apart from them those put aside and those no longer offered."""

    fields: tuple[FieldLines, ...]
    aside: tuple[ChecklistLine, ...]
    retired: tuple[ChecklistSummary, ...] = ()

    @property
    def lines(self) -> tuple[ChecklistLine, ...]:
        return tuple(line for one in self.fields for line in one.lines)

    @property
    def begun(self) -> int:
        return sum(line.begun for line in self.lines)

    @property
    def figures(self) -> Figures:
        """The company's figure: the sum over what it has begun."""
        return sum((line.figures for line in self.lines if line.figures), Figures())

    @property
    def next_line(self) -> ChecklistLine | None:
        """Where to go on: the begun checklist with the most to confirm or do, else the first not begun."""
        going = [line for line in self.lines if line.figures and (line.figures.open or line.figures.to_confirm)]
        fresh = [line for line in self.lines if not line.begun]
        going.sort(key=lambda line: _left(line.figures or Figures()))
        return next(iter([*going, *fresh]), None)


def _left(figures: Figures) -> tuple[bool, int]:
    return not figures.to_confirm, -figures.open


def overview(session: Session, company_id: int, language: str) -> Overview:
    """All checklists for companies, with how this one stands: four queries, however many there are."""
    runs = {one.document_id: one for one in _run_figures(session, [company_id])}
    aside = queries.aside(session, company_id)
    found = documents.checklists(session, language, also=queries.begun(session, company_id))
    lines = [_line(summary, runs, aside) for summary in found if not summary.retired]
    return Overview(
        _by_field(line for line in lines if not line.aside),
        tuple(line for line in lines if line.aside),
        tuple(summary for summary in found if summary.retired),
    )


def reading_list(session: Session, language: str) -> tuple[FieldLines, ...]:
    """All checklists for companies, for readers without one."""
    return _by_field(_line(summary, {}, frozenset()) for summary in documents.checklists(session, language))


def reading_list_of_hires(session: Session, language: str) -> tuple[ChecklistSummary, ...]:
    """All checklists that are answered for each hire, for readers without a company."""
    return documents.checklists(session, language, "hire")


def figures(session: Session, company_id: int) -> dict[int, Figures]:
    """The figures of the company's begun, current runs, by the checklist's document; one query."""
    return {one.document_id: one.figures for one in _run_figures(session, [company_id])}


def figures_of_companies(session: Session, company_ids: Collection[int] | None = None) -> dict[int, dict[int, Figures]]:
    """The same for several companies, or for all in scope: by company, then by document; one query."""
    found: dict[int, dict[int, Figures]] = {}
    for one in _run_figures(session, company_ids):
        found.setdefault(one.company_id, {})[one.document_id] = one.figures
    return found


def latest_activity(session: Session, company_ids: Collection[int] | None = None) -> dict[int, dt.datetime]:
    """When each company last answered or noted anything; one query."""
    return {row.company_id: row.at for row in session.execute(queries.latest_activity(company_ids))}


def run_address(session: Session, run_id: int, language: str) -> str | None:
    """The slug of the checklist that a run works through."""
    run = queries.run(session, run_id)
    if run is None:
        return None
    summaries = documents.checklists(session, language, also=[run.document_id])
    return next((one.slug for one in summaries if one.document_id == run.document_id), None)


def hire_of_run(session: Session, run_id: int) -> int | None:
    """For which hire the run is; None: for the company, or there is none that the reader may see."""
    run = queries.run(session, run_id)
    return None if run is None else run.hire_id


def company_of_run(session: Session, run_id: int) -> int | None:
    """Whose run it is."""
    run = queries.run(session, run_id)
    return None if run is None else run.company_id


def _run_figures(session: Session, company_ids: Collection[int] | None) -> tuple[RunFigures, ...]:
    return queries.figures(session, company_ids, documents.living_items(), companies.sizes())


def _line(summary: ChecklistSummary, runs: dict[int, RunFigures], aside: Collection[int]) -> ChecklistLine:
    run = runs.get(summary.document_id)
    figures_of_run = None if run is None else run.figures
    finished_at = None if run is None else run.finished_at
    return ChecklistLine(summary, figures_of_run, summary.document_id in aside, finished_at)


def _by_field(lines: Iterable[ChecklistLine]) -> tuple[FieldLines, ...]:
    found: dict[str, list[ChecklistLine]] = {}
    for line in lines:
        found.setdefault(line.summary.field, []).append(line)
    order = {name: place for place, name in enumerate(FIELDS)}
    return tuple(
        FieldLines(name, tuple(found[name])) for name in sorted(found, key=lambda one: order.get(one, len(order)))
    )
