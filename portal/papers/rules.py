"""What a plan of next steps holds, and in which order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Step:
    """Something to do. `source` is what it comes from; `slug` and `key` lead to the item, where there is one."""

    what: str
    language: str
    source: str
    kind: str = ""
    in_progress: bool = False
    owner: str = ""
    due: dt.date | None = None
    law: bool = False
    slug: str = ""
    key: str = ""

    @property
    def is_duty(self) -> bool:
        return self.kind == "duty"


@dataclass(frozen=True)
class Plan:
    """A company's next steps; duties apart, because they come first."""

    company: str
    duties: tuple[Step, ...]
    others: tuple[Step, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.duties + self.others


def plan(company: str, steps: Iterable[Step]) -> Plan:
    """Put duties first; then what has a date, by date; then what is begun; else in the order of the checklists."""
    in_order = sorted(steps, key=lambda step: (step.due is None, step.due or dt.date.max, not step.in_progress))
    duties = tuple(step for step in in_order if step.is_duty)
    return Plan(company, duties, tuple(step for step in in_order if not step.is_duty))
