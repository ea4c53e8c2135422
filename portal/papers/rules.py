"""What a plan of next steps holds, and in which order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


# A hire has many dates; a plan for the next meeting takes those of the next four weeks.
AHEAD = dt.timedelta(days=28)


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
    suggested: bool = False
    slug: str = ""
    key: str = ""
    measure_id: int | None = None
    hire_id: int | None = None

    @property
    def is_duty(self) -> bool:
        return self.kind == "duty"


@dataclass(frozen=True)
class Plan:
    """A company's next steps: open duties, then what it has decided to do, then the other open items. `later`: so many
    dates of hires lie further ahead.
    """

    company: str
    duties: tuple[Step, ...]
    measures: tuple[Step, ...]
    others: tuple[Step, ...]
    later: int = 0

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.duties + self.measures + self.others


def plan(company: str, steps: Iterable[Step], today: dt.date) -> Plan:
    """In each part: what has a date, by date; then what is begun; else in the order given."""
    given = list(steps)
    near = [step for step in given if step.hire_id is None or step.due is None or step.due <= today + AHEAD]
    in_order = sorted(near, key=lambda step: (step.due is None, step.due or dt.date.max, not step.in_progress))
    return Plan(
        company=company,
        duties=tuple(step for step in in_order if step.is_duty),
        measures=tuple(step for step in in_order if step.measure_id is not None),
        others=tuple(step for step in in_order if not step.is_duty and step.measure_id is None),
        later=len(given) - len(near),
    )
