"""What a checklist shows beside an item that was asked about. Given to the checklists by app.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask import url_for

from portal.checklists.service import RequestMark
from portal.consultations import service, words

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def request_marks(
    session: Session, company_id: int, item_ids: Sequence[int], hire_id: int | None = None
) -> dict[int, RequestMark]:
    """Of each item the newest request: its page, its state in the company's words, when it was asked."""
    found = service.requests_of_items(session, company_id, frozenset(item_ids), hire_id)
    return {
        item_id: RequestMark(
            url_for("consultations.show", request_id=asked[-1].id),
            words.company_state(asked[-1].state, asked[-1].outcome),
            asked[-1].asked_at,
        )
        for item_id, asked in found.items()
    }
