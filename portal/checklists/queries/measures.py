"""Questions about measures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import Session

from portal.checklists.models import Measure, MeasureChange, Run
from portal.checklists.rules import MeasureState, Plan, Tab, read_plan

FAR = dt.date(9999, 12, 31)
_DUE = func.coalesce(Measure.due_on, FAR)


def company_of(session: Session, measure_id: int) -> int | None:
    """The company of a measure, whichever it is."""
    return session.scalar(select(Measure.company_id).where(Measure.id == measure_id))


def measure(session: Session, company_id: int, measure_id: int, *, lock: bool = False) -> Measure | None:
    """The measure; locked, so that of two writers the second sees what the first did."""
    statement = select(Measure).where(Measure.company_id == company_id, Measure.id == measure_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.scalar(statement)


def by_once(session: Session, company_id: int, once: str) -> Measure | None:
    return session.scalar(select(Measure).where(Measure.company_id == company_id, Measure.once == once))


def _is_in(tab: Tab, user_id: int) -> ColumnElement[bool]:
    is_open = Measure.state == MeasureState.OPEN
    return {
        Tab.MINE: and_(is_open, Measure.owner_id == user_id),
        Tab.ALL: is_open,
        Tab.DONE: Measure.state != MeasureState.OPEN,
    }[tab]


def listed(
    session: Session,
    company_id: int,
    user_id: int,
    tab: Tab,
    after: tuple[Any, int] | None,
    most: int,
) -> list[Measure]:
    """The measures of a tab: open ones by due date, those without one last; finished ones latest first."""
    statement = select(Measure).where(Measure.company_id == company_id, _is_in(tab, user_id))
    if tab is Tab.DONE:
        return list(session.scalars(_latest(statement, after).limit(most)))
    if after is not None:
        statement = statement.where(or_(after[0] < _DUE, and_(after[0] == _DUE, Measure.id > after[1])))
    return list(session.scalars(statement.order_by(_DUE, Measure.id).limit(most)))


def _latest(statement: Any, after: tuple[Any, int] | None) -> Any:
    if after is not None:
        earlier = and_(Measure.changed_at == after[0], Measure.id < after[1])
        statement = statement.where(or_(Measure.changed_at < after[0], earlier))
    return statement.order_by(Measure.changed_at.desc(), Measure.id.desc())


def counts(session: Session, company_id: int, user_id: int) -> dict[Tab, int]:
    """How many measures stand in each tab."""
    numbers = [func.coalesce(func.sum(case((_is_in(tab, user_id), 1), else_=0)), 0) for tab in Tab]
    row = session.execute(select(*numbers).where(Measure.company_id == company_id)).one()
    return dict(zip(Tab, map(int, row), strict=True))


def of_items(
    session: Session, company_id: int, item_ids: Collection[int], names: Subquery, hire_id: int | None
) -> list[tuple[Measure, str | None]]:
    """The measures that hang on these items, the company's own or a hire's, with their owner's name, open ones first."""
    whose = Run.hire_id.is_(None) if hire_id is None else Run.hire_id == hire_id
    statement = (
        select(Measure, names.c.name)
        .outerjoin(names, names.c.id == Measure.owner_id)
        .outerjoin(Run, Run.id == Measure.run_id)
        .where(Measure.company_id == company_id, Measure.item_id.in_(item_ids), whose)
        .order_by(case((Measure.state == MeasureState.OPEN, 0), else_=1), _DUE, Measure.id)
    )
    return [(measure, name) for measure, name in session.execute(statement)]


def history(session: Session, measure: Measure) -> list[tuple[MeasureChange, Plan]]:
    """What was changed, oldest first."""
    rows = session.scalars(
        select(MeasureChange)
        .where(MeasureChange.company_id == measure.company_id, MeasureChange.measure_id == measure.id)
        .order_by(MeasureChange.version),
    )
    return [(row, read_plan(row.plan)) for row in rows]


def due_by(session: Session, company_id: int, day: dt.date) -> Sequence[Measure]:
    """The open measures that are due on the day or before, by due date."""
    wanted = (Measure.company_id == company_id, Measure.state == MeasureState.OPEN, Measure.due_on <= day)
    return session.scalars(select(Measure).where(*wanted).order_by(Measure.due_on, Measure.id)).all()


def open_of(session: Session, company_id: int, user_id: int) -> Sequence[Measure]:
    """The open measures of a person."""
    statement = select(Measure).where(Measure.company_id == company_id, _is_in(Tab.MINE, user_id))
    return session.scalars(statement.with_for_update()).all()
