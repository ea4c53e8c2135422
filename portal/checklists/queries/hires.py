"""Questions about hires, their checklists, answers and days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import Session

from portal.checklists.models import Answer, Hire, ItemDate, Run
from portal.checklists.rules.hires import Anchor


def hire(session: Session, hire_id: int, *, lock: bool = False) -> Hire | None:
    """One hire; `lock` holds it until the end of the transaction."""
    statement = select(Hire).where(Hire.id == hire_id)
    return session.scalar(statement.with_for_update().execution_options(populate_existing=True) if lock else statement)


def hire_made_with(session: Session, company_id: int, once: str) -> Hire | None:
    return session.scalar(select(Hire).where(Hire.company_id == company_id, Hire.once == once))


def hires(session: Session, company_id: int, states: Collection[str]) -> Sequence[Hire]:
    """The company's hires in these states, the next to start first."""
    return session.scalars(
        select(Hire)
        .where(Hire.company_id == company_id, Hire.state.in_(states))
        .order_by(Hire.first_working_day.is_(None), Hire.first_working_day, Hire.id),
    ).all()


def hires_with_anchors(
    session: Session, anchors: Mapping[Anchor, Collection[dt.date]], states: Collection[str]
) -> Sequence[Hire]:
    """Hires in these states, of all companies in scope, with one of these days as one of these anchors."""
    wanted = [getattr(Hire, anchor).in_(days) for anchor, days in anchors.items()]
    statement = select(Hire).where(Hire.state.in_(states), or_(false(), *wanted))
    return session.scalars(statement.order_by(Hire.company_id, Hire.id)).all()


def documents_of_hires(session: Session) -> frozenset[int]:
    """The checklists that hires of the companies in scope have."""
    return frozenset(session.scalars(select(Run.document_id).where(Run.hire_id.is_not(None)).distinct()))


def hire_counts(session: Session, company_id: int) -> dict[str, int]:
    """How many hires stand in each state."""
    rows = session.execute(
        select(Hire.state, func.count().label("number")).where(Hire.company_id == company_id).group_by(Hire.state),
    )
    return {row.state: row.number for row in rows}


def runs_of_hires(session: Session, hire_ids: Collection[int]) -> Sequence[Run]:
    """All checklists of these hires, also those left out."""
    return session.scalars(select(Run).where(Run.hire_id.in_(hire_ids)).order_by(Run.id)).all()


def answers_of_runs(session: Session, run_ids: Collection[int]) -> Sequence[Answer]:
    return session.scalars(select(Answer).where(Answer.run_id.in_(run_ids))).all()


def dates_of_runs(session: Session, run_ids: Collection[int]) -> Sequence[ItemDate]:
    return session.scalars(select(ItemDate).where(ItemDate.run_id.in_(run_ids))).all()


def hires_by_run(session: Session, run_ids: Collection[int]) -> dict[int, Hire]:
    """The hires to which these runs belong; runs of the company itself have none."""
    if not run_ids:
        return {}
    statement = select(Run.id.label("run_id"), Hire).join(Hire, Hire.id == Run.hire_id).where(Run.id.in_(run_ids))
    return {row.run_id: row.Hire for row in session.execute(statement)}


def item_date(session: Session, run_id: int, item_id: int) -> ItemDate | None:
    return session.scalar(select(ItemDate).where(ItemDate.run_id == run_id, ItemDate.item_id == item_id))


def hires_to_tidy(session: Session) -> Sequence[Hire]:
    """Hires of all companies whose label is still there though they are closed, or that still run."""
    return session.scalars(
        select(Hire)
        .where(or_(Hire.state == "running", and_(Hire.closed_at.is_not(None), Hire.label_erased_at.is_(None))))
        .order_by(Hire.id),
    ).all()
