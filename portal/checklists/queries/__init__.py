"""Every question that checklists ask of the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, Subquery, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.checklists.models import Answer, AnswerChange, ItemOwner, PutAside, Run
from portal.checklists.rules import DUTY, Figures, Said, State, Step

COMPANY = "company"


@dataclass(frozen=True)
class Place:
    """Where a company stands with one checklist. `answers` and `owners`, numbers of people, by the item's id; `names`
    are those of all who answered or take care.
    """

    size_class: str
    run: Run | None
    aside: bool
    answers: dict[int, Answer]
    owners: dict[int, int]
    names: dict[int, str]


@dataclass(frozen=True)
class Below:
    """What lower areas offer to be joined: `sizes` (id, size_class) of companies, `items` (id, document_id), retired
    ones too, `names` (id, name) of people.
    """

    sizes: Subquery
    items: Subquery
    names: Subquery


@dataclass(frozen=True)
class RunFigures:
    """The figures of one current run."""

    company_id: int
    document_id: int
    finished_at: dt.datetime | None
    figures: Figures


def place(session: Session, company_id: int, document_id: int, below: Below, number: int | None = None) -> Place:
    """Read it all at once: the statement has a row also where the company has not begun. `number`: of an older round."""
    found = session.execute(_place(company_id, document_id, below, number)).all()
    size_class, aside, run, *_others = found[0]
    answers: dict[int, Answer] = {}
    owners: dict[int, int] = {}
    names: dict[int, str] = {}
    for _size, _aside, _run, item_id, answer, by, owner_id, owner in found:
        if answer is not None:
            answers[item_id], names[answer.answered_by] = answer, by or ""
        if owner_id is not None:
            owners[item_id], names[owner_id] = owner_id, owner
    return Place(size_class, run, aside is not None, answers, owners, names)


def _place(company_id: int, document_id: int, below: Below, number: int | None) -> Select[*tuple[Any, ...]]:
    sizes, items, by, owner = below.sizes, below.items, below.names, below.names.alias("owner_names")
    wanted = _is_current() if number is None else and_(Run.subject == COMPANY, Run.round == number)
    return (
        select(sizes.c.size_class, PutAside.id, Run, items.c.id, Answer, by.c.name, ItemOwner.user_id, owner.c.name)
        .select_from(sizes)
        .outerjoin(Run, and_(Run.company_id == sizes.c.id, Run.document_id == document_id, wanted))
        .outerjoin(PutAside, and_(PutAside.company_id == sizes.c.id, PutAside.document_id == document_id))
        .outerjoin(items, items.c.document_id == Run.document_id)
        .outerjoin(Answer, and_(Answer.run_id == Run.id, Answer.item_id == items.c.id))
        .outerjoin(by, by.c.id == Answer.answered_by)
        .outerjoin(ItemOwner, and_(ItemOwner.run_id == Run.id, ItemOwner.item_id == items.c.id))
        .outerjoin(owner, owner.c.id == ItemOwner.user_id)
        .where(sizes.c.id == company_id)
    )


def subject_of(hire_id: int | None) -> str:
    """For whom a run is: the company, or one hire."""
    return COMPANY if hire_id is None else f"hire:{hire_id}"


def _is_current(subject: str = COMPANY) -> ColumnElement[bool]:
    """One works in the last round of a checklist; earlier ones are history."""
    newer = aliased(Run)
    last = (
        select(func.max(newer.round))
        .where(
            newer.company_id == Run.company_id,
            newer.document_id == Run.document_id,
            newer.subject == Run.subject,
        )
        .correlate(Run)
        .scalar_subquery()
    )
    return and_(Run.subject == subject, Run.round == last)


def figures(
    session: Session, company_ids: Collection[int] | None, items: Subquery, sizes: Subquery
) -> tuple[RunFigures, ...]:
    """Count all begun, current company runs that are not put aside; `company_ids` None: of every company in scope.

    `items` are the living items (`id, document_id, kind, sizes, meaning_revision, strayed`), `sizes` the
    companies' sizes.
    """
    statement = _counted(items, sizes)
    if company_ids is not None:
        statement = statement.where(Run.company_id.in_(company_ids))
    return tuple(_run_figures(row) for row in session.execute(statement))


def _run_figures(row: Row[*tuple[Any, ...]]) -> RunFigures:
    company_id, document_id, finished_at, *numbers = row
    return RunFigures(company_id, document_id, finished_at, Figures(*map(int, numbers)))


def _counted(items: Subquery, sizes: Subquery) -> Select[*tuple[Any, ...]]:
    counts = _counts(items)
    return (
        select(Run.company_id, Run.document_id, Run.finished_at, *(counts[one.name] for one in fields(Figures)))
        .select_from(Run)
        .join(items, items.c.document_id == Run.document_id)
        .join(sizes, sizes.c.id == Run.company_id)
        .outerjoin(Answer, and_(Answer.run_id == Run.id, Answer.item_id == items.c.id))
        .outerjoin(PutAside, and_(PutAside.company_id == Run.company_id, PutAside.document_id == Run.document_id))
        .where(_is_current(), PutAside.id.is_(None), _is_for_size(items, sizes))
        .group_by(Run.id, Run.company_id, Run.document_id, Run.finished_at)
    )


def _is_for_size(items: Subquery, sizes: Subquery) -> ColumnElement[bool]:
    named = items.c.sizes.like("%|" + sizes.c.size_class + "|%")
    return or_(items.c.kind == DUTY, items.c.sizes == "", named)


def _counts(items: Subquery) -> dict[str, ColumnElement[int]]:
    """The same counting as rules.count, in SQL; a property test holds the two together."""
    counts, duty = Answer.confirmed.is_(True), items.c.kind == DUTY
    answered = and_(counts, Answer.state != State.OPEN)
    asks = or_(
        Answer.revision < items.c.meaning_revision, items.c.strayed.like("%|" + cast(Answer.revision, String) + "|%")
    )
    done, away = and_(counts, Answer.state == State.DONE), and_(counts, Answer.state == State.NOT_APPLICABLE)
    return {
        "items": func.count(),
        "done": _number(done),
        "in_progress": _number(and_(counts, Answer.state == State.IN_PROGRESS)),
        "not_applicable": _number(away),
        "duties": _number(duty),
        "duties_done": _number(and_(duty, done)),
        "duties_not_applicable": _number(and_(duty, away)),
        "to_confirm": _number(and_(answered, asks)),
        "unconfirmed": _number(and_(Answer.confirmed.is_(False), Answer.state != State.OPEN)),
    }


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def begun(session: Session, company_id: int) -> frozenset[int]:
    """Ids of the checklists that the company has begun for itself."""
    mine = select(Run.document_id).where(Run.company_id == company_id, Run.subject == "company")
    return frozenset(session.scalars(mine))


def aside(session: Session, company_id: int) -> frozenset[int]:
    """Ids of the checklists that the company has put aside."""
    return frozenset(session.scalars(select(PutAside.document_id).where(PutAside.company_id == company_id)))


def aside_row(session: Session, company_id: int, document_id: int) -> PutAside | None:
    return session.scalar(
        select(PutAside).where(PutAside.company_id == company_id, PutAside.document_id == document_id),
    )


def locked_run(session: Session, company_id: int, document_id: int, hire_id: int | None = None) -> Run | None:
    """The current run, held until the end of the transaction, so that saves to it come one after the other."""
    return session.scalar(
        select(Run)
        .where(Run.company_id == company_id, Run.document_id == document_id, _is_current(subject_of(hire_id)))
        .with_for_update(of=Run)
        .execution_options(populate_existing=True),
    )


def current_run(session: Session, company_id: int, document_id: int, hire_id: int | None = None) -> Run | None:
    """The current run, for reading."""
    current = _is_current(subject_of(hire_id))
    return session.scalar(select(Run).where(Run.company_id == company_id, Run.document_id == document_id, current))


def run(session: Session, run_id: int) -> Run | None:
    return session.scalar(select(Run).where(Run.id == run_id))


def answer(session: Session, run: Run, item_id: int) -> Answer | None:
    return session.scalar(
        select(Answer)
        .where(Answer.company_id == run.company_id, Answer.run_id == run.id, Answer.item_id == item_id)
        .execution_options(populate_existing=True),
    )


def history(session: Session, answer: Answer) -> Sequence[Step]:
    """What was said and noted, oldest first."""
    rows = session.scalars(
        select(AnswerChange)
        .where(AnswerChange.company_id == answer.company_id, AnswerChange.answer_id == answer.id)
        .order_by(AnswerChange.version),
    )
    return [_step(row) for row in rows]


def _step(row: AnswerChange) -> Step:
    said = Said(State(row.to_state), row.reason, row.reason_text)
    return Step(row.version, row.by, said, row.note, row.revision, row.confirmed)


def latest_activity(company_ids: Collection[int] | None = None) -> Select[*tuple[Any, ...]]:
    """When each company last answered or noted anything."""
    statement = select(AnswerChange.company_id, func.max(AnswerChange.at).label("at")).group_by(AnswerChange.company_id)
    return statement if company_ids is None else statement.where(AnswerChange.company_id.in_(company_ids))
