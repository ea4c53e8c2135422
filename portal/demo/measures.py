"""What demo companies have decided to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from portal.checklists.models import Measure, MeasureChange
from portal.checklists.rules import ChangeKind, MeasureState, Plan
from portal.demo.texts import words

if TYPE_CHECKING:
    import random

    from portal.demo.chance import Days
    from portal.documents.service import ChecklistText, ItemView

MADE_DAYS_AGO = 20
MINUTE = 10 * 60
# The first company has all of them, so that the page shows each kind.
SHARE = 0.3


class Measures:
    """Makes the measures of one company. `people` are its members' numbers; nothing is sent."""

    def __init__(self, rng: random.Random, days: Days, company_id: int, people: Sequence[int]) -> None:
        self._rng, self._days, self._company_id, self._people = rng, days, company_id, people

    def all(self, checklists: Sequence[ChecklistText], *, every: bool) -> list[Measure]:
        """Some of the invented measures, or every one."""
        items = {item.key: item for text in checklists for item in text.items}
        told: list[dict[str, Any]] = words("measures")["measures"]
        return [
            self._row(one, number, items.get(one.get("item", "")))
            for number, one in enumerate(told)
            if every or self._rng.random() < SHARE
        ]

    def _row(self, told: Mapping[str, Any], number: int, item: ItemView | None) -> Measure:
        made = self._days.moment(MADE_DAYS_AGO, MINUTE + number)
        return Measure(
            company_id=self._company_id,
            once=f"demo-{number}",
            what=told["what"],
            owner_id=None if "owner" in told else self._people[0],
            owner_words=told.get("owner", ""),
            due_on=self._days.today + dt.timedelta(days=told["due"]),
            state=MeasureState.DONE if told.get("done") else MeasureState.OPEN,
            item_id=item.id if item else None,
            item_caption=item.caption if item else "",
            version=1,
            created_at=made,
            created_by=self._people[0],
            changed_at=made,
        )


def first_change(measure: Measure) -> MeasureChange:
    """How the history of a measure begins; `measure` has its number."""
    state = MeasureState(measure.state)
    plan = Plan(measure.what, measure.owner_id, measure.owner_words, measure.due_on, state)
    return MeasureChange(
        company_id=measure.company_id,
        measure_id=measure.id,
        version=measure.version,
        at=measure.created_at,
        by=measure.created_by,
        kind=ChangeKind.SAID,
        plan=plan.words(),
    )
