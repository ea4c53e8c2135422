"""Beginning, finishing and putting aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.exc import IntegrityError

from portal import clock
from portal.checklists import queries
from portal.checklists.models import PutAside, Run
from portal.checklists.service import faults
from portal.checklists.service.hire_items import HIRE
from portal.checklists.service.reading import COMPANY, below, figures_of_place
from portal.documents import service as documents

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from portal.access import Actor
    from portal.documents.service import ChecklistText

SOURCE = "de"


def text(session: Session, slug: str, language: str = SOURCE, audience: str = COMPANY) -> ChecklistText:
    """The checklist that is worked on, for a company or for a hire. Raises NoChecklist."""
    found = documents.checklist(session, slug, language)
    if found is None or found.audience != audience:
        raise faults.NoChecklist
    return found


def audience(hire_id: int | None) -> str:
    """For whom the checklist must be that is answered for the company, or for one of its hires."""
    return COMPANY if hire_id is None else HIRE


def begun_run(session: Session, actor: Actor, company_id: int, checklist: ChecklistText) -> Run:
    """The company's current run, begun here if need be. Raises ChecklistRetired instead of beginning an old one."""
    found = queries.locked_run(session, company_id, checklist.document_id)
    if found is not None:
        return found
    if checklist.retired:
        raise faults.ChecklistRetired
    try:
        with session.begin_nested():
            run = Run(
                company_id=company_id,
                document_id=checklist.document_id,
                subject=queries.COMPANY,
                round=1,
                started_at=clock.now(),
                started_by=actor.user_id,
            )
            session.add(run)
        return run
    except IntegrityError:
        # A colleague's first answer came a moment earlier: it is their run that we work in.
        other = queries.locked_run(session, company_id, checklist.document_id)
        if other is None:
            raise
        return other


def finish(session: Session, company_id: int, slug: str) -> None:
    """Say that the checklist is worked through. Raises NotBegun, or StillOpen while an item is open."""
    checklist = text(session, slug)
    run = _run(session, company_id, checklist)
    if run.finished_at is not None:
        return
    place = queries.place(session, company_id, checklist.document_id, below())
    if figures_of_place(checklist.items, place).open:
        raise faults.StillOpen
    run.finished_at, run.finished_revision = clock.now(), checklist.revision


def reopen(session: Session, company_id: int, slug: str) -> None:
    """Work on in a finished checklist. Raises NotBegun."""
    run = _run(session, company_id, text(session, slug))
    run.finished_at = run.finished_revision = None


def _run(session: Session, company_id: int, checklist: ChecklistText) -> Run:
    run = queries.locked_run(session, company_id, checklist.document_id)
    if run is None:
        raise faults.NotBegun
    return run


def put_aside(session: Session, actor: Actor, company_id: int, slug: str) -> ChecklistText:
    """Let the checklist count nowhere until it is taken up again. Doing it twice changes nothing."""
    checklist = text(session, slug)
    if queries.aside_row(session, company_id, checklist.document_id) is None:
        _add_aside(session, actor, company_id, checklist.document_id)
    return checklist


def _add_aside(session: Session, actor: Actor, company_id: int, document_id: int) -> None:
    try:
        with session.begin_nested():
            row = PutAside(company_id=company_id, document_id=document_id, at=clock.now(), by=actor.user_id)
            session.add(row)
    except IntegrityError:
        # A colleague did the same at the same moment.
        if queries.aside_row(session, company_id, document_id) is None:
            raise


def take_up(session: Session, company_id: int, slug: str) -> ChecklistText:
    """Let the checklist count again."""
    checklist = text(session, slug)
    row = queries.aside_row(session, company_id, checklist.document_id)
    if row is not None:
        session.delete(row)
        session.flush()
    return checklist
