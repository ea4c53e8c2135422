"""What a hire is called, beside what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal import clock
from portal.checklists.queries import hires as stored
from portal.checklists.rules import hires

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from portal.checklists.models import Hire


@dataclass(frozen=True)
class HireName:
    """A hire by its label, which is empty after it was erased."""

    id: int
    label: str


def label_of(hire: Hire) -> str:
    """The label, as long as it may be kept."""
    closed_on = None if hire.closed_at is None else clock.local(hire.closed_at).date()
    return "" if hires.label_is_due_for_erasure(closed_on, clock.today()) else hire.label


def hire_names(session: Session, run_ids: Collection[int]) -> dict[int, HireName]:
    """The hires to which these runs belong, by the run's number; one query, none for no runs."""
    found = stored.hires_by_run(session, run_ids)
    return {run_id: HireName(hire.id, label_of(hire)) for run_id, hire in found.items()}
