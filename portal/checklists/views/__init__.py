"""Pages of checklists, by what they are about."""

from __future__ import annotations

from portal.checklists.views import checklist, hire_items, hire_tools, hires, history, measures, owners, rounds
from portal.checklists.views.blueprint import MARKS, blueprint, give_request_marks

__all__ = [
    "MARKS",
    "blueprint",
    "checklist",
    "give_request_marks",
    "hire_items",
    "hire_tools",
    "hires",
    "history",
    "measures",
    "owners",
    "rounds",
]
