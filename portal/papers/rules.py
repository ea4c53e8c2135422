"""What a plan of next steps holds, and in which order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Step:
    """Something to do. `source` is what it comes from; `slug` and `key`, or `measure_id`, lead to it."""

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
    measure_id: int | None = None
    hire_id: int | None = None

    @property
    def is_duty(self) -> bool:
        return self.kind == "duty"


@dataclass(frozen=True)
class Plan:
    """A company's next steps: open duties, then what it has decided to do, then the other open items."""

    company: str
    duties: tuple[Step, ...]
    measures: tuple[Step, ...]
    others: tuple[Step, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.duties + self.measures + self.others


def plan(company: str, steps: Iterable[Step]) -> Plan:
    """In each part: what has a date, by date; then what is begun; else in the order given."""
    in_order = sorted(steps, key=lambda step: (step.due is None, step.due or dt.date.max, not step.in_progress))
    return Plan(
        company=company,
        duties=tuple(step for step in in_order if step.is_duty),
        measures=tuple(step for step in in_order if step.measure_id is not None),
        others=tuple(step for step in in_order if not step.is_duty and step.measure_id is None),
    )
