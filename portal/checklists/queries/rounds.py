"""Questions about the history of an item, the rounds of a checklist, and who takes care of what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from portal.checklists.models import Answer, AnswerChange, ItemOwner, PutAside, Run
from portal.checklists.queries import COMPANY, subject_of
from portal.checklists.rules import State

MOST_CHANGES = 200


def runs(session: Session, company_id: int, document_id: int) -> Sequence[Run]:
    """All rounds of the company through the checklist, oldest first."""
    return session.scalars(
        select(Run)
        .where(Run.company_id == company_id, Run.document_id == document_id, Run.subject == COMPANY)
        .order_by(Run.round),
    ).all()


def answers(session: Session, run: Run) -> Sequence[Answer]:
    return session.scalars(select(Answer).where(Answer.company_id == run.company_id, Answer.run_id == run.id)).all()


def changes(
    session: Session, company_id: int, item_id: int, hire_id: int | None = None
) -> list[tuple[AnswerChange, int]]:
    """Each change of the answers to the item, the company's own or a hire's, with its round; oldest first."""
    last = session.execute(
        select(AnswerChange, Run.round)
        .join(Answer, Answer.id == AnswerChange.answer_id)
        .join(Run, Run.id == Answer.run_id)
        .where(AnswerChange.company_id == company_id, Answer.item_id == item_id, Run.subject == subject_of(hire_id))
        .order_by(Run.round.desc(), AnswerChange.version.desc())
        .limit(MOST_CHANGES),
    ).all()
    return [(change, number) for change, number in last[::-1]]


def owners(session: Session, run: Run) -> dict[int, int]:
    """Who takes care of which item: the person's number by the item's."""
    rows = select(ItemOwner.item_id, ItemOwner.user_id).where(
        ItemOwner.company_id == run.company_id, ItemOwner.run_id == run.id
    )
    return {row.item_id: row.user_id for row in session.execute(rows)}


def owner(session: Session, run: Run, item_id: int) -> ItemOwner | None:
    return session.scalar(
        select(ItemOwner).where(
            ItemOwner.company_id == run.company_id, ItemOwner.run_id == run.id, ItemOwner.item_id == item_id
        ),
    )


def owned(session: Session, company_id: int, user_id: int, most: int) -> list[Any]:
    """Open items that a person takes care of, oldest first: item, run and state."""
    statement = (
        select(ItemOwner.item_id, ItemOwner.run_id, Answer.state)
        .join(Run, Run.id == ItemOwner.run_id)
        .outerjoin(Answer, (Answer.run_id == ItemOwner.run_id) & (Answer.item_id == ItemOwner.item_id))
        .where(ItemOwner.company_id == company_id, ItemOwner.user_id == user_id, Run.finished_at.is_(None))
        .where(Run.left_out_at.is_(None))
        .where(or_(Answer.id.is_(None), Answer.state.in_([State.OPEN, State.IN_PROGRESS])))
        .order_by(ItemOwner.at, ItemOwner.id)
    )
    return list(session.execute(statement.limit(most)))


def owners_of_runs(session: Session, run_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """Who takes care of which item: the person's number by the run's and the item's."""
    rows = select(ItemOwner.run_id, ItemOwner.item_id, ItemOwner.user_id).where(ItemOwner.run_id.in_(run_ids))
    return {(row.run_id, row.item_id): row.user_id for row in session.execute(rows)}


def owned_by_anybody(session: Session, company_id: int) -> list[Any]:
    """Open items of the company's own checklists that somebody takes care of, oldest first: item and person."""
    aside = select(PutAside.id).where(PutAside.company_id == company_id, PutAside.document_id == Run.document_id)
    statement = (
        select(ItemOwner.item_id, ItemOwner.user_id)
        .join(Run, Run.id == ItemOwner.run_id)
        .outerjoin(Answer, (Answer.run_id == ItemOwner.run_id) & (Answer.item_id == ItemOwner.item_id))
        .where(ItemOwner.company_id == company_id, Run.subject == COMPANY, Run.finished_at.is_(None))
        .where(~aside.exists())
        .where(or_(Answer.id.is_(None), Answer.state.in_([State.OPEN, State.IN_PROGRESS])))
        .order_by(ItemOwner.at, ItemOwner.id)
    )
    return list(session.execute(statement))


def owner_rows(session: Session, company_id: int, user_id: int) -> Sequence[ItemOwner]:
    """All of a person's items in current runs: a finished one may be reopened, or gone through once more."""
    newer = aliased(Run)
    has_newer = select(newer.id).where(
        newer.company_id == Run.company_id,
        newer.document_id == Run.document_id,
        newer.subject == Run.subject,
        newer.round > Run.round,
    )
    statement = (
        select(ItemOwner)
        .join(Run, Run.id == ItemOwner.run_id)
        .where(ItemOwner.company_id == company_id, ItemOwner.user_id == user_id, ~has_newer.exists())
    )
    return session.scalars(statement).all()
