"""What happened to an item: who said what, when, and on which text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from portal.accounts import service as accounts
from portal.checklists import queries
from portal.checklists.queries import rounds
from portal.checklists.rules import ChangeKind, Said, State
from portal.checklists.service import faults, runs
from portal.documents import service as documents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from portal.checklists.models import AnswerChange
    from portal.documents.service import ItemName


@dataclass(frozen=True)
class HistoryStep:
    """One change. `note` None: the note stayed as it was."""

    at: dt.datetime
    by: str
    kind: ChangeKind
    before: State
    said: Said
    note: str | None
    revision: int


@dataclass(frozen=True)
class RoundHistory:
    """The changes of one round, latest first."""

    number: int
    steps: tuple[HistoryStep, ...]


@dataclass(frozen=True)
class ItemHistory:
    """An item and what happened to it, the current round first. `version`: of the present answer, for undoing."""

    name: ItemName
    title: str
    rounds: tuple[RoundHistory, ...]
    version: int
    can_undo: bool


def item_history(
    session: Session, company_id: int, slug: str, item_key: str, language: str, hire_id: int | None = None
) -> ItemHistory:
    """The history of an item, the company's own or a hire's, also of one that the checklist has no more.

    Raises NoChecklist.
    """
    text = runs.text(session, slug, language, runs.audience(hire_id))
    ids = documents.item_ids(session, text.document_id, [item_key])
    name = documents.item_names(session, ids.values(), language).get(ids.get(item_key, 0))
    if name is None:
        raise faults.NoChecklist
    found = rounds.changes(session, company_id, name.id, hire_id)
    names = accounts.names(session, {change.by for change, _number in found if change.by is not None})
    run = queries.current_run(session, company_id, text.document_id, hire_id)
    mine = [change for change, number in found if run is not None and number == run.round]
    return ItemHistory(
        name=name,
        title=text.title,
        rounds=tuple(
            RoundHistory(number, _steps([change for change, _number in group], names))
            for number, group in groupby(found, key=lambda one: one[1])
        )[::-1],
        version=mine[-1].version if mine else 0,
        can_undo=bool(mine) and run is not None and run.finished_at is None and not name.retired,
    )


def _steps(changes: Sequence[AnswerChange], names: dict[int, str]) -> tuple[HistoryStep, ...]:
    notes = ["", *(change.note for change in changes)]
    steps = [_step(change, names, before) for change, before in zip(changes, notes, strict=False)]
    return tuple(reversed(steps))


def _step(change: AnswerChange, names: dict[int, str], note_before: str) -> HistoryStep:
    return HistoryStep(
        at=change.at,
        by=names.get(change.by or 0, ""),
        kind=ChangeKind(change.kind),
        before=State(change.from_state),
        said=Said(State(change.to_state), change.reason, change.reason_text),
        note=change.note if change.note != note_before else None,
        revision=change.revision,
    )
